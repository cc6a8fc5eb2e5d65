"""Fiches that a file knows by their number alone, beside the real ones. Pure: no database."""

from dataclasses import replace

import pytest

from annexes.comparing.changes import ChangeKind
from annexes.comparing.diff import UNATTACHED, compare
from annexes.outline import ActionOutline, PlanOutline
from annexes.placeholders import filled, is_placeholder, placeholder_title
from tests.annexes.samples import fiche, oo, plan, theme
from tests.annexes.test_diff import changes, keyed, labels

SERVES_TWO = (("Enfance", "OO 2 : Deux"),)


def missing_fiche(number: int, **values: object) -> ActionOutline:
    return fiche(placeholder_title(number), number, **values)


def three(
    *left: ActionOutline, middle: tuple[ActionOutline, ...] = (), right: tuple[ActionOutline, ...] = ()
) -> PlanOutline:
    return plan(
        theme(
            "Enfance",
            oo("Un", *left, code="OO 1"),
            oo("Deux", *middle, code="OO 2"),
            oo("Trois", *right, code="OO 3"),
        )
    )


def test_number_alone_renames_and_moves_no_real_fiche() -> None:
    current = keyed(three(right=(fiche("Crèche", 3, description="Au port"),)))
    diff = compare(current, three(missing_fiche(3, also_serves=SERVES_TWO)))
    (change,) = diff.changes
    assert (change.kind, [field.name for field in change.fields]) == (ChangeKind.CHANGED, ["also_serves"])
    (action,) = diff.target.all_actions()
    assert (action.title, action.description) == ("Crèche", "Au port")
    assert action.also_serves == (("Enfance", "OO 1 : Un"), *SERVES_TWO)
    assert not diff.target.themes[0].objectives[0].actions
    assert compare(diff.target, three(missing_fiche(3, also_serves=SERVES_TWO))).is_empty


def test_number_listed_where_the_fiche_hangs_changes_nothing() -> None:
    current = keyed(three(fiche("Crèche", 3)))
    assert compare(current, three(missing_fiche(3))).is_empty


def test_number_attaches_a_fiche_that_hangs_on_nothing() -> None:
    current = keyed(plan(theme("Enfance", oo("Un", code="OO 1"), unattached=(fiche("Crèche", 3),))))
    diff = compare(current, plan(theme("Enfance", oo("Un", missing_fiche(3), code="OO 1"))))
    (change,) = diff.changes
    assert (change.kind, change.before, change.fields) == (ChangeKind.MOVED, UNATTACHED, ())
    assert next(diff.target.all_actions()).title == "Crèche"


def test_real_fiche_fills_its_placeholder_in_its_place() -> None:
    current = keyed(three(missing_fiche(3)))
    diff = compare(current, plan(theme("Enfance", unattached=(fiche("Crèche", 3, description="Au port"),))))
    assert labels(diff, ChangeKind.CHANGED) == ["Fiche 3 : Crèche"]
    (action,) = diff.target.themes[0].objectives[0].actions
    assert (action.pk, action.title, action.description) == (next(current.all_actions()).pk, "Crèche", "Au port")


def test_fiche_of_a_document_without_theme_fills_it_too() -> None:
    current = keyed(three(missing_fiche(3)))
    diff = compare(current, plan(theme("", unattached=(fiche("Crèche", 3),))))
    assert labels(diff, ChangeKind.CHANGED) == ["Fiche 3 : Crèche"]
    assert not changes(diff, ChangeKind.CREATED)


def test_new_number_is_created_where_it_is_listed() -> None:
    diff = compare(PlanOutline(), three(missing_fiche(3)))
    assert "Fiche 3 : Fiche n° 3 (annexée, non fournie)" in labels(diff, ChangeKind.CREATED)


# What fiches are called by: a number, a number with a suffix, a code. The others resemble the first one.
REFERENCES: dict[str, dict[str, object]] = {
    "8": {"number": 8},
    "8 bis": {"number": 8, "suffix": "bis"},
    "8 ter": {"number": 8, "suffix": "ter"},
    "18": {"number": 18},
    "4": {"number": 4},
    "1.2.4": {"code": "1.2.4"},
    "1.2": {"code": "1.2"},
    "1.2.4.1": {"code": "1.2.4.1"},
    "12.4": {"code": "12.4"},
}
PAIRS = [(one, other) for one in REFERENCES for other in REFERENCES]


def called(reference: str, title: str = "") -> ActionOutline:
    """A fiche of that reference; without a title, one that nobody has given yet."""
    made = fiche(title, **REFERENCES[reference])
    assert made.reference == reference
    return made if title else replace(made, title=placeholder_title(reference))


@pytest.mark.parametrize("name", ["Enfance", ""])
@pytest.mark.parametrize(("awaited", "given"), PAIRS)
def test_fiche_fills_the_placeholder_of_its_whole_reference_alone(awaited: str, given: str, name: str) -> None:
    current = keyed(three(called(awaited)))
    diff = compare(current, plan(theme(name, unattached=(called(given, "Crèche du port"),))))
    is_same = awaited == given
    assert labels(diff, ChangeKind.CHANGED) == ([f"Fiche {given} : Crèche du port"] if is_same else [])
    left = [action for action in diff.target.all_actions() if is_placeholder(action)]
    assert [action.reference for action in left] == ([] if is_same else [awaited])


@pytest.mark.parametrize(("given", "awaited"), PAIRS)
def test_placeholder_is_the_real_fiche_of_its_whole_reference_alone(given: str, awaited: str) -> None:
    current = keyed(three(right=(called(given, "Crèche du port"),)))
    diff = compare(current, three(called(awaited)))
    is_same = awaited == given
    assert labels(diff, ChangeKind.CREATED) == ([] if is_same else [f"Fiche {awaited} : {placeholder_title(awaited)}"])
    real = next(action for action in diff.target.all_actions() if action.title == "Crèche du port")
    assert real.reference == given
    assert len(list(diff.target.all_actions())) == (1 if is_same else 2)


@pytest.mark.parametrize(("awaited", "given"), PAIRS)
def test_two_files_join_a_placeholder_and_the_fiche_of_its_whole_reference(awaited: str, given: str) -> None:
    both = plan(theme("Enfance", oo("Un", called(awaited), code="OO 1"), unattached=(called(given, "Crèche du port"),)))
    titles = sorted(action.title for action in filled(both).all_actions())
    assert titles == sorted(["Crèche du port"] + ([] if awaited == given else [placeholder_title(awaited)]))
