"""Fiches whose document says its place in codes alone: « Rattachement : Axe 1 – OO 2 »."""

from dataclasses import replace
from io import BytesIO

import pytest

from actions.models import Action
from annexes.applying.apply import Applied, import_outline
from annexes.deciding.decisions import Decisions
from annexes.importing.merging import OneFile, merged
from annexes.importing.services import foreseen
from annexes.load import load
from annexes.outline import PlanOutline
from annexes.readers import read_annexe
from annexes.reading import Reading
from annexes.refs import with_refs
from plans.models import Plan
from tests.annexes.samples import axis, fiche, oi, oo, plan, theme
from tests.factories import PlanFactory
from tests.readers.makers import word

pytestmark = pytest.mark.django_db

TEXTS = [["Contexte", "Des besoins"], ["Pilote", "Ville de Brumeval"], ["Calendrier", "2026-2027"]]
ENFANCE = theme(
    "Enfance",
    axis(
        "Grandir",
        oi("Accueillir", oo("Ouvrir", fiche("Crèche", 1), code="OO 1"), oo("Lire", code="OO 2"), code="OI 1"),
        code="I",
    ),
)
JEUNESSE = theme("Jeunesse", axis("Sortir", oo("Bouger", code="OO 2"), code="I"))


def read(place: str, title: str = "Lire au parc", number: int = 12) -> Reading:
    blocks = (f"# FICHE ACTION N° {number}", title, [["Rattachement", place], *TEXTS])
    return with_refs_of(read_annexe(BytesIO(word(*blocks)), name="fiche.docx"))


def with_refs_of(reading: Reading) -> Reading:
    return replace(reading, outline=with_refs(reading.outline))


def plan_of(*themes: object) -> Plan:
    into = PlanFactory()
    import_outline(plan=into, incoming=plan(*themes), by=None)  # type: ignore[arg-type]
    return into


def bring(into: Plan, place: str, **values: object) -> Applied:
    return import_outline(plan=into, incoming=read(place, **values).outline, by=None)  # type: ignore[arg-type]


def place_of(into: Plan, title: str = "Lire au parc") -> tuple[str, ...]:
    """The titles above a fiche, the lowest first."""
    node = Action.objects.get(plan=into, title=title).objective
    found = []
    while node is not None and node.parent is not None:
        found.append(node.title)
        node = node.parent
    return tuple(found)


def codes(done: Applied) -> list[str]:
    return [issue.code for issue in done.issues]


@pytest.mark.parametrize(
    "place", ["Axe 1 – OO 2", "PEDT, axe I, objectif opérationnel 2", "Axe 1 > OI 1 > OO 2", "Axe 1 : Grandir – OO 2"]
)
def test_path_of_codes_is_the_one_objective_of_the_plan_that_has_them(place: str) -> None:
    into = plan_of(ENFANCE, theme("Jeunesse", axis("Sortir", code="II")))

    done = bring(into, place)

    assert place_of(into) == ("Lire", "Accueillir", "Grandir", "Enfance")
    assert sorted(into.objectives.values_list("title", flat=True)).count("") <= 1  # the root alone
    assert codes(done) == []
    assert bring(into, place).diff.is_empty


def test_another_title_on_the_code_is_said_and_changes_nothing_of_the_objective() -> None:
    into = plan_of(ENFANCE)

    done = bring(into, "Axe 1 – OO 2 : Lire et conter")

    assert place_of(into)[:2] == ("Lire", "Accueillir")
    assert codes(done) == ["place-reworded"]


def test_title_without_anything_in_common_leaves_the_fiche_apart_and_offers_the_place() -> None:
    into = plan_of(ENFANCE)

    seen = foreseen(into, load(into), read("Axe 1 – OO 2 : Nager en mer").outline)

    (issue,) = (issue for issue in seen.issues if issue.code == "place-of-several")
    assert "n’a rien à voir" in issue.message
    assert [one.after for one in seen.proposals] == ["sous « Enfance › I : Grandir › OI 1 : Accueillir › OO 2 : Lire »"]


def test_several_objectives_of_a_path_are_named_and_offered() -> None:
    into = plan_of(ENFANCE, JEUNESSE)
    outline = read("Axe 1 – OO 2").outline

    seen = foreseen(into, load(into), outline)
    assert "2 objectifs répondent" in next(one for one in seen.issues if one.code == "place-of-several").message
    assert [len(one.unattached) for one in seen.decided.shown.themes] == [1]

    chosen = next(one.key for one in seen.proposals if "Bouger" in one.after)
    import_outline(plan=into, incoming=outline, by=None, decisions=Decisions(accepted=frozenset({chosen})))
    assert place_of(into) == ("Bouger", "Sortir", "Jeunesse")
    again = foreseen(into, load(into), outline)
    assert again.diff.is_empty
    assert "place-of-several" not in [one.code for one in again.issues]


def test_title_tells_which_of_several_objectives_a_path_means() -> None:
    into = plan_of(ENFANCE, JEUNESSE)

    bring(into, "Axe 1 – OO 2 : Bouger")

    assert place_of(into) == ("Bouger", "Sortir", "Jeunesse")


def test_path_that_nothing_answers_to_begins_a_branch() -> None:
    into = plan_of(ENFANCE)

    bring(into, "Axe 3 : Nager – OO 1 : Plonger")

    assert place_of(into) == ("Plonger", "Nager")


def test_path_of_mere_codes_that_nothing_answers_to_is_said() -> None:
    into = plan_of(ENFANCE)

    seen = foreseen(into, load(into), read("Axe 3 – OO 9").outline)

    (issue,) = (issue for issue in seen.issues if issue.code == "place-unknown")
    assert "3 › OO 9" in issue.message
    assert "objective-without-title" not in [issue.code for issue in read("Axe 3 – OO 9").issues]


def test_fiche_that_a_person_moved_goes_where_she_said() -> None:
    into = plan_of(ENFANCE)
    outline = read("Axe 1 – OO 2").outline
    known = load(into).themes[0].objectives[0].children[0].children[0]
    ref = next(foreseen(into, load(into), outline).decided.shown.all_actions()).ref

    decisions = Decisions(moved={ref: f"pk:{known.pk}"})
    import_outline(plan=into, incoming=outline, by=None, decisions=decisions)

    assert place_of(into)[0] == "Ouvrir"


def together(*readings: Reading) -> PlanOutline:
    return with_refs_of(merged([OneFile(rank, f"{rank}.docx", one) for rank, one in enumerate(readings, 1)])).outline


def tableau(*themes: object) -> Reading:
    return Reading(plan(*themes), layout="tableau")  # type: ignore[arg-type]


def test_tableau_of_the_same_import_gives_the_place() -> None:
    outline = together(read("Axe 1 – OO 2"), tableau(ENFANCE))

    (only,) = outline.themes
    placed = [(one.title, one.label) for one in only.walk() for _ in one.actions]
    assert placed == [("Ouvrir", "OO 1 : Ouvrir"), ("Lire", "OO 2 : Lire")]


def test_number_taken_in_the_tableau_gets_a_suffix() -> None:
    outline = together(read("Axe 1 – OO 2", number=1), tableau(ENFANCE))

    assert [one.reference for one in outline.all_actions()] == ["1", "1 bis"]


def test_two_themes_of_one_batch_answer_and_nothing_is_chosen() -> None:
    into = PlanFactory()

    seen = foreseen(into, load(into), together(read("Axe 1 – OO 2"), tableau(ENFANCE, JEUNESSE)))

    assert "2 objectifs répondent" in next(one for one in seen.issues if one.code == "place-of-several").message
    assert len([one for one in seen.proposals if "répond au chemin" in one.reason]) == 2


def test_documents_without_titles_complete_those_that_have_them() -> None:
    outline = together(read("Axe 1 – OO 2"), read("Axe 1 : Grandir – OO 2 : Lire", title="Conter", number=13))

    (only,) = outline.themes
    assert [one.label for one in only.walk()] == ["1 : Grandir", "OO 2 : Lire"]
    assert [one.number for one in only.all_actions()] == [12, 13]


def test_place_told_by_its_code_is_no_disagreement() -> None:
    reading = merged(
        [
            OneFile(1, "a.docx", read("Axe 1 – OO 1", title="Crèche", number=1)),
            OneFile(2, "b.xlsx", tableau(ENFANCE)),
        ]
    )

    assert [one.code for one in reading.issues if one.code == "files-disagree"] == []
