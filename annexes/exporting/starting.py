"""Ask for a document, and for the preview of one."""

from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from actions.models import Action
from annexes.documents import DocumentRequest
from annexes.documents.effort import is_long
from annexes.documents.request import OF_A_COMPARISON, OF_A_MEETING
from annexes.exporting.keeping import OVER, forget
from annexes.jobs import cancel, start_job
from annexes.models import DocumentChoices, Job, JobKind, JobState
from annexes.tasks import export_document, preview_document, task_of
from plans.models import Objective, Plan

NOT_REMEMBERED = ("actions", "listed", "contacts")  # of one occasion; and contacts are off unless asked for each time


@transaction.atomic
def start_document(*, plan: Plan, user: User, request: DocumentRequest, part: str, site: str) -> Job:
    """Queue the document and remember what was chosen.

    `part` says the perimeter in words, for the list of documents; `site` is the address that mails lead to.
    """
    if request.document not in OF_A_MEETING and request.document not in OF_A_COMPARISON:
        kept = {name: value for name, value in request.to_options().items() if name not in NOT_REMEMBERED}
        DocumentChoices.objects.update_or_create(user=user, plan=plan, defaults={"options": kept})
    label = f"{request.label} : {part}" if part else request.label
    options = {**request.to_options(), "long": is_long(request, fiches_of(plan, request)), "site": site}
    return start_job(task=export_document, kind=JobKind.EXPORT, plan=plan, user=user, label=label, options=options)


@transaction.atomic
def start_preview(*, plan: Plan, user: User, request: DocumentRequest) -> Job:
    """Queue a picture of the first page in place of the former ones of that person."""
    former = Job.objects.filter(plan=plan, user=user, kind=JobKind.PREVIEW)
    forget(former.filter(state__in=OVER))
    for job in former.exclude(state__in=OVER):
        cancel(job)
    label, options = f"Aperçu : {request.label}", request.to_options()
    return start_job(task=preview_document, kind=JobKind.PREVIEW, plan=plan, user=user, label=label, options=options)


@transaction.atomic
def start_again(job: Job, user: User) -> Job:
    """Queue a document, or a list of fiches, with the choices of another one."""
    return start_job(
        task=task_of(job),
        kind=JobKind.EXPORT,
        plan=job.plan,
        territory=job.territory,
        user=user,
        label=job.label,
        options=job.options,
    )


def fiches_of(plan: Plan, request: DocumentRequest) -> int:
    """How many fiches the perimeter holds. At most two queries."""
    if request.actions:
        return len(request.actions)
    if request.listed:
        return Criteria(Scope(plan.territory, plan), QueryDict(request.listed)).fiches().count()
    fiches = Action.objects.filter(plan=plan)
    if request.theme is not None:
        return fiches.filter(theme=request.theme).count()
    if request.objective is not None:
        branch = Objective.objects.filter(plan=plan, pk=request.objective).values_list("lft", "rght").first()
        lft, rght = branch or (0, 0)
        return fiches.filter(objective__lft__gte=lft, objective__rght__lte=rght).count()
    return fiches.count()


def nobody_waits_before(job: Job) -> bool:
    """Whether the queue is empty but for this work: it is about to begin."""
    waiting = Job.objects.filter(state=JobState.WAITING).exclude(kind=JobKind.PREVIEW)
    return not waiting.exclude(pk=job.pk).exists()
