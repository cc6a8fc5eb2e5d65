// An address with an anchor (an alert, an error) leads to the field that cures it: the person may type at once.

const FIELDS = "input:not([type=hidden]), select, textarea";

const shown = (element) => element.checkVisibility?.() ?? !element.hidden;

// The element itself when it takes the keyboard, else its first field, else what adds a row to it.
function fieldOf(target) {
  if (target.matches(`${FIELDS}, button`)) return target;
  const inside = (selector) => [...target.querySelectorAll(selector)].find(shown);
  return inside(FIELDS) ?? inside("[data-rows-add]");
}

function reach() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target?.closest("main form")) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const field = fieldOf(target);
  if (!field) return;
  field.focus({ preventScroll: true }); // a list behind a text field hands the focus on to it
  target.scrollIntoView({ behavior: "instant", block: "start" });
  document.activeElement.scrollIntoView({ behavior: "instant", block: "nearest" });
}

addEventListener("hashchange", reach);
// Once every behaviour has dressed the fields, and after the browser has gone to the anchor by itself.
if (document.readyState === "complete") reach();
else addEventListener("load", () => setTimeout(reach));
