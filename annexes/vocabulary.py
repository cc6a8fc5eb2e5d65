"""The reference lists as words: what a sheet shows for a code, and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.text import fold


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Per list (`domains`, `audiences`, `scales`, `child_times`): code → label, in the order of the list."""

    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, name: str, code: str) -> str:
        """The label of a code; an unknown code is written as it is."""
        return self.labels.get(name, {}).get(code, code)

    def code(self, name: str, text: str) -> str | None:
        """The code whose label or code is that text, case and accents aside; None when there is none."""
        return self._codes(name).get(fold(text))

    def _codes(self, name: str) -> dict[str, str]:
        pairs = self.labels.get(name, {}).items()
        return {fold(key): code for code, label in pairs for key in (code, label)}
