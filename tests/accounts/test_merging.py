"""Rows that a change touched come back; the others stay as they are today."""

import pytest

from accounts.merging import rows_taken_back

Rows = list[tuple[int, str]]


def rows(*pairs: tuple[int, str]) -> list[dict[str, object]]:
    return [{"pk": key, "text": text} for key, text in pairs]


@pytest.mark.parametrize(
    ("now", "wanted", "other", "expected"),
    [
        # one was changed, another since
        ([(1, "b"), (2, "z")], [(1, "a"), (2, "y")], [(1, "b"), (2, "y")], [(1, "a"), (2, "z")]),
        # one was added: it goes
        ([(1, "a"), (2, "b"), (3, "c")], [(1, "a")], [(1, "a"), (2, "b")], [(1, "a"), (3, "c")]),
        # one was removed: it comes back after the one that it followed
        ([(1, "a"), (3, "c"), (4, "d")], [(1, "a"), (2, "b"), (3, "c")], [(1, "a"), (3, "c")],
         [(1, "a"), (2, "b"), (3, "c"), (4, "d")]),
        # the one that it followed is gone too
        ([(3, "c")], [(1, "a"), (2, "b")], [(1, "a")], [(3, "c"), (2, "b")]),
        # it is changed again since: what is wanted wins
        ([(1, "c")], [(1, "a")], [(1, "b")], [(1, "a")]),
        # only the order changed
        ([(2, "b"), (1, "a"), (3, "c")], [(1, "a"), (2, "b")], [(2, "b"), (1, "a")], [(1, "a"), (2, "b"), (3, "c")]),
    ],
)  # fmt: skip
def test_what_a_change_touched_comes_back(now: Rows, wanted: Rows, other: Rows, expected: Rows) -> None:
    assert rows_taken_back(rows(*now), rows(*wanted), rows(*other)) == rows(*expected)
