"""The columns of the plan, of a theme, and of each level of objectives."""

from collections.abc import Mapping

from annexes import codecs
from annexes.columns.column import Column, day, flag, line, number, prose, records
from plans.enums import Level

LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
LEVEL_NAMES = {level: str(level.label) for level in LEVELS}
THEME, KIND_COLUMN = "Thème", "Type de plan"
INDICATOR_PARTS = (
    "libellé | type | nature | unité | sens | source | fréquence | ventilation | valeur de départ | situation de "
    "départ | sa date, puis pour chaque cible : échéance | valeur | en mots"
)
_INDICATOR = "Enfants accueillis | Réalisation | Quantitatif | enfants"
_EXAMPLES = {
    Level.AXIS: ("I", "Accompagner les familles"),
    Level.INTERMEDIATE: ("OI 1", "Améliorer l’accueil du jeune enfant"),
    Level.OPERATIONAL: ("OO 1", "Ouvrir des places d’accueil en horaires décalés"),
}
_REPEATED = "Il se répète sur chaque ligne qui en dépend"


def indicators(title: str, owner: str) -> Column:
    return records(
        title,
        "indicators",
        40,
        (codecs.indicators_to_cell, codecs.indicators_of),
        INDICATOR_PARTS,
        f"Les indicateurs {owner} ; seul le libellé est nécessaire.",
        _INDICATOR,
    )


def _objective_columns(level: Level, name: str) -> tuple[Column, ...]:
    code, title = _EXAMPLES[level]
    of_it = {Level.AXIS: "de l’axe"}.get(level, "de l’objectif")
    return (
        line(f"{name} – code", "code", 13, f"Le numéro {of_it}, tel qu’il est imprimé.", code),
        line(name, "title", 36, f"L’intitulé {of_it}. {_REPEATED}.", title, offers=level.value),
        prose(f"{name} – description", "description", f"Les précisions imprimées sous l’intitulé {of_it}.", width=24),
        prose(f"{name} – remarque", "note", "Ce qui tient lieu de fiche : « Voir le thème Jeunesse ».", width=24),
        number(
            f"{name} – groupe d’effets",
            "effects_group",
            "Le rang de la ligne d’effets attendus : les objectifs d’un même groupe partagent leurs effets.",
            "1",
        ),
        prose(f"{name} – effets attendus", "effects_text", f"Les effets attendus {of_it} ou de son groupe.", width=30),
        indicators(f"{name} – indicateurs", of_it),
    )


PLAN_COLUMNS = (
    line("Plan", "title", 28, "Le titre du plan ; il se répète sur chaque ligne.", "PEDT 2026-2029"),
    line(KIND_COLUMN, "kind", 12, "Le sigle du type de plan ; il ne se change pas ici.", "PEDT"),
    day("Début du plan", "starts_on", "Le premier jour du plan."),
    day("Fin du plan", "ends_on", "Le dernier jour du plan.", "31/08/2029"),
    flag("Plan mercredi", "has_wednesday_charter", "Si le plan porte une charte Plan mercredi."),
    line("Plan – délibération", "deliberation", 20, "La référence de la délibération.", "2026-12"),
    day("Plan – délibéré le", "deliberated_on", "Le jour de la délibération."),
    day("Plan – signé le", "signed_on", "Le jour de la signature."),
    line("Plan – reprise de", "renewed_from", 20, "Le nom court du plan dont celui-ci est la reprise."),
)
THEME_COLUMNS = (
    line(THEME, "title", 22, f"Le titre du thème. {_REPEATED}.", "Petite enfance", offers="themes"),
    line("Thème – code", "code", 10, "Le numéro du thème, s’il en a un.", "A"),
    line("Thème – version", "version_label", 22, "La version du thème, en mots.", "réactualisé en décembre 2026"),
    day("Thème – date de version", "version_date", "Le jour de cette version, ou le premier jour de son mois."),
    line("Thème – annexe", "annexe_number", 10, "Le numéro d’annexe du thème.", "II-2"),
    number("Thème – âge minimum", "age_min", "Le plus jeune âge du public du thème, en années.", "3"),
    number("Thème – âge maximum", "age_max", "Le plus grand âge du public du thème, en années.", "11"),
    prose("Thème – description", "description", "La présentation du thème.", width=24),
    prose("Thème – remarque", "note", "Une consigne qui vaut pour tout le thème.", width=24),
    indicators("Thème – indicateurs", "du thème"),
)
OBJECTIVE_COLUMNS: Mapping[Level, tuple[Column, ...]] = {
    level: _objective_columns(level, name) for level, name in LEVEL_NAMES.items()
}
