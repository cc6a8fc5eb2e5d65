"""The plan as a document: the value that readers give, that writers take and that the database is compared with.

Nothing here knows the database, a file format or a page. All values are frozen and compare by content;
what says where a value came from (`source`, `pk`, `carries`) is left out of comparisons.

Laws, each a test: `read_xlsx(write_xlsx(outline)) == outline`, `load(apply(outline)) == outline`,
and applying an outline twice changes nothing the second time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from actions.enums import FundingKind, FundingNature, FundingStatus, PlaceKind, Role, ScheduleKind, Status
from annexes.ficheaddress import FicheAddress as FicheAddress
from annexes.fileoutline import EMPTY_FILE, FILE_FIELDS, PlanFile
from indicators.enums import Direction, IndicatorKind, IndicatorNature
from plans.enums import Level

# The address of an objective inside its plan: the title of its theme, then a label (`ObjectiveOutline.label`) a level.
ObjectivePath = tuple[str, ...]


class HintKind(StrEnum):
    """What a reader may propose about a node, and never does by itself."""

    PLACE = "place"  # it seems to be in the wrong place
    STATUS = "status"  # a status in words that are not known
    WORD = "word"  # a word cut in two, a doubled word
    CONTINUATION = "continuation"  # a text that seems to go on with this title
    NUMBER = "number"  # a number used twice
    VALUE = "value"  # a value that can be understood in several ways
    PARTNER = "partner"  # a name close to that of a known partner
    AGEING = "ageing"  # a name that has been replaced (RAM → RPE)
    SAME = "same"  # what the plan seems to have already, under another wording
    HOMONYM = "homonym"  # the number of another fiche, whose title has nothing to do with it

    @property
    def label(self) -> str:
        return {
            "place": "Fiche mal placée",
            "status": "Statut à préciser",
            "word": "Mot coupé ou doublé",
            "continuation": "Suite d’un titre",
            "number": "Numéro en double",
            "value": "Valeur à confirmer",
            "partner": "Partenaire déjà connu",
            "ageing": "Nom qui a changé",
            "same": "Déjà dans le plan",
            "homonym": "Même numéro, autre intitulé",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Hint:
    """A change of one field of the node that bears it, to be accepted or not by a person.

    `field` is a field of the node's outline; `value` what it would become, as `annexes.jsonform` writes it (a string,
    a number, a code); `before` and `after` say both in words.
    """

    kind: HintKind
    field: str
    value: Any
    before: str
    after: str
    where: str = ""  # the address of the cell, as in Issue


@dataclass(frozen=True, slots=True)
class ParticipationOutline:
    role: Role
    partner: str  # the partner's name, as written
    contact: str = ""  # « Prénom Nom » of a professional contact of the partner


@dataclass(frozen=True, slots=True)
class FundingOutline:
    """One line of the funding plan; amounts in euros, all taxes included."""

    funder: str  # a partner's name, or a source that is no partner (« familles », « autofinancement »)
    scheme: str = ""
    year: int | None = None
    kind: FundingKind = FundingKind.OPERATING
    nature: FundingNature | None = None
    status: FundingStatus = FundingStatus.PLANNED
    planned: Decimal | None = None
    requested: Decimal | None = None
    granted: Decimal | None = None
    spent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StepOutline:
    title: str
    due_on: date | None = None
    done_on: date | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class LinkOutline:
    """A link of a fiche to another one or to another issue; `group` is its transversal axis (« AT jeunesse »)."""

    text: str
    group: str = ""
    target: FicheAddress | None = None


@dataclass(frozen=True, slots=True)
class PlaceOutline:
    """Where a fiche takes place. The code of a place (Insee, QPV, UAI) stands in the directory."""

    name: str
    kind: PlaceKind = PlaceKind.COMMUNE


@dataclass(frozen=True, slots=True)
class NoteOutline:
    """What was done in a year and what follows (bilan)."""

    year: int
    text: str
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class DocumentOutline:
    """A document of a fiche: a link, or a file kept by the software, which an outline names and never brings."""

    title: str
    url: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class TargetOutline:
    """What an indicator should have reached at a date: a figure, or words."""

    due_on: date | None = None
    value: Decimal | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class MeasurementOutline:
    """What an indicator was worth in a year, as a whole or for one part of it: a figure, words or both."""

    year: int  # the first one of a school year
    breakdown: str = ""  # « QPV », « filles »; nothing for the whole
    value: Decimal | None = None
    text: str = ""
    measured_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorOutline:
    label: str
    kind: IndicatorKind = IndicatorKind.OUTPUT
    nature: IndicatorNature = IndicatorNature.QUANTITATIVE
    unit: str = ""
    direction: Direction = Direction.NONE
    source: str = ""
    frequency: str = ""  # a value of indicators.enums.Frequency, or nothing
    breakdown: str = ""  # ventilation
    baseline: Decimal | None = None
    baseline_text: str = ""
    baseline_on: date | None = None
    targets: tuple[TargetOutline, ...] = ()
    measurements: tuple[MeasurementOutline, ...] = ()  # in the order of years, the whole before its parts


@dataclass(frozen=True, slots=True)
class ActionOutline:
    """A fiche action. Long texts keep their lines; a line that begins with « - » is a bullet.

    `domains`, `audiences`, `scales`, `child_times` and `charter_axes` hold the codes of the reference lists.
    """

    title: str
    number: int | None = None
    suffix: str = ""  # « bis », when a number is used twice
    code: str = ""  # a number that is not one, as written: « 1.2.4 »
    version_label: str = ""
    status: Status = Status.PROPOSED
    status_reason: str = ""
    merged_into: FicheAddress | None = None
    nature: str = ""
    priority: int = 0
    horizon: str = ""
    progress: int | None = None  # 0, 25, 50, 75 or 100 per cent
    weather: str = ""
    challenge: str = ""  # enjeu
    context: str = ""
    objectives: str = ""  # objectifs et dynamiques
    description: str = ""
    outputs: str = ""  # réalisations attendues
    expected_effects: str = ""
    domains: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()
    audience_note: str = ""
    age_min: int | None = None
    age_max: int | None = None
    scales: tuple[str, ...] = ()
    scale_note: str = ""
    child_times: tuple[str, ...] = ()
    places: tuple[PlaceOutline, ...] = ()
    charter_axes: tuple[str, ...] = ()  # of the charte qualité Plan mercredi
    schedule_kind: ScheduleKind = ScheduleKind.UNDEFINED
    starts_on: date | None = None
    due_on: date | None = None
    school_year: int | None = None  # 2025 for 2025-2026
    schedule_note: str = ""
    elected_lead: str = ""  # élu référent (fonction)
    participations: tuple[ParticipationOutline, ...] = ()
    schemes: tuple[str, ...] = ()  # names of the dispositifs, as written
    funding_note: str = ""
    fundings: tuple[FundingOutline, ...] = ()
    steps: tuple[StepOutline, ...] = ()
    indicators: tuple[IndicatorOutline, ...] = ()
    links: tuple[LinkOutline, ...] = ()
    notes: tuple[NoteOutline, ...] = ()  # the last year first
    documents: tuple[DocumentOutline, ...] = ()
    also_serves: tuple[ObjectivePath, ...] = ()  # the other objectives that it serves, where it is not printed
    renewed_from: FicheAddress | None = None  # the fiche of a former plan that it goes on with
    doubtful: bool = False  # « rattachement à vérifier »
    source: str = field(default="", compare=False)  # where it was read: « Petite enfance!D5 »
    pk: int | None = field(default=None, compare=False)
    ref: str = field(default="", compare=False)  # of a node that was read: see annexes.refs
    hints: tuple[Hint, ...] = field(default=(), compare=False)
    carries: frozenset[str] | None = field(default=None, compare=False)  # see importing.merging; None: as the whole

    @property
    def reference(self) -> str:
        """What people call it by: « 72 », « 8 bis », « 1.2.4 », or nothing."""
        if self.number is None:
            return self.code
        return f"{self.number} {self.suffix}".strip()

    def people(self, *roles: Role) -> tuple[str, ...]:
        """The names of the partners that hold one of `roles`, in their order."""
        return tuple(p.partner for p in self.participations if p.role in roles)


@dataclass(frozen=True, slots=True)
class ExpectedEffects:
    """The effets attendus of one row of a PEDT table: they belong to all objectives of the row.

    `group` counts the rows under the parent objective, from 1; siblings of one group carry equal values.
    """

    group: int
    text: str


@dataclass(frozen=True, slots=True)
class ObjectiveOutline:
    level: Level  # AXIS, INTERMEDIATE or OPERATIONAL
    title: str
    code: str = ""  # normalised label: « I », « OI 2 », « OO 1 », « 1.2 »
    description: str = ""
    note: str = ""  # free text met where fiches were expected: « Ces actions sont détaillées dans… »
    effects: ExpectedEffects | None = None
    children: tuple["ObjectiveOutline", ...] = ()
    actions: tuple[ActionOutline, ...] = ()  # those whose principal objective it is
    indicators: tuple[IndicatorOutline, ...] = ()
    pointed: bool = field(default=False, compare=False)  # only fiches name it, as their place: see comparing.pointing
    source: str = field(default="", compare=False)
    pk: int | None = field(default=None, compare=False)
    ref: str = field(default="", compare=False)  # of a node that was read: see annexes.refs
    hints: tuple[Hint, ...] = field(default=(), compare=False)
    carries: frozenset[str] | None = field(default=None, compare=False)  # see importing.merging; None: as the whole

    @property
    def label(self) -> str:
        return f"{self.code} : {self.title}" if self.code else self.title

    def walk(self) -> Iterator["ObjectiveOutline"]:
        """This objective and all below it, depth first, in the order of print."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class ThemeOutline:
    """One theme. A plan whose kind has no themes has exactly one, with an empty title and no field of its own."""

    title: str
    code: str = ""
    version_label: str = ""  # « réactualisé en décembre 2021 »
    version_date: date | None = None  # the first day of the month where only a month is known
    annexe_number: str = ""  # « II-2 »
    age_min: int | None = None
    age_max: int | None = None
    description: str = ""
    note: str = ""  # standing instruction: « à rattacher à des axes… »
    indicators: tuple[IndicatorOutline, ...] = ()
    objectives: tuple[ObjectiveOutline, ...] = ()
    unattached: tuple[ActionOutline, ...] = ()
    source: str = field(default="", compare=False)
    pk: int | None = field(default=None, compare=False)
    ref: str = field(default="", compare=False)  # of a node that was read: see annexes.refs
    hints: tuple[Hint, ...] = field(default=(), compare=False)
    carries: frozenset[str] | None = field(default=None, compare=False)  # see importing.merging; None: as the whole

    def walk(self) -> Iterator[ObjectiveOutline]:
        for objective in self.objectives:
            yield from objective.walk()

    def all_actions(self) -> Iterator[ActionOutline]:
        """Every action once: the attached in the order of print, then the unattached."""
        for objective in self.walk():
            yield from objective.actions
        yield from self.unattached


ACTION_FIELDS = frozenset(f.name for f in fields(ActionOutline) if f.compare)
OBJECTIVE_FIELDS = frozenset(f.name for f in fields(ObjectiveOutline) if f.compare) - {"children", "actions", "level"}
THEME_FIELDS = frozenset(f.name for f in fields(ThemeOutline) if f.compare) - {"objectives", "unattached"}


OWN_FIELDS = frozenset({"starts_on", "ends_on", "has_wednesday_charter", "sections", "renewed_from"})
PLAN_FIELDS = OWN_FIELDS | FILE_FIELDS  # of the plan itself and of its dossier


@dataclass(frozen=True, slots=True)
class Carried:
    """The fields that a source speaks of. A field that it does not carry is left as it is in the plan."""

    theme: frozenset[str] = THEME_FIELDS
    objective: frozenset[str] = OBJECTIVE_FIELDS
    action: frozenset[str] = ACTION_FIELDS
    plan: frozenset[str] = frozenset()  # only a file that names the plan itself changes these
    measurements: bool = False  # whether its indicators come with what they were worth; else those of the plan stay
    contacts: bool = True  # whether members of instances come with whom to convene; else those of the plan stay


EVERYTHING = Carried(plan=PLAN_FIELDS, measurements=True)


@dataclass(frozen=True, slots=True)
class ListOutline:
    """One list of the directory that goes with a plan, as a table: « partenaires », « contacts »…"""

    what: str  # a value of partners.enums.DirectoryList
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SectionOutline:
    """A titled text of the dossier; `key` is that of the section of the plan's kind that it answers."""

    title: str
    text: str = ""
    key: str = ""
    is_not_concerned: bool = False


@dataclass(frozen=True, slots=True)
class PlanOutline:
    title: str = ""
    kind: str = ""  # code of the PlanKind: « PGT »
    starts_on: date | None = None
    ends_on: date | None = None
    has_wednesday_charter: bool = False
    renewed_from: str = ""  # the short name of the plan that it goes on with
    sections: tuple[SectionOutline, ...] = ()  # the texts of the dossier, in the order of print
    file: PlanFile = EMPTY_FILE
    themes: tuple[ThemeOutline, ...] = ()
    directory: tuple[ListOutline, ...] = ()  # as the file gives it; `load` leaves it out, `load_whole` does not
    slug: str = field(default="", compare=False)
    carries: Carried = field(default=EVERYTHING, compare=False)

    def count(self, level: Level) -> int:
        if level is Level.THEME:
            return sum(1 for theme in self.themes if theme.title)
        return sum(1 for theme in self.themes for objective in theme.walk() if objective.level is level)

    def all_actions(self) -> Iterator[ActionOutline]:
        for theme in self.themes:
            yield from theme.all_actions()
