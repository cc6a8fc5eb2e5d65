"""The page where fiches are put in their place: its rows, their proposals, and what a person chose on it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q

from actions.attaching import Wish
from actions.destinations import Destination, Destinations
from actions.models import Action, ActionQuerySet
from actions.placement import Proposer, Sheet
from plans.models import Plan

A_PAGE = 50
OTHER = "autre"
TO_PLACE = Q(objective=None) | Q(is_doubtful=True)


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal as it is shown; `key` is the key of the keyboard that takes it."""

    key: int
    value: str
    destination: Destination
    reasons: str
    is_current: bool


@dataclass(slots=True)
class Row:
    """A fiche to be placed, with what was chosen for it: the key of an objective, OTHER with a text, or nothing."""

    fiche: Action
    theme: str
    offers: list[Offer]
    chosen: str = ""
    typed: str = ""
    error: str = ""

    @property
    def was(self) -> str:
        return str(self.fiche.objective_id or "")


@dataclass(slots=True)
class AttachPage:
    rows: list[Row]
    page: Page  # type: ignore[type-arg]
    total: int  # fiches of the plan
    unattached: int
    doubtful: int
    destinations: Destinations
    errors: list[Row] = field(default_factory=list)

    @property
    def left(self) -> int:
        return self.unattached + self.doubtful

    @property
    def placed(self) -> int:
        return self.total - self.left

    def choose(self, posted: Mapping[str, str]) -> list[Wish]:
        """Take down what was chosen on the page; the wishes, or errors on the rows whose text names no objective."""
        wishes = []
        for row in self.rows:
            row.chosen = posted.get(f"place-{row.fiche.pk}", "")
            row.typed = posted.get(f"autre-{row.fiche.pk}", "").strip()[:400]
            if not row.chosen and row.typed:
                row.chosen = OTHER
            goal = self._goal(row)
            if row.error:
                self.errors.append(row)
            elif goal is not None:
                was = posted.get(f"etait-{row.fiche.pk}", "")
                wishes.append(Wish(row.fiche.pk, goal, int(was) if was.isdecimal() else None))
        return wishes

    def propose(self) -> None:
        """Choose the first proposal of each row, to be looked at before anything is written."""
        for row in self.rows:
            if row.offers:
                row.chosen = row.offers[0].value

    def _goal(self, row: Row) -> int | None:
        if row.chosen == OTHER:
            found = self.destinations.named(row.typed) if row.typed else None
            if found is None:
                said = (
                    f"« {row.typed} » n’est pas un objectif de ce plan" if row.typed else "Aucun objectif n’est écrit"
                )
                row.error = f"{said} : choisissez une ligne de la liste."
                return None
            return found.spot.pk
        return int(row.chosen) if row.chosen.isdecimal() and len(row.chosen) < 18 else None


def attach_page(plan: Plan, number: str | int | None, only: "set[int] | None" = None) -> AttachPage:
    """The page of that number; `only` limits it to the fiches that were posted. Six queries."""
    fiches = Action.objects.filter(plan=plan)
    counts = fiches.aggregate(
        total=Count("pk"),
        unattached=Count("pk", filter=Q(objective=None)),
        doubtful=Count("pk", filter=Q(is_doubtful=True, objective__isnull=False)),
    )
    waiting = _in_order(fiches.filter(TO_PLACE) if only is None else fiches.filter(pk__in=only))
    page = Paginator(waiting, A_PAGE if only is None else max(A_PAGE, len(only))).get_page(number)
    destinations = Destinations(plan)
    proposer = Proposer(destinations.spots, _placed(fiches))
    rows = [_row(fiche, destinations, proposer) for fiche in page.object_list]
    return AttachPage(rows, page, destinations=destinations, **counts)


def sheet_of(fiche: Action) -> Sheet:
    return Sheet(
        fiche.pk,
        fiche.theme_id,
        fiche.objective_id,
        fiche.number,
        fiche.code,
        fiche.title,
        f"{fiche.challenge} {fiche.objectives_text}"[:1000],
    )


def _in_order(fiches: ActionQuerySet) -> ActionQuerySet:
    return fiches.order_by(F("theme__lft").asc(nulls_last=True), "number", "position", "pk")


def _placed(fiches: ActionQuerySet) -> list[Sheet]:
    """The fiches whose place is sure."""
    rows = fiches.filter(objective__isnull=False, is_doubtful=False).order_by("pk")
    return [Sheet(*row) for row in rows.values_list("pk", "theme_id", "objective_id", "number", "code", "title")]


def _row(fiche: Action, destinations: Destinations, proposer: Proposer) -> Row:
    offers: list[Offer] = []
    for proposal in proposer.proposals(sheet_of(fiche)):
        if found := destinations.open.get(proposal.spot):
            is_current = proposal.spot == fiche.objective_id
            offers.append(Offer(len(offers) + 1, str(proposal.spot), found, " ; ".join(proposal.reasons), is_current))
    theme = destinations.themes.get(fiche.theme_id or 0)
    return Row(fiche, theme.label if theme else "", offers)
