"""The national lists: complete, coherent, loaded twice without a trace, and harmless to what territories own."""

import json
from io import StringIO

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command

from accounts.models import Territory
from actions.models import AgeBand, Audience, ChildTime, Scale
from partners.models import AgeingTerm, Domain, Scheme
from pedt_planner.reference import REFERENCE_FIXTURES, fixture_path, load_reference
from plans.enums import Level
from plans.models import KindSection, PlanKind, PlanKindLevel

pytestmark = pytest.mark.django_db

CODES = {
    Domain: (
        "petite_enfance enfance jeunesse parentalite reussite_educative culture_eac sport sante_prevention "
        "handicap_inclusion citoyennete_laicite egalite_fg_discriminations ecocitoyennete numerique acces_droits "
        "animation_vie_sociale insertion_emploi logement mobilite formation_des_acteurs cohesion_sociale"
    ),
    Audience: (
        "enfants adolescents jeunes etudiants parents_familles assistants_maternels professionnels benevoles "
        "habitants_qpv seniors enfants_handicap_besoins_particuliers familles_precaires tout_public"
    ),
    Scale: "ecole_etablissement quartier qpv commune secteur epci departement region autre",
    ChildTime: (
        "scolaire periscolaire_matin meridien periscolaire_soir mercredi extrascolaire_vacances "
        "extrascolaire_weekend familial"
    ),
    PlanKind: "PEDT PGT CTG PRE CONTRAT_VILLE PEL CITE_EDUCATIVE AUTRE",
}
ACRONYMS = (
    "CLAS PRE TER PSAD E2C PEDT PEL CEL CTL RPE EAJE MAM LAEP REAAP AVIP SPPE VACAF AVF PIJ BIJ CRIJ PLJ SNU CJS CJM "
    "CEJ PLIE FAJ BAFA BAFD EAC PEAC CLEA CTEAC DEMOS ANS CNDS E3D PIAL PAS UEMA DAR ULIS PAI PPS CAMSP ASV CLS CLSM "
    "VVV FIPD CLSPD CISPD GUP EVS CSC TZNR CTG"
)
OLD_NAMES = (
    "RAM, Pôle emploi, conseil général, DDJS, DDASS, DDCS, DDCSPP, IA-DSDEN, ZUS, CUCS, ZEP, RAR, RRS, Acsé, CGET, "
    "CNDS, contrat enfance jeunesse, Garantie jeunes, NAP, TAP, ZRR"
)


@pytest.fixture
def reference() -> None:
    load_reference()


def everything() -> str:
    models = [*REFERENCE_FIXTURES.values(), PlanKindLevel]
    return serializers.serialize("json", [row for model in models for row in model._default_manager.order_by("pk")])


@pytest.mark.parametrize("model", CODES)
def test_list_holds_exactly_the_codes_of_the_domain(reference: None, model: type) -> None:
    assert set(model.objects.values_list("code", flat=True)) == set(CODES[model].split())


def test_schemes_hold_every_acronym_of_the_domain(reference: None) -> None:
    assert set(ACRONYMS.split()) - set(Scheme.objects.values_list("acronym", flat=True)) == set()
    assert Scheme.objects.count() == 92


def test_cej_names_two_schemes_that_only_the_slug_tells_apart(reference: None) -> None:
    assert set(Scheme.objects.filter(acronym="CEJ").values_list("slug", "is_active")) == {
        ("contrat-enfance-jeunesse", False),
        ("contrat-engagement-jeune", True),
    }


def test_replaced_scheme_is_inactive_and_leads_to_one_in_force(reference: None) -> None:
    replaced = Scheme.objects.exclude(replaced_by=None)
    assert len(replaced) >= 6
    for scheme in replaced:
        assert not scheme.is_active
        last, seen = scheme, set()
        while last.replaced_by and last.pk not in seen:
            seen.add(last.pk)
            last = last.replaced_by
        assert last.is_active, f"{scheme} has no successor in force"


def test_ageing_terms_hold_every_old_name(reference: None) -> None:
    assert set(AgeingTerm.objects.values_list("old", flat=True)) == set(OLD_NAMES.split(", "))
    assert not AgeingTerm.objects.filter(new="").exists()


def test_age_bands_are_in_order(reference: None) -> None:
    bands = AgeBand.objects.all()
    assert len(bands) >= 8
    assert all(band.age_min is not None and band.age_min <= (band.age_max or 120) for band in bands)


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("PGT", ["Thème", "Axe stratégique", "Objectif intermédiaire", "Objectif opérationnel"]),
        ("PEDT", ["Axe", "Objectif général", "Objectif opérationnel"]),
        ("CONTRAT_VILLE", ["Pilier", "Axe", "Enjeu"]),
        ("PRE", ["Volet", "Axe", "Objectif"]),
    ],
)
def test_kind_names_its_levels_from_the_top_down(reference: None, code: str, names: list[str]) -> None:
    levels = PlanKind.objects.get(code=code).levels.all()
    assert [level.singular for level in levels] == names
    ranks = [Level(level.level).rank for level in levels]
    assert ranks == sorted(ranks)


def test_pedt_lasts_three_years_by_law_and_ctg_four_to_five_by_use(reference: None) -> None:
    pedt, ctg = PlanKind.objects.get(code="PEDT"), PlanKind.objects.get(code="CTG")
    assert (pedt.max_years, pedt.duration_is_law) == (3, True)
    assert "R551-13" in pedt.source
    assert (ctg.min_years, ctg.max_years, ctg.duration_is_law) == (4, 5, False)


def test_every_row_is_valid_and_every_code_is_ascii(reference: None) -> None:
    rows = [row for model in [*REFERENCE_FIXTURES.values(), PlanKindLevel] for row in model._default_manager.all()]
    assert len(rows) > 150
    for row in rows:
        try:
            row.full_clean()
        except ValidationError as error:
            pytest.fail(f"{row!r}: {error}")
        code = getattr(row, "code", getattr(row, "slug", ""))
        assert code.isascii()


def test_fixtures_are_written_with_french_typography() -> None:
    for name in REFERENCE_FIXTURES:
        for row in json.loads(fixture_path(name).read_text("utf-8")):
            assert "'" not in json.dumps(row["fields"], ensure_ascii=False), row


def test_loading_twice_changes_nothing(reference: None) -> None:
    before = everything()
    load_reference()
    assert everything() == before


def test_loading_again_repairs_a_row_and_keeps_its_key(reference: None) -> None:
    sport = Domain.objects.get(code="sport")
    Domain.objects.filter(pk=sport.pk).update(label="Sprot")
    load_reference()
    assert Domain.objects.get(pk=sport.pk).label == "Sport"


def test_loading_leaves_what_a_territory_added(reference: None) -> None:
    territory = Territory.objects.create(name="Ville témoin", slug="ville-temoin")
    scheme = Scheme.objects.create(territory=territory, slug="clas", name="Notre CLAS")
    kind = PlanKind.objects.create(territory=territory, code="PEDT", name="Notre PEDT", max_years=2)
    PlanKindLevel.objects.create(kind=kind, level=Level.AXIS, singular="Défi", plural="Défis")
    KindSection.objects.create(kind=kind, key="perimetre", title="Nos écoles")
    counts = load_reference()
    scheme.refresh_from_db()
    kind.refresh_from_db()
    assert (scheme.name, kind.name, kind.max_years) == ("Notre CLAS", "Notre PEDT", 2)
    assert kind.levels.get().singular == "Défi"
    assert kind.sections.get().title == "Nos écoles"
    assert counts[KindSection] == KindSection.objects.count() - 1
    assert PlanKind.objects.filter(code="PEDT").count() == 2


def test_command_prints_what_it_holds_in_french() -> None:
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "92 dispositifs" in out.getvalue()
    assert "8 types de plan" in out.getvalue()
