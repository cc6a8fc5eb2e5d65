"""The further columns of a table (pilote, échéance, priorité…): a clear value becomes a field, any other stays text."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from typing import Any

from accounts.text import fold, one_line
from actions.enums import Priority, Role, ScheduleKind, Status
from annexes.labels import flat, strip_bullet
from annexes.outline import IndicatorOutline, ParticipationOutline
from annexes.readers.headers import Column
from annexes.readers.titles import version_date
from indicators.enums import IndicatorKind

# A column gives the fields of a fiche that it fills, or `None` when its text is not clear.
Fields = dict[str, Any]

_ROLES = {
    Column.LEAD: Role.LEAD,
    Column.CO_LEAD: Role.CO_LEAD,
    Column.OPERATOR: Role.OPERATOR,
    Column.FACILITATOR: Role.FACILITATOR,
    Column.PARTNER: Role.PARTNER,
    Column.FUNDER: Role.FUNDER,
}
_TEXTS = {
    Column.AUDIENCE: "audience_note",
    Column.SCALE: "scale_note",
    Column.FUNDING: "funding_note",
    Column.DESCRIPTION: "description",
    Column.CONTEXT: "context",
    Column.OUTPUTS: "outputs",
    Column.EFFECTS: "expected_effects",
    Column.ELECTED_LEAD: "elected_lead",
}
_PRIORITIES = {
    "1": Priority.HIGH, "p1": Priority.HIGH, "haute": Priority.HIGH, "forte": Priority.HIGH, "elevee": Priority.HIGH,
    "prioritaire": Priority.HIGH, "urgente": Priority.HIGH, "urgent": Priority.HIGH, "oui": Priority.HIGH,
    "2": Priority.MEDIUM, "p2": Priority.MEDIUM, "moyenne": Priority.MEDIUM,
    "3": Priority.LOW, "p3": Priority.LOW, "basse": Priority.LOW, "faible": Priority.LOW, "secondaire": Priority.LOW,
    "non priorisee": Priority.NONE, "non prioritaire": Priority.NONE, "0": Priority.NONE,
}  # fmt: skip
_STATUSES = {
    **{fold(status.label): status for status in Status},
    "proposition": Status.PROPOSED, "idee": Status.PROPOSED, "en projet": Status.PROPOSED, "projet": Status.PROPOSED,
    "a etudier": Status.PROPOSED, "valide": Status.APPROVED, "inscrite": Status.APPROVED, "retenue": Status.APPROVED,
    "a engager": Status.TO_START, "a lancer": Status.TO_START, "a venir": Status.TO_START,
    "non demarree": Status.TO_START, "non commencee": Status.TO_START, "a faire": Status.TO_START,
    "prevue": Status.TO_START, "programmee": Status.TO_START,
    "en cours de realisation": Status.ONGOING, "engagee": Status.ONGOING, "demarree": Status.ONGOING,
    "commencee": Status.ONGOING, "lancee": Status.ONGOING, "mise en oeuvre": Status.ONGOING, "encours": Status.ONGOING,
    "realise": Status.DONE, "terminee": Status.DONE, "termine": Status.DONE, "achevee": Status.DONE,
    "faite": Status.DONE, "fait": Status.DONE, "finalisee": Status.DONE, "soldee": Status.DONE,
    "permanente": Status.PERMANENT, "perennisee": Status.PERMANENT, "poursuivie": Status.PERMANENT,
    "poursuite": Status.PERMANENT, "maintien": Status.PERMANENT, "maintenue": Status.PERMANENT,
    "perennisation": Status.PERMANENT, "reconduite annuellement": Status.PERMANENT,
    "reporte": Status.POSTPONED, "differee": Status.POSTPONED, "suspendu": Status.SUSPENDED,
    "en attente": Status.SUSPENDED, "abandonne": Status.DROPPED, "annulee": Status.DROPPED,
}  # fmt: skip
_SCHOOL_YEAR = re.compile(r"(?:annee scolaire\s*)?(20\d\d)\s*[-/]\s*(20)?(\d\d)$")
_YEARLY = re.compile(r"(?:annuel\w*|tous les ans|chaque annee|tous les printemps|1 fois par an|une fois par an)$")
_CONTINUOUS = re.compile(r"(?:en continu|permanent\w*|toute l'annee|continu|au fil de l'eau|duree de la convention)$")
_MONTH_ONLY = re.compile(r"[a-z]+\.?\s*(?:20)?\d\d$")
_EMPTY = frozenset(
    {"", "-", "neant", "sans objet", "so", "nc", "non renseigne", "a definir", "a preciser", "a completer"}
)


def read_field(column: Column, lines: tuple[str, ...]) -> Fields | None:
    """The fields of a fiche that a cell of `column` gives; `{}` when the cell says « nothing », `None` when unclear."""
    text = "\n".join(one_line(line) for line in lines)
    if fold(text) in _EMPTY:
        return {}
    if column in _ROLES:
        return {"participations": tuple(ParticipationOutline(_ROLES[column], name) for name in split_names(lines))}
    if column in _TEXTS:
        return {_TEXTS[column]: bulleted(lines)}
    if column in (Column.OUTPUT_INDICATORS, Column.OUTCOME_INDICATORS):
        kind = IndicatorKind.OUTPUT if column is Column.OUTPUT_INDICATORS else IndicatorKind.OUTCOME
        labels = (strip_bullet(one_line(line))[0] for line in lines)
        return {"indicators": tuple(IndicatorOutline(label, kind) for label in labels if label)}
    reader = _READERS.get(column)
    return reader(text) if reader else None


def split_names(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a list: by lines and semicolons, by commas when every piece is short and no parenthesis is cut."""
    names: list[str] = []
    for line in lines:
        text, _ = strip_bullet(one_line(line))
        for part in text.split(";"):
            pieces = [piece.strip() for piece in part.split(",")]
            whole = any(piece.count("(") != piece.count(")") or len(piece) > 60 for piece in pieces)
            names.extend([part.strip()] if whole else pieces)
    return tuple(dict.fromkeys(name.rstrip(".") if name.count(".") == 1 else name for name in names if name))


def bulleted(lines: tuple[str, ...]) -> str:
    """Lines as a long text of the plan: a bullet of any kind becomes « - »."""
    out = []
    for line in lines:
        text, bullet = strip_bullet(one_line(line))
        out.append(f"- {text}" if bullet else text)
    return "\n".join(line for line in out if line)


def read_schedule(text: str) -> Fields | None:
    """A schedule as annexes write it; what is not clear stays in `schedule_note`, as written."""
    key = flat(text).strip(" .")
    if match := _SCHOOL_YEAR.match(key):
        first, last = int(match[1]), int(match[3])
        if last == (first + 1) % 100:
            return {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": first}
    if _CONTINUOUS.match(key):
        return {"schedule_kind": ScheduleKind.CONTINUOUS}
    if _YEARLY.match(key):
        return {"schedule_kind": ScheduleKind.YEARLY}
    day = version_date(text) if len(text) <= 30 else None
    if day is None:
        return {"schedule_note": text.replace("\n", " ; ")}
    if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})", key):
        return {"schedule_kind": ScheduleKind.DATE, "due_on": day}
    if _MONTH_ONLY.match(key):  # « décembre 2026 »: due at the latest on its last day; the words stay
        last_day = date(day.year, day.month, monthrange(day.year, day.month)[1])
        return {"schedule_kind": ScheduleKind.DATE, "due_on": last_day, "schedule_note": text}
    return {"schedule_note": text}


def _priority(text: str) -> Fields | None:
    key = re.sub(r"^(?:priorite|niveau|rang) ", "", fold(text))
    value = _PRIORITIES.get(key)
    return None if value is None else {"priority": int(value)}


def _status(text: str) -> Fields | None:
    key = re.sub(r"^(?:action|fiche) ", "", fold(text))
    status = _STATUSES.get(key) or _STATUSES.get(f"{key}e")
    return None if status is None else {"status": status}


def _progress(text: str) -> Fields | None:
    match = re.fullmatch(r"(\d{1,3}|0[,.]\d+|1)\s*%?", text.strip())
    if match is None:
        return _status(text)
    number = float(match[1].replace(",", "."))
    percent = round(number * 100) if number <= 1 and "%" not in text and "," in text else round(number)
    return {"progress": percent} if percent in (0, 25, 50, 75, 100) else None


def _schemes(text: str) -> Fields | None:
    return {"schemes": split_names(tuple(text.split("\n")))}


_READERS: dict[Column, Callable[[str], Fields | None]] = {
    Column.SCHEDULE: read_schedule,
    Column.PRIORITY: _priority,
    Column.STATUS: _status,
    Column.PROGRESS: _progress,
    Column.SCHEMES: _schemes,
}
