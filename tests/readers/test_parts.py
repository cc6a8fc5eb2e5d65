"""A file is read by parts: each by the layout that fits, or by the one that a person chose."""

from pathlib import Path
from typing import Any

import pytest

from annexes.readers import parts as parts_of_files
from annexes.readers.grid import Cell, Grid
from annexes.readers.layouts import BY_KEY, LABELS, LAYOUTS
from annexes.readers.layouts.layout import Fit, Layout
from annexes.readers.pieces import ranked, split
from annexes.reading import Fate, Reading
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, Rows, codes, issue, read, rows_of, tree, word, xlsx

EFFECTS: Rows = [["Objectifs généraux", "Objectifs opérationnels", "Effets attendus"], ["Vivre", "Jouer", "Des rires"]]
ANNEXED: Rows = [
    ["Axe", "OI", "OO", "Actions", "Fiches annexées"],
    ["IV – Sortir", "OI 1 : Marcher", "OO 1 : Randonner", "Tracer un sentier", "n° 8"],
]


def parts(reading: Reading) -> list[tuple[str, str, str]]:
    return [(part.key, part.where, part.layout) for part in reading.parts]


def test_layouts_are_named_in_words() -> None:
    assert len(BY_KEY) == len(LAYOUTS) >= 5
    for layout in LAYOUTS:
        assert layout.key.isidentifier()
        assert layout.label[0].isupper()
        assert LABELS[layout.key] == layout.label
        assert layout.help.endswith(".")
        assert len(layout.help) <= 160


def test_each_sheet_is_a_part() -> None:
    reading = read(xlsx(("Jeunesse", PLAIN), ("Vide", []), ("Enfance", EFFECTS)))

    assert parts(reading) == [("1", "Feuille Jeunesse", "tableau"), ("3", "Feuille Enfance", "effets")]
    assert reading.layout == "mixte"
    assert reading.parts[0].choices[0] == "tableau"
    assert {"annexees", "effets", "liste", "ignorer"} <= set(reading.parts[0].choices)


def test_each_table_and_run_of_lines_of_a_document_is_a_part() -> None:
    table = [HEADER[1:], ["OI 1 : A", "OO 1 : B", "Fiche 1 : C"]]
    other = [HEADER[1:], ["OI 1 : D", "OO 1 : E", "Fiche 2 : F"]]

    reading = read(word("# PGT JEUNESSE", "Axe 1 : Grandir", table, "Axe 2 : Vivre", other), "annexe.docx")

    assert parts(reading) == [
        ("1", "Paragraphes 1 à 2", "liste"),
        ("2", "Tableau 1", "tableau"),
        ("3", "Paragraphe 3", "liste"),
        ("4", "Tableau 2", "tableau"),
    ]
    assert reading.layout == "tableau"
    assert tree(reading.outline) == [
        "[Jeunesse]", "1 Grandir", ". OI 1 A", ". . OO 1 B", ". . . * 1 C",
        "2 Vivre", ". OI 1 D", ". . OO 1 E", ". . . * 2 F",
    ]  # fmt: skip


def test_sheet_is_cut_where_a_header_announces_another_layout() -> None:
    sheet = [*PLAIN, [], ["III – Le jeu"], *EFFECTS, [], *ANNEXED]

    reading = read(rows_of(sheet))

    assert parts(reading) == [
        ("1", "Feuille Jeunesse, lignes 1 à 6", "tableau"),
        ("1:8", "Feuille Jeunesse, lignes 8 à 10", "effets"),
        ("1:12", "Feuille Jeunesse, lignes 12 à 13", "annexees"),
    ]
    assert tree(reading.outline)[: len(PLAIN_TREE)] == PLAIN_TREE
    assert tree(reading.outline)[len(PLAIN_TREE) :] == [
        "III Le jeu",
        ". Vivre",
        ". . Jouer",
        "IV Sortir",
        ". OI 1 Marcher",
        ". . OO 1 Randonner",
        ". . . * Tracer un sentier",
        ". . . * 8 Fiche n° 8 (annexée, non fournie)",
    ]


def test_header_that_comes_back_does_not_cut_a_sheet() -> None:
    with_lead = [[*row, "Pilote" if row is HEADER else ""] for row in (HEADER, *PLAIN[4:])]

    assert parts(read(rows_of([*PLAIN, [], *PLAIN]))) == [("1", "Feuille Jeunesse", "tableau")]
    assert parts(read(rows_of([*PLAIN[:4], [], *with_lead]))) == [("1", "Feuille Jeunesse", "tableau")]


def test_list_under_a_table_of_the_same_sheet_is_read() -> None:
    reading = read(rows_of([*EFFECTS, [], ["ACTIONS EN COURS"], ["Café des parents"], ["Atelier vélo"]]))

    assert tree(reading.outline)[-2:] == ["~ Café des parents", "~ Atelier vélo"]


def test_chosen_layout_is_followed_and_keys_stay() -> None:
    data = rows_of(EFFECTS)

    reading = read(data, layouts={"1": "tableau"})

    assert parts(reading) == [("1", "Feuille Jeunesse", "tableau")]
    assert reading.parts[0].choices == read(data).parts[0].choices
    assert [fate.text for fate in reading.fates if fate.fate is Fate.KEPT] == ["Des rires"]


def test_part_left_out_says_the_fate_of_each_cell() -> None:
    data = xlsx(("Jeunesse", PLAIN), ("Enfance", EFFECTS))

    reading = read(data, layouts={"2": "ignorer"})

    assert tree(reading.outline) == PLAIN_TREE
    left = [fate for fate in reading.fates if fate.where.startswith("Feuille Enfance")]
    assert [fate.fate for fate in left] == [Fate.IGNORED] * 6
    assert {fate.reason for fate in left} == {"partie du document laissée de côté à votre demande"}


def test_everything_left_out_is_said() -> None:
    reading = read(rows_of(PLAIN), layouts={"1": "ignorer"})

    assert codes(reading) == ["nothing-recognised"]
    assert reading.outline.themes == ()


def test_table_chosen_as_a_list_gives_one_action_a_row() -> None:
    table = [["Actions", "Pilote"], ["Café des parents", "CAF"], ["Atelier vélo", "Un voisin"]]

    reading = read(rows_of(table), layouts={"1": "liste"})

    assert tree(reading.outline) == ["[Jeunesse]", "~ Café des parents", "~ Atelier vélo"]
    assert reading.layout == "liste"


def test_layout_that_does_not_exist_is_said() -> None:
    reading = read(rows_of(PLAIN), layouts={"1": "spirale"})

    assert tree(reading.outline) == PLAIN_TREE
    assert issue(reading, "unknown-layout").where == "Feuille Jeunesse"


def test_wishes_for_other_parts_change_nothing() -> None:
    assert read(rows_of(PLAIN), layouts={"7": "ignorer"}) == read(rows_of(PLAIN))


def test_layout_of_the_documentation_is_one_module(monkeypatch: pytest.MonkeyPatch) -> None:
    told = (Path(__file__).resolve().parents[2] / "docs" / "layouts.md").read_text("utf-8")
    code = told.partition("```python\n")[2].partition("```")[0]
    module: dict[str, Any] = {}
    exec(compile(code, "docs/layouts.md", "exec"), module)
    monkeypatch.setattr(parts_of_files, "LAYOUTS", (*LAYOUTS, module["LAYOUT"]))
    table = [["Semaine", "Activité", "Objectif"], ["36", "Jouer au parc", "Bouger"], ["37", "Lire", "Rêver"]]

    reading = read(rows_of(table))

    assert parts(reading) == [("1", "Feuille Jeunesse", "semaines")]
    assert tree(reading.outline) == ["[Jeunesse]", "~ Jouer au parc", "~ Lire"]


def cell(row: int, text: str) -> Cell:
    return Cell(row, 0, (text,), f"Paragraphe {row + 1}", f"§ {row + 1}")


def lines(*rows: int) -> Grid:
    return Grid(tuple((cell(row, f"Ligne {row}"),) for row in rows), is_table=False)


def test_grids_that_belong_together_are_one_part() -> None:
    pair = Layout("paire", "Paire", "Deux suites.", lambda piece: Fit.SURE, lambda piece, context: None, lambda g: 2)

    (piece, last) = split([lines(0), lines(1, 2), Grid(()), lines(3)], [pair])

    assert (piece.key, piece.where, len(piece.grids)) == ("1", "Paragraphes 1 à 3", 2)
    assert (last.key, last.where) == ("4", "Paragraphe 4")
    assert piece.ahead is next(last.cells())
    assert last.ahead is None


def test_grid_that_is_to_be_ignored_is_no_part() -> None:
    notes = Grid(lines(0).rows, is_table=False, ignored="notes de bas de page")

    assert [piece.key for piece in split([notes, lines(1)], LAYOUTS)] == ["2"]


@pytest.mark.parametrize("key", sorted(BY_KEY))
def test_any_layout_reads_any_table_without_losing_a_cell(key: str) -> None:
    for table in (PLAIN, EFFECTS, ANNEXED, [["Un", "Deux"], ["Trois"]]):
        reading = read(rows_of(table), layouts={"1": key})
        assert [part.layout for part in reading.parts] == [key]


def test_layouts_are_ranked_by_their_fit() -> None:
    (piece,) = split([lines(0, 1)], LAYOUTS)

    assert next(layout.key for layout in ranked(piece, LAYOUTS)) == "liste"
    assert "tableau" not in [layout.key for layout in ranked(piece, LAYOUTS)]
