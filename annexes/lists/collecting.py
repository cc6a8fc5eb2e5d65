"""The sheet that is sent to those who know the values of the indicators: what names them is locked."""

import io
from collections.abc import Sequence

import xlsxwriter

from annexes.excel.workbook import LONGEST, OPTIONS
from indicators.wording import read_figure
from plans.models import Plan

SHEET = "Mesures"
GUIDE = "Mode d’emploi"
OPEN = ("Année", "Ventilation", "Valeur", "En mots", "Relevé le", "Source")  # what people fill
WIDTHS = {
    "Fiche ou objectif": 38,
    "Indicateur": 42,
    "Cible": 28,
    "En mots": 34,
    "Source": 22,
    "Thème": 18,
    "Départ": 20,
}
SPARE = 200  # rows below the last one, open too
LINES = (
    "Une ligne par indicateur et par année : remplissez « Valeur », ou « En mots » si la réponse n’est pas un nombre.",
    "Les colonnes grises nomment l’indicateur : elles sont verrouillées, sans mot de passe.",
    "Une partie seulement (QPV, filles, une commune) ? Ajoutez une ligne en bas : recopiez la clé de l’indicateur et "
    "l’année, et nommez la partie dans « Ventilation ».",
    "Une ligne laissée vide ne change rien. Rien n’efface une valeur déjà saisie.",
    "Pas de donnée sur une personne. Un nombre de personnes inférieur à 5 permet souvent de les reconnaître.",
    "L’administration du territoire importe ce classeur depuis la page « Indicateurs » du plan.",
)


def write_collection(plan: Plan, header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The workbook as bytes: the rows of `MeasurementResource.table`, and how to fill them."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, OPTIONS) as workbook:
        workbook.set_properties({"title": f"{plan.title} – feuille de collecte"})
        sheet = workbook.add_worksheet(SHEET)
        head = workbook.add_format({"bold": True, "bg_color": "#17506b", "font_color": "#ffffff", "text_wrap": True})
        locked = workbook.add_format({"bg_color": "#eef1f3", "text_wrap": True, "valign": "top"})
        free = workbook.add_format(
            {"locked": False, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#b9c6cd"}
        )
        for place, title in enumerate(header):
            sheet.set_column(place, place, WIDTHS.get(title, 12))
            sheet.write_string(0, place, title, head)
        for line in range(1, len(rows) + SPARE + 1):
            cells = rows[line - 1] if line <= len(rows) else [""] * len(header)
            for place, text in enumerate(cells):
                is_open = header[place] in OPEN or line > len(rows)
                _write(sheet, line, place, text, free if is_open else locked, figure=header[place] == "Valeur")
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(rows), 1), len(header) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True, "sort": True})
        guide = workbook.add_worksheet(GUIDE)
        guide.set_column(0, 0, 110, workbook.add_format({"text_wrap": True, "valign": "top"}))
        for line, text in enumerate(LINES):
            guide.write_string(line, 0, text)
    return buffer.getvalue()


def _write(sheet: object, line: int, place: int, text: str, style: object, *, figure: bool) -> None:
    """A figure as a number, so that people can compute with it; anything else as text."""
    if text and figure:
        sheet.write_number(line, place, float(read_figure(text)), style)  # type: ignore[attr-defined]
    elif text:
        sheet.write_string(line, place, text[:LONGEST], style)  # type: ignore[attr-defined]
    else:
        sheet.write_blank(line, place, None, style)  # type: ignore[attr-defined]
