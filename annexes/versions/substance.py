"""What a plan commits to, without how far it is: an outline where all follow-up is blank.

Follow-up is what is written day after day without an avenant: the status and the progress of fiches, their notes and
documents, what was measured, asked, granted and spent, the meetings, the opinions and signatures.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, TypeVar

from actions.enums import Status
from annexes.applying.directory import map_actions
from annexes.fileoutline import BudgetLineOutline, CommitteeOutline, PlanFile, ProgrammeOutline
from annexes.outline import (
    ActionOutline,
    FundingOutline,
    IndicatorOutline,
    ObjectiveOutline,
    PlanOutline,
    StepOutline,
)

T = TypeVar("T")
GIVEN_UP = (Status.DROPPED, Status.MERGED)
UNSAID = {"status": ""}

# The fields that tell how far things are; in what a plan commits to they are as by default.
FOLLOW_UP: Mapping[type, tuple[str, ...]] = {
    ActionOutline: (
        "status", "status_reason", "merged_into", "progress", "weather", "version_label", "doubtful", "notes",
        "documents",
    ),
    StepOutline: ("done_on",),
    FundingOutline: ("status", "requested", "granted", "spent"),
    IndicatorOutline: ("measurements",),
    PlanFile: ("deliberation", "deliberated_on", "signed_on", "documents", "visas", "amendments"),
    CommitteeOutline: ("meetings",),
    ProgrammeOutline: ("totals",),
    BudgetLineOutline: ("granted", "spent"),
}  # fmt: skip


def substance_of(outline: PlanOutline) -> PlanOutline:
    """The outline without its follow-up."""
    whole = map_actions(outline, _action)
    themes = tuple(
        replace(
            theme,
            indicators=tuple(map(_blank, theme.indicators)),
            objectives=tuple(map(_objective, theme.objectives)),
        )
        for theme in whole.themes
    )
    return replace(whole, themes=themes, file=_blanked(whole.file))


def _objective(objective: ObjectiveOutline) -> ObjectiveOutline:
    return replace(
        objective,
        indicators=tuple(map(_blank, objective.indicators)),
        children=tuple(map(_objective, objective.children)),
    )


def _action(action: ActionOutline) -> ActionOutline:
    """Giving a fiche up is no follow-up: it stays said, with why. Another status is not said at all."""
    names = ("status", "status_reason", "merged_into")
    kept: dict[str, Any] = {name: getattr(action, name) for name in names} if action.status in GIVEN_UP else UNSAID
    return replace(
        _blank(action),
        steps=tuple(map(_blank, action.steps)),
        fundings=tuple(map(_blank, action.fundings)),
        indicators=tuple(map(_blank, action.indicators)),
        **kept,
    )


def _blanked(file: PlanFile) -> PlanFile:
    programme = file.programme
    if programme is not None:
        programme = replace(_blank(programme), budget=tuple(map(_blank, programme.budget)))
    return replace(_blank(file), committees=tuple(map(_blank, file.committees)), programme=programme)


def _blank(value: T) -> T:
    kind: Any = type(value)
    asked = FOLLOW_UP[kind]
    blank: Any = replace(value, **{one.name: one.default for one in fields(kind) if one.name in asked})  # type: ignore[type-var]
    return blank  # type: ignore[no-any-return]
