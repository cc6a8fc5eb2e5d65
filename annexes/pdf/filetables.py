"""The data of a dossier on pages of a PDF: each part under its title, each table under its own."""

from collections.abc import Iterator

from annexes.contents.filetables import FilePart
from annexes.edition import Edition
from annexes.pdf.chunk import Chunk
from annexes.pdf.grids import Section, section_chunks
from annexes.pdf.paper import LANDSCAPE, PORTRAIT
from annexes.pdf.sommaire import Entry


def file_chunks(part: FilePart, edition: Edition, *, portrait: bool) -> list[Chunk]:
    """Its pages; wide tables stand on landscape ones, unless the dossier is to be upright."""
    paper = PORTRAIT if portrait or part.portrait else LANDSCAPE
    return section_chunks(_sections(part), edition, title=part.title, paper=paper)


def file_entry(part: FilePart) -> Entry:
    """Its line of the sommaire, its tables below."""
    tables = () if part.is_lone else part.tables
    return Entry(part.title, part.anchor, tuple(Entry(one.title, _anchor(part, n)) for n, one in enumerate(tables)))


def _sections(part: FilePart) -> Iterator[Section]:
    grid = part.tables[0].grid if part.is_lone else None
    yield Section(part.title, grid, part.words, 1, part.anchor, part.title, "title")
    for rank, table in enumerate(() if part.is_lone else part.tables):
        running = f"{part.title} – {table.title}"
        yield Section(table.title, table.grid, table.words, anchor=_anchor(part, rank), running=running)


def _anchor(part: FilePart, rank: int) -> str:
    return f"{part.anchor}-{rank}"
