import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Territory
from partners.models import AgeingTerm, Contact, DistinctPartners, Partner
from partners.names import initials_of, spelled
from partners.similarity import likely_pairs, resembling
from tests.factories import PartnerFactory

ALIKE = [
    ("CAF", "C.A.F. des Landes"),
    ("CAF", "Caisse d’allocations familiales"),
    ("C.A.F.", "Caisse d'Allocations Familiales"),
    ("Caisse d’allocations familiales de la Gironde", "CAF de la Gironde"),
    ("Ligue de l’enseignement", "LIGUE DE L'ENSEIGNEMENT DES LANDES"),
    ("Mairie de Brume", "Ville de Brume"),
    ("École Jules-Ferry", "Ecole élémentaire Jules Ferry"),
    ("Association du Moulin", "Association du Moulins"),
    ("Pupilles de l’enseignement public", "PEP 40"),
]
DIFFERENT = [
    ("CAF des Landes", "CAF de la Gironde"),
    ("Service jeunesse", "Service enfance"),
    ("École Jules-Ferry", "École Jean-Moulin"),
    ("Association du Moulin", "Centre social du Moulin"),
    ("Collège Victor-Hugo", "Collège Marie-Curie"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_two_writings_of_one_name_are_proposed(territory: Territory, one: str, other: str) -> None:
    first, second = PartnerFactory(territory=territory, name=one), PartnerFactory(territory=territory, name=other)
    assert [(pair.first, pair.second) for pair in likely_pairs(territory)] == [(first.pk, second.pk)]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_organisations_are_not(territory: Territory, one: str, other: str) -> None:
    PartnerFactory(territory=territory, name=one)
    PartnerFactory(territory=territory, name=other)
    assert likely_pairs(territory) == []


def test_key_number_tells_same_or_different(territory: Territory) -> None:
    same = [
        PartnerFactory(territory=territory, name=name, siren="244000808") for name in ("Agglomération", "Le Marsan")
    ]
    assert [(pair.first, pair.second) for pair in likely_pairs(territory)] == [(same[0].pk, same[1].pk)]
    same[1].siren = "214001927"
    same[1].name = "Agglomérations"
    same[1].save()
    assert likely_pairs(territory) == []


def test_email_domain_helps_unless_it_is_everybodys(territory: Territory) -> None:
    names = ("Maison des jeunes de Valmire", "MJC Valmire centre", "Maison Valmire")
    partners = [PartnerFactory(territory=territory, name=name) for name in names]
    before = {(p.first, p.second): p.score for p in likely_pairs(territory)}
    for partner in partners[:2]:
        Contact.objects.create(partner=partner, full_name="Camille", email="accueil@mjc-valmire.example")
    pair = (partners[0].pk, partners[1].pk)
    after = {(p.first, p.second): p.score for p in likely_pairs(territory)}
    assert after.get(pair, 0) >= before.get(pair, 0)
    Contact.objects.update(email="camille@gmail.com")
    assert {(p.first, p.second): p.score for p in likely_pairs(territory)} == before


def test_aged_name_resembles_todays(territory: Territory) -> None:
    AgeingTerm.objects.create(old="Pôle emploi", new="France Travail")
    PartnerFactory(territory=territory, name="Pôle emploi")
    PartnerFactory(territory=territory, name="France Travail")
    assert len(likely_pairs(territory)) == 1


def test_judged_pair_is_proposed_no_more_and_stranger_is_never(territory: Territory) -> None:
    first, second = (PartnerFactory(territory=territory, name=name) for name in ("CAF", "C.A.F."))
    PartnerFactory(name="CAF")
    assert len(likely_pairs(territory)) == 1
    DistinctPartners.objects.create(first=first, second=second)
    assert likely_pairs(territory) == []


def test_new_name_is_compared_with_the_directory(territory: Territory) -> None:
    caf = PartnerFactory(territory=territory, name="Caisse d’allocations familiales", acronym="CAF")
    assert [pair.second for pair in resembling(territory, "C.A.F. des Landes")] == [caf.pk]
    assert resembling(territory, "Club nautique") == []


def test_queries_do_not_depend_on_how_many_partners(territory: Territory) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            likely_pairs(territory)
        return len(captured)

    few = queries()
    words = [
        "atelier",
        "quai",
        "moulin",
        "jardin",
        "école",
        "club",
        "centre",
        "maison",
        "amis",
        "théâtre",
        "sport",
        "lac",
        "forêt",
    ]
    some = random.Random(4)
    names = {f"{' '.join(some.sample(words, 3)).capitalize()} {n}" for n in range(300)}
    Partner.objects.bulk_create(Partner(territory=territory, name=name).prepare() for name in sorted(names))
    assert queries() == few <= 6


def test_spelled_acronyms_and_initials() -> None:
    assert spelled("C.A.F. des Landes") == "caf des landes"
    assert spelled("Quai d’Orsay") == "quai d orsay"
    assert initials_of("Caisse d’allocations familiales") == "caf"
    assert initials_of("Mission locale") == ""
