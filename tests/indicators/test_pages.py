from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Change, MemberRole
from accounts.models import Revision
from actions.attaching import Wish, place_many
from actions.models import Action
from indicators.models import Indicator, Target
from plans.models import Objective, Plan
from tests.annexes.journey import client_of, person
from tests.factories import ActionFactory, ObjectiveFactory, PlanFactory
from tests.indicators.typing import typed


@pytest.fixture
def plan(db: None) -> Plan:
    return PlanFactory()


@pytest.fixture
def action(plan: Plan) -> Action:
    return ActionFactory(plan=plan, objective=_objective(plan), number=1, title="Café des parents")


@pytest.fixture
def editor(plan: Plan) -> Client:
    return client_of(person(plan, MemberRole.COORDINATOR))


def _objective(plan: Plan) -> Objective:
    theme = ObjectiveFactory(plan=plan, title="Parentalité")
    return ObjectiveFactory(parent=theme, title="Soutenir les parents", code="I")


def url(name: str, plan: Plan, *keys: int) -> str:
    return reverse(f"indicators:{name}", args=[plan.territory.slug, plan.slug, *keys])


def queries(act: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def seen(client: Client, page: str) -> str:
    """What the form of a page was filled with."""
    return str(client.get(page).context["seen"])


FULL = {
    "label": "Familles reçues",
    "kind": "RESULT",
    "unit": "familles",
    "direction": "UP",
    "frequency": "YEARLY",
    "breakdown": "QPV et hors QPV",
    "source": "Centre social",
    "baseline": "1 250,5",
    "baseline_text": "dont un tiers en QPV",
    "baseline_on": "janvier 2026",
    "targets": [
        {"due_on": "06/2027", "value": "1 400", "text": ""},
        {"due_on": "30/06/2028", "value": "1 500", "text": "dont 600 en QPV"},
        {"due_on": "", "value": "", "text": ""},
    ],
}


def test_indicator_is_typed_whole_in_french_and_kept_in_the_history_of_its_fiche(
    plan: Plan, action: Action, editor: Client
) -> None:
    page = url("of-action", plan, action.pk)
    response = editor.post(page, {**typed(FULL), "seen": seen(editor, page)}, follow=True)
    assert "1 indicateur enregistré." in response.content.decode()
    kept = Indicator.objects.get(action=action)
    assert (kept.label, kept.kind, kept.unit, kept.direction) == ("Familles reçues", "RESULT", "familles", "UP")
    assert (kept.frequency, kept.breakdown, kept.source) == ("YEARLY", "QPV et hors QPV", "Centre social")
    assert (kept.baseline, kept.baseline_on) == (Decimal("1250.50"), date(2026, 1, 1))
    assert list(kept.targets.values_list("due_on", "value", "text")) == [
        (date(2027, 6, 30), Decimal(1400), ""),
        (date(2028, 6, 30), Decimal(1500), "dont 600 en QPV"),
    ]
    line = Revision.objects.about(action).get()
    assert line.change == Change.EDITED
    assert [one["label"] for one in line.after["indicators"]] == ["Familles reçues"]
    assert len(line.after["indicators"][0]["targets"]) == 2


def test_indicators_are_ordered_removed_and_kept_with_their_keys(plan: Plan, action: Action, editor: Client) -> None:
    one, two = (Indicator.objects.create(action=action, label=label, position=n) for n, label in enumerate("AB"))
    Target.objects.create(indicator=two, value=3)
    page = url("of-action", plan, action.pk)
    token = seen(editor, page)
    rows = [{"pk": one.pk, "label": "A", "ORDER": 2}, {"pk": two.pk, "label": "B bis", "ORDER": 1}]
    editor.post(page, {**typed(*rows, initial=2), "seen": token})
    assert list(Indicator.objects.values_list("pk", "label")) == [(two.pk, "B bis"), (one.pk, "A")]
    rows[1]["DELETE"] = "on"
    editor.post(page, {**typed(*rows, initial=2), "seen": seen(editor, page)})
    assert list(Indicator.objects.values_list("pk", flat=True)) == [one.pk]


def test_percent_typed_in_a_figure_becomes_the_unit(plan: Plan, action: Action, editor: Client) -> None:
    page = url("of-action", plan, action.pk)
    editor.post(page, {**typed({"targets": [{"value": "35 %"}]}), "seen": seen(editor, page)})
    assert Indicator.objects.get().unit == "%"
    assert Target.objects.get().value == 35


@pytest.mark.parametrize(
    ("indicator", "said"),
    [
        ({"label": "", "baseline": "3"}, "obligatoire"),
        ({"baseline": "beaucoup"}, "Écrivez un nombre"),
        ({"targets": [{"due_on": "12/2027", "text": "une charte"}]}, "demande un nombre"),
        ({"unit": "%", "targets": [{"value": "140"}]}, "de 0 à 100"),
        (
            {"baseline_on": "06/2027", "targets": [{"due_on": "12/2026", "value": "3"}]},
            "précède la situation de départ",
        ),
        ({"targets": [{"due_on": "06/2027"}]}, "Donnez la valeur"),
        ({"targets": [{"due_on": "demain", "value": "3"}]}, "Écrivez une date"),
        ({"label": "a" * 301}, "300"),
    ],
)
def test_wrong_indicator_is_given_back_with_what_to_do(
    plan: Plan, action: Action, editor: Client, indicator: dict[str, object], said: str
) -> None:
    page = url("of-action", plan, action.pk)
    response = editor.post(page, {**typed({**indicator, "source": "Enquête à la sortie"}), "seen": seen(editor, page)})
    assert response.status_code == 422
    assert said in response.content.decode()
    assert "Enquête à la sortie" in response.content.decode()
    assert not Indicator.objects.exists()


def test_target_against_the_direction_is_saved_and_told(plan: Plan, action: Action, editor: Client) -> None:
    page = url("of-action", plan, action.pk)
    row = {"direction": "UP", "baseline": "100", "targets": [{"due_on": "12/2027", "value": "80"}]}
    response = editor.post(page, {**typed(row), "seen": seen(editor, page), "stay": "1"}, follow=True)
    assert "va contre le sens « à la hausse »" in response.content.decode()
    assert Indicator.objects.count() == 1


def test_two_people_who_edit_the_same_indicators_lose_nothing(plan: Plan, action: Action, editor: Client) -> None:
    page = url("of-action", plan, action.pk)
    token = seen(editor, page)
    other = client_of(person(plan, MemberRole.COORDINATOR))
    other.post(page, {**typed({"label": "Séances tenues"}), "seen": token})
    response = editor.post(page, {**typed({"label": "Ateliers tenus"}), "seen": token})
    assert response.status_code == 302
    assert [one.label for one in action.indicators.all()] == ["Ateliers tenus", "Séances tenues"]


def test_objective_has_its_indicators_too(plan: Plan, editor: Client) -> None:
    objective = _objective(plan)
    page = url("of-objective", plan, objective.pk)
    editor.post(page, {**typed(FULL), "seen": seen(editor, page)})
    assert Indicator.objects.get().objective_id == objective.pk
    assert Revision.objects.about(objective).count() == 1


def test_reader_reads_and_changes_nothing(plan: Plan, action: Action, editor: Client) -> None:
    page = url("of-action", plan, action.pk)
    editor.post(page, {**typed(FULL), "seen": seen(editor, page)})
    indicator = Indicator.objects.get()
    for role in (MemberRole.READER, MemberRole.CONTRIBUTOR):
        reader = client_of(person(plan, role))
        text = reader.get(page).content.decode()
        assert "1\u00a0250,5\u00a0familles" in text
        assert 'name="seen"' not in text
        assert url("place", plan, indicator.pk) not in reader.get(url("list", plan)).content.decode()
        assert reader.post(page, typed()).status_code == 403
        for name in ("place", "delete"):
            assert reader.get(url(name, plan, indicator.pk)).status_code == 403
            assert reader.post(url(name, plan, indicator.pk)).status_code == 403
        assert reader.post(url("undo", plan), {"lot": "x"}).status_code == 403
    assert Indicator.objects.count() == 1


def test_indicator_is_moved_copied_removed_and_each_is_taken_back(plan: Plan, action: Action, editor: Client) -> None:
    objective = _objective(plan)
    indicator = Indicator.objects.create(action=action, label="Familles reçues")
    Target.objects.create(indicator=indicator, value=3, text="au moins")
    page = url("place", plan, indicator.pk)
    assert editor.post(page, {"how": "move", "to": f"fiche-{action.pk}"}).status_code == 422
    response = editor.post(page, {"how": "copy", "to": f"objectif-{objective.pk}"})
    copy = Indicator.objects.get(objective=objective)
    assert list(copy.targets.values_list("value", "text")) == [(3, "au moins")]
    _undo(editor, plan, response.headers["Location"])
    assert list(Indicator.objects.values_list("pk", flat=True)) == [indicator.pk]

    response = editor.post(page, {"how": "move", "to": f"objectif-{objective.pk}"})
    assert Indicator.objects.get().objective_id == objective.pk
    _undo(editor, plan, response.headers["Location"])
    back = Indicator.objects.get()
    assert (back.action_id, back.targets.count()) == (action.pk, 1)

    response = editor.post(url("delete", plan, back.pk))
    assert not Indicator.objects.exists()
    _undo(editor, plan, response.headers["Location"])
    assert Indicator.objects.get().targets.get().text == "au moins"
    lot = response.headers["Location"].rpartition("lot=")[2]
    again = editor.post(url("undo", plan), {"lot": lot}, follow=True)
    assert "déjà été annulé" in again.content.decode()


def _undo(client: Client, plan: Plan, location: str) -> None:
    response = client.post(url("undo", plan), {"lot": location.rpartition("lot=")[2]}, follow=True)
    assert "C’est annulé" in response.content.decode()


def test_undo_knows_the_changes_of_its_own_plan_alone(plan: Plan, action: Action, editor: Client) -> None:
    other = PlanFactory(territory=plan.territory)
    elsewhere = ActionFactory(plan=other)
    indicator = Indicator.objects.create(action=elsewhere, label="Ailleurs")
    batch = editor.post(url("delete", other, indicator.pk)).headers["Location"].rpartition("lot=")[2]
    response = editor.post(url("undo", plan), {"lot": batch, "back": "https://ailleurs.example/"}, follow=True)
    assert "pas connu dans ce plan" in response.content.decode()
    assert response.redirect_chain[-1][0] == url("list", plan)
    assert not Indicator.objects.exists()


def test_undo_touches_nothing_but_moves_of_indicators(plan: Plan, action: Action, editor: Client) -> None:
    page = url("of-action", plan, action.pk)
    editor.post(page, {**typed(FULL), "seen": seen(editor, page)})  # a line of history without a batch
    fiche = ActionFactory(plan=plan, number=2)
    place_many(plan=plan, wishes=[Wish(fiche.pk, action.objective_id, None)], by=person(plan, MemberRole.COORDINATOR))
    for batch in ("", *Revision.objects.about(fiche).values_list("batch", flat=True)):
        assert "pas connu" in editor.post(url("undo", plan), {"lot": batch}, follow=True).content.decode()
    fiche.refresh_from_db()
    assert (Indicator.objects.count(), fiche.objective_id) == (1, action.objective_id)


def test_list_says_where_each_hangs_and_what_it_lacks(plan: Plan, action: Action, editor: Client) -> None:
    objective = _objective(plan)
    Indicator.objects.create(action=action, label="Familles reçues", baseline=3)
    Indicator.objects.create(objective=objective, label="Communes équipées", kind="CONTEXT", source="Insee")
    page = url("list", plan)

    def shown(**asked: str) -> set[str]:
        text = editor.get(page, asked).content.decode()
        return {label for label in ("Familles reçues", "Communes équipées") if label in text}

    both = {"Familles reçues", "Communes équipées"}
    assert shown() == both
    assert "Café des parents" in editor.get(page).content.decode()
    assert shown(q="familles recues") == shown(q="café") == shown(sur="fiche") == {"Familles reçues"}
    assert shown(type="CONTEXT") == shown(sans="depart") == shown(sur="objectif") == {"Communes équipées"}
    assert shown(sans="cible") == both
    assert shown(sans="source") == {"Familles reçues"}
    assert shown(theme=str(action.theme_id or 0)) == both  # « 0 » is no theme
    assert shown(q="zébulon") == set()
    assert shown(type="n’importe quoi", theme="x", sans="y", page="99") == both


def test_pages_cost_the_same_for_one_and_for_five_hundred(plan: Plan, action: Action, editor: Client) -> None:
    def add(count: int) -> None:
        several = Indicator.objects.bulk_create(
            Indicator(action=action, label=f"Indicateur {n}", source=f"Source {n}") for n in range(count)
        )
        Target.objects.bulk_create(Target(indicator=one, value=n) for n, one in enumerate(several))

    add(1)
    pages = [url("list", plan), f"{url('list', plan)}?q=indicateur&sans=depart", url("of-action", plan, action.pk)]
    few = [queries(lambda page=page: editor.get(page)) for page in pages]
    add(499)
    Indicator.objects.filter(position=0, action=action).exclude(pk__in=Indicator.objects.all()[:40]).update(position=1)
    assert [queries(lambda page=page: editor.get(page)) for page in pages[:2]] == few[:2]
    Indicator.objects.exclude(pk__in=list(Indicator.objects.values_list("pk", flat=True)[:50])).delete()
    assert queries(lambda: editor.get(pages[2])) == few[2]
    assert few[0] <= 14
    assert few[2] <= 60


def test_list_copied_from_a_document_becomes_indicators(plan: Plan, action: Action, editor: Client) -> None:
    page = url("of-action", plan, action.pk)
    pasted = {
        "indicateurs-coller-lines": "• Nombre d’ateliers\r\n\r\n- Nombre de familles\r\n2) 12 sorties par an",
        "indicateurs-coller-kind": "OUTCOME",
        "indicateurs-coller-nature": "QUALITATIVE",
    }
    data = {**typed({"label": "Séances tenues"}), **pasted, "seen": seen(editor, page)}
    assert "4 indicateurs enregistrés." in editor.post(page, data, follow=True).content.decode()
    kept = Indicator.objects.values_list("label", "kind", "nature")
    assert list(kept) == [
        ("Séances tenues", "OUTPUT", "QUANTITATIVE"),
        ("Nombre d’ateliers", "OUTCOME", "QUALITATIVE"),
        ("Nombre de familles", "OUTCOME", "QUALITATIVE"),
        ("12 sorties par an", "OUTCOME", "QUALITATIVE"),
    ]
    data = {**typed(), **pasted, "indicateurs-coller-lines": "- " + "a" * 301, "seen": seen(editor, page)}
    refused = editor.post(page, data)
    assert refused.status_code == 422
    assert "raccourcissez-le" in refused.content.decode()
    assert "a" * 301 in refused.content.decode()
