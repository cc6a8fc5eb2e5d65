// A <select> behind a text field: the select keeps what is chosen and is what the form sends.

import { fold, newId, say } from "./enhance.js";

const COPIED = ["aria-label", "aria-labelledby", "aria-describedby", "aria-invalid", "required", "disabled"];

// Put a text field before the select, which leaves the eyes and the keyboard. Errors and labels lead to the field.
export function dress(select) {
  const box = document.createElement("div");
  const input = document.createElement("input");
  box.className = "combo";
  input.type = "text";
  input.id = `${select.id || newId("choix")}-texte`;
  input.className = [...select.classList].map((name) => name.replace("form-select", "form-control")).join(" ") || "form-control";
  input.placeholder = select.dataset.placeholder ?? "";
  input.maxLength = 300;
  for (const name of COPIED) if (select.hasAttribute(name) && name !== "required") input.setAttribute(name, select.getAttribute(name));
  if (select.required) input.ariaRequired = "true";
  for (const label of [...select.labels]) label.htmlFor = input.id;
  select.before(box);
  box.append(input, select);
  select.classList.add("visually-hidden");
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  select.addEventListener("focus", () => input.focus());
  return { box, input, fresh: "create" in select.dataset ? newField(select) : null };
}

// What is said under the field of a text that means nothing; the form stops there once, for the text would be lost.
export function notice(box, input) {
  const note = document.createElement("p");
  note.className = "combo-note";
  note.hidden = true;
  box.append(note);
  input.addEventListener("input", () => (note.hidden = true));
  return {
    hide: () => (note.hidden = true),
    unknown(text, fresh) {
      const create = fresh ? ", ou « Créer »" : "";
      note.textContent = `« ${text} » n’est pas dans la liste : choisissez une proposition${create}.`;
      note.hidden = false;
      note.dataset.stops = "once";
      say(note.textContent);
    },
  };
}
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const waiting = form.querySelector("input[data-waiting]");
    const note = form.querySelector(".combo-note[data-stops]:not([hidden])");
    if (!waiting && !note) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting) {
      waiting.addEventListener("settled", () => form.requestSubmit(event.submitter), { once: true });
      return;
    }
    delete note.dataset.stops;
    note.closest(".combo").querySelector("input").focus();
  },
  true,
);

// The plain field « ou nouveau… » beside the select; it hides, for the list itself offers to create.
function newField(select) {
  const field = select.form?.elements.namedItem(`${select.name}-new`);
  if (!field) return null;
  if (field.getAttribute("aria-invalid") === "true") return field;
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id));
  const parts = [field.closest("[data-new]"), field, ...(field.labels ?? []), ...described];
  for (const part of parts) if (part) part.hidden = true;
  const parent = field.parentElement;
  if ([...parent.children].every((child) => child.hidden)) parent.hidden = true;
  return field;
}

// The options of a select as `suggest` wants them; a group is their hint.
export function optionsOf(select) {
  return [...select.options].map((option) => ({
    value: option.value,
    label: option.value ? option.text.trim() : option.text.replace(/^-+$/, ""),
    hint: option.dataset.hint ?? option.closest("optgroup")?.label ?? "",
    search: option.dataset.search,
    chosen: option.selected,
    disabled: option.disabled,
  }));
}

// The option of that value, added when the server has proposed it.
export function optionFor(select, { value, label, hint }) {
  let option = [...select.options].find((known) => known.value === String(value));
  if (!option) {
    option = new Option(label, value);
    if (hint) option.dataset.hint = hint;
    select.append(option);
  }
  return option;
}

// The options that hold every word of the query: those that begin with it first.
export function ranked(options, query) {
  const wanted = fold(query);
  if (!wanted) return options;
  const words = wanted.split(" ");
  const rank = (option) => {
    const label = fold(option.label);
    const all = ` ${label} ${fold(`${option.hint ?? ""} ${option.search ?? ""}`)}`;
    if (!words.every((word) => all.includes(word))) return 9;
    if (label.startsWith(wanted)) return 0;
    return words.every((word) => all.includes(` ${word}`)) ? 1 : 2;
  };
  return options
    .map((option) => [rank(option), option])
    .filter(([place]) => place < 9)
    .sort(([a], [b]) => a - b)
    .map(([, option]) => option);
}

// One proposition in the list: its label, and a grey word beside it.
export function proposition(option) {
  const line = document.createElement("li");
  line.id = newId("proposition");
  line.setAttribute("role", "option");
  line.setAttribute("aria-selected", "false");
  line.classList.toggle("is-chosen", Boolean(option.chosen));
  line.classList.toggle("is-extra", Boolean(option.extra));
  const label = document.createElement("span");
  label.textContent = option.label || "(aucun)";
  line.append(label);
  if (option.hint) {
    const hint = document.createElement("small");
    hint.textContent = option.hint;
    line.append(" ", hint);
  }
  return line;
}

// What asks the server, for a select that names an address of suggestions.
export function remoteOf(address) {
  if (!address) return undefined;
  return async (query, signal) => {
    const url = new URL(address, location.href);
    url.searchParams.set("q", query);
    const answer = await fetch(url, { signal, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    return answer.json();
  };
}

export const same = (one, other) => fold(one) === fold(other);

// « Créer « … » », unless a proposition already bears that name.
export function creation(query, found) {
  if (!query || found.some((option) => same(option.label, query))) return null;
  return { value: "", label: `Créer « ${query} »`, text: query, extra: true };
}
