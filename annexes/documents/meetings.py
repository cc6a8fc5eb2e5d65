"""A meeting read from the database for its documents: what is said of it, what changed since the last one."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from accounts.chronicle import field_changes, kind_of
from accounts.enums import Change
from accounts.models import Revision
from actions.committees.pages import last_held, open_decisions
from actions.committees.words import day_said, hours_said, usual_invitation
from actions.models import Decision
from annexes.contents.meeting import Point, Settled, Sitting, Watched
from annexes.contents.model import action_anchor
from annexes.contents.wording import day_wording
from annexes.models import Version
from plans.alerts import Severity, alerts_of
from plans.enums import MeetingState, Presence
from plans.models import Meeting, Plan

MOST_LINES = 2_000  # of the history, when no version was frozen at the last meeting
SILENT = ("plans.meeting", "plans.committee")  # their own relevés say what happened there


@dataclass(frozen=True, slots=True)
class Since:
    """What the comparison starts from: the last meeting that was held, and the version frozen then, if any."""

    meeting: Meeting | None
    version: Version | None

    @property
    def day(self) -> str:
        """« 3 mars 2026 », or nothing."""
        return day_wording(timezone.localdate(self.meeting.starts_at)) if self.meeting else ""

    @property
    def words(self) -> str:
        """« depuis la réunion du 3 mars 2026 »."""
        return f"depuis la réunion du {self.day}" if self.day else "depuis le début du plan"


def meeting_for(plan: Plan, key: int | None) -> Meeting | None:
    """The meeting that a document is about, of this plan; None when it is gone."""
    found = Meeting.objects.select_related("committee").filter(committee__plan=plan, pk=key or 0).first()
    if found is not None:
        found.committee.plan = plan
    return found


def file_words(meeting: Meeting) -> str:
    """What a meeting is called in the name of a file: « COPIL 2026-12-15 »."""
    return f"{meeting.committee.name} {timezone.localdate(meeting.starts_at):%Y-%m-%d}"


def sitting_of(meeting: Meeting) -> Sitting:
    """Three queries."""
    committee = meeting.committee
    presences = list(meeting.attendances.all())
    decisions = meeting.decisions.select_related("action")
    return Sitting(
        committee=committee.name,
        kind=committee.get_kind_display(),
        day=timezone.localdate(meeting.starts_at),
        when=day_said(meeting.starts_at),
        hours=hours_said(meeting),
        place=meeting.place,
        link=meeting.link,
        invitation=meeting.invitation or usual_invitation(meeting),
        cancelled=meeting.state_reason if meeting.state == MeetingState.CANCELLED else "",
        agenda=tuple(Point(item.title, item.presenter, item.note) for item in meeting.agenda.all()),
        presences=tuple(
            (str(presence.label), tuple(row.label for row in presences if row.presence == presence))
            for presence in Presence
            if any(row.presence == presence for row in presences)
        ),
        minutes=meeting.minutes,
        decisions=tuple(settled(decision) for decision in decisions),
        next_on=meeting.next_on,
    )


def settled(decision: Decision) -> Settled:
    changes = [f"statut « {decision.get_new_status_display()} »" if decision.new_status else ""]
    if decision.new_priority is not None:
        changes.append(f"priorité « {decision.get_new_priority_display().lower()} »")
    state = f"faite le {decision.done_on:%d/%m/%Y}" if decision.done_on else ""
    if not state and decision.applied_at:
        state = f"portée sur la fiche le {timezone.localdate(decision.applied_at):%d/%m/%Y}"
    return Settled(
        text=decision.text,
        fiche=str(decision.action) if decision.action else "",
        anchor=action_anchor(decision.action_id) if decision.action_id else "",
        change=", ".join(filter(None, changes)),
        who=decision.who,
        due_on=decision.due_on,
        state=state,
    )


def since_of(meeting: Meeting) -> Since:
    """The last meeting of the same instance that was held before this one. Two queries."""
    former = last_held(meeting.committee, meeting.starts_at)
    version = Version.objects.filter(meeting=former).order_by("-number").first() if former else None
    return Since(former, version)


def still_open(plan: Plan, today: date) -> list[Settled]:
    """The decisions of all instances that are not done. One query."""
    found = []
    for decision in open_decisions(plan):
        one = settled(decision)
        late = decision.due_on is not None and decision.due_on < today
        meeting = f"{decision.meeting.committee.name}, {timezone.localdate(decision.meeting.starts_at):%d/%m/%Y}"
        state = " ; ".join(filter(None, ("en retard" if late else "", one.state))) or "à faire"
        found.append(Settled(one.text, one.fiche, one.anchor, one.change, one.who, one.due_on, state, meeting))
    return found


def watched(plan: Plan) -> list[Watched]:
    """What the alerts of the plan say, the rules to correct alone."""
    alerts = [one for one in alerts_of(plan) if one.rule.severity is Severity.ALERT]
    counts = Counter(one.rule.code for one in alerts)
    rules = {one.rule.code: one.rule for one in alerts}
    return [Watched(rules[code].title, rules[code].why, counts[code]) for code in sorted(counts)]


def told_since(plan: Plan, meeting: Meeting | None) -> list[tuple[str, str, date]]:
    """The history of a plan since a meeting, for want of a version to compare: object, what changed, last day.

    A field that changed several times is told from its first value to its last one. One query.
    """
    lines = Revision.objects.filter(plan_key=plan.pk).exclude(model__in=SILENT).order_by("-pk")
    if meeting is not None:
        day = timezone.localdate(meeting.starts_at) + timedelta(days=1)
        lines = lines.filter(at__gte=timezone.make_aware(datetime.combine(day, time())))
    objects: dict[tuple[str, int], _Story] = {}
    for line in lines[:MOST_LINES]:
        story = objects.setdefault((line.model, line.object_key), _Story(line))
        story.go_back(line)
    return [(story.name, story.said, timezone.localdate(story.last.at)) for story in objects.values()]


@dataclass(slots=True)
class _Story:
    """What happened to one object, read from the last change back."""

    last: Revision
    whole: str = ""  # « Création », « Suppression »
    fields: dict[str, tuple[str, str, str, bool]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        kind = kind_of(self.last.model)
        label = self.last.object_label
        return label if label.startswith("Fiche ") else f"{kind} : {label}"

    @property
    def said(self) -> str:
        told = (
            f"{label} : {before or '–'} → {after or '–'}" if short else label
            for label, before, after, short in self.fields.values()
            if before != after or not short
        )
        return self.whole or " ; ".join(told)

    def go_back(self, line: Revision) -> None:
        if line.change not in (Change.EDITED, Change.MERGED, Change.MOVED):
            self.whole = self.whole or line.get_change_display()
            return
        for one in field_changes(line):
            _, _, after, short = self.fields.get(one.name, ("", "", one.after, True))
            self.fields[one.name] = (one.label, one.before, after, short and one.short)
