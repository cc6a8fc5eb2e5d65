"""The further columns of a table (pilote, échéance, priorité…): a clear value becomes a field, any other stays text."""

from collections.abc import Callable
from typing import Any

from accounts.text import one_line
from actions.enums import Role, ScheduleKind
from annexes.labels import strip_bullet
from annexes.outline import IndicatorOutline
from annexes.readers.headers import Column
from annexes.values.blanks import says_nothing
from annexes.values.choices import read_priority, read_progress, read_status
from annexes.values.fundings import read_fundings
from annexes.values.lists import split_list
from annexes.values.roles import read_roles
from annexes.values.schedules import read_schedule
from annexes.values.terms import read_audience, read_scales
from annexes.values.value import Value
from indicators.enums import IndicatorKind

Fields = dict[str, Any]  # of a fiche, by the names of its outline
Lines = tuple[str, ...]

_ROLES = {
    Column.LEAD: Role.LEAD,
    Column.CO_LEAD: Role.CO_LEAD,
    Column.OPERATOR: Role.OPERATOR,
    Column.FACILITATOR: Role.FACILITATOR,
    Column.PARTNER: Role.PARTNER,
    Column.FUNDER: Role.FUNDER,
}
_TEXTS = {
    Column.DESCRIPTION: "description",
    Column.CONTEXT: "context",
    Column.OUTPUTS: "outputs",
    Column.EFFECTS: "expected_effects",
    Column.ELECTED_LEAD: "elected_lead",
}

_SINGLE = frozenset(
    {"nature", "horizon", "weather", "status", "version_label", "schedule_kind"}
)  # the last one said holds


def read_field(column: Column, lines: Lines) -> Value[Fields]:
    """The fields that a cell of `column` gives a fiche; no value and no note when the cell says that there is nothing.

    The note is what was not understood, as written: the whole text when there is no value.
    """
    lines = tuple(one_line(line) for line in lines)
    if says_nothing("\n".join(lines)):
        return Value()
    if column in _TEXTS:
        return Value({_TEXTS[column]: bulleted(lines)})
    if column in _ROLES:
        return _people(lines, _ROLES[column])
    reader = _READERS.get(column)
    return reader(lines) if reader else Value(note="\n".join(lines))


def merge_fields(into: Fields, values: Fields) -> None:
    """Add what one text gives to what others gave: lists and texts grow, a period gets its other end."""
    for name, value in values.items():
        before = into.get(name)
        if isinstance(before, tuple) and isinstance(value, tuple):
            into[name] = tuple(dict.fromkeys((*before, *value)))
        elif isinstance(before, str) and isinstance(value, str) and before and name not in _SINGLE:
            into[name] = before if value in before.split("\n") else f"{before}\n{value}"
        else:
            into[name] = value
    if into.get("starts_on") and into.get("due_on") and into.get("schedule_kind") is ScheduleKind.DATE:
        into["schedule_kind"] = ScheduleKind.PERIOD


def split_names(lines: Lines) -> tuple[str, ...]:
    """The names of a list: by lines and semicolons, by commas where nothing else can be meant."""
    return split_list(lines).value or ()


def bulleted(lines: Lines) -> str:
    """Lines as a long text of the plan: a bullet of any kind becomes « - »."""
    out = []
    for line in lines:
        text, bullet = strip_bullet(one_line(line))
        out.append(f"- {text}" if bullet else text)
    return "\n".join(line for line in out if line)


def _people(lines: Lines, role: Role) -> Value[Fields]:
    found = read_roles(lines, role)
    if found.value is None:
        return Value(note=found.note)
    given = {
        "participations": found.value.participations,
        "schemes": found.value.schemes,
        "elected_lead": found.value.elected_lead,
    }
    return Value({name: value for name, value in given.items() if value}, found.doubt, found.note)


def _status(lines: Lines) -> Value[Fields]:
    """A status; the words beside it are its reason: « Abandonnée (faute de local) »."""
    found = read_status("\n".join(lines))
    if found.value is None:
        return Value(note=found.note)
    fields: Fields = {"status": found.value}
    return Value({**fields, "status_reason": found.note} if found.note else fields, found.doubt)


def _progress(lines: Lines) -> Value[Fields]:
    found = read_progress("\n".join(lines))
    return _status(lines) if found.value is None else Value({"progress": found.value}, found.doubt)


def _priority(lines: Lines) -> Value[Fields]:
    found = read_priority("\n".join(lines))
    if found.value is None or found.note:
        return Value(note="\n".join(lines))
    return Value({"priority": int(found.value)}, found.doubt)


def _schedule(lines: Lines) -> Value[Fields]:
    found = read_schedule(" ; ".join(lines))
    if found.value is None:
        return Value({"schedule_note": found.note}, found.doubt) if found.note else Value()
    return Value(found.value.fields(), found.doubt)


def _audience(lines: Lines) -> Value[Fields]:
    found = read_audience("\n".join(lines))
    fields: Fields = {"audience_note": found.note} if found.note else {}
    if found.value is not None:
        fields["audiences"] = found.value.audiences
        if found.value.ages is not None:
            fields["age_min"], fields["age_max"] = found.value.ages.low, found.value.ages.high
    return Value({name: value for name, value in fields.items() if value not in (None, ())}, found.doubt)


def _scale(lines: Lines) -> Value[Fields]:
    found = read_scales("\n".join(lines))
    fields: Fields = {"scales": found.value} if found.value else {}
    return Value({**fields, "scale_note": found.note} if found.note else fields, found.doubt)


def _schemes(lines: Lines) -> Value[Fields]:
    found = split_list(lines)
    return Value({"schemes": found.value} if found.value else None, found.doubt, found.note)


def _funding(lines: Lines) -> Value[Fields]:
    found = read_fundings(lines)
    return Value({"fundings": found.value} if found.value else {"funding_note": bulleted(lines)}, found.doubt)


def _indicators(kind: IndicatorKind) -> Callable[[Lines], Value[Fields]]:
    def read(lines: Lines) -> Value[Fields]:
        labels = (strip_bullet(line)[0] for line in lines)
        return Value({"indicators": tuple(IndicatorOutline(label, kind) for label in labels if label)})

    return read


_READERS: dict[Column, Callable[[Lines], Value[Fields]]] = {
    Column.SCHEDULE: _schedule,
    Column.PRIORITY: _priority,
    Column.STATUS: _status,
    Column.PROGRESS: _progress,
    Column.AUDIENCE: _audience,
    Column.SCALE: _scale,
    Column.SCHEMES: _schemes,
    Column.FUNDING: _funding,
    Column.OUTPUT_INDICATORS: _indicators(IndicatorKind.OUTPUT),
    Column.OUTCOME_INDICATORS: _indicators(IndicatorKind.OUTCOME),
}
