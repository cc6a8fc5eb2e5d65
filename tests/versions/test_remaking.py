"""A document of a version, made again from its JSON: the same text, whatever the plan and its territory have become."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import page as page_validation
import pikepdf
import pytest
from django.core.management import call_command

from actions.models import Audience, Scale
from annexes.applying.apply import import_outline
from annexes.documents import Document, DocumentRequest, Form
from annexes.models import Version, VersionFile, VersionReason
from annexes.pdf.words import words_of
from annexes.versions.freezing import freeze
from annexes.versions.making import likeness, make_files, remake
from annexes.versions.starting import OFFERED
from partners.models import Domain, Partner
from pedt_planner.demo.outlines import CITY, demo_outlines
from plans.models import Plan, PlanKind
from plans.services import create_plan
from tests.factories import TerritoryFactory, UserFactory

pytestmark = pytest.mark.django_db


def quiet(done: int, total: int, message: str) -> None:
    pass


@pytest.fixture
def rich(db: None) -> Version:
    """The demonstration's contrat de ville, signed."""
    call_command("load_reference", verbosity=0)
    outline = demo_outlines()[CITY]
    kind = PlanKind.objects.get(code=outline.kind, territory=None)
    plan = create_plan(territory=TerritoryFactory(name="Val de Brume"), kind=kind, title=outline.title, by=None)
    import_outline(plan=plan, incoming=outline, by=None)
    return freeze(plan, reason=VersionReason.SIGNED, by=UserFactory(), label="signée en juin 2026", documents=OFFERED)


def upset(plan: Plan) -> None:
    """Change all that a document says, and all that it is made with."""
    plan.actions.update(title="Tout autre chose", description="", status="ONGOING")
    plan.objectives.update(title="Autre", code="")
    Partner.objects.of(plan.territory).update(name="Personne")
    for words in (Domain, Audience, Scale):
        words.objects.update(label="Autre mot")
    plan.kind.levels.update(singular="Pilier", plural="Piliers")
    Plan.objects.filter(pk=plan.pk).update(title="Autre plan", status="DRAFT", starts_on=None, ends_on=None)
    plan.territory.name, plan.territory.ink = "Autre territoire", "#7a1f1f"
    plan.territory.save()
    plan.actions.order_by("pk").first().delete()  # type: ignore[union-attr]


def content_of(file: VersionFile) -> bytes:
    with file.file.open("rb") as stored:
        return bytes(stored.read())


def test_every_document_made_again_has_the_same_text(rich: Version) -> None:
    make_files(rich, quiet)
    kept = {file.label: content_of(file) for file in rich.files.all()}
    assert len(kept) == len(OFFERED)
    upset(rich.plan)

    for request in OFFERED:
        made = remake(Version.objects.get(pk=rich.pk), request)
        if request.form is Form.PDF:
            words = words_of(made.content)
            assert words == words_of(kept[request.label])
            assert "Autre" not in " ".join(words).split()
        assert "à l’octet près" in likeness(rich, request, made)
    dossier = " ".join(words_of(kept["Dossier complet, PDF"]))
    assert "Val de Brume" in dossier
    assert "Version 1 – signée en juin 2026" in dossier


@pytest.mark.parametrize("profile", ["ua1", "3a"])
def test_the_documents_are_accessible_archives(rich: Version, tmp_path: Any, profile: str) -> None:
    wrong = []
    for request in OFFERED:
        if request.form is not Form.PDF:
            continue
        path = tmp_path / f"{request.document}.pdf"
        path.write_bytes(remake(rich, request).content)
        result = page_validation.validate_pdf(str(path), profile=profile)
        if not result.is_compliant:
            wrong.append((request.document, [(one.rule_id, one.message) for one in result.failures][:5]))
    assert wrong == []


def test_a_document_that_differs_is_told(rich: Version) -> None:
    request = DocumentRequest(Document.SYNTHESIS, archival=True)
    made = remake(rich, request)
    assert "d’après les données figées" in likeness(rich, request, made)
    make_files(rich, quiet)

    with pikepdf.open(BytesIO(made.content)) as other:
        other.docinfo["/Keywords"] = "autre"
        saved = BytesIO()
        other.save(saved)
    changed = type(made)(made.name, saved.getvalue())
    assert "le même texte" in likeness(rich, request, changed)
    fiches = remake(rich, DocumentRequest(Document.CALENDAR, archival=True))
    assert "il diffère" in likeness(rich, request, type(made)(made.name, fiches.content))


def test_a_lost_file_is_told(rich: Version) -> None:
    make_files(rich, quiet)
    file = rich.files.get(document="synthese")
    file.file.storage.delete(file.file.name)
    request = DocumentRequest(Document.SYNTHESIS, archival=True)
    made = type("Made", (), {"name": file.name, "content": b"%PDF autre"})()
    assert "manque sur le serveur" in likeness(rich, request, made)


def test_no_contact_is_named(plan: Plan, person: Any, with_contact: Callable[[Plan], str]) -> None:
    name = with_contact(plan)
    version = freeze(plan, reason=VersionReason.ON_DEMAND, by=person, documents=())
    assert name in version.content
    for request in OFFERED:
        made = remake(version, request)
        said = " ".join(words_of(made.content)) if request.form is Form.PDF else made.content.decode()
        assert name not in said
        assert "Projet éducatif de Valmire" in said or request.form is Form.CSV
