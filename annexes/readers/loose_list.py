"""Lines outside tables: titles of themes, axes and their numbers, instructions, and actions listed without a table."""

import re
from dataclasses import dataclass, field, replace

from accounts.text import fold, one_line
from actions.enums import Status
from annexes.labels import STRONG, Kind, Label, classify, continues, flat, read_labels
from annexes.readers.drafts import Builder, ObjectiveDraft
from annexes.readers.effects import announced, expect
from annexes.readers.fields import split_names
from annexes.readers.grid import Cell, Grid
from annexes.readers.hints import hint_continuation
from annexes.readers.holders import add_holders, split_holders
from annexes.readers.placing import LEVEL_OF, note_objective, place_action, place_objective
from annexes.readers.titles import EXPLICIT, POSSIBLE, read_ages, read_version, theme_title
from annexes.readers.totals import is_total, leave_out
from annexes.reading import Severity
from annexes.values.organisations import is_known
from plans.enums import Level

_STATUSES: tuple[tuple[re.Pattern[str], Status], ...] = (
    (
        re.compile(
            r"\b(?:mises? en (?:oeuvre|.uvre|place)|en cours|en place|engagees?|existantes?|menees?|conduites?)\b"
        ),
        Status.ONGOING,
    ),
    (re.compile(r"\b(?:realisees?|terminees?)\b"), Status.DONE),
    (re.compile(r"\b(?:poursuivies?|reconduites?|perennes?|permanentes?)\b"), Status.PERMANENT),
    (re.compile(r"\b(?:a (?:demarrer|engager|mettre en|venir)|prevues?)\b"), Status.TO_START),
    (re.compile(r"\b(?:retenues?|validees?)\b"), Status.APPROVED),
)
_LOOSE = "actions a rattacher"
_TO_COME = re.compile(r"\ba (?:mettre|demarrer|engager|mener|venir|conduire)\b")
# What, on the next line, shows that the line above it was the title of a theme.
_AFTER_A_TITLE = frozenset(
    {Kind.ANNEXE, Kind.VERSION, Kind.RUBRIC, Kind.AXIS, Kind.ROMAN, Kind.ACTIONS_HEADING, Kind.INSTRUCTION, Kind.THEME}
)


@dataclass(slots=True)
class Paragraphs:
    """The reader of lines, and what the lines before told it to expect."""

    builder: Builder
    expects_axis: bool = False
    axis_number: str = ""
    preamble: ObjectiveDraft | None = None  # the axis whose title has just been read
    listing: bool = False  # under « Actions … »: every line is an action
    status: Status | None = None
    bare: tuple[Kind, Label] | None = None  # « Fiche 3 » alone on its line: the next line is its title
    assume_list: bool = False  # no line announces a list: every short line is taken for an action
    loose: bool = False  # under « Actions à rattacher »: what follows hangs on nothing, and that is right
    effects_of: ObjectiveDraft | None = None  # under « Effets attendus : »: the lines below are those of this objective
    text_levels: set[Level] = field(default_factory=set)  # levels opened by lines, not by a table

    def read(self, cell: Cell, ahead: Cell | None = None) -> None:
        """Read one paragraph, or one row of a sheet that holds a single text. `ahead` is the next one."""
        if cell.is_contents:
            self.builder.ignore(cell, "table des matières")
            return
        if is_total([cell]):
            leave_out(self.builder, [cell])
            return
        if self._facts(cell, ahead):
            return
        for label in read_labels(cell.lines):
            self._line(replace(label, bullet=label.bullet or cell.bullet), cell, ahead)

    def _facts(self, cell: Cell, ahead: Cell | None) -> bool:
        """Read « Annexe II-2 · version de mars 2026 · remarque », which our print has under the title of a theme."""
        facts = " ".join(cell.lines).split(" · ")
        first = classify(facts[0])
        if len(facts) < 2 or first.kind not in (Kind.ANNEXE, Kind.VERSION):
            return False
        for rank, fact in enumerate(facts):
            label = first if not rank else classify(fact)
            if label.kind not in (Kind.ANNEXE, Kind.VERSION):
                label = replace(label, kind=Kind.INSTRUCTION, title=fact)
            self._about_theme(label, cell, ahead)
        self.listing = self.loose = False
        return True

    def takes_row(self, labels: list[list[Label]]) -> bool:
        """Whether a row of several cells is an action of the list that is open, and what stands beside it."""
        return (self.listing or self.assume_list) and all(
            label.kind not in STRONG and label.kind is not Kind.ROMAN for cell in labels for label in cell
        )

    def read_row(self, cells: list[Cell]) -> None:
        """An action and the cells beside it: organisations hold it, any other text is kept apart."""
        first, *beside = cells
        self.read(first)
        action = self.builder.last_action
        for cell in beside:
            names = split_names(cell.lines)
            if action is not None and action.cell is first and names and all(is_known(name) for name in names):
                add_holders(self.builder, action, names, cell)
                self.builder.attach(cell)
            else:
                self.builder.keep(cell, "texte à côté d’une action, dans une colonne sans en-tête")

    def sheet_begins(self) -> None:
        """Forget what the lines of another sheet announced."""
        self.table_begins()
        self.loose = False
        self.expects_axis, self.axis_number, self.status = False, "", None

    def table_begins(self) -> None:
        self.preamble = None
        self.listing = False
        self.bare = None
        self.effects_of = None

    def _line(self, label: Label, cell: Cell, ahead: Cell | None) -> None:
        preamble, self.preamble = self.preamble, None
        bare, self.bare = self.bare, None
        kind = label.kind
        if kind in (Kind.TEXT, Kind.NUMBERED, Kind.REFERENCE):
            if self._effects(label, cell):
                return
        elif kind is not Kind.SEPARATOR:
            self.effects_of = None
        if kind is Kind.SEPARATOR:
            self.builder.ignore(cell, "ligne de séparation")
            self.preamble = preamble
        elif kind is Kind.RUBRIC or (kind is Kind.AXIS and label.bare):
            self.expects_axis, self.axis_number, self.listing = True, label.number, False
            self.builder.ignore(cell, "intitulé de rubrique : il annonce l’axe qui suit")
        elif kind in LEVEL_OF or kind is Kind.OBJECTIVE or kind is Kind.ACTION:
            self._labelled(label, cell)
        elif kind is Kind.ROMAN or (kind is Kind.NUMBERED and self.expects_axis):
            self._axis(label, cell)
        elif kind in (Kind.VERSION, Kind.ANNEXE, Kind.INSTRUCTION):
            self._about_theme(label, cell, ahead)
        elif kind is Kind.ACTIONS_HEADING:
            self._begin_list(label, cell)
        elif bare is not None and kind in (Kind.TEXT, Kind.NUMBERED):
            self._labelled(replace(bare[1], kind=bare[0], title=label.raw), cell)
        elif not self._theme(label, cell, ahead):
            self._plain(label, cell, preamble)

    def _effects(self, label: Label, cell: Cell) -> bool:
        """Give a line to the effets attendus of the open objective, where « Effets attendus : » announced them."""
        text = label.raw or label.title
        objective = self.builder.deepest()
        heading = announced(text) if objective is not None and self.text_levels else None
        if heading is not None:
            self.effects_of, text = objective, heading
            self.listing = False
            self.builder.ignore(cell, "intitulé de rubrique : il annonce des effets attendus")
        elif self.effects_of is None or cell.style:
            self.effects_of = None
            return False
        if text and self.effects_of is not None:
            line = f"- {text}" if label.bullet else text
            expect(self.builder, self.builder.theme, [self.effects_of], line, cell, say=False)
            self.builder.attach(cell)
        return True

    def _labelled(self, label: Label, cell: Cell) -> None:
        if label.bare and label.kind is not Kind.ACTION:
            self.bare = (label.kind, label)
            self.builder.ignore(cell, "étiquette seule : son titre est à la ligne suivante")
            return
        if label.kind is Kind.ACTION:
            version = label.title.startswith("(") and classify(label.title).kind is Kind.VERSION
            if label.bare or version:
                self.bare = (label.kind, replace(label, title=""))
                self.builder.ignore(cell, "étiquette seule : son titre est à la ligne suivante")
                return
            place_action(self.builder, label, cell, self.builder.deepest())
        elif label.kind is Kind.AXIS:
            self._axis(label, cell)
        else:
            self.listing = False
            level = LEVEL_OF.get(label.kind, Level.INTERMEDIATE)
            place_objective(self.builder, level, label, cell)
            self.text_levels.add(level)

    def _axis(self, label: Label, cell: Cell) -> None:
        number = label.number or self.axis_number
        self.preamble = place_objective(self.builder, Level.AXIS, replace(label, number=number), cell)
        self.expects_axis, self.axis_number, self.listing = False, "", False

    def _about_theme(self, label: Label, cell: Cell, ahead: Cell | None) -> None:
        builder = self.builder
        # Above the title of the next theme, a line speaks of that one and not of the theme that ends.
        theme = builder.pending
        if builder.has_theme and (builder.theme.is_empty or label.kind is Kind.INSTRUCTION):
            theme = builder.theme
        if label.kind is Kind.ANNEXE:
            theme.annexe_number, theme.annexe_cell = label.number, cell
            if label.title and (found := theme_title(label.title, heading=True)):
                builder.name_theme(found, cell)
        elif label.kind is Kind.VERSION:
            version, when = read_version(label.title)
            theme = builder.theme if builder.has_theme and not self._title_follows(ahead) else theme
            theme.version_label, theme.version_date = version, when
        else:
            text = label.title
            note = text[1:-1].strip() if text.startswith("(") and text.endswith(")") else text
            if flat(note) == _LOOSE:
                builder.ignore(cell, "intitulé de rubrique : il annonce des actions sans rattachement")
            else:
                theme.note = f"{theme.note}\n{note}" if theme.note else note
            self.listing = self.loose = True
            builder.open = {}
        if not builder.is_settled(cell):
            builder.attach(cell)

    def _title_follows(self, ahead: Cell | None) -> bool:
        return (
            ahead is not None and theme_title(" ".join(ahead.lines), heading=_looks_like_a_heading(ahead)) is not None
        )

    def _begin_list(self, label: Label, cell: Cell) -> None:
        key = flat(label.title)
        status = next((status for pattern, status in _STATUSES if pattern.search(key)), None)
        self.status = Status.TO_START if status is Status.ONGOING and _TO_COME.search(key) else status
        under_text = self.builder.deepest() is not None and bool(self.text_levels) and self.status is None
        if not under_text:
            self.builder.open = {}
        self.listing = True
        self.builder.ignore(cell, "intitulé de rubrique : il annonce une liste d’actions")

    def _theme(self, label: Label, cell: Cell, ahead: Cell | None) -> bool:
        """Read the line as the title of a theme, if it is one."""
        text = label.raw or label.title
        announced_by = classify(ahead.lines[0].split(" · ")[0]).kind if ahead is not None else None
        heading = _looks_like_a_heading(cell) or announced_by in (Kind.ANNEXE, Kind.VERSION)
        found = theme_title(text, heading=heading)
        builder = self.builder
        if found is None or (self.expects_axis and found.strength < EXPLICIT):
            return False
        if found.strength == POSSIBLE and not self._fits_a_title(found.title, ahead):
            return False
        if found.strength < EXPLICIT and (self.listing or label.bullet) and not heading:
            return False
        theme = builder.name_theme(found, cell)
        if label.kind is Kind.THEME and label.number:
            theme.code = theme.code or label.number
        if found.version:
            theme.version_label, theme.version_date = read_version(found.version)
        self.listing, self.expects_axis = False, False
        self.status = None
        self.text_levels.clear()
        builder.attach(cell)
        return True

    def _fits_a_title(self, title: str, ahead: Cell | None) -> bool:
        if self.builder.has_theme and self.builder.theme.title and self.builder.theme.is_empty:
            return False
        if ahead is None or self.listing:
            return False
        text = " ".join(ahead.lines)
        return classify(text).kind in _AFTER_A_TITLE or read_ages(text) is not None or fold(title) in fold(text)

    def _plain(self, label: Label, cell: Cell, preamble: ObjectiveDraft | None) -> None:
        text, builder = label.raw or label.title, self.builder
        if self.expects_axis and not label.bullet:
            self._axis(Label(Kind.AXIS, text, raw=text), cell)
        elif (
            not (self.listing or label.bullet)
            and (ages := read_ages(text))
            and builder.has_theme
            and not builder.theme.ages
            and len(text) < 60
        ):
            builder.theme.ages = ages
            builder.attach(cell)
        elif self.listing or (self.assume_list and not cell.style):
            self._list_item(label, cell)
        elif preamble is not None and label.kind is not Kind.REFERENCE:
            preamble.description = f"{preamble.description}\n{text}" if preamble.description else text
            self.preamble = preamble
            builder.attach(cell)
        elif self.text_levels and (parent := builder.deepest()) is not None:
            self._under_objective(label, cell, parent)
        else:
            builder.keep(cell, "texte hors des tableaux")

    def _under_objective(self, label: Label, cell: Cell, parent: ObjectiveDraft) -> None:
        """A line under an objective that was itself a line: a bullet is an action, a sentence a note."""
        text = label.raw or label.title
        if label.bullet:
            self._list_item(label, cell)
        elif label.kind is Kind.REFERENCE:
            note_objective(self.builder, parent, text, cell)
        else:
            parent.description = f"{parent.description}\n{text}" if parent.description else text
            self.builder.attach(cell)

    def _list_item(self, label: Label, cell: Cell) -> None:
        text = one_line(label.raw or label.title)
        if (text.endswith(":") and not label.bullet) or (cell.style and not self.assume_list):
            self.builder.keep(cell, "intertitre dans une liste d’actions")
            return
        last = self.builder.last_action
        if last is not None and continues(text) and not label.bullet:
            self.builder.keep(cell, "suite probable de la ligne précédente, à joindre à la main")
            hint_continuation(last, f"{last.title} {text}", cell)
            self.builder.say(
                cell,
                Severity.WARNING,
                "lone-continuation",
                "cette ligne semble continuer la précédente",
                f"à joindre à l’action « {last.title[:80]} »",
            )
            return
        item = label if label.kind is Kind.NUMBERED and "." not in label.number else Label(Kind.ACTION, text)
        title, partners = split_holders(item.title)
        parent = self.builder.deepest()
        action = place_action(self.builder, replace(item, title=title), cell, parent)
        if self.status is not None:
            action.fields["status"] = self.status
        if partners:
            add_holders(self.builder, action, partners, cell)


def read_lines(paragraphs: Paragraphs, grid: Grid, after: Cell | None) -> None:
    """Read a run of lines; `after` is the cell that follows it in the file."""
    cells = list(grid.cells())
    for cell, ahead in zip(cells, [*cells[1:], after], strict=True):
        paragraphs.read(cell, ahead)


def _looks_like_a_heading(cell: Cell) -> bool:
    return cell.style > 0 or " ".join(cell.lines).isupper()
