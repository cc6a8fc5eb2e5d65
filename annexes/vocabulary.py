"""The reference lists as words: what a sheet shows for a code, and back. No database here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.text import fold


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Per list (`domains`, `audiences`, `scales`, `child_times`, `charter_axes`): code → label, in its order."""

    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _codes: dict[str, dict[str, str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        codes = {
            name: {fold(label): code for code, label in pairs.items()} | {fold(code): code for code in pairs}
            for name, pairs in self.labels.items()
        }
        object.__setattr__(self, "_codes", codes)

    def label(self, name: str, code: str) -> str:
        """The label of a code; an unknown code is written as it is."""
        return self.labels.get(name, {}).get(code, code)

    def code(self, name: str, text: str) -> str | None:
        """The code whose label or code is that text, case and accents aside; None when there is none."""
        return self._codes.get(name, {}).get(fold(text))
