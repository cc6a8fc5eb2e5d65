"""The avenants of a plan: when one begins, its circuit, what its signature freezes, its document."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Journal, Revision, User
from annexes.documents import Document, DocumentRequest, make_document
from annexes.editions import edition_of
from annexes.models import Job, JobKind, JobState, Version, VersionReason
from annexes.versions.amending import advance
from plans.amendments import CannotAmend, begin, next_number, refusals
from plans.enums import AmendmentStatus, PlanStatus, VisaOutcome, VisaStage
from plans.models import Amendment, Plan, Visa
from plans.restoring import resumable
from plans.visas import prepare_visas, visas_of
from tests.comparison.samples import EDITION
from tests.documents.test_calendar_forms import assert_accessible, text_of
from tests.life.test_pages import at, read
from tests.pages.test_tree_pages import hidden

DAY = date(2026, 10, 1)


def started(plan: Plan, by: User, **given: Any) -> Amendment:
    told = {"number": next_number(plan), "title": "ajout d’une ludothèque", "purpose": "Le quai s’agrandit.", **given}
    return begin(Amendment(plan=plan, **told), by=by)


def answered(amendment: Amendment, by: User) -> Amendment:
    """Everybody has given an opinion and signed, the council has deliberated."""
    prepare_visas(amendment.plan, by=by, amendment=amendment)
    for visa in visas_of(amendment.plan, amendment):
        is_opinion = visa.stage == VisaStage.OPINION
        visa.outcome = VisaOutcome.FAVOURABLE if is_opinion else VisaOutcome.SIGNED
        visa.given_on = DAY
        visa.save()
    Amendment.objects.filter(pk=amendment.pk).update(deliberation="Délibération n° 45", deliberated_on=DAY)
    return amendment


def test_a_plan_that_is_not_signed_takes_no_avenant(draft: Plan, client: Client) -> None:
    page = read(client.get(at(draft, "amendments")))
    assert "celui-ci ne l’est pas encore, modifiez-le directement" in page
    answer = client.get(at(draft, "amendment-new"))
    assert answer.status_code == 302
    assert refusals(draft)


def test_a_signed_plan_without_any_version_is_told_to_freeze_one(draft: Plan, client: Client) -> None:
    Plan.objects.filter(pk=draft.pk).update(status=PlanStatus.SIGNED)
    assert "Figez une version, puis revenez ici" in read(client.get(at(draft, "amendments")))


def test_an_avenant_begins_with_the_next_number(changed: Plan, client: Client, coordinator: User) -> None:
    form = client.get(at(changed, "amendment-new"))
    assert 'value="1"' in form.content.decode()
    assert "signée le 1er septembre 2025" in read(form)
    client.post(at(changed, "amendment-new"), {"number": "1", "title": "Une ludothèque", "purpose": ""})
    amendment = changed.amendments.get()
    assert (amendment.status, amendment.title) == (AmendmentStatus.DRAFT, "Une ludothèque")
    assert Revision.objects.about(amendment).count() == 1
    page = read(client.get(at(changed, "amendment", amendment.pk)))
    assert "Ajout Fiche 3 : Ouvrir une ludothèque" in page
    assert "À démarrer" not in page, "an avenant speaks of the substance"


def test_one_avenant_at_a_time(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(changed, coordinator)
    assert client.get(at(changed, "amendment-new")).status_code == 302
    with pytest.raises(CannotAmend, match="en cours"):
        started(changed, coordinator)
    advance(amendment, "abandonner", by=coordinator, on=DAY, reason="Le projet est retiré.")
    assert started(changed, coordinator).number == 2


def test_a_number_that_is_taken_is_refused_in_the_form(changed: Plan, client: Client, coordinator: User) -> None:
    advance(started(changed, coordinator), "abandonner", by=coordinator, on=DAY, reason="Retiré.")
    answer = client.post(at(changed, "amendment-new"), {"number": "1", "title": "Encore"})
    assert answer.status_code == 422
    assert "porte déjà ce numéro" in read(answer)


def test_what_is_missing_is_said_before_the_transmission(signed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(signed, coordinator, purpose="")
    page = read(client.get(at(signed, "amendment", amendment.pk)))
    assert "Rien n’a changé depuis la dernière version signée : modifiez d’abord le plan" in page
    assert "L’exposé des motifs manque" in page
    answer = client.post(at(signed, "amendment-step", amendment.pk, "transmettre"), {"on": "01/10/2026"})
    assert answer.status_code == 422
    assert "modifiez d’abord le plan" in read(answer)
    amendment.refresh_from_db()
    assert amendment.status == AmendmentStatus.DRAFT


def test_what_is_missing_is_said_before_the_signature(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(changed, coordinator)
    advance(amendment, "transmettre", by=coordinator, on=DAY)
    page = read(client.get(at(changed, "amendment", amendment.pk)))
    assert "La délibération qui approuve l’avenant manque" in page
    assert "La signature manque" in page
    with pytest.raises(CannotAmend, match="La signature manque"):
        advance(amendment, "signer", by=coordinator, on=DAY)
    assert not Version.objects.filter(reason=VersionReason.AMENDED).exists()


def test_the_whole_circuit_on_the_pages(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(changed, coordinator)
    step = at(changed, "amendment-step", amendment.pk, "transmettre")
    assert client.post(step, {"on": "01/10/2026"}).status_code == 302
    answered(amendment, coordinator)
    signing = at(changed, "amendment-step", amendment.pk, "signer")
    assert "il est signé ensuite" in read(client.post(signing, {"on": "30/09/2026"}))
    assert client.post(signing, {"on": "15/10/2026"}).status_code == 302

    amendment.refresh_from_db()
    assert (amendment.status, amendment.signed_on) == (AmendmentStatus.SIGNED, date(2026, 10, 15))
    version = Version.objects.get(reason=VersionReason.AMENDED)
    assert (version.number, version.label, version.amendment) == (2, "Avenant n° 1", amendment)
    assert Journal.objects.filter(verb="état d’un avenant").count() == 2
    assert "Signé le 15 octobre 2026" in read(client.get(at(changed, "amendments")))
    assert "ajout d’une ludothèque signé le 15 octobre 2026" in read(client.get(at(changed, "plan")))
    assert edition_of(changed, today=DAY).version_label == "Avenant n° 1"


def test_once_signed_what_it_changes_no_longer_moves(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = answered(started(changed, coordinator), coordinator)
    advance(amendment, "transmettre", by=coordinator, on=DAY)
    advance(amendment, "signer", by=coordinator, on=DAY)
    changed.actions.filter(number=2).update(title="Nager partout")
    page = read(client.get(at(changed, "amendment", amendment.pk)))
    assert "Ouvrir une ludothèque" in page
    assert "Nager partout" not in page
    second = started(changed, coordinator)
    page = read(client.get(at(changed, "amendment", second.pk)))
    assert "Nager partout" in page
    assert "Ouvrir une ludothèque" not in page


def test_a_sent_avenant_is_taken_back_with_its_reason(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(changed, coordinator)
    advance(amendment, "transmettre", by=coordinator, on=DAY)
    url = at(changed, "amendment-step", amendment.pk, "reprendre")
    assert client.post(url, {"on": "02/10/2026"}).status_code == 422
    client.post(url, {"on": "02/10/2026", "reason": "La CAF demande une précision."})
    amendment.refresh_from_db()
    assert (amendment.status, amendment.submitted_on) == (AmendmentStatus.DRAFT, None)
    assert Revision.objects.about(amendment).first().reason == "La CAF demande une précision."


def test_a_sent_avenant_keeps_its_text_a_signed_one_all(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(changed, coordinator)
    url = at(changed, "amendment-edit", amendment.pk)
    client.post(url, {"number": "4", "title": "Autre", "purpose": "Pourquoi.", "seen": hidden(client.get(url), "seen")})
    amendment.refresh_from_db()
    assert (amendment.number, amendment.title) == (4, "Autre")
    advance(amendment, "transmettre", by=coordinator, on=DAY)
    seen = hidden(client.get(url), "seen")
    client.post(url, {"title": "Encore", "deliberation": "N° 45", "deliberated_on": "01/10/2026", "seen": seen})
    amendment.refresh_from_db()
    assert (amendment.title, amendment.deliberation) == ("Autre", "N° 45")
    advance(answered(amendment, coordinator), "signer", by=coordinator, on=DAY)
    assert client.get(url).status_code == 302
    line = Revision.objects.about(amendment).order_by("pk")[1]
    amendment.refresh_from_db()
    assert not resumable(line, amendment), "the history does not write an avenant again"


def test_a_step_to_come_is_refused(changed: Plan, client: Client, coordinator: User) -> None:
    amendment = started(changed, coordinator)
    answer = client.post(at(changed, "amendment-step", amendment.pk, "transmettre"), {"on": "01/10/2090"})
    assert answer.status_code == 422
    assert "à venir" in read(answer)
    assert client.get(at(changed, "amendment-step", amendment.pk, "signer")).status_code == 302


def test_the_document_says_why_what_and_who_signs(changed: Plan, coordinator: User, tmp_path: Path) -> None:
    amendment = answered(started(changed, coordinator), coordinator)
    Visa.objects.filter(amendment=amendment, stage=VisaStage.SIGNATURE).update(signer="Mme la Maire")
    request = DocumentRequest(Document.AMENDMENT, amendment=amendment.pk)
    made = make_document(changed, request, today=EDITION.edited_on)
    text = " ".join(text_of(made.content).split())
    for words in (
        "Avenant n° 1",
        "Vu le plan « PEDT du quai », signé le 1er septembre 2025",
        "Vu la délibération n° 45 du 1er octobre 2026",
        "Le quai s’agrandit.",
        "Article 1",
        "Mme la Maire",
        "Annexe : tableau des modifications",
        "Trois soirs par semaine",
        "PROJET",
    ):
        assert words.replace("\u00a0", " ") in text.replace("\u00a0", " ").replace("\u202f", " "), words
    assert made.name.startswith("PEDT_avenant_n-1_")
    assert_accessible(made.content, tmp_path)


def test_the_documents_are_asked_from_its_page(
    changed: Plan, client: Client, coordinator: User, django_capture_on_commit_callbacks: Any
) -> None:
    amendment = started(changed, coordinator)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(at(changed, "amendment-document", amendment.pk), {"document": "modifications-excel"})
    job = Job.objects.get(kind=JobKind.EXPORT)
    assert (job.state, job.options["document"]) == (JobState.DONE, "modifications"), job.error


def test_avenants_have_their_addresses(changed: Plan) -> None:
    assert reverse("life:amendments", args=[changed.territory.slug, changed.slug]).endswith("/avenants/")
