// <select multiple data-tokens>: several choices as chips, in the order of choosing; same attributes as the combobox.

import { changed, enhance, newId, say } from "./enhance.js";
import { creation, dress, notice, optionFor, optionsOf, ranked, remoteOf, same } from "./choices.js";
import { suggest } from "./suggest.js";

enhance("select[multiple][data-tokens]", (select) => {
  const { box, input, fresh } = dress(select);
  const name = select.getAttribute("aria-label") || select.dataset.label || input.labels?.[0]?.textContent.trim() || "Choix";
  const chips = document.createElement("ul");
  chips.className = "tokens";
  chips.id = newId("etiquettes");
  chips.setAttribute("aria-label", `${name.replace(/\s+/g, " ")} : choix faits`);
  box.classList.add("combo-tokens");
  box.prepend(chips);
  const note = notice(box, input);

  const lines = () => (fresh?.value ?? "").split("\n").map((line) => line.trim()).filter(Boolean);
  const buttons = () => [...chips.querySelectorAll("button")];

  function chip(label, forget, isNew) {
    const line = document.createElement("li");
    const text = document.createElement("span");
    const button = document.createElement("button");
    text.textContent = label;
    line.classList.toggle("is-new", isNew);
    button.type = "button";
    button.tabIndex = -1;
    button.ariaLabel = `Retirer ${label}`;
    button.textContent = "×";
    button.disabled = select.disabled;
    button.addEventListener("click", () => remove(button, label, forget));
    line.append(text, button);
    return line;
  }

  function show() {
    const chosen = [...select.selectedOptions].map((option) =>
      chip(option.text.trim(), () => (option.selected = false), false),
    );
    const added = lines().map((line) =>
      chip(line, () => (fresh.value = lines().filter((other) => other !== line).join("\n")), true),
    );
    chips.replaceChildren(...chosen, ...added);
    chips.hidden = chips.children.length === 0;
    const last = buttons().at(-1);
    if (last) last.tabIndex = 0; // one stop for Tab; the arrows walk along the others
  }

  function remove(button, label, forget) {
    const rank = buttons().indexOf(button);
    forget();
    changed(select);
    (buttons()[Math.min(rank, buttons().length - 1)] ?? input).focus();
    say(`${label} retiré, ${buttons().length} choix`);
  }

  function add(option) {
    if (option.extra) {
      if (!lines().some((line) => same(line, option.text))) fresh.value = [...lines(), option.text].join("\n");
    } else {
      const own = optionFor(select, option);
      if (!own.closest("optgroup")) select.append(own); // sent in the order of choosing
      own.selected = true;
    }
    input.value = "";
    note.hide();
    changed(select);
    say(`${option.text ?? option.label} ajouté, ${buttons().length} choix`);
  }

  suggest(input, {
    local: (query) => ranked(optionsOf(select).filter((option) => option.value && !option.chosen && !option.disabled), query),
    remote: without(remoteOf(select.dataset.tokensUrl || select.dataset.comboboxUrl)),
    extra: fresh ? creation : undefined,
    choose: add,
    leave(text) {
      const found = text && optionsOf(select).find((option) => option.value && same(option.label, text));
      note.hide();
      if (found) add(found);
      else if (text === null) input.value = "";
      else if (text) note.unknown(text, fresh);
    },
  });

  function without(ask) {
    if (!ask) return undefined;
    return async (query, signal) => {
      const taken = new Set([...select.selectedOptions].map((option) => option.value));
      return (await ask(query, signal)).filter((option) => !taken.has(String(option.value)));
    };
  }

  input.addEventListener("keydown", (event) => {
    if (input.value || input.selectionStart || !["Backspace", "ArrowLeft"].includes(event.key)) return;
    event.preventDefault();
    buttons().at(-1)?.focus();
  });
  // Several names pasted at once, one a line, make several chips.
  input.addEventListener("paste", (event) => {
    const names = (event.clipboardData?.getData("text") ?? "").split(/[\n;]+/).map((line) => line.trim()).filter(Boolean);
    if (names.length < 2) return;
    event.preventDefault();
    const unknown = [];
    for (const text of names) {
      const known = optionsOf(select).find((option) => option.value && same(option.label, text));
      if (known) add(known);
      else if (fresh) add({ extra: true, text, label: text });
      else unknown.push(text);
    }
    if (unknown.length) say(`Pas dans la liste : ${unknown.join(", ")}`);
  });
  chips.addEventListener("keydown", (event) => {
    const all = buttons();
    const rank = all.indexOf(event.target);
    const go = { ArrowLeft: all[rank - 1], ArrowRight: all[rank + 1] ?? input, Home: all[0], End: input }[event.key];
    if (go) {
      event.preventDefault();
      go.focus();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      event.target.click();
    }
  });
  select.addEventListener("change", show);
  select.form?.addEventListener("reset", () => setTimeout(show));
  show();
});
