"""The plan on one page: what it holds, where it stands, what is late, what is to be decided.

A fiche is late when its échéance is past on the day of the edition and it is not closed. What is to be decided is what
the plan itself shows: nothing is guessed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from actions.enums import CLOSED_STATUSES, STATUSES_OWING_A_REASON, Priority, Role, Status
from actions.wording import status_wording
from annexes.contents.amounts import Amounts
from annexes.contents.funding import funding_of
from annexes.contents.model import CellKind, Fact
from annexes.contents.order import Place, placed
from annexes.contents.wording import value_wording
from annexes.edition import Edition
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level

LATE_SHOWN = 10
MOST_ROWS = 20  # lines of the table of statuses
LOOSE = "À rattacher"
NOT_STARTED = (Status.PROPOSED, Status.APPROVED, Status.TO_START)
# Statuses told together, in the order of the table.
GROUPS: tuple[tuple[str, tuple[Status, ...]], ...] = (
    ("À venir", NOT_STARTED),
    ("En cours", (Status.ONGOING,)),
    ("Réalisées, reconduites", (Status.DONE, Status.PERMANENT)),
    ("Reportées, suspendues", (Status.POSTPONED, Status.SUSPENDED)),
    ("Abandon ou fusion", (Status.DROPPED, Status.MERGED)),
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A fiche as a list names it. `theme` is said when numbers begin again in each theme."""

    reference: str
    title: str
    theme: str
    lead: str
    status: str
    due_on: date | None
    pk: int | None

    @property
    def name(self) -> str:
        """« 12 – Ouvrir la ludothèque »."""
        return f"{self.reference} – {self.title}" if self.reference else self.title

    @property
    def late_by(self) -> date:
        return self.due_on or date.max


@dataclass(frozen=True, slots=True)
class StatusRow:
    """How many fiches of a theme or of an axis are in each group of statuses, in the order of `GROUPS`."""

    name: str
    counts: tuple[int, ...]
    where: str = ""  # the theme of an axis, when there are several

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is asked of those who decide, about some fiches; `query` is that of the list of these fiches, if any."""

    title: str  # « 3 fiches sans pilote »
    question: str
    fiches: tuple[Mention, ...]
    query: str = ""


@dataclass(frozen=True, slots=True)
class Aim:
    """An objective of a plan without fiches, and those under it."""

    name: str
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synthesis:
    title: str
    identity: tuple[Fact, ...]
    counters: tuple[Fact, ...]
    budget: tuple[Fact, ...]
    by: str  # what the rows are: « Axe stratégique », « Thème »
    groups: tuple[str, ...]
    rows: tuple[StatusRow, ...]
    whole: StatusRow
    priorities: tuple[Fact, ...]
    high: tuple[Mention, ...]
    late: tuple[Mention, ...]
    decisions: tuple[Decision, ...]
    aims: tuple[Aim, ...] = ()  # of a plan without fiches alone
    fiche: str = "fiche"
    fiches: str = "fiches"

    @property
    def late_shown(self) -> tuple[Mention, ...]:
        return self.late[:LATE_SHOWN]

    def rest(self, found: Sequence[Mention], shown: int) -> str:
        """« et 12 autres fiches », or nothing when all are shown."""
        more = len(found) - shown
        return f"et {more} autre{'s' if more > 1 else ''} {self.fiches if more > 1 else self.fiche}" if more > 0 else ""


def synthesis_of(outline: PlanOutline, edition: Edition, *, rows: int = MOST_ROWS) -> Synthesis:
    """The synthesis of a plan on the day of the edition, with at most `rows` lines in the table of statuses."""
    return _Writer(outline, edition).synthesis(rows)


@dataclass
class _Writer:
    outline: PlanOutline
    edition: Edition
    placed: list[Place] = field(init=False)
    fiche: str = field(init=False)
    fiches: str = field(init=False)
    says_themes: bool = field(init=False)

    def __post_init__(self) -> None:
        self.placed = list(placed(self.outline))
        references = Counter(action.reference for _, _, action in self.placed if action.reference)
        self.says_themes = any(times > 1 for times in references.values())
        self.fiche = self.edition.action_label.split(" ")[0].lower()
        self.fiches = self.edition.action_label_plural.split(" ")[0].lower()

    def synthesis(self, most: int) -> Synthesis:
        edition = self.edition
        by, rows = self._rows(most)
        return Synthesis(
            title=edition.plan_title,
            identity=tuple(self._identity()),
            counters=tuple(self._counters()),
            budget=tuple(_budget(funding_of(self.outline, edition).total)),
            by=by,
            groups=tuple(name for name, _ in GROUPS),
            rows=tuple(rows),
            whole=StatusRow("Ensemble", _counts(self.placed)),
            priorities=tuple(self._priorities()),
            high=self._mentions(lambda one: one.priority == Priority.HIGH and one.status not in CLOSED_STATUSES),
            late=tuple(sorted(self._mentions(self._is_late), key=lambda one: one.late_by)),
            decisions=tuple(one for one in self._decisions() if one.fiches),
            aims=() if self.placed else tuple(self._aims()),
            fiche=self.fiche,
            fiches=self.fiches,
        )

    def _identity(self) -> Iterator[Fact]:
        edition = self.edition
        yield Fact("Territoire", edition.territory)
        yield Fact("Type de plan", edition.kind_label)
        if edition.period:
            yield Fact("Période", edition.period)
        if edition.version_label:
            yield Fact("Version", edition.version_label)
        if edition.deliberation:
            yield Fact("Délibération", edition.deliberation)
        if edition.perimeter:
            yield Fact("Périmètre", edition.perimeter)

    def _counters(self) -> Iterator[Fact]:
        for level in (Level.THEME, Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL):
            if number := self.outline.count(level):
                labels = self.edition.labels(level)
                yield _counter(number, labels.singular, labels.plural)
        if self.placed:
            yield _counter(len(self.placed), self.edition.action_label, self.edition.action_label_plural)
        if partners := {p.partner for _, _, action in self.placed for p in action.participations}:
            yield _counter(len(partners), "partenaire", "partenaires")
        if indicators := sum(len(owner.indicators) for owner in self._owners()):
            yield _counter(indicators, "indicateur", "indicateurs")

    def _owners(self) -> Iterator[ThemeOutline | ObjectiveOutline | ActionOutline]:
        for theme in self.outline.themes:
            yield theme
            yield from theme.walk()
            yield from theme.all_actions()

    def _aims(self) -> Iterator[Aim]:
        for theme in self.outline.themes:
            for one in theme.objectives:
                yield Aim(self._name(one), tuple(self._name(child) for child in one.children))

    def _rows(self, most: int) -> tuple[str, list[StatusRow]]:
        """A row an axis as long as they all stand, else a row a theme; what is left is told together."""
        axes = list(self._axes())
        themes = list(self._themes())
        if len(axes) <= most or len(themes) < 2:
            top = self._top_level()
            return self.edition.labels(top).singular, _shortened(axes, most, self.edition.labels(top).plural)
        labels = self.edition.labels(Level.THEME)
        return labels.singular, _shortened(themes, most, labels.plural)

    def _axes(self) -> Iterator[StatusRow]:
        found: dict[tuple[int, int], list[Place]] = {}
        for theme in self.outline.themes:
            for objective in theme.objectives:
                found[id(theme), id(objective)] = []
        for place in self.placed:
            theme, path, _ = place
            found.setdefault((id(theme), id(path[0]) if path else 0), []).append(place)
        several = sum(1 for theme in self.outline.themes if theme.title) > 1
        for theme in self.outline.themes:
            where = theme.title if several else ""
            for one in theme.objectives:
                yield StatusRow(self._name(one), _counts(found[id(theme), id(one)]), where)
            if loose := found.get((id(theme), 0)):
                yield StatusRow(LOOSE, _counts(loose), where)

    def _themes(self) -> Iterator[StatusRow]:
        for theme in self.outline.themes:
            own = [place for place in self.placed if place[0] is theme]
            if theme.title or own:
                name = theme.title or f"Sans {self.edition.labels(Level.THEME).singular.lower()}"
                yield StatusRow(name, _counts(own))

    def _top_level(self) -> Level:
        tops = (objective.level for theme in self.outline.themes for objective in theme.objectives)
        return min(tops, key=lambda level: level.rank, default=Level.AXIS)

    def _name(self, objective: ObjectiveOutline) -> str:
        if not objective.code:
            return objective.title
        prefix = "" if " " in objective.code else f"{self.edition.labels(objective.level).singular.split(' ')[0]} "
        return f"{prefix}{objective.code} : {objective.title}" if objective.title else f"{prefix}{objective.code}"

    def _priorities(self) -> Iterator[Fact]:
        counts = Counter(action.priority for _, _, action in self.placed)
        if set(counts) - {Priority.NONE}:
            for one in (Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.NONE):
                yield Fact(str(one.label), _figure(counts[one]))

    def _is_late(self, action: ActionOutline) -> bool:
        return (
            action.due_on is not None
            and action.due_on < self.edition.edited_on
            and action.status not in CLOSED_STATUSES
        )

    def _decisions(self) -> Iterator[Decision]:
        ask = self._decision
        yield ask(
            ("reportée ou suspendue", "reportées ou suspendues"),
            "reprendre, réécrire ou abandonner ?",
            lambda one: one.status in (Status.POSTPONED, Status.SUSPENDED),
            "statut=POSTPONED&statut=SUSPENDED",
        )
        yield ask(
            ("de priorité haute pas encore commencée", "de priorité haute pas encore commencées"),
            "engager cette année ?",
            lambda one: one.priority == Priority.HIGH and one.status in NOT_STARTED,
            f"priorite={Priority.HIGH:d}&" + _statuses(NOT_STARTED),
        )
        yield ask(
            ("sans pilote", "sans pilote"),
            "qui désigner ?",
            lambda one: one.status not in CLOSED_STATUSES and not one.people(Role.LEAD),
            "sans=pilote&" + _statuses(status for status in Status if status not in CLOSED_STATUSES),
        )
        loose = {id(action) for _, path, action in self.placed if not path}
        yield ask(
            ("sans objectif", "sans objectif"),
            "rattacher à quel objectif ?",
            lambda one: one.status not in CLOSED_STATUSES and id(one) in loose,
            "sans=objectif&" + _statuses(status for status in Status if status not in CLOSED_STATUSES),
        )
        yield ask(
            ("dont le statut n’a pas de motif", "dont le statut n’a pas de motif"),
            "pour quelle raison ?",
            lambda one: one.status in STATUSES_OWING_A_REASON and not one.status_reason.strip(),
        )
        yield ask(
            ("fusionnée sans dire avec laquelle", "fusionnées sans dire avec laquelle"),
            "dans quelle fiche ?",
            lambda one: one.status == Status.MERGED and one.merged_into is None,
        )

    def _decision(
        self, words: tuple[str, str], question: str, concerns: Callable[[ActionOutline], bool], query: str = ""
    ) -> Decision:
        found = self._mentions(concerns)
        title = f"{len(found)} {self.fiches} {words[1]}" if len(found) > 1 else f"{len(found)} {self.fiche} {words[0]}"
        return Decision(title, question, found, query)

    def _mentions(self, concerns: Callable[[ActionOutline], bool]) -> tuple[Mention, ...]:
        """The fiches that are concerned, in the order of print."""
        return tuple(self._mention(theme, action) for theme, _, action in self.placed if concerns(action))

    def _mention(self, theme: ThemeOutline, action: ActionOutline) -> Mention:
        return Mention(
            action.reference,
            action.title,
            theme.title if self.says_themes else "",
            ", ".join(action.people(Role.LEAD)),
            status_wording(Status(action.status)),
            action.due_on,
            action.pk,
        )


def _counter(number: int, singular: str, plural: str) -> Fact:
    return Fact((singular if number == 1 else plural).lower(), _figure(number))


def _figure(number: int) -> str:
    return value_wording(number, CellKind.NUMBER)


def _statuses(statuses: Iterable[Status]) -> str:
    return "&".join(f"statut={status.value}" for status in statuses)


def _budget(amounts: Amounts) -> Iterator[Fact]:
    for label, amount in (("prévu", amounts.planned), ("accordé", amounts.granted), ("réalisé", amounts.spent)):
        if amount is not None:
            yield Fact(label, value_wording(amount, CellKind.MONEY))


def _counts(places: Iterable[Place]) -> tuple[int, ...]:
    counts = Counter(action.status for _, _, action in places)
    return tuple(sum(counts[status] for status in statuses) for _, statuses in GROUPS)


def _shortened(rows: list[StatusRow], most: int, plural: str) -> list[StatusRow]:
    """At most `most` rows: beyond, the last one adds up all that are left."""
    if len(rows) <= most:
        return rows
    left = rows[most - 1 :]
    counts = tuple(sum(numbers) for numbers in zip(*(row.counts for row in left), strict=True))
    return [*rows[: most - 1], StatusRow(f"{len(left)} autres {plural.lower()}", counts)]
