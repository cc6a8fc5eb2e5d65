"""What a person chooses on the preview of an import, and how it changes the decisions that are kept with it.

The functions are pure: decisions in, decisions out. `decide` alone writes, one choice at a time, so that of two windows
open on one import each keeps what the other chose.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from django.db import transaction

from accounts.text import one_line
from annexes.comparing.pairs import AnyNode, children_of
from annexes.deciding.decisions import Decisions
from annexes.models import ImportBatch, ImportState
from annexes.outline import PlanOutline

TITLE_LENGTH = 300

Family = Mapping[str, tuple[str, ...]]  # ref → refs of what hangs just below
Choice = Callable[[Decisions], Decisions]


class CannotDecide(Exception):
    """The import waits for nothing any more, or was read again: the message says which, in French."""


def decide(batch: ImportBatch, reading: str, choice: Choice) -> Decisions:
    """Change the decisions of an import that waits to be confirmed, and give them. Four queries.

    `reading` is the `reading_key` that the person had under her eyes. Raise CannotDecide when it is too late.
    """
    with transaction.atomic():
        now = ImportBatch.objects.select_for_update(of=("self",)).defer("reading").get(pk=batch.pk)
        if now.state != ImportState.ANALYSED:
            raise CannotDecide("Cet import n’attend plus de décision\u00a0: rien n’a été changé.")
        if now.is_being_written():
            raise CannotDecide("Cet import est confirmé et va être écrit\u00a0: rien n’a été changé.")
        if reading != reading_key(now):
            raise CannotDecide("Le fichier a été relu entre-temps\u00a0: voici ce qu’il donne maintenant.")
        before = Decisions.from_json(now.decisions)
        after = choice(before)
        if after != before:
            now.decisions = after.to_json()
            now.save(update_fields=["decisions"])
    batch.decisions, batch.state = now.decisions, now.state
    return after


def reading_key(batch: ImportBatch) -> str:
    """What tells one reading of a batch from the next: lines have the same names in one reading only."""
    return str(batch.job_id or 0)


def family_of(outline: PlanOutline) -> dict[str, tuple[str, ...]]:
    """What hangs below each theme and objective, by ref."""
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[AnyNode] = list(outline.themes)
    while waiting:
        node = waiting.pop()
        if children := children_of(node):
            found[node.ref] = tuple(child.ref for child in children)
            waiting.extend(children)
    return found


def leave_out(decisions: Decisions, ref: str, family: Family) -> Decisions:
    """Leave a line out; what was said of the lines below it is forgotten, for they follow it."""
    return replace(decisions, left_out=decisions.left_out - _below(ref, family) | {ref})


def take(decisions: Decisions, ref: str, family: Family) -> Decisions:
    """Take a line and all that is below it. When a line above was left out, its other branches remain so."""
    left = set(decisions.left_out - _below(ref, family) - {ref})
    above = {child: parent for parent, children in family.items() for child in children}
    path = [ref]
    while path[-1] in above:
        path.append(above[path[-1]])
    highest = next((rank for rank in reversed(range(1, len(path))) if path[rank] in left), 0)
    for parent, child in zip(path[highest:0:-1], path[highest - 1 :: -1], strict=False):
        left.discard(parent)
        left.update(set(family[parent]) - {child})
    left.discard(ref)
    return replace(decisions, left_out=frozenset(left))


def leave_out_only(decisions: Decisions, refs: Iterable[str]) -> Decisions:
    """Leave out these lines and no other."""
    return replace(decisions, left_out=frozenset(refs))


def correct(decisions: Decisions, ref: str, *, title: str, read: str, place: str, stands: str) -> Decisions:
    """Give a line another title and another place. What is as it was read (`read`, `stands`) is no correction.

    An empty `place` leaves the line where it is.
    """
    title = one_line(title)[:TITLE_LENGTH]
    renamed, moved = dict(decisions.renamed), dict(decisions.moved)
    if title and title != one_line(read):
        renamed[ref] = title
    else:
        renamed.pop(ref, None)
    if place == stands:
        moved.pop(ref, None)
    elif place:
        moved[ref] = place
    return replace(decisions, renamed=renamed, moved=moved)


def as_read(decisions: Decisions, ref: str) -> Decisions:
    """Forget the corrections of one line."""
    renamed = {key: title for key, title in decisions.renamed.items() if key != ref}
    return replace(decisions, renamed=renamed, moved={key: at for key, at in decisions.moved.items() if key != ref})


def accept(decisions: Decisions, keys: Iterable[str]) -> Decisions:
    return replace(decisions, accepted=decisions.accepted | frozenset(keys))


def refuse(decisions: Decisions, keys: Iterable[str]) -> Decisions:
    return replace(decisions, accepted=decisions.accepted - frozenset(keys))


def known_as(decisions: Decisions, name: str, partner: int | None) -> Decisions:
    """Say which partner of the directory a name of the file is; None when it is a new one."""
    partners = {written: key for written, key in decisions.partners.items() if written != name}
    if partner is not None:
        partners[name] = partner
    return replace(decisions, partners=partners)


def delete(decisions: Decisions, keys: Iterable[str]) -> Decisions:
    return replace(decisions, deleted=decisions.deleted | frozenset(keys))


def keep(decisions: Decisions, keys: Iterable[str]) -> Decisions:
    return replace(decisions, deleted=decisions.deleted - frozenset(keys))


def _below(ref: str, family: Family) -> set[str]:
    found: set[str] = set()
    waiting = list(family.get(ref, ()))
    while waiting:
        one = waiting.pop()
        found.add(one)
        waiting.extend(family.get(one, ()))
    return found
