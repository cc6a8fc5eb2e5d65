"""How complete the dossier of a plan is: each section that its type asks for, what fills it, what is missing and why.

A section is filled by its text, or by what the software keeps as data. Each app says in its `needs.py` how the
needs whose objects it knows are met.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models

from plans.enums import SectionCondition, SectionNeed
from plans.models import KindSection, KindVisa, Plan, PlanDocument, PlanSection


class State(models.TextChoices):
    COMPLETE = "COMPLETE", "Complète"
    STARTED = "STARTED", "Commencée"
    MISSING = "MISSING", "À remplir"
    NOT_CONCERNED = "NOT_CONCERNED", "Sans objet"


@dataclass(frozen=True, slots=True)
class Held:
    """What a plan holds for a need: `said` tells what is there, `missing` what is not; each may be `""`."""

    said: str = ""
    missing: str = ""

    @property
    def state(self) -> State:
        if not self.said:
            return State.MISSING
        return State.STARTED if self.missing else State.COMPLETE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a plan answers to a section that is asked; `written` is its text, when there is one."""

    section: KindSection
    written: PlanSection | None
    state: State
    said: str  # what is there, « 12 activités périscolaires »
    missing: str  # a sentence: what is missing; `""` when nothing is
    documents: int

    @property
    def sentence(self) -> str:
        """What is missing, and why it is asked; `""` when nothing is missing."""
        return " ".join(part for part in (self.missing, self.section.why) if part) if self.missing else ""

    @property
    def is_settled(self) -> bool:
        return self.state in (State.COMPLETE, State.NOT_CONCERNED)

    @property
    def is_owed(self) -> bool:
        """It is required, and something is missing."""
        return self.section.is_required and not self.is_settled


@dataclass(frozen=True, slots=True)
class Completeness:
    """The dossier of a plan: the answers in the order of the type; then the sections that the territory added."""

    answers: tuple[Answer, ...]
    own: tuple[PlanSection, ...]
    documents: int  # attached to the dossier, whatever the section

    @property
    def required(self) -> tuple[Answer, ...]:
        return tuple(answer for answer in self.answers if answer.section.is_required)

    @property
    def owed(self) -> tuple[Answer, ...]:
        """Those that are required and not settled."""
        return tuple(answer for answer in self.answers if answer.is_owed)

    @property
    def settled(self) -> int:
        return len(self.required) - len(self.owed)

    @property
    def percent(self) -> int:
        """Of the required sections, those that are settled; 100 only when they all are, or when none is asked."""
        return 100 * self.settled // len(self.required) if self.required else 100

    def number(self, state: State) -> int:
        """How many of the required ones are in this state."""
        return sum(answer.state is state for answer in self.required)


Count = Callable[[Plan], Held]


@dataclass(frozen=True, slots=True)
class _Rule:
    count: Count
    text_is_enough: bool
    data_is_enough: bool


_rules: dict[SectionNeed, _Rule] = {}


def register(need: SectionNeed, count: Count, *, text_is_enough: bool = False, data_is_enough: bool = True) -> None:
    """Say how a need is met, in `AppConfig.ready`; `count` asks a number of queries that does not grow.

    `text_is_enough`: a section that is only written is complete. `data_is_enough`: one with its data alone is.
    """
    _rules[need] = _Rule(count, text_is_enough, data_is_enough)


def completeness_of(plan: Plan) -> Completeness:
    """The dossier of a plan, judged. Three queries, and those of the needs that its type has."""
    asked = [section for section in plan.kind.sections.all() if is_asked(section, plan)]
    written = list(plan.sections.all())
    documents = list(plan.documents.all())
    by_key = {section.key: section for section in written if section.key}
    held = {need: rule.count(plan) for need, rule in _rules.items() if any(one.need == need for one in asked)}
    answers = tuple(_answer(section, by_key.get(section.key), documents, held) for section in asked)
    keys = {section.key for section in asked}
    return Completeness(answers, tuple(one for one in written if one.key not in keys), len(documents))


def is_asked(asked: KindSection | KindVisa, plan: Plan) -> bool:
    """Whether what a type may ask is asked of this plan."""
    return asked.condition != SectionCondition.WEDNESDAY or plan.has_wednesday_charter


def _answer(
    section: KindSection,
    written: PlanSection | None,
    documents: Iterable[PlanDocument],
    held: dict[SectionNeed, Held],
) -> Answer:
    attached = sum(document.section == section.key for document in documents)
    if written and written.is_not_concerned:
        return Answer(section, written, State.NOT_CONCERNED, "", "", attached)
    need = SectionNeed(section.need)
    has_text = bool(written and written.text.strip())
    state, said, missing = _judged(need, has_text, attached, held.get(need, Held()))
    return Answer(section, written, state, said, missing, attached)


def _judged(need: SectionNeed, has_text: bool, attached: int, data: Held) -> tuple[State, str, str]:
    """The state of a section, what it holds, and what is missing in it."""
    rule = _rules.get(need)
    if need == SectionNeed.DOCUMENTS:
        if attached:
            return State.COMPLETE, "", ""
        return (State.STARTED if has_text else State.MISSING), "", "Aucun document n’y est joint."
    if rule is None:
        if has_text:
            return State.COMPLETE, "", ""
        missing = "Un document est joint, le texte manque." if attached else "Le texte n’est pas écrit."
        return (State.STARTED if attached else State.MISSING), "", missing
    if has_text and rule.text_is_enough:
        return State.COMPLETE, data.said, ""
    if data.state is State.COMPLETE and (has_text or rule.data_is_enough):
        return State.COMPLETE, data.said, ""
    if data.state is State.COMPLETE:
        return State.STARTED, data.said, "Les données sont là, le texte qui les explique manque."
    started = has_text or attached or data.state is State.STARTED
    return (State.STARTED if started else State.MISSING), data.said, data.missing
