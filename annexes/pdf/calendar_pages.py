"""The pages of a calendar, filled with rows of measured heights: what goes on over the page is named again there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from annexes.contents.calendar import Calendar, Group, ThemeCalendar
from annexes.edition import Edition
from annexes.pdf.chunk import Chunk
from annexes.pdf.engine import measure
from annexes.pdf.gantt import RULES, Columns, Line, line_of
from annexes.pdf.grids import Section, describe, rules_of
from annexes.pdf.paper import PIXELS, Paper
from annexes.pdf.style import Style
from annexes.pdf.typography import ZERO_WIDTH, printable

TITLE = "Calendrier"
ANCHOR = "calendrier"
PAGES_A_CHUNK = 10
PADDING = 4 + 0.5 * 25.4 / 72  # millimetres of a cell, left and right, with its border
ABOVE, HEAD_ABOVE = 1.9 + 0.5 * 25.4 / 72, 2.4  # above and below the text of a cell, of a head
NARROW = 17.0  # a column where « 2025-2026 » takes two lines
SLACK = 6.0  # CSS pixels, for the rounding of the layout
AGAIN = " (suite)"


@dataclass(slots=True)
class Table:
    heading: SafeString
    lines: list[Line | SafeString] = field(default_factory=list)  # fiches, and the names of axes


@dataclass(slots=True)
class Page:
    running: str
    tables: list[Table] = field(default_factory=list)


class CalendarPages:
    def __init__(self, calendar: Calendar, edition: Edition, paper: Paper, level: int) -> None:
        self.calendar, self.edition, self.paper, self.level = calendar, edition, paper, level
        self.columns = Columns.of(paper, len(calendar.years))
        self.lines = {id(row): line_of(row, self.columns) for row in calendar.rows}
        self.heading = self._heading()
        self.heads = list(self._heads())
        self.heights = dict(zip(*self._measured(), strict=True))
        self.head_height = max(self.heights[_head(head)] for head in self.heads) + HEAD_ABOVE * PIXELS
        self.pages: list[Page] = []
        self.left = 0.0
        for rank, theme in enumerate(calendar.themes):
            self._fill(theme, rank)

    def chunks(self, last: Sequence[Section] = ()) -> list[Chunk]:
        """The pages, and those sections after them."""
        style = self._style(last)
        starts = range(0, len(self.pages), PAGES_A_CHUNK)
        return [self._chunk(start, style, last if start == starts[-1] else ()) for start in starts]

    def _chunk(self, start: int, style: Style, last: Sequence[Section]) -> Chunk:
        pages = [
            {"page": page, "anchor": "" if start + rank else ANCHOR, "heading": "" if start + rank else self.heading}
            for rank, page in enumerate(self.pages[start : start + PAGES_A_CHUNK])
        ]
        sections = [describe(section, self.paper) for section in last]
        context = {"title": self.edition.plan_title, "pages": pages, "columns": self.heads, "sections": sections}
        return Chunk(render_to_string("annexes/pdf/calendar.html", context), style, label=TITLE)

    # Filling

    def _fill(self, theme: ThemeCalendar, rank: int) -> None:
        for place, group in enumerate(theme.groups):
            band = self.heights[_band(group, AGAIN)] + ABOVE * PIXELS
            for order, row in enumerate(group.rows):
                line = self.lines[id(row)]
                height = self._height(line)
                opens, names = place == 0 and order == 0, order == 0
                need = height + (self._opening(theme, rank) if opens else 0.0) + (band if names else 0.0)
                turns = not self.pages or need > self.left
                if turns:
                    self._turn(theme, group)
                if turns or opens:
                    self._open(theme, rank, "" if opens else AGAIN)
                if turns or names:
                    self._add(_band(group, "" if names else AGAIN), band)
                self._add(line, height)

    def _turn(self, theme: ThemeCalendar, group: Group) -> None:
        self.left = self.paper.room - SLACK - (0.0 if self.pages else self.heights[self.heading])
        axis = group.title.split(" : ")[0]
        self.pages.append(Page(printable(" – ".join(filter(None, (TITLE, theme.title, axis))))))

    def _open(self, theme: ThemeCalendar, rank: int, again: str) -> None:
        self.pages[-1].tables.append(Table(self._theme(theme, rank, again)))
        self.left -= self._opening(theme, rank)

    def _add(self, line: Line | SafeString, height: float) -> None:
        self.pages[-1].tables[-1].lines.append(line)
        self.left -= height

    # Heights, in CSS pixels

    def _opening(self, theme: ThemeCalendar, rank: int) -> float:
        return self.heights[self._theme(theme, rank, "")] + self.head_height

    def _height(self, line: Line) -> float:
        texts = max(self.heights[line.name], self.heights[line.when]) + ABOVE * PIXELS
        return max(texts, line.track * PIXELS + 1)

    def _measured(self) -> tuple[list[str], list[float]]:
        """Every text that takes height, and its height."""
        whole = self.paper.width
        texts: dict[str, float] = {self.heading: whole}
        texts |= {_head(head): head["width"] - (2 if head["style"] == "year" else PADDING) for head in self.heads}
        for rank, theme in enumerate(self.calendar.themes):
            texts[self._theme(theme, rank, "")] = whole
            texts |= {_band(group, AGAIN): whole - PADDING for group in theme.groups}
        for line in self.lines.values():
            texts |= {line.name: self.columns.name - PADDING, line.when: self.columns.when - PADDING}
        return list(texts), measure(self._style(), list(texts.items()))

    # What is printed

    def _style(self, sections: Sequence[Section] = ()) -> Style:
        widths = "".join(f".{head['style']} {{ width: {head['width']:.2f}mm }}\n" for head in self.heads[:3])
        rules = f".page {{ page: {self.paper.name} }}\n{rules_of(sections, self.paper)}{widths}{RULES}"
        return Style(("base", "grid", "calendar"), self.edition.brand.ink, rules)

    def _heading(self) -> SafeString:
        words = ". ".join(filter(None, (self.edition.perimeter, self.calendar.words)))
        context = {"level": self.level, "title": TITLE, "words": printable(words)}
        return render_to_string("annexes/pdf/_calendar_head.html", context)

    def _theme(self, theme: ThemeCalendar, rank: int, again: str) -> SafeString:
        title = printable(theme.title)
        if again and title:
            return format_html('<p class="part continued"><strong>{}{}</strong></p>', title, again)
        if title:
            return format_html('<h{0} class="part" id="{1}-{2}">{3}</h{0}>', self.level + 1, ANCHOR, rank, title)
        return SafeString("")

    def _heads(self) -> Iterator[dict[str, Any]]:
        columns = self.columns
        yield {"title": printable(self.edition.action_label), "style": "name", "width": columns.name}
        yield {"title": "Quand, statut", "style": "when", "width": columns.when}
        cut = f"-{ZERO_WIDTH}" if columns.year < NARROW else "-"
        for year in self.calendar.years:
            yield {"title": year.label.replace("-", cut), "style": "year", "width": columns.year}


def _head(head: dict[str, Any]) -> SafeString:
    return format_html('<p class="th">{}</p>', head["title"])


def _band(group: Group, again: str) -> SafeString:
    return format_html("<p>{}{}</p>", printable(group.title), again)
