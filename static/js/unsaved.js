// <form data-unsaved>, or any part of a form that has it: leaving the page warns while something typed there is not
// saved. « data-unsaved="dirty" » warns from the start: what an answer with errors gives back is not saved either.

import { enhance } from "./enhance.js";

const watched = new Map(); // a part and what it held at first; null: already changed

function content(part) {
  const fields = part.matches("form") ? [...part.elements] : [...part.querySelectorAll("input, select, textarea")];
  return JSON.stringify(fields.filter((field) => field.name && field.type !== "submit").map(valueOf));
}

function valueOf(field) {
  if (field.type === "checkbox" || field.type === "radio") return [field.name, field.value, field.checked];
  if (field.type === "select-multiple") return [field.name, [...field.selectedOptions].map((option) => option.value)];
  return [field.name, field.value];
}

function isDirty(part) {
  if (!part.isConnected || part.closest("form")?.dataset.leaving) return false;
  const before = watched.get(part);
  return before === null || before !== content(part);
}

// Whether something typed in `root` would be lost with it: for who closes a panel or reads a list again.
export function holdsUnsaved(root) {
  return [...watched.keys()].some((part) => root.contains(part) && isDirty(part));
}

function show(part) {
  const dirty = isDirty(part);
  part.classList.toggle("is-unsaved", dirty);
  for (const note of part.querySelectorAll("[data-unsaved-note]")) note.hidden = !dirty;
}

enhance("[data-unsaved]", (part) => {
  const form = part.closest("form");
  if (!form) return;
  const refused = part.dataset.unsaved === "dirty" || part.querySelector("[aria-invalid=true]");
  watched.set(part, refused ? null : content(part));
  show(part);
  for (const kind of ["input", "change"]) part.addEventListener(kind, () => show(part));
  form.addEventListener("reset", () => setTimeout(() => show(part)));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  form.dataset.leaving = "true";
  setTimeout(() => delete form.dataset.leaving, 3000); // it may still be here: another tab, a download, an error
});
addEventListener("beforeunload", (event) => {
  for (const part of watched.keys()) if (!part.isConnected) watched.delete(part);
  if ([...watched.keys()].some(isDirty)) event.preventDefault();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const part of watched.keys()) delete part.closest("form").dataset.leaving;
});
