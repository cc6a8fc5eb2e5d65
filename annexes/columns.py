"""The columns of « Données », declared once: they serve the sheet, its drop-down lists and its reading."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.enums import Horizon, Nature, Priority, ScheduleKind, Status, Weather
from annexes import codecs
from plans.enums import Level

SHEET = "Données"
MARKER = "Fiche – clé"  # the first header: what makes a sheet one of ours
KEY_COLUMN, PLACE_COLUMN, HOMONYM_COLUMN = MARKER, "Rattachement", "Homonyme"
TITLE_COLUMN = "Intitulé de la fiche"
MAIN, ALSO, LOOSE = "principal", "sert aussi", "à rattacher"
LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
ADDRESS_PARTS = "numéro ou intitulé de la fiche | thème | nom court d’un autre plan | rang si homonymes"
FUNDING_PARTS = "financeur | dispositif | année | type | crédits | statut | prévu | sollicité | accordé | réalisé"
INDICATOR_PARTS = (
    "libellé | type | nature | unité | sens | source | fréquence | ventilation | valeur de départ | situation de "
    "départ | sa date, puis pour chaque cible : échéance | valeur | en mots"
)
LEVEL_NAMES = {level: str(level.label) for level in LEVELS}


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the field of the outline; `to_cell` gives a str, int, float or date; `parse` takes a non-empty cell."""

    title: str
    name: str
    width: int = 16
    to_cell: Callable[[Any], Any] = lambda value: value
    parse: Callable[[Any], Any] = codecs.text_of
    choices: tuple[str, ...] = ()  # a drop-down list
    vocabulary: str = ""  # the reference list whose labels the cell shows
    parts: str = ""  # what stands between the « | » of a line


def _number(title: str, name: str) -> Column:
    return Column(title, name, 9, parse=codecs.int_of)


def _date(title: str, name: str) -> Column:
    return Column(title, name, 12, parse=codecs.date_of)


def _choice(title: str, name: str, kind: Any, width: int = 16) -> Column:
    labels = {member.value: str(member.label) for member in kind}
    return Column(
        title, name, width, lambda value: labels.get(value, ""), codecs.choice_of(kind), tuple(labels.values())
    )


def _flag(title: str, name: str) -> Column:
    return Column(title, name, 9, lambda value: "oui" if value else "", codecs.flag_of, ("oui", "non"))


def _indicators(title: str) -> Column:
    return Column(title, "indicators", 40, codecs.indicators_to_cell, codecs.indicators_of, parts=INDICATOR_PARTS)


def _list(title: str, name: str) -> Column:
    return Column(title, name, 24, codecs.words_to_cell, codecs.words_of, vocabulary=name)


PLAN_COLUMNS = (
    Column("Plan", "title", 28),
    Column("Type de plan", "kind", 12),
    _date("Début du plan", "starts_on"),
    _date("Fin du plan", "ends_on"),
    _flag("Plan mercredi", "has_wednesday_charter"),
)
THEME_COLUMNS = (
    Column("Thème", "title", 22),
    Column("Thème – code", "code", 10),
    Column("Thème – version", "version_label", 22),
    _date("Thème – date de version", "version_date"),
    Column("Thème – annexe", "annexe_number", 10),
    _number("Thème – âge minimum", "age_min"),
    _number("Thème – âge maximum", "age_max"),
    Column("Thème – description", "description", 24),
    Column("Thème – remarque", "note", 24),
    _indicators("Thème – indicateurs"),
)
OBJECTIVE_COLUMNS: Mapping[Level, tuple[Column, ...]] = {
    level: (
        Column(f"{name} – code", "code", 9),
        Column(name, "title", 36),
        Column(f"{name} – description", "description", 24),
        Column(f"{name} – remarque", "note", 24),
        _number(f"{name} – groupe d’effets", "effects_group"),
        Column(f"{name} – effets attendus", "effects_text", 30),
        _indicators(f"{name} – indicateurs"),
    )
    for level, name in LEVEL_NAMES.items()
}
ACTION_COLUMNS = (
    _number("N°", "number"),
    Column("Suffixe du n°", "suffix", 8),
    Column("Code", "code", 9),
    Column(TITLE_COLUMN, "title", 50),
    Column("Version", "version_label", 16),
    _choice("Statut", "status", Status),
    Column("Motif du statut", "status_reason", 24),
    Column("Fusionnée dans", "merged_into", 24, codecs.address_to_cell, codecs.address_of, parts=ADDRESS_PARTS),
    _choice("Nature", "nature", Nature, 22),
    _choice("Priorité", "priority", Priority, 14),
    _choice("Horizon", "horizon", Horizon, 22),
    _number("Avancement (%)", "progress"),
    _choice("Météo", "weather", Weather, 12),
    Column("Enjeu", "challenge", 40),
    Column("Contexte et constats", "context", 40),
    Column("Objectifs et dynamiques", "objectives", 40),
    Column("Description", "description", 40),
    Column("Réalisations attendues", "outputs", 40),
    Column("Effets attendus", "expected_effects", 40),
    _list("Domaines", "domains"),
    _list("Publics", "audiences"),
    Column("Précision sur le public", "audience_note", 24),
    _number("Âge minimum", "age_min"),
    _number("Âge maximum", "age_max"),
    _list("Échelles territoriales", "scales"),
    Column("Précision sur l’échelle", "scale_note", 24),
    _list("Temps de l’enfant", "child_times"),
    Column("Lieux", "places", 30, codecs.places_to_cell, codecs.places_of, parts="nom | type de lieu"),
    _list("Plan mercredi – axes de la charte", "charter_axes"),
    _choice("Calendrier", "schedule_kind", ScheduleKind),
    _date("Début", "starts_on"),
    _date("Échéance", "due_on"),
    Column(
        "Année scolaire",
        "school_year",
        12,
        lambda year: "" if year is None else f"{year}-{year + 1}",
        codecs.school_year_of,
    ),
    Column("Précision sur le calendrier", "schedule_note", 24),
    Column("Élu référent (fonction)", "elected_lead", 24),
    Column(
        "Partenaires et rôles",
        "participations",
        40,
        codecs.participations_to_cell,
        codecs.participations_of,
        parts="rôle | partenaire | contact",
    ),
    Column("Dispositifs", "schemes", 30, codecs.words_to_cell, codecs.words_of),
    Column("Financements mobilisables", "funding_note", 30),
    Column("Plan de financement", "fundings", 50, codecs.fundings_to_cell, codecs.fundings_of, parts=FUNDING_PARTS),
    Column("Étapes", "steps", 40, codecs.steps_to_cell, codecs.steps_of, parts="étape | date prévue | faite le | qui"),
    _indicators("Indicateurs"),
    Column(
        "Liens", "links", 40, codecs.links_to_cell, codecs.links_of, parts=f"lien | axe transversal | {ADDRESS_PARTS}"
    ),
    Column(
        "Documents",
        "documents",
        40,
        codecs.documents_to_cell,
        codecs.documents_of,
        parts="intitulé | adresse | fichier déposé (à laisser tel quel)",
    ),
    _flag("À vérifier", "doubtful"),
)
# « Bilans »: one row a note, after the key and the title of its fiche.
NOTES = "Bilans"
NOTE_HINTS = ("N°", TITLE_COLUMN)
NOTE_COLUMNS = (
    _number("Année", "year"),
    _date("Date de la note", "written_on"),
    Column("Bilan et suites", "text", 90),
)
