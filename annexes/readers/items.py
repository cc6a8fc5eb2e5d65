"""The labels of a row of a table, each with its level: by its wording first, by its column when it bears no label."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final, Literal

from accounts.text import fold
from annexes.labels import Kind, Label, classify, continues, flat
from annexes.readers.drafts import LEVELS, ActionDraft, Builder, ObjectiveDraft
from annexes.readers.grid import Cell
from annexes.readers.headers import Column, Header
from annexes.readers.hints import hint_continuation
from annexes.readers.placing import LEVEL_OF
from annexes.readers.scales import split_scale
from annexes.reading import Severity
from annexes.wordings import NO_FICHE
from plans.enums import Level


class _Unknown(Enum):
    UNKNOWN = "unknown"


_REMARK = re.compile(r"\bfiches?\b|\b(?:est|sont|sera|seront|figurent?|releve|relevent)\b")
UNKNOWN: Final = _Unknown.UNKNOWN  # the level of a text without a label
COLUMN_OF_LEVEL = {
    Level.AXIS: Column.AXIS,
    Level.INTERMEDIATE: Column.INTERMEDIATE,
    Level.OPERATIONAL: Column.OPERATIONAL,
}
LEVEL_OF_COLUMN = {column: level for level, column in COLUMN_OF_LEVEL.items()}
NOUNS = {
    Level.AXIS: "un axe",
    Level.INTERMEDIATE: "un objectif intermédiaire",
    Level.OPERATIONAL: "un objectif opérationnel",
    None: "une fiche",
}


@dataclass(frozen=True, slots=True)
class Item:
    """One label of a row, with its level (`None` for a fiche), whether it bears a label at all, and its cell."""

    level: Level | None
    label: Label
    cell: Cell
    labelled: bool = True
    scale: str = ""  # « À l’échelle de l’agglomération », written above it in its cell

    @property
    def rank(self) -> int:
        return LEVELS.index(self.level) if self.level else len(LEVELS)


@dataclass(slots=True)
class Items:
    """What the cells of one grid are; `labelled` are the levels that bear labels in it (`None` for fiches)."""

    builder: Builder
    labelled: frozenset[Level | None]
    untitled: set[int] = field(default_factory=set)  # the columns of which it was said that nothing tells their use
    unnumbered: Cell | None = None  # the last cell of which it was said that its fiches have no number

    def read(self, cell: Cell, labels: list[Label], column: Column | None, header: Header, *, lone: bool) -> list[Item]:
        """The labels of a cell with their levels. `lone` says that no other cell of the row holds anything."""
        found: list[Item] = []
        scale = ""
        for scale, block in _blocks(labels, column):
            items = self._block(cell, block, column, header, lone=lone)
            found.extend(replace(item, scale=scale) for item in items)
        if not found and not self.builder.is_settled(cell):
            if scale:
                self.builder.keep(cell, "échelle sans fiche au-dessous")
            else:
                self.builder.ignore(cell, "signe qui tient lieu de cellule vide")
        return found

    def _block(
        self, cell: Cell, labels: list[Label], column: Column | None, header: Header, *, lone: bool
    ) -> list[Item]:
        found: list[Item] = []
        rest: list[Label] = []
        for label in labels:
            level = _level(label, column, header)
            if level is not UNKNOWN:
                found.append(Item(level, label, cell))
            elif label.kind is not Kind.SEPARATOR:
                rest.append(label)
        return [*found, *self._rest(cell, rest, column, header, lone=lone, beside=bool(found))]

    def _rest(
        self, cell: Cell, labels: list[Label], column: Column | None, header: Header, *, lone: bool, beside: bool
    ) -> list[Item]:
        """What the lines of a cell without a label are, by their column; `beside` others that bear one."""
        if not labels:
            return []
        text = " ".join(label.raw or label.title for label in labels)
        if beside:
            self.builder.say(
                cell,
                Severity.WARNING,
                "text-beside-label",
                "une partie de cette cellule n’a pas d’étiquette",
                f"gardée comme remarque de l’objectif : « {text[:120]} »",
            )
            return [Item(None, Label(Kind.REFERENCE, text), cell)]
        level = LEVEL_OF_COLUMN.get(column) if column else None
        if level is not None:
            return self._unlabelled_objective(cell, labels, level, text, header, lone=lone)
        if column in (Column.ACTION, Column.TITLE):
            return self._unlabelled_actions(cell, labels, text)
        name = header.names.get(cell.col, "")
        where = f"la colonne « {name[:80]} », qui n’est pas connue" if name else "une colonne sans en-tête"
        self.builder.keep(cell, f"texte dans {where}")
        if not lone and header.columns and cell.col not in self.untitled:
            self.untitled.add(cell.col)
            self.builder.say(
                cell,
                Severity.WARNING,
                "untitled-column",
                f"les textes de cette colonne n’ont pas été lus : c’est {where}",
                "donnez-lui un titre (axe, objectif, action…) dans le fichier, ou choisissez une autre disposition",
            )
        return []

    def _unlabelled_objective(
        self, cell: Cell, labels: list[Label], level: Level, text: str, header: Header, *, lone: bool
    ) -> list[Item]:
        builder = self.builder
        current = builder.open.get(level)
        if current is not None and fold(current.title) in (fold(text), fold(_joined(labels)[0])):
            builder.attach(cell)
            return [Item(level, Label(Kind.TEXT, current.title, current.number), cell)]
        if current is not None and _is_continued(current.title, text, labelled=level in self.labelled):
            self._continuation(cell, text, current)
            return []
        if level is Level.AXIS and header.axis_number and (current is None or current.number != header.axis_number):
            return [Item(level, Label(Kind.TEXT, text, header.axis_number), cell, labelled=False)]
        if level is Level.AXIS and lone and (header.axis_number or level in self.labelled):
            builder.keep(cell, "texte sous les lignes du tableau")
            return []
        if level is Level.AXIS and header.axis_number:
            return [Item(level, Label(Kind.TEXT, text, header.axis_number), cell, labelled=False)]
        lines = _joined(labels)
        if level not in self.labelled and (level is Level.OPERATIONAL or _is_a_list(labels)):
            return [Item(level, Label(Kind.TEXT, line), cell, labelled=False) for line in lines]
        if level in self.labelled:
            builder.say(
                cell,
                Severity.WARNING,
                "objective-without-number",
                f"{NOUNS[level]} n’a pas de numéro, alors que les autres en ont un",
                "lu comme un objectif sans numéro",
            )
        if text.isupper():
            return [Item(level, Label(Kind.TEXT, text), cell, labelled=False)]
        return [Item(level, Label(Kind.TEXT, lines[0], more=tuple(lines[1:])), cell, labelled=False)]

    def _unlabelled_actions(self, cell: Cell, labels: list[Label], text: str) -> list[Item]:
        builder = self.builder
        if fold(text) == NO_FICHE:
            builder.ignore(cell, "la cellule dit qu’il n’y a aucune fiche")
            return []
        remark = None in self.labelled and text.endswith(".") and _REMARK.search(flat(text)) is not None
        if remark or labels[0].kind is Kind.REFERENCE or classify(text).kind is Kind.REFERENCE:
            return [Item(None, Label(Kind.REFERENCE, text), cell)]
        last = builder.last_action
        if last is not None and _is_continued(last.title, text, labelled=None in self.labelled):
            self._continuation(cell, text, last)
            return []
        items = [Item(None, Label(Kind.ACTION, line), cell) for line in _joined(labels)]
        if None in self.labelled and cell is not self.unnumbered:
            self.unnumbered = cell
            builder.say(
                cell,
                Severity.WARNING,
                "fiche-without-number",
                "ce texte n’a pas de numéro de fiche, alors que les autres en ont un",
                "lu comme une fiche sans numéro",
            )
        elif None not in self.labelled and self.unnumbered is None:
            self.unnumbered = cell
            builder.say(
                cell,
                Severity.INFO,
                "fiches-without-number",
                "les fiches de ce tableau n’ont pas de numéro",
                "lues sans numéro, une par paragraphe",
            )
        return items

    def _continuation(self, cell: Cell, text: str, draft: ObjectiveDraft | ActionDraft) -> None:
        title = draft.title
        joined = title.removesuffix("-") + text if title.endswith("-") else f"{title} {text}"
        hint_continuation(draft, joined, cell)
        self.builder.keep(cell, "suite probable d’une cellule coupée, à joindre à la main")
        self.builder.say(
            cell,
            Severity.WARNING,
            "lone-continuation",
            f"ce texte semble être la suite de {draft.name}, coupée par un saut de page",
            f"à joindre : « …{joined[-120:]} »",
        )


def labelled_levels(cells: Iterable[list[Label]]) -> frozenset[Level | None]:
    """The levels that bear labels somewhere in the grid; `None` stands for fiches."""
    found: set[Level | None] = set()
    for labels in cells:
        for label in labels[:1]:
            if label.kind in LEVEL_OF and label.number and label.title:
                found.add(LEVEL_OF[label.kind])
            elif label.kind is Kind.ACTION and label.number:
                found.add(None)
            elif label.kind is Kind.ROMAN:
                found.add(Level.AXIS)
    return frozenset(found)


def _level(label: Label, column: Column | None, header: Header) -> Level | Literal[_Unknown.UNKNOWN] | None:
    """The level that a label says, `None` for a fiche, `UNKNOWN` when it says none."""
    if label.kind is Kind.ACTION:
        return None
    if (
        label.kind is Kind.INTERMEDIATE
        and column is Column.AXIS
        and flat(label.raw).startswith(("enjeu", "ambition", "finalite"))
    ):
        return Level.AXIS
    if label.kind in LEVEL_OF:
        return LEVEL_OF[label.kind]
    hinted = LEVEL_OF_COLUMN.get(column) if column else None
    if label.kind is Kind.OBJECTIVE:
        return hinted or Level.INTERMEDIATE
    if label.kind is Kind.ROMAN and (hinted or not header.columns):
        return hinted or Level.AXIS
    if label.kind is Kind.NUMBERED and hinted:
        return hinted
    if label.kind is Kind.NUMBERED and column in (Column.ACTION, Column.TITLE):
        return None
    return UNKNOWN


def _blocks(labels: list[Label], column: Column | None) -> Iterator[tuple[str, list[Label]]]:
    """The labels of a cell by scale: those above the first line that names one, then those under each of them."""
    scale, block = "", list[Label]()
    for label in labels:
        found = split_scale(label) if column in (Column.ACTION, Column.TITLE) else None
        if found is None:
            block.append(label)
            continue
        if block or scale:
            yield scale, block
        scale, action = found
        block = [replace(label, kind=Kind.TEXT, title=action, raw=action)] if action else []
    yield scale, block


def _joined(labels: list[Label]) -> list[str]:
    """The lines of a cell, each with those that continue it."""
    out: list[str] = []
    for label in labels:
        line = label.raw or label.title
        if out and continues(line) and not label.bullet:
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return out


def _is_a_list(labels: list[Label]) -> bool:
    return len(labels) > 1 and all(label.bullet for label in labels)


def _is_continued(title: str, text: str, *, labelled: bool) -> bool:
    """Whether `text` goes on with `title`; where nothing bears a label, small letters alone do not tell."""
    return continues(text) and (labelled or title.endswith(("-", ",")) or not text[:1].islower())
