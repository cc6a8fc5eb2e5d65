"""What people do to the tree of a plan: each change is one transaction under its lock, recorded, and may be undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

from accounts.aggregates import bare, content, contents
from accounts.enums import Change, Origin
from accounts.history import new_batch, record, record_many, revision, undo_batch
from accounts.models import Revision, User
from plans import tree
from plans.enums import SIGNED_STATUSES, Level
from plans.hanging import Moving, registered
from plans.levels import Ladder
from plans.models import EffectGroup, Objective, Plan, StructureChange
from plans.numbering import Coded, NewCode, renumbered

KEPT = 30  # changes of a plan that may be undone, one after the other
NAME_LENGTH = 80

Way = Literal["up", "down"]
Layout = Sequence[tuple[int, int | None]]


class Stale(Exception):
    """The tree is not any more what the person was shown; nothing is written. The message is for her."""


class CannotUndo(Exception):
    """The change has to stay; the message says why, in French."""


class CannotRenumber(Exception):
    """The codes have to stay; the message says why, in French."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An objective to be added; `above` is the rank of its parent among the drafts, None for the place asked for."""

    level: Level
    title: str = ""
    code: str = ""
    above: int | None = None
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, in words, and the key of the objective to come back to."""

    sentence: str
    focus: int | None
    keys: tuple[int, ...] = ()
    twin_code: str = ""  # the code that it shares with a neighbour since it moved


def named(objective: Objective) -> str:
    """« OG 2 : Grandir au bord de l’eau », cut where it is long."""
    said = str(objective) or "(sans intitulé)"
    return f"« {said if len(said) <= NAME_LENGTH else said[: NAME_LENGTH - 1].rstrip() + '…'} »"


def add_objectives(
    *, plan: Plan, parent_id: int, after_id: int | None, drafts: Sequence[Draft], by: User | None
) -> Done:
    """Add objectives under a parent: last, or after one of its children while it is still there.

    Raise CannotPlace (rule V01); Stale when the parent is gone.
    """
    batch = new_batch()
    with tree.lock_plans(plan.pk):
        before = tree.layout(plan.pk)
        parent = Objective.objects.filter(plan=plan, pk=parent_id).first()
        if parent is None:
            raise Stale("L’objectif sous lequel vous ajoutez a été supprimé entre-temps : rien n’est ajouté.")
        _check_levels(Ladder.of(plan.kind), parent, drafts)
        fresh = [_objective(plan, draft) for draft in drafts]
        tree.write_tree(plan_id=plan.pk, nodes=_with_drafts(before, parent_id, after_id, drafts, fresh))
        found = contents(Objective, [one.pk for one in fresh])
        record_many(
            revision(
                Change.CREATED, one, by=by, territory=plan.territory, plan_key=plan.pk, after=found[one.pk], batch=batch
            )
            for one in fresh
        )
        many = f" et de {len(fresh) - 1} autre{'s' if len(fresh) > 2 else ''}" if len(fresh) > 1 else ""
        sentence = f"Ajout de {named(fresh[0])}{many}"
        remember(plan, by, sentence, batch, before, fresh[0].pk)
        return Done(sentence, fresh[-1].pk, tuple(one.pk for one in fresh))


def shift(*, plan: Plan, objective_id: int, neighbour_id: int, way: Way, by: User | None) -> Done:
    """Exchange an objective with the sibling that the person saw above or below it. Raise Stale if it moved."""
    with tree.lock_plans(plan.pk):
        objective = find_objective(plan, objective_id)
        siblings = list(objective.get_siblings(include_self=True).values_list("pk", flat=True))
        rank = siblings.index(objective_id) + (-1 if way == "up" else 1)
        if not 0 <= rank < len(siblings) or siblings[rank] != neighbour_id:
            raise Stale(f"L’ordre autour de {named(objective)} a changé entre-temps : rien n’est déplacé.")
        verb = "Montée" if way == "up" else "Descente"
        position: tree.Position = "left" if way == "up" else "right"
        return _move(plan, objective, neighbour_id, position, f"{verb} de {named(objective)}", by)


def move_under(
    *,
    plan: Plan,
    objective_id: int,
    seen_parent: int,
    parent_id: int,
    first: bool,
    by: User | None,
    renumber: bool = False,
) -> Done:
    """Move a branch under another parent, first or last there.

    Raise Stale when somebody moved it, or deleted one of them; CannotPlace (rules V01, V10), and when what hangs there
    may not follow.
    """
    with tree.lock_plans(plan.pk):
        objective = find_objective(plan, objective_id)
        if objective.parent_id != seen_parent:
            raise Stale(f"{named(objective)} a été déplacé entre-temps par une autre personne : rien n’est déplacé.")
        parent = Objective.objects.filter(plan=plan, pk=parent_id).first()
        if parent is None:
            raise Stale("La destination a été supprimée entre-temps : rien n’est déplacé.")
        where = named(parent) if parent.parent_id else "au premier niveau du plan"
        sentence = f"Déplacement de {named(objective)} {'sous ' if parent.parent_id else ''}{where}"
        return _move(plan, objective, parent_id, "first-child" if first else "last-child", sentence, by, renumber)


def new_codes(plan: Plan, under: int | None = None) -> tuple[list[NewCode], str]:
    """What renumbering would change, in the order of print, and the digest of that. Two queries."""
    fields = ("pk", "parent_id", "level", "code", "title")
    rows = Objective.objects.filter(plan=plan).order_by("lft").values_list(*fields)
    nodes = [Coded(pk, parent, Level(level), code, title) for pk, parent, level, code, title in rows]
    changes = renumbered(Ladder.of(plan.kind), nodes, under)
    return changes, digest(f"{one.pk} {one.old} {one.new}" for one in changes)


def renumber_codes(*, plan: Plan, under: int | None, seen: str, by: User | None) -> Done:
    """Give the codes that the preview showed. Raise Stale when it would be another; CannotRenumber once signed."""
    batch = new_batch()
    with tree.lock_plans(plan.pk):
        plan.refresh_from_db(fields=["status"])
        if plan.status in SIGNED_STATUSES:
            raise CannotRenumber("Ce plan est signé : ses codes sont ceux du document signé, ils ne changent plus.")
        changes, now = new_codes(plan, under)
        if now != seen:
            raise Stale("Les codes ont changé entre-temps : relisez la nouvelle proposition.")
        keys = [one.pk for one in changes]
        before, codes = contents(Objective, keys), {one.pk: one.new for one in changes}
        objectives = list(Objective.objects.filter(pk__in=keys))
        for objective in objectives:
            objective.code = codes[objective.pk]
            objective.prepare()
        Objective.objects.bulk_update(objectives, ["code", "search_text"])
        record_many(
            revision(
                Change.EDITED, one, by=by, territory=plan.territory, plan_key=plan.pk,
                before=before[one.pk], after={**before[one.pk], "code": one.code}, origin=Origin.BULK, batch=batch,
            )
            for one in objectives
        )  # fmt: skip
        sentence = f"Renumérotation de {len(keys)} objectif{'s' if len(keys) > 1 else ''}"
        remember(plan, by, sentence, batch, tree.layout(plan.pk), under)
        return Done(sentence, under)


def last_change(plan: Plan) -> StructureChange | None:
    """The change that would be undone now, whether or not the tree is still as it left it. One query."""
    return plan.structure_changes.filter(is_undone=False).select_related("actor").defer("before").first()


def layout_digest(places: Layout) -> str:
    """The digest of a tree given as the key and the parent of each objective, depth first."""
    return digest(f"{pk}:{parent}" for pk, parent in places)


def undo(*, plan: Plan, change_id: int, by: User) -> Done:
    """Take the last change of the tree back, whole or not at all. Raise CannotUndo, in words."""
    with tree.lock_plans(plan.pk):
        change = plan.structure_changes.filter(is_undone=False).first()
        if change is None or change.pk != change_id:
            raise CannotUndo("Ce changement n’est plus le dernier : rien n’est annulé.")
        if layout_digest(tree.layout(plan.pk)) != change.after:
            raise CannotUndo("L’arbre a changé depuis : rien n’est annulé.")
        lines = Revision.objects.filter(batch=change.batch, territory=plan.territory).count()
        undone = undo_batch(change.batch, territory=plan.territory, by=by)
        if undone.done < lines:
            raise CannotUndo(f"Rien n’est annulé. {' '.join(undone.refused)}")
        places: Layout = [(pk, parent) for pk, parent in change.before]
        now = dict(tree.layout(plan.pk))
        if now.keys() != dict(places).keys():
            raise CannotUndo("Un objectif n’a pas pu reprendre sa place : rien n’est annulé.")
        tree.arrange(plan_id=plan.pk, places=places)
        change.is_undone = True
        change.save(update_fields=["is_undone"])
        focus = change.focus if change.focus in now else None
        lost = f" {' '.join(undone.refused)}" if undone.refused else ""
        return Done(f"Annulé : {change.sentence[:1].lower()}{change.sentence[1:]}.{lost}", focus)


def _move(
    plan: Plan,
    objective: Objective,
    target_id: int,
    position: tree.Position,
    sentence: str,
    by: User | None,
    renumber: bool = False,
) -> Done:
    batch, before = new_batch(), tree.layout(plan.pk)
    was, theme = content(objective), theme_above(objective)
    moved = tree.move(plan_id=plan.pk, objective_id=objective.pk, target_id=target_id, position=position)
    if layout_digest(tree.layout(plan.pk)) == layout_digest(before):
        return Done(f"{named(moved)} est déjà à cette place.", moved.pk)
    if moved.parent_id != objective.parent_id:
        _leave_group(plan, moved, by, batch)
        if (new_theme := theme_above(moved)) != theme:
            keys = tuple(moved.get_descendants(include_self=True).order_by("lft").values_list("pk", flat=True))
            for hanging in registered():
                if hanging.follow:
                    hanging.follow(Moving(plan, keys, new_theme, by, batch, renumber))
    _record_move(moved, was, plan, by, sentence, batch)
    remember(plan, by, sentence, batch, before, moved.pk)
    twins = Objective.objects.filter(parent=moved.parent_id, level=moved.level, code=moved.code).exclude(pk=moved.pk)
    return Done(sentence, moved.pk, twin_code=moved.code if moved.code and twins.exists() else "")


def _record_move(moved: Objective, was: dict[str, Any], plan: Plan, by: User | None, sentence: str, batch: str) -> None:
    """One line of history; without contents when the parent is the same: the layout says the order."""
    now = content(moved)
    old, new = ({}, {}) if bare(was["parent"]) == bare(now["parent"]) else (was["parent"], now["parent"])
    record(
        Change.MOVED, moved, by=by, territory=plan.territory, plan_key=plan.pk, source=sentence, batch=batch,
        before={"parent": old} if old else {}, after={"parent": new} if new else {},
    )  # fmt: skip


def _leave_group(plan: Plan, objective: Objective, by: User | None, batch: str) -> None:
    """What moves away from its siblings keeps its effets attendus, in a group of its own."""
    group = objective.effect_group
    if group is None or not group.objectives.exclude(pk=objective.pk).exists():
        return
    was = content(objective)
    own = EffectGroup.objects.create(plan=plan, text=group.text)
    objective.effect_group = own
    objective.save(update_fields=["effect_group"])
    said: dict[str, Any] = {"by": by, "territory": plan.territory, "plan_key": plan.pk, "batch": batch}
    record(Change.CREATED, own, after=content(own), **said)
    record(Change.EDITED, objective, before=was, after=content(objective), **said)


def _check_levels(ladder: Ladder, parent: Objective, drafts: Sequence[Draft]) -> None:
    for draft in drafts:
        above = Level(parent.level) if draft.above is None else drafts[draft.above].level
        if fault := ladder.fault(draft.level, above):
            raise tree.CannotPlace(fault)


def _objective(plan: Plan, draft: Draft) -> Objective:
    return Objective(plan=plan, level=draft.level, code=draft.code, title=draft.title, **draft.fields).prepare()


def _with_drafts(
    before: Layout, parent_id: int, after_id: int | None, drafts: Sequence[Draft], fresh: Sequence[Objective]
) -> list[tree.PlacedNode]:
    """The tree with the drafts in their place, depth first, as `tree.write_tree` takes it."""
    parents = dict(before)
    beside = after_id if after_id is not None and parents.get(after_id) == parent_id else parent_id
    at = next(rank for rank, (pk, _) in enumerate(before) if pk == beside) + 1
    inside = {beside}
    while at < len(before) and before[at][1] in inside:
        inside.add(before[at][0])
        at += 1
    known: dict[int | None, int | None] = {before[0][0]: None}
    nodes: list[tree.PlacedNode] = []

    def put(rows: Layout) -> None:
        for pk, parent in rows:
            known[pk] = len(nodes)
            nodes.append(tree.PlacedNode(parent=known[parent], pk=pk))

    put(before[1:at])
    first = len(nodes)
    for draft, objective in zip(drafts, fresh, strict=True):
        above = known[parent_id] if draft.above is None else first + draft.above
        nodes.append(tree.PlacedNode(parent=above, new=objective))
    put(before[max(at, 1) :])
    return nodes


def find_objective(plan: Plan, objective_id: int) -> Objective:
    found: Objective | None = Objective.objects.filter(plan=plan, pk=objective_id, parent__isnull=False).first()
    if found is None:
        raise Stale("Cet objectif a été supprimé entre-temps : rien n’est changé.")
    return found


def theme_above(objective: Objective) -> int | None:
    themes = objective.get_ancestors().filter(level=Level.THEME).order_by("lft")
    key: int | None = themes.values_list("pk", flat=True).first()
    return key


def remember(plan: Plan, by: User | None, sentence: str, batch: str, before: Layout, focus: int | None) -> None:
    after = layout_digest(tree.layout(plan.pk))
    plan.structure_changes.create(
        actor=by, sentence=sentence[:300], batch=batch, before=list(before), after=after, focus=focus
    )
    old = plan.structure_changes.values_list("pk", flat=True)[KEPT : 2 * KEPT]
    StructureChange.objects.filter(pk__in=list(old)).delete()


def digest(parts: Iterable[str]) -> str:
    return blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()
