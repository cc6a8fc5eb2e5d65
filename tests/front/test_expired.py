"""A form sent without a session any more, or with the token of another session: what was typed comes back."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import MemberRole
from accounts.models import Territory
from plans.models import Plan, PlanKind
from tests.conftest import ClientOf
from tests.factories import PlanFactory, UserFactory

HERE = {"Origin": "http://testserver"}
TITLE = 'Plan « du quai » <script>alert("x")</script>'


def told(page: str) -> list[tuple[str, str]]:
    """The labels and the texts that the page shows."""
    shown = page.split('class="typed"')[1].split("</dl>")[0]
    return [(label, unescape(text)) for label, text in re.findall(r"<dt>(.*?)</dt>\s*<dd>\s*(.*?)\s*</dd>", shown)]


@pytest.fixture
def plan(territory: Territory) -> Plan:
    found: Plan = PlanFactory(territory=territory)
    return found


@pytest.fixture
def url(plan: Plan) -> str:
    return reverse("plans:edit", args=[plan.territory.slug, plan.slug])


def test_visitor_gets_back_what_was_typed(url: str) -> None:
    answer = Client(headers=HERE).post(url, {"title": TITLE, "starts_on": "2026-09-01", "seen": "jeton", "end": ""})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert f'action="{url}"' in page
    assert "<script>alert" not in page
    assert f'name="title" value="{TITLE}"' in unescape(page)
    assert 'name="seen" value="jeton"' in page
    assert "<dt>Intitulé</dt>" in page
    assert told(page) == [("Intitulé", TITLE), ("Début", "2026-09-01")]
    assert reverse("accounts:login") in page
    assert "Reprendre ma saisie" in page


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://ailleurs.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Referer": "https://ailleurs.example/t/"},
    ],
)
def test_form_of_another_site_is_not_given_back(url: str, headers: dict[str, str]) -> None:
    answer = Client(headers=headers).post(url, {"title": TITLE})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:login"))


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Referer": "http://testserver/t/"}])
def test_form_of_this_site_is_known_without_an_origin_too(url: str, headers: dict[str, str]) -> None:
    assert Client(headers=headers).post(url, {"title": TITLE}).status_code == 403


def test_stale_token_gives_the_text_back_to_who_is_signed_in(url: str, plan: Plan) -> None:
    client = Client(enforce_csrf_checks=True, headers=HERE)
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.COORDINATOR}))
    page = client.post(url, {"title": TITLE, "csrfmiddlewaretoken": "a" * 64}).content.decode()
    assert "Envoyer ma saisie" in page
    assert "Se connecter dans un nouvel onglet" not in page
    assert "a" * 64 not in page
    assert Plan.objects.get(pk=plan.pk).title == plan.title


def test_stale_token_from_elsewhere_gets_the_plain_page(url: str, plan: Plan) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Origin": "https://ailleurs.example"})
    client.force_login(UserFactory(memberships={plan.territory: MemberRole.COORDINATOR}))
    answer = client.post(url, {"title": "Dérobé", "csrfmiddlewaretoken": "a" * 64})
    assert answer.status_code == 403
    assert "Dérobé" not in answer.content.decode()


def test_password_is_never_given_back(db: None) -> None:
    client = Client(enforce_csrf_checks=True, headers=HERE)
    fields = {"username": "camille@valmire.example", "password": "Secret-de-mer-2026"}
    page = client.post(reverse("accounts:login"), fields).content.decode()
    assert "Secret-de-mer-2026" not in page
    assert "camille@valmire.example" not in page


def test_file_is_named_and_not_given_back(url: str) -> None:
    file = SimpleUploadedFile("bilan-2026.pdf", b"contenu du fichier")
    page = Client(headers=HERE).post(url, {"title": "Bilan", "file": file}).content.decode()
    assert "bilan-2026.pdf" in page
    assert "contenu du fichier" not in page


def test_too_long_a_form_is_not_given_back(url: str) -> None:
    assert Client(headers=HERE).post(url, {"title": "a" * 2_000_001}).status_code == 302


def test_rows_and_choices_are_told_in_words(url: str) -> None:
    fields = {
        "steps-0-label": "Préparer",
        "steps-1-label": "Ouvrir",
        "steps-TOTAL_FORMS": "2",
        "status": "ONGOING",
        "priority": "1",
        "objective": "12",
        "inconnu_au_bataillon": "mot",
    }
    page = Client(headers=HERE).post(url, fields).content.decode()
    assert told(page) == [
        ("Libellé (1)", "Préparer"),
        ("Libellé (2)", "Ouvrir"),
        ("Statut", "En cours"),
        ("Priorité", "Haute"),
        ("Inconnu au bataillon", "mot"),
    ]
    assert 'name="steps-TOTAL_FORMS" value="2"' in page


def test_form_without_a_field_leads_back_to_its_page(url: str, plan: Plan) -> None:
    answer = Client(headers={"Referer": "http://testserver/t/valmire/?a=é"}).post(url)
    assert answer["Location"] == f"{reverse('accounts:login')}?next=/t/valmire/%3Fa%3D%25C3%25A9"


def test_fragment_asked_by_htmx_is_refused_and_not_replaced_by_the_sign_in_page(url: str) -> None:
    answer = Client(headers={**HERE, "HX-Request": "true"}).get(url)
    assert (answer.status_code, answer["X-Session"]) == (403, "over")


def test_text_is_sent_again_after_signing_in(
    client_of: ClientOf, url: str, plan: Plan, kinds: dict[str, PlanKind]
) -> None:
    """What the page holds is exactly what the form held."""
    fields = {"title": "Ligne une\r\nligne deux", "kind": str(kinds["PEDT"].pk), "tags": ["a", "b"]}
    page = Client(headers=HERE).post(url, fields).content.decode()
    for text in ('value="Ligne une\r\nligne deux"', 'name="tags" value="a"', 'name="tags" value="b"'):
        assert text in page


def test_page_after_signing_in_says_to_come_back(client_of: Callable[..., Client]) -> None:
    page = client_of(MemberRole.READER).get(reverse("accounts:back")).content.decode()
    assert "Votre session est ouverte" in page
