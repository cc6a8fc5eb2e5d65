// <select data-combobox>: one choice by typing; data-combobox-url asks for more, data-create allows a new text.

import { changed, enhance, say } from "./enhance.js";
import { creation, dress, notice, optionFor, optionsOf, ranked, remoteOf, same } from "./choices.js";
import { suggest } from "./suggest.js";

enhance("select[data-combobox]", (select) => {
  const { box, input, fresh } = dress(select);
  const note = notice(box, input);
  const current = () => fresh?.value || (select.value && select.selectedOptions[0]?.text.trim()) || "";
  function show() {
    input.value = current();
    box.classList.toggle("is-new", Boolean(fresh?.value));
  }
  function put(option) {
    if (option.extra) {
      fresh.value = option.text;
      select.value = "";
    } else {
      if (option.value === "") select.value = "";
      else optionFor(select, option).selected = true;
      if (fresh) fresh.value = "";
    }
    note.hide();
    show();
    changed(select);
    if (option.extra) say(`« ${option.text} » sera créé à l’enregistrement`);
  }

  suggest(input, {
    local: (query) => ranked(optionsOf(select).filter((option) => !option.disabled && (option.value || !query)), query),
    // The address is read each time: another field may have narrowed it.
    remote: select.dataset.comboboxUrl && ((query, signal) => remoteOf(select.dataset.comboboxUrl)(query, signal)),
    extra: fresh ? creation : undefined,
    choose: put,
    leave(text) {
      if (text === null || same(text, current())) return show();
      const found = optionsOf(select).find((option) => option.value && same(option.label, text));
      if (found) return put(found);
      const nothing = [...select.options].some((option) => option.value === "");
      if (text === "" && (nothing || fresh?.value)) return put({ value: "" });
      show();
      if (text) note.unknown(text, fresh);
    },
  });
  // What is typed replaces what was chosen, as in a cell.
  input.addEventListener("focus", () => input.select());
  input.addEventListener("click", () => input.value === current() && input.selectionStart === input.selectionEnd && input.select());
  select.addEventListener("change", show);
  select.form?.addEventListener("reset", () => setTimeout(show));
  show();
});
