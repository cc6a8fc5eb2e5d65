// Handing files in: several dropped at once, and a table that is pasted with its form. Without this module, the file
// input and the plain text area do.

import { enhance } from "./enhance.js";

const SHOWN_ROWS = 8;
const LARGEST = 4_500_000; // characters of a form, under the server's limit
const plural = (number, word) => `${number} ${word}${number > 1 ? "s" : ""}`;
const megabytes = (bytes) => `${(Math.ceil((bytes * 10) / 1024 ** 2) / 10).toLocaleString("fr")}\u00a0Mo`;
const weight = (bytes) => (bytes < 100 * 1024 ? `${Math.ceil(bytes / 1024)}\u00a0Ko` : megabytes(bytes));

const cellText = (cell) => cell.textContent.replace(/\s+/g, " ").trim();
// What the clipboard gave, as a page that is inert: nothing of it runs nor loads.
const parsed = (source) => new DOMParser().parseFromString(unstyled(source), "text/html");

enhance("form[data-upload]", (form) => {
  files(form);
  paste(form);
});

function files(form) {
  const zone = form.querySelector("[data-drop-zone]");
  const input = zone.querySelector("input[type=file]");
  const list = zone.querySelector("[data-chosen]");
  const refusal = zone.querySelector("[data-too-much]");
  const most = Number(form.dataset.maxFiles);
  const largest = Number(form.dataset.maxBytes);
  let kept = [];
  zone.querySelector("[data-drop-words]").hidden = false;

  const keep = (several) => {
    kept = several;
    const chosen = new DataTransfer();
    for (const file of kept) chosen.items.add(file);
    input.files = chosen.files;
    list.replaceChildren(...kept.map(line));
    list.hidden = !kept.length;
    const heavy = kept.find((file) => file.size > largest);
    const many = kept.length > most;
    refusal.textContent = heavy
      ? `«\u00a0${heavy.name}\u00a0» pèse ${megabytes(heavy.size)}, la limite est de ${megabytes(largest)}.`
      : many
        ? `${plural(kept.length, "fichier")} à la fois, c’est trop\u00a0: la limite est de ${most}.`
        : "";
    refusal.hidden = !refusal.textContent;
  };

  const line = (file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const size = document.createElement("span");
    size.className = "soft";
    size.textContent = weight(file.size);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-link p-0";
    remove.textContent = "Retirer";
    remove.ariaLabel = `Retirer ${file.name}`;
    remove.addEventListener("click", () => {
      keep(kept.filter((one) => one !== file));
      (list.querySelector("button") ?? input).focus();
    });
    item.append(name, size, remove);
    return item;
  };

  const added = (several) => {
    const same = (one, other) => one.name === other.name && one.size === other.size;
    return [...kept, ...several.filter((file) => !kept.some((one) => same(one, file)))];
  };
  input.addEventListener("change", () => keep([...input.files]));
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("is-over");
    });
  }
  zone.addEventListener("dragleave", (event) => {
    if (!zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("is-over");
    keep(added([...event.dataTransfer.files]));
  });
  form.addEventListener(
    "submit",
    (event) => {
      if (refusal.hidden) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // nothing is sent that would be refused
      input.focus();
    },
    { capture: true },
  );
  if (input.files.length) keep([...input.files]);
}

function paste(form) {
  const box = form.querySelector("[data-paste]");
  const text = box.querySelector("textarea");
  const html = form.querySelector("[name=pasted_html]");
  const caught = box.querySelector("[data-caught]");
  const words = box.querySelector("[data-caught-words]");
  const body = box.querySelector("[data-caught-rows]");
  const more = box.querySelector("[data-caught-more]");

  const clear = () => {
    html.value = "";
    body.replaceChildren();
    caught.hidden = true;
  };

  text.addEventListener("paste", (event) => {
    const source = event.clipboardData?.getData("text/html") ?? "";
    const page = parsed(source);
    if (!page.querySelector("table, p, li")) return;
    event.preventDefault();
    const content = source.length > LARGEST / 2 ? page.body.innerHTML : source;
    const plain = event.clipboardData.getData("text/plain");
    caught.hidden = false;
    if (content.length > LARGEST) {
      html.value = "";
      body.replaceChildren();
      words.textContent = "Ce tableau est trop grand pour être collé\u00a0: enregistrez-le, puis déposez le fichier.";
      return;
    }
    html.value = content;
    text.value = plain.length > LARGEST - content.length ? "" : plain;
    show(page);
  });
  text.addEventListener("input", clear); // what is typed there is not what was caught any more
  box.querySelector("[data-caught-clear]").addEventListener("click", () => {
    clear();
    text.value = "";
    text.focus();
  });

  if (html.value) {
    caught.hidden = false;
    show(parsed(html.value)); // the page came back with something to correct
  }

  function show(page) {
    const rows = [...page.querySelectorAll("tr")].map((row) => [...row.cells]);
    const columns = Math.max(0, ...rows.map((row) => row.reduce((sum, cell) => sum + cell.colSpan, 0)));
    const paragraphs = [...page.querySelectorAll("p, li, h1, h2, h3")].filter((one) => !one.closest("table"));
    const lines = rows.length ? rows : paragraphs.map((one) => [one]);
    words.textContent = rows.length
      ? `Tableau de ${plural(rows.length, "ligne")} et ${plural(columns, "colonne")}`
      : `Texte de ${plural(lines.length, "paragraphe")}`;
    body.replaceChildren(
      ...lines.slice(0, SHOWN_ROWS).map((cells) => {
        const row = document.createElement("tr");
        row.append(...cells.map(shown));
        return row;
      }),
    );
    const left = lines.length - SHOWN_ROWS;
    more.textContent = left > 0 ? `… et ${plural(left, "autre")} ${left > 1 ? "lignes" : "ligne"}` : "";
    more.hidden = left <= 0;
  }
}

// Without scripts, styles nor attributes but those of merged cells: the policy of the page would refuse them one by one.
function unstyled(source) {
  const content = source.replace(/<(style|script)[\s\S]*?<\/\1>/gi, "");
  return content.replace(/<([a-z][\w:-]*)\s[^>]*>/gi, (tag, name) => {
    const spans = tag.match(/\s(?:row|col)span=["']?\d+["']?/gi) ?? [];
    return `<${name}${spans.join("")}>`;
  });
}

function shown(source) {
  const cell = document.createElement("td");
  cell.textContent = cellText(source); // never as markup
  cell.rowSpan = Math.min(source.rowSpan ?? 1, SHOWN_ROWS);
  cell.colSpan = source.colSpan ?? 1;
  return cell;
}
