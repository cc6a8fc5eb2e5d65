// The form of a fiche: an age band fills the two ages, long texts grow, what a choice asks for is marked.

import { changed, enhance } from "./enhance.js";

enhance("select[name=age_band]", (select) => {
  select.addEventListener("change", () => {
    const ages = /\((?:(\d+)-(\d+)|à partir de (\d+)|jusqu’à (\d+)) ans\)$/.exec(select.selectedOptions[0]?.text ?? "");
    if (!ages) return;
    const form = select.form.elements;
    form.age_min.value = ages[1] ?? ages[3] ?? "";
    form.age_max.value = ages[2] ?? ages[4] ?? "";
    changed(form.age_min);
  });
});

// The contacts that are proposed are those of the partner of the row.
enhance(".rows-participations [data-row]", (row) => {
  const partner = row.querySelector("select[name$='-partner']");
  const contact = row.querySelector("select[name$='-contact']");
  const narrow = () => {
    const address = new URL(contact.dataset.comboboxUrl, location.href);
    if (partner.value) address.searchParams.set("partenaire", partner.value);
    else address.searchParams.delete("partenaire");
    contact.dataset.comboboxUrl = address.pathname + address.search;
  };
  partner.addEventListener("change", narrow);
  narrow();
});

enhance("textarea[data-grow]", (area) => {
  const least = area.rows;
  const grow = () => (area.rows = Math.min(24, Math.max(least, lines(area) + 1)));
  area.addEventListener("input", grow);
  grow();
});

function lines(area) {
  const width = Math.max(20, area.clientWidth / 8);
  return area.value.split("\n").reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / width)), 0);
}

// Fields that only some values of a list ask for stay out of sight until then, unless they hold something.
const ASKED = {
  status: { POSTPONED: ["status_reason"], SUSPENDED: ["status_reason"], DROPPED: ["status_reason"], MERGED: ["status_reason", "merged_into"] },
  schedule_kind: { SCHOOL_YEAR: ["school_year"] },
};

// A date that is typed says what kind of calendar it is, unless the person has said it.
enhance("select[name=schedule_kind]", (select) => {
  const { starts_on: start, due_on: due } = select.form.elements;
  for (const field of [start, due])
    field.addEventListener("change", () => {
      if (select.value !== "UNDEFINED" || !field.value.trim()) return;
      select.value = start.value.trim() ? "PERIOD" : "DATE";
      changed(select);
    });
});

enhance("form.fiche-form", (form) => {
  for (const [name, asked] of Object.entries(ASKED)) {
    const list = form.elements[name];
    if (!list) continue;
    const depending = [...new Set(Object.values(asked).flat())];
    const show = () => {
      for (const other of depending) {
        const field = form.elements[other];
        const cell = field.closest(".cell");
        const wanted = (asked[list.value] ?? []).includes(other);
        const led = location.hash === `#id_${other}`;
        cell.hidden = !wanted && !field.value && !led && !cell.querySelector(".invalid-feedback");
      }
    };
    list.addEventListener("change", show);
    show();
  }
});
