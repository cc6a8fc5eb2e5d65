"""What an opinion or a signature holds, for edits, history and restoration."""

from accounts.aggregates import Aggregate, register
from plans.models import Visa

VISA = (
    "plan", "amendment", "stage", "key", "label", "partner", "signer", "is_required", "outcome", "asked_on", "given_on",
    "reference", "remarks", "file", "position",
)  # fmt: skip


def register_life() -> None:
    register(Aggregate(Visa, VISA))
