"""After the signature, a change of substance says why, and what only follows the plan up does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Revision
from accounts.reasons import because, current_reason
from actions.models import Action
from annexes.jobs import start_job
from annexes.models import JobKind
from annexes.tasks import apply_import
from plans.enums import Level, PlanStatus
from plans.models import Plan
from plans.substance import FIELD, KEEP, SUBSTANCE
from tests.annexes.journey import client_of, person, words
from tests.factories import ActionFactory, ObjectiveFactory
from tests.pages.test_roles import table
from tests.pages.test_strangers import ROUTES
from tests.pages.test_tree_pages import hidden

FOLLOW_UP = {  # why a form of a plan asks for no reason, and which ones: names, or namespaces ending with a colon
    "Elle se lit, se filtre ou se demande : rien du plan n’est écrit.": """
        actions:action actions:action-document actions:list actions:plan actions:presentation actions:view-change
        actions:view-delete actions:view-save actions:bulk actions:bulk-history
        annexes:calendar annexes:documents annexes:download annexes:evaluation annexes:export annexes:funding
        annexes:job annexes:job-cancel annexes:job-relaunch annexes:list-export annexes:preview annexes:preview-picture
        annexes:preview-state annexes:synthesis annexes:meeting-document annexes:meeting-ics annexes:meeting-pack
        history:plan history:plan-bin indicators:list life:plan plans:alerts plans:objective renewal:thread
        file:index file:read file:section file:own file:document file:figures file:childcares file:activities
        file:charter file:programme file:figures-paste file:activities-paste
        sheets:measures-export sheets:measures-preview sheets:measures-returned
    """,
    "Un import se prépare : sa confirmation, elle, demande le motif.": """
        annexes:import annexes:import-again annexes:import-annotated annexes:import-aside annexes:import-decide
        annexes:import-drop annexes:import-layouts annexes:import-lines annexes:import-mapping annexes:import-new
        annexes:import-rubrics annexes:imports
    """,
    "Des mesures suivent le plan, elles ne le changent pas.": """
        indicators:measures-of-action indicators:measures-of-objective sheets:measures-import
    """,
    "Elle demande son propre motif, ou sa propre confirmation.": """
        life:step life:reason plans:delete
    """,
    "Une page signée peut arriver après la signature.": """
        life:visas-prepare life:visa-new life:visa-edit life:visa-delete life:visa-file
    """,
    "Les instances, les versions, les partages et le plan suivant ont leur propre vie.": """
        committees: versions: share: renewal:new life:amendment
    """,
}


def followed_up(name: str) -> bool:
    listed = " ".join(FOLLOW_UP.values()).split()
    return any(name == one or (one.endswith((":", "amendment")) and name.startswith(one)) for one in listed)


def test_every_form_of_a_plan_is_of_substance_or_says_why_not() -> None:
    letters = table()
    sent = {name for name, arguments in ROUTES if "plan" in arguments and letters.get(name, "..")[1] != "."}
    unknown = {name for name in sent if (name in SUBSTANCE) == followed_up(name)}
    assert not unknown, "say in plans.substance that it asks for a reason, or here why not"
    names = {name for name, _ in ROUTES}
    assert names >= SUBSTANCE


@pytest.fixture
def signed(plan: Plan) -> Plan:
    Plan.objects.filter(pk=plan.pk).update(status=PlanStatus.IN_FORCE)
    plan.refresh_from_db()
    return plan


def settings_of(plan: Plan) -> tuple[str, dict[str, Any]]:
    url = reverse("plans:edit", args=[plan.territory.slug, plan.slug])
    return url, {
        "title": "PEDT du grand quai",
        "kind": plan.kind_id,
        "starts_on": "2026-09-01",
        "ends_on": "2029-08-31",
    }


def sent(client: Client, plan: Plan, **more: str) -> Any:
    url, fields = settings_of(plan)
    return client.post(url, {"seen": hidden(client.get(url), "seen"), **fields, **more})


def test_reason_is_asked_with_all_that_was_typed(signed: Plan, client: Client) -> None:
    asked = sent(client, signed)
    assert asked.status_code == 409
    assert asked["X-Reason"] == "owed"
    page = asked.content.decode()
    assert "pourquoi ce changement" in page
    assert 'value="PEDT du grand quai"' in page
    assert Plan.objects.get().title == "PEDT du quai"
    done = sent(client, signed, **{FIELD: "Décision du COPIL du 12 mars"})
    assert done.status_code == 302
    line = Revision.objects.get(model="plans.plan")
    assert line.reason == "Décision du COPIL du 12 mars"
    history = client.get(reverse("history:plan", args=[signed.territory.slug, signed.slug]))
    assert "Motif : Décision du COPIL du 12 mars" in words(history)
    whole = client.get(reverse("history:revision", args=[signed.territory.slug, line.pk]))
    assert "Motif : Décision du COPIL du 12 mars" in words(whole)


def test_draft_asks_for_nothing(plan: Plan, client: Client) -> None:
    assert sent(client, plan).status_code == 302
    assert Revision.objects.get(model="plans.plan").reason == ""


def test_reason_is_kept_for_an_hour_when_it_is_asked_to(
    signed: Plan, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(client, signed, **{FIELD: "Erreur de saisie", KEEP: "1"})
    assert sent(client, signed, title="PEDT du petit quai").status_code == 302
    assert set(Revision.objects.values_list("reason", flat=True)) == {"Erreur de saisie"}
    page = words(client.get(reverse("plans:edit", args=[signed.territory.slug, signed.slug])))
    assert "« Erreur de saisie »" in page
    keep = reverse("life:reason", args=[signed.territory.slug, signed.slug])
    assert client.post(keep, {"next": "https://ailleurs.example/"})["Location"].endswith("/vie/")
    assert sent(client, signed).status_code == 409
    client.post(keep, {FIELD: "Avenant n° 1"})
    monkeypatch.setattr("plans.substance.KEPT_FOR", timedelta(minutes=-1))
    client.post(keep, {FIELD: "Avenant n° 1"})
    assert sent(client, signed).status_code == 409, "its hour is over"


def test_reason_of_a_form_that_is_refused_waits_for_it(signed: Plan, client: Client) -> None:
    assert sent(client, signed, ends_on="", **{FIELD: "Erreur de saisie"}).status_code == 422
    assert sent(client, signed).status_code == 302
    assert Revision.objects.get(model="plans.plan").reason == "Erreur de saisie"
    assert sent(client, signed, title="PEDT du petit quai").status_code == 409


def test_reason_of_a_plan_is_not_that_of_another(signed: Plan, client: Client) -> None:
    other = Plan.objects.create(
        territory=signed.territory, kind=signed.kind, title="CTG", slug="ctg", status=PlanStatus.SIGNED
    )
    client.post(reverse("life:reason", args=[signed.territory.slug, other.slug]), {FIELD: "Avenant n° 1"})
    assert sent(client, signed).status_code == 409


def test_file_is_not_lost_in_silence(signed: Plan, client: Client) -> None:
    fiche = ActionFactory(plan=signed)
    url = reverse("actions:action-documents", args=[signed.territory.slug, signed.slug, fiche.pk])

    def upload() -> Any:
        file = SimpleUploadedFile("affiche.pdf", b"%PDF-1.7")
        return client.post(
            url, {"what": "file", "title": "", "file": file}, headers={"referer": f"http://testserver{url}"}
        )

    asked = upload()
    assert asked.status_code == 409
    assert "affiche.pdf" in words(asked)
    keep = reverse("life:reason", args=[signed.territory.slug, signed.slug])
    back = client.post(keep, {FIELD: "Affiche corrigée", "next": hidden(asked, "next")})
    assert back["Location"].endswith(url)
    assert upload().status_code == 302
    assert Revision.objects.get(model="actions.action").reason == "Affiche corrigée"


def test_tree_asks_in_place_too(signed: Plan, client: Client) -> None:
    axis, other = (ObjectiveFactory(plan=signed, level=Level.AXIS, title=title) for title in ("Un", "Deux"))
    url = reverse("plans:objective-step", args=[signed.territory.slug, signed.slug, other.pk])
    move = {"sens": "monter", "voisin": axis.pk}
    asked = client.post(url, move, headers={"HX-Request": "true"})
    assert (asked.status_code, asked["X-Reason"]) == (409, "owed")
    assert client.post(url, {**move, FIELD: "Ordre du COPIL"}).status_code == 302
    assert set(Revision.objects.values_list("reason", flat=True)) == {"Ordre du COPIL"}


def test_older_value_is_put_back_with_a_reason(signed: Plan, client: Client) -> None:
    sent(client, signed, **{FIELD: "Erreur de saisie"})
    line = Revision.objects.get(model="plans.plan")
    url = reverse("history:put-back", args=[signed.territory.slug, line.pk])
    assert client.post(url, {"field": "title", "side": "before"}).status_code == 409
    client.post(url, {"field": "title", "side": "before", FIELD: "Retour au texte signé"})
    assert Plan.objects.get().title == "PEDT du quai"
    assert Revision.objects.first().reason == "Retour au texte signé"  # type: ignore[union-attr]


@pytest.mark.parametrize(("field", "value", "status"), [("status", "ONGOING", 302), ("schedule", "YEARLY", 409)])
def test_bulk_edit_of_a_status_follows_the_plan_up(
    signed: Plan, client: Client, field: str, value: str, status: int
) -> None:
    fiche = ActionFactory(plan=signed)
    url = reverse("actions:bulk", args=[signed.territory.slug, signed.slug])
    summary = client.post(url, {"fiche": fiche.pk, "add_role": "PARTNER", field: value})
    confirm = reverse("actions:bulk-confirm", args=[signed.territory.slug, signed.slug])
    assert client.post(confirm, {"lot": hidden(summary, "lot")}).status_code == status


@pytest.mark.parametrize("role", [MemberRole.READER, MemberRole.CONTRIBUTOR])
def test_who_may_not_change_the_plan_is_refused_and_not_asked(signed: Plan, role: MemberRole) -> None:
    url, fields = settings_of(signed)
    assert client_of(person(signed, role)).post(url, fields).status_code == 403
    assert client_of(person(signed, None)).post(url, fields).status_code == 404
    assert Client().post(url, fields).status_code in (302, 403)


def test_work_in_the_background_keeps_the_reason(signed: Plan, client: Client) -> None:
    user = person(signed, MemberRole.ADMIN)
    with because("Réactualisation"):
        job = start_job(task=apply_import, kind=JobKind.APPLY, user=user, label="Import", plan=signed)
    assert job.options["reason"] == "Réactualisation"
    assert current_reason() == ""


def test_new_fiche_keeps_the_reason_on_each_of_its_lines(signed: Plan, client: Client) -> None:
    url = reverse("actions:new", args=[signed.territory.slug, signed.slug])
    page = client.get(url)
    assert "un motif sera demandé" in words(page)
    asked = client.post(url, {"title": "Cabanes d’hiver"})
    assert asked.status_code == 409
    assert not Action.objects.exists()
