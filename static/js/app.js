// Small behaviours; every page works without them.
for (const button of document.querySelectorAll("[data-open-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.dataset.openAll === "true";
    for (const details of document.querySelectorAll(button.dataset.target)) details.open = open;
  });
}
document.querySelector("[data-focus]")?.focus();

// A form that starts long work is sent once.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button[type=submit]")) button.setAttribute("aria-disabled", "true");
    if (form.dataset.sent) return;
    form.dataset.sent = "true";
  });
}
document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
