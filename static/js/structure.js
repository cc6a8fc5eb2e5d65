// Editing the tree in place on the plan page: menus and forms open where they belong, the tree is read again after each
// change, and the focus comes back to the objective. Without this module each link is a page and each form posts.

import { say } from "./enhance.js";
import { holdsUnsaved } from "./unsaved.js";

const tree = document.getElementById("plan-tree");
let opened; // the menu or the form that is open
let origin; // what it was opened from
let busy = false;

const asked = (more) => ({ credentials: "same-origin", headers: { "HX-Request": "true", ...more } });
const isPage = (text) => /^\s*<!doctype/i.test(text);

function handle(id) {
  return id ? tree?.querySelector(`a.more[data-of="${CSS.escape(id)}"]`) : null;
}

function close(back = false) {
  opened?.remove();
  if (back) origin?.isConnected && origin.focus();
  for (const link of tree?.querySelectorAll("a.more[aria-expanded=true]") ?? []) link.ariaExpanded = null;
  opened = undefined;
}

// Whether what is open may go: what was typed in it is not thrown away without a word.
function mayClose() {
  return !opened || !holdsUnsaved(opened) || confirm("Ce que vous avez écrit ici n’est pas enregistré. Fermer quand même ?");
}

function head(node) {
  return node.querySelector(":scope > summary, :scope > .node-title, :scope > .theme-head") ?? node;
}

function unfold(node) {
  for (let one = node; one; one = one.parentElement) if (one.matches?.("details")) one.open = true;
}

// Put a form in its place: under the title of an objective, at the end of what it holds, after it.
function place(box, where, id) {
  const node = id && document.getElementById(id);
  if (!node) {
    const last = tree.querySelector(".tree-foot") ?? tree;
    last.append(box);
  } else if (where === "after") {
    (node.matches("details") ? node.closest(".branch") : node).after(box);
    unfold(node.parentElement);
  } else {
    unfold(node);
    if (where === "inside") node.append(box);
    else head(node).after(box);
  }
}

function ready(box) {
  box.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  const error = box.querySelector("[data-focus]");
  const first = box.querySelector("textarea[name=title]") ?? box.querySelector("input:not([type=hidden]), textarea, select");
  (error ?? first ?? box.querySelector("button, a"))?.focus();
  box.scrollIntoView({ block: "nearest" });
}

// Where a form belongs, told by its address when a former one leads to it.
function spot(url) {
  const query = new URL(url, location.href).searchParams;
  if (query.has("apres")) return ["after", `o-${query.get("apres")}`];
  if (query.has("sous")) return ["inside", `o-${query.get("sous")}`];
  return ["here", query.has("objectif") ? `o-${query.get("objectif")}` : ""];
}

async function ask(url, more = {}) {
  const response = await fetch(url, asked(more));
  if (response.status === 204) {
    close();
    await refresh(JSON.parse(response.headers.get("HX-Trigger"))["plan-changed"]); // it is gone: see the tree as it is
    return null;
  }
  const text = await response.text();
  if (!response.ok || isPage(text)) {
    location.assign(url);
    return null;
  }
  return text;
}

async function openForm(url, where, id) {
  if (!mayClose()) return;
  const text = await ask(url);
  if (text === null) return;
  close();
  opened = document.createElement("div");
  opened.className = "panel-box";
  opened.dataset.panel = "";
  opened.innerHTML = text;
  place(opened, where, id);
  ready(opened);
}

async function openMenu(link) {
  if (!mayClose()) return;
  const text = await ask(link.href);
  if (text === null) return;
  close();
  origin = link;
  link.ariaExpanded = "true";
  opened = document.createElement("div");
  opened.className = "menu-box";
  opened.innerHTML = text;
  link.after(opened);
  opened.querySelector("a, button")?.focus();
  opened.scrollIntoView({ block: "nearest" });
}

// Read the tree again as it is now, with the same branches open, and come back to an objective.
async function refresh({ focus, follow }) {
  const folded = new Map([...tree.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
  const text = await ask(location.pathname + location.search, { "HX-Target": "plan-tree" }).catch(() => null);
  if (text === null) return;
  opened = undefined;
  tree.innerHTML = text;
  for (const one of tree.querySelectorAll("details[id]")) if (folded.has(one.id)) one.open = folded.get(one.id);
  tree.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
  document.body.dispatchEvent(new CustomEvent("htmx:afterSwap", { bubbles: true }));
  const node = focus && document.getElementById(focus);
  if (node) {
    unfold(node);
    head(node).classList.add("just-changed");
    head(node).scrollIntoView({ block: "nearest" });
  }
  origin = handle(focus) ?? tree.querySelector("a.more, .tree-foot a");
  origin?.focus({ preventScroll: Boolean(node) });
  const toast = tree.querySelector(".tree-said");
  if (toast) {
    say(toast.innerText.trim());
    setTimeout(function fade() {
      if (toast.matches(":hover, :focus-within")) setTimeout(fade, 3000);
      else toast.remove();
    }, 9000); // the same change may still be undone above the tree
  }
  if (follow) await openForm(follow, ...spot(follow));
}

async function send(form, submitter) {
  if (busy) return;
  busy = true;
  form.ariaBusy = "true";
  try {
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.set(submitter.name, submitter.value);
    const response = await fetch(form.action, { ...asked(), method: "POST", body });
    if (response.status === 204) {
      close();
      await refresh(JSON.parse(response.headers.get("HX-Trigger"))["plan-changed"]);
      return;
    }
    const text = await response.text();
    if ((response.ok || response.status === 422) && !response.redirected && !isPage(text) && form.closest("[data-panel]")) {
      const box = form.closest("[data-panel]");
      box.innerHTML = text;
      ready(box);
      return;
    }
    sendAsPage(form, submitter); // a conflict, a lost session, an error: its own page says it
  } catch {
    say("La connexion ne répond pas : rien n’est enregistré, votre saisie est toujours là.");
    form.querySelector(".offline")?.remove();
    const note = document.createElement("p");
    note.className = "offline alert alert-danger";
    note.textContent = "La connexion ne répond pas. Votre saisie est toujours là : réessayez.";
    form.prepend(note);
  } finally {
    busy = false;
    form.ariaBusy = null;
  }
}

function sendAsPage(form, submitter) {
  form.dataset.asPage = "true";
  form.requestSubmit(submitter?.isConnected ? submitter : undefined);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!tree || !form.matches("form[data-tree]") || form.dataset.asPage) return;
  event.preventDefault();
  if (opened?.contains(form) || mayClose()) send(form, event.submitter);
});

document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a");
  if (tree && link?.matches("a.more")) {
    event.preventDefault();
    if (link.ariaExpanded === "true") close(true);
    else openMenu(link);
  } else if (link?.closest(".tree-said")?.querySelector('a[href$="/annuler/"]') === link && tree.querySelector("form.last-change")) {
    event.preventDefault();
    send(tree.querySelector("form.last-change"));
  } else if (tree && link?.matches("[data-open]")) {
    event.preventDefault();
    const of = link.closest("[data-menu-of]")?.dataset.menuOf ?? link.dataset.of ?? "";
    if (!link.closest(".menu-box")) origin = link;
    openForm(link.href, link.dataset.open, of);
  } else if (tree && link?.matches("[data-swap]")) {
    event.preventDefault();
    openForm(link.href, ...spot(link.href));
  } else if (tree && link?.matches("[data-close]") && opened?.contains(link)) {
    event.preventDefault();
    if (mayClose()) close(true);
  } else if (opened?.matches(".menu-box") && !opened.contains(event.target)) close();
});

async function shortcut(link, what) {
  const text = await ask(link.href);
  if (text === null) return;
  const menu = document.createElement("div");
  menu.innerHTML = text;
  if (what === "monter" || what === "descendre") {
    const form = menu.querySelector(`input[value=${what}]`)?.form;
    if (form) await send(form);
    else say(what === "monter" ? "Déjà le premier." : "Déjà le dernier.");
    return;
  }
  const target = menu.querySelector(what);
  origin = link;
  if (target) await openForm(target.href, target.dataset.open, link.dataset.of);
}

const KEYS = { F2: "[data-open=here]", Insert: "[data-open=after]", Delete: ".menu-danger" };

document.addEventListener("keydown", (event) => {
  const target = event.target;
  if (event.key === "Escape" && opened && !event.defaultPrevented) {
    event.preventDefault();
    if (mayClose()) close(true);
  } else if (target.matches?.("textarea[data-enter]") && event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.isComposing) {
    event.preventDefault();
    target.form.requestSubmit(target.form.querySelector("button[type=submit]"));
  } else if (target.matches?.("a.more") && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    shortcut(target, event.key === "ArrowUp" ? "monter" : "descendre");
  } else if (target.matches?.("a.more") && KEYS[event.key]) {
    event.preventDefault();
    shortcut(target, KEYS[event.key]);
  } else if (opened?.matches(".menu-box") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const items = [...opened.querySelectorAll("a, button")];
    const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
    items.at(at % items.length)?.focus();
  }
});
