"""How the cells of a list are read and written: django-import-export’s widgets, in French, without a query a cell.

`clean` gives the value as an aggregate holds it and raises ValueError with a sentence; `render` gives a cell’s text.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import Any

from django.db import models
from import_export.fields import Field
from import_export.widgets import Widget

from accounts.text import clean, fold, one_line

SEPARATOR = ";"
SHOWN = 8  # choices named in a refusal
YES = frozenset(["oui", "o", "vrai", "true", "1", "x", "actif", "active"])
NO = frozenset(["non", "n", "faux", "false", "0", "inactif", "inactive"])
Lookup = Callable[[str, Mapping[str, Any]], "dict[str, Any] | None"]


class Column(Field):
    """A column of a list. `name` is the field of the aggregate; an empty cell of a `kept` column changes nothing."""

    def __init__(
        self, title: str, name: str, widget: Widget, *, also: tuple[str, ...] = (), kept: bool = False
    ) -> None:
        super().__init__(attribute=name, column_name=title, widget=widget)  # type: ignore[no-untyped-call]
        self.name = name
        self.kept = kept
        self.keys = {fold(word) for word in (title, *also)}


class Cell(Widget):
    """What a widget of django-import-export owes; typed."""

    def __init__(self) -> None:
        self.coerce_to_string = True


class TextCell(Cell):
    def __init__(self, *, lines: bool = False, change: Callable[[str], str] = str) -> None:
        super().__init__()
        self.lines = lines
        self.change = change

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        return self.change(clean(value).strip() if self.lines else one_line(value))

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class NumberCell(Cell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        text = one_line(value).replace(" ", "")
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) < 10):
            raise ValueError(f"« {text[:40]} » n’est pas un nombre entier.")
        return int(text)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else str(value)


class YesNoCell(Cell):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        said = fold(value)
        if said in YES:
            return True
        if said in NO:
            return False
        raise ValueError(f"« {one_line(value)[:40]} » : écrivez oui ou non.")

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "oui" if value else "non"


class ChoiceCell(Cell):
    def __init__(self, choices: type[models.TextChoices], what: str) -> None:
        super().__init__()
        self.what = what
        self.values = {fold(word): value for value, label in choices.choices for word in (value, str(label))}
        self.labels = {value: str(label) for value, label in choices.choices}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        if (found := self.values.get(fold(value))) is None:
            known = list(self.labels.values())
            near = get_close_matches(one_line(value), known, 3, 0.5) if len(known) > SHOWN else known
            said = ", ".join(near or known[:SHOWN])
            raise ValueError(
                f"« {one_line(value)[:40]} » n’est pas un {self.what} connu ({said}{'' if near else '…'})."
            )
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return self.labels.get(value, "")


class NamesCell(Cell):
    """Several names in one cell, as rows that hang on the object."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[dict[str, Any]]:
        names = {
            fold(one) or one: one_line(one) for one in value.replace("\n", SEPARATOR).split(SEPARATOR) if one.strip()
        }
        return [{"label": name} for name in sorted(names.values())]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{SEPARATOR} ".join(str(one) for one in value.all())


class WordsCell(Cell):
    """Several words of a reference list in one cell; `words` are by folded label."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        self.words: dict[str, dict[str, Any]] = {}

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[dict[str, Any]]:
        asked = [one_line(one) for one in value.replace("\n", SEPARATOR).split(SEPARATOR) if one.strip()]
        if unknown := [one for one in asked if fold(one) not in self.words]:
            raise ValueError(f"« {unknown[0][:60]} » n’est pas dans la liste « {self.what} ».")
        found = {self.words[fold(one)]["pk"]: self.words[fold(one)] for one in asked}
        return [found[pk] for pk in sorted(found)]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{SEPARATOR} ".join(str(one) for one in value.all())


class EntryCell(Cell):
    """Another object by its name; `find` is given the text and the row."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what
        self.find: Lookup = lambda text, row: None

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dict[str, Any] | None:
        text = one_line(value)
        if not text:
            return None
        if (found := self.find(text, row or {})) is None:
            raise ValueError(f"{self.what} « {text[:80]} » n’est pas dans l’annuaire.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return str(getattr(value, "name", value) or "")
