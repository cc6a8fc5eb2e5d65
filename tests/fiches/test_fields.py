"""Dates, school years, amounts and names as people write them."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import Territory
from actions.enums import PlaceKind
from actions.forms.fields import AmountField, FrenchDateField, ProseField, SchoolYearField, YearField
from actions.models import Place
from actions.names import Names
from partners.models import Contact, Partner, PartnerAlias, Scheme
from tests.factories import PartnerFactory


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("15/09/2026", date(2026, 9, 15), date(2026, 9, 15)),
        ("15.9.26", date(2026, 9, 15), date(2026, 9, 15)),
        ("2026-09-15", date(2026, 9, 15), date(2026, 9, 15)),
        ("1er septembre 2026", date(2026, 9, 1), date(2026, 9, 1)),
        (" 09/2026 ", date(2026, 9, 1), date(2026, 9, 30)),
        ("Septembre 2026", date(2026, 9, 1), date(2026, 9, 30)),
        ("févr. 2028", date(2028, 2, 1), date(2028, 2, 29)),
        ("AOÛT 2026", date(2026, 8, 1), date(2026, 8, 31)),
        ("", None, None),
        ("  -", None, None),
    ],
)
def test_date_of_a_month_is_its_edge(text: str, start: date | None, end: date | None) -> None:
    assert FrenchDateField(required=False).clean(text) == start
    assert FrenchDateField(required=False, end=True).clean(text) == end


@pytest.mark.parametrize("text", ["bientôt", "31/02/2026", "00/2026", "32 mai 2026", "20265", "09/26/2026", "1/2"])
def test_date_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        FrenchDateField().clean(text)
    assert caught.value.messages[0].endswith(".")


@pytest.mark.parametrize(
    ("months", "sentence"), [(True, "Indiquez un mois : 09/2025."), (False, "Indiquez un jour : 15/09/2025.")]
)
def test_year_alone_is_given_no_month(months: bool, sentence: str) -> None:
    with pytest.raises(ValidationError) as caught:
        FrenchDateField(months=months).clean("2025")
    assert caught.value.messages == [sentence]


@pytest.mark.parametrize("field", [FrenchDateField(), FrenchDateField(months=False), SchoolYearField(), YearField()])
def test_hint_of_a_field_looks_like_no_answer(field: Any) -> None:
    hint = field.widget.attrs["placeholder"]
    assert not any(character.isdigit() for character in hint)


@pytest.mark.parametrize("end", [False, True])
@pytest.mark.parametrize("day", [date(2026, 9, 1), date(2026, 9, 30), date(2026, 9, 12), date(2028, 2, 29)])
def test_date_that_is_shown_is_read_again(day: date, end: bool) -> None:
    field = FrenchDateField(end=end)
    assert field.clean(field.prepare_value(day)) == day


@pytest.mark.parametrize(
    ("text", "year"),
    [("2026-2027", 2026), ("2026/27", 2026), ("Année scolaire 2026-2027", 2026), ("2026", 2026), ("", None)],
)
def test_school_year_is_the_year_of_its_september(text: str, year: int | None) -> None:
    assert SchoolYearField(required=False).clean(text) == year


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12 500,50 €", "12500.50"),
        ("12\u202f500,50\u00a0€", "12500.50"),
        ("12500.5", "12500.50"),
        ("1.250.000,00", "1250000"),
        ("300 euros", "300"),
        ("0", "0"),
    ],
)
def test_amount_is_read_as_it_is_written_in_france(text: str, amount: str) -> None:
    assert AmountField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1e9", "12.500", "12,555", "-1", "99999999999", "douze", "1,2,3", "1_000"]
)
def test_amount_that_is_none_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError) as caught:
        AmountField().clean(text)
    assert caught.value.messages[0].endswith(".") or "€" in caught.value.messages[0]


@pytest.mark.parametrize("amount", ["12500.50", "0.00", "1234567.89", "300.00"])
def test_amount_that_is_shown_is_read_again(amount: str) -> None:
    field = AmountField()
    assert field.clean(field.prepare_value(Decimal(amount))) == Decimal(amount)


def test_text_keeps_its_bullets_and_loses_what_no_person_typed() -> None:
    given = "\n- Un « constat »\u00a0;\x00  \r\n\r\n  • un autre\u202e\r\n"
    assert ProseField().clean(given) == "- Un « constat »\u00a0;\n\n  • un autre"


def test_name_that_is_known_makes_no_second_one(territory: Territory) -> None:
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales des Landes", acronym="CAF")
    PartnerAlias.objects.create(partner=caf, label="La CAF 40")
    names = Names.load(territory)
    for written in ("caf", "C.A.F.", "CAISSE D'ALLOCATIONS FAMILIALES DES LANDES", "la caf 40"):
        assert names.make_partner(written) == caf.pk, written
    assert names.created == []
    other = names.make_partner("Radio du Gué")
    assert names.make_partner("radio du gue") == other
    assert names.created == ["le partenaire « Radio du Gué »"]
    assert Partner.objects.filter(territory=territory).count() == 2


def test_acronym_of_two_partners_means_none_of_them(territory: Territory) -> None:
    for name in ("Mission locale du quai", "Maison des lycéens"):
        PartnerFactory(territory=territory, name=name, acronym="ML")
    names = Names.load(territory)
    assert names.partner("ML") is None


def test_partner_of_another_territory_is_not_taken(territory: Territory) -> None:
    PartnerFactory(name="Radio du Gué")
    assert Names.load(territory).partner("Radio du Gué") is None


def test_new_dispositif_belongs_to_the_territory(territory: Territory) -> None:
    Scheme.objects.create(slug="bus-des-familles", name="Un autre bus", territory=territory)
    scheme = Scheme.objects.get(pk=Names.load(territory).make_scheme("Bus des familles"))
    assert (scheme.territory, scheme.slug, scheme.is_active) == (territory, "bus-des-familles-2", True)


def test_contact_and_place_are_made_once(territory: Territory) -> None:
    partner = PartnerFactory(territory=territory)
    names = Names.load(territory)
    assert names.make_contact(partner.pk, "Dominique Essai") == names.make_contact(partner.pk, "dominique  essai")
    assert Contact.objects.get().user is None
    first = names.make_place(PlaceKind.SCHOOL, "École du Gué", "")
    assert names.make_place(PlaceKind.SCHOOL, "ecole du gué", "0400123S") == first
    assert Place.objects.get().code == "0400123S"
