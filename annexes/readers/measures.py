"""« Mesures », beside « Données »: each row goes to an indicator of the fiche or of the objective that it names."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from annexes.applying.measurements import in_order
from annexes.codecs import records_of, text_of
from annexes.columns import TITLE_COLUMN
from annexes.columns.measurements import (
    INDICATOR_RANK,
    MEASURED_INDICATOR,
    MEASURED_KEY,
    MEASURED_OBJECTIVE,
    MEASURED_THEME,
    MEASURED_TWIN,
    MEASUREMENT_COLUMNS,
    MEASUREMENTS,
    OWNER_TITLES,
)
from annexes.outline import IndicatorOutline, MeasurementOutline
from annexes.readers.titled import TitledSheet
from annexes.reading import Issue, Severity

Fields = dict[str, Any]  # of a theme, an objective or a fiche that is being read
Place = tuple[str, str]  # the labels from the theme down, one text; the ranks among homonyms
Owners = Callable[[str, Place | None], Fields | None]


def place_of(theme: str, labels: Sequence[str], twins: Sequence[str] = ()) -> Place:
    """What names a theme or an objective in this sheet."""
    ranks = ".".join(twins) if any(twin not in ("", "0") for twin in twins) else ""
    return "\n".join((theme, *labels)), ranks


def read_measures(rows: Iterable[list[Any]], owner_of: Owners) -> TitledSheet:
    """Give the measurements of the sheet to their indicators; what was read of the sheet, its faults told.

    `owner_of` finds the fields of a fiche by its key or title, or of a theme or objective by its place.
    """
    lines = iter(rows)
    sheet = TitledSheet(MEASUREMENTS, next(lines, []))
    cells = sheet.columns(MEASUREMENT_COLUMNS)
    sheet.also_knows(*OWNER_TITLES)
    sheet.check_titles()
    found: dict[tuple[int, int], list[MeasurementOutline]] = defaultdict(list)
    owners: dict[int, Fields] = {}
    for line in sheet.lines(lines):
        values = sheet.values(cells, line)
        owner = _owner(sheet, line, owner_of)
        label, rank = sheet.text(line, MEASURED_INDICATOR), sheet.text(line, INDICATOR_RANK)
        place = _rank_of(owner.get("indicators", ()) if owner is not None else (), label, rank)
        if owner is None or place is None:
            _say(sheet, "unknown-indicator", *_unknown(owner is None, label))
        elif "year" not in values:
            _say(sheet, "bad-measurement", "Une mesure demande une année.", "Remplir la cellule « Année ».")
        elif values.get("value") is None and not values.get("text"):
            sheet.leave_out(0, label, "mesure à remplir")
        else:
            owners[id(owner)] = owner
            found[(id(owner), place)].append(MeasurementOutline(**values))
    for (whose, place), measurements in found.items():
        indicators: list[IndicatorOutline] = list(owners[whose]["indicators"])
        indicators[place] = replace(indicators[place], measurements=in_order(measurements))
        owners[whose]["indicators"] = tuple(indicators)
    return sheet


def _owner(sheet: TitledSheet, line: list[Any], owner_of: Owners) -> Fields | None:
    title = _exact(sheet, line, TITLE_COLUMN)
    for reference in (sheet.text(line, MEASURED_KEY), title):
        if reference and (found := owner_of(reference, None)) is not None:
            return found
    if title or sheet.text(line, MEASURED_KEY):
        return None
    records = records_of(_exact(sheet, line, MEASURED_OBJECTIVE), 9, 1)
    labels = records[0] if records else []
    twins = sheet.text(line, MEASURED_TWIN).split(".")
    return owner_of("", place_of(_exact(sheet, line, MEASURED_THEME), [one for one in labels if one], twins))


def _exact(sheet: TitledSheet, line: list[Any], title: str) -> str:
    rank = sheet.rank.get(title)
    return text_of(line[rank]) if rank is not None and line[rank] not in ("", None) else ""


def _rank_of(indicators: Sequence[IndicatorOutline], label: str, rank: str) -> int | None:
    """The place of the indicator of that label, the `rank`th of those that bear it."""
    wanted, seen = int(rank) if rank.isdigit() else 1, Counter[str]()
    for place, indicator in enumerate(indicators):
        seen[indicator.label] += 1
        if indicator.label == label and seen[label] == wanted:
            return place
    return None


def _unknown(no_owner: bool, label: str) -> tuple[str, str, str]:
    if no_owner:
        message = "La fiche ou l’objectif de cette mesure n’est pas dans la feuille « Données »."
        return message, "Recopier la clé ou l’intitulé de sa fiche, ou le thème et l’objectif.", label
    return f"L’indicateur « {label} » n’est pas celui de cette fiche.", "Recopier son libellé de « Données ».", label


def _say(sheet: TitledSheet, code: str, message: str, proposal: str, excerpt: str = "") -> None:
    sheet.issues.append(Issue(sheet.source(), Severity.ERROR, code, message, proposal, excerpt[:120]))
