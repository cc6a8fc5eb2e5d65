"""What the text under a rubric gives to a fiche: a clear value becomes a field, any other stays text and is said."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from accounts.text import fold, one_line
from actions.enums import Role
from annexes.labels import strip_bullet
from annexes.outline import Hint, HintKind, IndicatorOutline
from annexes.readers.fields import Fields, Lines, bulleted, read_field
from annexes.readers.headers import Column
from annexes.readers.rubrics import Rubric
from annexes.readers.statuses import likeliest_status
from annexes.values import choices, terms
from annexes.values.ages import read_ages
from annexes.values.blanks import says_nothing, without_dotted_lines
from annexes.values.lists import split_outside
from annexes.values.places import read_places
from annexes.values.roles import read_roles
from annexes.values.schedules import read_bound
from annexes.values.ticks import ticked
from annexes.values.value import Value
from indicators.enums import IndicatorKind, IndicatorNature

NAME_LENGTH = 150  # characters; a longer « name » of an organisation, a dispositif or a place is prose
TEXTS: Mapping[Rubric, str] = {
    Rubric.CHALLENGE: "challenge",
    Rubric.OBJECTIVES: "objectives",
    Rubric.STATUS_REASON: "status_reason",
}
INDICATORS: Mapping[Rubric, IndicatorKind] = {
    Rubric.INDICATORS: IndicatorKind.OUTPUT,
    Rubric.OUTPUT_INDICATORS: IndicatorKind.OUTPUT,
    Rubric.RESULT_INDICATORS: IndicatorKind.RESULT,
    Rubric.OUTCOME_INDICATORS: IndicatorKind.OUTCOME,
    Rubric.MEANS_INDICATORS: IndicatorKind.MEANS,
    Rubric.CONTEXT_INDICATORS: IndicatorKind.CONTEXT,
}
_INDICATOR_LENGTH = 300  # characters
_NOTE_LENGTH = 1000
_ANY_INDICATOR = frozenset({"indicateurs", "indicateur", "indicateurs d evaluation", "evaluation", "criteres"})
_SYMBOLS = "●○◇✓↻→–×+☀◑△▲ "  # those that stand before a status in print
# What a further column of a table gives too: read in one place, `readers.fields`.
_COLUMNS: Mapping[Rubric, Column] = {
    Rubric.LEAD: Column.LEAD,
    Rubric.REFERENT: Column.LEAD,
    Rubric.CO_LEAD: Column.CO_LEAD,
    Rubric.OPERATOR: Column.OPERATOR,
    Rubric.FACILITATOR: Column.FACILITATOR,
    Rubric.PARTNERS: Column.PARTNER,
    Rubric.FUNDER: Column.FUNDER,
    Rubric.SCHEMES: Column.SCHEMES,
    Rubric.SCHEDULE: Column.SCHEDULE,
    Rubric.PROGRESS: Column.PROGRESS,
    Rubric.AUDIENCE: Column.AUDIENCE,
    Rubric.SCALE: Column.SCALE,
    Rubric.FUNDING: Column.FUNDING,
    Rubric.DESCRIPTION: Column.DESCRIPTION,
    Rubric.CONTEXT: Column.CONTEXT,
    Rubric.OUTPUTS: Column.OUTPUTS,
    Rubric.EFFECTS: Column.EFFECTS,
    Rubric.ELECTED_LEAD: Column.ELECTED_LEAD,
}


@dataclass(frozen=True, slots=True)
class Told:
    """The fields that a text gives; `doubt` and `note` as in `annexes.values`; `hints` are proposals for the fiche."""

    fields: Fields
    doubt: str = ""
    note: str = ""
    hints: tuple[Hint, ...] = ()


def read_rubric(rubric: Rubric, lines: Lines, where: str = "") -> Told:
    """What the text under a rubric gives; nothing at all when it says nothing (« — », « à compléter »)."""
    lines = tuple(option for line in lines for option in ticked(without_dotted_lines(one_line(line))) if option)
    text = "\n".join(lines)
    if says_nothing(text):
        return Told({})
    if rubric in TEXTS:
        return Told({TEXTS[rubric]: bulleted(lines)})
    if rubric in INDICATORS:
        return read_indicators(lines, INDICATORS[rubric])
    if rubric in _CHOICES:
        return _choice(rubric, text, where)
    if rubric in _COLUMNS:
        return _as_column(_COLUMNS[rubric], lines)
    reader = _READERS.get(rubric)
    return reader(text) if reader else Told({}, note=bulleted(lines))


def read_indicators(lines: Lines, kind: IndicatorKind) -> Told:
    """One indicator a line; « De résultat : », « Qualitatifs : » give their kind and nature to those below them."""
    nature = IndicatorNature.QUANTITATIVE
    found: list[IndicatorOutline] = []
    prose: list[str] = []
    for line in lines:
        label, bullet = strip_bullet(one_line(line))
        head, colon, rest = label.partition(":")
        if colon and not bullet:
            other, same = indicator_kind(head), _nature(head)
            kind, nature = other or kind, same or nature
            if other or same or fold(head) in _ANY_INDICATOR:
                label = rest.strip()
        for one in split_outside(label, ";"):
            if len(one) > _INDICATOR_LENGTH:
                prose.append(one)
            elif fold(one):
                found.append(IndicatorOutline(one, kind, nature))
    return Told({"indicators": tuple(dict.fromkeys(found))} if found else {}, note="\n".join(prose))


def indicator_kind(words: str) -> IndicatorKind | None:
    """The kind that « Indicateurs de résultat », « Effets », « d’impact » name."""
    bare = fold(words).removeprefix("indicateurs ").removeprefix("indicateur ")
    return choices.read_choice(bare, choices.INDICATOR_KINDS).value if len(bare) <= 30 else None


def _nature(words: str) -> IndicatorNature | None:
    bare = fold(words).removeprefix("indicateurs ").removeprefix("criteres ").removesuffix("s")
    return choices.read_choice(bare, choices.INDICATOR_NATURES).value if len(bare) <= 30 else None


def _as_column(column: Column, lines: Lines) -> Told:
    found = read_field(column, lines)
    fields = found.value or {}
    names = [p.partner for p in fields.get("participations", ())]
    names += [*fields.get("schemes", ()), *(line.funder for line in fields.get("fundings", ()))]
    notes = [fields.get(name, "") for name in ("schedule_note", "audience_note", "scale_note")]
    too_long = any(len(name) > NAME_LENGTH for name in names) or any(len(note) > _NOTE_LENGTH for note in notes)
    if too_long or len(fields.get("elected_lead", "")) > NAME_LENGTH:
        return Told({}, note=bulleted(lines))
    if column is Column.PARTNER:
        fields, tasks = _without_tasks(fields)
        if tasks:
            doubt = found.doubt or f"« {tasks[0][:80]} » : ce qui suit les deux-points est gardé dans la description"
            return Told(fields, doubt, "\n".join(filter(None, (*tasks, found.note))))
    return Told(fields, found.doubt, found.note)


def _without_tasks(fields: Fields) -> tuple[Fields, list[str]]:
    """The partners without what each does, and these words as written: « Ville de Valmire : les barrières »."""
    people = fields.get("participations", ())
    tasks = [one.partner for one in people if " : " in one.partner]
    if not tasks:
        return fields, []
    named = dict.fromkeys(replace(one, partner=one.partner.partition(" : ")[0].strip()) for one in people)
    return {**fields, "participations": tuple(named)}, tasks


def _choice(rubric: Rubric, text: str, where: str) -> Told:
    field, words = _CHOICES[rubric]
    line = one_line(text).lstrip(_SYMBOLS)
    read = choices.read_priority if rubric is Rubric.PRIORITY else None
    found: Value[Any] = read(line) if read else choices.read_choice(line, words)
    if found.value is not None:
        value = int(found.value) if rubric is Rubric.PRIORITY else found.value
        fields: Fields = {field: value}
        if rubric is Rubric.STATUS and found.note:
            return Told({**fields, "status_reason": found.note}, found.doubt)
        return Told(fields, found.doubt, found.note)
    close = likeliest_status(line) if rubric is Rubric.STATUS else choices.likeliest(line, words)
    if close is None:
        return Told({}, found.doubt, line)
    kind = HintKind.STATUS if rubric is Rubric.STATUS else HintKind.VALUE
    hint = Hint(kind, field, close.value, line, str(close.label), where)
    return Told({}, f"« {line[:60]} » n’est pas une valeur connue : « {close.label} » est proposé", line, (hint,))


def _bound(label: str, *, last: bool) -> Callable[[str], Told]:
    """A reader of the beginning or the end of the calendar."""

    def read(text: str) -> Told:
        found = read_bound(text, last=last)
        if found.value is None:
            return Told({"schedule_note": f"{label} : {found.note}"[:_NOTE_LENGTH]}, found.doubt)
        return Told(found.value.fields(), found.doubt)

    return read


def _ages(text: str) -> Told:
    found = read_ages(text)
    if found.value is None:
        public = terms.read_audience(text)
        if public.value is not None and not public.note:
            return Told({"audiences": public.value.audiences})
        line = one_line(text)
        doubt = found.doubt or f"« {line[:80]} » : âges non compris, gardés en mots"
        return Told({"audience_note": line[:_NOTE_LENGTH]}, doubt)
    ages = {"age_min": found.value.low, "age_max": found.value.high}
    return Told({name: age for name, age in ages.items() if age is not None}, found.doubt)


def _listed(field: str, wordings: terms.Wordings) -> Callable[[str], Told]:
    """A reader of the codes of a reference list."""

    def read(text: str) -> Told:
        found = terms.read_terms(text, wordings)
        return Told({field: found.value} if found.value else {}, found.doubt, found.note)

    return read


def _roles(role: Role) -> Callable[[str], Told]:
    """A reader of names for the roles that no column of a table has."""

    def read(text: str) -> Told:
        found = read_roles(text, role)
        people = found.value.participations if found.value else ()
        if any(len(one.partner) > NAME_LENGTH for one in people):
            return Told({}, note=text)
        return Told({"participations": people} if people else {}, found.doubt, found.note)

    return read


def _places(text: str) -> Told:
    found = read_places(text)
    if any(len(place.name) > NAME_LENGTH for place in found.value or ()):
        return Told({}, note=text)
    return Told({"places": found.value} if found.value else {}, found.doubt, found.note)


def _version(text: str) -> Told:
    line = one_line(text)
    return Told({"version_label": line}) if len(line) <= 100 else Told({}, note=line)


_CHOICES: Mapping[Rubric, tuple[str, Mapping[str, Any]]] = {
    Rubric.STATUS: ("status", choices.STATUSES),
    Rubric.PRIORITY: ("priority", choices.PRIORITIES),
    Rubric.NATURE: ("nature", choices.NATURES),
    Rubric.HORIZON: ("horizon", choices.HORIZONS),
    Rubric.WEATHER: ("weather", choices.WEATHERS),
}
_READERS: Mapping[Rubric, Callable[[str], Told]] = {
    Rubric.STARTS: _bound("Début", last=False),
    Rubric.ENDS: _bound("Fin", last=True),
    Rubric.AGES: _ages,
    Rubric.CHILD_TIMES: _listed("child_times", terms.CHILD_TIMES),
    Rubric.DOMAINS: _listed("domains", terms.DOMAINS),
    Rubric.CHARTER: _listed("charter_axes", terms.CHARTER_AXES),
    Rubric.PLACES: _places,
    Rubric.CONTRACTOR: _roles(Role.CONTRACTOR),
    Rubric.RELAY: _roles(Role.RELAY),
    Rubric.VERSION: _version,
}
