"""A fiche action as a document: every shape gives the same fiche at its place."""

from collections.abc import Sequence
from io import BytesIO

import docx
import pytest
from docx.document import Document

from actions.enums import Role
from annexes.outline import ActionOutline
from annexes.reading import Reading
from plans.enums import Level
from tests.readers.makers import issue, read, tree, word, xlsx

Rows = Sequence[Sequence[str | None]]


def only(reading: Reading) -> ActionOutline:
    (action,) = reading.outline.all_actions()
    return action


def fiche(rows: Rows, *above: str) -> Reading:
    """The reading of a document: a heading, the title, then one table."""
    return read(word(*(above or ("# FICHE ACTION N° 12", "Ouvrir une ludothèque")), list(rows)), "fiche.docx")


def saved(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


BASE = (
    ("Contexte", "• Peu de lieux calmes\n• Des études complètes"),
    ("Objectifs de l’action", "Offrir un lieu"),
    ("Pilote", "Ville de Brumeval"),
    ("Calendrier", "2026-2027"),
)


def base(action: ActionOutline) -> tuple[object, ...]:
    return (
        action.reference, action.title, action.context, action.objectives, action.people(Role.LEAD), action.school_year,
    )  # fmt: skip


EXPECTED = (
    "12", "Ouvrir une ludothèque", "- Peu de lieux calmes\n- Des études complètes", "Offrir un lieu",
    ("Ville de Brumeval",), 2026,
)  # fmt: skip
TITLE = ("# FICHE ACTION N° 12", "Ouvrir une ludothèque")


def headings(style: str) -> bytes:
    document = docx.Document()
    document.add_heading(TITLE[0][2:], 1)
    document.add_paragraph().add_run(TITLE[1]).bold = True
    for label, text in BASE:
        if style == "heading":
            document.add_heading(label, 2)
        elif style == "bold":
            document.add_paragraph().add_run(f"{label} :").bold = True
        lines = text.split("\n")
        if style == "inline":
            paragraph = document.add_paragraph()
            paragraph.add_run(f"{label} : ").bold = True
            paragraph.add_run(lines.pop(0).removeprefix("• ") if len(lines) == 1 else "")
        for line in lines:
            bullet = line.startswith("• ")
            document.add_paragraph(line.removeprefix("• "), style="List Bullet" if bullet else None)
    return saved(document)


SHAPES = {
    "two columns": word(*TITLE, [list(row) for row in BASE]),
    "four columns": word(*TITLE, [[*BASE[0], *BASE[1]], [*BASE[2], *BASE[3]]]),
    "label above its text": word(*TITLE, [[text] for row in BASE for text in row]),
    "labels above texts": word(
        *TITLE, [[BASE[0][0], BASE[1][0]], [BASE[0][1], BASE[1][1]], [BASE[2][0], BASE[3][0]], [BASE[2][1], BASE[3][1]]]
    ),
    "one table per block": word(*TITLE, *([list(row)] for row in BASE)),
    "label and text in one cell": word(*TITLE, [[f"{label} :\n{text}"] for label, text in BASE]),
    "all in the table": word([["FICHE ACTION N° 12", ""], ["Intitulé de l’action", TITLE[1]], *map(list, BASE)]),
    "headings": headings("heading"),
    "bold lines": headings("bold"),
    "bold beginnings of lines": headings("inline"),
    "plain lines": word(
        "FICHE ACTION N° 12", TITLE[1], "Contexte :", "* Peu de lieux calmes", "* Des études complètes",
        "Objectifs de l’action : Offrir un lieu", "Pilote : Ville de Brumeval", "Calendrier : 2026-2027",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_gives_the_same_fiche(shape: str) -> None:
    reading = read(SHAPES[shape], "fiche.docx")

    assert reading.layout == "fiche"
    assert base(only(reading)) == EXPECTED
    assert [part.layout for part in reading.parts] == ["fiche"]


def test_sheet_is_read_like_a_document() -> None:
    data = xlsx(
        ("Fiche 12", [["Ouvrir une ludothèque"], *map(list, BASE)]), ("Fiche 13", [["Bâtir"], *map(list, BASE)])
    )

    actions = list(read(data, "fiches.xlsx").outline.all_actions())

    assert base(actions[0]) == EXPECTED
    assert (actions[1].reference, actions[1].title) == ("13", "Bâtir")


def test_several_fiches_follow_one_another() -> None:
    table = [list(row) for row in BASE]
    reading = read(word(*TITLE, table, "# FICHE ACTION N° 13", "Bâtir un théâtre", table), "fiches.docx")

    assert [(a.reference, a.title) for a in reading.outline.all_actions()] == [
        ("12", "Ouvrir une ludothèque"), ("13", "Bâtir un théâtre"),
    ]  # fmt: skip


def test_sections_of_the_document_place_the_fiches_below_them() -> None:
    table = [list(row) for row in BASE]
    reading = read(
        word(
            "# Axe 1 : Lire", "# Fiche 1 : Ouvrir", table, "# Fiche 2 : Prêter", table,
            "# Axe 2 : Jouer", "# Fiche 3 : Courir", table,
        ),
        "fiches.docx",
    )  # fmt: skip

    assert tree(reading.outline) == ["1 Lire", ". * 1 Ouvrir", ". * 2 Prêter", "2 Jouer", ". * 3 Courir"]


def test_number_in_the_header_of_the_page_is_that_of_the_fiche() -> None:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "PEDT du Val de Brume – FICHE ACTION N° 7"
    document.add_heading("Ouvrir une ludothèque", 1)
    table = document.add_table(rows=0, cols=2)
    for label, text in BASE:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, text

    action = only(read(saved(document), "fiche.docx"))

    assert (action.reference, action.title) == ("7", "Ouvrir une ludothèque")


def test_place_is_read_from_the_parents_and_the_enjeu() -> None:
    reading = read(
        word(
            "# FICHE 1.2.4 (version 2017)", "Relier les écoles", "Axe 2",
            [["Pilier 1 Axe 2", "Enjeu : Apprendre ensemble"], *map(list, BASE)],
        ),
        "fiche.docx",
    )  # fmt: skip

    (theme,) = reading.outline.themes
    action = only(reading)
    assert theme.title == "Pilier 1"
    assert [(o.level, o.code, o.title) for o in theme.walk()] == [
        (Level.AXIS, "2", ""), (Level.INTERMEDIATE, "", "Apprendre ensemble"),
    ]  # fmt: skip
    assert (action.code, action.version_label, action.challenge) == ("1.2.4", "version 2017", "Apprendre ensemble")
    assert not theme.unattached


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [["Thème", "Enfance"], ["Axe", "II – Apprendre"], ["Objectif opérationnel", "OO 3 : Lire"]],
            ["[Enfance]", "II Apprendre", ". OO 3 Lire", ". . * 12 Ouvrir une ludothèque"],
        ),
        (
            [["Thème › Axe III : Jouer › OI 2 : Bouger › OO 1 : Courir"]],
            ["III Jouer", ". OI 2 Bouger", ". . OO 1 Courir", ". . . * 12 Ouvrir une ludothèque"],
        ),
        (
            [["Enfance › III – Jouer › OI 2 : Bouger"]],
            ["[Enfance]", "III Jouer", ". OI 2 Bouger", ". . * 12 Ouvrir une ludothèque"],
        ),
        ([["Axe 2", "Apprendre"]], ["2 Apprendre", ". * 12 Ouvrir une ludothèque"]),
        ([["Thématique : Jeunesse"]], ["[Jeunesse]", "~ 12 Ouvrir une ludothèque"]),
    ],
)
def test_parents_are_read_however_they_are_written(rows: Rows, expected: list[str]) -> None:
    assert tree(fiche([*rows, *BASE]).outline) == expected


def test_fiche_that_names_no_objective_is_left_to_be_attached_and_says_its_place() -> None:
    reading = fiche([["Objectif opérationnel", "OO 3"], *BASE])

    assert tree(reading.outline) == ["~ 12 Ouvrir une ludothèque"]
    assert issue(reading, "fiche-place-in-words").proposal == "à rattacher ; elle dit : « OO 3 »"


def test_tableau_is_no_fiche() -> None:
    rows = [["Axe", "OI", "OO", "Fiches actions", "Pilote", "Calendrier"]]
    rows += [
        ["I – Un", "OI 1 : Deux", "OO 1 : Trois", f"Fiche {n} : Faire {n}", "Ville", "2026-2027"] for n in (1, 2, 3)
    ]

    assert read(word(rows), "annexe.docx").layout == "tableau"
