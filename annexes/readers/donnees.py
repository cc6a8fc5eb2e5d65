"""The « Données » sheet that this software exports, read back: the contract that `read_annexe` dispatches on."""

from collections.abc import Callable, Iterable
from typing import Any

from annexes.reading import Reading

SHEET = "Données"


def is_donnees(sheet_names: list[str], first_row: list[str]) -> bool:
    """Whether a workbook with these sheets, whose « Données » sheet begins with `first_row`, is one of ours."""
    return False


def read_donnees(
    rows: Iterable[list[Any]], *, sheet: str, progress: Callable[[int, int], None] | None = None
) -> Reading:
    """The plan of a « Données » sheet; `rows` are calamine's, the header row first."""
    return Reading()
