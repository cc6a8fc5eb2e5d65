"""« Mesures »: one row a measurement, after what names its indicator.

That is a fiche by its key and its title, or an objective by its theme and place (« I : Bien grandir | OI 1 :
Accueillir », nothing for the theme itself); then the label of the indicator.
"""

from typing import Any

from annexes import codecs
from annexes.columns.column import Column, day, line, number
from annexes.columns.fiches import TITLE_COLUMN

MEASUREMENTS = "Mesures"
MEASURED_KEY, MEASURED_NUMBER, MEASURED_TWIN = "Fiche – clé", "N°", "Homonyme"
MEASURED_THEME, MEASURED_OBJECTIVE = "Thème", "Objectif"
MEASURED_INDICATOR, INDICATOR_RANK = "Indicateur", "Indicateur – rang si homonymes"
_WIDTHS = {TITLE_COLUMN: 30, MEASURED_THEME: 20, MEASURED_OBJECTIVE: 30, MEASURED_INDICATOR: 40}
OWNER_TITLES = (
    MEASURED_KEY,
    MEASURED_NUMBER,
    TITLE_COLUMN,
    MEASURED_THEME,
    MEASURED_OBJECTIVE,
    MEASURED_TWIN,
    MEASURED_INDICATOR,
    INDICATOR_RANK,
)


def _figure(value: Any) -> Any:
    return "" if value is None else float(value)


def _figure_of(cell: Any) -> Any:
    return codecs.figure_of(codecs.text_of(cell).strip().removesuffix("%"))


MEASUREMENT_COLUMNS = (
    number("Année", "year", "L’année de la valeur ; la première, pour une année scolaire.", "2026"),
    line("Ventilation", "breakdown", 18, "La part mesurée ; vide pour l’ensemble.", "QPV"),
    Column(
        "Valeur",
        "value",
        12,
        _figure,
        _figure_of,
        help="La valeur relevée.",
        format="un nombre, deux décimales au plus",
        example="120",
    ),
    line("En mots", "text", 30, "Ce que le nombre ne dit pas, ou la réponse d’un indicateur qualitatif.", "oui"),
    day("Relevé le", "measured_on", "Le jour du relevé.", "30/06/2026"),
    line("Source", "source", 24, "D’où vient la valeur.", "bilan du centre social"),
)
MEASUREMENT_SHEET = (*(Column(title, "", _WIDTHS.get(title, 9)) for title in OWNER_TITLES), *MEASUREMENT_COLUMNS)
