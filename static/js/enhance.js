// What the behaviours share: finding their elements, comparing French words, speaking to screen readers.

let last = 0;
export const newId = (word) => `${word}-${++last}`;

// Run `start` once on each element of `selector`: those of the page, of an htmx answer, of a new row.
export function enhance(selector, start) {
  const done = new WeakSet();
  const run = (root) => {
    const found = [...root.querySelectorAll(selector)];
    if (root.matches?.(selector)) found.unshift(root);
    for (const element of found) {
      if (done.has(element)) continue;
      done.add(element);
      start(element);
    }
  };
  run(document);
  document.addEventListener("htmx:load", (event) => run(event.target));
  document.addEventListener("rows:added", (event) => run(event.target));
}

// The same as `fold` of accounts/text.py: neither case, accents nor punctuation.
export function fold(text) {
  const plain = text.toLowerCase().replaceAll("œ", "oe").replaceAll("æ", "ae").normalize("NFKD");
  return plain.replace(/[\u0300-\u036f]+/g, "").replace(/[^a-z0-9]+/g, " ").trim();
}

const region = document.createElement("div");
region.className = "visually-hidden";
region.setAttribute("role", "status");
document.body.append(region);
let speaking;

// Tell a screen reader, once the person stops typing.
export function say(text) {
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    region.textContent = region.textContent === text ? `${text}\u00a0` : text;
  }, 150);
}

export function changed(field) {
  field.dispatchEvent(new Event("change", { bubbles: true }));
}
