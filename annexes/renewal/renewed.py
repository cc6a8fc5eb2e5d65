"""A new plan from an old one, as an outline: what goes on, with what status, and what begins anew.

What a new plan takes is what was decided; what was lived (steps, bilans, measurements, dates, amounts) stays with the
old one, and the last measure of an indicator becomes where it starts from. Each fiche says which one it goes on with.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from actions.enums import FundingStatus, ScheduleKind, Status
from annexes.comparing.addresses import addressed
from annexes.contents.evaluation import last_measure
from annexes.fileoutline import PlanFile, ProgrammeOutline
from annexes.outline import (
    ActionOutline,
    FicheAddress,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    ObjectiveOutline,
    PlanOutline,
    ThemeOutline,
)

TIMELESS = (ScheduleKind.CONTINUOUS, ScheduleKind.YEARLY)
# The status that is proposed in the new plan for a fiche that has this one in the old plan; None: it stops.
PROPOSED: Mapping[Status, Status | None] = {
    Status.PROPOSED: Status.PROPOSED,
    Status.APPROVED: Status.TO_START,
    Status.TO_START: Status.TO_START,
    Status.ONGOING: Status.ONGOING,
    Status.DONE: None,
    Status.PERMANENT: Status.PERMANENT,
    Status.POSTPONED: Status.TO_START,
    Status.SUSPENDED: Status.TO_START,
    Status.DROPPED: None,
    Status.MERGED: None,
}
OFFERED = (Status.PROPOSED, Status.APPROVED, Status.TO_START, Status.ONGOING, Status.PERMANENT)


@dataclass(frozen=True, slots=True)
class Taken:
    """What goes with the objectives and the fiches into the new plan."""

    sections: bool = True
    figures: bool = True
    childcares: bool = True
    committees: bool = True
    indicators: bool = True
    fundings: bool = True
    empty_objectives: bool = True  # those under which no fiche goes on


def renewed(outline: PlanOutline, statuses: Mapping[int, Status], taken: Taken) -> PlanOutline:
    """The plan that goes on with `outline`: the fiches whose key is in `statuses`, each with its new status.

    Title, kind and dates are those of the old plan: the caller says the new ones. Without any key: it is a new plan.
    """
    addresses = {action.pk: address for address, action in addressed(outline) if action.pk in statuses}
    writer = _Writer(outline.slug, statuses, taken, addresses)
    return replace(
        outline,
        renewed_from=outline.slug,
        sections=outline.sections if taken.sections else (),
        file=_file(outline.file, taken),
        themes=tuple(writer.theme(theme) for theme in outline.themes),
        directory=(),
        slug="",
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    old: str  # the short name of the old plan
    statuses: Mapping[int, Status]
    taken: Taken
    addresses: Mapping[int | None, FicheAddress]

    def theme(self, theme: ThemeOutline) -> ThemeOutline:
        return replace(
            theme,
            version_label="",
            version_date=None,
            indicators=self._indicators(theme.indicators),
            objectives=self._objectives(theme.objectives),
            unattached=self._actions(theme.unattached),
            pk=None,
        )

    def _objectives(self, objectives: Iterable[ObjectiveOutline]) -> tuple[ObjectiveOutline, ...]:
        made = [
            replace(
                one,
                children=self._objectives(one.children),
                actions=self._actions(one.actions),
                indicators=self._indicators(one.indicators),
                pk=None,
            )
            for one in objectives
        ]
        return tuple(one for one in made if self.taken.empty_objectives or one.actions or one.children)

    def _actions(self, actions: Iterable[ActionOutline]) -> tuple[ActionOutline, ...]:
        return tuple(self._action(one, self.statuses[one.pk]) for one in actions if one.pk and one.pk in self.statuses)

    def _action(self, action: ActionOutline, status: Status) -> ActionOutline:
        is_timeless = action.schedule_kind in TIMELESS
        return replace(
            action,
            version_label="",
            status=status,
            status_reason="",
            merged_into=None,
            progress=None,
            weather="",
            schedule_kind=action.schedule_kind if is_timeless else ScheduleKind.UNDEFINED,
            starts_on=None,
            due_on=None,
            school_year=None,
            schedule_note=action.schedule_note if is_timeless else "",
            fundings=_fundings(action.fundings) if self.taken.fundings else (),
            funding_note=action.funding_note if self.taken.fundings else "",
            steps=(),
            indicators=self._indicators(action.indicators),
            links=tuple(self._link(one) for one in action.links),
            notes=(),
            documents=tuple(one for one in action.documents if one.url),
            also_serves=action.also_serves if self.taken.empty_objectives else (),
            renewed_from=replace(self.addresses[action.pk], plan=self.old),
            pk=None,
        )

    def _link(self, link: LinkOutline) -> LinkOutline:
        """A link to a fiche of the plan leads to the one that goes on with it, or keeps its words alone."""
        if link.target is None or link.target.plan:
            return link
        return link if link.target in self.addresses.values() else replace(link, target=None)

    def _indicators(self, indicators: Iterable[IndicatorOutline]) -> tuple[IndicatorOutline, ...]:
        return tuple(map(_indicator, indicators)) if self.taken.indicators else ()


def _indicator(one: IndicatorOutline) -> IndicatorOutline:
    """It starts from its last measure, when it has one; its targets are to be set."""
    last = last_measure(one)
    if last is None or last.breakdown:
        return replace(one, targets=(), measurements=())
    day = last.measured_on or date(last.year, 12, 31)
    return replace(one, baseline=last.value, baseline_text=last.text, baseline_on=day, targets=(), measurements=())


def _fundings(lines: Iterable[FundingOutline]) -> tuple[FundingOutline, ...]:
    """Who pays, by which dispositif and for what, once each; without year nor amount."""
    bare = [
        FundingOutline(one.funder, one.scheme, kind=one.kind, nature=one.nature, status=FundingStatus.PLANNED)
        for one in lines
        if one.status is not FundingStatus.REFUSED
    ]
    return tuple(dict.fromkeys(bare))


def _file(file: PlanFile, taken: Taken) -> PlanFile:
    """What describes the territory and its bodies; no act, no meeting, no figure of a year that is past."""
    return PlanFile(
        figures=file.figures if taken.figures else (),
        childcares=file.childcares if taken.childcares else (),
        activities=file.activities if taken.childcares else (),
        programme=_programme(file.programme) if file.programme is not None else None,
        committees=tuple(replace(one, meetings=()) for one in file.committees) if taken.committees else (),
    )


def _programme(programme: ProgrammeOutline) -> ProgrammeOutline:
    return replace(programme, confidentiality_on=None, budget=(), totals=())


def stopping(outline: PlanOutline, kept: Collection[int]) -> int:
    """How many fiches do not go on."""
    return sum(action.pk not in kept for action in outline.all_actions())
