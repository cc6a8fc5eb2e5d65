// Shortcuts of every page: « / » the search, « ? » their list, Ctrl+S saves, Ctrl+Enter saves and goes on.
// A page adds its own: <a data-key="n" …> is followed by the key n; its text or data-key-label tells what it does.
// In <… data-arrows>, the arrows walk along the links.

const NAME = "raccourcis-a-une-touche";
const dialog = document.querySelector("dialog[data-keys-help]");
const choice = dialog?.querySelector("[data-keys-choice]");
const search = document.querySelector("[data-search]");

// Keys of one letter disturb those who speak to their computer: they may be put out of use (WCAG 2.1.4).
function singleKeys() {
  try {
    return localStorage.getItem(NAME) !== "non";
  } catch {
    return true;
  }
}

function isTyping(target) {
  return target.isContentEditable || target.matches?.("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
}

function formToSave() {
  const near = document.activeElement?.closest?.("form[data-keys], form[data-unsaved]");
  return near ?? document.querySelector("main form[data-keys], main form[data-unsaved]");
}

function save(next) {
  const form = formToSave();
  if (!form) return false;
  const buttons = [...form.elements].filter((one) => one.type === "submit" && !one.disabled);
  const onward = buttons.find((one) => one.name === "next" || one.value === "next");
  document.activeElement?.blur(); // a text being typed in a list is settled first
  form.requestSubmit((next && onward) || buttons.find((one) => one !== onward && !one.formNoValidate) || buttons[0]);
  return true;
}

function showHelp() {
  if (!dialog || dialog.open) return;
  const rows = dialog.querySelector("[data-keys-page]");
  const own = [...document.querySelectorAll("[data-key]")];
  rows.replaceChildren(
    ...own.map((target) => {
      const line = document.createElement("div");
      const key = document.createElement("dt");
      const what = document.createElement("dd");
      const kbd = document.createElement("kbd");
      kbd.textContent = target.dataset.key;
      key.append(kbd);
      what.textContent = target.dataset.keyLabel ?? target.textContent.trim();
      line.append(key, what);
      return line;
    }),
  );
  rows.hidden = own.length === 0;
  if (choice) choice.checked = singleKeys();
  dialog.showModal();
}

choice?.addEventListener("change", () => localStorage.setItem(NAME, choice.checked ? "oui" : "non"));
for (const button of document.querySelectorAll("[data-keys-open]")) {
  button.hidden = false;
  button.addEventListener("click", showHelp);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.shiftKey && event.key.toLowerCase() === "s") {
    if (save(false)) event.preventDefault();
  } else if (control && event.key === "Enter") {
    if (save(true)) event.preventDefault();
  } else if (!control && !isTyping(event.target) && !document.querySelector("dialog[open]") && singleKeys()) {
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "?") {
      event.preventDefault();
      showHelp();
    } else {
      const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
      if (!target) return;
      event.preventDefault();
      target.focus();
      target.click();
    }
  }
});

document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const box = event.target.closest?.("[data-arrows]") ?? document.querySelector(event.target.dataset?.arrowsTo || "#none-at-all");
  if (!box) return;
  const links = [...box.querySelectorAll("a[href]")];
  const here = links.indexOf(event.target.closest("a"));
  const next = links[here + step];
  const field = document.querySelector("[data-arrows-to]");
  if (here < 0 && step < 0) return;
  event.preventDefault();
  if (next) next.focus();
  else if (step < 0) field?.focus();
});
