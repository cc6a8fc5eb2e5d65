"""Ask for the documents of a version: those that it keeps, and others made from what it keeps."""

from accounts.models import User
from actions.models import Action
from annexes.documents import Document, DocumentRequest, Form
from annexes.documents.effort import is_long
from annexes.jobs import start_job
from annexes.models import Job, JobKind, Version
from annexes.versions.tasks import make_version_documents, remake_document

DEFAULT = (
    DocumentRequest(Document.DOSSIER, archival=True),
    DocumentRequest(Document.TABLEAU, archival=True),
    DocumentRequest(Document.DATA, Form.JSON),
)
OFFERED = (  # what a version may keep, and what can be made from it
    *DEFAULT[:2],
    *(
        DocumentRequest(one, archival=True)
        for one in (
            Document.FICHES,
            Document.SYNTHESIS,
            Document.CALENDAR,
            Document.FUNDING,
            Document.EVALUATION,
        )
    ),
    DEFAULT[2],
    DocumentRequest(Document.DATA, Form.CSV),
)


def key_of(request: DocumentRequest) -> str:
    """« dossier.pdf »: what a form calls a document."""
    return f"{request.document}.{request.form}"


def start_documents(version: Version, by: User) -> Job:
    """Queue the making of the documents of a version; those that are made are not made again."""
    requests = map(DocumentRequest.from_options, version.documents)
    return start_job(
        task=make_version_documents,
        kind=JobKind.FREEZE,
        plan=version.plan,
        user=by,
        label=f"Documents de la version {version.number}",
        options={"version": version.pk, "long": _is_long(version, *requests)},
    )


def start_remake(version: Version, request: DocumentRequest, by: User, site: str) -> Job:
    """Queue a document made again from what the version keeps; it goes to the documents of the person."""
    return start_job(
        task=remake_document,
        kind=JobKind.EXPORT,
        plan=version.plan,
        user=by,
        label=f"{request.label}, version {version.number}",
        options={
            **request.to_options(),
            "version": version.pk,
            "long": _is_long(version, request),
            "site": site,
        },
    )


def _is_long(version: Version, *requests: DocumentRequest) -> bool:
    """From the fiches that the plan has now: about as many."""
    fiches = Action.objects.filter(plan=version.plan_id).count()
    return any(is_long(request, fiches) for request in requests)
