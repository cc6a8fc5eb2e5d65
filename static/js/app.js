// Small behaviours of every page; each page works without them.

document.querySelector("[data-focus]")?.focus();

// The menu closes on Escape and when the person goes elsewhere.
for (const menu of document.querySelectorAll("[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// A form that starts long work is sent once; coming back to its page makes it whole again.
function markSent(form, sent) {
  if (sent) form.dataset.sent = "true";
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[type=submit]")) button.ariaDisabled = sent ? "true" : null;
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    markSent(form, true);
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) markSent(form, false);
});

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});
