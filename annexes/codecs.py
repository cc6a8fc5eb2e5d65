"""Values as they stand in one cell of « Données », and back: exact, and readable by a coordinator.

A list has one item a line; the parts of an item are separated by « | ». `\\`, `|` and a line break inside a part are
escaped as `\\\\`, `\\|` and `\\n`. A parser raises ValueError with a French sentence that says what is accepted.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import lru_cache
from typing import Any, TypeVar

from accounts.text import clean, fold
from actions.enums import FundingKind, FundingNature, FundingStatus, PlaceKind, Role
from annexes.outline import (
    DocumentOutline,
    FicheAddress,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    NoteOutline,
    ParticipationOutline,
    PlaceOutline,
    StepOutline,
    TargetOutline,
)
from annexes.values.numbers import read_amount
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature

E = TypeVar("E", bound=Enum)
T = TypeVar("T")

_ESCAPES = {"\\\\": "\\", "\\|": "|", "\\n": "\n"}
_BAR = re.compile(r"(?<!\\)\|")
_ESCAPED = re.compile(r"\\[\\|n]")


def text_of(value: Any) -> str:
    """The text of a cell: a number that Excel made of « 12 » is « 12 » again."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        value = value.date()
    return value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)


def int_of(value: Any) -> int | None:
    if isinstance(value, (int, float)) and float(value).is_integer():
        return int(value)
    digits = re.sub(r"[\s\u00a0\u202f]", "", str(value)).removesuffix("%").removesuffix(".0")
    if re.fullmatch(r"\d{1,9}", digits):
        return int(digits)
    raise ValueError("un nombre entier est attendu, comme 12")


@lru_cache(maxsize=8192)
def _date_of_text(text: str) -> date:
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?", text):
        year, month, day = match.groups()
    elif match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})", text):
        day, month, year = match.groups()
    else:
        raise ValueError("une date est attendue, comme 01/09/2026")
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError as error:
        raise ValueError(f"« {text} » n’est pas un jour du calendrier") from error


def date_of(value: Any) -> date:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _date_of_text(str(value).strip())


def school_year_of(value: Any) -> int:
    if match := re.fullmatch(r"\s*(\d{4})(?:\s*[-/–]\s*(\d{4}|\d{2}))?\s*", text_of(value)):
        return int(match[1])
    raise ValueError("une année scolaire est attendue, comme 2025-2026")


def flag_of(value: Any) -> bool:
    word = fold(text_of(value))
    if word in {"oui", "vrai", "x", "1", "true"}:
        return True
    if word in {"non", "faux", "0", "false", ""}:
        return False
    raise ValueError("« oui » ou « non » est attendu")


def choice_of(kind: type[E]) -> Callable[[Any], E]:
    """A parser of the labels (or codes) of an enumeration: as written, else case, accents and signs aside."""
    exact = {str(member.label): member for member in kind}  # type: ignore[attr-defined]
    members = {fold(str(key)): member for member in reversed(kind) for key in (member.label, member.value)}  # type: ignore[attr-defined]
    accepted = ", ".join(str(member.label) for member in kind)  # type: ignore[attr-defined]

    def parse(value: Any) -> E:
        found = exact.get(text := text_of(value)) or members.get(fold(text))
        if found is None:
            raise ValueError(f"valeurs permises : {accepted}")
        return found

    return parse


def escape(part: str) -> str:
    return part.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def unescape(part: str) -> str:
    return _ESCAPED.sub(lambda match: _ESCAPES[match[0]], part) if "\\" in part else part


def lines_of(value: Any) -> list[str]:
    return [line for line in text_of(value).split("\n") if line.strip()]


def words_to_cell(words: Iterable[str]) -> str:
    return "\n".join(escape(word) for word in words)


def words_of(value: Any) -> tuple[str, ...]:
    return tuple(unescape(line) for line in lines_of(value))


def records_to_cell(records: Iterable[Sequence[str]]) -> str:
    """One record a line, its empty last parts left out."""
    lines = []
    for record in records:
        parts = list(record)
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        lines.append(" | ".join(escape(part) for part in parts))
    return "\n".join(lines)


def records_of(value: Any, size: int, padded: int = 0) -> list[list[str]]:
    """The parts of each line, padded to `padded` or to `size`; more parts than `size` is an error."""
    records = []
    for line in lines_of(value):
        parts = [unescape(part) for part in _split(line)]
        if len(parts) > size:
            raise ValueError(f"{size} parties au plus par ligne, séparées par « | »")
        records.append(parts + [""] * ((padded or size) - len(parts)))
    return records


def _split(line: str) -> list[str]:
    """The parts of a line, still escaped; a person may type « a|b » or « a | | b » for what is written « a |  | b »."""
    parts = line.split(" | ")
    if line.count("|") == len(parts) - 1:
        return parts
    parts = _BAR.split(line)
    last = len(parts) - 1
    return [
        part.removeprefix(" " if rank else "").removesuffix(" " if rank < last else "")
        for rank, part in enumerate(parts)
    ]


def amount_to_text(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}".replace(".", ",") + " €"


def amount_of(text: str) -> Decimal | None:
    plain = re.sub(r"[\s\u00a0\u202f€]", "", text).replace(",", ".")
    if not plain:
        return None
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        found = read_amount(text)  # « 30 k€ »
        if not found.is_clear or found.value is None:
            raise ValueError(f"« {text} » n’est pas un montant, comme 1 500,50 €") from error
        amount = found.value
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"« {text} » n’est pas un montant positif")
    return amount


def figure_to_text(figure: Decimal | None) -> str:
    """« 120 », « 12,5 »: without the zeros that say nothing."""
    return "" if figure is None else f"{figure.normalize():f}".replace(".", ",")


def figure_of(text: str, places: int = 2) -> Decimal | None:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(",", ".").replace("\u2212", "-")
    if not plain:
        return None
    if re.fullmatch(rf"[+-]?\d{{1,12}}(?:\.\d{{1,{places}}})?", plain):
        return Decimal(plain)
    most = {1: "une décimale", 2: "deux décimales", 3: "trois décimales"}[places]
    raise ValueError(f"« {text} » n’est pas une valeur, comme 1 250 ou 12,5 ({most} au plus)")


def day(value: date | None) -> str:
    return "" if value is None else f"{value:%d/%m/%Y}" if value.year >= 1000 else value.isoformat()


_role = choice_of(Role)
_kind, _nature, _status = choice_of(FundingKind), choice_of(FundingNature), choice_of(FundingStatus)
_indicator_kind, _indicator_nature = choice_of(IndicatorKind), choice_of(IndicatorNature)
_direction, _frequency = choice_of(Direction), choice_of(Frequency)
_place = choice_of(PlaceKind)
_FREQUENCIES = {member.value: str(member.label) for member in Frequency}
INDICATOR_PARTS = 11  # then three for each target
MOST_PARTS = 3000


def participations_to_cell(items: Iterable[ParticipationOutline]) -> str:
    return records_to_cell((str(p.role.label), p.partner, p.contact) for p in items)


def participations_of(value: Any) -> tuple[ParticipationOutline, ...]:
    return tuple(ParticipationOutline(_role(role), name, who) for role, name, who in records_of(value, 3))


def fundings_to_cell(items: Iterable[FundingOutline]) -> str:
    return records_to_cell(
        (
            f.funder,
            f.scheme,
            "" if f.year is None else str(f.year),
            str(f.kind.label),
            str(f.nature.label) if f.nature else "",
            str(f.status.label),
            *(amount_to_text(amount) for amount in (f.planned, f.requested, f.granted, f.spent)),
        )
        for f in items
    )


def fundings_of(value: Any) -> tuple[FundingOutline, ...]:
    return tuple(
        FundingOutline(
            funder,
            scheme,
            int_of(year) if year else None,
            _kind(kind) if kind else FundingKind.OPERATING,
            _nature(nature) if nature else None,
            _status(status) if status else FundingStatus.PLANNED,
            *(amount_of(amount) for amount in amounts),
        )
        for funder, scheme, year, kind, nature, status, *amounts in records_of(value, 10)
    )


def steps_to_cell(items: Iterable[StepOutline]) -> str:
    return records_to_cell((s.title, day(s.due_on), day(s.done_on), s.who) for s in items)


def steps_of(value: Any) -> tuple[StepOutline, ...]:
    return tuple(
        StepOutline(title, date_of(due) if due else None, date_of(done) if done else None, who)
        for title, due, done, who in records_of(value, 4)
    )


def indicators_to_cell(items: Iterable[IndicatorOutline]) -> str:
    return records_to_cell(
        (
            i.label,
            str(i.kind.label),
            str(i.nature.label),
            i.unit,
            str(i.direction.label),
            i.source,
            _FREQUENCIES.get(i.frequency, i.frequency),
            i.breakdown,
            figure_to_text(i.baseline),
            i.baseline_text,
            day(i.baseline_on),
            *(part for t in i.targets for part in (day(t.due_on), figure_to_text(t.value), t.text)),
        )
        for i in items
    )


def indicators_of(value: Any) -> tuple[IndicatorOutline, ...]:
    return tuple(
        IndicatorOutline(
            label,
            _indicator_kind(kind) if kind else IndicatorKind.OUTPUT,
            _indicator_nature(nature) if nature else IndicatorNature.QUANTITATIVE,
            unit,
            _direction(direction) if direction else Direction.NONE,
            source,
            _frequency(frequency).value if frequency else "",
            breakdown,
            figure_of(baseline),
            baseline_text,
            date_of(baseline_on) if baseline_on else None,
            _targets(targets),
        )
        for (
            label, kind, nature, unit, direction, source, frequency, breakdown, baseline, baseline_text, baseline_on,
            *targets,
        ) in records_of(value, MOST_PARTS, INDICATOR_PARTS)
    )  # fmt: skip


def _targets(parts: Sequence[str]) -> tuple[TargetOutline, ...]:
    parts = [*parts, "", ""]
    return tuple(
        TargetOutline(date_of(due) if due else None, figure_of(value), text)
        for due, value, text in zip(parts[::3], parts[1::3], parts[2::3], strict=False)
        if due or value or text
    )


def places_to_cell(items: Iterable[PlaceOutline]) -> str:
    return records_to_cell((place.name, str(place.kind.label)) for place in items)


def places_of(value: Any) -> tuple[PlaceOutline, ...]:
    return tuple(PlaceOutline(name, _place(kind) if kind else PlaceKind.COMMUNE) for name, kind in records_of(value, 2))


def documents_to_cell(items: Iterable[DocumentOutline]) -> str:
    return records_to_cell((document.title, document.url, document.file) for document in items)


def documents_of(value: Any) -> tuple[DocumentOutline, ...]:
    return tuple(DocumentOutline(*parts) for parts in records_of(value, 3))


def notes_to_cell(items: Iterable[NoteOutline]) -> str:
    return records_to_cell((str(note.year), note.text, day(note.written_on)) for note in items)


def links_to_cell(items: Iterable[LinkOutline]) -> str:
    return records_to_cell((link.text, link.group, *_address_parts(link.target)) for link in items)


def links_of(value: Any) -> tuple[LinkOutline, ...]:
    return tuple(LinkOutline(text, group, _address(parts)) for text, group, *parts in records_of(value, 6))


def address_to_cell(address: FicheAddress | None) -> str:
    return records_to_cell([_address_parts(address)])


def address_of(value: Any) -> FicheAddress | None:
    records = records_of(value, 4)
    if len(records) > 1:
        raise ValueError("une seule fiche est attendue")
    return _address(records[0]) if records else None


def _address_parts(address: FicheAddress | None) -> tuple[str, str, str, str]:
    """The number or title of a fiche, its theme, its plan when it is another one, its rank among homonyms."""
    if address is None:
        return "", "", "", ""
    return address.name, address.theme, address.plan, str(address.twin) if address.twin > 1 else ""


def _address(parts: Sequence[str]) -> FicheAddress | None:
    name, theme, plan, twin = parts
    return FicheAddress(name, theme, plan, int_of(twin) or 1 if twin else 1) if name else None
