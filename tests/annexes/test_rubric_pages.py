"""The screen that says what the rubrics of fiche documents hold, and what a territory remembers of it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import MemberRole
from actions.enums import Role
from annexes.importing.readings import reading_from_json
from annexes.importing.services import analyse, confirm, receive
from annexes.models import ColumnMapping, ImportBatch, ImportState
from annexes.outline import ActionOutline
from plans.models import Plan
from tests.annexes.journey import Visitor, analysed, client_of, committed, person, words
from tests.factories import PlanFactory
from tests.readers.makers import word

pytestmark = pytest.mark.django_db

ODD = ("Ce qui fait briller les yeux", "Points de vigilance", "Ce qu’on ne dit pas")


def fiche(number: int = 12, *labels: str) -> SimpleUploadedFile:
    rows = [["Contexte", "Peu de lieux calmes"], ["Objectifs", f"Ouvrir un lieu {number}"]]
    texts = ("Ville de Brumeval", "Ouvrir assez tôt", "Un secret")
    rows += [[label, text] for label, text in zip(labels or ODD, texts, strict=False)]
    data = word(f"# FICHE ACTION N° {number}", f"Ouvrir la ludothèque {number}", rows)
    return SimpleUploadedFile(f"fiche-{number}.docx", data)


@pytest.fixture
def plan() -> Plan:
    return PlanFactory()


@pytest.fixture
def admin(plan: Plan) -> Visitor:
    return Visitor(client_of(person(plan, MemberRole.ADMIN)), plan)


@pytest.fixture
def batch(plan: Plan) -> ImportBatch:
    by = person(plan, MemberRole.ADMIN)
    batch = receive(plan=plan, uploads=[fiche(12), fiche(13, ODD[0].upper(), "Ce qu’il en coûte de rêver")], by=by)
    analyse(batch)
    batch.refresh_from_db()
    return batch


def address(visitor: Visitor, batch: ImportBatch) -> str:
    return f"{visitor.url('import', batch.pk)}rubriques/"


def post(visitor: Visitor, batch: ImportBatch, *fields: str, **more: str) -> Any:
    data = {f"rubrique-{rank}": field for rank, field in enumerate(fields)} | {"retenir": "on"} | more
    return committed(lambda: visitor.client.post(address(visitor, batch), data))


FIELDS = ("Pilote", "Effets attendus", "", "Garder dans la description")


def actions(batch: ImportBatch) -> list[ActionOutline]:
    batch.refresh_from_db()
    return list(reading_from_json(batch.reading).outline.all_actions())


def test_preview_leads_to_the_page(admin: Visitor, batch: ImportBatch) -> None:
    page = words(admin.client.get(admin.url("import", batch.pk)))
    assert "4 rubriques de fiche sans champ, gardées en texte dans la description" in page
    assert f'href="{address(admin, batch)}"' in page
    assert "Associer les colonnes" not in page


def test_page_shows_each_rubric_of_all_files_once(admin: Visitor, batch: ImportBatch) -> None:
    response = admin.client.get(address(admin, batch))
    page = words(response)
    assert response.status_code == 200
    assert page.count("<select") == 4
    assert all(label in page for label in ODD)
    assert ODD[0].upper() not in page
    assert "Ouvrir assez tôt" in page
    assert 'optgroup label="Quand"' in page
    assert "Ne pas reprendre</option>" in page
    assert "Suffixe du n°" not in page


def test_likely_field_stands_chosen_and_a_doubtful_one_does_not(admin: Visitor) -> None:
    odd = analysed(
        admin.plan, person(admin.plan, MemberRole.ADMIN), fiche(12, "Météo du moment", "Ce qui nous inquiète")
    )
    page = words(admin.client.get(address(admin, odd)))
    assert 'value="Météo" selected' in page
    assert page.count("selected") == 2
    assert 'value="Garder dans la description" selected' in page


def test_chosen_fields_are_read_in_every_file_and_remembered(admin: Visitor, batch: ImportBatch) -> None:
    assert post(admin, batch, *FIELDS).status_code == 302
    first, second = actions(batch)
    assert batch.state == ImportState.ANALYSED
    assert first.people(Role.LEAD) == second.people(Role.LEAD) == ("Ville de Brumeval",)
    assert first.expected_effects is not None
    assert "secret" not in first.description
    assert second.description == "Ce qu’il en coûte de rêver : Ouvrir assez tôt"
    remembered = {row.header[0]: row.fields[0] for row in ColumnMapping.objects.all()}
    assert remembered == dict(zip((*ODD, "Ce qu’il en coûte de rêver"), FIELDS, strict=True))
    assert "Choisie ici" in words(admin.client.get(address(admin, batch)))


def test_next_document_of_the_territory_is_read_by_itself_and_it_is_said(admin: Visitor, batch: ImportBatch) -> None:
    post(admin, batch, *FIELDS)
    other = PlanFactory(territory=admin.plan.territory)
    again = analysed(other, person(other, MemberRole.ADMIN), fiche(20))
    (action,) = actions(again)
    assert action.people(Role.LEAD) == ("Ville de Brumeval",)
    assert "remembered-rubric" in {issue.code for issue in reading_from_json(again.reading).issues}
    page = words(admin.client.get(address(Visitor(admin.client, other), again)))
    assert page.count("Retenue la dernière fois") == 3
    assert analysed(PlanFactory(), person(other, MemberRole.ADMIN), fiche(20)).reading["outline"] != again.reading


def test_choice_may_be_for_this_import_alone(admin: Visitor, batch: ImportBatch) -> None:
    data = {f"rubrique-{rank}": field for rank, field in enumerate(FIELDS)}
    assert committed(lambda: admin.client.post(address(admin, batch), data)).status_code == 302
    assert not ColumnMapping.objects.exists()
    assert actions(batch)[0].people(Role.LEAD)


def test_remembered_choices_are_forgotten(admin: Visitor, batch: ImportBatch) -> None:
    post(admin, batch, *FIELDS)
    assert "Oublier ces choix" in words(admin.client.get(address(admin, batch)))
    assert post(admin, batch, oublier="1").status_code == 302
    assert not ColumnMapping.objects.exists()


def test_unknown_field_is_refused(admin: Visitor, batch: ImportBatch) -> None:
    assert post(admin, batch, "Couleur", *FIELDS[1:]).status_code == 422
    assert post(admin, batch, "Suffixe du n°", *FIELDS[1:]).status_code == 422


def test_same_documents_again_are_read_as_the_last_time(admin: Visitor, batch: ImportBatch) -> None:
    post(admin, batch, *FIELDS)
    batch.refresh_from_db()
    confirm(batch, None)
    ColumnMapping.objects.all().delete()
    same = []
    for one in batch.files.all():
        with one.file.open() as content:
            same.append(SimpleUploadedFile(one.name, content.read()))
    again = receive(plan=admin.plan, uploads=same, by=None)
    analyse(again)
    assert actions(again)[0].people(Role.LEAD) == ("Ville de Brumeval",)


def test_import_without_such_rubrics_says_so(admin: Visitor) -> None:
    whole = analysed(admin.plan, person(admin.plan, MemberRole.ADMIN))
    response = admin.client.get(address(admin, whole), follow=True)
    assert "Toutes les rubriques de cet import ont un champ" in words(response)


def test_written_import_keeps_its_rubrics(admin: Visitor, batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLIED)
    assert post(admin, batch, *FIELDS).status_code == 302
    assert not ColumnMapping.objects.exists()
