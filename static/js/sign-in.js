// An account of the demonstration signs in at one click.
for (const button of document.querySelectorAll("[data-account]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const form = document.querySelector("main form");
    form.elements.username.value = button.dataset.account;
    form.elements.password.value = button.dataset.password;
    form.requestSubmit();
  });
}
