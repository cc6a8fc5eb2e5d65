"""A partner named in words, where the software keeps no link to it: the one who does a step, a funder in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.text import fold

SHORTEST = 3  # characters of a name that is looked for inside a text


@dataclass(frozen=True, slots=True)
class Names:
    """What a partner is called, folded: its name, its acronym, its aliases."""

    folded: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> "Names":
        return cls(frozenset(filter(None, map(fold, names))))

    def are(self, text: str) -> bool:
        """Whether the text is one of these names, and nothing else."""
        return fold(text) in self.folded

    def stand_in(self, text: str) -> bool:
        """Whether the text holds one of these names, as whole words."""
        said = f" {fold(text)} "
        return any(f" {name} " in said for name in self.folded if len(name) >= SHORTEST)
