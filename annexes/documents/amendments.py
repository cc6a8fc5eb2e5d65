"""What the document of an avenant says, from the plan."""

from dataclasses import replace

from annexes.contents.amendment import AmendmentSheet, amendment_sheet
from annexes.contents.changes import changes_of
from annexes.documents.changes import words_of
from annexes.documents.request import DocumentRequest
from annexes.edition import Edition
from annexes.versions.sides import compared, sides_of_amendment
from annexes.vocabulary import Vocabulary
from plans.enums import AmendmentStatus
from plans.models import Plan
from plans.visas import visas_of


def sheet_for(
    plan: Plan, request: DocumentRequest, edition: Edition, vocabulary: Vocabulary
) -> tuple[AmendmentSheet, Edition]:
    """The avenant and its edition: a project until it is signed. Its perimeter found that it has a version to start
    from.
    """
    amendment = plan.amendments.get(pk=request.amendment or 0)
    amendment.plan = plan
    sides = sides_of_amendment(amendment)
    assert sides is not None
    comparison = compared(plan, *sides, substance=True)
    changes = changes_of(comparison, edition, vocabulary, words=[words_of(*sides)])
    former = list(plan.amendments.filter(status=AmendmentStatus.SIGNED, number__lt=amendment.number))
    sheet = amendment_sheet(amendment, list(visas_of(plan, amendment)), former, changes, edition)
    return sheet, replace(edition, draft=sheet.is_project, version_label=sheet.name)
