// What is copied from Word, a spreadsheet or a web page, as the marks of accounts/markup.py: no word is left out.

const HEADING = /^H([1-6])$/;
const SKIPPED = new Set(["STYLE", "SCRIPT", "HEAD", "META", "LINK", "TITLE", "TEMPLATE", "O:P"]);
const BLOCKS = "p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, section, article, blockquote, pre, tr, li";
const NUMBERED = /^\(?(\d{1,3})[.)°]/;

const style = (element) => element.dataset?.pasted ?? "";
const tidy = (text) => text.replace(/[^\S\u00a0\n]+/g, " ").replace(/ *\n */g, "\n").trim();
const oneLine = (text) => tidy(text).replace(/\s*\n\s*/g, " ");

// Whether the copied page has anything that plain text would lose.
export function hasShape(html) {
  return /<(h[1-6]|li|table|strong|b|em|i)[\s>]/i.test(html) || /mso-list/i.test(html);
}

// The marks of a copied page; no style is applied, no picture loaded, no script run.
export function marksOf(html) {
  const unstyled = html.replace(/<style\b[^]*?<\/style\s*>/gi, "").replace(/\sstyle\s*=/gi, " data-pasted=");
  const page = new DOMParser().parseFromString(unstyled, "text/html");
  return blocks(page.body).join("\n").replace(/\n{3,}/g, "\n\n").trim();
}

// The lines of what stands in an element, a blank one around lists, tables and headings.
function blocks(root) {
  const lines = [];
  let loose = "";
  const flush = () => {
    for (const line of tidy(loose).split("\n")) if (line) lines.push(line);
    loose = "";
  };
  for (const node of root.childNodes) {
    if (node.nodeType === Node.TEXT_NODE || (node.nodeType === Node.ELEMENT_NODE && !isBlock(node))) {
      loose += inline(node);
      continue;
    }
    if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName)) continue;
    flush();
    lines.push(...block(node));
  }
  flush();
  return lines;
}

function isBlock(element) {
  return !SKIPPED.has(element.tagName) && (element.matches(BLOCKS) || element.querySelector(BLOCKS) !== null);
}

function block(element) {
  const heading = HEADING.exec(element.tagName);
  if (heading) {
    const words = oneLine(inline(element, false));
    return words ? ["", `${heading[1] < 3 ? "##" : "###"} ${words}`] : [];
  }
  if (element.matches("ul, ol")) return ["", ...points(element), ""];
  if (element.matches("table")) return ["", ...table(element), ""];
  if (/mso-list\s*:\s*(?!none)/i.test(style(element))) return wordPoint(element);
  return blocks(element);
}

function points(list) {
  let number = list.tagName === "OL" ? (list.start ?? 1) : 0;
  const lines = [];
  for (const item of list.children) {
    if (item.matches("ul, ol")) {
      lines.push(...points(item));
      continue;
    }
    const inner = [...item.querySelectorAll("ul, ol")].filter((one) => one.parentElement.closest("li, ul, ol") === item);
    for (const one of inner) one.remove();
    const words = oneLine(blocks(item).join("\n"));
    if (words) lines.push(list.tagName === "OL" ? `${number++}. ${words}` : `- ${words}`);
    for (const one of inner) lines.push(...points(one));
  }
  return lines;
}

// Word writes the points of a list as paragraphs that begin with their sign.
function wordPoint(element) {
  const sign = [...element.querySelectorAll("span")].find((one) => /mso-list\s*:\s*ignore/i.test(style(one)));
  const shown = sign ? oneLine(sign.textContent) : "";
  sign?.remove();
  const number = NUMBERED.exec(shown);
  const words = oneLine(inline(element));
  return words ? [`${number ? `${number[1]}.` : "-"} ${words}`] : [];
}

// Rows with as many cells; a cell that spans others is followed by empty ones.
function table(element) {
  const rows = [];
  const below = [];
  for (const row of [...element.querySelectorAll("tr")].filter((one) => one.closest("table") === element)) {
    const cells = [];
    const fill = () => {
      while (below[cells.length] > 0) {
        below[cells.length] -= 1;
        cells.push("");
      }
    };
    for (const cell of row.cells) {
      fill();
      const words = blocks(cell).filter(Boolean).join(" ; ").replaceAll("|", "\\|");
      for (let column = 0; column < cell.colSpan; column += 1) {
        below[cells.length] = cell.rowSpan - 1;
        cells.push(column ? "" : oneLine(words));
      }
    }
    fill();
    if (cells.some(Boolean)) rows.push(cells);
  }
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width < 2 || rows.length < 2) return rows.map((cells) => cells.filter(Boolean).join(" – "));
  return rows.map((cells) => `| ${[...cells, ...Array(width - cells.length).fill("")].join(" | ")} |`);
}

function inline(node, marked = true) {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s*\n\s*/g, " ");
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName)) return "";
  if (node.tagName === "BR") return "\n";
  const words = [...node.childNodes].map((one) => inline(one, marked)).join("");
  if (!marked || !words.trim() || words.includes("\n") || words.includes("*")) return words;
  const plain = /font-weight\s*:\s*(normal|[1-4]00)|font-style\s*:\s*normal/i.test(style(node));
  const sign = plain ? "" : { STRONG: "**", B: "**", EM: "*", I: "*" }[node.tagName] ?? "";
  const [, start, middle, end] = /^(\s*)([^]*?)(\s*)$/.exec(words);
  return `${start}${sign}${middle}${sign}${end}`;
}
