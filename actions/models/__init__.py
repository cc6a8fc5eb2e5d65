from actions.models.action import PROGRESS_STEPS, SEARCHED_FIELDS, Action, ActionQuerySet
from actions.models.decisions import Decision
from actions.models.parts import (
    ActionLink,
    ActionNote,
    Document,
    Funding,
    Participation,
    SavedView,
    SchemeUse,
    Step,
)
from actions.models.terms import AgeBand, Audience, CharterAxis, ChildTime, Place, ReferenceTerm, Scale

__all__ = [
    "PROGRESS_STEPS",
    "SEARCHED_FIELDS",
    "Action",
    "ActionLink",
    "ActionNote",
    "ActionQuerySet",
    "AgeBand",
    "Audience",
    "CharterAxis",
    "ChildTime",
    "Decision",
    "Document",
    "Funding",
    "Participation",
    "Place",
    "ReferenceTerm",
    "SavedView",
    "Scale",
    "SchemeUse",
    "Step",
]
