from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from annexes.contents.tableau import NO_FICHE
from annexes.edition import Edition, Variant
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.pdf.blocks import Part, Tableau
from annexes.pdf.paginate import CELL_PADDING, GAP, Page, paginate
from plans.enums import Level

PAGE_HEIGHT = 600.0
EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))


def height(html: str, width: float) -> float:
    """A text engine for tests: twelve pixels a line of forty characters."""
    return 12.0 * (1 + len(html) // 80)


def part(shape: list[list[int]], titles: int = 20) -> Part:
    """One axis a list, one operational objective a number: so many fiches."""
    number = 0
    axes = []
    for rank, sizes in enumerate(shape):
        operational = []
        for place, size in enumerate(sizes):
            fiches = tuple(ActionOutline("f" * titles, number=number + k + 1) for k in range(size))
            number += size
            operational.append(ObjectiveOutline(Level.OPERATIONAL, "o" * titles, f"OO {place + 1}", actions=fiches))
        middle = ObjectiveOutline(Level.INTERMEDIATE, "i" * titles, "OI 1", children=tuple(operational))
        axes.append(ObjectiveOutline(Level.AXIS, f"axe {rank}", str(rank + 1), children=(middle,)))
    outline = PlanOutline("Plan", themes=(ThemeOutline("Enfance", objectives=tuple(axes)),))
    return next(Tableau(outline, EDITION).parts())


def page_height(page: Page) -> float:
    """The height of a page laid out row by row, as a layout engine does with closed row spans."""
    total = height(page.part.heading, 0) if page.first_of_part else 0.0
    for rank, table in enumerate(page.tables):
        block = table.block
        total += (GAP if rank else 0) + height(block.title if table.begins else block.continued, 0)
        total += max(height(f'<p class="th">{c.title}</p>', c.width) for c in block.columns) + CELL_PADDING
        bottoms = [0.0]
        open_cells: list[tuple[int, float, float]] = []
        for row, cells in enumerate(table.spans()):
            top = bottoms[-1]
            bottom = top
            for cell, span, again in cells:
                html = cell.continued if again and cell.continued else cell.html
                open_cells.append((row + span, top, height(html, 1) + CELL_PADDING))
            for end, start, need in open_cells:
                if end == row + 1:
                    bottom = max(bottom, start + need)
            bottoms.append(bottom)
        total += bottoms[-1]
    return total + (height(page.part.note, 0) if page.note and page.part.note else 0)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.integers(0, 14), min_size=1, max_size=6), min_size=1, max_size=5), st.integers(1, 300))
def test_paginate_prints_each_row_once_in_order_and_never_overflows(shape: list[list[int]], titles: int) -> None:
    printed = part(shape, titles)
    pages = paginate(printed, height, PAGE_HEIGHT)
    seen: dict[int, list[int]] = {}
    for page in pages:
        assert page.tables
        assert page_height(page) <= PAGE_HEIGHT + 0.01
        for table in page.tables:
            seen.setdefault(id(table.block), []).extend(range(table.start, table.end))
    assert [seen[id(block)] for block in printed.blocks] == [list(range(len(block.rows))) for block in printed.blocks]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.integers(3, 14), min_size=1, max_size=4), min_size=1, max_size=4))
def test_paginate_leaves_no_row_alone(shape: list[list[int]]) -> None:
    for page in paginate(part(shape), height, PAGE_HEIGHT):
        for table in page.tables:
            assert table.end - table.start > 1, (table.start, table.end, len(table.block.rows))


def test_paginate_says_suite_where_a_cell_goes_on() -> None:
    pages = paginate(part([[60]]), height, PAGE_HEIGHT)
    assert len(pages) > 1
    first_row = next(pages[1].tables[0].spans())
    assert [again for _, _, again in first_row] == [True, True, True, False]
    assert "(suite)" in str(first_row[0][0].continued)


def test_paginate_keeps_the_note_with_the_last_row() -> None:
    theme = ThemeOutline(
        "Enfance",
        objectives=(
            ObjectiveOutline(
                Level.AXIS, "Axe", "I", actions=(ActionOutline("Une", number=1), ActionOutline("Deux", number=4))
            ),
        ),
    )
    printed = next(Tableau(PlanOutline("Plan", themes=(theme,)), EDITION).parts())
    assert "Numéros non attribués" in printed.note
    assert "2, 3" in printed.note
    assert paginate(printed, height, PAGE_HEIGHT)[-1].note


def test_objective_without_fiche_says_so() -> None:
    assert any(NO_FICHE in cell.html for row in part([[0]]).blocks[0].rows for cell in row)


def test_follow_up_adds_four_columns() -> None:
    outline = PlanOutline("Plan", themes=(ThemeOutline("T", objectives=(ObjectiveOutline(Level.AXIS, "Axe", "I"),)),))
    edition = Edition("V", "P", "K", date(2026, 9, 1), variant=Variant.FOLLOW_UP)
    titles = [column.title for column in Tableau(outline, edition).columns]
    assert titles[-4:] == ["Pilote", "Échéance", "Priorité", "Statut"]
    assert round(sum(column.width for column in Tableau(outline, edition).columns)) == 267
