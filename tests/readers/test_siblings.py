"""Objectives found again among their siblings: as by walking them all, at the price of a few."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.text import fold
from annexes.labels import Kind, Label
from annexes.readers.drafts import Builder, ObjectiveDraft, without_continued
from annexes.readers.grid import Cell
from annexes.readers.siblings import Siblings, same_number
from plans.enums import Level

NUMBERS = st.sampled_from(["", "1", "I", "2", "II", "02", "1.1", "3"])
TITLES = st.sampled_from(["", "Lire", "lire", "LIRE (suite)", "Jouer", "???", "Écouter"])
LABELS = st.lists(st.tuples(NUMBERS, TITLES), min_size=1, max_size=12)


def cell(row: int) -> Cell:
    return Cell(row, 0, ("Objectif",), f"A{row + 1}", f"A{row + 1}")


def opened(labels: Sequence[tuple[str, str]], level: Level) -> tuple[Builder, list[ObjectiveDraft]]:
    builder = Builder("essai")
    cells = map(cell, range(len(labels)))
    found = [
        builder.open_objective(level, Label(Kind.TEXT, title, number), one)
        for (number, title), one in zip(labels, cells, strict=True)
    ]
    return builder, found


def walked(labels: Sequence[tuple[str, str]], level: Level) -> list[int]:
    """The rank of the objective that each label opens, by looking at all of those that there are."""
    known: list[list[str]] = []
    ranks: list[int] = []
    for number, title in labels:
        bare, found = without_continued(title), None
        for rank in reversed(range(len(known))):
            one, other = known[rank]
            same = same_number(one, number)
            if same and (not bare or not other or fold(other) == fold(bare)):
                found = rank
            elif not (one and number) and bare and other and fold(other) == fold(bare):
                known[rank][0] = one or number
                found = rank
            elif level is Level.AXIS and same and ranks and rank == ranks[-1]:
                found = rank
            if found is not None:
                break
        if found is None:
            found = len(known)
            known.append([number, title])
        elif not known[found][1]:
            known[found][1] = title
        ranks.append(found)
    return ranks


@pytest.mark.parametrize("level", [Level.AXIS, Level.OPERATIONAL])
@given(labels=LABELS)
def test_labels_open_what_they_would_by_walking_all_siblings(level: Level, labels: list[tuple[str, str]]) -> None:
    builder, found = opened(labels, level)

    made = builder.theme.objectives
    assert [made.index(one) for one in found] == walked(labels, level)


def test_second_objectives_of_a_number_are_offered_the_first_free_codes() -> None:
    builder, _ = opened([("1", title) for title in "abcdefg"], Level.OPERATIONAL)

    offered = [hint.value for one in builder.theme.objectives for hint in one.hints]
    assert offered == ["OO 1 bis", "OO 1 ter", "OO 1 quater", "OO 1 quinquies", "OO 1 n° 6", "OO 1 n° 7"]


def test_few_of_many_siblings_are_looked_at() -> None:
    siblings: Siblings[ObjectiveDraft] = Siblings()
    for rank in range(2000):
        siblings.add(ObjectiveDraft(Level.OPERATIONAL, f"Titre {rank % 50}", cell(rank), str(rank % 40)))

    assert len(list(siblings.like("7", "Titre 7", None))) <= 4
    assert [one.title for one in siblings.like("", "Titre 3", None)] == ["Titre 3"]
