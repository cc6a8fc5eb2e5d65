"""Tables inside a fiche: funding lines, steps and indicators, each told by its header row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.text import fold, one_line
from actions.enums import FundingKind, FundingStatus
from annexes.outline import FundingOutline, IndicatorOutline, StepOutline, TargetOutline
from annexes.readers.fields import Fields
from annexes.readers.grid import Cell
from annexes.readers.layouts.fiche_small_lines import with_funding_lines, with_indicator_lines
from annexes.readers.rubric_values import indicator_kind
from annexes.values import choices
from annexes.values.dates import read_due_day
from annexes.values.numbers import read_amount, read_figure, read_whole
from annexes.values.value import Value
from indicators.enums import IndicatorKind

_YEAR = re.compile(r"\b(20\d\d)\b")
_AMOUNTS = ("planned", "requested", "granted", "spent")
_YEARLY = frozenset({*_AMOUNTS, "target"})
_TOTAL = re.compile(r"(?:sous )?total\b|ensemble$|cout total|montant total")
# By field: the wordings of a header cell, folded; the first two fields of a kind of table must be there.
_FUNDINGS = {
    "funder": r"(?:co ?)?financeurs?|sources?(?: de financement)?|organismes?(?: financeurs?)?|"
    r"partenaires? financiers?|origine|recettes|qui finance",
    "scheme": r"dispositifs?|lignes?(?: budgetaires?)?|programmes?",
    "year": r"annees?|exercices?",
    "kind": r"types?(?: de depenses?)?|nature(?: de la depense)?",
    "nature": r"credits?|droit commun.*",
    "status": r"statuts?|etat|situation",
    "planned": r"(?:montants?|budgets?|couts?)?(?: ?(?:previsionnels?|prevue?s?|estimes?|ttc|annuels?|en euros?|"
    r"totale?|eur))*|previsionnels?",
    "requested": r"(?:montants? )?(?:sollicite|demande)e?s?",
    "granted": r"(?:montants? )?(?:accorde|notifie|obtenu)e?s?",
    "spent": r"(?:montants? )?(?:realise|depense|verse)e?s?",
}  # fmt: skip
_STEPS = {
    "title": r"(?:principales )?etapes?(?: .{0,30})?|phases?(?: .{0,30})?|taches?|quoi|jalons?|actions? a mener|"
    r"sous actions?",
    "due_on": r"echeances?|dates?(?: (?:prevues?|limites?))?|quand|calendriers?|delais?|periodes?|prevue?s?(?: le)?",
    "done_on": r"faite?s?(?: le)?|realisee?s?(?: le)?|date de realisation",
    "who": r"qui|responsables?|pilotes?|acteurs?|porteurs?|par qui|referents?",
    "rank": r"n|no|num|numero",
}
_INDICATORS = {
    "label": r"indicateurs?(?: .{0,40})?|libelles?|intitules?",
    "kind": r"types?(?: d indicateurs?)?|nature",
    "unit": r"unites?(?: de mesure)?",
    "direction": r"sens|evolution attendue",
    "source": r"sources?(?: .{0,30})?|outils?(?: de .{0,30})?|modalites? de recueil",
    "frequency": r"frequences?|periodicites?",
    "breakdown": r"ventilations?|desagregations?",
    "baseline": r"(?:ref|reference|valeur (?:de )?(?:reference|depart|initiale)|situation (?:de depart|initiale)|"
    r"point de depart|etat initial|t0)(?: .{0,20})?",
    "target": r"(?:valeurs? )?(?:cibles?|objectifs?|attendu|valeur attendue)(?: (?:vises?|attendue?s?|a atteindre|"
    r"pour|en|fin))?(?: \d{4})?",
}  # fmt: skip
_KINDS: tuple[tuple[str, str, Mapping[str, str], frozenset[str]], ...] = (
    ("fundings", "funder", _FUNDINGS, frozenset({"planned", "requested", "granted", "spent", "year"})),
    ("indicators", "label", _INDICATORS, frozenset({"target", "baseline", "source", "kind", "frequency", "unit"})),
    ("steps", "title", _STEPS, frozenset({"due_on", "who", "done_on"})),
)


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """The header row of such a table: the field of the fiche, and by column the field of one record.

    A column for one year is « planned@2026 », « target@2027 ».
    """

    field: str
    columns: Mapping[int, str]
    names: Mapping[int, str]
    kind: IndicatorKind = IndicatorKind.OUTPUT


@dataclass(frozen=True, slots=True)
class Record:
    """What one row gives; `rest` is what has no field in it, « column : text »."""

    fields: Fields
    doubts: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()


def read_record_header(row: Sequence[Cell]) -> RecordHeader | None:
    """The header that a row makes: every cell names a column of one kind of table, its first two among them."""
    if len(row) < 2 or any(len(cell.text) > 60 for cell in row):
        return None
    keys = {cell.col: fold(re.sub(r"\([^()]*\)|€", " ", " ".join(cell.lines))) for cell in row}
    for field, first, wordings, others in _KINDS:
        columns = {col: name for col, key in keys.items() if (name := _column(key, wordings))}
        names = {name.partition("@")[0] for name in columns.values()}
        if "target" not in names and "baseline" not in names:  # a year alone may be that of an aim
            columns = {col: name for col, name in columns.items() if not name.startswith("value@")}
        if first in names and names & others and len(columns) >= len(row) - 1:
            texts = {cell.col: one_line(" ".join(cell.lines)) for cell in row}
            head = next(texts[col] for col, name in columns.items() if name == first)
            return RecordHeader(field, columns, texts, indicator_kind(head) or IndicatorKind.OUTPUT)
    return None


def read_record(header: RecordHeader, row: Sequence[Cell]) -> Record | None:
    """The record of a row; `None` for a total, which says nothing of its own."""
    texts: dict[str, str] = {}
    cells: dict[str, Cell] = {}
    rest: list[str] = []
    for cell in row:
        name, text = header.columns.get(cell.col, ""), one_line(" ".join(cell.lines))
        if name and name not in texts:
            texts[name], cells[name] = text, cell
        else:
            rest.append(f"{header.names.get(cell.col, '')} : {text}".removeprefix(" : "))
    if any(_TOTAL.match(fold(text)) for text in texts.values()):
        return None
    return _with_small_lines(_MAKERS[header.field](header, texts, tuple(rest)), cells)


def _with_small_lines(record: Record, cells: Mapping[str, Cell]) -> Record:
    """The record with what our own fiches print in small letters under a name."""
    if "fundings" in record.fields:
        fundings = tuple(with_funding_lines(line, cells["funder"]) for line in record.fields["fundings"])
        return replace(record, fields={"fundings": fundings})
    if "indicators" in record.fields:
        found = tuple(with_indicator_lines(one, cells) for one in record.fields["indicators"])
        return replace(record, fields={"indicators": found})
    return record


def _column(key: str, wordings: Mapping[str, str]) -> str:
    year = _YEAR.search(key)
    bare = " ".join(_YEAR.sub(" ", key).split())
    if year and not bare and wordings is _FUNDINGS:
        return f"planned@{year[1]}"
    if year and not bare and wordings is _INDICATORS:
        return f"value@{year[1]}"
    name = next((name for name, wording in wordings.items() if bare and re.fullmatch(wording, bare)), "")
    return f"{name}@{year[1]}" if year and name in _YEARLY else name


def _funding(header: RecordHeader, texts: dict[str, str], rest: tuple[str, ...]) -> Record:
    doubts: list[str] = []
    lost: list[str] = list(rest)

    def read(name: str, reader: Callable[[str], Value[Any]]) -> Any:
        text = texts.get(name, "")
        found = reader(text) if text else Value()
        doubts.append(found.doubt)
        if found.note:
            lost.append(f"{_title(header, name)} : {text}")
        return found.value

    status = read("status", lambda text: choices.read_choice(text, choices.FUNDING_STATUSES))
    line = FundingOutline(
        funder=texts.get("funder", ""),
        scheme=texts.get("scheme", ""),
        year=read("year", read_whole),
        kind=read("kind", lambda text: choices.read_choice(text, choices.FUNDING_KINDS)) or FundingKind.OPERATING,
        nature=read("nature", lambda text: choices.read_choice(text, choices.FUNDING_NATURES)),
        status=status or FundingStatus.PLANNED,
    )
    years = sorted({name.partition("@")[2] for name in texts if "@" in name})
    lines = []
    for year in years or [""]:
        amounts = {name: read(f"{name}@{year}" if year else name, read_amount) for name in _AMOUNTS}
        if not year or any(amount is not None for amount in amounts.values()):
            lines.append(replace(line, year=int(year) if year else line.year, **amounts))
    if not line.funder or not lines:
        return Record({}, rest=tuple(text for text in texts.values() if text))
    return Record({"fundings": tuple(lines)}, tuple(filter(None, doubts)), tuple(lost))


def _step(header: RecordHeader, texts: dict[str, str], rest: tuple[str, ...]) -> Record:
    lost = list(rest)
    doubts: list[str] = []
    days: dict[str, date | None] = {}
    for name in ("due_on", "done_on"):
        found: Value[date] = read_due_day(texts[name]) if texts.get(name) else Value()
        days[name] = found.value
        doubts.append(found.doubt)
        if found.note and found.value is None:
            lost.append(f"{_title(header, name)} : {found.note}")
    title = texts.get("title", "")
    if not title:
        return Record({}, rest=tuple(text for text in texts.values() if text))
    if lost:
        title, lost = f"{title} ({' ; '.join(lost)})", []
    who = texts.get("who", "")
    return Record(
        {"steps": (StepOutline(title[:1000], days["due_on"], days["done_on"], who[:200]),)}, tuple(filter(None, doubts))
    )


def _indicator(header: RecordHeader, texts: dict[str, str], rest: tuple[str, ...]) -> Record:
    label = texts.get("label", "")
    if not label or len(label) > 300:
        return Record({}, rest=tuple(text for text in texts.values() if text))
    doubts: list[str] = []
    targets = [
        TargetOutline(_year_end(name), *figure)
        for name, text in texts.items()
        if name.partition("@")[0] == "target" and (figure := _figure(text, doubts)) != (None, "")
    ]
    baseline = _figure(texts.get("baseline", ""), doubts)
    frequency = choices.read_choice(texts.get("frequency", ""), choices.FREQUENCIES)
    direction = choices.read_choice(texts.get("direction", ""), choices.DIRECTIONS)
    lost = [*rest, *(f"{_title(header, 'frequency')} : {frequency.note}" for _ in [0] if frequency.note)]
    indicator = IndicatorOutline(
        label=label,
        kind=indicator_kind(texts.get("kind", "")) or header.kind,
        unit=texts.get("unit", "")[:60],
        source=texts.get("source", "")[:200],
        breakdown=texts.get("breakdown", "")[:200],
        frequency=frequency.value.value if frequency.value else "",
        baseline=baseline[0],
        baseline_text=baseline[1],
        targets=tuple(targets),
    )
    if direction.value is not None:
        indicator = replace(indicator, direction=direction.value)
    return Record({"indicators": (indicator,)}, tuple(filter(None, doubts)), tuple(lost))


def _year_end(name: str) -> date | None:
    year = name.partition("@")[2]
    return date(int(year), 12, 31) if year else None


def _figure(text: str, doubts: list[str]) -> tuple[Decimal | None, str]:
    """A figure, or the words that stand for one."""
    if not text:
        return None, ""
    found = read_figure(text)
    if found.value is None or found.value.number != found.value.number.quantize(Decimal("0.01")):
        return None, text[:1000]
    doubts.append(found.doubt)
    return found.value.number, found.note[:1000]


def _title(header: RecordHeader, name: str) -> str:
    return next((header.names[col] for col, column in header.columns.items() if column == name), "")


_MAKERS: Mapping[str, Callable[[RecordHeader, dict[str, str], tuple[str, ...]], Record]] = {
    "fundings": _funding,
    "steps": _step,
    "indicators": _indicator,
}
