"""The fiches that hang on objectives: named before a branch goes, left in the plan or deleted with it."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Q, RestrictedError
from django.urls import NoReverseMatch, reverse

from accounts.aggregates import Content, contents
from accounts.enums import Change
from accounts.history import record_many, revision
from accounts.models import Revision
from actions.committees.services import forget_fiches
from actions.models import Action
from plans.hanging import Hanging, Held, Leaving, Link, Moving, NumbersTaken, register
from plans.models import Objective, Plan
from plans.tree import CannotDelete


def hang_fiches() -> None:
    how = Hanging("fiches", "fiche", "fiches", held=_held, leave=_leave, follow=_follow, links=_links, may_stay=True)
    register(how)


def _on(objectives: Sequence[int]) -> Q:
    """Attached to one of these, or unattached in a theme among them."""
    return Q(objective__in=objectives) | Q(objective=None, theme__in=objectives)


def _held(plan_id: int, objectives: Sequence[int]) -> list[Held]:
    fiches = Action.objects.filter(_on(objectives), plan=plan_id).select_related("plan__territory")
    return [
        Held(fiche.objective_id or fiche.theme_id or 0, fiche.pk, str(fiche), fiche.get_absolute_url())
        for fiche in fiches.order_by("objective__lft", "position", "number", "pk")
    ]


def _leave(leaving: Leaving) -> None:
    """Attached fiches are unattached or deleted; those that also serve a lost objective serve it no more."""
    attached = Q(plan=leaving.plan) & (_on(leaving.objectives) | Q(theme__in=leaving.objectives))
    serving = Q(also_serves__in=leaving.objectives)
    keys = list(Action.objects.filter(attached | serving).order_by().distinct().values_list("pk", flat=True))
    before = contents(Action, keys)
    theirs = list(Action.objects.filter(attached).order_by("-pk"))
    links = Action.also_serves.through.objects.filter(objective__in=leaving.objectives)
    lost = set(leaving.objectives)
    gone = [] if leaving.keep else [one for one in theirs if one.objective_id in lost or one.objective_id is None]
    links.exclude(action__in=[fiche.pk for fiche in gone]).delete()
    _unattach([fiche for fiche in theirs if fiche not in gone], leaving)
    _delete(gone, leaving, before)
    after = contents(Action, keys)
    left = list(Action.objects.filter(pk__in=after).order_by("pk"))
    record_many(_edited(fiche, before[fiche.pk], after[fiche.pk], leaving) for fiche in left)


def _unattach(fiches: Sequence[Action], leaving: Leaving) -> None:
    gone = set(leaving.objectives)
    for fiche in fiches:
        if fiche.objective_id in gone:
            fiche.objective = None
        if fiche.theme_id in gone:
            fiche.theme_id = leaving.theme
        try:
            with transaction.atomic():
                fiche.save(update_fields=["objective", "theme", "updated_at"])
        except IntegrityError as error:
            raise CannotDelete(
                f"« {fiche} » ne peut pas rester sans thème : une autre fiche du plan y porte déjà le numéro "
                f"{fiche.reference}. Changez ce numéro d’abord."
            ) from error


def _delete(fiches: Sequence[Action], leaving: Leaving, before: dict[int, Content]) -> None:
    told = {"by": leaving.by, "territory": leaving.plan.territory, "batch": leaving.batch}
    forget_fiches(fiches, **told)
    try:
        Action.objects.filter(pk__in=[fiche.pk for fiche in fiches]).delete()
    except RestrictedError as error:
        held = sorted(str(one) for one in error.restricted_objects)
        raise CannotDelete(
            f"D’autres fiches ont été fusionnées dans celles-ci : {', '.join(held[:3])}. Changez leur statut d’abord."
        ) from error
    record_many(
        revision(
            Change.DELETED, fiche, by=leaving.by, territory=leaving.plan.territory, plan_key=leaving.plan.pk,
            before=before[fiche.pk], batch=leaving.batch, key=fiche.pk,
        )
        for fiche in fiches
    )  # fmt: skip


def _edited(fiche: Action, before: Content, after: Content, what: Leaving | Moving) -> Revision | None:
    return revision(
        Change.EDITED, fiche, by=what.by, territory=what.plan.territory, plan_key=what.plan.pk,
        before=before, after=after, batch=what.batch,
    )  # fmt: skip


def _follow(moving: Moving) -> None:
    """The fiches of a branch belong to the theme where it goes; a number that is taken there is refused or replaced."""
    fiches = list(
        Action.objects.filter(objective__in=moving.objectives)
        .exclude(theme=moving.theme)
        .order_by("objective__lft", "position", "number", "pk")
    )
    before = contents(Action, [fiche.pk for fiche in fiches])
    there = Action.objects.filter(plan=moving.plan, theme=moving.theme, number__isnull=False).order_by()
    taken = set(there.values_list("number", "number_suffix"))
    if clashes := [fiche for fiche in fiches if (fiche.number, fiche.number_suffix) in taken]:
        if not moving.renumber:
            names = ", ".join(fiche.reference for fiche in clashes[:6]) + ("…" if len(clashes) > 6 else "")
            raise NumbersTaken(
                f"Des fiches du thème de destination portent déjà les mêmes numéros : {names}. Cochez la case pour que "
                "celles que vous déplacez prennent les numéros libres qui suivent, ou changez-les d’abord."
            )
        last = max(number or 0 for number, _ in taken | {(fiche.number, "") for fiche in fiches})
        for rank, fiche in enumerate(clashes, last + 1):
            fiche.number, fiche.number_suffix = rank, ""
    for fiche in fiches:
        fiche.theme_id = moving.theme
        fiche.save()
    after = contents(Action, before)
    record_many(_edited(fiche, before[fiche.pk], after[fiche.pk], moving) for fiche in fiches)


def _links(plan: Plan, objective: Objective) -> list[Link]:
    """Where to add a fiche under an objective."""
    try:
        url = reverse("actions:new", args=[plan.territory.slug, plan.slug])
    except NoReverseMatch:
        return []
    return [Link(f"{plan.kind.action_label} ici", f"{url}?objectif={objective.pk}")]
