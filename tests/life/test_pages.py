"""« Vie du plan » as people use it: the path, the steps, opinions and signatures with their scanned page."""

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from accounts.enums import Change, MemberRole
from accounts.models import Revision, User
from partners.merging import merge
from plans.enums import PlanStatus, VisaOutcome, VisaStage
from plans.lifecycle import obstacles
from plans.models import Plan, StatusChange, Visa
from plans.visas import visas_of
from tests.annexes.journey import client_of, person, words
from tests.factories import PartnerFactory
from tests.pages.test_tree_pages import hidden

S = PlanStatus
PDF = b"%PDF-1.7 page signee"


@pytest.fixture(autouse=True)
def files_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def at(plan: Plan, name: str, *keys: Any) -> str:
    return reverse(f"life:{name}", args=[plan.territory.slug, plan.slug, *keys])


def read(response: Any) -> str:
    """What a person reads of the page, on one line."""
    return " ".join(unescape(strip_tags(words(response))).split())


def standing(plan: Plan, status: PlanStatus, **fields: Any) -> None:
    Plan.objects.filter(pk=plan.pk).update(status=status, **fields)
    plan.refresh_from_db()


def test_page_says_where_the_plan_stands_and_what_is_missing(plan: Plan, client: Client) -> None:
    standing(plan, S.APPROVED)
    answer = client.get(at(plan, "plan"))
    page = read(answer)
    assert "Statut : Validé" in page
    assert 'aria-current="step"' in answer.content.decode()
    assert "Signature qui manque" in page
    assert at(plan, "deliberation") in answer.content.decode()
    assert "3 ans au plus, imposé par un texte" in page
    assert "Code de l’éducation, articles L551-1 et R551-13" in page
    assert at(plan, "step", "signe") not in answer.content.decode(), "a step that is blocked has no button"


def test_reader_sees_the_path_without_a_button(plan: Plan) -> None:
    page = client_of(person(plan, MemberRole.READER)).get(at(plan, "plan")).content.decode()
    assert "Vie du plan" in page
    assert "/passer/" not in page
    assert at(plan, "visas-prepare") not in page
    assert reverse("share:list", args=[plan.territory.slug, plan.slug]) not in page
    assert reverse("versions:list", args=[plan.territory.slug, plan.slug]) in page


def test_plan_page_leads_there_and_settings_hold_no_status(plan: Plan, client: Client) -> None:
    assert at(plan, "plan") in client.get(plan.get_absolute_url()).content.decode()
    settings_page = client.get(reverse("plans:edit", args=[plan.territory.slug, plan.slug])).content.decode()
    assert 'name="status"' not in settings_page
    assert at(plan, "plan") in settings_page


def test_coordinator_opens_the_consultation(plan: Plan, client: Client) -> None:
    url = at(plan, "step", "en-concertation")
    assert client.get(url).status_code == 200
    assert client.post(url, {"happened_on": "02/07/2026"}).status_code == 302
    plan.refresh_from_db()
    assert plan.status == S.CONSULTATION
    page = read(client.get(at(plan, "plan")))
    assert "En concertation (était : brouillon), le 2 juillet 2026" in page
    again = client.get(url, follow=True)
    assert "ce passage n’est pas ouvert" in words(again)
    assert client.get(at(plan, "step", "nulle-part")).status_code == 302


def test_date_of_an_act_is_neither_to_come_nor_before_the_last_one(plan: Plan, client: Client) -> None:
    client.post(at(plan, "step", "en-concertation"), {"happened_on": "02/07/2026"})
    url = at(plan, "step", "transmis")
    tomorrow = timezone.localdate() + timedelta(days=1)
    keys = [one.key for one in obstacles(Plan.objects.get(pk=plan.pk), S.SUBMITTED)]
    given = {"reason": "Essai", "passed_over": keys}
    assert "à venir" in words(client.post(url, given | {"happened_on": f"{tomorrow:%d/%m/%Y}"}))
    early = client.post(url, given | {"happened_on": "01/07/2026"})
    assert early.status_code == 422
    assert "L’étape d’avant est du 02/07/2026" in words(early)
    assert StatusChange.objects.count() == 1


def test_warnings_are_ticked_one_by_one_with_a_reason(plan: Plan, client: Client) -> None:
    standing(plan, S.CONSULTATION, ends_on=None)
    url = at(plan, "step", "transmis")
    assert "Je passe outre" in words(client.get(url))
    refused = client.post(url, {"happened_on": "02/07/2026"})
    assert refused.status_code == 422
    assert "cochez chaque ligne" in words(refused)
    keys = [one.key for one in obstacles(Plan.objects.get(pk=plan.pk), S.SUBMITTED)]
    without = client.post(url, {"happened_on": "02/07/2026", "passed_over": keys})
    assert "ce passage demande son motif" in words(without)
    done = client.post(url, {"happened_on": "02/07/2026", "passed_over": keys, "reason": "Délai du GAD"})
    assert done.status_code == 302
    assert "Motif : Délai du GAD (Passé outre" in words(client.get(at(plan, "plan")))


def test_refused_signature_says_what_to_do(plan: Plan, client: Client) -> None:
    standing(plan, S.APPROVED)
    page = client.get(at(plan, "step", "signe"))
    assert "Ce passage n’est pas encore possible" in words(page)
    assert "Indiquer la délibération" in words(page)
    assert client.post(at(plan, "step", "signe"), {"happened_on": "02/07/2026"}).status_code == 422
    plan.refresh_from_db()
    assert plan.status == S.APPROVED


def test_first_day_of_a_month_is_written_as_french_does(plan: Plan, client: Client) -> None:
    assert "du 1er septembre 2026 au 31 août 2029" in read(client.get(at(plan, "plan")))


def test_day_that_is_proposed_follows_the_last_step(
    plan: Plan, client: Client, everybody_answers: Callable[[Plan], None]
) -> None:
    standing(plan, S.APPROVED)
    everybody_answers(plan)
    StatusChange.objects.create(plan=plan, before=S.SUBMITTED, after=S.APPROVED, happened_on=date(2026, 9, 1))
    assert 'value="01/09/2026"' in client.get(at(plan, "step", "signe")).content.decode()


def test_signature_takes_the_day_of_the_last_one(
    plan: Plan, client: Client, everybody_answers: Callable[[Plan], None]
) -> None:
    standing(plan, S.APPROVED)
    everybody_answers(plan)
    visas_of(plan).filter(key="dasen").update(given_on=date(2026, 7, 8))
    url = at(plan, "step", "signe")
    assert 'value="08/07/2026"' in client.get(url).content.decode()
    keys = [one.key for one in obstacles(Plan.objects.get(pk=plan.pk), S.SIGNED)]
    client.post(url, {"happened_on": "08/07/2026", "passed_over": keys, "reason": "Essai"})
    plan.refresh_from_db()
    assert (plan.status, plan.signed_on) == (S.SIGNED, date(2026, 7, 8))
    assert plan.versions.count() == 1


def test_correction_is_for_administrators(plan: Plan, client: Client, admin: User) -> None:
    standing(plan, S.SIGNED)
    url = at(plan, "step", "brouillon")
    assert client.get(url).status_code == 403
    assert url not in client.get(at(plan, "plan")).content.decode()
    keeper = client_of(admin)
    assert url in keeper.get(at(plan, "plan")).content.decode()
    assert keeper.post(url, {"happened_on": "02/07/2026"}).status_code == 422
    assert keeper.post(url, {"happened_on": "02/07/2026", "reason": "Saisi à tort"}).status_code == 302
    plan.refresh_from_db()
    assert plan.status == S.DRAFT


def test_status_is_not_put_back_from_the_history(plan: Plan, client: Client) -> None:
    client.post(at(plan, "step", "en-concertation"), {"happened_on": "02/07/2026"})
    line = Revision.objects.get(model="plans.plan")
    page = client.get(reverse("history:revision", args=[plan.territory.slug, line.pk]))
    assert "Reprendre" not in words(page)
    client.post(reverse("history:put-back", args=[plan.territory.slug, line.pk]), {"field": "status", "side": "before"})
    plan.refresh_from_db()
    assert plan.status == S.CONSULTATION


def test_deliberation_is_kept_and_two_people_do_not_overwrite(plan: Plan, client: Client) -> None:
    url = at(plan, "deliberation")
    seen = hidden(client.get(url), "seen")
    given = {"seen": seen, "deliberation": "n° 2026-45", "deliberated_on": "25/06/2026"}
    assert client.post(url, given).status_code == 302
    plan.refresh_from_db()
    assert (plan.deliberation, plan.deliberated_on) == ("n° 2026-45", date(2026, 6, 25))
    assert client.post(url, {**given, "deliberation": "n° 2026-46"}).status_code == 409
    assert client.post(url, {**given, "deliberated_on": "25/06/2099"}).status_code == 422


def test_visas_are_prepared_then_noted_with_their_page(plan: Plan, client: Client) -> None:
    client.post(at(plan, "visas-prepare"))
    prefect = Visa.objects.get(plan=plan, key="prefet")
    url = at(plan, "visa-edit", prefect.pk)
    page = client.get(url)
    assert 'name="is_required"' not in page.content.decode(), "the type requires it"
    partner = PartnerFactory(territory=plan.territory, name="Préfecture du Val")
    fields = {
        "seen": hidden(page, "seen"), "label": "Préfet", "partner": partner.pk, "outcome": "SIGNED",
        "given_on": "08/07/2026", "reference": "n° 12", "scan": SimpleUploadedFile("signature.pdf", PDF),
    }  # fmt: skip
    assert client.post(url, fields).status_code == 302
    prefect.refresh_from_db()
    assert (prefect.outcome, prefect.partner) == (VisaOutcome.SIGNED, partner)
    told = read(client.get(at(plan, "plan")))
    assert "Signé le 08/07/2026" in told
    assert "Préfecture du Val" in told
    assert "Signatures 1 sur 3" in told
    file = client.get(at(plan, "visa-file", prefect.pk))
    assert b"".join(file.streaming_content) == PDF  # type: ignore[attr-defined]
    assert "signature" in file["Content-Disposition"]
    assert Revision.objects.filter(model="plans.visa", object_key=prefect.pk, change=Change.EDITED).count() == 1
    dropped = {**fields, "seen": hidden(client.get(url), "seen"), "drop_scan": "on"}
    del dropped["scan"]
    client.post(url, dropped)
    assert client.get(at(plan, "visa-file", prefect.pk)).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"outcome": "SIGNED"}, "Indiquez le jour"),
        ({"given_on": "08/07/2026"}, "dites quelle est la réponse"),
        ({"outcome": "SIGNED", "given_on": "08/07/2099"}, "à venir"),
        ({"outcome": "SIGNED", "given_on": "08/07/2026", "asked_on": "09/07/2026"}, "précède la demande"),
        ({"outcome": "FAVOURABLE", "given_on": "08/07/2026"}, "choix"),
        ({"label": ""}, "obligatoire"),
        ({"scan": SimpleUploadedFile("signature.pdf", b"pas un pdf")}, "pas un vrai .pdf"),
        ({"scan": SimpleUploadedFile("signature.docx", b"PK\x03\x04")}, "PDF, JPEG ou PNG"),
        ({"partner": "999999"}, "n’existe plus"),
    ],
)
def test_what_is_wrong_in_a_signature_is_said(plan: Plan, client: Client, wrong: dict[str, Any], said: str) -> None:
    url = f"{at(plan, 'visa-new')}?etape=signature"
    answer = client.post(url, {"label": "Préfet", "outcome": "AWAITED"} | wrong)
    assert answer.status_code == 422
    assert said in words(answer)
    assert not Visa.objects.exists()


def test_visa_is_added_removed_and_brought_back(plan: Plan, client: Client) -> None:
    url = f"{at(plan, 'visa-new')}?etape=avis"
    client.post(url, {"label": "Conseil d’école du Port", "outcome": "AWAITED"})
    visa = Visa.objects.get()
    assert visa.stage == VisaStage.OPINION
    assert "Retirer « Conseil d’école du Port » ?" in words(client.get(at(plan, "visa-delete", visa.pk)))
    client.post(at(plan, "visa-delete", visa.pk))
    assert not Visa.objects.exists()
    line = Revision.objects.get(model="plans.visa", change=Change.DELETED)
    client.post(reverse("history:restore", args=[plan.territory.slug, line.pk]))
    assert Visa.objects.get().label == "Conseil d’école du Port"
    history = client.get(reverse("history:plan", args=[plan.territory.slug, plan.slug])).content.decode()
    assert f"{at(plan, 'plan')}#visa-{visa.pk}" in history


def test_visa_of_another_plan_is_not_found(plan: Plan, client: Client) -> None:
    other = Plan.objects.create(territory=plan.territory, kind=plan.kind, title="Autre", slug="autre")
    visa = Visa.objects.create(plan=other, stage=VisaStage.OPINION, label="Ailleurs")
    for name in ("visa-edit", "visa-delete", "visa-file"):
        assert client.get(at(plan, name, visa.pk)).status_code == 404
    assert client.get(f"{at(plan, 'visa-new')}?avenant=abc").status_code == 404


def test_merged_partner_is_followed_by_its_signatures(plan: Plan, coordinator: User) -> None:
    kept, lost = PartnerFactory(territory=plan.territory), PartnerFactory(territory=plan.territory)
    visa = Visa.objects.create(plan=plan, stage=VisaStage.SIGNATURE, label="CAF", partner=lost)
    merge(kept=kept, lost=lost, values={}, territory=plan.territory, by=coordinator)
    visa.refresh_from_db()
    assert visa.partner == kept
    assert Revision.objects.filter(model="plans.visa", object_key=visa.pk, change=Change.MERGED).exists()
