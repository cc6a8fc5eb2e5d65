"""What a partner is committed to in the plans of a territory: its roles, what it funds, the steps that name it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from actions.directory import ROLE_ORDER
from actions.enums import FundingStatus, Status
from actions.mentions import Names
from actions.wording import status_wording
from annexes.contents.amounts import AMOUNTS, Amounts, total
from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle
from annexes.contents.order import placed
from annexes.contents.schedule import schedule_words
from annexes.contents.wording import counted
from annexes.edition import Edition
from annexes.outline import ActionOutline, FundingOutline, PlanOutline, StepOutline

NO_YEAR = "Sans année"
NOTHING = "Aucun rôle, aucun financement et aucune étape à ce jour."


@dataclass(frozen=True, slots=True)
class Committed:
    """A partner as it is written, and all that it is called."""

    name: str
    names: Names
    known_as: tuple[str, ...] = ()  # its other names, to be said


@dataclass(frozen=True, slots=True)
class Held:
    """A fiche on which the partner has a role."""

    action: ActionOutline
    theme: str
    roles: tuple[str, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Funded:
    plan: str
    action: ActionOutline
    line: FundingOutline
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Tasked:
    plan: str
    action: ActionOutline
    step: StepOutline


@dataclass(frozen=True, slots=True)
class PlanCommitments:
    title: str
    period: str
    fiches: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Commitments:
    partner: Committed
    plans: tuple[PlanCommitments, ...]  # those where it has a role, in the order that was given
    funded: tuple[Funded, ...]  # the last year first
    tasked: tuple[Tasked, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be known before reading them."""
        said = [f"Aussi : {' · '.join(self.partner.known_as)}."] if self.partner.known_as else []
        fiches = sum(len(plan.fiches) for plan in self.plans)
        if not (fiches or self.funded or self.tasked):
            return (*said, NOTHING)
        parts = [counted(fiches, "fiche"), counted(len(self.plans), "plan")]
        return (*said, f"{parts[0]} dans {parts[1]}." if fiches else "Aucun rôle sur une fiche à ce jour.")

    def grids(self) -> Iterator[Grid]:
        """All of it as tables: a table a plan, then the funding and the steps of all plans."""
        for plan in self.plans:
            yield _held_grid(plan)
        if self.funded:
            yield self.by_year()
            yield self.funding_lines()
        if self.tasked:
            yield self.steps()

    def by_year(self) -> Grid:
        shown = _shown(self.funded)
        years = dict.fromkeys(_year(one) for one in self.funded)
        rows = [
            GridRow((year, *total(one.amounts for one in self.funded if _year(one) == year).named(shown)))
            for year in years
        ]
        rows.append(GridRow(("Total", *total(one.amounts for one in self.funded).named(shown)), RowStyle.TOTAL))
        columns = (GridColumn("Année", share=2), *_money(shown))
        return Grid(columns, tuple(rows), "Financements par année", row_headers=True)

    def funding_lines(self) -> Grid:
        shown = _shown(self.funded)
        columns = (
            GridColumn("Fiche", share=4.4),
            GridColumn("Année", share=1),
            GridColumn("Statut", share=1.3),
            *_money(shown),
        )
        rows = tuple(
            GridRow(
                (
                    "\n".join(filter(None, (name_of(one.action), one.line.scheme, one.plan))),
                    str(one.line.year or ""),
                    str(FundingStatus(one.line.status).label),
                    *one.amounts.named(shown),
                )
            )
            for one in self.funded
        )
        return Grid(columns, rows, "Lignes de financement", row_headers=True)

    def steps(self) -> Grid:
        columns = (
            GridColumn("Étape", share=3),
            GridColumn("Fiche", share=3.4),
            GridColumn("Qui", share=2),
            GridColumn("Prévue le", CellKind.DATE, 1.1),
            GridColumn("Faite le", CellKind.DATE, 1.1),
        )
        rows = tuple(
            GridRow(
                (
                    one.step.title,
                    f"{name_of(one.action)}\n{one.plan}",
                    one.step.who,
                    one.step.due_on,
                    one.step.done_on,
                )
            )
            for one in self.tasked
        )
        return Grid(columns, rows, "Étapes où il est nommé", row_headers=True)


def commitments_of(plans: Iterable[tuple[Edition, PlanOutline]], partner: Committed) -> Commitments:
    """The commitments of a partner; contacts are those that the outlines name."""
    found: list[PlanCommitments] = []
    funded: list[Funded] = []
    tasked: list[Tasked] = []
    for edition, outline in plans:
        title = edition.plan_title
        held = []
        for theme, _, action in placed(outline):
            if one := _held(action, theme.title, partner.names):
                held.append(one)
            funded += [
                Funded(title, action, line, _amounts(line))
                for line in action.fundings
                if partner.names.are(line.funder)
            ]
            tasked += [Tasked(title, action, step) for step in action.steps if partner.names.stand_in(step.who)]
        if held:
            found.append(PlanCommitments(title, edition.period, tuple(held)))
    funded.sort(key=lambda one: -(one.line.year or 0))
    return Commitments(partner, tuple(found), tuple(funded), tuple(tasked))


def name_of(action: ActionOutline) -> str:
    """« 7 – Tenir l’atelier »."""
    return f"{action.reference} – {action.title}" if action.reference else action.title


def _held(action: ActionOutline, theme: str, names: Names) -> Held | None:
    own = [one for one in action.participations if names.are(one.partner)]
    if not own:
        return None
    roles = sorted({one.role for one in own}, key=lambda role: ROLE_ORDER[role.value])
    contacts = dict.fromkeys(one.contact for one in own if one.contact)
    return Held(action, theme, tuple(str(role.label) for role in roles), tuple(contacts))


def _held_grid(plan: PlanCommitments) -> Grid:
    has_contacts = any(one.contacts for one in plan.fiches)
    columns = [
        GridColumn("Fiche", share=4.2),
        GridColumn("Rôles", share=2),
        *([GridColumn("Contact", share=1.8)] if has_contacts else []),
        GridColumn("Statut", share=1.5),
        GridColumn("Calendrier", share=2),
    ]
    rows = []
    for theme, fiches in groupby(plan.fiches, key=lambda one: one.theme):
        if theme:
            rows.append(GridRow((theme, *[""] * (len(columns) - 1)), RowStyle.GROUP))
        for one in fiches:
            contacts = [", ".join(one.contacts)] if has_contacts else []
            status = status_wording(Status(one.action.status))
            words = (name_of(one.action), ", ".join(one.roles), *contacts, status, schedule_words(one.action))
            rows.append(GridRow(words))
    caption = " – ".join(filter(None, (plan.title, plan.period if plan.period not in plan.title else "")))
    return Grid(tuple(columns), tuple(rows), caption, row_headers=True)


def _amounts(line: FundingOutline) -> Amounts:
    """What counts of a line: nothing is granted by a refusal."""
    granted: Decimal | None = None if line.status is FundingStatus.REFUSED else line.granted
    return Amounts(line.planned, line.requested, granted, line.spent)


def _shown(funded: Sequence[Funded]) -> tuple[str, ...]:
    whole = total(one.amounts for one in funded)
    return tuple(name for name in AMOUNTS if getattr(whole, name) is not None)


def _money(shown: Sequence[str]) -> Iterator[GridColumn]:
    for name in shown:
        yield GridColumn(AMOUNTS[name], CellKind.MONEY, 1.5)


def _year(one: Funded) -> str:
    return str(one.line.year) if one.line.year else NO_YEAR
