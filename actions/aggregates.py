"""What a fiche holds, for its forms, its history, undo and restoration: a field that is missing here would be lost."""

from accounts.aggregates import Aggregate, Children, add_children, register
from actions.models import (
    Action,
    ActionLink,
    ActionNote,
    Decision,
    Document,
    Funding,
    Participation,
    SchemeUse,
    Step,
)
from plans.models import Meeting

FIELDS = (
    "plan", "theme", "objective", "position", "is_doubtful",
    "number", "number_suffix", "code", "title", "version_label",
    "status", "status_reason", "merged_into", "nature", "priority", "horizon", "progress", "weather",
    "challenge", "context", "objectives_text", "description", "outputs", "expected_effects",
    "audience_note", "age_min", "age_max", "scale_note",
    "schedule_kind", "starts_on", "due_on", "school_year", "schedule_note",
    "elected_lead", "funding_note", "renewed_from",
)  # fmt: skip
MANY = ("also_serves", "domains", "audiences", "scales", "child_times", "places", "charter_axes")
CHILDREN = (
    Children("participations", Participation, ("partner", "role", "contact"), "Partenaires"),
    Children("scheme_uses", SchemeUse, ("scheme",), "Dispositifs mobilisables"),
    Children(
        "fundings",
        Funding,
        (
            "partner", "funder_label", "scheme", "year", "kind", "nature", "status",
            "planned", "requested", "granted", "spent",
        ),
        "Lignes de financement",
    ),
    Children("steps", Step, ("title", "due_on", "done_on", "who"), "Étapes"),
    Children("links", ActionLink, ("group", "text", "target"), "Liens"),
    Children("notes", ActionNote, ("year", "written_on", "text"), "Notes de bilan"),
    Children("documents", Document, ("title", "url", "file"), "Documents"),
)  # fmt: skip
DECISIONS = Children(
    "decisions",
    Decision,
    (
        "text", "action", "new_status", "status_reason", "new_priority", "who", "due_on", "done_on", "applied_at",
        "applied_by",
    ),
    "décisions",
)  # fmt: skip


def register_all() -> None:
    register(Aggregate(Action, FIELDS, MANY, CHILDREN))
    add_children(Meeting, DECISIONS)
