"""A plan made anew from an archive, with its files and its versions: all of it, or nothing."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import DataError, IntegrityError, transaction

from accounts.aggregates import content
from accounts.enums import Change
from accounts.history import record
from accounts.models import Journal, Territory, User
from actions.models import Document
from annexes.applying.apply import CannotImport, import_outline
from annexes.applying.checks import fit
from annexes.archiving.form import ArchivedKind, ArchivedVersion
from annexes.archiving.reading import PATH, PackedPlan, Refused
from annexes.documents import DocumentRequest
from annexes.load import load
from annexes.models import Version, VersionFile, VersionReason
from annexes.outline import PlanOutline
from annexes.reading import Severity
from annexes.sharing.files import form_of
from annexes.versions.frozen import read_frozen, sha256_of
from plans.enums import Level, PlanStatus
from plans.kinds import COPIED, ROWS, offered
from plans.models import Amendment, Meeting, Plan, PlanDocument, PlanKind, StatusChange, Visa
from plans.services import create_plan, free_slug

IN_MEMORY = 1024 * 1024
SAID_OF_SHEETS = ("unknown-file", "no-theme")  # an archive brings its files, and its plan may have no theme


@dataclass(slots=True)
class Restored:
    """The plan that was made, and a sentence for each thing that could not come with it."""

    plan: Plan
    lost: list[str] = field(default_factory=list)


def restore(
    packed: PackedPlan, territory: Territory, by: User | None, go_on: Callable[[], None] = lambda: None
) -> Restored:
    """Make the plan of an archive in a territory, as a new plan.

    Raise reading.Refused; nothing is written then, nor when `go_on`, called between the steps, raises.
    """
    manifest, outline = packed.manifest, packed.outline()
    contents = {one.number: packed.text(one.content) for one in manifest.versions}
    try:
        with _files_that_go_back() as kept, transaction.atomic():
            kind = _kind(manifest.kind, territory, by)
            slug = manifest.slug
            if Plan.objects.of(territory).filter(slug=slug).exists():
                slug = free_slug(territory, manifest.title)
            plan = create_plan(territory=territory, kind=kind, title=manifest.title, slug=slug, by=by)
            plan.clean_fields()
            done = Restored(plan, [f"« {name} » manquait déjà dans l’archive." for name in manifest.missing])
            _write_outline(done, outline, by)
            go_on()
            _attach(plan, outline, {one.name: _stored(packed, one.path, plan, kept) for one in manifest.attachments})
            _write_life(plan, packed)
            go_on()
            for version in manifest.versions:
                _write_version(plan, packed, version, contents[version.number], kept)
            Journal.objects.create(
                territory=territory, actor=by, verb="reprise d’une archive", object_label=f"{plan.title}"[:300]
            )
    except CannotImport as error:
        raise Refused(str(error)) from error
    except (DataError, IntegrityError, ValidationError, ValueError, LookupError) as error:
        raise Refused("L’archive contient des valeurs que cette version du logiciel n’accepte pas.") from error
    plan.refresh_from_db()
    return done


@contextmanager
def _files_that_go_back() -> Iterator[list[tuple[Storage, str]]]:
    """The files that were put in the storage: they go when what they belong to is not written."""
    kept: list[tuple[Storage, str]] = []
    try:
        yield kept
    except BaseException:
        for storage, name in kept:
            storage.delete(name)
        raise


def _kind(archived: ArchivedKind, territory: Territory, by: User | None) -> PlanKind:
    """The type of that code that the territory has, else its own, made from the archive."""
    own = PlanKind.objects.filter(territory=territory, code=archived.code).first()
    known = own or (None if archived.is_own else offered(territory).filter(code=archived.code).first())
    if known is not None:
        return known
    kind = PlanKind(territory=territory, **{name: archived.fields[name] for name in COPIED if name in archived.fields})
    kind.full_clean()
    kind.save()
    for name, columns in ROWS.items():
        for row in archived.rows.get(name, []):
            getattr(kind, name).create(**{column: row[column] for column in columns if column in row})
    record(Change.CREATED, kind, by=by, territory=territory, after=content(kind))
    return kind


def _write_outline(done: Restored, outline: PlanOutline, by: User | None) -> None:
    levels = frozenset(Level(level) for level in done.plan.kind.levels.values_list("level", flat=True))
    fitted, issues = fit(outline, levels)
    if errors := [issue.message for issue in issues if issue.severity is Severity.ERROR]:
        raise Refused(*(f"{message[:1].upper()}{message[1:]}." for message in errors[:20]))
    applied = import_outline(plan=done.plan, incoming=fitted, by=by, source="archive")
    said = [issue.message for issue in (*issues, *applied.issues) if issue.code not in SAID_OF_SHEETS]
    done.lost += [f"{message[:1].upper()}{message[1:]}." for message in said]


def _stored(packed: PackedPlan, path: str, plan: Plan, kept: list[tuple[Storage, str]]) -> str:
    """Put a file of the archive in the storage of the dossier; its name there."""
    storage = PlanDocument._meta.get_field("file").storage
    return _put(packed, path, storage, f"plans/{plan.pk}/{path.rpartition('/')[2]}", kept)


def _put(packed: PackedPlan, path: str, storage: Storage, name: str, kept: list[tuple[Storage, str]]) -> str:
    with SpooledTemporaryFile(max_size=IN_MEMORY) as spooled:
        for piece in packed.chunks(path):
            spooled.write(piece)
        spooled.seek(0)
        saved = storage.save(name, File(spooled))
    kept.append((storage, saved))
    return saved


def _attach(plan: Plan, outline: PlanOutline, brought: dict[str, str]) -> None:
    """Write the documents of the fiches and of the dossier, and the scanned pages, with the files of the archive."""
    keys = [one.pk for one in load(plan).all_actions() if one.pk is not None]
    documents = [
        Document(action_id=key, title=one.title, url=one.url, file=brought.get(one.file, ""), position=rank)
        for old, key in zip(outline.all_actions(), keys, strict=True)
        for rank, one in enumerate(old.documents)
        if one.url or one.file in brought
    ]
    Document.objects.filter(action__plan=plan).delete()
    Document.objects.bulk_create(documents)
    PlanDocument.objects.filter(plan=plan).delete()
    PlanDocument.objects.bulk_create(
        PlanDocument(
            plan=plan, section=one.section, title=one.title, url=one.url, file=brought.get(one.file, ""), position=rank
        )
        for rank, one in enumerate(outline.file.documents)
        if one.url or one.file in brought
    )
    _attach_pages(Visa.objects.filter(plan=plan, amendment=None), outline.file.visas, brought)
    for amendment in outline.file.amendments:
        visas = Visa.objects.filter(plan=plan, amendment__number=amendment.number)
        _attach_pages(visas, amendment.visas, brought)


def _attach_pages(visas: Any, outlines: Iterable[Any], brought: dict[str, str]) -> None:
    for one in outlines:
        if one.file in brought:
            alike = visas.filter(stage=one.stage, key=one.key, label=one.label, file="")
            same = alike.order_by("position", "pk").first()
            if same is not None:
                Visa.objects.filter(pk=same.pk).update(file=brought[one.file])


def _write_life(plan: Plan, packed: PackedPlan) -> None:
    manifest = packed.manifest
    StatusChange.objects.bulk_create(
        StatusChange(
            plan=plan,
            before=PlanStatus(one.before),
            after=PlanStatus(one.after),
            happened_on=date.fromisoformat(one.happened_on),
            reason=one.reason,
            at=datetime.fromisoformat(one.at),
        )
        for one in manifest.steps
    )
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus(manifest.status))


def _write_version(
    plan: Plan, packed: PackedPlan, one: ArchivedVersion, text: str, kept: list[tuple[Storage, str]]
) -> None:
    amendment = Amendment.objects.filter(plan=plan, number=one.amendment).first() if one.amendment else None
    meeting = None
    if one.meeting:
        name, starts = one.meeting
        meetings = Meeting.objects.filter(committee__plan=plan, committee__name=name)
        meeting = meetings.filter(starts_at=datetime.fromisoformat(starts)).first()
    version = Version(
        plan=plan,
        number=one.number,
        label=one.label,
        reason=VersionReason(one.reason),
        plan_status=PlanStatus(one.plan_status),
        amendment=amendment,
        meeting=meeting,
        content=text,
        edition={**one.edition, "is_from_archive": True},
        sha256=sha256_of(text),
        documents=one.documents,
        frozen_at=datetime.fromisoformat(one.frozen_at),
    )
    _check(version)
    version.save()
    storage = VersionFile._meta.get_field("file").storage
    for file in one.files:
        entry = packed.entry(file.path)
        _check_name(file.name)
        name = f"versions/{version.pk}/{file.position}-{file.path.rpartition('/')[2]}"
        VersionFile.objects.create(
            version=version,
            document=file.document,
            label=file.label,
            name=file.name,
            file=_put(packed, file.path, storage, name, kept),
            size=entry.size,
            sha256=entry.sha256,
            made_at=datetime.fromisoformat(file.made_at),
            position=file.position,
        )


def _check(version: Version) -> None:
    """Raise ValueError or LookupError for a version that pages and documents could not read later."""
    version.clean_fields(exclude=["plan", "amendment", "meeting", "frozen_by", "documents", "edition"])
    try:
        read_frozen(version)
        for options in version.documents:
            DocumentRequest.from_options(options)
    except (TypeError, AttributeError) as error:
        raise ValueError("not a version") from error


def _check_name(name: str) -> None:
    """Raise ValueError for a name that no document has: it is downloaded under it, in the form that it ends with."""
    if "/" in name or not PATH.fullmatch(name):
        raise ValueError(f"no name of a file: {name!r:.80}")
    form_of(name)
