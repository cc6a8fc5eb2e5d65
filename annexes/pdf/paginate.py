"""Where the pages of a tableau break: pure arithmetic on the heights of cells.

A page holds one closed table a block (« (suite) » when it goes on), so that no cell ever crosses a page by itself.
Heights and lengths are in CSS pixels.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from annexes.pdf.blocks import Block, Cell, Part
from annexes.pdf.paper import LANDSCAPE, PIXELS

CELL_PADDING = 3 * PIXELS + 0.5 * 96 / 72
GAP = 6 * PIXELS
SLACK = 3.0  # for the rounding of the layout engine

Height = Callable[[str, float], float]  # html, width in millimetres (0 for the whole page) → height of its text


@dataclass(frozen=True, slots=True)
class Table:
    """The rows `start` to `end` (excluded) of a block, closed on one page."""

    block: Block
    start: int
    end: int

    @property
    def begins(self) -> bool:
        return self.start == 0

    def spans(self) -> Iterator[list[tuple[Cell, int, bool]]]:
        """Row by row, the cells that begin there: the cell, how many rows it spans, whether it is a continuation."""
        rows = self.block.rows
        for row in range(self.start, self.end):
            line = []
            for column, cell in enumerate(rows[row]):
                if self._continues(row, column) and row > self.start:
                    continue
                end = row + 1
                while end < self.end and self._continues(end, column):
                    end += 1
                line.append((cell, end - row, row == self.start and self._continues(row, column)))
            yield line

    def _continues(self, row: int, column: int) -> bool:
        """Whether the cell is the same as the one above it, and so is what stands left of it among the objectives."""
        if row == 0:
            return False
        above, cell = self.block.rows[row - 1][column], self.block.rows[row][column]
        return cell.key is not None and cell.key == above.key


@dataclass(slots=True)
class Page:
    part: Part
    first_of_part: bool = False
    tables: list[Table] = field(default_factory=list)
    note: bool = False  # the note of the part is printed at the end


def paginate(part: Part, height: Height, available: float = LANDSCAPE.room - SLACK) -> list[Page]:
    """The pages of one part, in order; every row of every block exactly once."""
    return _Paginator(part, height, available).pages()


class _Paginator:
    def __init__(self, part: Part, height: Height, available: float) -> None:
        self.part = part
        self.height = height
        self.available = available
        self.result = [Page(part, first_of_part=True)]
        self.left = available - height(part.heading, 0)

    def pages(self) -> list[Page]:
        last = len(self.part.blocks) - 1
        for rank, block in enumerate(self.part.blocks):
            tail = self.height(self.part.note, 0) if rank == last and self.part.note else 0.0
            self._place(block, tail)
        self.result[-1].note = bool(self.part.note)
        return self.result

    def _place(self, block: Block, tail: float) -> None:
        head = self._head(block)
        title = self.height(block.title, 0)
        size = len(block.rows)
        if self.result[-1].tables:
            room = self.left - GAP - title - head
            fits = room >= self._table_height(block, 0, size) + tail
            if not (fits or self.left >= 0.45 * self.available):
                self._new_page()
        start = 0
        while start < size:
            page = self.result[-1]
            used = (GAP if page.tables else 0) + head
            used += title if start == 0 else self.height(block.continued, 0)
            end = self._last_row(block, start, self.left - used, tail)
            is_lone = start == 0 and end == 1 < size and page.tables
            if end == start or is_lone:
                if page.tables or (page.first_of_part and len(self.result) == 1 and start == 0 and self._is_short()):
                    self._new_page()
                    continue
                end = start + 1  # a row taller than a page: nothing better can be done
            end = _nicer(block, start, end)
            if end == size - 1 and end - start > 2:
                end -= 1  # no row goes to the next page alone
            page.tables.append(Table(block, start, end))
            self.left -= used + self._table_height(block, start, end)
            start = end
            if start < size:
                self._new_page()

    def _is_short(self) -> bool:
        """Whether the heading of the part took so much that the next page has more room."""
        return self.left < self.available - 1

    def _last_row(self, block: Block, start: int, room: float, tail: float) -> int:
        """The end of the longest run of rows from `start` that fits; the last row of the block brings the note."""
        end = start
        for stop, height in self._heights(block, start):
            if height + (tail if stop == len(block.rows) else 0) > room:
                break
            end = stop
        return end

    def _new_page(self) -> None:
        self.result.append(Page(self.part))
        self.left = self.available

    def _head(self, block: Block) -> float:
        texts = (self.height(f'<p class="th">{c.title}</p>', c.width) for c in block.columns)
        return max(texts) + CELL_PADDING

    def _table_height(self, block: Block, start: int, end: int) -> float:
        return next((height for stop, height in self._heights(block, start) if stop == end), 0.0)

    def _heights(self, block: Block, start: int) -> Iterator[tuple[int, float]]:
        """For each end, the height of the closed table from `start` to it: a spanning cell may stretch its last row."""
        columns = range(len(block.columns))
        tops = [0.0] * len(block.columns)  # where the cell open in each column began
        needs = [0.0] * len(block.columns)  # the height that it needs
        bottom = 0.0
        for row in range(start, len(block.rows)):
            lowest = bottom
            for column in columns:
                cell = block.rows[row][column]
                same = row > start and cell.key is not None and cell.key == block.rows[row - 1][column].key
                if same:
                    continue
                lowest = max(lowest, tops[column] + needs[column]) if row > start else lowest
            bottom = lowest
            for column in columns:
                cell = block.rows[row][column]
                above = block.rows[row - 1][column].key if row else None
                if row > start and cell.key is not None and cell.key == above:
                    continue
                again = row == start and row > 0 and cell.key is not None and cell.key == above
                html = cell.continued if again and cell.continued else cell.html
                tops[column] = bottom
                needs[column] = self.height(html, block.columns[column].width) + CELL_PADDING
            single = [needs[c] for c in columns if block.rows[row][c].key is None]
            bottom += max(single, default=CELL_PADDING)
            closed = max(bottom, *(tops[c] + needs[c] for c in columns))
            yield row + 1, closed


def _nicer(block: Block, start: int, end: int) -> int:
    """A break a little earlier when a group of rows begins there: a second-level objective, else a third-level one."""
    if end == len(block.rows):
        return end
    for column, share in ((1, 0.7), (2, 0.55)):
        for row in range(end, start + max(1, int(share * (end - start))) - 1, -1):
            if column < len(block.columns) and row > start:
                cell, above = block.rows[row][column], block.rows[row - 1][column]
                if cell.key is not None and cell.key != above.key:
                    return row
    return end


def running(pages: Sequence[Page]) -> list[str]:
    """The running header of each page: the blocks that stand on it."""
    heads = []
    for page in pages:
        names = list(dict.fromkeys(table.block.running for table in page.tables)) or [page.part.title]
        heads.append(names[0] if len(names) == 1 else f"{names[0]} … {names[-1].rsplit(' – ', 1)[-1]}")
    return heads
