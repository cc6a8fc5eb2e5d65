"""Shapes that coordinators hand in: typed tables of contents, other sheets, comments, two-line headers."""

from io import BytesIO

import docx
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from annexes.readers.grid import Cell
from annexes.reading import Fate
from tests.readers.makers import codes, issue, plain, read, rezipped, rows_of, tree, word, xlsx

TABLE = [["Axe", "Objectif opérationnel", "Fiches"], ["Axe 1 : Lire", "OO 1 : Conter", "Fiche 1 : Heure du conte"]]
READ = ["[Enfance]", "1 Lire", ". OO 1 Conter", ". . * 1 Heure du conte"]
COLUMNS = ["Axe", "Objectif opérationnel", "N°", "Intitulé de l’action", "Pilote"]
FICHE = ["Axe 1 : Lire", "OO 1 : Conter", 1, "Heure du conte", "Ville"]


@pytest.mark.parametrize("line", ["Thème Jeunesse ........ 5", "Jeunesse………… 12", "Jeunesse . . . . . 7"])
def test_table_of_contents_typed_by_hand_names_no_theme(line: str) -> None:
    reading = read(word("Sommaire", line, "# Thème : Enfance", TABLE), "annexe.docx")

    assert tree(reading.outline) == READ
    assert (line, "table des matières") in [(fate.text, fate.reason) for fate in reading.fates]


@pytest.mark.parametrize("line", ["Jeunesse 2026", "Jeunesse : 12", "............ 5"])
def test_other_lines_that_end_with_a_number_are_no_contents(line: str) -> None:
    assert not Cell(0, 0, (line,), "A1", "A1").is_contents


def test_sheet_of_something_else_makes_no_theme() -> None:
    gantt = [["Action", "T1 2026", "T2 2026"], ["Heure du conte", "x", ""]]

    reading = read(xlsx(("Enfance", TABLE), ("Gantt", gantt)))

    assert tree(reading.outline) == READ
    assert {fate.where for fate in reading.fates} >= {"Feuille Gantt, A2", "Feuille Gantt, B2"}


def test_comments_of_cells_are_said_except_ours() -> None:
    workbook = load_workbook(BytesIO(xlsx(("Enfance", TABLE))))
    workbook["Enfance"]["C2"].comment = Comment("À revoir avec la CAF", "Une personne")
    workbook["Enfance"]["B2"].comment = Comment("⚠ Alerte de notre part", "PEDT Planner")
    out = BytesIO()
    workbook.save(out)

    reading = read(out.getvalue())

    assert plain(issue(reading, "cell-comments").message) == "un commentaire de cellule n’est pas repris"
    assert plain(issue(reading, "cell-comments").proposal) == "C2 « À revoir avec la CAF »"
    assert "cell-comments" not in codes(read(xlsx(("Enfance", TABLE))))


def test_comments_that_cannot_be_parsed_are_left() -> None:
    assert tree(read(rezipped(xlsx(("Enfance", TABLE)), {"xl/comments1.xml": b"<comments"})).outline) == READ


def test_comments_in_the_margin_of_a_document_are_listed() -> None:
    document = docx.Document(BytesIO(word("# Thème : Enfance", TABLE)))
    run = document.paragraphs[0].runs[0]
    document.add_comment(run, text="Titre à valider en COPIL", author="Une personne")
    out = BytesIO()
    document.save(out)

    reading = read(out.getvalue(), "annexe.docx")

    (fate,) = (fate for fate in reading.fates if fate.text == "Titre à valider en COPIL")
    assert (fate.where, fate.fate) == ("Commentaire, ligne 1", Fate.IGNORED)
    assert tree(reading.outline) == READ


def test_title_cut_in_two_is_said_before_each_of_its_parts() -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "Enfance"
    for row in ([*COLUMNS, "Retombées", None], [None] * 5 + ["hiver", "été"], [*FICHE, "douze", "treize"]):
        sheet.append(row)
    for area in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:G1"):
        sheet.merge_cells(area)
    out = BytesIO()
    workbook.save(out)

    reading = read(out.getvalue(), layouts={"1": "colonnes"})

    (action,) = reading.outline.all_actions()
    assert (action.number, action.title) == (1, "Heure du conte")
    assert "treize" in action.description
    assert "no-title" not in codes(reading)
    assert reading.parts[0].header[-2:] == ("Retombées hiver", "Retombées été")


@pytest.mark.parametrize("mark", ["Fiche action FA n°3", "FICHE FA 3", "FA n° 3"])
def test_number_after_the_letters_of_a_fiche_is_its_number(mark: str) -> None:
    rows = [["Contexte", "Des besoins"], ["Pilote", "Ville"], ["Calendrier", "2026-2027"]]

    (action,) = read(word(f"# {mark}", "Les ateliers du soir", rows), "fiche.docx").outline.all_actions()

    assert (action.number, action.title) == (3, "Les ateliers du soir")


def test_operation_is_an_action_too() -> None:
    reading = read(
        rows_of([["Axe", "Objectif opérationnel", "Libellé de l’opération"], ["Lire", "Conter", "Aller au parc"]])
    )

    assert [action.title for action in reading.outline.all_actions()] == ["Aller au parc"]
