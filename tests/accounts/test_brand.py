"""The logo and the colour of a territory’s documents."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.brand import SIDE, prepared
from accounts.colours import contrast, mixed, validate_ink
from accounts.enums import MemberRole
from accounts.models import Journal, Territory
from tests.annexes.journey import client_of, person
from tests.factories import PlanFactory


def picture(size: tuple[int, int] = (80, 40), kind: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#17506b").save(buffer, kind, **options)
    return buffer.getvalue()


def test_contrast_is_that_of_the_recommendation() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ffffff", "#777777") == contrast("#777777", "#ffffff")


def test_tints_go_from_white_to_the_colour() -> None:
    assert (mixed("#17506b", 0), mixed("#17506b", 1), mixed("#000000", 0.5)) == ("#ffffff", "#17506b", "#808080")


@pytest.mark.parametrize(("ink", "said"), [("#e2a93b", "2,1 pour 1"), ("rouge", "s’écrit"), ("#12345", "s’écrit")])
def test_colour_that_cannot_be_read_is_refused(ink: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        validate_ink(ink)


def test_picture_is_made_small_and_bare() -> None:
    kept = prepared(picture((3000, 1500), "JPEG", comment=b"fait par Camille"))
    data = kept.read()
    assert kept.name == ".jpg"
    assert b"Camille" not in data
    assert Image.open(io.BytesIO(data)).size == (SIDE, SIDE // 2)


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a", picture()[:20], picture((9000, 9000))])
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(ValidationError, match=r"image"):
        prepared(data)


@pytest.fixture
def territory(db: None) -> Territory:
    territory: Territory = PlanFactory().territory
    return territory


def send(territory: Territory, **fields: object) -> int:
    plan = territory.plans.get()
    client = client_of(person(plan, MemberRole.ADMIN))
    given = {"logo_text": "", "ink": "#8a1c3a", **fields}
    return int(client.post(reverse("brand:edit", args=[territory.slug]), given).status_code)


def test_logo_is_kept_shown_replaced_and_removed(territory: Territory) -> None:
    assert send(territory, logo_file=SimpleUploadedFile("Logo.png", picture()), logo_text="Une vague") == 302
    territory.refresh_from_db()
    first = territory.logo.name
    assert (territory.ink, territory.logo_text, territory.logo_type) == ("#8a1c3a", "Une vague", "image/png")
    assert Journal.objects.filter(territory=territory, verb="identité visuelle").count() == 1

    reader = client_of(person(territory.plans.get(), MemberRole.READER))
    answer = reader.get(reverse("brand:logo", args=[territory.slug]))
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")

    assert send(territory, logo_file=SimpleUploadedFile("Logo.jpg", picture(kind="JPEG"))) == 302
    territory.refresh_from_db()
    assert territory.logo_type == "image/jpeg"
    assert not territory.logo.storage.exists(first)

    assert send(territory, without_logo="on") == 302
    territory.refresh_from_db()
    assert not territory.logo


def test_pale_colour_changes_nothing(territory: Territory) -> None:
    assert send(territory, ink="#ffe08a", logo_file=SimpleUploadedFile("Logo.png", picture())) == 422
    territory.refresh_from_db()
    assert (territory.ink, bool(territory.logo)) == ("#17506b", False)
