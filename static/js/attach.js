// The page where fiches are put in their place: 1, 2, 3 take a proposal and go on, letters look for another objective.

import { fold } from "./enhance.js";
import { ranked } from "./choices.js";
import { suggest } from "./suggest.js";

const form = document.querySelector("form[data-attach]");
const rows = form ? [...form.querySelectorAll("[data-attach-row]")] : [];
const count = form?.querySelector("[data-attach-count]");
const submit = form?.querySelector("button[type=submit]");
const list = document.getElementById("objectifs");
const objectives = list
  ? [...list.options].map((one) => ({ value: one.value, label: one.dataset.label, hint: one.dataset.hint }))
  : [];

const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
const other = (row) => row.querySelector("[data-attach-other]");
const text = (row) => row.querySelector("input[type=text]");

const named = (typed) => objectives.find((one) => [one.value, one.label].some((name) => fold(name) === fold(typed)));

// A text that names no objective is no choice yet.
const isChosen = (row) =>
  radios(row).some((radio) => radio.checked && radio.value && (radio !== other(row) || named(text(row).value)));

function tell() {
  const chosen = rows.filter(isChosen).length;
  for (const row of rows) row.classList.toggle("is-chosen", isChosen(row));
  count.textContent = `${chosen} choisie${chosen > 1 ? "s" : ""} sur ${rows.length}`;
}

function go(row, step = 1) {
  const next = rows[rows.indexOf(row) + step];
  if (!next) return step > 0 ? submit.focus() : undefined;
  (radios(next).find((radio) => radio.checked && radio.value) ?? radios(next)[0]).focus();
  next.scrollIntoView({ block: "nearest" });
}

function take(row, radio) {
  radio.checked = true;
  form.dispatchEvent(new Event("change", { bubbles: true }));
  go(row);
}

for (const row of rows) {
  const field = text(row);
  const before = field.value;
  const choose = (found) => {
    field.value = found.value;
    take(row, other(row));
  };
  field.removeAttribute("list");
  field.addEventListener(
    "focus",
    () =>
      suggest(field, {
        local: (query) => ranked(objectives, query),
        choose,
        leave(typed) {
          if (typed === null) {
            field.value = before;
            radios(row)[0].focus();
          } else if (!typed) radios(row).at(-1).checked = other(row).checked || radios(row).at(-1).checked;
          else {
            const near = ranked(objectives, typed);
            const same = named(typed) ?? (near.length === 1 ? near[0] : undefined);
            if (same) field.value = same.value;
            other(row).checked = true;
          }
          tell();
        },
      }),
    { once: true },
  );
  row.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.type !== "radio") return;
    const wanted = row.querySelector(`[data-attach-key="${event.key}"]`);
    if (wanted) {
      event.preventDefault();
      take(row, wanted);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (event.target === other(row)) return field.focus();
      go(row, event.shiftKey ? -1 : 1);
    } else if (/^[\p{L}\d]$/u.test(event.key)) {
      field.value = "";
      field.focus(); // the key itself falls into the field, a digit that is no proposal too: « 1.2 »
    }
  });
}

if (form) {
  form.addEventListener("change", tell);
  tell();
  if (!document.querySelector("[data-focus]") && !location.hash) radios(rows[0])[0].focus({ preventScroll: true });
}
