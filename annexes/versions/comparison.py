"""What changed between two states of a plan: two frozen versions, or a version and today. Pure and linear.

What is told, object by object: the plan itself and its dossier, then themes, objectives and fiches in the order of
print. What was added, removed, put elsewhere or changed, and each field before and after as the outlines hold it;
`annexes.versions.telling` says them in words.

The lists of the directory that may go with an outline are no part of the plan and are not compared. The rank of a row
of effets attendus (`ExpectedEffects.group`) is layout: only its text is.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from annexes.comparing.addresses import addressed, readdressed
from annexes.comparing.pairs import Above, AnyNode, children_of, label_of, paths
from annexes.outline import (
    ActionOutline,
    FicheAddress,
    ObjectiveOutline,
    ObjectivePath,
    PlanOutline,
    ThemeOutline,
)
from annexes.versions.items import Item, ItemKind, compare_items, order_of
from annexes.versions.twins import Twins

UNATTACHED = "Actions à rattacher"
# What stands below: compared node by node.
LISTS: Mapping[type, tuple[str, ...]] = {
    PlanOutline: ("themes",),
    ThemeOutline: ("objectives", "unattached"),
    ObjectiveOutline: ("actions", "children"),
}
NOT_COMPARED: Mapping[type, tuple[str, ...]] = {PlanOutline: ("directory",)}
COMPARED: Mapping[type, tuple[Field[Any], ...]] = {
    kind: tuple(
        one
        for one in fields(kind)
        if one.compare and one.name not in (*LISTS.get(kind, ()), *NOT_COMPARED.get(kind, ()))
    )
    for kind in (PlanOutline, ThemeOutline, ObjectiveOutline, ActionOutline)
}

StandsUnder = Callable[[AnyNode], Above]


class DifferenceKind(StrEnum):
    ADDED = "ajout"
    REMOVED = "suppression"
    MOVED = "deplacement"
    CHANGED = "modification"

    @property
    def label(self) -> str:
        return {
            "ajout": "Ajout",
            "suppression": "Suppression",
            "deplacement": "Déplacement",
            "modification": "Modification",
        }[self.value]


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of an object; the side where the object is not holds the default of the field."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """One object of the plan and what happened to it.

    `of` is its class in the outline, `level` that of an objective; `theme` and `axis` are those that it stands in, as
    they are called today. `place` names what it stands under, from the top down, and `place_before` what it stood
    under. What moved may have changed too: then it has fields.
    """

    kind: DifferenceKind
    of: type
    label: str
    level: str = ""
    theme: str = ""
    axis: str = ""
    label_before: str = ""  # when it is called otherwise
    place: tuple[str, ...] = ()
    place_before: tuple[str, ...] = ()
    fields: tuple[FieldDifference, ...] = ()
    pk_before: int | None = None
    pk: int | None = None

    def is_a(self, kind: DifferenceKind) -> bool:
        """Whether it shows under that kind: what moved and changed shows under both."""
        return self.kind is kind or (kind is DifferenceKind.CHANGED and self.is_moved and bool(self.fields))

    @property
    def is_moved(self) -> bool:
        return self.kind is DifferenceKind.MOVED


@dataclass(frozen=True, slots=True)
class Comparison:
    """All the differences, in the order of print: what was removed stands where it stood."""

    differences: tuple[Difference, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not self.differences

    def counts(self) -> Counter[DifferenceKind]:
        return Counter(one.kind for one in self.differences)

    def only(self, kinds: Iterable[DifferenceKind]) -> "Comparison":
        """The differences of some kinds; all of them when none is given."""
        wanted = tuple(kinds)
        if not wanted:
            return self
        return Comparison(tuple(one for one in self.differences if any(one.is_a(kind) for kind in wanted)))


def compare(before: PlanOutline, after: PlanOutline) -> Comparison:
    """What changed from one state of a plan to another one."""
    tree = _Tree(before, after)
    return Comparison((*_own(before, after, tree.order_of_themes()), *tree.differences()))


def _own(before: PlanOutline, after: PlanOutline, of_themes: Iterable[FieldDifference]) -> Iterator[Difference]:
    """The plan itself, then what its dossier holds."""
    plain, nested = list(of_themes), []
    for one in COMPARED[PlanOutline]:
        old, new = getattr(before, one.name), getattr(after, one.name)
        if _holds_items(old) or _holds_items(new):
            nested.append((one.name, old, new))
        elif old != new:
            plain.append(FieldDifference(one.name, old, new))
    items = [item for name, old, new in nested for item in compare_items(name, old, new)]
    orders = [item for item in items if item.kind is ItemKind.ORDER and not item.place]
    plain += [FieldDifference(item.field, item.before, item.after) for item in orders]
    if plain:
        before_label = before.title if before.title != after.title else ""
        yield Difference(
            DifferenceKind.CHANGED, PlanOutline, after.title, label_before=before_label, fields=tuple(plain)
        )
    yield from (_told_item(item) for item in items if item not in orders)


def _holds_items(value: Any) -> bool:
    """Whether a field of the plan holds objects: a list of them, or one."""
    if isinstance(value, tuple):
        return bool(value) and hasattr(value[0], "__dataclass_fields__")
    return hasattr(value, "__dataclass_fields__")


def _told_item(item: Item) -> Difference:
    kinds = {
        ItemKind.ADDED: DifferenceKind.ADDED,
        ItemKind.REMOVED: DifferenceKind.REMOVED,
        ItemKind.CHANGED: DifferenceKind.CHANGED,
        ItemKind.ORDER: DifferenceKind.CHANGED,
    }
    if item.kind is ItemKind.ORDER:
        told: tuple[FieldDifference, ...] = (FieldDifference(item.field, item.before, item.after),)
    else:
        told = tuple(FieldDifference(*one) for one in item.fields)
    return Difference(
        kinds[item.kind],
        item.of,
        item.label,
        label_before=item.label_before,
        place=item.place,
        place_before=item.place,
        fields=told,
    )


class _Tree:
    """Themes, objectives and fiches."""

    def __init__(self, before: PlanOutline, after: PlanOutline) -> None:
        self.before, self.after = before, after
        self.twins = Twins(before, after)
        self.old_paths, self.new_paths = paths(before), paths(after)
        self.serves = self._paths_today()
        self.addresses = self._addresses_today()

    def differences(self) -> Iterator[Difference]:
        """In the order of print; what was removed follows its former elder."""
        ranked: list[tuple[int, int, Difference]] = []
        ranks: dict[int, int] = {}
        for rank, node in enumerate(_in_print(self.after), 1):
            ranks[id(node)] = rank
            if (told := self._node(node)) is not None:
                ranked.append((rank, 0, told))
        elder = 0
        for order, node in enumerate(_in_print(self.before), 1):
            twin = self.twins.after(node)
            if twin is None:
                ranked.append((elder, order, self._removed(node)))
            elif isinstance(twin, ThemeOutline) or not self.twins.is_moved(twin):
                elder = ranks[id(twin)]
        ranked.sort(key=lambda one: one[:2])
        yield from (told for _, _, told in ranked if not _is_nameless(told))

    def _node(self, node: AnyNode) -> Difference | None:
        known = self.twins.before(node)
        if known is None:
            return Difference(
                DifferenceKind.ADDED,
                type(node),
                label_of(node),
                level_of(node),
                *self._chapter(node, self.twins.stands_under),
                place=self._place(node, self.twins.stands_under, self.new_paths),
                fields=_filled(node, is_after=True),
                pk=node.pk,
            )
        is_moved = not isinstance(node, ThemeOutline) and self.twins.is_moved(node)
        changed = (*self._changed(known, node), *self._orders(known, node))
        if not (is_moved or changed):
            return None
        label, former = label_of(node), label_of(known)
        return Difference(
            DifferenceKind.MOVED if is_moved else DifferenceKind.CHANGED,
            type(node),
            label,
            level_of(node),
            *self._chapter(node, self.twins.stands_under),
            former if former != label else "",
            self._place(node, self.twins.stands_under, self.new_paths),
            self._place(known, self.twins.stood_under, self.old_paths),
            changed,
            known.pk,
            node.pk,
        )

    def _removed(self, node: AnyNode) -> Difference:
        return Difference(
            DifferenceKind.REMOVED,
            type(node),
            label_of(node),
            level_of(node),
            *self._chapter(node, self.twins.stood_under),
            place_before=self._place(node, self.twins.stood_under, self.old_paths),
            fields=_filled(node, is_after=False),
            pk_before=node.pk,
        )

    def _changed(self, known: AnyNode, node: AnyNode) -> Iterator[FieldDifference]:
        """The fields whose values differ, once what they name is called as it is today."""
        if known == node:
            return
        asked = self._as_named_today(known) if isinstance(known, ActionOutline) else known
        for one in COMPARED[type(node)]:
            old, new = getattr(asked, one.name), getattr(node, one.name)
            if old != new and not _is_same_effect(one.name, old, new):
                yield FieldDifference(one.name, getattr(known, one.name), new)

    def order_of_themes(self) -> Iterator[FieldDifference]:
        yield from self._orders(self.before, self.after)

    def _orders(self, known: AnyNode | PlanOutline, node: AnyNode | PlanOutline) -> Iterator[FieldDifference]:
        """The lists whose common nodes stand in another order."""
        for name in LISTS.get(type(node), ()):
            olds, news = getattr(known, name), getattr(node, name)
            here = {id(one) for one in olds}
            kept = [twin for one in news if (twin := self.twins.before(one)) is not None and id(twin) in here]
            still = {id(one) for one in kept}
            former = [one for one in olds if id(one) in still]
            if [id(one) for one in former] != [id(one) for one in kept]:
                today = [self.twins.after(one) for one in kept]
                yield FieldDifference(
                    order_of(name),
                    tuple(map(label_of, former)),
                    tuple(label_of(one) for one in today if one is not None),
                )

    def _chapter(self, node: AnyNode, above: StandsUnder) -> tuple[str, str]:
        """The theme and the axe that a node stands in, as they are called today if they still are."""
        axis = ""
        while not isinstance(node, ThemeOutline):
            if isinstance(node, ObjectiveOutline):
                axis = label_of(self.twins.after(node) or node)
            node = above(node)
        return label_of(self.twins.after(node) or node), axis

    def _place(self, node: AnyNode, above: StandsUnder, found: dict[int, ObjectivePath]) -> tuple[str, ...]:
        if isinstance(node, ThemeOutline):
            return ()
        place = above(node)
        if isinstance(place, ObjectiveOutline):
            return tuple(filter(None, found[id(place)]))
        loose = (UNATTACHED,) if isinstance(node, ActionOutline) else ()
        return (*filter(None, (place.title,)), *loose)

    def _paths_today(self) -> dict[ObjectivePath, ObjectivePath]:
        """The address of each objective of before as it is called today."""
        today: dict[ObjectivePath, ObjectivePath] = {}
        for theme in self.before.themes:
            for objective in theme.walk():
                if (twin := self.twins.after(objective)) is not None:
                    today.setdefault(self.old_paths[id(objective)], self.new_paths[id(twin)])
        return today

    def _addresses_today(self) -> dict[FicheAddress, FicheAddress]:
        new = {id(action): address for address, action in addressed(self.after)}
        return {
            address: new[id(twin)]
            for address, action in addressed(self.before)
            if (twin := self.twins.after(action)) is not None
        }

    def _as_named_today(self, known: ActionOutline) -> ActionOutline:
        renamed = readdressed(known, lambda address: self.addresses.get(address, address))
        if not renamed.also_serves:
            return renamed
        return replace(renamed, also_serves=tuple(self.serves.get(path, path) for path in renamed.also_serves))


def _in_print(outline: PlanOutline) -> Iterator[AnyNode]:
    """Every node, what stands above first, the fiches of an objective before the objectives below it."""
    stack: list[AnyNode] = list(reversed(outline.themes))
    while stack:
        node = stack.pop()
        yield node
        below = children_of(node)
        ordered = (
            below
            if isinstance(node, ThemeOutline)
            else sorted(below, key=lambda child: isinstance(child, ObjectiveOutline))
        )
        stack.extend(reversed(ordered))


def level_of(node: AnyNode) -> str:
    return node.level.value if isinstance(node, ObjectiveOutline) else ""


def _filled(node: AnyNode, *, is_after: bool) -> tuple[FieldDifference, ...]:
    """What an added or a removed node holds beside its title and its level."""
    told = []
    for one in COMPARED[type(node)]:
        value = getattr(node, one.name)
        if one.default is not MISSING and value != one.default:
            before, after = (one.default, value) if is_after else (value, one.default)
            told.append(FieldDifference(one.name, before, after))
    return tuple(told)


def _is_same_effect(name: str, old: Any, new: Any) -> bool:
    return name == "effects" and old is not None and new is not None and old.text == new.text


def _is_nameless(told: Difference) -> bool:
    """What stands in place of a theme in a plan without themes comes and goes with what hangs on it."""
    return told.of is ThemeOutline and not (told.label or told.label_before or told.fields)
