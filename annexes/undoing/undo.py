"""An import taken back: all of it, or nothing when something stands in the way.

What it did is read from its revisions (`undosteps`, beside) and, for the order of things, from its line of the journal.
Queries depend on the sorts of objects and on chunks of some hundreds of them, not on each.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db import IntegrityError
from django.db.models import QuerySet, RestrictedError
from django.utils import timezone

from accounts.aggregates import Content, changed, contents
from accounts.aggregates.bulk import create_many, write_many, write_relations
from accounts.enums import Change, Origin
from accounts.history import new_batch, record_many
from accounts.models import Journal, Revision, User
from actions.models import Action
from annexes.applying.revisions import COLUMNS, RANK
from annexes.memory import without_collecting
from annexes.models import ImportBatch, ImportState
from annexes.undoing.obstacles import Obstacle, found_obstacles
from annexes.undoing.undoplaces import order_served, put_back_ranks, put_back_tree
from annexes.undoing.undosteps import Kind, ModelKind, Step, Steps, lines_of
from plans.bulk import insert_rows
from plans.models import Amendment, Childcare, Committee, EffectGroup, Meeting, Objective, Plan, Programme, Visa
from plans.tree import lock_plans

CHUNK = 1000
VERB = "annulation d’un import"
# The plan with its dossier, in the order in which one thing names another: accueils before activities.
DOSSIER: tuple[ModelKind, ...] = (Childcare, Plan, Programme, Committee, Meeting, Amendment, Visa)
PLACED = {"number", "number_suffix", "theme"}


class CannotUndo(Exception):
    """The import stays as it is; `sentences` say why, in French."""

    def __init__(self, sentences: Sequence[str]) -> None:
        more = len(sentences) - 3
        others = f" ; et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""
        super().__init__(f"Cet import ne peut pas être annulé : {' ; '.join(sentences[:3])}{others}.")
        self.sentences = list(sentences)


def obstacles(batch: ImportBatch) -> list[Obstacle]:
    """What stands in the way of taking an import back, object by object; nothing when it can be. Writes nothing."""
    lines = lines_of(batch.history_key, batch.plan.territory_id)
    return found_obstacles(batch, Steps(lines), lines)


def undo_import(batch: ImportBatch, by: User | None, go_on: Callable[[], None] = lambda: None) -> None:
    """Take an import back: the plan and the lists of the territory are as before it. Nothing when it is already.

    Raise CannotUndo, with nothing written, when something that it made was changed or serves since. `go_on` is called
    between the steps: what it raises leaves the import as it was.
    """
    territory = batch.plan.territory
    lines = Revision.objects.filter(batch=batch.history_key, territory=territory, plan_key__isnull=False)
    plans = Plan.objects.filter(pk__in=lines.order_by().values("plan_key")).values_list("pk", flat=True)
    try:
        with without_collecting(), lock_plans(batch.plan_id, *plans):
            batch = ImportBatch.objects.select_for_update(of=("self",)).defer("reading").get(pk=batch.pk)
            if batch.state == ImportState.UNDONE:
                return
            if batch.state != ImportState.APPLIED:
                raise CannotUndo(["il n’est pas écrit dans le plan"])
            _Undoing(batch, by, go_on).run()
            batch.state, batch.undone_at, batch.undone_by = ImportState.UNDONE, timezone.now(), by
            batch.save(update_fields=["state", "undone_at", "undone_by"])
            go_on()
    except (IntegrityError, RestrictedError) as error:
        raise CannotUndo(["un nom ou un numéro d’avant l’import est pris, ou sert ailleurs, depuis"]) from error


class _Undoing:
    def __init__(self, batch: ImportBatch, by: User | None, go_on: Callable[[], None]) -> None:
        self.batch, self.by, self.go_on = batch, by, go_on
        self.plan, self.territory = batch.plan, batch.plan.territory
        self.lines = lines_of(batch.history_key, self.territory.pk)
        self.steps = Steps(self.lines)
        self.now: dict[ModelKind, dict[int, Content]] = {}
        self.order: Mapping[str, Any] = {}
        journal = Journal.objects.filter(batch=batch.history_key, territory=self.territory).order_by("-pk").first()
        if journal is not None:
            self.order = journal.changes

    def run(self) -> None:
        """What was there first, then the tree, then what fiches named: nothing goes while something points to it."""
        self._lock_created()
        if found := found_obstacles(self.batch, self.steps, self.lines):
            raise CannotUndo([str(one) for one in found])
        self.go_on()
        edited = self.steps.models(Kind.EDITED)
        self.now = {model: contents(model, self.steps.of(Kind.EDITED, model)) for model in edited}
        order_served(self.steps, self.order.get("serves", {}))
        self._leave_new_ranks()
        self._free_numbers()
        self.go_on()
        self._restore(EffectGroup)
        self._restore(Action)
        self.go_on()
        self._delete(Action)
        self.go_on()
        there = dict.fromkeys((*self.steps.models(Kind.DELETED), *edited))
        for model in DOSSIER:
            if model in there:
                self._restore(model)
        placed = put_back_tree(self.plan.pk, self.steps, self.order.get("layout"))
        self._restore(Objective, placed)
        for model in reversed(self.steps.models(Kind.CREATED)):
            if model not in (Action, Objective):
                self._delete(model)
        for model in there:
            if model not in (Action, Objective, EffectGroup, *DOSSIER):
                self._restore(model)
        put_back_ranks(self.plan.pk, self.order.get("ranks", {}))
        self.go_on()
        self._write_history()

    def _lock_created(self) -> None:
        """What the import created cannot be named by anybody while it is taken back."""
        for model in self.steps.models(Kind.CREATED):
            for keys in _chunks(list(self.steps.of(Kind.CREATED, model))):
                rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
                list(rows.values_list("pk"))

    def _leave_new_ranks(self) -> None:
        """A fiche that somebody put at another rank since, under the same objective, stays there."""
        for key, step in self.steps.of(Kind.EDITED, Action).items():
            moved_since = RANK in step.after and self.now[Action][key][RANK] != step.after[RANK]
            if moved_since and "objective" not in step.before:
                del step.before[RANK], step.after[RANK]

    def _free_numbers(self) -> None:
        """Fiches may exchange their numbers, and uniqueness is checked row by row: free them first."""
        self._made(Action).update(number=None)
        keys = [key for key, step in self.steps.of(Kind.EDITED, Action).items() if PLACED & step.before.keys()]
        for chunk in _chunks(keys):
            Action.objects.filter(pk__in=chunk).update(number=None)
        for key in keys:
            step = self.steps.get(Action, key)
            if step is not None:
                step.before.setdefault("number", self.now[Action][key]["number"])

    def _delete(self, model: ModelKind) -> None:
        """Delete what the import created, in one go: one of them may be merged into another."""
        if self.steps.of(Kind.CREATED, model):
            self._made(model).delete()

    def _made(self, model: ModelKind) -> "QuerySet[Any]":
        """What the import created and is still there."""
        lines = Revision.objects.filter(batch=self.batch.history_key, territory=self.territory)
        lines = lines.filter(model=model._meta.label_lower, before={}).order_by()
        return model._base_manager.filter(pk__in=lines.values("object_key"))

    def _restore(self, model: ModelKind, placed: Collection[int] = ()) -> None:
        """Write edited fields back, then what was deleted, unless somebody brought it back since.

        `placed` are objectives that the tree has written already, but for what hangs on them.
        """
        write_many(model, {key: step.before for key, step in self.steps.of(Kind.EDITED, model).items()})
        deleted = self.steps.of(Kind.DELETED, model)
        write_relations(model, {key: deleted[key].before for key in placed})
        there = _existing(model, list(deleted))
        create_many(model, {key: step.before for key, step in deleted.items() if key not in there})

    def _write_history(self) -> None:
        """A line for each object, of one batch; what goes keeps no content: its file still has it."""
        undoing, plan = new_batch(), self.plan
        tail = Origin.UNDO.value, self.batch.history_key, undoing, self.by.pk if self.by else None, "{}", "{}"
        rows: list[tuple[Any, ...]] = []
        lines: list[Revision] = []
        for step in self.steps:
            if step.kind is Kind.CREATED:
                name = step.model._meta.label_lower
                rows.append((self.territory.pk, step.plan, name, step.key, step.label, Change.DELETED.value, *tail))
                continue
            lines.append(self._line(step, undoing))
        insert_rows(Revision, COLUMNS, rows)
        record_many(lines)
        counts = Counter(step.kind.value for step in self.steps)
        Journal.objects.create(
            territory=self.territory,
            actor=self.by,
            verb=VERB,
            object_label=plan.title,
            changes={"source": self.batch.file_name, "counts": dict(counts)},
            batch=undoing,
        )

    def _line(self, step: Step, undoing: str) -> Revision:
        before: Content = {}
        after = step.before
        if step.kind is Kind.EDITED:
            now = self.now[step.model][step.key]
            before, after = changed(now, {**now, **step.before})
        return Revision(
            territory=self.territory,
            plan_key=step.plan,
            model=step.model._meta.label_lower,
            object_key=step.key,
            object_label=step.label,
            change=Change.EDITED if step.kind is Kind.EDITED else Change.RESTORED,
            origin=Origin.UNDO,
            source=self.batch.history_key,
            batch=undoing,
            actor=self.by,
            before=before,
            after=after,
        )


def _existing(model: ModelKind, keys: Sequence[int]) -> set[int]:
    there: set[int] = set()
    for chunk in _chunks(keys):
        there.update(model._base_manager.filter(pk__in=chunk).order_by().values_list("pk", flat=True))
    return there


def _chunks(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
