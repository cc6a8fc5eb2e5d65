"""The sections that each type of plan asks for: the national list, and what a territory makes of it."""

import pytest

from accounts.aggregates import content
from accounts.enums import MemberRole
from accounts.models import Territory
from plans.enums import SectionCondition, SectionNeed, VisaStage
from plans.kinds import adapt, drop
from plans.models import KindSection, KindVisa, PlanKind
from tests.factories import UserFactory

Kinds = dict[str, PlanKind]


def needs(kind: PlanKind) -> dict[str, str]:
    return dict(kind.sections.values_list("key", "need"))


def test_every_type_asks_for_sections_and_says_why(asked: Kinds) -> None:
    for kind in asked.values():
        sections = list(kind.sections.all())
        assert len(sections) >= 7, kind
        for section in sections:
            assert section.why.endswith(".")
            assert section.advice.endswith(".")
            assert section.source


def test_a_pedt_is_asked_for_the_sixteen_sections_of_its_file(asked: Kinds) -> None:
    found = needs(asked["PEDT"])
    order = (
        "perimetre public temps diagnostic objectifs effets accueils activites articulation partenaires moyens "
        "information participation inclusion pilotage evaluation charte-mercredi convention-mercredi duree annexes"
    )

    assert list(found) == order.split()
    assert found["accueils"] == SectionNeed.CHILDCARES
    assert found["activites"] == SectionNeed.ACTIVITIES
    assert "R551-13" in asked["PEDT"].sections.get(key="activites").source
    wednesday = asked["PEDT"].sections.filter(condition=SectionCondition.WEDNESDAY)
    assert {section.key for section in wednesday} == {"charte-mercredi", "convention-mercredi"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("CTG", {"FIGURES", "ACTIONS", "COMMITTEES", "INDICATORS", "DOCUMENTS", "BUDGET", "PERIOD"}),
        ("PRE", {"PERIMETER", "STRUCTURE", "BOARD", "TEAM", "PROGRAMME_BUDGET", "OPINIONS", "INDICATORS"}),
        ("CONTRAT_VILLE", {"OBJECTIVES", "ACTIONS", "BUDGET", "COMMITTEES", "PERIOD"}),
    ],
)
def test_a_type_asks_for_the_data_of_its_file(asked: Kinds, code: str, expected: set[str]) -> None:
    assert expected <= set(needs(asked[code]).values())


def test_a_territory_takes_a_copy_of_what_is_asked(asked: Kinds, territory: Territory) -> None:
    pedt = asked["PEDT"]
    KindVisa.objects.create(kind=pedt, key="temoin", stage=VisaStage.SIGNATURE, label="Témoin", position=3)

    own = adapt(kind=pedt, territory=territory, by=UserFactory(memberships={territory: MemberRole.ADMIN}))

    fields = ("key", "title", "why", "advice", "source", "need", "condition", "is_required", "position")
    assert list(own.sections.values_list(*fields)) == list(pedt.sections.values_list(*fields))
    assert set(own.visas.values_list("key", "label")) == set(pedt.visas.values_list("key", "label"))
    assert own.visas.get(key="temoin").position == 3
    held = content(own)
    assert [row["key"] for row in held["sections"]] == list(needs(pedt))


def test_coming_back_to_the_common_type_drops_the_copy(asked: Kinds, territory: Territory) -> None:
    by = UserFactory(memberships={territory: MemberRole.ADMIN})
    own = adapt(kind=asked["PEDT"], territory=territory, by=by)

    shared = drop(kind=own, by=by)

    assert shared == asked["PEDT"]
    assert not KindSection.objects.filter(kind__territory=territory).exists()
