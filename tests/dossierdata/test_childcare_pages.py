"""The pages of the accueils and of the activities."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Change, MemberRole
from accounts.models import Revision
from plans.activitypaste import ages_of, read_activities
from plans.models import Activity, Childcare, Plan
from tests.conftest import ClientOf
from tests.dossierdata.reading import at, cost, shown
from tests.factories import PartnerFactory
from tests.fiches.typing import untouched


@pytest.fixture
def evening(plan: Plan) -> Childcare:
    return Childcare.objects.create(
        plan=plan, name="Accueil du soir", longest_hours=2, capacity_under_6=32, staff_under_6=2, note="Cour fermée."
    )


def test_an_accueil_is_added_with_every_field(plan: Plan, coordinator: Client) -> None:
    partner = PartnerFactory(territory=plan.territory, name="Les Francas du quai")
    typed = untouched(coordinator.get(at(plan, "childcare-new")).content.decode())
    typed |= {
        "name": "Accueil du mercredi", "period": "EXTRASCHOOL", "place": "Maison du quai", "declaration": "ACM-12",
        "moments": "mercredi", "longest_hours": "9,5", "capacity_under_6": "16", "staff_under_6": "2",
        "capacity_six_plus": "24", "staff_six_plus": "2", "qualified_staff": "3", "qualification_note": "BAFA",
        "note": "Une cour.", "manager-new": "les francas du quai",
    }  # fmt: skip
    assert coordinator.post(at(plan, "childcare-new"), typed).status_code == 302
    one = Childcare.objects.get()
    assert (one.partner, one.manager_label, one.longest_hours, one.is_declared) == (partner, "", Decimal("9.5"), True)
    assert Revision.objects.about(one).get().change == Change.CREATED
    assert "2 animateurs pour 16 enfants de moins de 6 ans (il en faut 2, 1 pour 8)" in shown(
        coordinator.get(at(plan, "childcares"))
    )


def test_the_page_says_what_the_ratio_asks_for(plan: Plan, evening: Childcare, client_of: ClientOf) -> None:
    page = shown(client_of(MemberRole.READER).get(at(plan, "childcares")))
    assert (
        "2 animateurs pour 32 enfants de moins de 6 ans : il en faut 3 "
        "(1 pour 14, périscolaire avec PEDT, 5 heures de suite ou moins, CASF R227-16)"
    ) in page
    assert "Ce plan ouvre les taux du périscolaire avec PEDT." in page
    assert "Ajouter un accueil" not in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": ""}, "Donnez un nom"),
        ({"longest_hours": "25"}, "24"),
        ({"capacity_under_6": "beaucoup"}, "nombre entier"),
        ({"staff_under_6": "-1"}, "0"),
    ],
)
def test_an_accueil_is_refused_with_its_remedy(
    plan: Plan, evening: Childcare, coordinator: Client, changed: dict[str, str], said: str
) -> None:
    url = at(plan, "childcare-edit", evening.pk)
    answer = coordinator.post(url, {**untouched(coordinator.get(url).content.decode()), **changed})
    assert answer.status_code == 422
    assert said in shown(answer)


def test_two_people_edit_an_accueil(plan: Plan, evening: Childcare, coordinator: Client) -> None:
    url = at(plan, "childcare-edit", evening.pk)
    mine = untouched(coordinator.get(url).content.decode())
    Childcare.objects.filter(pk=evening.pk).update(place="École du quai")
    assert coordinator.post(url, {**mine, "staff_under_6": "3"}).status_code == 302
    evening.refresh_from_db()
    assert (evening.place, evening.staff_under_6, evening.note) == ("École du quai", 3, "Cour fermée.")
    assert coordinator.post(url, {**mine, "staff_under_6": "4"}).status_code == 409


def test_a_deleted_accueil_comes_back_with_its_activities(plan: Plan, evening: Childcare, coordinator: Client) -> None:
    activity = Activity.objects.create(plan=plan, title="Échecs", childcare=evening)
    url = at(plan, "childcare-delete", evening.pk)
    assert "Échecs" in shown(coordinator.get(url))
    assert coordinator.post(url).status_code == 302
    activity.refresh_from_db()
    assert activity.childcare is None
    line = Revision.objects.get(change=Change.DELETED, object_key=evening.pk, model="plans.childcare")
    coordinator.post(reverse("history:restore", args=[plan.territory.slug, line.pk]), {"tout": "1"})
    assert Activity.objects.get(title="Échecs").childcare == Childcare.objects.get(pk=evening.pk)


def test_the_history_of_an_accueil_leads_back_to_it(plan: Plan, evening: Childcare, coordinator: Client) -> None:
    url = at(plan, "childcare-edit", evening.pk)
    coordinator.post(url, {**untouched(coordinator.get(url).content.decode()), "staff_under_6": "3"})
    page = coordinator.get(reverse("history:plan", args=[plan.territory.slug, plan.slug])).content.decode()
    assert f"{at(plan, 'childcares')}#accueil-{evening.pk}" in page


PASTED = (
    "Activité\tAccueil\tJours et heures\tÂges\tIntervenant\tPlaces\tCouleur\n"
    "Échecs\taccueil du soir\tlundi\t6-11 ans\tClub du quai\t14\tbleu\n"
    "Théâtre\tAccueil du jeudi\tjeudi\tCM1 et CM2\tCompagnie du pont\tdouze\t\n"
)


def test_a_list_of_activities_is_pasted_below_the_others(plan: Plan, evening: Childcare, coordinator: Client) -> None:
    club = PartnerFactory(territory=plan.territory, name="Club du quai")
    known = Activity.objects.create(plan=plan, title="Lecture", operator_label="Bibliothèque", capacity=10)
    preview = coordinator.post(at(plan, "activities-paste"), {"cells": PASTED})
    page = shown(preview)
    assert "Colonne « Couleur » : titre inconnu" in page
    assert "« Accueil du jeudi » n’est pas un accueil de ce plan" in page
    assert "Ligne 3 : Places – Écrivez un nombre entier." in page
    assert Activity.objects.count() == 1
    typed = untouched(preview.content.decode()) | {"activities-2-capacity": "12"}
    assert coordinator.post(at(plan, "activities-edit"), typed).status_code == 302
    rows = plan.activities.values_list("title", "childcare__name", "partner", "operator_label", "age_min", "age_max")
    assert list(rows) == [
        ("Lecture", None, None, "Bibliothèque", None, None),
        ("Échecs", "Accueil du soir", club.pk, "", 6, 11),
        ("Théâtre", None, None, "Compagnie du pont", None, None),
    ]
    assert plan.activities.get(title="Théâtre").audience == "CM1 et CM2"
    assert plan.activities.get(title="Lecture").pk == known.pk
    assert "Échecs" in shown(coordinator.get(at(plan, "activities")))


def test_rows_are_ordered_and_removed(plan: Plan, coordinator: Client) -> None:
    for rank, title in enumerate(("Lecture", "Échecs", "Danse")):
        Activity.objects.create(plan=plan, title=title, position=rank)
    url = at(plan, "activities-edit")
    typed = untouched(coordinator.get(url).content.decode())
    typed |= {"activities-0-DELETE": "on", "activities-1-ORDER": "9", "activities-2-ORDER": "2"}
    coordinator.post(url, typed)
    assert list(plan.activities.values_list("title", flat=True)) == ["Danse", "Échecs"]


def test_ages_in_the_wrong_order_are_refused(plan: Plan, coordinator: Client) -> None:
    url = at(plan, "activities-edit")
    typed = untouched(coordinator.get(url).content.decode())
    answer = coordinator.post(
        url, {**typed, "activities-0-title": "Danse", "activities-0-age_min": "9", "activities-0-age_max": "6"}
    )
    assert answer.status_code == 422
    assert "inversez-les" in shown(answer)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("6-11 ans", ("6", "11", "")),
        ("de 6 à 11 ans", ("6", "11", "")),
        ("à partir de 6 ans", ("6", "", "")),
        ("jusqu’à 11 ans", ("", "11", "")),
        ("moins de 6 ans", ("", "", "moins de 6 ans")),
        ("CP", ("", "", "CP")),
    ],
)
def test_ages_are_read_or_kept_as_words(text: str, found: tuple[str, str, str]) -> None:
    assert ages_of(text) == found


@pytest.mark.parametrize(
    ("text", "fault"), [("", "doit nommer"), ("a\tb\n1\t2", "doit nommer"), ("activité", "Aucune")]
)
def test_what_is_no_list_is_refused(text: str, fault: str) -> None:
    assert fault in read_activities(text).faults[0]


def test_pages_cost_the_same_for_many(plan: Plan, evening: Childcare, coordinator: Client) -> None:
    partner = PartnerFactory(territory=plan.territory)
    Activity.objects.create(plan=plan, title="Danse", childcare=evening, partner=partner)
    urls = [at(plan, name) for name in ("childcares", "activities", "activities-edit")]
    few = [cost(coordinator, url) for url in urls]
    for n in range(40):
        one = Childcare.objects.create(plan=plan, name=f"Accueil {n}", partner=partner, capacity_under_6=n)
        Activity.objects.create(plan=plan, title=f"Danse {n}", childcare=one, partner=partner)
    assert [cost(coordinator, url) for url in urls] == few
