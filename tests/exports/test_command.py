"""`export_annexe`: each document and part of the plan, by words that a person knows."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from actions.models import Action
from annexes.documents import Document, DocumentRequest, making
from plans.models import Plan
from tests.factories import ObjectiveFactory, PartnerFactory

pytestmark = pytest.mark.django_db


def run(plan: Plan, *args: str) -> str:
    out = StringIO()
    where = ["--territory", plan.territory.slug, "--plan", plan.slug]
    call_command("export_annexe", *where, *args, stdout=out)
    return out.getvalue()


def refusal(plan: Plan, *args: str) -> str:
    with pytest.raises(CommandError) as refused:
        run(plan, *args)
    assert refused.value.returncode in {1, 2}
    return str(refused.value).replace("\u00a0", " ")


def titles(plan: Plan, *args: str) -> list[str]:
    """The fiches of the data that the command gives, in their order."""
    found: list[str] = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            found.extend(action["title"] for action in value.get("actions", []))
            walk([below for name, below in value.items() if name in {"themes", "objectives", "children"}])
        elif isinstance(value, list):
            for one in value:
                walk(one)

    walk(json.loads(run(plan, "--format", "json", "--output", "-", *args)))
    return found


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> list[DocumentRequest]:
    """As if each document could be made: what was asked of the writers."""
    asked: list[DocumentRequest] = []

    def write(material: making.Material) -> bytes:
        asked.append(material.request)
        return b"fait"

    for document, forms in making.FORMS.items():
        for form in forms:
            monkeypatch.setitem(making.WRITERS, (document, form), write)
    return asked


def test_part_of_the_plan_is_named_by_code_title_or_number(plan: Plan) -> None:
    every = ["Ludothèque du quai", "Cabanes d’été", "Contes du soir"]
    assert titles(plan) == every
    assert titles(plan, "--theme", "enfance") == every
    assert titles(plan, "--objectif", "II") == ["Contes du soir"]
    assert titles(plan, "--objectif", "jouer dehors") == every[:2]
    assert titles(plan, "--fiches", "1-2") == every[:2]
    assert titles(plan, "--fiches", "3, 1") == ["Ludothèque du quai", "Contes du soir"]
    assert titles(plan, "--filtre", "?q=cabanes") == ["Cabanes d’été"]


def test_every_option_reaches_the_document(plan: Plan, given: list[DocumentRequest], tmp_path: Any) -> None:
    target = str(tmp_path / "dossier.pdf")
    said = ["--annexe", "II-2", "--deliberation", "n° 114", "--portrait", "--contacts", "--style", "elus"]
    more = ["--variant", "suivi", "--sections", "fiches, couverture"]
    run(plan, "--document", "dossier", "--format", "pdf", "--output", target, *said, *more)
    (request,) = given
    assert request.to_options() == {
        **DocumentRequest(Document.DOSSIER).to_options(),
        "variant": "follow_up",
        "fiche_style": "elus",
        "sections": ["couverture", "fiches"],
        "contacts": True,
        "annexe_number": "II-2",
        "deliberation": "n° 114",
        "portrait": True,
    }
    assert (tmp_path / "dossier.pdf").read_bytes() == b"fait"


def test_engagements_name_their_partner(plan: Plan, given: list[DocumentRequest], tmp_path: Any) -> None:
    partner = PartnerFactory(territory=plan.territory, name="Caisse d’allocations familiales", acronym="CAF")
    asked = ["--document", "engagements", "--format", "xlsx", "--output", str(tmp_path / "e.xlsx")]
    run(plan, *asked, "--partenaire", "caf")
    assert given[0].partner == partner.pk
    assert "Connus : Caisse d’allocations familiales." in refusal(plan, *asked, "--partenaire", "CPAM")
    assert "--partenaire NOM" in refusal(plan, *asked)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--theme", "Jeunesse"], "--theme « Jeunesse » n’existe pas dans ce plan. Connus : Enfance."),
        (["--objectif", "OI 1"], "--objectif « OI 1 » en désigne 2"),
        (["--fiches", "1, 98-99"], "--fiches : « 98, 99 » n’est le numéro d’aucune fiche de ce plan."),
        (["--fiches", "9-4"], "se lit du plus petit au plus grand"),
        (["--fiches", "1", "--theme", "Enfance"], "Un seul périmètre à la fois : --theme ou --fiches."),
        (["--filtre", "statut=CANCELLED"], "Aucune fiche ne répond à ce périmètre"),
        (["--partenaire", "CAF"], "--partenaire ne sert qu’avec --document engagements"),
        (["--sections", "fiches,index"], "--sections « index » ne convient pas"),
        (["--style", "long"], "--style « long » ne convient pas : choisir complete ou elus ou vierge ou formulaire."),
        (["--document", "tableau"], "--format « json » ne convient pas pour « tableau »"),
    ],
)
def test_what_means_nothing_is_refused_in_words(plan: Plan, args: list[str], sentence: str) -> None:
    assert sentence in refusal(plan, "--format", "json", "--output", "-", *args)


def test_theme_is_not_an_objective(plan: Plan) -> None:
    ObjectiveFactory(plan=plan, parent=plan.objectives.get(title="Enfance"), code="III", title="Enfances")
    assert titles(plan, "--objectif", "III") == []
    assert "n’existe pas" in refusal(plan, "--format", "json", "--output", "-", "--objectif", "Enfance")
    assert Action.objects.filter(plan=plan).count() == 3
