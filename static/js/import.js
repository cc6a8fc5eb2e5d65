// The preview of an import: what was open stays open after a decision, a correction opens under its line, and what was
// done is told. Without this module each decision is a form that brings the page back.

import { say } from "./enhance.js";

const page = document.querySelector("[data-import]");

// What a decision brings anew is folded as what it replaces.
document.body.addEventListener("htmx:oobBeforeSwap", (event) => {
  for (const fold of event.detail.fragment.querySelectorAll("details[id]")) {
    const known = document.getElementById(fold.id);
    if (known) fold.open = known.open;
  }
});

// What stood open in a branch that is asked for again opens again.
const opened = new Set();
page.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.open) opened.add(target.id);
    else opened.delete(target.id);
  },
  true,
);
page.addEventListener("htmx:load", ({ target }) => {
  for (const fold of target.querySelectorAll("details[id]")) if (opened.has(fold.id)) fold.open = true;
});

// A branch that was asked for and is replaced while open is asked for again.
document.body.addEventListener("htmx:afterSettle", () => {
  for (const branch of page.querySelectorAll("details[data-folded][open]")) {
    if (branch.querySelector(":scope > .lines > .soft")) htmx.trigger(branch, "toggle");
  }
});

// One correction at a time, under the title of its line.
const close = () => document.getElementById("correction")?.remove();
page.addEventListener("htmx:beforeRequest", (event) => {
  if (!event.target.matches(".correct")) return;
  close();
  const fold = event.target.closest(".line").querySelector(":scope > details");
  if (fold) fold.open = true;
});
page.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-correction]")) {
    event.preventDefault();
    leave(event.target);
  }
});
page.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest("#correction")) leave(event.target);
});
function leave(inside) {
  const line = inside.closest(".line");
  close();
  line.querySelector(":scope > .line-end > .correct")?.focus();
}

// A link to a line opens the branches above it. A line that is not in the page is asked for by the link itself.
page.addEventListener("click", (event) => {
  const link = event.target.closest("a[href*='#']");
  const line = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (!line?.matches(".line") || link.pathname !== location.pathname || !link.search.includes("ligne=")) return;
  event.preventDefault();
  for (let fold = line.parentElement.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  line.scrollIntoView({ block: "center" });
  line.classList.remove("is-sought");
  void line.offsetWidth; // the highlight begins again
  line.classList.add("is-sought");
  (line.querySelector("button, summary, a") ?? line).focus({ preventScroll: true });
});

document.body.addEventListener("import-decided", (event) => {
  const { said, focus } = event.detail;
  close();
  say(said);
  if (document.activeElement === document.body) document.getElementById(focus)?.focus();
});
