"""« Mode d’emploi »: how the workbook is filled, with an example of each kind of object. Never read by an import."""

from collections.abc import Sequence
from typing import Any

from annexes.columns import (
    ACTION_COLUMNS,
    ALSO,
    KEY_COLUMN,
    LEVELS,
    MAIN,
    NOTES,
    PLACE_COLUMN,
    SHEET,
    TITLE_COLUMN,
    Column,
)
from annexes.columns.measurements import MEASUREMENTS
from annexes.edition import Edition
from plans.enums import Level

GUIDE = "Mode d’emploi"
EXAMPLE = "Exemple (fictif)"

_STEPS = (
    ("Ce que fait ce classeur", (
        f"La feuille « {SHEET} » contient le plan entier : une ligne par fiche et par objectif qu’elle sert. Les "
        "parents (thème, axe, objectifs) se répètent sur chaque ligne, sans cellule fusionnée.",
        f"Complétez ou corrigez « {SHEET} », enregistrez, puis déposez le classeur dans « Importer une annexe » : un "
        "aperçu montre ce qui change, et rien n’est écrit avant votre confirmation.",
        f"« {SHEET} », « {NOTES} », « {MEASUREMENTS} », les feuilles du dossier (Présentation, Diagnostic, Accueils, "
        "Instances…) et les listes du répertoire (Partenaires, Contacts…) sont relues. « Annexe », « Listes » et ce "
        "mode d’emploi ne le sont jamais.",
    )),
    ("Remplir une cellule", (
        "La note du titre de chaque colonne (triangle rouge) dit ce qu’elle contient, son format et un exemple ; "
        "toutes les colonnes sont aussi décrites au bas de cette feuille.",
        "Une cellule vidée vide le champ dans le plan. Une colonne supprimée laisse le champ tel qu’il est.",
        "Plusieurs valeurs dans une cellule : une par ligne (Alt+Entrée dans Excel, Ctrl+Entrée dans LibreOffice).",
        "Les dates s’écrivent 01/09/2026, les montants 1 500,50 €, les années scolaires 2026-2027.",
    )),
    ("Ajouter une ligne", (
        f"Sous la dernière ligne, tout peut être saisi. Recopiez le thème et les objectifs de la fiche, écrivez son "
        f"intitulé, et laissez « {KEY_COLUMN} » vide.",
        "Un objectif nouveau : écrivez son numéro et son intitulé sur une ligne, avec ceux de ses parents ; la ligne "
        "peut ne porter aucune fiche.",
        f"Une fiche qui sert un second objectif : ajoutez une ligne avec sa clé ou, pour une fiche nouvelle, son "
        f"intitulé, et « {ALSO} » dans « {PLACE_COLUMN} ».",
    )),
    ("Ce qu’est la clé", (
        f"« {KEY_COLUMN} » relie les lignes d’une même fiche à l’intérieur du classeur. Elle ne désigne rien dans le "
        "logiciel : la fiche y est retrouvée par son thème et son numéro, ou par son intitulé.",
    )),
    ("Retirer une fiche", (
        "Supprimez sa ligne, ou videz-la. À l’import, une fiche absente est gardée : elle n’est supprimée que si vous "
        "cochez la case qui le demande.",
    )),
    ("La protection", (
        "Les titres et les clés sont verrouillés, sans mot de passe. Les filtres et les largeurs restent libres. "
        "Pour trier ou pour supprimer des lignes entières, ôtez la protection : Révision › Ôter la protection.",
    )),
)  # fmt: skip


def write_guide(workbook: Any, columns: Sequence[Column], edition: Edition) -> None:
    """One column of text, the examples, then every column of « Données » with what it holds."""
    _Guide(workbook, edition).write(columns)


class _Guide:
    def __init__(self, workbook: Any, edition: Edition) -> None:
        self.sheet, self.edition, self.row = workbook.add_worksheet(GUIDE), edition, 0
        base = {"font_name": "Calibri", "font_size": 10, "text_wrap": True, "valign": "top"}
        make = workbook.add_format
        self.title = make({**base, "font_size": 18, "bold": True, "font_color": "#17506b", "text_wrap": False})
        self.section = make({**base, "font_size": 12, "bold": True, "font_color": "#17506b", "text_wrap": False})
        self.text = make(base)
        self.head = make({**base, "bold": True, "bg_color": "#17506b", "font_color": "#ffffff"})
        self.cell = make({**base, "border": 1, "border_color": "#c5d3d9"})
        self.example = make({**base, "border": 1, "border_color": "#c5d3d9", "bg_color": "#f6f9fa", "italic": True})

    def write(self, columns: Sequence[Column]) -> None:
        sheet = self.sheet
        for rank, width in enumerate((34, 62, 40, 44)):
            sheet.set_column(rank, rank, width)
        self._line(self.title, GUIDE, 28)
        for title, lines in _STEPS:
            self._section(title)
            for text in lines:
                sheet.merge_range(self.row, 0, self.row, 3, text, self.text)
                sheet.set_row(self.row, 14 * (1 + len(text) // 175) + 2)
                self.row += 1
        self._section("Un exemple de ligne pour chaque objet")
        self._table(("Pour décrire…", "Remplissez…", "Dans la feuille", EXAMPLE), self._examples(), example=3)
        self._section("Une fiche entière")
        told = {"title", "number", "status", "priority", "audiences", "participations", "due_on", "fundings"}
        fiche = [column for column in columns if column in ACTION_COLUMNS and column.name in told]
        self._table(("Colonne", "Ce qu’elle contient", "Format", EXAMPLE), map(_described, fiche), example=3)
        self._section(f"Toutes les colonnes de « {SHEET} »")
        self._table(("Colonne", "Ce qu’elle contient", "Format", "Exemple"), map(_described, columns), example=3)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&RPage &P / &N")

    def _examples(self) -> list[tuple[str, str, str, str]]:
        rows = []
        for level in (Level.THEME, *LEVELS):
            if self.edition.level_labels and level not in self.edition.level_labels:
                continue
            if level is Level.THEME:
                rows.append(("Thème", "« Thème », et les colonnes « Thème – … »", SHEET, "Petite enfance"))
                continue
            name, label = self.edition.labels(level).singular, str(level.label)
            where = f"« {label} – code » et « {label} », avec ses parents"
            rows.append(
                (name, where, SHEET, {"AXIS": "I | Accompagner les familles"}.get(level, "1 | Ouvrir des places"))
            )
        fiche = self.edition.action_label
        return [
            *rows,
            (fiche, f"ses parents, « {PLACE_COLUMN} » : {MAIN}, « N° », « {TITLE_COLUMN} »", SHEET, "12 | Un lieu"),
            (f"{fiche} qui en sert un autre", f"les parents, sa clé, « {PLACE_COLUMN} » : {ALSO}", SHEET, "F12"),
            ("Un pilote, un partenaire", "« Partenaires et rôles »", SHEET, "Pilote | Service enfance"),
            ("Un financement", "« Plan de financement »", SHEET, "CAF | CLAS | 2026 | | | Prévu | 1 500,50 €"),
            ("Un indicateur et sa cible", "« Indicateurs »", "",
             "Places ouvertes | Réalisation | Quantitatif | places | | | | | | | | 31/12/2027 | 12"),
            ("Une étape", "« Étapes »", SHEET, "Réunir les parents | 15/10/2026 | | Centre social"),
            ("Un lieu", "« Lieux »", SHEET, "École des Tilleuls | École ou établissement"),
            ("Un lien", "« Liens »", SHEET, "Même public | | 27 | Jeunesse"),
            ("Un document", "« Documents »", SHEET, "Bilan | https://www.exemple.fr/bilan.pdf"),
            ("Un bilan annuel", "une ligne : clé, année, date, texte", NOTES, "F12 | 2026 | 15/12/2026 | Six ateliers"),
            ("Une valeur relevée", "clé, indicateur, année, valeur", MEASUREMENTS, "F12 | Sorties | 2026 | 14"),
        ]  # fmt: skip

    def _line(self, style: Any, text: str, height: float) -> None:
        self.sheet.write_string(self.row, 0, text, style)
        self.sheet.set_row(self.row, height)
        self.row += 1

    def _section(self, title: str) -> None:
        self.row += 1
        self._line(self.section, title, 20)

    def _table(self, header: Sequence[str], rows: Any, *, example: int) -> None:
        for rank, text in enumerate(header):
            self.sheet.write_string(self.row, rank, text, self.head)
        self.row += 1
        for row in rows:
            lines = 1
            for rank, (text, width) in enumerate(zip(row, (34, 62, 40, 44), strict=True)):
                self.sheet.write_string(self.row, rank, text, self.example if rank == example else self.cell)
                lines = max(lines, 1 + len(text) // int(width * 1.05))
            self.sheet.set_row(self.row, 13.5 * lines + 2)
            self.row += 1


def _described(column: Column) -> tuple[str, str, str, str]:
    parts = f"{column.format} : {column.parts}" if column.parts else column.format
    return column.title, column.help, parts, column.example
