"""One column of a sheet of ours: its title, its field, how its cells are written and read, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from annexes import codecs

NOTE_LENGTH = 1500  # characters of the longest note


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the field of the outline; `to_cell` gives a str, int, float or date; `parse` takes a non-empty cell.

    A cell holds one of `choices`, or words of the reference list `vocabulary`, or records whose `parts` stand between
    « | »; `offers` names a list of the territory or of the plan that is offered and never imposed.
    """

    title: str
    name: str
    width: int = 16
    to_cell: Callable[[Any], Any] = lambda value: value
    parse: Callable[[Any], Any] = codecs.text_of
    choices: tuple[str, ...] = ()
    vocabulary: str = ""
    parts: str = ""
    offers: str = ""
    help: str = ""  # what the column holds, in a sentence
    format: str = "un texte"
    example: str = ""

    @property
    def is_several(self) -> bool:
        """Whether a cell may hold several values, one a line."""
        return bool(self.parts or self.vocabulary) or self.parse is codecs.words_of

    @property
    def note(self) -> str:
        """What a person should know before filling it, in a few lines; nothing for a column without help."""
        if not self.help:
            return ""
        lines = [self.help, f"Format : {self.format}."]
        if self.parts:
            lines.append(f"Entre les barres, dans l’ordre : {self.parts}.")
        if self.example:
            lines.append(f"Exemple : {self.example}")
        return "\n".join(lines)[:NOTE_LENGTH]


def line(title: str, name: str, width: int, text: str, example: str = "", *, offers: str = "") -> Column:
    """A text of one line."""
    return Column(title, name, width, offers=offers, help=text, format="un texte d’une ligne", example=example)


def prose(title: str, name: str, text: str, example: str = "", width: int = 40) -> Column:
    """A text of several lines."""
    words = "un texte ; Alt+Entrée va à la ligne, une ligne qui commence par « - » est une puce"
    return Column(title, name, width, help=text, format=words, example=example)


def number(title: str, name: str, text: str, example: str = "") -> Column:
    return Column(title, name, 9, parse=codecs.int_of, help=text, format="un nombre entier", example=example)


def day(title: str, name: str, text: str, example: str = "01/09/2026") -> Column:
    return Column(title, name, 12, parse=codecs.date_of, help=text, format="une date jour/mois/année", example=example)


def choice(title: str, name: str, kind: Any, width: int, text: str) -> Column:
    """One value of an enumeration, by its label."""
    labels = {member.value: str(member.label) for member in kind}
    return Column(
        title,
        name,
        width,
        lambda value: labels.get(value, ""),
        codecs.choice_of(kind),
        tuple(labels.values()),
        help=text,
        format="une valeur de la liste déroulante",
        example=next(iter(labels.values())),
    )


def flag(title: str, name: str, text: str) -> Column:
    return Column(
        title,
        name,
        9,
        lambda value: "oui" if value else "",
        codecs.flag_of,
        ("oui", "non"),
        help=text,
        format="oui ou non",
        example="oui",
    )


def words(title: str, name: str, text: str, example: str, *, vocabulary: str = "", offers: str = "") -> Column:
    """Several words, one a line: of a reference list, or of a list of the territory."""
    return Column(
        title,
        name,
        26,
        codecs.words_to_cell,
        codecs.words_of,
        vocabulary=vocabulary,
        offers=offers,
        help=text,
        format="une valeur par ligne (Alt+Entrée), parmi celles de la feuille « Listes »"
        + (" ou une nouvelle" if offers else ""),
        example=example,
    )


def records(
    title: str,
    name: str,
    width: int,
    codec: tuple[Callable[[Any], Any], Callable[[Any], Any]],
    parts: str,
    text: str,
    example: str,
    offers: str = "",
) -> Column:
    """Several records, one a line, their parts between bars."""
    to_cell, parse = codec
    return Column(
        title,
        name,
        width,
        to_cell,
        parse,
        parts=parts,
        offers=offers,
        help=text,
        format="une ligne par élément (Alt+Entrée), les parties séparées par « | »",
        example=example,
    )
