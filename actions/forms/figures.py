"""A table of the diagnostic as a form: a row for each label, a field for each year."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.aggregates import Row
from accounts.forms import BootstrapMixin
from accounts.text import fold
from actions.forms.faults import Fault, faults_of, form_faults
from actions.forms.fields import LineField
from actions.forms.rows import RowForm, RowSet, rows_of
from actions.forms.sheets import SheetForm
from plans.figurepaste import YEARS_LIMIT, Line, Sheet
from plans.figures import YEARS, FigureRow, FigureTable, Read, cell_wording, read_cell, tables_of
from plans.models import Figure

CELL = "y"  # the prefix of the field of a year; « y0 » holds what no year is said of
Years = Sequence[int | None]


class YearsField(forms.Field):
    """« 2022, 2023, 2024 » or « 2022 à 2024 »; gives them in order."""

    def to_python(self, value: Any) -> list[int]:
        text = fold(str(value or ""))
        found: set[int] = set()
        for first, last in re.findall(r"(\d+)(?: a (\d+))?", text):
            span = range(int(first), int(last or first) + 1)
            if len(first) != 4 or span.start not in YEARS or not span or span[-1] not in YEARS:
                raise ValidationError("Écrivez des années à quatre chiffres : 2022, 2023, 2024.", code="years")
            found.update(span)
        if re.sub(r"\d+| a | et |\s", "", f" {text} "):
            raise ValidationError("Écrivez des années, séparées par des virgules : 2022, 2023, 2024.", code="years")
        if len(found) > YEARS_LIMIT:
            raise ValidationError(f"{YEARS_LIMIT} années au plus par tableau.", code="many")
        return sorted(found)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value


class TableForm(BootstrapMixin, forms.Form):
    title = LineField(
        label="Titre du tableau",
        max_length=200,
        error_messages={"required": "Donnez un titre au tableau."},
    )
    years = YearsField(
        label="Années",
        required=False,
        help_text="Une colonne par année : 2023, 2024, 2025. Écrivez-en une de plus, puis « Afficher ces années ».",
    )
    undated = forms.BooleanField(label="Une colonne pour les valeurs sans année", required=False)

    def __init__(self, *args: Any, others: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.others = {fold(title) for title in others}

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if fold(title) in self.others:
            raise ValidationError("Un tableau de ce plan porte déjà ce titre : choisissez-en un autre.")
        return title

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("years") and not given.get("undated") and "years" not in self.errors:
            self.add_error("years", "Indiquez au moins une année, ou cochez la colonne sans année.")
        return given


class CellField(forms.Field):
    """A cell: a number in French, with its unit if any, or words (« n.c. »). Gives a Read."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs.update(maxlength=300, autocomplete="off", size=8)

    def to_python(self, value: Any) -> Read:
        try:
            return read_cell(str(value or ""))
        except ValueError as error:
            raise ValidationError(str(error), code="cell") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "").strip() != str(data or "").strip()


class FigureRowForm(RowForm):
    """A label, its cells, its unit, its source; `keys` says which figure each cell is: « 2024:12 »."""

    keys = forms.CharField(required=False, widget=forms.HiddenInput)
    label = LineField(label="Libellé", max_length=300, error_messages={"required": "Donnez un libellé à cette ligne."})
    unit = LineField(label="Unité", max_length=40, required=False)
    source = LineField(label="Source", max_length=300, required=False)

    def __init__(self, *args: Any, years: Years, **kwargs: Any) -> None:
        super().__init__(*args, lists=None, **kwargs)  # type: ignore[arg-type]
        self.years = years
        for year in years:
            self.fields[cell_name(year)] = CellField(label=str(year) if year else "Sans année")
            self.fields[cell_name(year)].widget.attrs["class"] = "form-control"
        self.order_fields(["key", "keys", "label", *map(cell_name, years), "unit", "source"])

    def has_changed(self) -> bool:
        return any(name not in ("key", "keys", "ORDER", "DELETE") for name in self.changed_data)

    def clean(self) -> dict[str, Any]:
        """The unit that cells carry becomes that of the line; two units make two lines."""
        given = super().clean() or {}
        cells = {name: given[name] for name in map(cell_name, self.years) if isinstance(given.get(name), Read)}
        carried = {read.unit for read in cells.values() if read.value is not None}
        if not given.get("unit") and len(carried) == 1:
            given["unit"] = carried.pop()
        elif not given.get("unit") and len(carried) > 1:
            several = ", ".join(f"« {unit} »" for unit in sorted(carried - {""}))
            self.add_error("unit", f"Des valeurs portent {several}, d’autres non : indiquez l’unité de la ligne.")
        for name, read in cells.items():
            if read.unit and given.get("unit") and read.unit not in given["unit"]:
                self.add_error(
                    name,
                    f"Cette valeur est en {read.unit}, la ligne en {given['unit']} : mettez-la sur sa propre ligne.",
                )
        return given

    def figures(self, title: str) -> list[Row]:
        """What the line says, as the content of a plan holds it; a label alone stays, to be filled later."""
        given = self.cleaned_data
        keys = dict(re.findall(r"(\d+):(\d+)", given.get("keys") or ""))
        same = {
            "group": title,
            "label": given["label"],
            "unit": given.get("unit", ""),
            "source": given.get("source", ""),
        }
        rows = []
        for year in self.years:
            read: Read = given[cell_name(year)]
            if read.value is not None or read.text:
                key = keys.get(str(year or 0))
                value = str(read.value) if read.value is not None else None
                rows.append({"pk": int(key) if key else None, **same, "year": year, "value": value, "text": read.text})
        if not rows:
            key = next(iter(keys.values()), None)
            rows = [{"pk": int(key) if key else None, **same, "year": self.years[0], "value": None, "text": ""}]
        return rows


FigureSet = rows_of(FigureRowForm)


class FigureForm:
    """A whole table: `main` (its title, its years) and `rows`. `others` are the titles of the other tables."""

    def __init__(
        self,
        *,
        data: Mapping[str, Any] | None = None,
        table: FigureTable | None = None,
        others: Sequence[str] = (),
    ) -> None:
        known: Years = table.years if table else []
        initial = {"title": table.title if table else "", "years": [year for year in known if year]}
        self.data = data
        self.main = TableForm(data, initial={**initial, "undated": None in known}, others=others)
        self.asked: list[int | None] = list(known)
        if data is not None:
            self.main.is_valid()
            said = self.main.cleaned_data
            self.asked = [*said.get("years", ()), *([None] if said.get("undated") else [])]
        self.years = _in_order({*self.asked, *written_years(data or {})})
        self.rows: RowSet = FigureSet(
            data,
            prefix="rows",
            initial=[_initial(row) for row in table.rows] if table and data is None else None,
            form_kwargs={"years": self.years},
        )

    def is_valid(self) -> bool:
        valid = all([self.main.is_valid(), self.rows.is_valid()])
        for year in self.years:
            if year not in self.asked and "years" not in self.main.errors:
                when = f"L’année {year}" if year else "La colonne sans année"
                name = "years" if year else "undated"
                self.main.add_error(name, f"{when} a des valeurs : remettez-la, ou videz d’abord ses cellules.")
                valid = False
        if valid and not self.rows.rows:
            self.main.add_error(None, "Le tableau n’a aucune ligne : ajoutez-en une, ou supprimez le tableau.")
            valid = False
        return valid

    def faults(self) -> list[Fault]:
        """Each with its line, by its number and its label."""
        found = list(faults_of(self.main))
        for rank, row in enumerate(self.rows, 1):
            if row["DELETE"].value():
                continue
            label = str(row["label"].value() or "")
            found += form_faults(row, f"Ligne {rank}, {label}" if label else f"Ligne {rank}")
        return [*found, *(Fault("", "", "", str(message)) for message in self.rows.non_form_errors())]

    @property
    def title(self) -> str:
        return str(self.main.cleaned_data["title"])

    def figures(self) -> list[Row]:
        """Once valid: the figures of the table, line by line."""
        return [figure for row in self.rows.rows for figure in row.figures(self.title)]  # type: ignore[attr-defined]


class FigurePasteForm(SheetForm):
    """Cells, and what the sheet does not say."""

    title = LineField(
        label="Titre du tableau",
        max_length=200,
        required=False,
        widget=forms.TextInput({"list": "titres", "autocomplete": "off"}),
        help_text="Celui d’un tableau qui existe lui ajoute les valeurs. Vide : la première ligne, si c’est un titre.",
    )
    year = forms.IntegerField(
        label="Année",
        required=False,
        min_value=YEARS.start,
        max_value=YEARS.stop - 1,
        widget=forms.TextInput({"inputmode": "numeric", "maxlength": 4, "size": 5}),
        help_text="Si le tableau ne la dit pas.",
    )
    unit = LineField(label="Unité", max_length=40, required=False)
    source = LineField(label="Source", max_length=300, required=False, help_text="Insee, CAF, services de la commune…")
    field_order = ["cells", "file", "title", "year", "unit", "source"]


def cell_name(year: int | None) -> str:
    return f"{CELL}{year or 0}"


def _in_order(years: Iterable[int | None]) -> list[int | None]:
    return sorted(years, key=lambda year: year or 9999)


def written_years(data: Mapping[str, Any]) -> set[int | None]:
    """The years whose cells were sent with something in them."""
    return {
        int(match[1]) or None
        for name, value in data.items()
        if str(value).strip()
        and (match := re.fullmatch(rf"rows-\d+-{CELL}(\d{{1,4}})", name))
        and not data.get(name.rpartition("-")[0] + "-DELETE")
    }


def pasted_data(sheet: Sheet, title: str, table: FigureTable | None) -> tuple[dict[str, Any], list[str]]:
    """The form of a table as if somebody had typed what was pasted, on what `table` holds already.

    And, in sentences, the values that it replaces.
    """
    rows = [_initial(row) for row in table.rows] if table else []
    known = {_key(row["label"], row["unit"], row["source"]): row for row in rows}
    told: list[str] = []
    for line in sheet.lines:
        row = known.get(_key(line.label, line.unit, line.source))
        if row is None:
            row = {"label": line.label, "unit": line.unit, "source": line.source, "keys": ""}
            rows.append(row)
        told += _overlay(row, line)
    years = {*sheet.years, *(table.years if table else ())}
    data: dict[str, Any] = {
        "title": title,
        "years": ", ".join(str(year) for year in sorted(year for year in years if year)),
        "rows-TOTAL_FORMS": str(len(rows)),
        "rows-INITIAL_FORMS": "0",
    }
    if None in years:
        data["undated"] = "on"
    for rank, row in enumerate(rows):
        data |= {f"rows-{rank}-{name}": value for name, value in row.items()}
        data[f"rows-{rank}-ORDER"] = str(rank + 1)
    return data, told


def table_named(figures: Sequence[Figure], title: str) -> FigureTable | None:
    """The table of that title, a line for each source."""
    return next((table for table in tables_of(figures, by_source=True) if fold(table.title) == fold(title)), None)


def _overlay(row: dict[str, Any], line: Line) -> list[str]:
    told = []
    for year, text in line.cells.items():
        name = cell_name(year)
        if text and row.get(name) and fold(row[name]) != fold(text):
            told.append(f"{line.label}{f', {year}' if year else ''} : {text} remplace {row[name]}.")
        if text or name not in row:
            row[name] = text
    return told


def _key(label: str, unit: str, source: str) -> tuple[str, str, str]:
    return fold(label) or label, fold(unit), fold(source)


def _initial(row: FigureRow) -> dict[str, Any]:
    figures = list(row.cells.items())
    return {
        "label": row.label,
        "unit": row.unit,
        "source": figures[0][1].source,
        "keys": ",".join(f"{year or 0}:{figure.pk}" for year, figure in figures),
        **{cell_name(year): cell_wording(figure) for year, figure in figures},
    }
