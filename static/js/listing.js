// The list of fiches: tick a page or a run of rows, say how many are ticked, write clean addresses, remember the panel.

const OPEN = "filtres-ouverts";
const results = document.getElementById("liste");
const panel = document.getElementById("panneau");
const form = document.getElementById("filtres");
let last;

const picks = () => [...results.querySelectorAll("[data-pick]")];

function count() {
  const all = picks();
  const ticked = all.filter((box) => box.checked);
  const every = results.querySelector("[data-pick-all]");
  if (every) {
    every.closest("label").hidden = false;
    every.checked = all.length > 0 && ticked.length === all.length;
    every.indeterminate = ticked.length > 0 && ticked.length < all.length;
  }
  for (const box of all) box.closest("tr").classList.toggle("is-picked", box.checked);
  const words = results.querySelector("[data-bulk-words]");
  if (!words) return;
  words.textContent = ticked.length
    ? `${ticked.length} fiche${ticked.length > 1 ? "s cochées" : " cochée"}`
    : "Cochez des fiches pour les modifier ensemble (Maj + clic : toute une suite).";
  words.classList.toggle("is-counting", ticked.length > 0);
  for (const button of results.querySelectorAll("[data-bulk-go]")) button.hidden = ticked.length === 0;
}

results.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.("[data-pick]")) return;
  const all = picks();
  if (event.shiftKey && last && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    for (const other of all.slice(from, to + 1)) other.checked = box.checked;
  }
  last = box;
});

results.addEventListener("change", (event) => {
  if (event.target.matches("[data-pick-all]")) for (const box of picks()) box.checked = event.target.checked;
  count();
});

// Empty filters say nothing in the address.
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});
document.body.addEventListener("htmx:configRequest", (event) => {
  const given = event.detail.formData;
  if (event.target !== form || !given) return;
  for (const name of new Set(given.keys())) {
    const values = given.getAll(name).filter((value) => value !== "");
    given.delete(name);
    for (const value of values) given.append(name, value);
  }
});

// The panel stays as this person left it, page after page.
try {
  if (sessionStorage.getItem(OPEN) === "oui" && matchMedia("(min-width: 62rem)").matches) panel.open = true;
  panel.addEventListener("toggle", () => sessionStorage.setItem(OPEN, panel.open ? "oui" : "non"));
} catch {
  // a browser that keeps nothing: the panel begins closed
}

document.body.addEventListener("htmx:afterSettle", count);
addEventListener("pageshow", count);
count();
