"""Items that flow over pages: all of them, in order, no page too full, no heading left alone."""

from collections.abc import Sequence

from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from annexes.pdf.chunk import Chunk
from annexes.pdf.flow import Flow, Item, chunks_of, fill
from annexes.pdf.sommaire import Entry, sommaire
from annexes.pdf.style import Style

ROOM = 100.0
HEAD = 20.0

Sizes = list[tuple[float, bool]]


def flow_of(sizes: Sizes, columns: int = 1) -> Flow:
    items = tuple(Item(SafeString(f"{rank}|{size}"), leads) for rank, (size, leads) in enumerate(sizes))
    return Flow("essai", "Essai", SafeString(f"titre|{HEAD}"), items, columns=columns)


def heights(texts: Sequence[tuple[str, float]]) -> list[float]:
    return [float(html.split("|")[1]) for html, _ in texts]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.floats(1, 60), st.booleans()), max_size=60), st.integers(1, 2))
def test_fill_keeps_every_item_once_in_order_within_its_page(sizes: Sizes, columns: int) -> None:
    flow = flow_of(sizes, columns)
    pages = fill(flow, heights, ROOM)
    assert [item for page in pages for column in page for item in column] == list(flow.items)
    for rank, page in enumerate(pages):
        assert len(page) <= columns
        for column in page:
            used = sum(float(item.html.split("|")[1]) for item in column)
            assert used <= ROOM - (HEAD if rank == 0 else 0) + 0.001


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(1, 30), min_size=1, max_size=60))
def test_fill_never_ends_a_column_by_a_heading(sizes: list[float]) -> None:
    flow = flow_of([(size, rank % 3 == 0) for rank, size in enumerate(sizes)])
    columns = [column for page in fill(flow, heights, ROOM) for column in page]
    assert [column for column in columns[:-1] if column[-1].leads] == []


def test_sommaire_fills_the_same_pages_whatever_the_numbers() -> None:
    entries = [Entry(f"Thème {n}", f"t{n}", (Entry(f"Fiche {n}", f"f{n}", number=str(n)),)) for n in range(40)]
    style = Style(("base", "dossier"))

    def pages_with(numbers: dict[str, int]) -> list[Chunk]:
        flow = sommaire(entries, numbers)
        return chunks_of(flow, fill(flow, lambda texts: [12.0] * len(texts), 300.0), style)

    before = pages_with({f"f{n}": n + 10 for n in range(40)})
    after = pages_with({f"f{n}": n + (10 if n < 25 else 11) for n in range(40)})
    assert len(before) == len(after) > 3
    assert [one.html == other.html for one, other in zip(before, after, strict=True)].index(False) >= 2


def test_entry_that_is_not_told_is_left_to_the_bookmarks() -> None:
    flow = sommaire([Entry("Calendrier", "c", (Entry("Enfance", "c-1", told=False),))], {"c": 3, "c-1": 3})
    assert len(flow.items) == 1
