// The export page: only what concerns the chosen document shows, and the preview of its first page appears.

const form = document.querySelector("[data-export]");
const chosen = (name) => form.querySelector(`[name=${name}]:checked`);

function show() {
  const asked = chosen("document")?.value;
  for (const part of form.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(asked);
  if (chosen("form")?.closest("[hidden]")) form.querySelector("[data-for]:not([hidden]) > [name=form]").checked = true;
  const perimeter = chosen("perimeter")?.value;
  for (const part of form.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== perimeter;
}

for (const note of form.querySelectorAll("[data-plain]")) note.hidden = true;
form.addEventListener("change", show);
show();

// A quick document is downloaded and the page stays: it says so, and may be sent again.
const words = form.querySelector("[data-sent-words]");
form.addEventListener("submit", () => {
  words.textContent = "Document demandé : il se télécharge, ou sa page s’ouvre.";
});
form.addEventListener("change", () => (words.textContent = ""));

const preview = document.getElementById("apercu");
if (preview) preview.hidden = false;
