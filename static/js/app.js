// Small behaviours; every page works without them.
for (const button of document.querySelectorAll("[data-open-all]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const open = button.dataset.openAll === "true";
    for (const details of document.querySelectorAll(button.dataset.target)) details.open = open;
  });
}
document.querySelector("[data-focus]")?.focus();

// A form that starts long work is sent once, and again when the person comes back to it.
for (const form of document.querySelectorAll("form[data-once]")) {
  const buttons = form.querySelectorAll("button[type=submit]");
  const mark = (sent) => {
    form.dataset.sent = sent;
    for (const button of buttons) button.setAttribute("aria-disabled", sent);
  };
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent === "true") event.preventDefault();
    mark("true");
  });
  window.addEventListener("pageshow", (event) => event.persisted && mark("false"));
}
document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
