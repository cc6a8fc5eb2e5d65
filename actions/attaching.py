"""Fiches put in their place: many at once under the lock of the plan, and their order under an objective."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils import timezone

from accounts.aggregates import contents
from accounts.enums import Change, Origin
from accounts.history import new_batch, record_many, revision
from accounts.models import User
from actions.models import Action
from plans.enums import Level
from plans.models import Objective, Plan
from plans.tree import lock_plans

PLACED, ORDERED = "Rattachement de fiches", "Ordre des fiches d’un objectif"


@dataclass(frozen=True, slots=True)
class Wish:
    """Put this fiche under that objective. Without objective: under nothing, in `theme` if one is given.

    `was` is the objective that the person saw it under.
    """

    action: int
    objective: int | None
    was: int | None
    theme: int | None = None


@dataclass(slots=True)
class Placed:
    """What became of the wishes; `refused` holds a sentence for each fiche that stays where it was."""

    batch: str
    moved: list[int] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def place_many(*, plan: Plan, wishes: Sequence[Wish], by: User) -> Placed:
    """Put fiches in their place, last among their new siblings unless their numbers say where.

    Those whose place is confirmed are in doubt no more. The theme follows the objective; a fiche that somebody moved
    meanwhile, or whose number is taken in the theme, stays and is told. A constant number of queries.
    """
    done = Placed(new_batch())
    with lock_plans(plan.pk):
        spots = _Spots(plan)
        rows = Action.objects.select_for_update(of=("self",)).filter(plan=plan, pk__in={wish.action for wish in wishes})
        fiches = {one.pk: one for one in rows.order_by("pk")}
        before = contents(Action, sorted(fiches))
        changed: list[Action] = []
        for wish in {wish.action: wish for wish in wishes}.values():
            fiche = fiches.get(wish.action)
            if fiche is None:
                done.refused.append("Une fiche a été supprimée entre-temps.")
            elif fault := spots.fault(fiche, wish):
                done.refused.append(f"« {fiche} » : {fault}")
            else:
                (done.confirmed if fiche.objective_id == wish.objective else done.moved).append(fiche.pk)
                spots.put(fiche, wish)
                changed.append(fiche)
        _write(plan, changed, before, by=by, batch=done.batch, source=PLACED)
    return done


def set_order(*, plan: Plan, objective: int, order: Sequence[int], by: User) -> str:
    """Give the fiches of an objective this order; those that it does not name come after. The batch that undoes it."""
    batch = new_batch()
    with lock_plans(plan.pk):
        siblings = {one.pk: one for one in siblings_of(plan, objective)}
        wanted = [siblings[pk] for pk in order if pk in siblings]
        wanted += [one for pk, one in siblings.items() if pk not in set(order)]
        before = contents(Action, sorted(siblings))
        moved = [one for rank, one in enumerate(wanted) if one.position != rank]
        for rank, one in enumerate(wanted):
            one.position = rank
        _write(plan, moved, before, by=by, batch=batch, source=ORDERED)
    return batch


def siblings_of(plan: Plan, objective: int) -> list[Action]:
    """The fiches of an objective in the order of print."""
    return list(Action.objects.filter(plan=plan, objective=objective).order_by("position", "number", "pk"))


class _Spots:
    """The objectives of a plan that fiches may hang on, what hangs there, which numbers are taken. Two queries."""

    def __init__(self, plan: Plan) -> None:
        self.theme_of: dict[int, int | None] = {}
        self.themes: set[int] = set()
        theme, end = None, 0
        rows = Objective.objects.visible().filter(plan=plan).values_list("pk", "level", "lft", "rght")
        for pk, level, lft, rght in rows:
            if level == Level.THEME:
                theme, end = pk, rght
                self.themes.add(pk)
            else:
                self.theme_of[pk] = theme if lft < end else None
        self.taken: dict[tuple[int | None, int, str], int] = {}
        self.ranks: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
        fiches = Action.objects.filter(plan=plan).order_by("position", "number", "pk")
        for pk, theme, objective, number, suffix, position in fiches.values_list(
            "pk", "theme_id", "objective_id", "number", "number_suffix", "position"
        ):
            if number is not None:
                self.taken[theme, number, suffix] = pk
            if objective is not None:
                self.ranks[objective].append((position, number))

    def fault(self, fiche: Action, wish: Wish) -> str:
        """Why the fiche may not go there, or nothing."""
        if fiche.objective_id != wish.was and fiche.objective_id != wish.objective:
            return "une autre personne l’a déplacée entre-temps."
        if wish.objective is not None and wish.objective not in self.theme_of:
            return "l’objectif choisi n’est plus dans le plan."
        if wish.theme is not None and wish.objective is None and wish.theme not in self.themes:
            return "le thème choisi n’est plus dans le plan."
        if (
            fiche.number is not None
            and self.taken.get((self._theme(wish), fiche.number, fiche.number_suffix), fiche.pk) != fiche.pk
        ):
            where = "ce thème" if self._theme(wish) else "ce plan, parmi les fiches sans thème"
            return f"le numéro {fiche.reference} est déjà pris dans {where}. Changez d’abord son numéro."
        return ""

    def put(self, fiche: Action, wish: Wish) -> None:
        if fiche.objective_id != wish.objective:
            fiche.position = self._rank(fiche, wish.objective)
            if wish.objective is not None:
                self.ranks[wish.objective].append((fiche.position, fiche.number))
        fiche.objective_id, fiche.theme_id = wish.objective, self._theme(wish)
        fiche.is_doubtful = False
        if fiche.number is not None:
            self.taken[fiche.theme_id, fiche.number, fiche.number_suffix] = fiche.pk

    def _theme(self, wish: Wish) -> int | None:
        return self.theme_of[wish.objective] if wish.objective is not None else wish.theme

    def _rank(self, fiche: Action, objective: int | None) -> int:
        """The rank of the last sibling whose number comes before, when numbers follow the order; else the next one."""
        siblings = sorted(self.ranks.get(objective or 0, []), key=lambda one: (one[0], one[1] or 0))
        if not siblings:
            return 0
        numbers = [number for _, number in siblings]
        known = [number for number in numbers if number is not None]
        if fiche.number is not None and len(known) == len(numbers) and known == sorted(known):
            before = [rank for rank, number in siblings if number is not None and number < fiche.number]
            return before[-1] if before else siblings[0][0]
        return siblings[-1][0] + 1


def _write(
    plan: Plan, fiches: Iterable[Action], before: Mapping[int, dict[str, object]], *, by: User, batch: str, source: str
) -> None:
    """Write the places of these fiches and the history of each."""
    fiches = list(fiches)
    now = timezone.now()
    for fiche in fiches:
        fiche.updated_at = now
    Action.objects.bulk_update(fiches, ["objective", "theme", "position", "is_doubtful", "updated_at"], batch_size=200)
    keys = [fiche.pk for fiche in fiches]
    served = Action.also_serves.through.objects.filter(action__in=keys, objective=F("action__objective"))
    Action.also_serves.through.objects.filter(pk__in=list(served.values_list("pk", flat=True))).delete()
    after = contents(Action, keys)
    record_many(
        revision(
            Change.MOVED,
            fiche,
            by=by,
            territory=plan.territory,
            plan_key=plan.pk,
            before=before[fiche.pk],
            after=after[fiche.pk],
            origin=Origin.BULK,
            source=source,
            batch=batch,
        )
        for fiche in fiches
    )
