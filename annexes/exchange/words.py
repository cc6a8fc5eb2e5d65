"""What the published schema says of each property, in French: those of the columns, and a few more."""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from actions.enums import Horizon, Nature, Priority, Weather
from actions.models import PROGRESS_STEPS
from annexes.columns import ACTION_COLUMNS, NOTE_COLUMNS, OBJECTIVE_COLUMNS, PLAN_COLUMNS, SECTION_COLUMNS, Column
from annexes.columns import THEME_COLUMNS as COLUMNS_OF_THEMES
from annexes.columns.dossier import COLUMNS_OF
from annexes.columns.measurements import MEASUREMENT_COLUMNS
from annexes.exchange import filewords
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    ExpectedEffects,
    FicheAddress,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    ListOutline,
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
from indicators.enums import Frequency
from plans.enums import Level

CODED = "Codes des mots des listes du territoire."

# What each kind of object is.
OBJECTS: Mapping[type, str] = {
    **filewords.OBJECTS,
    PlanOutline: "Un plan entier.",
    SectionOutline: "Un texte du dossier.",
    ListOutline: "Une liste de l’annuaire, en tableau : partenaires, contacts, dispositifs ou lieux.",
    ThemeOutline: "Un thème ; un plan sans thème en a un seul, dont le titre est vide.",
    ObjectiveOutline: "Un axe, un objectif intermédiaire ou un objectif opérationnel.",
    ExpectedEffects: "Les effets attendus d’une ligne d’un tableau sans fiche, communs aux objectifs de la ligne.",
    ActionOutline: "Une fiche action.",
    FicheAddress: "Ce qui nomme une autre fiche.",
    ParticipationOutline: "Un partenaire et son rôle.",
    FundingOutline: "Une ligne du plan de financement, en euros toutes taxes comprises.",
    StepOutline: "Une étape de l’action.",
    LinkOutline: "Un lien vers une autre fiche ou vers un autre enjeu.",
    PlaceOutline: "Un lieu de l’action.",
    NoteOutline: "Le bilan d’une année.",
    DocumentOutline: "Un document : une adresse, ou un fichier déposé dans l’application.",
    IndicatorOutline: "Un indicateur.",
    TargetOutline: "Ce que l’indicateur doit avoir atteint à une date.",
    MeasurementOutline: "Ce que l’indicateur valait une année.",
}

_MORE: Mapping[type, Mapping[str, str]] = {
    **filewords.MORE,
    PlanOutline: {
        "title": "L’intitulé du plan.",
        "kind": "Le code du type de plan, comme « PGT » ou « PEDT ».",
        "starts_on": "Le premier jour du plan.",
        "ends_on": "Le dernier jour du plan.",
        "has_wednesday_charter": "Si le plan est labellisé « Plan mercredi ».",
        "renewed_from": "Le nom court du plan dont celui-ci est la reprise.",
        "sections": "Les textes du dossier, dans l’ordre de l’impression.",
        "file": "Ce que le dossier tient comme données.",
        "themes": "Les thèmes, dans l’ordre de l’impression.",
        "directory": "Les listes de l’annuaire qui accompagnent le plan.",
    },
    ListOutline: {
        "what": "La liste, comme « partners » ou « contacts ».",
        "header": "Les titres des colonnes.",
        "rows": "Les lignes, chacune avec autant de cellules que de titres.",
    },
    ThemeOutline: {
        "title": "Le titre du thème, vide quand le plan n’a pas de thème.",
        "objectives": "Les objectifs du premier niveau.",
        "unattached": "Les fiches qui ne sont rattachées à aucun objectif.",
    },
    ObjectiveOutline: {
        "title": "L’intitulé de l’objectif.",
        "level": "Le niveau de l’objectif ; celui d’un enfant est plus bas que celui de son parent.",
        "effects": "Les effets attendus de l’objectif.",
        "children": "Les objectifs du niveau au-dessous.",
        "actions": "Les fiches imprimées sous cet objectif.",
    },
    ExpectedEffects: {
        "group": "Le rang de la ligne sous l’objectif parent, à partir de 1.",
        "text": "Les effets, en texte.",
    },
    ActionOutline: {
        "title": "L’intitulé de la fiche.",
        "notes": "Les bilans, le plus récent d’abord.",
        "also_serves": "Les autres objectifs que la fiche sert : chacun par le titre de son thème, puis l’intitulé "
        "de chaque niveau précédé de son code (« I : Bien grandir »).",
        "school_year": "L’année scolaire de l’action : 2026 pour 2026-2027.",
        **dict.fromkeys(("domains", "audiences", "scales", "child_times", "charter_axes"), CODED),
    },
    FicheAddress: {
        "name": "Le numéro ou le code de la fiche, son intitulé quand elle n’en a pas.",
        "theme": "Le titre du thème de la fiche.",
        "plan": "Le nom court de son plan, quand c’est un autre plan.",
        "twin": "Le rang de la fiche parmi celles du même nom, à partir de 1.",
    },
    ParticipationOutline: {
        "role": "Le rôle du partenaire.",
        "partner": "Le nom du partenaire, tel qu’il est écrit.",
        "contact": "Le prénom et le nom d’un contact du partenaire.",
    },
    FundingOutline: {
        "funder": "Un partenaire, ou une source qui n’en est pas un (« familles », « autofinancement »).",
        "scheme": "Le dispositif.",
        "year": "L’année.",
        "kind": "Fonctionnement, investissement ou valorisation.",
        "nature": "Droit commun ou crédits spécifiques.",
        "status": "Où en est la demande.",
        "planned": "Le montant prévu.",
        "requested": "Le montant sollicité.",
        "granted": "Le montant accordé.",
        "spent": "Le montant réalisé.",
    },
    StepOutline: {
        "title": "L’étape.",
        "due_on": "Le jour prévu.",
        "done_on": "Le jour où elle fut faite.",
        "who": "Qui en est chargé, en mots.",
    },
    LinkOutline: {
        "text": "Le lien, en mots.",
        "group": "Son axe transversal (« AT jeunesse »).",
        "target": "La fiche liée.",
    },
    PlaceOutline: {"name": "Le nom du lieu.", "kind": "La sorte de lieu."},
    DocumentOutline: {
        "title": "L’intitulé du document.",
        "url": "Son adresse.",
        "file": "Le fichier déposé, que le plan nomme et que le JSON ne contient pas.",
    },
    IndicatorOutline: {
        "label": "Ce qui est mesuré.",
        "kind": "Ce que l’indicateur juge.",
        "nature": "La sorte de réponse.",
        "unit": "L’unité.",
        "direction": "Le sens souhaité.",
        "source": "D’où viennent les valeurs.",
        "frequency": "À quelle fréquence il est relevé ; rien quand elle n’est pas dite.",
        "breakdown": "La ventilation, par exemple par âge ou par quartier.",
        "baseline": "La valeur de départ.",
        "baseline_text": "La situation de départ, en mots.",
        "baseline_on": "La date du départ.",
        "targets": "Les cibles.",
        "measurements": "Les relevés, dans l’ordre des années, l’ensemble avant ses parts.",
    },
    TargetOutline: {
        "due_on": "L’échéance de la cible.",
        "value": "La valeur à atteindre.",
        "text": "La cible en mots.",
    },
}
_COLUMNS: Mapping[type, tuple[Column, ...]] = {
    **COLUMNS_OF,
    PlanOutline: PLAN_COLUMNS,
    ThemeOutline: COLUMNS_OF_THEMES,
    ObjectiveOutline: OBJECTIVE_COLUMNS[Level.OPERATIONAL],
    ActionOutline: ACTION_COLUMNS,
    NoteOutline: NOTE_COLUMNS,
    SectionOutline: SECTION_COLUMNS,
    MeasurementOutline: MEASUREMENT_COLUMNS,
}

# Fields that the outline keeps as plain values, and the words that they may hold.
WORDS: Mapping[tuple[type, str], Any] = {
    **filewords.WORDS,
    (ActionOutline, "nature"): Nature,
    (ActionOutline, "horizon"): Horizon,
    (ActionOutline, "weather"): Weather,
    (ActionOutline, "priority"): Priority,
    (IndicatorOutline, "frequency"): Frequency,
}
STEPS: Mapping[tuple[type, str], tuple[int, ...]] = {(ActionOutline, "progress"): PROGRESS_STEPS}


def description(kind: type, name: str) -> str:
    """What a property of an object is. Raise KeyError for one that nobody described."""
    if said := _MORE.get(kind, {}).get(name):
        return said
    return {column.name: column.help for column in _COLUMNS[kind]}[name]


def labels(words: type[Enum]) -> str:
    """« PROPOSED : Proposée ; APPROVED : Validée »."""
    return " ; ".join(f"{word.value} : {word.label}" for word in words)  # type: ignore[attr-defined]
