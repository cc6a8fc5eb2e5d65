"""Every date of the plans of a territory between two days, in a number of queries that does not grow."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Territory, User
from actions.enums import CLOSED_STATUSES, ScheduleKind, Status
from actions.models import Action, Decision, Step
from actions.perms import led_by
from annexes.agenda.acts import OVER, acts
from annexes.agenda.entries import DateKind, Entry, Filters, Standing
from annexes.agenda.wording import done_words, late_words
from indicators.enums import Frequency
from indicators.models import Measurement, Target
from plans.enums import MeetingState
from plans.models import Meeting, Plan

NEVER = (Status.DROPPED, Status.MERGED)  # their dates will not come


def dates_of(
    territory: Territory, first: date, last: date, filters: Filters, *, today: date, user: User | None = None
) -> list[Entry]:
    """The dates from `first` to `last` included, in their order. Twelve queries at most.

    `user` is the person whose fiches `filters.mine` keeps.
    """
    plans = Plan.objects.of(territory).select_related("kind", "territory")
    if filters.plan:
        plans = plans.filter(slug=filters.plan)
    known = {plan.pk: plan for plan in plans}
    if not known:
        return []
    led = None
    if filters.mine and user:
        led = set(led_by(user).filter(plan__in=known).values_list("pk", flat=True))
    gather = _Gather(known, first, last, filters, today, led)
    return sorted(gather.all(), key=lambda entry: entry.order)


@dataclass(slots=True)
class _Gather:
    plans: dict[int, Plan]
    first: date
    last: date
    filters: Filters
    today: date
    led: set[int] | None
    over: set[int] = field(init=False)

    def __post_init__(self) -> None:
        self.over = {pk for pk, plan in self.plans.items() if plan.status in OVER}

    def all(self) -> Iterator[Entry]:
        takes = self.filters.takes
        if takes(DateKind.DEADLINE) or takes(DateKind.START):
            yield from self._fiches()
        if takes(DateKind.STEP):
            yield from self._steps()
        if takes(DateKind.MEETING):
            yield from self._meetings()
        if takes(DateKind.DECISION):
            yield from self._decisions()
        if takes(DateKind.EVALUATION):
            yield from self._targets()
        for entry in acts(self.plans, self.first, self.last, self.filters, self.today):
            if takes(entry.kind) and self._holds(entry.on):
                yield entry

    def _holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    def _is_hers(self, action: int | None) -> bool:
        return self.led is None or action is None or action in self.led

    def _standing(self, plan: int, due: date, done: bool, done_on: date | None = None) -> tuple[Standing, str]:
        """Where something to be done stands on that day, and the words of it."""
        if done:
            return Standing.DONE, done_words(done_on)
        if due < self.today and plan not in self.over:
            return Standing.LATE, late_words(due, self.today)
        return Standing.COMING, ""

    def _fiches(self) -> Iterator[Entry]:
        """Those that begin or are due; a school year ends on 31 August."""
        within = Q(due_on__range=(self.first, self.last)) | Q(starts_on__range=(self.first, self.last))
        within |= Q(due_on=None, school_year__range=(self.first.year - 1, self.last.year))
        fiches = Action.objects.filter(within, plan__in=self.plans).exclude(status__in=NEVER).order_by()
        fields = ("number", "number_suffix", "code", "title", "status", "starts_on", "due_on", "school_year")
        for fiche in fiches.only("plan_id", "schedule_kind", *fields):
            if not self._is_hers(fiche.pk):
                continue
            plan, name = self.plans[fiche.plan_id], name_of(fiche)
            url = reverse("actions:action", args=[plan.territory.slug, plan.slug, fiche.pk])
            due = fiche.due_on
            if due is None and fiche.school_year and fiche.schedule_kind == ScheduleKind.SCHOOL_YEAR:
                due = date(fiche.school_year + 1, 8, 31)
            closed = fiche.status in CLOSED_STATUSES
            if due is not None and self._holds(due) and self.filters.takes(DateKind.DEADLINE):
                standing, said = self._standing(plan.pk, due, closed)
                said = Status(fiche.status).label.lower() if closed else said
                yield Entry(
                    DateKind.DEADLINE, due, name, plan.title, url, f"echeance-{fiche.pk}", said=said, standing=standing
                )
            if fiche.starts_on and self._holds(fiche.starts_on) and self.filters.takes(DateKind.START):
                yield Entry(DateKind.START, fiche.starts_on, name, plan.title, url, f"debut-{fiche.pk}")

    def _steps(self) -> Iterator[Entry]:
        """Steps stand on the day they are planned for; without one, on the day they were done."""
        within = Q(due_on__range=(self.first, self.last)) | Q(due_on=None, done_on__range=(self.first, self.last))
        steps = Step.objects.filter(within, action__plan__in=self.plans).exclude(action__status__in=NEVER).order_by()
        for step in steps.select_related("action"):
            if not self._is_hers(step.action_id):
                continue
            plan, day = self.plans[step.action.plan_id], step.due_on or step.done_on
            assert day is not None  # by the filter
            closed = step.done_on is not None or step.action.status in CLOSED_STATUSES
            standing, said = self._standing(plan.pk, day, closed, step.done_on)
            if closed and step.done_on is None:
                said = f"fiche {Status(step.action.status).label.lower()}"
            yield Entry(
                DateKind.STEP,
                day,
                step.title,
                plan.title,
                reverse("actions:action", args=[plan.territory.slug, plan.slug, step.action_id]),
                f"etape-{step.pk}",
                about=name_of(step.action),
                note=step.who,
                said=said,
                standing=standing,
            )

    def _meetings(self) -> Iterator[Entry]:
        """The meetings, and the day that the last meeting of an instance announced for the next one."""
        begin = timezone.make_aware(datetime.combine(self.first, time.min))
        end = timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))
        later = Meeting.objects.filter(committee=OuterRef("committee"), starts_at__gt=OuterRef("starts_at"))
        within = Q(starts_at__gte=begin, starts_at__lt=end) | Q(next_on__range=(self.first, self.last))
        meetings = Meeting.objects.filter(within, committee__plan__in=self.plans).order_by()
        if self.filters.committee is not None:
            meetings = meetings.filter(committee=self.filters.committee)
        followed = Exists(later.exclude(state=MeetingState.CANCELLED))
        for meeting in meetings.select_related("committee").annotate(is_followed=followed):
            plan = self.plans[meeting.committee.plan_id]
            url = reverse("committees:meeting", args=[plan.territory.slug, plan.slug, meeting.pk])
            day = timezone.localdate(meeting.starts_at)
            if self._holds(day):
                standing, said = self._held(meeting, day)
                yield Entry(
                    DateKind.MEETING,
                    day,
                    meeting.committee.name,
                    plan.title,
                    url,
                    f"reunion-{meeting.pk}",
                    place=meeting.place or ("en visioconférence" if meeting.link else ""),
                    said=said,
                    standing=standing,
                    starts_at=meeting.starts_at,
                    ends_at=meeting.ends_at,
                )
            announced = meeting.next_on if meeting.state != MeetingState.CANCELLED else None
            if announced and self._holds(announced) and not meeting.is_followed:
                said = "annoncée, à convoquer"
                yield Entry(
                    DateKind.MEETING,
                    announced,
                    meeting.committee.name,
                    plan.title,
                    url,
                    f"reunion-annoncee-{meeting.pk}",
                    said=said,
                )

    def _held(self, meeting: Meeting, day: date) -> tuple[Standing, str]:
        if meeting.state == MeetingState.CANCELLED:
            return Standing.CANCELLED, "annulée"
        if meeting.state == MeetingState.HELD:
            return Standing.DONE, "tenue"
        if day < self.today and meeting.committee.plan_id not in self.over:
            return Standing.LATE, "passée : tenue ou annulée, à dire"
        return Standing.COMING, ""

    def _decisions(self) -> Iterator[Entry]:
        decisions = Decision.objects.filter(due_on__range=(self.first, self.last))
        decisions = decisions.filter(meeting__committee__plan__in=self.plans).order_by()
        if self.filters.committee is not None:
            decisions = decisions.filter(meeting__committee=self.filters.committee)
        for decision in decisions.select_related("meeting__committee", "action"):
            if decision.due_on is None or not self._is_hers(decision.action_id):
                continue
            plan = self.plans[decision.meeting.committee.plan_id]
            done = decision.done_on is not None
            standing, said = self._standing(plan.pk, decision.due_on, done, decision.done_on)
            yield Entry(
                DateKind.DECISION,
                decision.due_on,
                shortened(decision.text),
                plan.title,
                reverse("committees:meeting", args=[plan.territory.slug, plan.slug, decision.meeting_id]),
                f"decision-{decision.pk}",
                about=str(decision.meeting.committee),
                note=decision.who,
                said=said,
                standing=standing,
            )

    def _targets(self) -> Iterator[Entry]:
        """The days when an indicator should have reached its target; it is done once the year is measured."""
        of_plans = Q(indicator__action__plan__in=self.plans) | Q(indicator__objective__plan__in=self.plans)
        of_year = Measurement.objects.filter(indicator=OuterRef("indicator"), breakdown="")
        ends_year = Q(indicator__frequency=Frequency.SCHOOL_YEAR)
        measured = Exists(of_year.filter(year=OuterRef("due_on__year")))
        before = Exists(of_year.filter(ends_year, year=OuterRef("due_on__year") - 1))
        targets = Target.objects.filter(of_plans, due_on__range=(self.first, self.last)).order_by()
        targets = targets.select_related("indicator__action", "indicator__objective")
        for target in targets.annotate(is_measured=measured, was_measured=before):
            indicator, day = target.indicator, target.due_on
            if day is None or not self._is_hers(indicator.action_id):
                continue
            owner = indicator.owner
            plan = self.plans[owner.plan_id]
            done = target.is_measured or target.was_measured
            standing, said = self._standing(plan.pk, day, done)
            said = {Standing.DONE: "mesurée", Standing.LATE: f"{said}\u00a0: mesure à saisir"}.get(standing, said)
            of = "action" if indicator.action_id else "objective"
            yield Entry(
                DateKind.EVALUATION,
                day,
                f"Cible\u00a0: {indicator.label}",
                plan.title,
                reverse(f"indicators:of-{of}", args=[plan.territory.slug, plan.slug, owner.pk]),
                f"cible-{target.pk}",
                about=name_of(owner) if isinstance(owner, Action) else str(owner),
                note=target.wording,
                said=said,
                standing=standing,
            )


def name_of(fiche: Action) -> str:
    """« 72. Aider aux devoirs »."""
    return f"{fiche.reference}. {fiche.title}" if fiche.reference else fiche.title


def shortened(text: str, length: int = 160) -> str:
    """The first line of a text, cut between two words."""
    line = next(iter(text.strip().splitlines()), "")
    if len(line) <= length:
        return line
    return f"{line[:length].rsplit(' ', 1)[0]}…"
