"""What an object holds, read and written as one value."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.aggregates import bare, changed, content, contents, create_content, find_by_label, wording, write_content
from accounts.aggregates.registry import _resolvers
from actions.enums import FundingStatus, Role, Status
from actions.models import Action, Funding, Participation, Step
from partners.models import Partner
from tests.factories import ActionFactory, PartnerFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Action:
    action = ActionFactory(title="Ouvrir la ludothèque", due_on=date(2027, 6, 30), age_min=3)
    partner = PartnerFactory(territory=action.plan.territory, name="Association Clairval")
    Participation.objects.create(action=action, partner=partner, role=Role.LEAD)
    Step.objects.create(action=action, title="Choisir un lieu", due_on=date(2026, 9, 1), position=0)
    Step.objects.create(action=action, title="Acheter les jeux", position=1)
    Funding.objects.create(action=action, partner=partner, planned=Decimal("1250.50"))
    return action


def titles(action: Action) -> list[str]:
    return [step.title for step in action.steps.all()]


def test_content_holds_fields_links_and_rows(fiche: Action) -> None:
    read = content(fiche)
    assert read["title"] == "Ouvrir la ludothèque"
    assert read["due_on"] == "2027-06-30"
    assert read["participations"][0]["partner"]["label"] == "Association Clairval"
    assert [step["title"] for step in read["steps"]] == ["Choisir un lieu", "Acheter les jeux"]
    assert read["fundings"][0]["planned"] == "1250.50"


def test_contents_take_as_many_queries_for_one_as_for_fifty(fiche: Action) -> None:
    several = [fiche, *(ActionFactory(plan=fiche.plan) for _ in range(50))]
    for action in several[1:]:
        Step.objects.create(action=action, title="Choisir un lieu")
    with CaptureQueriesContext(connection) as one:
        contents(Action, [fiche.pk])
    with CaptureQueriesContext(connection) as many:
        assert len(contents(Action, [action.pk for action in several])) == 51
    assert len(one) == len(many) < 20


def test_changed_ignores_keys_and_names(fiche: Action) -> None:
    before = content(fiche)
    after = {**before, "title": "Fermer", "steps": [{**step, "pk": 0} for step in before["steps"]]}
    assert changed(before, after) == ({"title": before["title"]}, {"title": "Fermer"})


def test_write_content_writes_what_is_named_alone(fiche: Action) -> None:
    lost = write_content(fiche, {"title": "Ouvrir plus tard", "due_on": None})
    assert lost == []
    assert (fiche.title, fiche.due_on, fiche.age_min) == ("Ouvrir plus tard", None, 3)
    assert "plus" in fiche.search_text


def test_write_content_reads_the_row_again(fiche: Action) -> None:
    Action.objects.filter(pk=fiche.pk).update(age_min=6)
    write_content(fiche, {"title": "Ouvrir"})
    assert Action.objects.get(pk=fiche.pk).age_min == 6


def test_rows_keep_their_keys_and_take_their_order(fiche: Action) -> None:
    first, second = content(fiche)["steps"]
    write_content(fiche, {"steps": [second, {"title": "Inaugurer", "due_on": "2027-06-30"}, first]})
    assert titles(fiche) == ["Acheter les jeux", "Inaugurer", "Choisir un lieu"]
    assert Step.objects.get(title="Acheter les jeux").pk == second["pk"]


def test_rows_that_are_not_named_go(fiche: Action) -> None:
    write_content(fiche, {"steps": []})
    assert titles(fiche) == []


def test_a_row_of_another_fiche_is_never_taken(fiche: Action) -> None:
    other = Step.objects.create(action=ActionFactory(plan=fiche.plan), title="À moi")
    write_content(fiche, {"steps": [{"pk": other.pk, "title": "Volée"}]})
    assert titles(fiche) == ["Volée"]
    assert Step.objects.get(pk=other.pk).title == "À moi"


def test_partners_can_swap_roles(fiche: Action) -> None:
    other = PartnerFactory(territory=fiche.plan.territory, name="Collège du Val")
    rows = [*content(fiche)["participations"], {"partner": other.pk, "role": Role.PARTNER}]
    write_content(fiche, {"participations": rows})
    swapped = content(fiche)["participations"]
    swapped[0]["role"], swapped[1]["role"] = swapped[1]["role"], swapped[0]["role"]
    write_content(fiche, {"participations": swapped})
    assert fiche.participations.get(role=Role.LEAD).partner == other


def test_a_refused_row_is_named_and_nothing_is_written(fiche: Action) -> None:
    rows: list[dict[str, Any]] = [{"planned": "100"}, {"planned": "-5"}]
    with pytest.raises(ValidationError) as refused:
        write_content(fiche, {"title": "Perdue", "fundings": rows})
    assert "Lignes de financement, ligne 2 : Montant prévisionnel" in str(refused.value)
    fiche.refresh_from_db()
    assert (fiche.title, fiche.fundings.count()) == ("Ouvrir la ludothèque", 1)


def test_a_constraint_of_the_database_speaks_french(fiche: Action) -> None:
    partner = content(fiche)["participations"][0]["partner"]
    twice = [{"partner": partner, "role": Role.FUNDER}, {"partner": partner, "role": Role.FUNDER}]
    with pytest.raises(ValidationError, match="ligne 2 : Ce partenaire tient déjà ce rôle"):
        write_content(fiche, {"participations": twice})
    with pytest.raises(ValidationError, match="motif"):
        write_content(fiche, {"status": Status.DROPPED, "status_reason": ""})


def test_what_is_gone_is_told(fiche: Action) -> None:
    gone = {"pk": 99999, "label": "Association dissoute"}
    lost = write_content(fiche, {"participations": [{"partner": gone, "role": Role.PARTNER}]})
    assert lost == ["Partenaire : « Association dissoute » n’existe plus."]
    assert not fiche.participations.exists()


def test_what_is_gone_is_found_by_its_name(fiche: Action, monkeypatch: pytest.MonkeyPatch) -> None:
    heir = PartnerFactory(territory=fiche.plan.territory)
    monkeypatch.setitem(_resolvers, Partner, lambda label, owner: heir.pk)
    find_by_label(Partner, lambda label, owner: heir.pk)
    gone = {"pk": 99999, "label": "Association fusionnée"}
    assert write_content(fiche, {"participations": [{"partner": gone, "role": Role.PARTNER}]}) == []
    assert fiche.participations.get().partner == heir


def test_a_deleted_object_is_created_again_with_its_key(fiche: Action) -> None:
    before, key = content(fiche), fiche.pk
    fiche.delete()
    again, lost = create_content(Action, before, key)
    assert (again.pk, lost) == (key, [])
    assert bare(content(again)) == bare(before)


def test_wording_is_french(fiche: Action) -> None:
    read = content(fiche)
    assert wording(Action, "due_on", read["due_on"]) == "30/06/2027"
    assert wording(Action, "status", Status.PROPOSED) == Status.PROPOSED.label
    assert wording(Action, "is_doubtful", True) == "Oui"
    assert wording(Action, "steps", read["steps"]) == "Choisir un lieu – 01/09/2026\nAcheter les jeux"
    assert wording(Action, "fundings", read["fundings"]).endswith(f"{FundingStatus.PLANNED.label} – 1\xa0250,50")
