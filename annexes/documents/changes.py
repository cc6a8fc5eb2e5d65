"""What a tableau des modifications says: a comparison that is asked for, in words."""

from annexes.contents.changes import Changes, changes_of
from annexes.documents.request import DocumentRequest
from annexes.edition import Edition
from annexes.models import Version
from annexes.versions.sides import NOW, Side, compared, side_of
from annexes.vocabulary import Vocabulary
from plans.models import Plan

SUBSTANCE_ONLY = "Sans le suivi : statuts, avancement, bilans, relevés, réunions, avis et signatures."


def changes_for(plan: Plan, request: DocumentRequest, edition: Edition, vocabulary: Vocabulary) -> Changes:
    """Raise Version.DoesNotExist."""
    before, after = (side_at(plan, number) for number in (request.before, request.after))
    comparison = compared(plan, before, after, substance=request.substance)
    words = [words_of(before, after), *([SUBSTANCE_ONLY] if request.substance else [])]
    return changes_of(comparison, edition, vocabulary, words=words)


def side_at(plan: Plan, number: int | None) -> Side:
    return NOW if number is None else side_of(Version.objects.get(plan=plan, number=number))


def words_of(before: Side, after: Side) -> str:
    """« De : Version 1, figée le 12/03/2026. À : Aujourd’hui. »."""
    return f"De\u00a0: {before.name}. À\u00a0: {after.name[:1].lower()}{after.name[1:]}."
