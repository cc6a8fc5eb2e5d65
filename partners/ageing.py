"""Names that public life has replaced, recognised in the names that people type (domain.md 2.4)."""

import re
from dataclasses import dataclass

from accounts.text import fold
from partners.models import AgeingTerm


@dataclass(frozen=True, slots=True)
class AgeingNames:
    """The replaced names, by their folded form."""

    terms: dict[str, AgeingTerm]

    @classmethod
    def load(cls) -> "AgeingNames":
        """One query."""
        return cls({fold(term.old): term for term in AgeingTerm.objects.all()})

    def found_in(self, *names: str) -> AgeingTerm | None:
        """The first replaced name that stands as whole words in one of these names."""
        for name in names:
            said = f" {fold(name)} "
            for old, term in self.terms.items():
                if f" {old} " in said and not self._already_said(said, term):
                    return term
        return None

    def today(self, *names: str) -> list[str]:
        """These names with each replaced name put in today's words; nothing for a name that has not aged."""
        written = []
        for name in names:
            if name and (term := self.found_in(name)):
                pattern = re.compile(rf"\b{re.escape(fold(term.old))}\b")
                written.append(pattern.sub(fold(term.new), fold(name)))
        return written

    def otherwise(self, query: str) -> list[str]:
        """The same query with a replaced name in today’s words, and with today’s in those that it replaced."""
        said = f" {fold(query)} "
        pairs = [pair for old, term in self.terms.items() for pair in ((old, fold(term.new)), (fold(term.new), old))]
        found = [said.replace(f" {one} ", f" {other} ").strip() for one, other in pairs if f" {one} " in said]
        return list(dict.fromkeys(found))

    def renamed(self, name: str) -> str:
        """A name in today's words, its other words as they are; the same when it has not aged."""
        term = self.found_in(name)
        if term is None:
            return name
        if fold(name) == fold(term.old):
            return term.new[:1].upper() + term.new[1:]
        return re.sub(rf"\b{re.escape(term.old)}\b", term.new, name, flags=re.IGNORECASE)

    @staticmethod
    def _already_said(said: str, term: AgeingTerm) -> bool:
        return f" {fold(term.new)} " in said
