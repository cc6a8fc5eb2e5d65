"""The sheet « Annexe »: the tableau as it is printed, merged cells here alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from actions.enums import Priority, Role
from actions.wording import schedule_wording, status_wording
from annexes.edition import Edition, Variant
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level

LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
NO_FICHE = "— aucune fiche à ce jour"
INK, LINE = "#17506b", "#c5d3d9"
FILLS = ("#dde9ee", "#eaf1f4", "#f6f9fa")
LINE_HEIGHT = 12.6  # points


@dataclass(frozen=True, slots=True)
class Line:
    """One printed row: the objective of each level (None where there is none) and the texts that follow."""

    path: tuple[ObjectiveOutline | None, ...]
    texts: tuple[str, ...]


def write_annexe(workbook: Any, outline: PlanOutline, edition: Edition) -> None:
    """A4 landscape, one page wide, the header of the columns repeated, a page break between themes."""
    sheet = workbook.add_worksheet("Annexe")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.5, 0.5, 0.75, 0.65)
    sheet.hide_gridlines(2)
    draft = " · PROJET" if edition.draft else ""
    header = f"&L&8{_plain(edition.territory)}{draft}&R&8{_plain(edition.plan_title)}"
    sheet.set_header(header[:250])
    sheet.set_footer(f"&L&8Édition du {edition.edited_on:%d/%m/%Y}&R&8Page &P / &N")
    _Writer(workbook, sheet, outline, edition).write()


class _Writer:
    def __init__(self, workbook: Any, sheet: Any, outline: PlanOutline, edition: Edition) -> None:
        self.sheet, self.outline, self.edition = sheet, outline, edition
        used = {objective.level for theme in outline.themes for objective in theme.walk()}
        self.levels = [level for level in LEVELS if level in used]
        self.has_effects = any(o.effects for theme in outline.themes for o in theme.walk())
        self.follow_up = edition.variant is Variant.FOLLOW_UP
        base = {"font_name": "Calibri", "font_size": 10, "text_wrap": True, "valign": "top"}
        cell = {**base, "border": 1, "border_color": LINE}
        make = workbook.add_format
        self.title = make({**base, "bold": True, "font_size": 18, "font_color": INK, "text_wrap": False})
        self.under = make({**base, "font_color": "#52656f", "text_wrap": False})
        self.head = make({**cell, "bold": True, "bg_color": INK, "font_color": "#ffffff", "border_color": INK})
        self.levels_format = [make({**cell, "bg_color": fill, "bold": rank < 2}) for rank, fill in enumerate(FILLS)]
        self.cell = make(cell)
        self.none = make({**cell, "font_color": "#52656f", "italic": True})
        self.row = 0

    def write(self) -> None:
        widths = self._widths()
        for rank, width in enumerate(widths):
            self.sheet.set_column(rank, rank, width)
        breaks = []
        for theme in self.outline.themes:
            if self.row:
                self.row += 1
                breaks.append(self.row)
            self._theme(theme, widths)
        if breaks:
            self.sheet.set_h_pagebreaks(breaks[:1000])

    def _theme(self, theme: ThemeOutline, widths: Sequence[float]) -> None:
        self.sheet.write_string(self.row, 0, theme.title or self.outline.title or self.edition.plan_title, self.title)
        self.sheet.set_row(self.row, 26)
        facts = [f"Annexe {theme.annexe_number}" if theme.annexe_number else "", theme.version_label, theme.note]
        self.sheet.write_string(self.row + 1, 0, " · ".join(fact for fact in facts if fact), self.under)
        self.row += 2
        self._header()
        lines = [line for objective in theme.objectives for line in self._lines(objective, ())]
        nothing, no_effects = (None,) * len(self.levels), ("",) if self.has_effects else ()
        lines += [Line(nothing, (*no_effects, *self._texts(action))) for action in theme.unattached]
        first_loose = len(lines) - len(theme.unattached)
        for rank in range(len(lines)):
            if theme.unattached and rank == first_loose:
                self.sheet.write_string(self.row, 0, "Actions à rattacher", self.under)
                self.row += 1
            self._line(lines, rank, widths)

    def _header(self) -> None:
        titles = [self.edition.labels(level).plural if rank else self.edition.labels(level).singular
                  for rank, level in enumerate(self.levels)]  # fmt: skip
        titles += ["Effets attendus"] if self.has_effects else []
        titles.append(self.edition.action_label_plural)
        titles += ["Pilote", "Échéance", "Priorité", "Statut"] if self.follow_up else []
        for column, title in enumerate(titles):
            self.sheet.write_string(self.row, column, title, self.head)
        if self.row == 2:
            self.sheet.repeat_rows(2)
            self.sheet.freeze_panes(3, 0)
        self.row += 1

    def _lines(self, node: ObjectiveOutline, above: tuple[ObjectiveOutline, ...]) -> Iterator[Line]:
        path = (*above, node)
        by_level = {objective.level: objective for objective in path}
        places = tuple(by_level.get(level) for level in self.levels)
        blank = ("",) * 4 if self.follow_up else ()
        effects = (node.effects.text if node.effects else "",) if self.has_effects else ()
        texts = [(*effects, *self._texts(action)) for action in node.actions]
        if node.note:
            texts.append((*effects, node.note, *blank))
        if not texts and not node.children:
            texts = [(*effects, "" if node.effects else NO_FICHE, *blank)]
        yield from (Line(places, text) for text in texts)
        for child in node.children:
            yield from self._lines(child, path)

    def _texts(self, action: ActionOutline) -> tuple[str, ...]:
        name = self.edition.action_label.split(" ")[0]
        title = f"{name} {action.reference} : {action.title}" if action.reference else action.title
        if not self.follow_up:
            return (title,)
        when = schedule_wording(
            action.schedule_kind, action.starts_on, action.due_on, action.school_year, action.schedule_note
        )
        priority = str(Priority(action.priority).label) if action.priority else ""
        return (title, ", ".join(action.people(Role.LEAD)), when, priority, status_wording(action.status))

    def _line(self, lines: Sequence[Line], rank: int, widths: Sequence[float]) -> None:
        """Write one row; an objective is written on its first row, merged down to its last."""
        line = lines[rank]
        for column, objective in enumerate(line.path):
            style = self.levels_format[min(column, len(FILLS) - 1)]
            above = lines[rank - 1].path[column] if rank else None
            if objective is None:
                self.sheet.write_blank(self.row, column, None, self.cell)
            elif objective is not above:
                last = rank
                while last + 1 < len(lines) and lines[last + 1].path[column] is objective:
                    last += 1
                if last > rank:
                    self.sheet.merge_range(self.row, column, self.row + last - rank, column, objective.label, style)
                else:
                    self.sheet.write_string(self.row, column, objective.label, style)
        start = len(line.path)
        for column, text in enumerate(line.texts, start):
            self.sheet.write_string(self.row, column, text, self.none if text == NO_FICHE else self.cell)
        self.sheet.set_row(self.row, self._height(lines, rank, widths))
        self.row += 1

    def _height(self, lines: Sequence[Line], rank: int, widths: Sequence[float]) -> float:
        """Points for the longest text of the row; an objective’s text is shared by the rows that it spans."""
        line = lines[rank]
        need = max((_rows(text, widths[c]) for c, text in enumerate(line.texts, len(line.path))), default=1)
        for column, objective in enumerate(line.path):
            if objective is None:
                continue
            span = sum(1 for other in lines[max(0, rank - 40) : rank + 40] if other.path[column] is objective)
            need = max(need, -(-_rows(objective.label, widths[column]) // span))
        return float(min(400.0, need * LINE_HEIGHT + 5))

    def _widths(self) -> list[float]:
        levels = {0: [], 1: [34.0], 2: [28.0, 38.0], 3: [24.0, 32.0, 36.0]}[len(self.levels)]
        ends = [40.0] if self.has_effects else []
        return [*levels, *ends, 50.0, *([20.0, 18.0, 12.0, 16.0] if self.follow_up else [])]


def _rows(text: str, width: float) -> int:
    return sum(max(1, -(-len(line) // max(1, int(width * 1.05)))) for line in text.split("\n")) if text else 1


def _plain(text: str) -> str:
    return text.replace("&", "&&")
