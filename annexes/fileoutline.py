"""What the outline of a plan says of its dossier: the data that stand beside its texts, its objectives and its fiches.

Frozen values that compare by content, as in `annexes.outline`. A partner is named as written, as everywhere there.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from actions.enums import Status
from annexes.ficheaddress import FicheAddress
from plans.enums import (
    AmendmentStatus,
    ChildcarePeriod,
    CommitteeKind,
    MeetingState,
    PerimeterKind,
    Presence,
    ProgrammeMeasure,
    SeatQuality,
    VisaOutcome,
    VisaStage,
)


@dataclass(frozen=True, slots=True)
class PlanDocumentOutline:
    """A document of the dossier: a link, or a file kept by the software, which an outline names and never brings."""

    title: str
    section: str = ""
    url: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class FigureOutline:
    group: str
    label: str
    year: int | None = None
    value: Decimal | None = None
    text: str = ""
    unit: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class ChildcareOutline:
    name: str
    period: ChildcarePeriod = ChildcarePeriod.PERISCHOOL
    place: str = ""
    manager: str = ""
    is_declared: bool = True
    declaration: str = ""
    moments: str = ""
    longest_hours: Decimal | None = None
    capacity_under_6: int | None = None
    capacity_six_plus: int | None = None
    staff_under_6: int | None = None
    staff_six_plus: int | None = None
    qualified_staff: int | None = None
    qualification_note: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ActivityOutline:
    title: str
    childcare: str = ""  # the name of the accueil
    place: str = ""
    moments: str = ""
    audience: str = ""
    age_min: int | None = None
    age_max: int | None = None
    operator: str = ""
    capacity: int | None = None
    supervision: str = ""


@dataclass(frozen=True, slots=True)
class SeatOutline:
    organisation: str
    function: str = ""
    quality: SeatQuality = SeatQuality.MEMBER
    contact: str = ""


@dataclass(frozen=True, slots=True)
class AgendaItemOutline:
    title: str
    presenter: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AttendanceOutline:
    label: str
    presence: Presence = Presence.PRESENT


@dataclass(frozen=True, slots=True)
class DecisionOutline:
    text: str
    action: FicheAddress | None = None
    new_status: Status | None = None
    status_reason: str = ""
    new_priority: int | None = None
    who: str = ""
    due_on: date | None = None
    done_on: date | None = None
    applied_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingOutline:
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    link: str = ""
    state: MeetingState = MeetingState.PLANNED
    state_reason: str = ""
    invitation: str = ""
    convened_on: date | None = None
    minutes: str = ""
    next_on: date | None = None
    agenda: tuple[AgendaItemOutline, ...] = ()
    attendances: tuple[AttendanceOutline, ...] = ()
    decisions: tuple[DecisionOutline, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitteeOutline:
    name: str
    kind: CommitteeKind = CommitteeKind.COPIL
    purpose: str = ""
    frequency: str = ""
    seats: tuple[SeatOutline, ...] = ()
    meetings: tuple[MeetingOutline, ...] = ()  # the first one held first


@dataclass(frozen=True, slots=True)
class VisaOutline:
    stage: VisaStage
    label: str
    key: str = ""
    partner: str = ""
    signer: str = ""
    is_required: bool = True
    outcome: VisaOutcome = VisaOutcome.AWAITED
    asked_on: date | None = None
    given_on: date | None = None
    reference: str = ""
    remarks: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class AmendmentOutline:
    number: int
    title: str
    purpose: str = ""
    status: AmendmentStatus = AmendmentStatus.DRAFT
    status_reason: str = ""
    deliberation: str = ""
    deliberated_on: date | None = None
    submitted_on: date | None = None
    signed_on: date | None = None
    effective_on: date | None = None
    visas: tuple[VisaOutline, ...] = ()


@dataclass(frozen=True, slots=True)
class BoardSeatOutline:
    organisation: str
    function: str = ""


@dataclass(frozen=True, slots=True)
class TeamSeatOutline:
    profession: str
    organisation: str = ""
    time_share: str = ""


@dataclass(frozen=True, slots=True)
class PerimeterOutline:
    name: str
    kind: PerimeterKind = PerimeterKind.PRIORITY_DISTRICT
    code: str = ""


@dataclass(frozen=True, slots=True)
class BudgetLineOutline:
    """Amounts in euros, all taxes included."""

    year: int
    funder: str
    label: str = ""
    planned: Decimal | None = None
    granted: Decimal | None = None
    spent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TotalOutline:
    """A yearly total of a programme de réussite éducative."""

    year: int
    measure: ProgrammeMeasure
    value: Decimal
    label: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammeOutline:
    structure_kind: str = ""  # a value of plans.enums.StructureKind, or nothing
    structure: str = ""
    structure_note: str = ""
    elected_lead: str = ""
    coordinator: str = ""
    confidentiality_on: date | None = None
    confidentiality_note: str = ""
    board: tuple[BoardSeatOutline, ...] = ()
    team: tuple[TeamSeatOutline, ...] = ()
    perimeter: tuple[PerimeterOutline, ...] = ()
    budget: tuple[BudgetLineOutline, ...] = ()
    totals: tuple[TotalOutline, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFile:
    """All that the dossier of a plan keeps as data."""

    deliberation: str = ""
    deliberated_on: date | None = None
    signed_on: date | None = None
    documents: tuple[PlanDocumentOutline, ...] = ()
    figures: tuple[FigureOutline, ...] = ()
    childcares: tuple[ChildcareOutline, ...] = ()
    activities: tuple[ActivityOutline, ...] = ()
    programme: ProgrammeOutline | None = None
    committees: tuple[CommitteeOutline, ...] = ()
    visas: tuple[VisaOutline, ...] = ()
    amendments: tuple[AmendmentOutline, ...] = ()


FILE_FIELDS = frozenset(one.name for one in fields(PlanFile))
EMPTY_FILE = PlanFile()
