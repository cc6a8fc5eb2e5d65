"""What stands in small letters in the cells of our own printed fiches, under the name of a funder or of an indicator.

A cell whose further lines say anything else is left to be read as a whole.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from accounts.text import fold, one_line
from actions.enums import FundingKind, FundingNature, FundingStatus
from annexes.outline import FundingOutline, IndicatorOutline, MeasurementOutline, TargetOutline
from annexes.readers.grid import Cell
from annexes.values.dates import moment_of
from annexes.values.numbers import read_figure
from indicators.enums import Direction, Frequency, IndicatorNature
from indicators.wording import DIRECTION_SYMBOLS

_APART, _STEP = " · ", " → "
_YEAR = re.compile(r"(20\d\d)(?:-20\d\d)? : (.+)")
_DETAILS = ("relevé le ", "source : ")
_WITH_DETAILS = re.compile(r"(.+) \(((?:relevé le |source : ).+)\)")
_DAY = re.compile(r"relevé le (\d\d/\d\d/\d{4})")
_FUNDING: Mapping[str, tuple[str, Any]] = {
    fold(str(one.label)): (name, one)
    for name, kind in (("kind", FundingKind), ("nature", FundingNature), ("status", FundingStatus))
    for one in kind
}
_INDICATOR: Mapping[str, tuple[str, Any]] = {
    **{fold(str(one.label)): ("frequency", one.value) for one in Frequency},
    **{fold(str(one.label)): ("nature", one) for one in IndicatorNature},
    **{fold(f"{DIRECTION_SYMBOLS[one]} {one.label}"): ("direction", one) for one in Direction},
}


def with_funding_lines(line: FundingOutline, funder: Cell) -> FundingOutline:
    """« Investissement · Droit commun · Notifié » under the name of the funder."""
    name, *more = funder.lines
    found = [_FUNDING.get(fold(part)) for text in more for part in text.split(_APART)]
    if not found or None in found:
        return line
    return replace(line, funder=one_line(name), **dict(filter(None, found)))


def with_indicator_lines(one: IndicatorOutline, cells: Mapping[str, Cell]) -> IndicatorOutline:
    """What is said under its label, the dates under its aims, the values under their years."""
    label, *more = cells["label"].lines
    fields: dict[str, Any] = {}
    told: list[MeasurementOutline] = []
    for text in more:
        if (measured := _YEAR.fullmatch(text)) is not None:
            told.append(_measurement(int(measured[1]), measured[2]))
        elif (said := _qualities(text)) is not None:
            fields.update(said)
        else:
            return one
    if more:
        one = replace(one, label=one_line(label), **fields)
    if "target" in cells and (targets := _targets(cells["target"].lines)):
        one = replace(one, targets=targets)
    if "baseline" in cells and len(lines := cells["baseline"].lines) == 2 and (moment := moment_of(lines[1])):
        value, text = _figure(lines[0])
        one = replace(one, baseline=value, baseline_text=text, baseline_on=moment.first)
    return replace(one, unit=one.unit or _sign(cells), measurements=_merged(cells, told))


def _qualities(text: str) -> dict[str, Any] | None:
    """« en places · ↗ à la hausse · chaque année · ventilation : par commune »."""
    found: dict[str, Any] = {}
    for part in text.split(_APART):
        if part.startswith("en ") and "unit" not in found:
            found["unit"] = part[3:]
        elif part.startswith("ventilation : "):
            found["breakdown"] = part.partition(" : ")[2]
        elif (known := _INDICATOR.get(fold(part))) is not None:
            found[known[0]] = known[1]
        else:
            return None
    return found


def _targets(lines: Sequence[str]) -> tuple[TargetOutline, ...]:
    """« 18 → 24 » over « juin 2027 → juin 2028 »; nothing when the two lines do not answer each other."""
    aims, days = (lines[0].split(_STEP), lines[1].split(_STEP)) if len(lines) == 2 else ((), ())
    moments = [moment_of(day) for day in days]
    if not aims or len(aims) != len(moments) or None in moments:
        return ()
    return tuple(TargetOutline(moment.last, *_figure(aim)) for aim, moment in zip(aims, moments, strict=True) if moment)


def _merged(cells: Mapping[str, Cell], told: Sequence[MeasurementOutline]) -> tuple[MeasurementOutline, ...]:
    """The values of the columns of years, with the days and the sources that are said of them."""
    found = [
        _measurement(int(name.partition("@")[2]), text)
        for name, cell in cells.items()
        if name.startswith("value@")
        for text in cell.lines
    ]
    known = {(one.year, one.breakdown) for one in found}
    for one in told:
        at = next((rank for rank, other in enumerate(found) if other.year == one.year), None)
        if at is not None and one.value is None and (one.year, "") in known:
            found[at] = replace(found[at], measured_on=one.measured_on, source=one.source)
        else:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.year, one.breakdown)))


def _measurement(year: int, text: str) -> MeasurementOutline:
    """« 541 », « QPV : 58 », « 480 (relevé le 12/01/2025, source : État civil) », « source : État civil »."""
    said, details = text, ""
    if text.startswith(_DETAILS):
        said, details = "", text
    elif (match := _WITH_DETAILS.fullmatch(text)) is not None:
        said, details = match.groups()
    breakdown, colon, rest = said.partition(" : ")
    value, words = _figure(rest if colon else said)
    dated = _DAY.search(details)
    moment = moment_of(dated[1]) if dated else None
    source = details.partition("source : ")[2]
    return MeasurementOutline(year, breakdown if colon else "", value, words, moment.first if moment else None, source)


def _figure(text: str) -> tuple[Any, str]:
    """A number, or the words that stand for one, or both: « 27 – enquête de 2024 »."""
    number, _, words = text.partition(" – ")
    found = read_figure(number)
    if found.value is None or found.note:
        return None, text
    return found.value.number, words


def _sign(cells: Mapping[str, Cell]) -> str:
    """The unit that stands after figures themselves."""
    texts = [cell.text for name, cell in cells.items() if name.partition("@")[0] in ("baseline", "target", "value")]
    return next((sign for sign in "%€" if any(sign in text for text in texts)), "")
