"""An index at the end of a dossier: names in two columns, each with its fiches and their pages."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from annexes.contents.indexes import IndexEntry, Mention, Reference
from annexes.pdf.flow import Flow, Item
from annexes.pdf.typography import NARROW, NBSP, ZERO_WIDTH, printable

REFERENCES = 30  # of one paragraph, which a column never cuts
WIDTH = 84.0  # millimetres of a column


def index(anchor: str, title: str, under: str, entries: Sequence[IndexEntry], numbers: Mapping[str, int]) -> Flow:
    """`numbers` are the pages by anchor; a fiche that the document does not print has none."""
    return Flow(
        anchor=anchor,
        title=title,
        heading=format_html('<h1 class="part">{}</h1><p class="under">{}</p>', title, printable(under)),
        items=tuple(_items(entries, numbers)),
        columns=2,
        width=WIDTH,
    )


def _items(entries: Sequence[IndexEntry], numbers: Mapping[str, int]) -> Iterator[Item]:
    for letter, found in groupby(entries, key=lambda entry: entry.letter):
        yield Item(format_html('<h2 class="letter">{}</h2>', letter), leads=True)
        for entry in found:
            yield Item(format_html('<p class="name">{}</p>', printable(entry.name)), leads=True)
            for mention in entry.mentions:
                yield from _mention(mention, numbers)


def _mention(mention: Mention, numbers: Mapping[str, int]) -> Iterator[Item]:
    """Paragraphs of so many fiches at most; each theme is named before its fiches."""
    pieces = list(_pieces(mention, numbers))
    for start in range(0, len(pieces), REFERENCES):
        role = format_html('<span class="role">{}{}:</span> ', mention.role, NBSP) if mention.role else ""
        text = format_html_join("", "{}", ((piece,) for piece in pieces[start : start + REFERENCES]))
        shown = (
            format_html('<p class="refs more">{}</p>', text)
            if start
            else format_html('<p class="refs">{}{}</p>', role, text)
        )
        yield Item(shown)


def _pieces(mention: Mention, numbers: Mapping[str, int]) -> Iterator[SafeString]:
    """Each fiche with the sign that parts it from the next one."""
    groups = list(mention.by_theme())
    for rank, (theme, fiches) in enumerate(groups):
        for place, one in enumerate(fiches):
            lead = format_html('<span class="in">{}</span> ', printable(theme)) if theme and not place else ""
            last = place == len(fiches) - 1
            sign = ", " if not last else f"{NARROW}; " if rank < len(groups) - 1 else ""
            yield format_html("{}{}{}", lead, _link(one, numbers), sign)


def _link(one: Reference, numbers: Mapping[str, int]) -> SafeString:
    page = numbers.get(one.anchor)
    where = f", page {page}" if page else ""
    shown = f"{printable(one.short)}{NBSP}(p.{NBSP}{page})" if page else printable(one.short)
    name = printable(one.name).replace(ZERO_WIDTH, "") + where
    return format_html('<a href="annexe:{}" title="{}">{}</a>', one.anchor, name, shown)
