"""A table copied from a sheet, read as figures: labels × years, or one figure a line. No database here.

Nothing is dropped in silence: what has no place is told with its row and its column, as the person sees them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.text import fold, one_line
from plans.figures import YEARS, read_cell
from plans.sheetrows import cell_at, read_rows

LABELS_LIMIT = 200
YEARS_LIMIT = 30
LONGEST = 400_000  # characters of a sheet
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_WORDS = {
    "label": {"libelle", "intitule", "indicateur", "designation", "donnee", "nom"},
    "year": {"annee", "an", "millesime"},
    "value": {"valeur", "nombre", "effectif", "effectifs", "chiffre", "chiffres", "taux", "montant"},
    "unit": {"unite", "unites"},
    "source": {"source", "sources", "origine"},
}


@dataclass(slots=True)
class Line:
    """One line of the table to be: `cells` holds what was written for each year, None where no year is said."""

    label: str
    unit: str = ""
    source: str = ""
    cells: dict[int | None, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sheet:
    """What was read. `notes`: what was understood otherwise than written; `faults`: what keeps it from being read."""

    title: str = ""
    years: list[int | None] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(bool(text) for line in self.lines for text in line.cells.values())


@dataclass(frozen=True, slots=True)
class _Column:
    """What a column holds: a role of _WORDS, or the values of a year, of a part of the label (« Maternelle »)."""

    rank: int
    head: str
    role: str = ""
    year: int | None = None
    part: str = ""

    @property
    def name(self) -> str:
        return f"« {self.head} »" if self.head else str(self.rank + 1)


def read_sheet(text: str, *, year: int | None = None, unit: str = "", source: str = "") -> Sheet:
    """Read a rectangle copied from a sheet, or a CSV. `year`, `unit` and `source` hold where the sheet says none."""
    sheet = Sheet()
    if len(text) > LONGEST:
        sheet.faults.append("Ce tableau est trop long\u00a0: collez-le en plusieurs fois.")
        return sheet
    rows = read_rows(text)
    if rows and len(rows) > 2 and _filled(rows[0][1]) == 1 and rows[0][1][0] and _filled(rows[1][1]) > 1:
        sheet.title = rows.pop(0)[1][0][:200]
    if not rows:
        sheet.faults.append("Rien à lire\u00a0: collez un tableau avec sa ligne de titres.")
        return sheet
    columns = _columns(rows[0][1], year, sheet)
    if columns is None:
        return sheet
    if any(column.head for column in columns):
        rows = rows[1:]
    reader = _Reader(sheet, columns, year, unit, source)
    for number, cells in rows:
        reader.line(number, cells)
    _settle(sheet, rows)
    return sheet


@dataclass(slots=True)
class _Reader:
    sheet: Sheet
    columns: list[_Column]
    year: int | None
    unit: str
    source: str

    def line(self, number: int, cells: Sequence[str]) -> None:
        if fold(" ".join(cells)) == fold(" ".join(column.head for column in self.columns)):
            return  # the titles again, as each page of a printed sheet repeats them
        said = {column.role: cell_at(cells, column.rank) for column in self.columns if column.role}
        label, unit = said.get("label", ""), said.get("unit") or self.unit
        source, is_long = said.get("source") or self.source, "value" in said
        titled = any(column.head for column in self.columns)
        lost = [column for column in self.columns if not column.role and (is_long or (titled and not column.head))]
        for column in lost:
            if cell := cell_at(cells, column.rank):
                where = f"colonne {column.name}"
                self._note(number, where, f"« {cell[:40]} » n’a pas de place sous ce titre, laissé de côté")
        if is_long:
            self._put(label, unit, source, self._year_of(number, said), said["value"], number)
            return
        kept = [column for column in self.columns if not column.role and column not in lost]
        values = [(column, cell_at(cells, column.rank)) for column in kept]
        if not any(text for _, text in values):
            if label:  # a label to be filled later
                self.sheet.lines.append(Line(label[:300], unit[:40], source[:300]))
            return
        for column, text in values:
            name = f"{label} – {column.part}" if column.part and label else column.part or label
            if text or not column.part:
                self._put(name, unit, source, column.year, text, number)

    def _put(self, label: str, unit: str, source: str, year: int | None, text: str, number: int) -> None:
        try:
            read = read_cell(text)
        except ValueError:
            read = None  # told at its cell
        if read and read.unit and not unit:
            unit = read.unit
        if read and read.note:
            self._note(number, label, read.note)
        key = (fold(label), unit, source)
        alike = [line for line in self.sheet.lines if (fold(line.label), line.unit, line.source) == key]
        line = next((line for line in alike if not line.cells.get(year)), None)
        if line is None:
            if alike and text:
                when = f" pour {year}" if year else ""
                self._note(number, label, f"une valeur est déjà donnée{when}\u00a0: la seconde est sur sa propre ligne")
            line = Line(label[:300], unit[:40], source[:300])
            self.sheet.lines.append(line)
        line.cells[year] = text

    def _year_of(self, number: int, said: dict[str, str]) -> int | None:
        text = said.get("year", "")
        found = year_of(text)
        if text and found is None:
            self._note(number, "année", f"« {text[:30]} » n’est pas une année\u00a0: la valeur est dans « Sans année »")
            return None
        return found if text else self.year

    def _note(self, number: int, where: str, sentence: str) -> None:
        self.sheet.notes.append(f"Ligne {number}, {where}\u00a0: {sentence}.")


def year_of(text: str) -> int | None:
    """« 2024 », « rentrée 2024 », « 2024-2025 » (its first year); None when no year is said."""
    found = [int(match) for match in _YEAR.findall(text)]
    if len(found) == 1 or (len(found) == 2 and found[1] == found[0] + 1):
        return found[0] if found[0] in YEARS else None
    return None


def _columns(cells: Sequence[str], year: int | None, sheet: Sheet) -> list[_Column] | None:
    """What each column holds, from the titles; without titles, a label and its value. None when they cannot be told."""
    roles = [_role(cell) for cell in cells]
    years = [None if role else year_of(cell) for cell, role in zip(cells, roles, strict=True)]
    is_long = "value" in roles and not any(years)
    if not any(years) and not is_long and _has_numbers(cells[1:]):
        if len(cells) == 2:
            return [_Column(0, "", "label"), _Column(1, "", year=year)]
        sheet.faults.append("La première ligne doit nommer les colonnes\u00a0: « libellé », puis les années.")
        return None
    named, taken = [], set()
    for rank, (cell, role) in enumerate(zip(cells, roles, strict=True)):
        if role == "value" and not is_long:
            role = ""
        if role in taken:
            role = ""
        if rank == 0 and "label" not in roles and role == "":
            role = "label"
        taken.add(role)
        if role in ("label", "unit", "source") or (is_long and role in ("value", "year")):
            named.append(_Column(rank, cell, role))
            continue
        when = years[rank]
        twice = when is not None and years.count(when) > 1
        part = "" if when is not None and not twice else one_line(_YEAR.sub("", cell) if when else cell)
        named.append(_Column(rank, cell, "", when if when is not None else year, part))
        if when is not None and len(_YEAR.findall(cell)) > 1:
            sheet.notes.append(f"Colonne « {cell} »\u00a0: gardée sous {when}, l’année où elle commence.")
    if "label" not in {column.role for column in named}:
        sheet.faults.append("Il manque la colonne des libellés\u00a0: donnez-lui le titre « libellé ».")
        return None
    if all(column.role for column in named) and not is_long:
        sheet.faults.append("Il manque des valeurs\u00a0: une colonne par année, ou une colonne « valeur ».")
        return None
    return named


def _settle(sheet: Sheet, rows: Sequence[object]) -> None:
    known = {year for line in sheet.lines for year in line.cells}
    sheet.years = sorted(known, key=lambda when: when or 9999)
    if not sheet.lines and not sheet.faults:
        sheet.faults.append("Aucune ligne sous les titres\u00a0: collez le tableau entier.")
    if len(sheet.lines) > LABELS_LIMIT:
        sheet.faults.append(
            f"{len(sheet.lines)} lignes\u00a0: un tableau en compte {LABELS_LIMIT} au plus. Coupez-le en deux."
        )
    if len(sheet.years) > YEARS_LIMIT:
        sheet.faults.append(f"{len(sheet.years)} années\u00a0: un tableau en compte {YEARS_LIMIT} au plus.")


def _role(cell: str) -> str:
    words = fold(cell)
    return next((role for role, known in _WORDS.items() if words in known), "")


def _has_numbers(cells: Sequence[str]) -> bool:
    for cell in cells:
        try:
            if cell and read_cell(cell).value is not None:
                return True
        except ValueError:
            return True
    return False


def _filled(cells: Sequence[str]) -> int:
    return sum(bool(cell) for cell in cells)
