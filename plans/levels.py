"""What the kind of a plan says of its levels: which it uses, how they are called, which may stand under which."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.enums import Level, Numbering
from plans.models import PlanKind


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a kind: « Objectif général », « OG », « 1, 2, 3 »."""

    level: Level
    singular: str
    plural: str
    prefix: str = ""
    numbering: Numbering = Numbering.NONE

    @property
    def words(self) -> str:
        """Inside a sentence: « objectif général »."""
        return in_sentence(self.singular)

    def kicker(self, code: str) -> str:
        """What stands before a title: « Axe II », « OI 2 », « Pilier 1 », or nothing."""
        return code if not code or code.startswith(self.prefix) else f"{self.prefix} {code}"

    @property
    def words_plural(self) -> str:
        return in_sentence(self.plural)


@dataclass(frozen=True, slots=True)
class Ladder:
    """The levels of a kind from the top down; a kind that names none uses them all."""

    kind: PlanKind
    rungs: tuple[Rung, ...]
    declared: bool = True

    @classmethod
    def of(cls, kind: PlanKind) -> "Ladder":
        """One query."""
        fields = ("level", "singular", "plural", "prefix", "numbering")
        rows = kind.levels.order_by().values_list(*fields)
        rungs = [Rung(Level(level), one, many, prefix, Numbering(how)) for level, one, many, prefix, how in rows]
        if not rungs:
            every = tuple(Rung(level, level.label, level.label) for level in Level if level is not Level.ROOT)
            return cls(kind, every, declared=False)
        return cls(kind, tuple(sorted(rungs, key=lambda rung: rung.level.rank)))

    @property
    def first(self) -> Rung:
        """The level that a plan begins with: a theme is always optional, but where there is one it comes first."""
        return self.rungs[0]

    @property
    def lowest(self) -> Rung:
        return self.rungs[-1]

    def rung(self, level: str) -> Rung:
        """The rung of a level; of one that the kind does not use, by its general name."""
        found = next((rung for rung in self.rungs if rung.level == level), None)
        return found or Rung(Level(level), Level(level).label, Level(level).label)

    def under(self, above: str) -> list[Rung]:
        """The levels that may stand under `above`, the highest first."""
        return [rung for rung in self.rungs if not self.fault(rung.level, Level(above))]

    @property
    def beginnings(self) -> list[Rung]:
        """The levels that a plan is offered to begin with: the lowest one would stand there without a parent."""
        allowed = self.under(Level.ROOT)
        return [rung for rung in allowed if rung is not self.lowest] or allowed

    def below(self, level: str) -> Rung | None:
        """The next level in use."""
        return next((rung for rung in self.rungs if rung.level.rank > Level(level).rank), None)

    def fault(self, level: Level, above: Level) -> str:
        """Why `level` may not stand under `above`, in French, or nothing (rule V01).

        Lower than its parent, and on the next level in use unless the kind allows skipping. A theme is always optional:
        what comes after it may stand under the root.
        """
        name = self.rung(level).singular
        if level.rank <= above.rank:
            return f"Le niveau « {name} » ne se place pas sous le niveau « {self.rung(above).singular} »."
        if not self.declared:
            return ""
        used = {rung.level for rung in self.rungs}
        if level not in used:
            return f"Le type de plan « {self.kind} » n’a pas de niveau « {name} »."
        skipped = {one for one in used if above.rank < one.rank < level.rank} - {Level.THEME}
        if skipped and not self.kind.allows_skipping:
            missing = self.rung(min(skipped, key=lambda one: one.rank)).singular
            return f"Il manque un niveau « {missing} » au-dessus du niveau « {name} »."
        return ""


def in_sentence(name: str) -> str:
    """« Objectif général » as it stands inside a sentence; an acronym keeps its capitals."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def enumerated(names: Sequence[str]) -> str:
    """« axe, objectif général et objectif opérationnel »."""
    return " et ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""
