"""A plan goes into an archive and comes back elsewhere: nothing is missing."""

import csv
import hashlib
import json
import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import page as page_validation
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.enums import MemberRole
from accounts.models import Territory, User
from actions.models import Document
from annexes.applying.apply import import_outline
from annexes.applying.directory import map_actions
from annexes.archiving.reading import PackedPlan
from annexes.archiving.restoring import Restored, restore
from annexes.archiving.writing import write_archive
from annexes.documents import Document as Asked
from annexes.documents import DocumentRequest
from annexes.load import load, load_whole
from annexes.models import Version, VersionReason
from annexes.outline import PlanOutline
from annexes.pdf.words import words_of
from annexes.versions.freezing import freeze
from annexes.versions.frozen import outline_of
from annexes.versions.making import make_files, remake
from annexes.versions.verifying import SIGNED, versions_of
from partners.models import Contact, Partner
from pedt_planner.demo.outlines import CITY, demo_outlines
from plans.enums import PlanStatus, VisaStage
from plans.models import Committee, Plan, PlanKind, StatusChange
from plans.services import create_plan
from tests.factories import PartnerFactory, TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = b"%PDF-1.7 une page"


def quiet(done: int, total: int, message: str) -> None:
    pass


@pytest.fixture
def rich(db: None) -> Plan:
    """A signed plan with everything that an archive may hold."""
    call_command("load_reference", verbosity=0)
    outline = demo_outlines()[CITY]
    kind = PlanKind.objects.get(code=outline.kind, territory=None)
    territory = TerritoryFactory(name="Val de Brume")
    plan = create_plan(territory=territory, kind=kind, title=outline.title, by=None)
    import_outline(plan=plan, incoming=outline, by=None)
    action = plan.actions.order_by("pk")[0]
    Document.objects.create(action=action, title="Affiche", file=ContentFile(PAGE + b" 1", name="affiche.pdf"))
    Document.objects.create(action=action, title="Site", url="https://valmire.example/", position=1)
    plan.documents.create(title="Carte", section="diagnostic", file=ContentFile(PAGE + b" 2", name="carte.pdf"))
    amendment = plan.amendments.create(number=1, title="Deux fiches de plus")
    for visa in (plan.visas, amendment.visas):
        visa.create(
            plan=plan,
            stage=VisaStage.SIGNATURE,
            label="Préfet",
            file=ContentFile(PAGE + b" 3", name="signature.pdf"),
        )
    partner = PartnerFactory(territory=territory, name="Atelier du pont")
    contact = Contact.objects.create(partner=partner, full_name="Camille Pont", email="camille@pont.example")
    committee = Committee.objects.create(plan=plan, name="Comité de pilotage")
    committee.seats.create(partner=partner, contact=contact, function="direction")
    meeting = committee.meetings.create(starts_at="2026-06-01T10:00:00+02:00")
    meeting.decisions.create(text="Passer devant", action=action, new_priority=1)
    person = UserFactory(memberships={territory: MemberRole.COORDINATOR})
    few = (DocumentRequest(Asked.SYNTHESIS, archival=True),)
    freeze(plan, reason=VersionReason.MEETING, by=person, meeting=meeting, documents=())
    make_files(freeze(plan, reason=VersionReason.SIGNED, by=person, label="signée", documents=few), quiet)
    make_files(freeze(plan, reason=VersionReason.AMENDED, by=person, amendment=amendment, documents=few), quiet)
    StatusChange.objects.create(
        plan=plan, before="APPROVED", after="SIGNED", happened_on=date(2026, 6, 1), reason="Votée", actor=person
    )
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.SIGNED)
    plan.refresh_from_db()
    return plan


@pytest.fixture
def archive(rich: Plan) -> bytes:
    target = BytesIO()
    write_archive(rich, target, quiet)
    return target.getvalue()


def emptied(plan: Plan) -> Territory:
    """Another territory, which knows nothing of the first one."""
    return TerritoryFactory(name="Val de Brume, ailleurs")


def brought(archive: bytes, territory: Territory, by: User | None = None) -> Restored:
    with PackedPlan(BytesIO(archive)) as packed:
        return restore(packed, territory, by)


def bare(outline: PlanOutline) -> PlanOutline:
    """The outline with the SHA-256 of each file in the place of its name."""

    def sha(name: str) -> str:
        with default_storage.open(name, "rb") as stored:
            return hashlib.sha256(stored.read()).hexdigest()

    def named(several: Any) -> Any:
        return tuple(replace(one, file=sha(one.file)) if one.file else one for one in several)

    kept = outline.file
    amendments = tuple(replace(one, visas=named(one.visas)) for one in kept.amendments)
    outline = replace(
        outline,
        file=replace(kept, documents=named(kept.documents), visas=named(kept.visas), amendments=amendments),
    )
    return map_actions(outline, lambda action: replace(action, documents=named(action.documents)))


def files_of(version: Version) -> list[tuple[Any, ...]]:
    found = []
    for one in version.files.all():
        with one.file.open("rb") as stored:
            content = stored.read()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (one.size, one.sha256)
        found.append((one.document, one.label, one.name, one.size, one.sha256, one.position, one.made_at))
    return found


def test_nothing_is_missing(rich: Plan, archive: bytes) -> None:
    done = brought(archive, emptied(rich))

    again = done.plan
    assert done.lost == []
    assert (again.pk, again.slug, again.status, again.kind) != (rich.pk, "", "", None)
    assert again.status == PlanStatus.SIGNED
    assert bare(load_whole(again)) == bare(load_whole(rich))
    assert list(again.status_changes.values_list("before", "after", "happened_on", "reason", "at")) == list(
        rich.status_changes.values_list("before", "after", "happened_on", "reason", "at")
    )
    contact = Contact.objects.get(partner__territory=again.territory)
    assert (contact.full_name, contact.email) == ("Camille Pont", "camille@pont.example")
    told = ("number", "label", "reason", "plan_status", "content", "sha256", "documents", "frozen_at")
    assert list(again.versions.values_list(*told)) == list(rich.versions.values_list(*told))
    for old, new in zip(rich.versions.all(), again.versions.all(), strict=True):
        assert files_of(new) == files_of(old)
        assert (new.amendment and new.amendment.number) == (old.amendment and old.amendment.number)
        assert (new.meeting and new.meeting.starts_at) == (old.meeting and old.meeting.starts_at)
        assert {**new.edition, "is_from_archive": 0} == {**old.edition, "is_from_archive": 0}
        assert outline_of(new) == outline_of(old)
        assert all(action.pk is None for action in outline_of(new).all_actions())


def test_the_archive_of_what_came_back_is_the_same(rich: Plan, archive: bytes) -> None:
    again = brought(archive, emptied(rich)).plan
    target = BytesIO()
    write_archive(again, target, quiet)

    def kept(content: bytes) -> list[str]:
        with zipfile.ZipFile(BytesIO(content)) as opened:
            named = json.loads(opened.read("manifest.json"))["files"]
        return sorted(file["sha256"] for file in named if file["path"].startswith(("versions/", "pieces/")))

    assert kept(target.getvalue()) == kept(archive)
    assert len(kept(archive)) == 3 + 2 + 4


def test_the_territory_that_took_a_version_back_answers_for_it(rich: Plan, archive: bytes) -> None:
    again = brought(archive, emptied(rich)).plan
    signed = again.versions.filter(reason__in=SIGNED).first()
    assert signed is not None
    assert {one.territory for one in versions_of(signed.sha256)} == {rich.territory.name, again.territory.name}


def test_a_document_is_made_again_where_it_came_back(rich: Plan, archive: bytes) -> None:
    request = DocumentRequest(Asked.SYNTHESIS, archival=True)
    before = words_of(remake(rich.versions.get(number=2), request).content)
    again = brought(archive, emptied(rich)).plan
    assert words_of(remake(again.versions.get(number=2), request).content) == before


def test_the_archive_is_read_without_the_software(rich: Plan, archive: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(BytesIO(archive)) as opened:
        assert opened.testzip() is None
        manifest = json.loads(opened.read("manifest.json"))
        for file in manifest["files"]:
            data = opened.read(file["path"])
            assert (len(data), hashlib.sha256(data).hexdigest()) == (file["size"], file["sha256"])
        readme = opened.read("LISEZMOI.txt").decode()
        assert all(file["path"] in readme for file in manifest["files"])
        rows = list(csv.reader(StringIO(opened.read("plan/historique.csv").decode("utf-8-sig")), delimiter=";"))
        assert rows[0][:3] == ["Date", "Auteur", "Changement"]
        pdfs = [
            file["path"] for file in manifest["files"] if file["path"].startswith("plan/") and ".pdf" in file["path"]
        ]
        assert len(pdfs) == 2
        for name in pdfs:
            (tmp_path / "d.pdf").write_bytes(opened.read(name))
            for profile in ("ua1", "3a"):
                result = page_validation.validate_pdf(str(tmp_path / "d.pdf"), profile=profile)
                assert result.is_compliant, [(one.rule_id, one.message) for one in result.failures][:5]
            assert "Camille Pont" not in " ".join(words_of(opened.read(name)))


def test_a_lost_attachment_is_told(rich: Plan) -> None:
    lost = rich.documents.get().file.name
    default_storage.delete(lost)
    target = BytesIO()
    manifest = write_archive(rich, target, quiet)
    assert list(manifest.missing) == [lost]

    done = brought(target.getvalue(), emptied(rich))
    assert any(lost in sentence for sentence in done.lost)
    assert not done.plan.documents.exists()


def test_a_type_of_the_territory_comes_with_the_plan(rich: Plan) -> None:
    kind = rich.kind
    kind.pk, kind.territory, kind.code, kind.name = None, rich.territory, "LOCAL", "Plan local"
    levels = list(
        PlanKind.objects.get(code="CONTRAT_VILLE", territory=None).levels.values("level", "singular", "plural")
    )
    kind._state.adding = True
    kind.save()
    for level in levels:
        kind.levels.create(**level)
    Plan.objects.filter(pk=rich.pk).update(kind=kind)
    target = BytesIO()
    write_archive(Plan.objects.get(pk=rich.pk), target, quiet)

    again = brought(target.getvalue(), emptied(rich)).plan
    assert (again.kind.name, again.kind.territory) == ("Plan local", again.territory)
    assert again.kind.levels.count() == len(levels)
    assert bare(load(again)).themes == bare(load(rich)).themes


def test_twice_in_one_territory_makes_two_plans(rich: Plan, archive: bytes) -> None:
    territory = emptied(rich)
    slugs = [brought(archive, territory).plan.slug for _ in range(2)]
    assert len(set(slugs)) == 2
    assert Partner.objects.of(territory).filter(name="Atelier du pont").count() == 1


def test_the_command_takes_an_archive_back(rich: Plan, archive: bytes, tmp_path: Path, capsys: Any) -> None:
    territory, path = emptied(rich), tmp_path / "plan.zip"
    path.write_bytes(archive)
    call_command("import_archive", str(path), territory=territory.slug)
    assert "3 version(s)" in capsys.readouterr().out
    assert Plan.objects.of(territory).get().versions.count() == 3

    path.write_bytes(b"rien")
    with pytest.raises(CommandError, match="archive zip"):
        call_command("import_archive", str(path), territory=territory.slug)
    with pytest.raises(CommandError, match="ne peut pas être lu"):
        call_command("import_archive", str(tmp_path / "absent.zip"), territory=territory.slug)
