"""Who and what the fiches name: partners with their roles, dispositifs, in the order of the alphabet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from accounts.text import fold
from actions.enums import Role
from annexes.contents.anchors import anchors_of, entry_of
from annexes.contents.order import placed
from annexes.edition import Edition
from annexes.outline import ActionOutline, PlanOutline

Named = Callable[[ActionOutline], Iterator[tuple[str, str]]]  # the names that a fiche gives, each with its role

SHORT_TITLE = 60  # characters that a fiche without a number is named by


@dataclass(frozen=True, slots=True)
class Reference:
    """A fiche as an index names it; `name` says it in full."""

    anchor: str
    short: str  # « 72 », or the beginning of its title
    name: str  # « Fiche 72 – Ouvrir la maison des parents »
    theme: str = ""  # where several themes number their fiches


@dataclass(frozen=True, slots=True)
class Mention:
    """The fiches where a name holds one role; dispositifs hold none."""

    role: str
    fiches: tuple[Reference, ...]

    def by_theme(self) -> Iterator[tuple[str, Sequence[Reference]]]:
        for theme, found in groupby(self.fiches, key=lambda one: one.theme):
            yield theme, tuple(found)


@dataclass(frozen=True, slots=True)
class IndexEntry:
    name: str
    mentions: tuple[Mention, ...]

    @property
    def letter(self) -> str:
        """The letter that it stands under: « E » for « École »; « # » for what begins with a figure."""
        first = fold(self.name)[:1]
        return first.upper() if first.isalpha() else "#"


def partner_index(outline: PlanOutline, edition: Edition) -> tuple[IndexEntry, ...]:
    """Every partner of the fiches, its roles in the order of `Role`; one that funds a fiche is a financeur of it."""
    partners = {fold(one.partner) for action in outline.all_actions() for one in action.participations}

    def named(action: ActionOutline) -> Iterator[tuple[str, str]]:
        for one in action.participations:
            yield one.partner, str(one.role.label)
        for line in action.fundings:
            if fold(line.funder) in partners:
                yield line.funder, str(Role.FUNDER.label)

    return _index(outline, edition, named, [str(role.label) for role in Role])


def scheme_index(outline: PlanOutline, edition: Edition) -> tuple[IndexEntry, ...]:
    """Every dispositif that fiches mobilise or that funds them."""
    return _index(outline, edition, _schemes, [""])


def _schemes(action: ActionOutline) -> Iterator[tuple[str, str]]:
    for name in (*action.schemes, *(line.scheme for line in action.fundings)):
        yield name, ""


def _index(outline: PlanOutline, edition: Edition, named: Named, roles: Sequence[str]) -> tuple[IndexEntry, ...]:
    """Names that differ by their case, accents or punctuation alone are one, as first written."""
    anchors = anchors_of(outline)
    several = len(outline.themes) > 1
    written: dict[str, str] = {}
    found: dict[str, dict[str, dict[str, Reference]]] = {}
    for theme, _, action in placed(outline):
        one = _reference(action, anchors[id(action)], edition, theme.title if several else "")
        for name, role in named(action):
            if key := fold(name):
                written.setdefault(key, name.strip())
                found.setdefault(key, {}).setdefault(role, {}).setdefault(one.anchor, one)
    return tuple(
        IndexEntry(
            written[key],
            tuple(Mention(role, tuple(found[key][role].values())) for role in roles if role in found[key]),
        )
        for key in sorted(found)
    )


def _reference(action: ActionOutline, anchor: str, edition: Edition, theme: str) -> Reference:
    title = action.title
    cut = title if len(title) <= SHORT_TITLE else f"{title[:SHORT_TITLE].rsplit(' ', 1)[0]}…"
    return Reference(anchor, action.reference or f"« {cut} »", entry_of(action.reference, title, edition), theme)
