"""The light marks of long texts: what each gives, and that no text is lost whatever is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.markup import Block, Kind, blocks, plain, spans, words


def told(block: Block) -> list[str]:
    return [words(line) for line in block.lines]


def test_headings_have_two_levels_and_no_gap() -> None:
    found = blocks("### Déjà petit\n## Grand\n### Petit\n#### Petit aussi\n# Grand aussi\n#pas un titre")

    assert [(block.kind, block.level) for block in found] == [
        (Kind.HEADING, 1),
        (Kind.HEADING, 1),
        (Kind.HEADING, 2),
        (Kind.HEADING, 2),
        (Kind.HEADING, 1),
        (Kind.PARAGRAPH, 0),
    ]
    assert told(found[-1]) == ["#pas un titre"]


def test_points_that_follow_each_other_are_one_list() -> None:
    (bullets, paragraph, more) = blocks("- un\n– deux\n\n• trois\nun texte\n* quatre")

    assert (bullets.kind, told(bullets)) == (Kind.BULLETS, ["un", "deux", "trois"])
    assert told(paragraph) == ["un texte"]
    assert (more.kind, told(more)) == (Kind.BULLETS, ["quatre"])


def test_numbers_stay_as_they_are_written() -> None:
    (first, second) = blocks("3. trois\n4) quatre\n9. neuf")

    assert (first.kind, first.start, told(first)) == (Kind.NUMBERS, 3, ["trois", "quatre"])
    assert (second.start, told(second)) == (9, ["neuf"])


@pytest.mark.parametrize("line", ["2025. Une année", "1.Sans espace", "-5 degrés", "Titre ##", "12.5 %"])
def test_what_looks_like_a_mark_is_text(line: str) -> None:
    (paragraph,) = blocks(line)

    assert (paragraph.kind, told(paragraph)) == (Kind.PARAGRAPH, [line])


def test_a_table_has_a_row_of_names_and_as_many_cells_everywhere() -> None:
    (table,) = blocks("| École | Élèves |\n|---|:--:|\n| Les Saules | 120 | reste |\n| Le Moulin |")

    assert table.kind is Kind.TABLE
    assert [[words(cell) for cell in row] for row in table.rows] == [
        ["École", "Élèves", ""],
        ["Les Saules", "120", "reste"],
        ["Le Moulin", "", ""],
    ]


def test_a_bar_inside_a_cell_is_escaped() -> None:
    (table,) = blocks("| a \\| b | c |\n| 1 | 2 |")

    assert [words(cell) for cell in table.rows[0]] == ["a | b", "c"]


def test_a_row_of_dashes_is_a_mark_under_the_names_alone() -> None:
    (table,) = blocks("| a | b |\n| 1 | 2 |\n| -- | -- |")

    assert [words(cell) for cell in table.rows[2]] == ["--", "--"]


@pytest.mark.parametrize("text", ["| seule | ligne |", "|" + " x |" * 13 + "\n|" + " y |" * 13])
def test_what_is_no_table_stays_as_lines(text: str) -> None:
    found = blocks(text)

    assert [block.kind for block in found] == [Kind.PARAGRAPH] * len(text.splitlines())
    assert [words(block.line) for block in found] == text.splitlines()


def test_words_are_bold_or_italic() -> None:
    found = spans("un **mot fort** et *un autre*, 2 * 3 * 4, 5*6*7, **ouvert")

    assert [(span.text, span.bold, span.italic) for span in found] == [
        ("un ", False, False),
        ("mot fort", True, False),
        (" et ", False, False),
        ("un autre", False, True),
        (", 2 * 3 * 4, 5*6*7, **ouvert", False, False),
    ]


def test_plain_text_has_no_mark() -> None:
    text = "## Le **bilan**\n1. un\n2. *deux*\n| a | b |\n| 1 | 2 |\n- fin"

    assert plain(text) == "Le bilan\n1. un\n2. deux\na | b\n1 | 2\n- fin"


MARKS = st.text("#-*|1. \n\\aé", max_size=60)


@given(MARKS)
def test_no_letter_is_ever_lost(text: str) -> None:
    assert re.sub(r"[^aé]", "", plain(text)) == re.sub(r"[^aé]", "", text)


@given(MARKS)
def test_every_table_is_square(text: str) -> None:
    for block in blocks(text):
        assert len({len(row) for row in block.rows}) <= 1
        assert bool(block.rows) == (block.kind is Kind.TABLE)
        assert bool(block.lines) == (block.kind is not Kind.TABLE)
