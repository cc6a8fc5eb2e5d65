"""Comparing what was read with the plan: matching, merging, keeping. Pure: no database."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings

from actions.enums import Priority, Role, Status
from annexes.comparing.changes import Change, ChangeKind, PlanDiff
from annexes.comparing.diff import UNATTACHED, compare
from annexes.comparing.homonyms import told_apart
from annexes.comparing.matching import NOTHING
from annexes.outline import (
    ActionOutline,
    Carried,
    ExpectedEffects,
    ParticipationOutline,
    PlanOutline,
)
from annexes.reading import Issue
from tests.annexes.samples import axis, fiche, oi, oo, plan, plan_outlines, small_plan, theme


def changes(diff: PlanDiff, kind: ChangeKind) -> list[Change]:
    return [change for change in diff.changes if change.kind is kind]


def labels(diff: PlanDiff, kind: ChangeKind) -> list[str]:
    return [change.label for change in changes(diff, kind)]


def keyed(outline: PlanOutline, *, only_new: bool = False) -> PlanOutline:
    """The outline as the database would give it: a key on each node, numbered from 1, or on those that have none."""
    counter = iter(range(10_000 if only_new else 1, 100_000))

    def key(node: Any) -> Any:
        return node if only_new and node.pk is not None else replace(node, pk=next(counter))

    def objective(node: Any) -> Any:
        below = tuple(map(objective, node.children))
        return key(replace(node, children=below, actions=tuple(map(key, node.actions))))

    return replace(
        outline,
        themes=tuple(
            key(replace(t, objectives=tuple(map(objective, t.objectives)), unattached=tuple(map(key, t.unattached))))
            for t in outline.themes
        ),
    )


def keys(outline: PlanOutline) -> dict[str, int | None]:
    return {action.title: action.pk for action in outline.all_actions()}


def one_list(*actions: ActionOutline) -> PlanOutline:
    return plan(theme("Enfance", oo("Accueillir", *actions, code="OO 1")))


def test_same_outline_changes_nothing() -> None:
    diff = compare(keyed(small_plan()), small_plan())
    assert diff.is_empty
    assert not diff.changes
    assert diff.counts()["ACTION"] == {"unchanged": 4}
    assert diff.counts()["AXIS"] == {"unchanged": 2}


def test_empty_plan_gets_everything() -> None:
    diff = compare(PlanOutline(), small_plan())
    assert not diff.is_empty
    assert diff.target.themes == small_plan().themes
    assert diff.counts() == {
        "THEME": {"created": 2},
        "AXIS": {"created": 2},
        "INTERMEDIATE": {"created": 1},
        "OPERATIONAL": {"created": 3},
        "ACTION": {"created": 4},
    }


def test_keys_of_another_plan_are_not_taken_over() -> None:
    diff = compare(PlanOutline(), keyed(small_plan()))
    assert set(keys(diff.target).values()) == {None}
    assert {o.pk for t in diff.target.themes for o in t.walk()} == {None}
    assert {t.pk for t in diff.target.themes} == {None}


def test_case_and_accents_do_not_make_a_new_object() -> None:
    current = keyed(plan(theme("Enfance", axis("Été à l’école", oo("Œuvrer", fiche("Crèche"))))))
    incoming = plan(theme("ENFANCE", axis("ETE A L'ECOLE", oo("OEUVRER", fiche("CRECHE")))))
    diff = compare(current, incoming)
    assert {change.kind for change in diff.changes} == {ChangeKind.CHANGED}
    assert keys(diff.target) == {"CRECHE": keys(current)["Crèche"]}
    assert [t.title for t in diff.target.themes] == ["Enfance"]


def test_objective_with_a_new_wording_keeps_its_key() -> None:
    current = keyed(plan(theme("Enfance", oi("Accueillir", oo("Ouvrir", code="OO 1"), code="OI 1"))))
    diff = compare(current, plan(theme("Enfance", oi("Accueillir", oo("Tout autre chose", code="OO 1"), code="OI 1"))))
    (change,) = diff.changes
    assert (change.kind, change.place) == (ChangeKind.CHANGED, "OI 1 : Accueillir")
    assert [(f.name, f.old, f.new) for f in change.fields] == [("title", "Ouvrir", "Tout autre chose")]
    before, after = current.themes[0].objectives[0].children[0], diff.target.themes[0].objectives[0].children[0]
    assert after.pk == before.pk
    assert after.title == "Tout autre chose"


def test_objective_with_a_new_code_keeps_its_key() -> None:
    current = keyed(plan(theme("Enfance", oo("Ouvrir", code="OO 1"))))
    diff = compare(current, plan(theme("Enfance", oo("Ouvrir", code="OO 4"))))
    assert diff.target.themes[0].objectives[0].pk == current.themes[0].objectives[0].pk
    assert diff.target.themes[0].objectives[0].code == "OO 4"


def test_code_given_twice_is_matched_by_title_first() -> None:
    current = keyed(plan(theme("Enfance", oo("Ouvrir", code="OO 1"), oo("Fermer", code="OO 1"))))
    diff = compare(current, plan(theme("Enfance", oo("Fermer", code="OO 1"), oo("Ouvrir plus", code="OO 1"))))
    first, second = current.themes[0].objectives
    assert [o.pk for o in diff.target.themes[0].objectives] == [second.pk, first.pk]


def test_same_code_in_two_branches_stays_in_its_branch() -> None:
    two = plan(theme("Enfance", axis("A", oi("x", code="OI 1"), code="I"), axis("B", oi("y", code="OI 1"), code="II")))
    diff = compare(keyed(two), two)
    assert diff.is_empty


def test_number_read_leaves_codes_where_the_file_has_none() -> None:
    current = keyed(plan(theme("Enfance", oo("Ouvrir", fiche("Crèche", 3), code="OO 1"))))
    diff = compare(current, plan(theme("Enfance", oo("Ouvrir", fiche("Crèche")))))
    assert diff.is_empty
    assert diff.target.themes[0].objectives[0].code == "OO 1"
    assert [a.number for a in diff.target.all_actions()] == [3]


def test_action_with_a_new_title_keeps_its_number_and_key() -> None:
    diff = compare(keyed(one_list(fiche("Crèche", 1))), one_list(fiche("Crèche et jardin", 1)))
    assert labels(diff, ChangeKind.CHANGED) == ["Fiche 1 : Crèche et jardin"]
    assert not labels(diff, ChangeKind.CREATED)


def test_inserted_fiche_leaves_the_follow_up_with_its_own() -> None:
    """« Relais » becomes number 3: it is still the same fiche, and not « Jardin » with a new title."""
    current = keyed(one_list(fiche("Crèche", 1), fiche("Relais", 2, status=Status.ONGOING)))
    incoming = one_list(fiche("Crèche", 1), fiche("Jardin", 2), fiche("Relais", 3, status=Status.ONGOING))
    diff = compare(current, incoming)
    assert keys(diff.target)["Relais"] == keys(current)["Relais"]
    assert labels(diff, ChangeKind.CREATED) == ["Fiche 2 : Jardin"]
    assert labels(diff, ChangeKind.CHANGED) == ["Fiche 3 : Relais"]


def test_two_fiches_that_exchange_their_numbers_keep_their_keys() -> None:
    current = keyed(one_list(fiche("Crèche", 1), fiche("Relais", 2)))
    diff = compare(current, one_list(fiche("Relais", 1), fiche("Crèche", 2)))
    assert keys(diff.target) == keys(current)
    assert diff.reordered == 1


def test_number_that_the_plan_keeps_is_not_given_twice() -> None:
    """The file lacks fiche 1: « Relais » cannot take its number, and remains what it is."""
    current = keyed(one_list(fiche("Crèche", 1), fiche("Relais", 2), fiche("Jardin", 3)))
    issues: list[Issue] = []
    incoming = told_apart(current, one_list(fiche("Relais", 1), fiche("Jardin", 2)), NOTHING, issues)
    diff = compare(current, incoming)
    assert sorted((a.number, a.title) for a in diff.target.all_actions()) == [
        (1, "Crèche"),
        (2, "Relais"),
        (3, "Jardin"),
    ]
    assert [issue.code for issue in issues] == ["number-kept"]


def test_number_given_at_last_is_the_same_fiche() -> None:
    current = keyed(one_list(fiche("Crèche")))
    diff = compare(current, one_list(fiche("Crèche", 4)))
    assert keys(diff.target) == keys(current)
    assert [a.number for a in diff.target.all_actions()] == [4]


def test_two_numbers_with_one_title_are_two_fiches() -> None:
    current = keyed(one_list(fiche("Ateliers", 1), fiche("Ateliers", 2)))
    diff = compare(current, one_list(fiche("Ateliers", 1), fiche("Ateliers", 2), fiche("Ateliers", 3)))
    assert labels(diff, ChangeKind.CREATED) == ["Fiche 3 : Ateliers"]
    assert not labels(diff, ChangeKind.CHANGED)


def test_fiche_under_another_objective_is_moved() -> None:
    current = keyed(plan(theme("Enfance", oo("Un", fiche("Crèche", 1), code="OO 1"), oo("Deux", code="OO 2"))))
    incoming = plan(theme("Enfance", oo("Un", code="OO 1"), oo("Deux", fiche("Crèche", 1), code="OO 2")))
    diff = compare(current, incoming)
    (change,) = diff.changes
    assert (change.kind, change.before, change.place) == (ChangeKind.MOVED, "OO 1 : Un", "OO 2 : Deux")
    first, second = diff.target.themes[0].objectives
    assert not first.actions
    assert [a.pk for a in second.actions] == [1]


def test_unattached_fiche_is_attached() -> None:
    current = keyed(plan(theme("Enfance", oo("Un", code="OO 1"), unattached=(fiche("Radio"),))))
    diff = compare(current, plan(theme("Enfance", oo("Un", fiche("Radio"), code="OO 1"))))
    (change,) = diff.changes
    assert (change.kind, change.before) == (ChangeKind.MOVED, UNATTACHED)
    assert not diff.target.themes[0].unattached


def test_loose_list_detaches_nothing() -> None:
    current = keyed(plan(theme("Enfance", oo("Un", fiche("Radio"), code="OO 1"))))
    incoming = plan(theme("Enfance", unattached=(fiche("Radio", description="Chaque mois"), fiche("Journal"))))
    diff = compare(current, incoming)
    assert labels(diff, ChangeKind.CHANGED) == ["Radio"]
    assert labels(diff, ChangeKind.CREATED) == ["Journal"]
    assert diff.target.themes[0].objectives[0].actions[0].description == "Chaque mois"
    assert [a.title for a in diff.target.themes[0].unattached] == ["Journal"]


def test_what_the_file_does_not_name_stays_in_its_place() -> None:
    current = keyed(one_list(fiche("A", 1), fiche("B", 2), fiche("C", 3)))
    diff = compare(current, one_list(fiche("A", 1), fiche("C", 3)))
    assert diff.is_empty
    assert labels(diff, ChangeKind.MISSING) == ["Fiche 2 : B"]
    assert [a.title for a in diff.target.all_actions()] == ["A", "B", "C"]


def test_objective_that_the_file_does_not_name_keeps_its_fiches() -> None:
    current = keyed(small_plan())
    incoming = plan(theme("Enfance", axis("Autre", oo("Neuf", fiche("Relais", 2)), code="II")))
    diff = compare(current, incoming)
    titles = [a.title for a in diff.target.themes[0].all_actions()]
    assert sorted(titles) == ["Crèche du port", "Relais"]
    assert labels(diff, ChangeKind.MOVED) == ["Fiche 2 : Relais"]
    assert "I : Bien grandir" in labels(diff, ChangeKind.MISSING)
    assert "Fiche 1 : Crèche du port" in labels(diff, ChangeKind.MISSING)


def test_theme_that_the_file_does_not_name_is_left_alone() -> None:
    current = keyed(small_plan())
    diff = compare(current, plan(small_plan().themes[0]))
    assert diff.is_empty
    assert not diff.changes
    assert diff.target == current


def test_fields_that_the_file_does_not_carry_are_kept() -> None:
    followed = fiche(
        "Crèche",
        1,
        priority=Priority.HIGH,
        participations=(ParticipationOutline(Role.LEAD, "CAF"),),
        domains=("sport",),
    )
    incoming = replace(
        one_list(fiche("Crèche neuve", 1)),
        carries=Carried(
            theme=frozenset({"title"}), objective=frozenset({"code", "title"}), action=frozenset({"number", "title"})
        ),
    )
    diff = compare(keyed(one_list(followed)), incoming)
    (action,) = diff.target.all_actions()
    assert action == replace(followed, title="Crèche neuve")


def test_effects_are_compared_by_their_text() -> None:
    """The file does not name the first row: the number of the second means nothing."""
    current = keyed(
        plan(theme("", oi("Un", effects=ExpectedEffects(1, "x")), oi("Deux", effects=ExpectedEffects(2, "y"))))
    )
    assert compare(current, plan(theme("", oi("Deux", effects=ExpectedEffects(1, "y"))))).is_empty
    assert not compare(current, plan(theme("", oi("Deux", effects=ExpectedEffects(1, "z"))))).is_empty


def test_spaces_that_do_not_break_change_nothing() -> None:
    """Printing adds them: an annexe that was printed comes back with them."""
    current = keyed(plan(theme("Enfance", oo("Lire : partout", fiche("Prêts de « livres »", 1), note="Voir : ici"))))
    printed = fiche("Prêts de «\u00a0livres\u202f»", 1)
    read = plan(theme("Enfance", oo("Lire\u00a0: partout", printed, note="Voir\u00a0: ici")))
    assert compare(current, read).is_empty
    assert compare(current, read).target == current


def test_place_written_otherwise_is_the_same_place() -> None:
    path = ("Enfance", "OO 2 : Informer")
    current = keyed(plan(theme("Enfance", oo("Informer", fiche("A", 1, also_serves=(path,)), code="OO 2"))))
    written = fiche("A", 1, also_serves=(("ENFANCE", "OO 2 : informer"),))
    diff = compare(current, plan(theme("ENFANCE", oo("Informer", written, code="OO 2"))))
    assert diff.is_empty


def test_title_in_another_alphabet_is_a_title() -> None:
    current = keyed(one_list(fiche("مدرسة"), fiche("школа")))
    diff = compare(current, one_list(fiche("школа"), fiche("مدرسة")))
    assert keys(diff.target) == keys(current)


@settings(max_examples=60, deadline=None)
@given(plan_outlines(), plan_outlines())
def test_merged_plan_holds_all_of_the_file_and_loses_no_action(current: PlanOutline, incoming: PlanOutline) -> None:
    current = keyed(current)
    incoming = told_apart(current, incoming, NOTHING, [])
    diff = compare(current, incoming)
    assert {a.pk for a in current.all_actions()} <= {a.pk for a in diff.target.all_actions()}
    before = {o.pk for t in current.themes for o in t.walk()}
    assert before <= {o.pk for t in diff.target.themes for o in t.walk()}
    assert compare(diff.target, incoming).is_empty
    seen = [(t.title, a.number, a.suffix) for t in diff.target.themes for a in t.all_actions() if a.number is not None]
    assert len(seen) == len(set(seen))
