// A text field that proposes a list (ARIA pattern « combobox with list »): arrows, Enter, Escape, Tab, mouse.

import { proposition } from "./choices.js";
import { newId, say } from "./enhance.js";

const SHOWN = 60;
const PATIENCE = 180; // ms without a key before the server is asked

// local(query) gives options at once, remote(query, signal) promises more; an option is {value, label, hint}.
// extra(query, options) may end the list; choose(option) takes one; leave(text) is told of a text left as typed.
export function suggest(input, { local, remote, extra, choose, leave, eager = true, keepEnter = true }) {
  const panel = document.createElement("div");
  const list = document.createElement("ul");
  const empty = document.createElement("p");
  Object.assign(panel, { className: "combo-panel", popover: "manual", hidden: true });
  list.id = newId("liste");
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Propositions");
  empty.className = "combo-empty";
  panel.append(list, empty);
  input.after(panel);
  const said = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id };
  for (const [name, value] of Object.entries(said)) input.setAttribute(name, value);
  input.ariaExpanded = "false";
  input.autocomplete = "off";

  let options = [], active = -1;
  let typed = false;
  let waiting; // the time before the server is asked, then until it answers
  let asked;
  let hurry = false; // Enter or Tab came before the answer: the first proposition is taken when it comes

  const isOpen = () => input.ariaExpanded === "true";
  const query = () => (typed ? input.value.trim() : "");

  function place() {
    const box = input.getBoundingClientRect();
    const below = innerHeight - box.bottom;
    const above = below < 200 && box.top > below;
    panel.style.width = `${Math.min(Math.max(box.width, 260), innerWidth - 16)}px`;
    panel.style.left = `${Math.max(8, Math.min(box.left, innerWidth - panel.offsetWidth - 8))}px`;
    panel.style.maxHeight = `${Math.min(340, (above ? box.top : below) - 12)}px`;
    panel.style.top = above ? "auto" : `${box.bottom + 2}px`;
    panel.style.bottom = above ? `${innerHeight - box.top + 2}px` : "auto";
  }

  function mark(rank, scroll = true) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = rank;
    const item = list.children[active];
    item?.setAttribute("aria-selected", "true");
    if (item) input.setAttribute("aria-activedescendant", item.id);
    else input.removeAttribute("aria-activedescendant");
    if (scroll) item?.scrollIntoView({ block: "nearest" });
  }

  function draw(found, more) {
    const text = query();
    options = found.slice(0, SHOWN);
    const last = more ? null : extra?.(text, found); // nothing is created before the server has been heard
    list.replaceChildren(...options.concat(last ?? []).map(proposition));
    if (last) options.push(last);
    const count = found.length;
    const words = count === 0 ? "Aucune proposition" : `${count} proposition${count > 1 ? "s" : ""}`;
    empty.textContent = more ? "Recherche…" : count > SHOWN ? `${SHOWN} sur ${count} : précisez` : count ? "" : words;
    empty.hidden = !empty.textContent || Boolean(last);
    list.hidden = options.length === 0;
    const chosen = options.findIndex((option) => option.chosen);
    mark(text ? (eager || options[0]?.exact ? 0 : -1) : chosen);
    if (!more) say(last ? `${words}. ${last.label}` : words);
    place();
  }

  function open() {
    if (input.disabled || input.readOnly) return;
    if (!isOpen()) {
      input.ariaExpanded = "true";
      panel.hidden = false;
      panel.showPopover?.();
      addEventListener("scroll", place, true);
      addEventListener("resize", place);
    }
    const text = query();
    const here = local?.(text) ?? [];
    forget();
    draw(here, Boolean(remote));
    if (remote) waiting = setTimeout(() => ask(text, here), text ? PATIENCE : 0);
  }

  function forget() {
    clearTimeout(waiting);
    waiting = undefined;
    hasten(false);
    asked?.abort();
  }

  async function ask(text, here) {
    asked = new AbortController();
    try {
      const more = await remote(text, asked.signal);
      const known = new Set(here.map((option) => String(option.value)));
      const found = [...here, ...more.filter((option) => !known.has(String(option.value)))];
      waiting = undefined;
      if (hurry) settle(found[0] ?? extra?.(text, found), text);
      else if (isOpen() && query() === text) draw(found);
    } catch (error) {
      if (error.name === "AbortError") return;
      waiting = undefined;
      if (hurry || !isOpen()) return settle(undefined, text);
      draw(here);
      empty.hidden = false;
      empty.textContent = "Le serveur ne répond pas : réessayez, ou tapez le nom en entier.";
    }
  }

  function hasten(now) {
    hurry = now;
    input.toggleAttribute("data-waiting", now); // the form waits too (choices.js)
  }

  function settle(option, text) {
    hasten(false);
    typed = false;
    hide();
    if (option) choose(option);
    else leave?.(text);
    input.dispatchEvent(new Event("settled"));
  }

  function close() {
    forget();
    hide();
  }

  function hide() {
    if (!isOpen()) return;
    input.ariaExpanded = "false";
    mark(-1);
    panel.hidePopover?.();
    panel.hidden = true;
    removeEventListener("scroll", place, true);
    removeEventListener("resize", place);
  }

  function take(rank) {
    const option = options[rank];
    typed = false;
    close();
    choose(option);
  }

  input.addEventListener("input", () => {
    typed = true;
    open();
  });
  input.addEventListener("click", () => {
    if (isOpen() || !keepEnter) return;
    input.select(); // typing replaces what is chosen
    open();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      if (!isOpen()) open();
      else if (options.length) mark(active < 0 && step < 0 ? options.length - 1 : (active + step + options.length) % options.length);
    } else if (event.key === "Enter" && isOpen() && options[active]) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Enter" && keepEnter) {
      event.preventDefault(); // it stands for a list: Enter opens it and never sends the form
      if (waiting && typed) hasten(true);
      else open();
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      typed = false;
      close();
      leave?.(null);
    } else if (event.key === "Tab" && isOpen() && query() && keepEnter) {
      if (options[active]) take(active);
      else if (waiting) hasten(true);
    }
  });
  input.addEventListener("blur", () => {
    if (hurry) return hide();
    const text = input.value.trim();
    const wasTyped = typed;
    typed = false;
    close();
    if (wasTyped) leave?.(text);
  });
  panel.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const line = event.target.closest("[role=option]");
    if (line) take([...list.children].indexOf(line));
  });
  return { close };
}
