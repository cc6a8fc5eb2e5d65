// <div data-markup> around a textarea: tools for the marks of accounts/markup.py, lists that go on, and what is pasted
// from Word or a sheet as marks. Without JavaScript, the marks are typed.

import { enhance, say } from "./enhance.js";
import { hasShape, marksOf } from "./pastedhtml.js";

const PREFIXES = { heading: "## ", subheading: "### ", bullets: "- ", numbers: "1. " };
const PREFIX = /^(#{1,6}|[-–•·*]|\d{1,3}[.)])\s+/;
const POINT = /^(\s*)(?:([-–•·*])|(\d{1,3})([.)]))\s+/;
const TABLE = "| Colonne 1 | Colonne 2 |\n| --- | --- |\n|  |  |\n|  |  |";
const WRAPS = { bold: ["**", "mots en gras"], italic: ["*", "mots en italique"] };

// Put a text in place of a part of the field, so that Ctrl+Z takes it back.
function put(area, start, end, text) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!(text ? document.execCommand("insertText", false, text) : start === end || document.execCommand("delete"))) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function lineAround(area) {
  const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const end = area.value.indexOf("\n", area.selectionEnd);
  return [start, end < 0 ? area.value.length : end];
}

function prefix(area, kind) {
  const [start, end] = lineAround(area);
  const lines = area.value.slice(start, end).split("\n");
  const mark = (rank) => (kind === "numbers" ? `${rank + 1}. ` : PREFIXES[kind]);
  const same = lines.every((line, rank) => line.startsWith(mark(rank)));
  const done = lines.map((line, rank) => (same ? "" : mark(rank)) + line.replace(PREFIX, "")).join("\n");
  put(area, start, end, done);
  const from = lines.length > 1 ? start : start + done.length;
  area.setSelectionRange(from, start + done.length);
}

// What is selected, or the word that the cursor stands in.
function chosen(area) {
  const { value, selectionStart: start, selectionEnd: end } = area;
  if (start !== end) return [start, end];
  const before = /[\p{L}\p{N}’'-]*$/u.exec(value.slice(0, start))[0].length;
  const after = /^[\p{L}\p{N}’'-]*/u.exec(value.slice(start))[0].length;
  return [start - before, start + after];
}

function wrap(area, kind) {
  const [sign, hint] = WRAPS[kind];
  const [start, end] = chosen(area);
  const words = area.value.slice(start, end);
  const inside = words.length > 2 * sign.length && words.startsWith(sign) && words.endsWith(sign);
  const kept = inside ? words.slice(sign.length, -sign.length) : words.trim() || hint;
  const before = inside ? "" : /^\s*/.exec(words)[0];
  const after = inside ? "" : words.trim() ? /\s*$/.exec(words)[0] : "";
  put(area, start, end, inside ? kept : `${before}${sign}${kept}${sign}${after}`);
  const at = start + (inside ? 0 : before.length + sign.length);
  area.setSelectionRange(at, at + kept.length);
}

function insertTable(area) {
  const at = area.selectionEnd;
  const before = at === 0 || area.value.slice(0, at).endsWith("\n\n") ? "" : area.value[at - 1] === "\n" ? "\n" : "\n\n";
  put(area, at, at, `${before}${TABLE}\n\n`);
  const first = at + before.length + 2;
  area.setSelectionRange(first, first + "Colonne 1".length);
}

// Enter in a list begins its next point; on a point that says nothing, it ends the list.
function nextPoint(event, area) {
  if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const at = area.selectionStart;
  const start = area.value.lastIndexOf("\n", at - 1) + 1;
  const line = area.value.slice(start, at);
  const match = POINT.exec(`${line} `);
  if (!match || at !== area.selectionEnd) return;
  event.preventDefault();
  if (line.trim() === match[0].trim()) put(area, start, at, "");
  else put(area, at, at, `\n${match[1]}${match[2] ?? `${Number(match[3]) + 1}${match[4]}`} `);
}

enhance("[data-markup]", (box) => {
  const area = box.querySelector("textarea");
  for (const part of box.querySelectorAll("[role=group], [data-markup-paste]")) part.hidden = false;

  box.addEventListener("click", (event) => {
    const kind = event.target.closest("[data-mark]")?.dataset.mark;
    if (!kind) return;
    if (kind in PREFIXES) prefix(area, kind);
    else if (kind in WRAPS) wrap(area, kind);
    else insertTable(area);
  });

  area.addEventListener("keydown", (event) => {
    const kind = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && { b: "bold", i: "italic" }[event.key];
    if (kind) {
      event.preventDefault();
      wrap(area, kind);
    } else nextPoint(event, area);
  });

  area.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!html || !hasShape(html)) return;
    const marks = marksOf(html);
    if (!marks) return;
    event.preventDefault();
    const isWhole = /\n|^(#|-|\d+\.|\|)/.test(marks);
    const begins = isWhole && area.selectionStart > 0 && area.value[area.selectionStart - 1] !== "\n";
    put(area, area.selectionStart, area.selectionEnd, `${begins ? "\n" : ""}${marks}${isWhole ? "\n" : ""}`);
    say("Texte collé avec ses titres, ses listes et ses tableaux");
  });
});

// The preview says that it is there.
document.body.addEventListener("htmx:afterSwap", (event) => event.target.querySelector(":scope > [data-focus]")?.focus());
