"""Freeze a plan: its data now, its documents by a job."""

from collections.abc import Sequence

from django.db.models import Max
from django.utils import timezone

from accounts.models import Journal, User
from annexes.documents import DocumentRequest
from annexes.load import load
from annexes.models import Version, VersionReason
from annexes.versions.frozen import content_of, edition_to_keep, sha256_of
from annexes.versions.starting import DEFAULT, start_documents
from plans.models import Amendment, Meeting, Plan
from plans.tree import lock_plans


def freeze(
    plan: Plan,
    *,
    reason: VersionReason,
    by: User,
    label: str = "",
    amendment: Amendment | None = None,
    meeting: Meeting | None = None,
    documents: Sequence[DocumentRequest] = DEFAULT,
) -> Version:
    """Keep the plan as it is now, as its next version, and start the job that makes its documents.

    Nobody writes in the plan meanwhile; what is edited later changes nothing. The requests are of the whole plan. May
    be called inside a transaction: the job begins when it is committed. Raise Plan.DoesNotExist.
    """
    with lock_plans(plan.pk):
        plan = Plan.objects.select_related("territory", "kind").get(pk=plan.pk)
        last = Version.objects.filter(plan=plan).aggregate(last=Max("number"))["last"] or 0
        content = content_of(load(plan))
        version = Version.objects.create(
            plan=plan,
            number=last + 1,
            label=label,
            reason=reason,
            plan_status=plan.status,
            amendment=amendment,
            meeting=meeting,
            content=content,
            edition=edition_to_keep(plan, today=timezone.localdate()),
            sha256=sha256_of(content),
            documents=[request.to_options() for request in documents],
            frozen_by=by,
        )
        Journal.objects.create(
            territory=plan.territory, actor=by, verb="version figée", object_label=f"{plan.title} : {version}"
        )
        if documents:
            start_documents(version, by)
    return version
