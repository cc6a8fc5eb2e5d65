// <fieldset data-rows>: the rows of a Django formset are added, removed and moved without a page load.

import { changed, enhance, say } from "./enhance.js";

const EDITABLE = "input:not([type=hidden]), select, textarea";

enhance("[data-rows]", (box) => {
  const own = (selector) => [...box.querySelectorAll(selector)].filter((found) => found.closest("[data-rows]") === box);
  const template = own("template[data-rows-empty]")[0];
  const total = own("input[name$='-TOTAL_FORMS']")[0] ?? box.closest("form")?.elements[`${box.dataset.rows}-TOTAL_FORMS`];
  if (!template || !total) return;
  const model = template.content.firstElementChild;
  const shape = model.matches("[data-row]") ? "[data-row]" : [model.localName, ...model.classList].join(".");
  const rows = () => own(shape);
  const shown = () => rows().filter((row) => !row.hidden);
  const field = (row, name) => row.querySelector(`:scope input[name$='-${name}']`);
  const holder = own("[data-rows-list]")[0];

  // What only serves without JavaScript: the box DELETE and the number ORDER.
  function plain(row) {
    for (const name of ["DELETE", "ORDER"]) {
      const input = field(row, name);
      if (!input || input.closest("[data-rows]") !== box) continue;
      const parts = [input.closest("[data-rows-plain]") ?? input, ...(input.labels ?? [])];
      for (const part of parts) part.hidden = true;
    }
    for (const button of row.querySelectorAll("[data-rows-remove], [data-rows-up], [data-rows-down]"))
      if (button.closest("[data-rows]") === box) button.hidden = false;
  }

  function number() {
    const all = shown();
    all.forEach((row, rank) => {
      const order = field(row, "ORDER");
      if (order) order.value = rank + 1;
      for (const label of row.querySelectorAll("[data-rows-number]"))
        if (label.closest("[data-rows]") === box) label.textContent = rank + 1;
      // « aria-disabled » and not « disabled »: the focus stays on the button
      const ends = { "data-rows-up": rank === 0, "data-rows-down": rank === all.length - 1 };
      for (const [name, end] of Object.entries(ends))
        for (const button of row.querySelectorAll(`[${name}]`))
          if (button.closest("[data-rows]") === box) button.ariaDisabled = end ? "true" : null;
    });
    if (holder) holder.hidden = all.length === 0 && !holder.contains(template);
    for (const word of own("[data-rows-none]")) word.hidden = all.length > 0;
  }

  // The row of the template with its number; a template inside it keeps its own « __prefix__ » for later.
  function made(index) {
    const copy = template.content.cloneNode(true);
    const fill = (root) => {
      for (const element of root.querySelectorAll("*")) {
        for (const attribute of element.attributes) {
          if (!attribute.value.includes("__prefix__")) continue;
          attribute.value = attribute.value.split(" ").map((word) => word.replace("__prefix__", index)).join(" ");
        }
        if (element.localName === "template") fill(element.content);
      }
    };
    fill(copy);
    return copy.firstElementChild;
  }

  function add() {
    const row = made(total.value);
    if (template.parentElement === (holder ?? template.parentElement)) template.before(row);
    else holder.append(row);
    total.value = Number(total.value) + 1;
    row.hidden = false;
    plain(row);
    number();
    row.dispatchEvent(new CustomEvent("rows:added", { bubbles: true }));
    changed(total);
    const first = [...row.querySelectorAll(EDITABLE)].find((input) => input.checkVisibility?.() ?? !input.hidden);
    first?.focus({ preventScroll: true });
    row.scrollIntoView({ block: row.offsetHeight < innerHeight / 2 ? "nearest" : "start" });
    say(`Ligne ajoutée, ${shown().length} en tout`);
  }

  const undo = document.createElement("p");
  undo.className = "rows-undo";
  undo.hidden = true;
  own("[data-rows-add]").at(-1)?.before(undo);

  function remove(row) {
    const rank = shown().indexOf(row);
    const erased = field(row, "DELETE");
    if (erased) {
      erased.checked = true;
      row.hidden = true;
    } else {
      const empty = made("__prefix__");
      row.querySelectorAll(EDITABLE).forEach((input, at) => (input.value = empty.querySelectorAll(EDITABLE)[at]?.value ?? ""));
      row.hidden = true;
    }
    number();
    changed(total);
    const next = shown()[Math.min(rank, shown().length - 1)];
    (next?.querySelector("[data-rows-remove]") ?? own("[data-rows-add]")[0])?.focus();
    say(`Ligne retirée, ${shown().length} en tout`);
    if (!erased) return;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "btn btn-link btn-sm";
    back.textContent = "Rétablir";
    back.addEventListener("click", () => {
      erased.checked = false;
      row.hidden = false;
      undo.hidden = true;
      number();
      changed(total);
      row.querySelector(EDITABLE)?.focus();
      say("Ligne rétablie");
    });
    undo.replaceChildren("Ligne retirée. ", back);
    undo.hidden = false;
  }

  function move(row, step, button) {
    const all = shown();
    const rank = all.indexOf(row);
    const other = all[rank + step];
    if (!other) return;
    if (step < 0) other.before(row);
    else other.after(row);
    number();
    changed(total);
    button.focus();
    say(`Ligne au rang ${rank + step + 1} sur ${all.length}`);
  }

  // Enter goes down the column as in a spreadsheet, and makes a row after the last one: it does not send the form.
  box.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || event.ctrlKey || event.metaKey || event.isComposing) return;
    if (input.localName !== "input" || !input.name || input.closest("[data-rows]") !== box) return;
    if (["checkbox", "radio", "submit", "button", "file"].includes(input.type)) return;
    event.preventDefault();
    const all = shown();
    const rank = all.findIndex((row) => row.contains(input));
    const column = input.name.slice(input.name.lastIndexOf("-"));
    if (rank === all.length - 1) add();
    shown()[rank + 1]?.querySelector(`input[name$='${column}']:not([hidden])`)?.focus();
  });

  box.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rows-add], [data-rows-remove], [data-rows-up], [data-rows-down]");
    if (!button || button.closest("[data-rows]") !== box) return;
    event.preventDefault();
    if (button.matches("[data-rows-add]")) return add();
    const row = rows().find((found) => found.contains(button));
    if (!row) return;
    if (button.matches("[data-rows-remove]")) remove(row);
    else move(row, button.matches("[data-rows-up]") ? -1 : 1, button);
  });

  // The blank rows at the end serve without JavaScript alone; those that somebody filled or that have an error stay.
  const blank = [...made("__prefix__").querySelectorAll(EDITABLE)].map((input) => input.value);
  const initial = Number(own("input[name$='-INITIAL_FORMS']")[0]?.value ?? 0);
  const kept = Number(box.dataset.rowsMin ?? 0);
  for (const row of rows().reverse()) {
    const values = [...row.querySelectorAll(EDITABLE)];
    const touched = values.some((input, at) => input.type !== "checkbox" && input.name.slice(-5) !== "ORDER" && input.value !== blank[at]);
    const checked = values.some((input) => input.type === "checkbox" && input.checked);
    const last = Number(total.value);
    if (last <= Math.max(initial, kept) || touched || checked || row.querySelector("[aria-invalid=true]")) break;
    const more = own("[data-rows-add]")[0];
    if (row.id && more) more.id = row.id; // who is led to a blank row comes to what adds one
    row.remove();
    total.value = last - 1;
  }
  // A form that comes back with errors has its rows by number; the ranks that somebody gave them are kept.
  const rank = (row) => Number(field(row, "ORDER")?.value) || Infinity;
  const found = rows();
  const sorted = [...found].sort((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)));
  if (sorted.some((row, at) => row !== found[at])) {
    const end = document.createComment("");
    found.at(-1).after(end);
    end.before(...sorted);
    end.remove();
  }
  for (const row of rows()) {
    plain(row);
    if (field(row, "DELETE")?.checked) row.hidden = true;
  }
  for (const button of own("[data-rows-add]")) button.hidden = false;
  number();
});
