// Small behaviours of every page; each page works without them.

import { enhance } from "./enhance.js";

document.querySelector("[data-focus]")?.focus();

// The menu closes on Escape and when the person goes elsewhere.
enhance("[data-menu]", (menu) => {
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
});

// A form that starts long work is sent once; coming back to its page makes it whole again, and so does, where the
// answer may be a file that leaves the page as it is, the time that `data-once` says (ms).
function markSent(form, sent) {
  if (sent) form.dataset.sent = "true";
  else delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[type=submit]")) button.ariaDisabled = sent ? "true" : null;
}
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    markSent(form, true);
    if (form.dataset.once) setTimeout(() => markSent(form, false), Number(form.dataset.once));
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-sent]")) markSent(form, false);
});

document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (token) event.detail.headers["X-CSRFToken"] = token.value;
});

// A fragment that is refused: the session is over or has changed, or the change of a signed plan owes its reason. The same
// is asked for as a whole page, which gives back what was typed (accounts/expired.py, plans/substance.py).
document.body.addEventListener("htmx:responseError", (event) => {
  const { xhr, elt, requestConfig } = event.detail;
  if (xhr.status !== 403 && !xhr.getResponseHeader("X-Reason")) return;
  const form = elt.closest("form");
  if (requestConfig.verb === "get" || !form) {
    if (xhr.getResponseHeader("X-Session") === "over") location.reload(); // to the sign-in page, and back here
    return;
  }
  if (elt.name) {
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: elt.name, value: elt.value });
    form.append(pressed);
  }
  form.dataset.leaving = "true";
  form.action = requestConfig.path;
  form.method = "post";
  form.submit();
});

document.body.addEventListener("htmx:sendError", () => {
  const main = document.getElementById("contenu");
  main.querySelector(".offline")?.remove();
  const note = document.createElement("p");
  note.className = "offline alert alert-danger container-xl";
  note.setAttribute("role", "alert");
  note.textContent = "La connexion ne répond pas. Votre saisie est toujours là : réessayez.";
  main.prepend(note);
});

// On a narrow screen a bar scrolls sideways: the current page is brought into sight.
for (const link of document.querySelectorAll(".bar [aria-current]")) {
  const list = link.closest("ul");
  if (list) list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
}
