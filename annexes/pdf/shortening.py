"""Titles too long for their place, cut where it ends: a page always has room for a row and the headings above it."""

from annexes.contents.cells import CUT
from annexes.pdf.faces import face

HEADING_LINES, CELL_LINES = 2, 22  # of a title at most: one heading of each level, then a row, have room on a page
THEME_SIZE, AXIS_SIZE, CELL_SIZE = 20.0, 12.0, 9.0  # points
CELL_PADDING = 4.0  # millimetres
SURE = 90  # characters that have room everywhere
ENDS = 0.9  # of a line, what words fill of it


def shortened(text: str, lines: int, width: float, size: float) -> str:
    """The text, or what stands of it on so many lines of `width` millimetres at that size in points."""
    if len(text) <= SURE:
        return text
    room = lines * width * 72 / 25.4 / size * 1000 * ENDS
    semibold = face("SemiBold")
    if semibold.line(text)[1] <= room:
        return text
    low, high = SURE, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if semibold.line(text[:middle])[1] <= room else (low, middle - 1)
    return f"{text[:low].rstrip()}{CUT}"


def in_cell(text: str, width: float) -> str:
    """What a cell of a column of `width` millimetres has room for."""
    return shortened(text, CELL_LINES, width - CELL_PADDING, CELL_SIZE)
