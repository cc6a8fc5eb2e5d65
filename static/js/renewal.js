// The fate of each fiche: how many go on, and the same answer for a whole group at once.
const part = document.querySelector("[data-fates]");

function told() {
  const selects = [...part.querySelectorAll("select")];
  const stopped = selects.filter((select) => !select.value).length;
  for (const select of selects) select.closest("tr").classList.toggle("stops", !select.value);
  const on = selects.length - stopped;
  const words = [`${on} fiche${on > 1 ? "s" : ""} continue${on > 1 ? "nt" : ""}`];
  if (stopped) words.push(`${stopped} s’arrête${stopped > 1 ? "nt" : ""}`);
  part.querySelector("[data-fates-told]").textContent = `${words.join(", ")}.`;
}

function everywhere(group, goesOn) {
  for (const select of group.querySelectorAll("select")) {
    const first = select.querySelector("option[selected]")?.value;
    select.value = goesOn ? first || "TO_START" : "";
  }
  part.dispatchEvent(new Event("input", { bubbles: true }));
  told();
}

if (part?.querySelector("select")) {
  for (const group of part.querySelectorAll(".fates")) {
    const title = group.querySelector("h3").textContent;
    const tools = document.createElement("div");
    tools.className = "fates-tools";
    for (const [words, goesOn] of [["Tout continue", true], ["Tout s’arrête", false]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm btn-outline-primary";
      button.textContent = words;
      button.setAttribute("aria-label", `${words} : ${title}`);
      button.addEventListener("click", () => everywhere(group, goesOn));
      tools.append(button);
    }
    group.querySelector("h3").after(tools);
  }
  part.addEventListener("change", told);
  told();
}
