"""The sommaire of a dossier, and the tree that its bookmarks are made of too."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html

from annexes.pdf.assemble import Bookmark
from annexes.pdf.flow import Flow, Item
from annexes.pdf.paper import PORTRAIT
from annexes.pdf.shortening import shortened
from annexes.pdf.typography import NARROW, NBSP, ZERO_WIDTH, printable

ANCHOR, TITLE = "sommaire", "Sommaire"
MOST_LINES, SIZE, SIDES = 5, 12.0, 30.0  # of a title: lines, points, millimetres that its number and its page take
LONG_NUMBER = 5  # characters of a number that the narrow column has no room for


@dataclass(frozen=True, slots=True)
class Entry:
    """A part of the document. `number` hangs before its title in the sommaire; `name` says both in bookmarks.

    One that is not `told` is a bookmark alone.
    """

    title: str
    anchor: str
    children: tuple["Entry", ...] = ()
    number: str = ""
    name: str = ""
    told: bool = True

    @property
    def said(self) -> str:
        return printable(self.name or self.title)


def bookmarks_of(entries: Sequence[Entry]) -> tuple[Bookmark, ...]:
    return tuple(
        Bookmark(entry.said.replace(ZERO_WIDTH, ""), entry.anchor, bookmarks_of(entry.children)) for entry in entries
    )


def sommaire(entries: Sequence[Entry], numbers: Mapping[str, int]) -> Flow:
    """The entries with the page that each leads to. The pages that they fill do not depend on the numbers."""
    told = list(_told(entries))
    wide = any(len(entry.number) > LONG_NUMBER for entry, _ in told)
    return Flow(
        anchor=ANCHOR,
        title=TITLE,
        heading=format_html('<h1 class="part">{}</h1>', TITLE),
        items=tuple(_item(entry, level, numbers.get(entry.anchor), wide=wide) for entry, level in told),
        tag="ul",
    )


def _told(entries: Sequence[Entry], level: int = 0) -> Iterator[tuple[Entry, int]]:
    for entry in entries:
        if entry.told:
            yield entry, level
            yield from _told(entry.children, level + 1)


def _item(entry: Entry, level: int, page: int | None, *, wide: bool) -> Item:
    leads = any(child.told for child in entry.children)
    style = f"e e{level}{' wide' if wide else ''}{'' if leads else ' leaf'}{' numbered' if entry.number else ''}"
    number = format_html('<span class="n">{}</span>', entry.number.replace(" ", NBSP)) if entry.number else ""
    html = format_html(
        '<li class="{}"><a href="annexe:{}" title="{}"><span class="t">{}{}</span><span class="pg">{}</span></a></li>',
        style,
        entry.anchor,
        f"{entry.said}, page{NARROW}{page or ''}".replace(ZERO_WIDTH, ""),
        number,
        printable(shortened(entry.title, MOST_LINES, PORTRAIT.width - SIDES, SIZE)),
        page or "",
    )
    return Item(html, leads=leads)
