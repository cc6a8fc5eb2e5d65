"""A fiche cut into its labels and what stands under each, whatever its shape: tables, headings, bold lines."""

import re
from collections.abc import Sequence
from dataclasses import replace

from accounts.text import one_line
from annexes.labels import flat
from annexes.readers.grid import CONTENTS, Cell, Grid
from annexes.readers.layouts.fiche_place import Place, read_mark, read_parents
from annexes.readers.layouts.fiche_tables import RecordHeader, read_record, read_record_header
from annexes.readers.layouts.fiche_text import Aside, Block, FicheText, label_of
from annexes.readers.rubric_values import INDICATORS
from annexes.readers.rubrics import Labelled, Rubric, read_label, read_labels_of_line, rubric_of

_YEAR = re.compile(r"20\d\d")
_CROSSES = frozenset({"x", "xx", "●", "•", "✓", "✔", "☒", "☑", "■", "oui"})
_UNKNOWN_LENGTH = 90  # characters of a label that is not known
_LIKE_A_LABEL = re.compile(r"(?P<label>(?=[A-ZÀ-ÖØ-Ý])[^\d.:;!?(«]{3,40}) ?:\s+\S")
_PROSE = frozenset({Rubric.CONTEXT, Rubric.OBJECTIVES, Rubric.DESCRIPTION, Rubric.OUTPUTS, Rubric.EFFECTS, None})


class FicheReader:
    """Cuts the grids that are given to it, one after the other, into fiches."""

    def __init__(self) -> None:
        self.fiches: list[FicheText] = []
        self.hidden: list[Cell] = []
        self.contents: list[Cell] = []
        self._section = Place()
        self._block: Block | None = None
        self._strong = False  # labels are headings or bold lines: a plain line is none
        self._begin()

    @property
    def _fiche(self) -> FicheText:
        return self.fiches[-1]

    def read(self, grid: Grid) -> None:
        if grid.is_table:
            self._table(grid)
        else:
            for row in grid.rows:
                self._paragraph(row[0])

    def _begin(self) -> None:
        self.fiches.append(FicheText(section=self._section))
        self._block = None

    # Lines outside tables

    def _paragraph(self, cell: Cell) -> None:
        if cell.style == CONTENTS or (cell.is_contents and not self._fiche.blocks):
            self.contents.append(cell)
            return
        for rank, line in enumerate(cell.lines):
            self._line(cell, line, bold=cell.bold[rank] if rank < len(cell.bold) else "")

    def _line(self, cell: Cell, line: str, bold: str) -> None:
        strong = cell.style > 0 or bold == line
        if self._takes_mark(cell, line, strong=strong) or self._takes_parents(cell, line, strong=strong):
            return
        labels = read_labels_of_line(line)
        first = labels[0] if labels else None
        if first is not None and self._is_label(first, cell, line, bold, strong=strong):
            self._strong = self._strong or strong or bool(bold)
            for label in labels:
                self._open(label, cell)
        elif strong and self._fiche.blocks and len(line) <= _UNKNOWN_LENGTH and not line.endswith((".", ",", ";")):
            self._unknown(cell, line)
        else:
            self._note_aside(cell, line)
            self._text(cell, line, bullet=cell.bullet)

    def _note_aside(self, cell: Cell, line: str) -> None:
        """A plain line of prose such as « Le petit plus : … » stays where it is; that it may be a rubric is said."""
        block = self._block
        if block is None or not block.lines or cell.bullet or block.rubric not in _PROSE:
            return
        if (match := _LIKE_A_LABEL.match(one_line(line))) is not None:
            self._fiche.asides.append(Aside(cell, match["label"].strip(), block.words))

    def _is_label(self, label: Labelled, cell: Cell, line: str, bold: str, *, strong: bool) -> bool:
        if strong:
            return True
        if bold and one_line(bold).rstrip(" :").startswith(label.words.split("(")[0].strip()):
            return True
        if self._strong or cell.bullet:
            return False
        if label.is_whole and not line.rstrip().endswith(":"):
            return self._block is None or bool(self._block.lines)
        return True

    # Tables

    def _table(self, grid: Grid) -> None:
        rows: list[list[Cell]] = []
        for row in grid.rows:
            shown = [cell for cell in row if not cell.hidden]
            self.hidden.extend(cell for cell in row if cell.hidden)
            if shown:
                rows.append(shown)
        opened: list[tuple[Cell, Block]] = []
        unlabelled = _unlabelled_heads(rows)
        labelled = sum(label_of(cell) is not None for row in rows for cell in row[:1]) >= 2
        rank = 0
        while rank < len(rows):
            taken = self._years(rows, rank) or self._records(rows, rank) or self._labels_above(rows, rank)
            if not taken and rank in unlabelled:
                self._unknown(rows[rank][0], " ".join(rows[rank][0].lines))
                taken = 1
            elif not taken:
                self._row(rows[rank], opened, labelled=labelled)
                taken = 1
            rank += taken

    def _row(self, cells: Sequence[Cell], opened: list[tuple[Cell, Block]], *, labelled: bool) -> None:
        waiting: tuple[Block, int] | None = None  # the label just read, and the column where its text begins
        taken: Cell | None = None  # the title of the level named in the cell before it
        for rank, cell in enumerate(cells):
            if cell is taken:
                continue
            following = cells[rank + 1] if rank + 1 < len(cells) else None
            beside = following is not None and following.col == cell.col + cell.colspan
            if waiting is not None and cell.col == waiting[1]:
                self._value(cell, waiting[0])
                waiting = None
                continue
            waiting = None
            label = label_of(cell)
            if label is not None:
                block = self._open(label, cell)
                opened.append((cell, block))
                waiting = block, cell.col + cell.colspan
                continue
            alone = len(cells) == 1 and (self._block is None or self._block.rubric is not Rubric.LINKS)
            if (alone or not self._fiche.blocks) and self._takes_mark(cell, cell.lines[0], strong=True):
                self._lines(cell, cell.lines[1:])
            elif beside and following is not None and self._takes_untitled_parent(cell, following):
                taken = following
            elif read_label(cell.lines[0]) is not None:
                self._lines(cell, cell.lines)
            elif self._all_parents(cell):
                continue
            elif labelled and beside and cell.col % 2 == 0 and _may_be_unknown(cell):
                block = self._unknown(cell, " ".join(cell.lines))
                opened.append((cell, block))
                waiting = block, cell.col + cell.colspan
            else:
                above = [block for head, block in opened if head.covers(cell.row) and head.col < cell.col]
                if self._block is not None and any(self._block.cell is one for one in cells[:rank]):
                    above.append(self._block)
                self._continue(cell, above[-1] if above else None)

    def _value(self, cell: Cell, block: Block) -> None:
        """The text beside a label; « De résultat » beside « Indicateurs » narrows it and waits for its own."""
        if block.rubric is Rubric.INDICATORS and len(cell.text) <= 40:
            narrow = rubric_of(f"Indicateurs {cell.text}") or rubric_of(cell.text)
            if narrow is not None and narrow in INDICATORS and narrow is not Rubric.INDICATORS:
                self._open(Labelled(narrow, f"Indicateurs {cell.text}"), cell)
                return
        self._block = block
        block.lines.extend((cell, line) for line in cell.lines)

    def _continue(self, cell: Cell, block: Block | None) -> None:
        block = block or self._block
        if block is None:
            self._fiche.head.extend((cell, line) for line in cell.lines)
        elif block.rubric is Rubric.INDICATORS and len(cell.text) <= 40 and rubric_of(f"Indicateurs {cell.text}"):
            self._value(cell, block)
        else:
            block.lines.extend((cell, line) for line in cell.lines)

    def _lines(self, cell: Cell, lines: Sequence[str]) -> None:
        """The lines of a cell that holds its labels and their texts together."""
        for rank, line in enumerate(lines):
            labels = read_labels_of_line(line)
            place = cell.lines.index(line) if line in cell.lines else rank
            bold = cell.bold[place] if place < len(cell.bold) else ""
            if labels and (rank == 0 or bold or line.rstrip().endswith(":") or not labels[0].is_whole):
                for label in labels:
                    self._open(label, cell)
            else:
                self._text(cell, line)

    def _labels_above(self, rows: Sequence[Sequence[Cell]], rank: int) -> int:
        """Two rows, labels above their texts: how many rows were taken."""
        row = rows[rank]
        below = rows[rank + 1] if rank + 1 < len(rows) else ()
        if len(row) < 2 or not below:
            return 0
        labels = [label_of(cell) for cell in row]
        if any(label is None for label in labels) or any(label_of(cell) is not None for cell in below):
            return 0
        if len(row) == 2 and len(below) == 2 and row[1].col == 1 and rubric_of(row[1].text) is None:
            return 0
        for cell, label in zip(row, labels, strict=True):
            if label is not None:
                block = self._open(label, cell)
                under = [one for one in below if cell.col <= one.col < cell.col + cell.colspan]
                block.lines.extend((one, line) for one in under for line in one.lines)
        taken = {id(one) for cell in row for one in below if cell.col <= one.col < cell.col + cell.colspan}
        for one in below:
            if id(one) not in taken:
                self._continue(one, None)
        return 2

    def _years(self, rows: Sequence[Sequence[Cell]], rank: int) -> int:
        """« Échéancier | 2026 | 2027 | 2028 » over a row of crosses: how many rows were taken."""
        row = rows[rank]
        below = rows[rank + 1] if rank + 1 < len(rows) else ()
        label = label_of(row[0])
        years = {cell.col: int(cell.text) for cell in row[1:] if _YEAR.fullmatch(cell.text)}
        if label is None or label.rubric is not Rubric.SCHEDULE or len(years) != len(row) - 1 or not (years and below):
            return 0
        if any(cell.col not in years or flat(cell.text) not in _CROSSES for cell in below):
            return 0
        block = self._open(label, row[0])
        self._fiche.cells.extend((*row[1:], *below))
        crossed = sorted(years[cell.col] for cell in below)
        whole = crossed[-1] - crossed[0] == len(crossed) - 1 and len(crossed) > 1
        said = f"{crossed[0]} à {crossed[-1]}" if whole else ", ".join(map(str, crossed))
        block.lines.append((below[0], said))
        return 2

    def _records(self, rows: Sequence[Sequence[Cell]], rank: int) -> int:
        """A table inside the fiche: how many rows were taken."""
        header = read_record_header(rows[rank])
        if header is None:
            return 0
        block = self._block_of(header, rows[rank][0])
        self._fiche.cells.extend(rows[rank])
        taken = 1
        for row in rows[rank + 1 :]:
            if not _goes_on(header, row):
                break
            record = read_record(header, row)
            self._fiche.cells.extend(row)
            if record is not None:
                block.records.append((row[0], record))
            taken += 1
        self._block = block
        return taken

    def _block_of(self, header: RecordHeader, cell: Cell) -> Block:
        rubric = {"fundings": Rubric.FUNDING, "steps": Rubric.STEPS, "indicators": Rubric.INDICATORS}[header.field]
        current = self._block
        if current is not None and not current.lines and current.rubric in (rubric, *INDICATORS, Rubric.SCHEDULE):
            return current
        block = Block(rubric, header.names[min(header.names)], cell)
        self._fiche.blocks.append(block)
        return block

    # What both have

    def _open(self, label: Labelled, cell: Cell) -> Block:
        again = label.rubric is Rubric.TITLE and self._fiche.has(Rubric.TITLE)
        if again and len(self._fiche.blocks) > 2:
            self._begin()
        block = Block(label.rubric, label.words, cell, label.others)
        self._fiche.blocks.append(block)
        if label.help:
            self._fiche.helps.append((cell, label.help))
        if label.rest:
            block.lines.append((cell, label.rest))
        self._block = block
        return block

    def _unknown(self, cell: Cell, words: str) -> Block:
        block = Block(None, one_line(words).rstrip(" :"), cell)
        self._fiche.blocks.append(block)
        self._block = block
        return block

    def _text(self, cell: Cell, line: str, *, bullet: bool = False) -> None:
        if self._block is None:
            self._fiche.head.append((cell, line))
        else:
            self._block.lines.append((cell, f"• {line}" if bullet else line))

    def _takes_mark(self, cell: Cell, line: str, *, strong: bool) -> bool:
        mark = read_mark(line)
        if mark is None or cell.bullet:
            return False
        current = self._fiche
        if current.blocks and not strong and self._block is not None and self._block.rubric is Rubric.LINKS:
            return False
        if current.mark is not None and mark.number == current.mark.number and not current.blocks:
            if mark.title and not current.mark.title:
                current.mark = replace(current.mark, title=mark.title)
            current.cells.append(cell)
            return True
        if current.blocks or (current.mark is not None and (current.mark.number or current.head)):
            if not (mark.number or strong):
                return False
            if not current.blocks and not mark.number:
                return False
            self._begin()
            current = self._fiche
        current.mark = mark
        current.cells.append(cell)
        return True

    def _takes_parents(self, cell: Cell, line: str, *, strong: bool) -> bool:
        if self._block is not None and not strong:
            return False
        found = read_parents(line, cell)
        if not found:
            return False
        fiche = self._fiche
        if fiche.blocks or (fiche.mark is None and not fiche.head):  # the heading of a section of the document
            if fiche.blocks:
                self._begin()
                fiche = self._fiche
            first = next(iter(found))
            order = list(Rubric)
            kept = {r: p for r, p in self._section.parents.items() if order.index(r) < order.index(first)}
            self._section = Place({**kept, **found})
            fiche.section = self._section
        else:
            fiche.place.add(found)
        fiche.cells.append(cell)
        return True

    def _all_parents(self, cell: Cell) -> bool:
        """Whether every line of a cell names a level above the fiche: « Pilier 1 Axe 2 »."""
        found = [read_parents(line, cell) for line in cell.lines]
        if not all(found):
            return False
        for parents in found:
            self._fiche.place.add(parents)
        self._fiche.cells.append(cell)
        return True

    def _takes_untitled_parent(self, cell: Cell, beside: Cell) -> bool:
        """« Axe 2 » with its title in the next cell."""
        if len(cell.lines) > 1 or read_label(beside.lines[0]) or read_parents(beside.lines[0], beside):
            return False
        found = read_parents(cell.lines[0], cell)
        if len(found) != 1:
            return False
        ((rubric, parent),) = found.items()
        if parent.title and parent.title != parent.words:
            return False
        title = one_line(" ".join(beside.lines))
        self._fiche.place.add({rubric: replace(parent, title=title, words=f"{parent.words} : {title}")})
        self._fiche.cells.extend((cell, beside))
        return True


def _may_be_unknown(cell: Cell) -> bool:
    text = " ".join(cell.lines)
    return len(text) <= _UNKNOWN_LENGTH and not text.endswith(".") and any(char.isalpha() for char in text)


def _unlabelled_heads(rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """The rows of a table of one column that stand where labels do, one row in two, and bear none that is known."""
    labels = [rank for rank, row in enumerate(rows) if label_of(row[0]) is not None]
    if len(labels) < 2 or any(len(row) > 1 for row in rows) or any((rank - labels[0]) % 2 for rank in labels):
        return frozenset()
    heads = range(labels[0] % 2, len(rows) - 1, 2)
    return frozenset(
        rank for rank in heads if rank > labels[0] and rank not in labels and _may_be_unknown(rows[rank][0])
    )


def _goes_on(header: RecordHeader, row: Sequence[Cell]) -> bool:
    """Whether a row still belongs to the table of `header`."""
    if len(row) == 1 and len(header.columns) > 1 and row[0].colspan > 1:
        return False
    if label_of(row[0]) is not None and not flat(row[0].text).startswith("total"):
        return False
    return any(cell.col in header.columns for cell in row) and read_record_header(row) is None
