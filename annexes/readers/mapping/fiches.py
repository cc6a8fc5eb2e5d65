"""The fiche of a row of a flat sheet: who it is, then what each column says of it. What is not understood is kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.text import fold, one_line
from annexes.columns import THEME, TITLE_COLUMN
from annexes.columns.foreign import (
    CODE,
    DESCRIBED,
    DESCRIPTION,
    EFFECTS,
    LEVEL_OF,
    NOTE,
    NOTES,
    NUMBER,
    SCHEDULE,
    THEME_FIELDS,
)
from annexes.labels import Kind, Label, classify, read_labels
from annexes.outline import NoteOutline
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft
from annexes.readers.fields import bulleted, merge_fields
from annexes.readers.grid import Cell
from annexes.readers.mapping.cells import NOTES as NOTE_FIELDS
from annexes.readers.mapping.cells import ONE_LINE, read_cell
from annexes.readers.placing import note_objective, place_action
from annexes.readers.rubric_values import Told
from annexes.reading import Severity
from annexes.values.blanks import says_nothing

CODE_COLUMN, SUFFIX_COLUMN = "Code", "Suffixe du n°"
IDENTITY = frozenset({NUMBER, CODE_COLUMN, SUFFIX_COLUMN, TITLE_COLUMN})
PLACES = frozenset(
    {
        THEME,
        *THEME_FIELDS,
        *(f"{name}{suffix}" for name in LEVEL_OF for suffix in ("", CODE, DESCRIPTION, NOTE, EFFECTS)),
    }
)
LONGEST_TITLE = 300
_DATES = frozenset({"Début", "Échéance", "Année scolaire"})
_YEAR = re.compile(r"\b(20\d\d)\b")

Cells = Mapping[int, Cell]


@dataclass(slots=True)
class Fiches:
    """`fields` and `titles`: what each column fills and how it is called, by its position."""

    builder: Builder
    fields: Mapping[int, str]
    titles: Mapping[int, str]
    last: list[ActionDraft] = field(default_factory=list)  # of the row before, for a title merged over several rows
    known: dict[tuple[int, str], list[tuple[ActionDraft, dict[int, str]]]] = field(default_factory=dict)
    texts: dict[int, dict[int, str]] = field(default_factory=dict)  # by fiche: what its columns said already
    told: set[tuple[int, int]] = field(default_factory=set)  # the doubts that were said, by fiche column and cell
    scheduled: set[int] = field(default_factory=set)  # the fiches whose calendar is said in words

    def read(self, own: Cells, over: Cells, parent: ObjectiveDraft | None, others: Sequence[ObjectiveDraft]) -> None:
        """The fiches of a row whose own cells and covering cells are given; `others` are served by them too."""
        cells = {col: cell for col, cell in own.items() if self.fields[col] not in PLACES}
        identity = {self.fields[col]: cell for col, cell in cells.items() if self.fields[col] in IDENTITY}
        details = {col: cell for col, cell in cells.items() if self.fields[col] not in IDENTITY}
        title = identity.get(TITLE_COLUMN)
        if title is None and not identity and any(self.fields[col] == TITLE_COLUMN for col in over) and self.last:
            self._describe(self.last, details)  # the title is merged over this row
            return
        shared = {col: cell for col, cell in over.items() if self.fields[col] not in PLACES | IDENTITY}
        if title is not None and (says_nothing(title.text) or self._is_a_sentence(title, parent)):
            self.builder.ignore(title, "la cellule dit qu’il n’y a rien")
            title, identity = None, {key: cell for key, cell in identity.items() if key != TITLE_COLUMN}
        if title is None and not identity:
            self._without_fiche(details)
            return
        self.last = self._place(identity, parent, {**shared, **details})
        for action in self.last:
            action.also_serves += [o for o in others if o not in action.also_serves and action not in o.actions]
        self._describe(self.last, {**shared, **details})

    def _is_a_sentence(self, cell: Cell, parent: ObjectiveDraft | None) -> bool:
        """« Voir le thème Jeunesse » in place of a fiche: a note of the objective."""
        if parent is None or classify(one_line(cell.text)).kind is not Kind.REFERENCE:
            return False
        note_objective(self.builder, parent, one_line(cell.text), cell)
        return True

    # Who it is

    def _place(self, identity: Mapping[str, Cell], parent: ObjectiveDraft | None, cells: Cells) -> list[ActionDraft]:
        title = identity.get(TITLE_COLUMN)
        at = title or next(iter(identity.values()))
        labels = self._labels(title) if title is not None else [Label(Kind.ACTION)]
        number = identity.get(NUMBER) or identity.get(CODE_COLUMN)
        if number is not None:
            labels[0] = _numbered(labels[0], one_line(number.text))
        if SUFFIX_COLUMN in identity:
            labels[0] = replace(labels[0], suffix=one_line(identity[SUFFIX_COLUMN].text))
        found = [
            self._again(label, at, parent, cells) or place_action(self.builder, label, at, parent) for label in labels
        ]
        for cell in identity.values():
            self.builder.attach(cell)
        if NUMBER in identity and CODE_COLUMN in identity:
            found[0].code = one_line(identity[CODE_COLUMN].text)
        for action in found:
            known = self.known.setdefault((id(self.builder.theme), fold(action.title)), [])
            if all(one is not action for one, _ in known):
                known.append((action, {col: cell.text for col, cell in cells.items()}))
        return found

    def _labels(self, cell: Cell) -> list[Label]:
        """The fiches that a title names: by their labels (« Fiche 3 : … »), else one, of the whole text."""
        labels = read_labels(cell.lines)
        numbered = NUMBER in self.fields.values() or CODE_COLUMN in self.fields.values()
        fiches = [label for label in labels if label.kind is Kind.ACTION and (label.title or not numbered)]
        if fiches and fiches[0] is labels[0]:
            return fiches
        if len(labels) == 1 and labels[0].kind is Kind.NUMBERED and not numbered:
            return [replace(labels[0], kind=Kind.ACTION)]
        text = " ".join(cell.lines)
        if len(text) <= LONGEST_TITLE:
            return [Label(Kind.ACTION, title=text)]
        return [Label(Kind.ACTION, title=one_line(cell.lines[0]), more=tuple(cell.lines[1:]))]

    def _again(self, label: Label, cell: Cell, parent: ObjectiveDraft | None, cells: Cells) -> ActionDraft | None:
        """A fiche without a number met again word for word under another objective: it serves this one too."""
        if label.number or parent is None:
            return None
        for action, texts in self.known.get((id(self.builder.theme), fold(label.title)), ()):
            same = all(texts.get(col, "") == one.text for col, one in cells.items())
            if action.number is None and not action.code and same and action not in parent.actions:
                self.builder.attach(cell)
                if parent not in action.also_serves:
                    action.also_serves.append(parent)
                return action
        return None

    def _without_fiche(self, details: Cells) -> None:
        """A row that says something of a fiche that it does not name."""
        filled = [cell for cell in details.values() if not says_nothing(cell.text)]
        for cell in details.values():
            if cell not in filled:
                self.builder.ignore(cell, "la cellule dit qu’il n’y a rien")
        for cell in filled:
            self.builder.keep(cell, "aucune fiche sur cette ligne")
        if filled and TITLE_COLUMN in self.fields.values():
            self.builder.say(
                filled[0],
                Severity.WARNING,
                "no-title",
                "cette ligne décrit une fiche sans intitulé : elle n’est pas reprise",
                "écrivez l’intitulé de la fiche dans sa colonne ; en attendant, ses textes sont gardés à part",
            )

    # What is said of it

    def _describe(self, actions: Sequence[ActionDraft], cells: Cells) -> None:
        for col, cell in cells.items():
            key, title = self.fields[col], self.titles[col] or "sans titre"
            told = self._told(key, title, cell)
            for action in actions:
                if not self._is_new(action, col, cell):
                    continue
                _add(action, self._scheduled(action, key, told.fields))
                action.hints.extend(told.hints)
                self._keep_note(action, key, title, told)
            if not told.fields and not told.note:
                self.builder.ignore(cell, f"colonne « {title} » : la cellule dit qu’il n’y a rien")
            elif told.fields or key in NOTE_FIELDS:
                self.builder.attach(cell)
            else:
                self.builder.keep(cell, f"colonne « {title} » : gardée dans la description de la fiche")
            self._say(key, title, cell, told)

    def _scheduled(self, action: ActionDraft, key: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of a column without the kind of calendar that dates suppose, when a column says it in words."""
        if key == SCHEDULE and "schedule_kind" in values:
            self.scheduled.add(id(action))
        elif key in _DATES and id(action) in self.scheduled:
            return {name: value for name, value in values.items() if name != "schedule_kind"}
        return values

    def _told(self, key: str, title: str, cell: Cell) -> Told:
        if key != NOTES:
            return read_cell(key, cell.lines, cell.where)
        text = bulleted(cell.lines)
        if says_nothing(text):
            return Told({})
        year = _YEAR.search(title) or _YEAR.match(text)
        return Told({"notes": (NoteOutline(int(year[1]), text),)}) if year else Told({}, note=text)

    def _is_new(self, action: ActionDraft, col: int, cell: Cell) -> bool:
        """Whether a column says something that it did not say of this fiche on another row."""
        texts = self.texts.setdefault(id(action), {})
        before = texts.get(col)
        if before is not None and fold(cell.text) in before.split("\n"):
            return False
        texts[col] = fold(cell.text) if before is None else f"{before}\n{fold(cell.text)}"
        return True

    def _keep_note(self, action: ActionDraft, key: str, title: str, told: Told) -> None:
        if not told.note:
            return
        name = NOTE_FIELDS.get(key, "description")
        note = told.note if name != "description" or not title else _under(title, told.note)
        _add(action, {name: note})

    def _say(self, key: str, title: str, cell: Cell, told: Told) -> None:
        if (len(self.titles) * cell.row + cell.col, id(cell)) in self.told:
            return
        self.told.add((len(self.titles) * cell.row + cell.col, id(cell)))
        if told.doubt:
            kept = "le texte est gardé aussi" if told.note else "vérifiez cette lecture"
            self.builder.say(cell, Severity.WARNING, "unclear-value", f"colonne « {title} » : {told.doubt}", kept)
        elif told.note and key != DESCRIBED:
            place = "beside" if key in NOTE_FIELDS else "description"
            where = "dans la précision qui l’accompagne" if place == "beside" else "dans la description de la fiche"
            self.builder.say(
                cell,
                Severity.WARNING,
                "unclear-value",
                f"la valeur de la colonne « {title} » n’est pas comprise en entier",
                f"le texte est gardé {where}",
            )


def _numbered(label: Label, text: str) -> Label:
    """The label with the number of its own cell: « 12 », « 12 bis », « Fiche 12 », « 1.2.4 »."""
    for wording in (f"Fiche {text} : x", f"{text} : x"):
        found = classify(wording)
        if found.kind is Kind.ACTION and found.number and found.title == "x":
            return replace(label, number=found.number, suffix=found.suffix)
    return replace(label, number=text)


def _under(title: str, note: str) -> str:
    """« Observations : … », or the title above the lines."""
    return f"{title} :\n{note}" if "\n" in note else f"{title} : {note}"


def _add(action: ActionDraft, values: Mapping[str, Any]) -> None:
    """Add values to the fields of a fiche; those of one line are joined by « ; »."""
    values = dict(values)
    if "doubtful" in values:
        action.doubtful = values.pop("doubtful")
    for name in ONE_LINE & values.keys():
        text, new = str(action.fields.get(name, "")), str(values.pop(name)).replace("\n", " ; ")
        if new not in text.split(" ; "):
            action.fields[name] = f"{text} ; {new}" if text else new
    merge_fields(action.fields, values)
