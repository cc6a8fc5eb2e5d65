"""What a reader of values gives, and how it says what it read."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T", covariant=True)

EXCERPT = 80  # characters of the text that a doubt quotes


@dataclass(frozen=True, slots=True)
class Value(Generic[T]):
    """`value` is what the text says, `None` when it says nothing that is understood.

    `doubt` is a sentence, in French and without its full stop, that gives the reading of a text that could be read
    otherwise: a warning. `note` is what was not understood, as written: it must be kept.
    """

    value: T | None = None
    doubt: str = ""
    note: str = ""

    @property
    def is_clear(self) -> bool:
        return self.value is not None and not self.doubt and not self.note


def excerpt(text: str) -> str:
    """The beginning of a text, on one line, as a doubt quotes it."""
    shown = " ".join(text.split())
    return shown if len(shown) <= EXCERPT else f"{shown[: EXCERPT - 1].rstrip()}…"


def reading(text: str, said: str, otherwise: str = "") -> str:
    """« 03/04/24 » lu comme le 3 avril 2024 (et non …)."""
    return f"« {excerpt(text)} » lu comme {said}" + (f" (et non {otherwise})" if otherwise else "")


def doubts(*said: str) -> str:
    """Several doubts as one sentence."""
    return " ; ".join(dict.fromkeys(sentence for sentence in said if sentence))
