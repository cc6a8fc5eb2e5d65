"""The columns of « Données », declared once: they serve the sheet, its drop-down lists, its notes and its reading."""

from annexes.columns.column import Column
from annexes.columns.fiches import ACTION_COLUMNS, NOTE_COLUMNS, SECTION_COLUMNS, TITLE_COLUMN
from annexes.columns.places import (
    KIND_COLUMN,
    LEVEL_NAMES,
    LEVELS,
    OBJECTIVE_COLUMNS,
    PLAN_COLUMNS,
    THEME,
    THEME_COLUMNS,
)

SHEET, LISTS = "Données", "Listes"
MARKER = "Fiche – clé"  # the first header: what makes a sheet one of ours
KEY_COLUMN, PLACE_COLUMN, HOMONYM_COLUMN = MARKER, "Rattachement", "Homonyme"
MAIN, ALSO, LOOSE = "principal", "sert aussi", "à rattacher"
KEY = Column(
    KEY_COLUMN,
    "",
    9,
    help="Ce qui relie les lignes d’une même fiche dans ce classeur. Elle est verrouillée : ne la changez pas ; "
    "laissez-la vide pour une fiche nouvelle.",
    format="attribuée par le logiciel",
    example="F12",
)
PLACE = Column(
    PLACE_COLUMN,
    "",
    13,
    offers="attachments",
    help="« principal » : la fiche est imprimée sous l’objectif de la ligne ; « sert aussi » : elle le sert sans y "
    "être imprimée ; « à rattacher » : elle n’a pas encore d’objectif.",
    format="une valeur de la liste déroulante ; vide vaut « principal »",
    example=MAIN,
)
HOMONYM = Column(
    HOMONYM_COLUMN,
    "",
    10,
    help="Ce qui distingue deux objectifs de même intitulé sous le même parent. Elle est verrouillée.",
    format="attribué par le logiciel",
    example="0.1",
)
# « Bilans »: one row a note, after the key and the title of its fiche.
NOTES = "Bilans"
NOTE_HINTS = ("N°", TITLE_COLUMN)
# « Présentation »: one row a text, in the order of print.
PRESENTATION = "Présentation"

__all__ = [
    "ACTION_COLUMNS",
    "ALSO",
    "HOMONYM",
    "HOMONYM_COLUMN",
    "KEY",
    "KEY_COLUMN",
    "KIND_COLUMN",
    "LEVELS",
    "LEVEL_NAMES",
    "LISTS",
    "LOOSE",
    "MAIN",
    "MARKER",
    "NOTES",
    "NOTE_COLUMNS",
    "NOTE_HINTS",
    "OBJECTIVE_COLUMNS",
    "PLACE",
    "PLACE_COLUMN",
    "PLAN_COLUMNS",
    "PRESENTATION",
    "SECTION_COLUMNS",
    "SHEET",
    "THEME",
    "THEME_COLUMNS",
    "TITLE_COLUMN",
    "Column",
]
