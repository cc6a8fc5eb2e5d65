"""The tableau as blocks of rows: one block an axis, cells that may span rows, nothing about pages yet."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from actions.enums import Priority, Role
from actions.wording import schedule_wording, status_wording
from annexes.contents.model import action_anchor
from annexes.edition import Edition, Variant
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.pdf.typography import NBSP, pieces, printable
from plans.enums import Level

LEVELS = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
NO_FICHE = "— aucune fiche à ce jour"
WIDTH = 267.0  # millimetres between the margins of a landscape A4


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    width: float  # millimetres
    style: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """`key` is what the cell spans rows for: equal keys one above the other are one cell. None never spans."""

    html: SafeString
    key: object = None
    continued: SafeString | None = None  # what is printed at the top of the next page


@dataclass(frozen=True, slots=True)
class Block:
    title: SafeString
    continued: SafeString
    bookmark: str
    running: str  # for the running header
    anchor: str  # the id of its title
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One theme: its heading, its blocks, the note printed under the last one."""

    title: str
    heading: SafeString
    blocks: tuple[Block, ...]
    note: SafeString
    version: str
    annexe: str  # its number
    anchor: str


class Tableau:
    """Turns an outline into parts, for one edition."""

    def __init__(self, outline: PlanOutline, edition: Edition, level: int = 1) -> None:
        self.edition = edition
        self.level = level  # of the headings of themes
        self.outline = outline
        used = {objective.level for theme in outline.themes for objective in theme.walk()}
        self.levels = tuple(level for level in LEVELS if level in used)
        self.has_effects = any(o.effects for theme in outline.themes for o in theme.walk())
        self.has_fiches = any(o.actions for t in outline.themes for o in t.walk()) or not self.has_effects

    def parts(self) -> Iterator[Part]:
        for rank, theme in enumerate(self.outline.themes):
            anchor = f"tableau-{rank}"
            blocks = [
                self._block(objective, theme, f"{anchor}-{place}") for place, objective in enumerate(theme.objectives)
            ]
            if theme.unattached:
                blocks.append(self._loose_block(theme, f"{anchor}-{len(blocks)}"))
            title = theme.title or self.outline.title or self.edition.plan_title
            yield Part(
                title=title,
                heading=format_html(
                    '<h{0} class="theme">{1}</h{0}><p class="under">{2}</p>',
                    self.level,
                    printable(title),
                    printable(self._subtitle(theme)),
                ),
                blocks=tuple(blocks),
                note=self._note(theme),
                version=theme.version_label,
                annexe=theme.annexe_number,
                anchor=anchor,
            )

    def columns(self) -> tuple[Column, ...]:
        follow_up = self.edition.variant is Variant.FOLLOW_UP
        widths = {1: (60.0,), 2: (52.0, 72.0), 3: (44.0, 62.0, 70.0)}.get(len(self.levels), ())
        if follow_up:
            widths = {1: (50.0,), 2: (36.0, 46.0), 3: (31.0, 42.0, 46.0)}.get(len(self.levels), ())
        columns = [
            Column(
                self.edition.labels(level).plural if rank else self.edition.labels(level).singular, width, f"l{rank}"
            )
            for rank, (level, width) in enumerate(zip(self.levels, widths, strict=False))
        ]
        ends = [Column("Effets attendus", 0.0)] if self.has_effects else []
        if self.has_fiches:
            ends.append(Column(self.edition.action_label_plural, 0.0))
        extra = [Column("Pilote", 30.0), Column("Échéance", 25.0), Column("Priorité", 19.0), Column("Statut", 23.0)]
        extra = extra if follow_up and self.has_fiches else []
        rest = WIDTH - sum(column.width for column in [*columns, *extra])
        return (*columns, *(Column(end.title, rest / len(ends)) for end in ends), *extra)

    def _block(self, top: ObjectiveOutline, theme: ThemeOutline, anchor: str) -> Block:
        name = self.edition.labels(top.level)
        title = printable(f"{_code(top, name.singular)} : {top.title}" if top.code else top.title)
        rows = tuple(self._rows(top, ()))
        where = f"{theme.title} – " if theme.title else ""
        return Block(
            title=self._heading(title, anchor),
            continued=format_html('<p class="continued">{} (suite)</p>', title),
            bookmark=_plain(title),
            running=printable(f"{where}{_code(top, name.singular)}"),
            anchor=anchor,
            columns=self.columns(),
            rows=rows,
        )

    def _rows(self, node: ObjectiveOutline, above: tuple[ObjectiveOutline, ...]) -> Iterator[tuple[Cell, ...]]:
        path = (*above, node)
        ends = list(self._ends(node, path, above))
        for end in ends:
            yield (*self._path_cells(path), *end)
        for child in node.children:
            yield from self._rows(child, path)

    def _ends(
        self, node: ObjectiveOutline, path: tuple[ObjectiveOutline, ...], above: tuple[ObjectiveOutline, ...]
    ) -> Iterator[tuple[Cell, ...]]:
        """The cells after the objectives, a tuple a row: one a fiche, or one that says there is none."""
        effects: list[Cell] = []
        if self.has_effects:
            effects = [Cell(SafeString(""))]
            if node.effects is not None:
                key = (id(above[-1]) if above else 0, node.effects.group)
                parts = pieces(node.effects.text, 1500)
                effects = [Cell(_prose(part), (*key, rank), _prose("(suite)")) for rank, part in enumerate(parts)]
        cells: list[tuple[Cell, ...]] = []
        if self.has_fiches:
            cells = [self._fiche(action) for action in node.actions]
            blanks = tuple(Cell(SafeString("")) for _ in range(4 if self.edition.variant is Variant.FOLLOW_UP else 0))
            if node.note:
                cells += [
                    (Cell(format_html('<p class="note">{}</p>', printable(t))), *blanks) for t in pieces(node.note)
                ]
            if not cells and not node.children and node.effects is None:
                cells = [(Cell(format_html('<p class="none">{}</p>', NO_FICHE)), *blanks)]
        elif node.note:
            effects = [Cell(format_html('<p class="note">{}</p>', printable(t))) for t in pieces(node.note)]
        if not self.has_effects:
            yield from cells
            return
        if node.children and not cells and node.effects is None:
            return
        blank = tuple(Cell(SafeString("")) for _ in range(len(self.columns()) - len(self.levels) - 1))
        for rank in range(max(len(cells), len(effects), 1)):
            yield (effects[min(rank, len(effects) - 1)], *(cells[rank] if rank < len(cells) else blank))

    def _path_cells(self, path: tuple[ObjectiveOutline, ...]) -> Iterator[Cell]:
        by_level = {objective.level: objective for objective in path}
        for level in self.levels:
            objective = by_level.get(level)
            if objective is None:
                yield Cell(SafeString(""))
            else:
                code = _code(objective, self.edition.labels(level).prefix or level.label)
                yield Cell(
                    _labelled(code, objective.title), id(objective), _labelled(f"{code} (suite)", objective.title)
                )

    def _fiche(self, action: ActionOutline) -> tuple[Cell, ...]:
        number = f"{self._short_action()}{NBSP}{action.reference}" if action.reference else ""
        title = printable(action.title)
        lead = format_html('<span class="number">{}</span> – ', number) if number else ""
        text = format_html("{}{}", lead, title)
        if action.pk is not None:  # in a dossier, the fiche is some pages further
            where, told = action_anchor(action.pk), f"{number} – {title}" if number else title
            text = format_html('<a href="annexe:{}" title="{}">{}</a>', where, told, text)
        text = format_html("<p>{}</p>", text)
        if self.edition.variant is not Variant.FOLLOW_UP:
            return (Cell(text),)
        when = schedule_wording(
            action.schedule_kind, action.starts_on, action.due_on, action.school_year, action.schedule_note
        )
        priority = Priority(action.priority).label if action.priority else "—"
        extra = (", ".join(action.people(Role.LEAD)) or "—", when or "—", priority, status_wording(action.status))
        return (Cell(text), *(Cell(format_html("<p>{}</p>", printable(value))) for value in extra))

    def _loose_block(self, theme: ThemeOutline, anchor: str) -> Block:
        columns = (Column("Action", 150.0), Column("Porteurs", 72.0), Column("Statut", 45.0))
        roles = (Role.LEAD, Role.OPERATOR, Role.CO_LEAD)
        rows = tuple(
            (
                self._fiche(action)[0],
                Cell(format_html("<p>{}</p>", printable(", ".join(action.people(*roles)) or "—"))),
                Cell(format_html("<p>{}</p>", status_wording(action.status))),
            )
            for action in theme.unattached
        )
        title = "Actions à rattacher"
        where = f"{theme.title} – " if theme.title else ""
        return Block(
            title=self._heading(title, anchor),
            continued=format_html('<p class="continued">{} (suite)</p>', title),
            bookmark=title,
            running=printable(f"{where}{title}"),
            anchor=anchor,
            columns=columns,
            rows=rows,
        )

    def _heading(self, title: str, anchor: str) -> SafeString:
        return format_html('<h{0} class="axis" id="{1}">{2}</h{0}>', self.level + 1, anchor, title)

    def _short_action(self) -> str:
        return self.edition.action_label.split(" ")[0]

    def _subtitle(self, theme: ThemeOutline) -> str:
        counts = []
        for level in self.levels:
            number = sum(1 for o in theme.walk() if o.level is level)
            labels = self.edition.labels(level)
            if number:
                counts.append(f"{number} {(labels.singular if number == 1 else labels.plural).lower()}")
        number = sum(1 for _ in theme.all_actions())
        if number:
            label = self.edition.action_label if number == 1 else self.edition.action_label_plural
            counts.append(f"{number} {label.lower()}")
        facts = [f"Annexe {theme.annexe_number}" if theme.annexe_number else "", theme.version_label, ", ".join(counts)]
        return " · ".join(fact[0].upper() + fact[1:] for fact in facts if fact)

    def _note(self, theme: ThemeOutline) -> SafeString:
        """« Numéros non attribués : 8, 12. » under the table, when the numbers of the theme have gaps."""
        numbers = {action.number for action in theme.all_actions() if action.number is not None}
        gaps = [n for n in range(1, max(numbers, default=0)) if n not in numbers] if len(numbers) > 1 else []
        if not gaps or len(gaps) > 30:
            return SafeString("")
        said = "Numéro non attribué" if len(gaps) == 1 else "Numéros non attribués"
        return format_html('<p class="gaps">{}</p>', printable(f"{said} : {', '.join(map(str, gaps))}."))


def _code(objective: ObjectiveOutline, name: str) -> str:
    """« AXE I », « OI 2 »: the code, preceded by the name of its level when it is a bare number."""
    if not objective.code:
        return name
    return objective.code if " " in objective.code else f"{name} {objective.code}"


def _labelled(code: str, title: str) -> SafeString:
    return format_html('<p class="code">{}</p><p>{}</p>', code.replace(" ", NBSP), printable(title))


def _prose(text: str) -> SafeString:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return format_html_join(
        "",
        "<p>{}</p>",
        ((printable(line.replace("- ", "– ", 1) if line.startswith("- ") else line),) for line in lines),
    )


def _plain(title: str) -> str:
    return title.replace("\u200b", "")
