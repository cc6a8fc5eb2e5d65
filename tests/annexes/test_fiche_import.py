"""Fiches as Word documents, brought into a plan: what they complete, and what they must not undo."""

from io import BytesIO

import pytest

from actions.models import Action
from annexes.applying.apply import import_outline
from annexes.readers import read_annexe
from plans.enums import Level
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oi, oo, plan, theme
from tests.factories import PlanFactory
from tests.readers.makers import word

pytestmark = pytest.mark.django_db

TABLE = [
    ["Contexte", "Des besoins"],
    ["Pilote", "Ville de Brumeval"],
    ["Indicateurs de réalisation", "Nombre d’enfants"],
    ["Calendrier", "2026-2027"],
]


def bring(into: Plan, *blocks: object) -> bool:
    """Import a document; whether it had something to change."""
    outline = read_annexe(BytesIO(word(*blocks)), name="fiche.docx").outline
    return not import_outline(plan=into, incoming=outline, by=None).diff.is_empty


def test_same_fiche_twice_changes_nothing() -> None:
    into = PlanFactory()
    blocks = ("# FICHE 1.2.4 (version 2017)", "Relier les écoles", [["Pilier 1 Axe 2", "Enjeu : Apprendre"], *TABLE])

    assert bring(into, *blocks)
    assert not bring(into, *blocks)


def test_axis_that_a_fiche_only_numbers_keeps_its_title() -> None:
    into = PlanFactory()
    bring_outline = plan(theme("Pilier 1", axis("Réussir ensemble", code="2")))
    import_outline(plan=into, incoming=bring_outline, by=None)

    bring(into, "# FICHE 1.2.4", "Relier les écoles", [["Pilier 1 Axe 2", "Enjeu : Apprendre"], *TABLE])

    assert [node.title for node in into.objectives.filter(level=Level.AXIS)] == ["Réussir ensemble"]


def test_fiche_without_parents_completes_the_one_of_the_plan_where_it_stands() -> None:
    into = PlanFactory()
    before = plan(theme("", axis("Lire", oi("Aimer lire", oo("Ouvrir", fiche("Ouvrir un lieu", 12))))))
    import_outline(plan=into, incoming=before, by=None)

    bring(into, "# FICHE ACTION N° 12", "Ouvrir un lieu", TABLE)

    action = Action.objects.get(plan=into)
    assert action.context == "Des besoins"
    assert action.objective is not None
    assert action.objective.title == "Ouvrir"
