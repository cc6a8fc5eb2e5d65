"""What an avenant, an opinion or a signature holds, for edits, history and restoration."""

from accounts.aggregates import Aggregate, register
from plans.models import Amendment, Visa

VISA = (
    "plan", "amendment", "stage", "key", "label", "partner", "signer", "is_required", "outcome", "asked_on", "given_on",
    "reference", "remarks", "file", "position",
)  # fmt: skip
AMENDMENT = (
    "plan", "number", "title", "purpose", "status", "status_reason", "deliberation", "deliberated_on", "submitted_on",
    "signed_on", "effective_on",
)  # fmt: skip


def register_life() -> None:
    register(Aggregate(Visa, VISA))
    register(Aggregate(Amendment, AMENDMENT))
