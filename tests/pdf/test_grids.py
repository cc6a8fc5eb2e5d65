"""Where the tables of a PDF may be cut: nothing is left alone, nothing is tied to what it need not be."""

from datetime import date

import pytest

from annexes.contents.model import Grid, GridColumn, GridRow, RowStyle
from annexes.edition import Edition
from annexes.pdf.grids import ROWS_A_CHUNK, Section, describe, section_chunks
from annexes.pdf.paper import PORTRAIT

EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))
COLUMNS = (GridColumn("Fiche"), GridColumn("Bilan"))


def grid(rows: int, *, grouped: bool = False) -> Grid:
    made = [GridRow((f"Ligne {rank}", "")) for rank in range(rows)]
    if grouped:
        made[0] = GridRow(("Groupe", ""), RowStyle.GROUP)
    return Grid(COLUMNS, tuple(made))


@pytest.mark.parametrize(
    ("rows", "holds"),
    [
        (1, [""]),
        (2, ["early", "late"]),
        (3, ["early", "early", "late"]),
        (6, ["early", "early", "", "", "late", "late"]),
    ],
)
def test_last_row_is_never_tied_to_what_follows_the_table(rows: int, holds: list[str]) -> None:
    (body,) = describe(Section("Bilan", grid(rows)), PORTRAIT)["grid"]["bodies"]
    assert [row["classes"] for row in body["rows"]] == holds


def test_title_without_a_table_leads_to_the_next_section() -> None:
    assert describe(Section("Axe I", words=("4 fiches",)), PORTRAIT)["style"] == "kept leads"
    assert describe(Section("Ce qui a été fait", grid(2)), PORTRAIT)["style"] == "kept"


def test_long_table_of_groups_begins_a_page_unless_it_follows_on() -> None:
    above, rows = Section("Bilan", grid(2)), grid(20, grouped=True)
    assert describe(Section("Mesures", rows), PORTRAIT, above)["style"] == "begins"
    assert describe(Section("Mesures", rows, begins=False), PORTRAIT, above)["style"] == ""
    assert describe(Section("Mesures", grid(5), short=4), PORTRAIT, above)["style"] == ""


def test_title_goes_with_its_table_to_the_next_chunk() -> None:
    sections = [Section("Bilan", grid(ROWS_A_CHUNK)), Section("Axe II"), Section("Mesures", grid(3))]
    first, second = section_chunks(sections, EDITION, title="Essai", paper=PORTRAIT)
    assert "Axe II" not in first.html
    assert second.html.index("Axe II") < second.html.index("Mesures")


def test_title_stays_with_a_table_longer_than_a_chunk() -> None:
    sections = [Section("Axe I"), Section("Bilan", grid(ROWS_A_CHUNK + 1))]
    first, second = section_chunks(sections, EDITION, title="Essai", paper=PORTRAIT)
    assert first.html.index("Axe I") < first.html.index("Bilan")
    assert "Bilan (suite)" in second.html
