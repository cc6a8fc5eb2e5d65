"""The fields that a column of a foreign sheet may fill: those of « Données », and some for such sheets alone."""

from dataclasses import dataclass

from actions.enums import Role
from annexes.columns.fiches import ACTION_COLUMNS
from annexes.columns.places import LEVEL_NAMES, THEME
from indicators.enums import IndicatorKind
from plans.enums import Level

NOTHING = ""  # the column is left out
DESCRIBED = "Garder dans la description"
AGES = "Tranche d’âge"
SCHEDULE = "Calendrier"
NOTES = "Bilan et suites"
NUMBER = "N°"
CODE, DESCRIPTION, NOTE, EFFECTS = " – code", " – description", " – remarque", " – effets attendus"
THEME_FIELDS = {f"{THEME}{CODE}": "code", f"{THEME} – version": "version_label", f"{THEME} – annexe": "annexe_number"}
ROLES = {
    Role.LEAD: "Pilote",
    Role.CO_LEAD: "Co-pilote",
    Role.OPERATOR: "Porteur",
    Role.FACILITATOR: "Animateur",
    Role.PARTNER: "Partenaires",
    Role.FUNDER: "Financeurs",
    Role.CONTRACTOR: "Prestataires",
    Role.RELAY: "Relais d’information",
}
INDICATORS = {
    IndicatorKind.OUTPUT: "Indicateurs de réalisation",
    IndicatorKind.RESULT: "Indicateurs de résultat",
    IndicatorKind.OUTCOME: "Indicateurs d’effet",
    IndicatorKind.MEANS: "Indicateurs de moyens",
    IndicatorKind.CONTEXT: "Indicateurs de contexte",
}
ROLE_OF = {title: role for role, title in ROLES.items()}
INDICATOR_OF = {title: kind for kind, title in INDICATORS.items()}
LEVEL_OF = {name: level for level, name in LEVEL_NAMES.items()}


@dataclass(frozen=True, slots=True)
class ForeignField:
    """`key` is its title, the same everywhere; `group` is where a list shows it; `once`: of one column only."""

    key: str
    group: str
    once: bool = True


def _level_fields(level: Level, name: str) -> tuple[ForeignField, ...]:
    suffixes = ("", CODE, DESCRIPTION, NOTE, EFFECTS)
    return tuple(ForeignField(f"{name}{suffix}", str(level.label)) for suffix in suffixes)


_IDENTITY = ("number", "suffix", "code", "title", "version_label")
_WHEN = ("starts_on", "due_on", "school_year", "schedule_note", "schedule_kind", "steps")
_MONEY = ("funding_note", "fundings", "schemes")
_WHO = ("participations", "elected_lead")
_WHOM = ("audiences", "audience_note", "age_min", "age_max", "scales", "scale_note", "child_times", "places")
_STATE = ("status", "status_reason", "nature", "priority", "horizon", "progress", "weather", "doubtful")
_GROUPS = (
    ("La fiche", _IDENTITY),
    ("Où elle en est", _STATE),
    ("Qui", _WHO),
    ("Pour qui et où", _WHOM),
    ("Quand", _WHEN),
    ("Avec quels moyens", _MONEY),
)
_SEVERAL = frozenset({"participations", "schemes", "links", "documents", "steps", "indicators"})
_LEFT_OUT = frozenset({"merged_into", "renewed_from"})  # these name another fiche as this software does


def _action_fields() -> tuple[ForeignField, ...]:
    group_of = {name: group for group, names in _GROUPS for name in names}
    found = [
        ForeignField(column.title, group_of.get(column.name, "Ce qu’elle dit"), column.name not in _SEVERAL)
        for column in ACTION_COLUMNS
        if column.name not in _LEFT_OUT
    ]
    found += [ForeignField(title, "Qui", once=False) for title in ROLES.values()]
    found += [ForeignField(AGES, "Pour qui et où")]
    found += [ForeignField(title, "Ce qu’elle dit", once=False) for title in INDICATORS.values()]
    found += [ForeignField(NOTES, "Ce qu’elle dit", once=False)]
    order = [group for group, _ in _GROUPS] + ["Ce qu’elle dit"]
    return tuple(sorted(found, key=lambda one: order.index(one.group)))


FIELDS: tuple[ForeignField, ...] = (
    ForeignField(NOTHING, "", once=False),
    ForeignField(DESCRIBED, "", once=False),
    *(ForeignField(title, THEME) for title in (THEME, *THEME_FIELDS)),
    *(field for level, name in LEVEL_NAMES.items() for field in _level_fields(level, name)),
    *_action_fields(),
)
BY_KEY = {field.key: field for field in FIELDS}
COLUMN_OF = {column.title: column for column in ACTION_COLUMNS if column.title in BY_KEY}
