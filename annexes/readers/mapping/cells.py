"""The value of one cell of a foreign sheet, for the field that its column fills: as « Données » writes it, or in words.

Nothing is an error here: what is understood with a doubt says so, what is not is kept as a note.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from accounts.text import one_line
from actions.enums import Role
from annexes.columns.foreign import AGES, COLUMN_OF, DESCRIBED, INDICATORS, ROLES, SCHEDULE
from annexes.outline import DocumentOutline, LinkOutline, StepOutline
from annexes.readers.fields import Lines, bulleted
from annexes.readers.rubric_values import Told, read_rubric
from annexes.readers.rubrics import Rubric
from annexes.values.blanks import says_nothing
from annexes.values.choices import read_flag
from annexes.values.lists import split_list
from annexes.values.numbers import read_whole
from indicators.enums import IndicatorKind

BAR = "|"
ONE_LINE = frozenset({"audience_note", "scale_note", "schedule_note", "status_reason", "elected_lead", "suffix"})
# Where what was not understood is kept, beside the field; anywhere else, in the description.
NOTES: Mapping[str, str] = {
    "Publics": "audience_note",
    AGES: "audience_note",
    "Âge minimum": "audience_note",
    "Âge maximum": "audience_note",
    "Échelles territoriales": "scale_note",
    "Lieux": "scale_note",
    "Début": "schedule_note",
    "Échéance": "schedule_note",
    "Année scolaire": "schedule_note",
    SCHEDULE: "schedule_note",
    "Plan de financement": "funding_note",
}


def read_cell(key: str, lines: Sequence[str], where: str = "") -> Told:
    """What a cell under the field `key` gives to its fiche; nothing when it says that there is nothing."""
    told = _read(key, tuple(lines))
    return replace(told, hints=tuple(replace(hint, where=where) for hint in told.hints)) if told.hints else told


@lru_cache(maxsize=4096)  # the cells of a column often say the same
def _read(key: str, lines: Lines) -> Told:
    text = "\n".join(one_line(line) for line in lines)
    if says_nothing(text):
        return Told({})
    if key == DESCRIBED:
        return Told({}, note=bulleted(lines))
    if BAR in text and (exact := _exactly(key, text)) is not None:
        return exact
    if rubric := RUBRICS.get(key):
        found = read_rubric(rubric, lines)
    elif reader := _READERS.get(key):
        found = reader(text)
    else:
        return _plain(key, lines)
    return found if key == SCHEDULE else _owned(key, found)


def _owned(key: str, found: Told) -> Told:
    """Words that only went beside the field were not understood, and are said to be so."""
    beside = NOTES.get(key, "")
    if beside and found.fields.keys() == {beside}:
        return Told({}, found.doubt, str(found.fields[beside]), found.hints)
    return found


def _exactly(key: str, text: str) -> Told | None:
    """Records as « Données » writes them, their parts between bars."""
    column = COLUMN_OF.get(key)
    if column is None or not column.parts:
        return None
    try:
        return Told({column.name: column.parse(text)})
    except ValueError:
        return None


def _plain(key: str, lines: Lines) -> Told:
    """A text as it is, or what « Données » would read in the same words."""
    column = COLUMN_OF[key]
    if column.name in ONE_LINE:
        return Told({column.name: " ; ".join(one_line(line) for line in lines)})
    try:
        return Told({column.name: column.parse(bulleted(lines))})
    except ValueError:
        return Told({}, note="\n".join(lines))


def _schedule(text: str) -> Told:
    try:
        return Told({"schedule_kind": COLUMN_OF[SCHEDULE].parse(text)})
    except ValueError:
        return read_rubric(Rubric.SCHEDULE, tuple(text.split("\n")))


def _year(text: str) -> Told:
    found = read_rubric(Rubric.SCHEDULE, (text,))
    return found if "school_year" in found.fields else Told({"schedule_note": one_line(text)})


def _age(name: str) -> Callable[[str], Told]:
    def read(text: str) -> Told:
        found = read_whole(text)
        if found.value is None or found.value > 120:
            return Told({}, note=one_line(text))
        return Told({name: found.value}, found.doubt, found.note)

    return read


def _doubtful(text: str) -> Told:
    found = read_flag(text)
    return Told({} if found.value is None else {"doubtful": found.value}, found.doubt, found.note)


def _items(name: str, make: Callable[[str], Any]) -> Callable[[str], Told]:
    """A list of sentences, each made into what the field holds."""

    def read(text: str) -> Told:
        found = split_list(text, commas=False)
        values = tuple(make(item) for item in found.value or ())
        return Told({name: values} if values else {}, found.doubt, found.note)

    return read


def _document(text: str) -> DocumentOutline:
    return DocumentOutline(text, text) if text.startswith(("http://", "https://")) else DocumentOutline(text)


RUBRICS: dict[str, Rubric] = {
    ROLES[Role.LEAD]: Rubric.LEAD,
    ROLES[Role.CO_LEAD]: Rubric.CO_LEAD,
    ROLES[Role.OPERATOR]: Rubric.OPERATOR,
    ROLES[Role.FACILITATOR]: Rubric.FACILITATOR,
    ROLES[Role.PARTNER]: Rubric.PARTNERS,
    ROLES[Role.FUNDER]: Rubric.FUNDER,
    ROLES[Role.CONTRACTOR]: Rubric.CONTRACTOR,
    ROLES[Role.RELAY]: Rubric.RELAY,
    INDICATORS[IndicatorKind.OUTPUT]: Rubric.OUTPUT_INDICATORS,
    INDICATORS[IndicatorKind.RESULT]: Rubric.RESULT_INDICATORS,
    INDICATORS[IndicatorKind.OUTCOME]: Rubric.OUTCOME_INDICATORS,
    INDICATORS[IndicatorKind.MEANS]: Rubric.MEANS_INDICATORS,
    INDICATORS[IndicatorKind.CONTEXT]: Rubric.CONTEXT_INDICATORS,
    "Partenaires et rôles": Rubric.PARTNERS,
    "Indicateurs": Rubric.INDICATORS,
    "Version": Rubric.VERSION,
    "Statut": Rubric.STATUS,
    "Motif du statut": Rubric.STATUS_REASON,
    "Nature": Rubric.NATURE,
    "Priorité": Rubric.PRIORITY,
    "Horizon": Rubric.HORIZON,
    "Avancement (%)": Rubric.PROGRESS,
    "Météo": Rubric.WEATHER,
    "Enjeu": Rubric.CHALLENGE,
    "Contexte et constats": Rubric.CONTEXT,
    "Objectifs et dynamiques": Rubric.OBJECTIVES,
    "Description": Rubric.DESCRIPTION,
    "Réalisations attendues": Rubric.OUTPUTS,
    "Effets attendus": Rubric.EFFECTS,
    "Domaines": Rubric.DOMAINS,
    "Publics": Rubric.AUDIENCE,
    AGES: Rubric.AGES,
    "Échelles territoriales": Rubric.SCALE,
    "Temps de l’enfant": Rubric.CHILD_TIMES,
    "Plan mercredi – axes de la charte": Rubric.CHARTER,
    "Lieux": Rubric.PLACES,
    "Élu référent (fonction)": Rubric.ELECTED_LEAD,
    "Début": Rubric.STARTS,
    "Échéance": Rubric.ENDS,
    "Dispositifs": Rubric.SCHEMES,
    "Plan de financement": Rubric.FUNDING,
}
_READERS: dict[str, Callable[[str], Told]] = {
    SCHEDULE: _schedule,
    "Âge minimum": _age("age_min"),
    "Âge maximum": _age("age_max"),
    "Année scolaire": _year,
    "Étapes": _items("steps", StepOutline),
    "Liens": _items("links", LinkOutline),
    "Documents": _items("documents", _document),
    "À vérifier": _doubtful,
}
