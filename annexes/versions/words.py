"""The words of a comparison: what people call each object and each field, and their values, never a code.

The names are those of the columns of « Données » for the plan, its themes and its fiches; those of the models for all
the rest, so that a new field has its words as soon as it exists.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from django.db.models import Model
from django.utils import timezone

from accounts.markup import plain
from actions.models import (
    Action,
    ActionLink,
    ActionNote,
    Decision,
    Document,
    Funding,
    Participation,
    Place,
    Step,
)
from annexes.columns import ACTION_COLUMNS, PLAN_COLUMNS, THEME_COLUMNS, Column
from annexes.contents.wording import address_wording, amount_wording, number_wording
from annexes.edition import Edition
from annexes.fileoutline import (
    ActivityOutline,
    AgendaItemOutline,
    AmendmentOutline,
    AttendanceOutline,
    BoardSeatOutline,
    BudgetLineOutline,
    ChildcareOutline,
    CommitteeOutline,
    DecisionOutline,
    FigureOutline,
    MeetingOutline,
    PerimeterOutline,
    PlanDocumentOutline,
    PlanFile,
    ProgrammeOutline,
    SeatOutline,
    TeamSeatOutline,
    TotalOutline,
    VisaOutline,
)
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    ExpectedEffects,
    FicheAddress,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    MeasurementOutline,
    NoteOutline,
    ObjectiveOutline,
    ParticipationOutline,
    PlaceOutline,
    PlanOutline,
    SectionOutline,
    StepOutline,
    TargetOutline,
    ThemeOutline,
)
from annexes.versions.items import called_by, ordered_list
from annexes.vocabulary import Vocabulary
from indicators.models import Indicator, Measurement, Target
from plans.enums import Level
from plans.models import (
    Activity,
    AgendaItem,
    AggregateFigure,
    Amendment,
    Attendance,
    BoardSeat,
    BudgetLine,
    Childcare,
    Committee,
    CommitteeSeat,
    Figure,
    Meeting,
    Objective,
    PerimeterPlace,
    Plan,
    PlanDocument,
    PlanSection,
    Programme,
    TeamSeat,
    Visa,
)

MODELS: Mapping[type, type[Model]] = {
    PlanOutline: Plan,
    PlanFile: Plan,
    ThemeOutline: Objective,
    ObjectiveOutline: Objective,
    ActionOutline: Action,
    SectionOutline: PlanSection,
    ParticipationOutline: Participation,
    FundingOutline: Funding,
    StepOutline: Step,
    LinkOutline: ActionLink,
    PlaceOutline: Place,
    NoteOutline: ActionNote,
    DocumentOutline: Document,
    IndicatorOutline: Indicator,
    TargetOutline: Target,
    MeasurementOutline: Measurement,
    PlanDocumentOutline: PlanDocument,
    FigureOutline: Figure,
    ChildcareOutline: Childcare,
    ActivityOutline: Activity,
    CommitteeOutline: Committee,
    SeatOutline: CommitteeSeat,
    MeetingOutline: Meeting,
    AgendaItemOutline: AgendaItem,
    AttendanceOutline: Attendance,
    DecisionOutline: Decision,
    VisaOutline: Visa,
    AmendmentOutline: Amendment,
    ProgrammeOutline: Programme,
    BoardSeatOutline: BoardSeat,
    TeamSeatOutline: TeamSeat,
    PerimeterOutline: PerimeterPlace,
    BudgetLineOutline: BudgetLine,
    TotalOutline: AggregateFigure,
}
_COLUMNS: Mapping[type, Mapping[str, Column]] = {
    PlanOutline: {column.name: column for column in PLAN_COLUMNS},
    ThemeOutline: {column.name: column for column in THEME_COLUMNS},
    ActionOutline: {column.name: column for column in ACTION_COLUMNS},
}
# Where neither a column nor the model has the words that people expect.
_NAMES: Mapping[tuple[type, str], str] = {
    (PlanOutline, "title"): "Titre",
    (PlanOutline, "sections"): "Textes de présentation",
    (PlanOutline, "file"): "Dossier",
    (PlanOutline, "renewed_from"): "Plan renouvelé",
    (ThemeOutline, "title"): "Intitulé",
    (ThemeOutline, "indicators"): "Indicateurs",
    (ObjectiveOutline, "title"): "Intitulé",
    (ObjectiveOutline, "effects"): "Effets attendus",
    (ObjectiveOutline, "indicators"): "Indicateurs",
    (ActionOutline, "title"): "Intitulé",
    (ActionOutline, "also_serves"): "Sert aussi",
    (ActionOutline, "notes"): "Bilans",
    (ActionOutline, "renewed_from"): "Reprise de",
    (FundingOutline, "funder"): "Financeur",
    (PlanFile, "visas"): "Avis et signatures",
    (PlanFile, "committees"): "Instances",
    (PlanFile, "amendments"): "Avenants",
    (CommitteeOutline, "seats"): "Composition",
    (CommitteeOutline, "meetings"): "Réunions",
    (MeetingOutline, "agenda"): "Ordre du jour",
    (MeetingOutline, "attendances"): "Présences",
    (MeetingOutline, "decisions"): "Relevé de décisions",
    (AmendmentOutline, "visas"): "Avis et signatures",
    (ProgrammeOutline, "board"): "Conseil d’administration",
    (ProgrammeOutline, "team"): "Équipe pluridisciplinaire",
    (ProgrammeOutline, "perimeter"): "Périmètre",
    (ProgrammeOutline, "budget"): "Budget",
    (ProgrammeOutline, "totals"): "Totaux annuels",
    (IndicatorOutline, "targets"): "Cibles",
    (IndicatorOutline, "measurements"): "Relevés",
}
_ORDERS: Mapping[str, str] = {
    "themes": "Ordre des thèmes",
    "objectives": "Ordre des objectifs",
    "children": "Ordre des objectifs",
    "actions": "Ordre des fiches",
    "unattached": "Ordre des fiches à rattacher",
}
_NOUNS: Mapping[type, str] = {
    PlanOutline: "Le plan",
    PlanFile: "Le dossier",
    ThemeOutline: "Thème",
    SectionOutline: "Texte de présentation",
    PlanDocumentOutline: "Document du dossier",
}
TECHNICAL = "key"  # what answers a row of the type of the plan: no word of people
AMOUNTS = frozenset({"planned", "requested", "granted", "spent"})


def noun_of(kind: type, level: str, edition: Edition) -> str:
    """What an object is called: « Fiche action », « Axe stratégique », « Chiffre du diagnostic »."""
    if kind is ActionOutline:
        return edition.action_label
    if kind is ObjectiveOutline:
        return edition.labels(Level(level)).singular
    if kind is ThemeOutline:
        return edition.labels(Level.THEME).singular
    return _NOUNS.get(kind) or _capital(str(MODELS[kind]._meta.verbose_name))


def name_of(kind: type, name: str) -> str:
    """What a field is called. Raise KeyError for one that has no words."""
    if listed := ordered_list(name):
        return _ORDERS.get(listed) or f"Ordre : {_uncapital(name_of(PlanFile, listed))}"
    if said := _NAMES.get((kind, name)):
        return said
    if kind in (FundingOutline, BudgetLineOutline) and name in AMOUNTS:
        return {"planned": "Prévu", "requested": "Sollicité", "granted": "Accordé", "spent": "Réalisé"}[name]
    if column := _COLUMNS.get(kind, {}).get(name):
        return _capital(column.title.removeprefix("Thème – "))
    return _capital(_names_of_model(MODELS[kind])[name])


def words_of(kind: type, name: str, value: Any, vocabulary: Vocabulary) -> str:
    """A value in words, on several lines when it is a list or a long text; nothing for none."""
    if value is None or value == "" or value == ():
        return ""
    column = _COLUMNS.get(kind, {}).get(name)
    if column is not None and column.vocabulary:
        return "\n".join(vocabulary.label(column.vocabulary, code) for code in value)
    return plain(value) if (kind, name) == (SectionOutline, "text") else _said(kind, name, value)


def _said(kind: type, name: str, value: Any) -> str:
    if isinstance(value, tuple):
        return "\n".join(one for item in value if (one := _item(item)))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if name == "school_year":
        return f"{value}-{value + 1}"
    if name == "progress":
        return f"{value} %"
    if isinstance(value, Decimal):
        return f"{amount_wording(value)} €" if name in AMOUNTS else number_wording(value)
    if not isinstance(value, Enum) and (label := _labels(kind, name).get(value)):
        return label
    return _item(value)


def _item(value: Any) -> str:
    """One value on one line."""
    if isinstance(value, tuple):
        return " › ".join(filter(None, value))
    if isinstance(value, FicheAddress):
        return address_wording(value) + (f", {value.twin}e de ce nom" if value.twin > 1 else "")
    if isinstance(value, ExpectedEffects):
        return value.text
    if isinstance(value, Enum):
        return str(getattr(value, "label", value.value))
    if isinstance(value, datetime):
        moment = timezone.localtime(value) if timezone.is_aware(value) else value
        return f"{moment:%d/%m/%Y à %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return _record(value) if hasattr(value, "__dataclass_fields__") else str(value)


def _record(record: Any) -> str:
    """« CAF ; Dispositif : CLAS ; Année : 2026 »: its names, then what it holds beside them."""
    kind, names = type(record), called_by(type(record))
    head = " – ".join(filter(None, (_said(kind, name, value) for name in names if (value := getattr(record, name)))))
    parts = [head] if head else []
    for one in fields(record):
        value = getattr(record, one.name)
        if one.name not in (*names, TECHNICAL) and value not in (_nothing(one), "", ()):
            said = _said(kind, one.name, value).replace("\n", " / ")
            parts.append(f"{name_of(kind, one.name)}\u00a0: {said}")
    return "\u202f; ".join(parts)


def _nothing(one: Field[Any]) -> Any:
    return None if one.default is MISSING else one.default


@cache
def _names_of_model(model: Any) -> Mapping[str, str]:
    """The names of the fields of a model, by what the outline calls them."""
    found = {one.name: str(getattr(one, "verbose_name", "")) for one in model._meta.get_fields()}
    related = {
        one.get_accessor_name(): str(one.related_model._meta.verbose_name_plural) for one in model._meta.related_objects
    }
    properties = {
        "manager": "gestionnaire",
        "operator": "intervenant",
        "structure": "structure",
        "suffix": "suffixe du n°",
        "objectives": "objectifs et dynamiques",
        "doubtful": "à vérifier",
        "file": "fichier",
        "value": "valeur",
    }
    return {**found, **related, **properties}


@cache
def _labels(kind: Any, name: str) -> Mapping[Any, str]:
    """The words of the values of a field that keeps a code."""
    if kind not in MODELS:
        return {}
    for one in MODELS[kind]._meta.fields:
        if one.name == name and one.choices:
            return {code: str(label) for code, label in one.flatchoices}
    return {}


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _uncapital(words: str) -> str:
    return words[:1].lower() + words[1:]
