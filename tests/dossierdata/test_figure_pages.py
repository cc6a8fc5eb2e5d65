"""The pages of the figures: pasted, corrected before they are written, edited, deleted, taken back."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.enums import Change
from accounts.models import Revision
from accounts.text import fold
from plans.figuremodels import MODELS
from plans.models import Figure, Plan
from tests.dossierdata.reading import at, cost, shown
from tests.fiches.typing import untouched

PASTED = "Population par âge\nTranche\t2021\t2022\tSource\n0-2 ans\t120\t1 118,5\tInsee\n3-5 ans\t12.500\tn.c.\tInsee\n"


def values(plan: Plan) -> list[tuple[str, str, int | None, Decimal | None, str, str, str]]:
    fields = ("group", "label", "year", "value", "text", "unit", "source")
    return list(plan.figures.values_list(*fields))


@pytest.fixture
def places(plan: Plan) -> list[Figure]:
    said = {"group": "Places", "unit": "places", "source": "Ville"}
    rows = [("Soir", 2023, 30), ("Soir", 2024, 36), ("Mercredi", 2024, 48)]
    return [
        Figure.objects.create(plan=plan, label=label, year=year, value=value, position=rank, **said)
        for rank, (label, year, value) in enumerate(rows)
    ]


def test_what_is_pasted_is_shown_and_corrected_before_it_is_written(plan: Plan, coordinator: Client) -> None:
    preview = coordinator.post(at(plan, "figures-paste"), {"cells": PASTED})
    assert preview.status_code == 200
    assert "Ligne 2, 3-5 ans : 2021 – « 12.500 » peut se lire de deux façons : écrivez 12 500 ou 12,5." in shown(
        preview
    )
    assert not plan.figures.exists()
    typed = untouched(preview.content.decode())
    refused = coordinator.post(at(plan, "figures-table"), typed)
    assert refused.status_code == 422
    assert not plan.figures.exists()
    typed["rows-1-y2021"] = "12 500"
    assert coordinator.post(at(plan, "figures-table"), typed).status_code == 302
    assert values(plan) == [
        ("Population par âge", "0-2 ans", 2021, Decimal(120), "", "", "Insee"),
        ("Population par âge", "0-2 ans", 2022, Decimal("1118.5"), "", "", "Insee"),
        ("Population par âge", "3-5 ans", 2021, Decimal(12500), "", "", "Insee"),
        ("Population par âge", "3-5 ans", 2022, None, "n.c.", "", "Insee"),
    ]
    page = shown(coordinator.get(at(plan, "figures")))
    assert "1 118,5" in page
    assert "Source : Insee" in page


def test_a_csv_is_read_whatever_its_code_page(plan: Plan, coordinator: Client) -> None:
    for coded in ("utf-8-sig", "cp1252", "utf-16"):
        file = SimpleUploadedFile("taux.csv", "libellé;année;valeur\nAccueil d’été;2024;58,2 %\n".encode(coded))
        preview = coordinator.post(at(plan, "figures-paste"), {"file": file, "title": "Taux"})
        assert "Accueil d’été" in preview.content.decode()
    coordinator.post(at(plan, "figures-table"), untouched(preview.content.decode()))
    assert values(plan) == [("Taux", "Accueil d’été", 2024, Decimal("58.2"), "", "%", "")]


@pytest.mark.parametrize(
    ("sent", "remedy"),
    [
        ({"cells": ""}, "Collez des cellules"),
        ({"cells": "rien"}, "Il manque des valeurs"),
        ({"file": SimpleUploadedFile("t.xlsx", b"PK\x03\x04rien")}, "enregistrez-le en CSV"),
        ({"cells": "x\t2024\ny\t1", "year": "20"}, "Année"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_remedy(
    plan: Plan, coordinator: Client, sent: dict[str, object], remedy: str
) -> None:
    answer = coordinator.post(at(plan, "figures-paste"), sent)
    assert answer.status_code == 422
    assert remedy in shown(answer)


def test_pasting_into_a_table_adds_a_year_and_tells_what_it_replaces(
    plan: Plan, places: list[Figure], coordinator: Client
) -> None:
    sheet = "libellé\t2024\t2025\tunité\tsource\nSoir\t40\t42\tplaces\tVille\nMatin\t\t12\tplaces\tVille"
    preview = coordinator.post(at(plan, "figures-paste"), {"cells": sheet, "title": "places"})
    assert "Soir, 2024 : 40 remplace 36." in shown(preview)
    url = f"{at(plan, 'figures-table')}?tableau=Places"
    assert url in preview.content.decode()
    coordinator.post(url, untouched(preview.content.decode()))
    assert [(label, year, value) for _, label, year, value, *_ in values(plan)] == [
        ("Soir", 2023, 30), ("Soir", 2024, 40), ("Soir", 2025, 42), ("Mercredi", 2024, 48), ("Matin", 2025, 12),
    ]  # fmt: skip
    assert {places[0].pk, places[2].pk} <= set(plan.figures.values_list("pk", flat=True))


def test_editing_a_table_leaves_the_others_as_they_are(plan: Plan, places: list[Figure], coordinator: Client) -> None:
    other = Figure.objects.create(plan=plan, group="Taux", label="Couverture", year=2024, value=58, position=9)
    url = f"{at(plan, 'figures-table')}?tableau=Places"
    typed = untouched(coordinator.get(url).content.decode())
    typed |= {"title": "Places d’accueil", "rows-0-y2024": "", "rows-1-label": "Mercredi matin", "rows-1-y2023": "n.d."}
    assert coordinator.post(url, typed).status_code == 302
    assert [(group, label, year, value, text) for group, label, year, value, text, *_ in values(plan)] == [
        ("Places d’accueil", "Soir", 2023, Decimal(30), ""),
        ("Places d’accueil", "Mercredi matin", 2023, None, "n.d."),
        ("Places d’accueil", "Mercredi matin", 2024, Decimal(48), ""),
        ("Taux", "Couverture", 2024, Decimal(58), ""),
    ]
    assert Figure.objects.get(pk=other.pk).value == 58


def test_a_year_is_added_without_writing_and_removed_only_once_empty(
    plan: Plan, places: list[Figure], coordinator: Client
) -> None:
    url = f"{at(plan, 'figures-table')}?tableau=Places"
    typed = untouched(coordinator.get(url).content.decode())
    wider = coordinator.post(url, {**typed, "years": "2023 à 2025", "colonnes": "1"})
    assert 'name="rows-0-y2025"' in wider.content.decode()
    refused = coordinator.post(url, {**typed, "years": "2024"})
    assert refused.status_code == 422
    assert "L’année 2023 a des valeurs : remettez-la, ou videz d’abord ses cellules." in shown(refused)
    assert len(values(plan)) == 3
    assert coordinator.post(url, {**typed, "years": "2024", "rows-0-y2023": ""}).status_code == 302
    assert [year for _, _, year, *_ in values(plan)] == [2024, 2024]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Donnez un titre"),
        ({"title": "Taux"}, "porte déjà ce titre"),
        ({"years": "demain"}, "Écrivez des années"),
        ({"rows-0-y2024": "58 %"}, "Cette valeur est en %, la ligne en places"),
        ({"rows-0-label": ""}, "Donnez un libellé"),
        ({"rows-0-unit": "", "rows-0-y2024": "58 %"}, "indiquez l’unité de la ligne"),
        ({"rows-0-DELETE": "on", "rows-1-DELETE": "on"}, "n’a aucune ligne"),
    ],
)
def test_a_table_is_refused_with_its_remedy(
    plan: Plan, places: list[Figure], coordinator: Client, changed: dict[str, str], said: str
) -> None:
    Figure.objects.create(plan=plan, group="Taux", label="Couverture", year=2024, value=58)
    url = f"{at(plan, 'figures-table')}?tableau=Places"
    before = values(plan)
    answer = coordinator.post(url, {**untouched(coordinator.get(url).content.decode()), **changed})
    assert answer.status_code == 422
    assert said in shown(answer)
    assert values(plan) == before


def test_a_model_is_filled_later_without_losing_its_labels(plan: Plan, coordinator: Client) -> None:
    model = MODELS[0]
    assert model.title in shown(coordinator.get(at(plan, "figures")))
    form = coordinator.get(f"{at(plan, 'figures-table')}?modele={model.key}")
    coordinator.post(at(plan, "figures-table"), untouched(form.content.decode()))
    assert [(label, unit) for _, label, _, _, _, unit, _ in values(plan)] == list(model.lines)
    assert fold(model.title) not in fold(shown(coordinator.get(at(plan, "figures"))).partition("tout prêt")[2])


def test_a_table_is_deleted_then_taken_back_from_the_history(
    plan: Plan, places: list[Figure], coordinator: Client
) -> None:
    url = f"{at(plan, 'figures-delete')}?tableau=Places"
    assert "Ses 3 valeurs disparaîtront" in shown(coordinator.get(url))
    coordinator.post(url, {"seen": coordinator.get(url).context["seen"]})
    assert not plan.figures.exists()
    line = Revision.objects.about(plan).get(change=Change.EDITED)
    put_back = reverse("history:put-back", args=[plan.territory.slug, line.pk])
    coordinator.post(put_back, {"field": "figures", "side": "before"})
    assert [value for _, _, _, value, *_ in values(plan)] == [30, 36, 48]
    assert coordinator.get(at(plan, "figures-delete") + "?tableau=Ailleurs").status_code == 404


def test_two_people_edit_two_tables_at_once(plan: Plan, places: list[Figure], coordinator: Client) -> None:
    Figure.objects.create(plan=plan, group="Taux", label="Couverture", year=2024, value=58, position=9)
    url, other = (f"{at(plan, 'figures-table')}?tableau={name}" for name in ("Places", "Taux"))
    mine = untouched(coordinator.get(url).content.decode())
    theirs = untouched(coordinator.get(other).content.decode())
    assert coordinator.post(other, {**theirs, "rows-0-y2024": "60"}).status_code == 302
    assert coordinator.post(url, {**mine, "rows-0-y2024": "37"}).status_code == 302
    assert [value for _, _, _, value, *_ in values(plan)] == [30, 37, 48, 60]


def test_pages_cost_the_same_for_many_figures(plan: Plan, places: list[Figure], coordinator: Client) -> None:
    urls = [at(plan, "figures"), f"{at(plan, 'figures-table')}?tableau=Places"]
    few = [cost(coordinator, url) for url in urls]
    Figure.objects.bulk_create(
        Figure(plan=plan, group="Places", label=f"Accueil {n}", year=2020 + n % 5, value=n) for n in range(120)
    )
    assert [cost(coordinator, url) for url in urls] == few
