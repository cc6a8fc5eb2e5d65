"""The layouts that are known. To add one: a module beside, and its place in this tuple (docs/layouts.md)."""

from annexes.readers.layouts import annexees, colonnes, effets, fiche, ignorer, liste, tableau
from annexes.readers.layouts.layout import Layout

DONNEES = "donnees"  # our own workbook: read by `readers.donnees`, as a whole and before any layout

# Where two fit equally well, the first is taken.
LAYOUTS: tuple[Layout, ...] = (
    fiche.LAYOUT,
    annexees.LAYOUT,
    effets.LAYOUT,
    colonnes.LAYOUT,
    tableau.LAYOUT,
    liste.LAYOUT,
    ignorer.LAYOUT,
)
BY_KEY = {layout.key: layout for layout in LAYOUTS}
LABELS = {DONNEES: "Classeur « Données »", **{layout.key: layout.label for layout in LAYOUTS}}
