"""What people decided about a file, applied to it: left out, renamed, moved, matched, deleted. Pure: no database."""

from dataclasses import replace
from typing import Any

import pytest

from accounts.models import Territory
from actions.enums import Role, Status
from annexes.applying.directory import Directory
from annexes.comparing.changes import ChangeKind, PlanDiff
from annexes.comparing.diff import UNATTACHED, compare
from annexes.deciding.corrections import Decided, decided
from annexes.deciding.decisions import Decisions
from annexes.deciding.keys import hint_key, name_change_key, partner_key, same_key
from annexes.outline import Carried, FundingOutline, Hint, HintKind, ParticipationOutline, PlanOutline
from annexes.refs import with_refs
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from plans.levels import Ladder, Rung
from plans.models import PlanKind
from tests.annexes.samples import axis, fiche, oo, plan, small_plan, theme
from tests.annexes.test_diff import changes, keyed, labels

LADDER = Ladder(
    PlanKind(name="PGT"),
    tuple(Rung(level, level.label, level.label) for level in Level if level is not Level.ROOT),
)


def directory(**partners: int) -> Directory:
    named = {name.casefold(): (pk, name) for name, pk in partners.items()}
    return Directory(Territory(), named, {}, {}, {}, {}, Vocabulary())


def decide(current: PlanOutline, incoming: PlanOutline, **decisions: Any) -> tuple[Decided, PlanDiff]:
    result = decided(with_refs(incoming), current, directory(Francas=12), Decisions(**decisions), ladder=LADDER)
    return result, compare(current, result.outline, result.settled)


def two_objectives(*left: Any, right: tuple[Any, ...] = (), apart: tuple[Any, ...] = ()) -> PlanOutline:
    return plan(theme("Enfance", oo("Un", *left, code="OO 1"), oo("Deux", *right, code="OO 2"), unattached=apart))


def key_of_fiche(outline: PlanOutline, title: str) -> int:
    return next(a.pk or 0 for a in outline.all_actions() if a.title == title)


def test_nothing_decided_changes_nothing() -> None:
    incoming = with_refs(small_plan())
    assert decided(incoming, PlanOutline(), directory(), Decisions()).outline is incoming


def test_line_left_out_is_neither_written_nor_missing() -> None:
    current = keyed(two_objectives(fiche("Crèche", 1)))
    result, diff = decide(current, two_objectives(fiche("Crèche neuve", 1), fiche("Relais", 2)), left_out={"0/0#0"})
    assert labels(diff, ChangeKind.CREATED) == ["Fiche 2 : Relais"]
    assert not labels(diff, ChangeKind.CHANGED)
    assert not labels(diff, ChangeKind.MISSING)
    assert [a.title for a in result.shown.all_actions()] == ["Crèche neuve", "Relais"]
    assert [a.title for a in diff.target.all_actions()] == ["Crèche", "Relais"]


def test_objective_left_out_takes_what_hangs_below_with_it() -> None:
    _, diff = decide(PlanOutline(), small_plan(), left_out={"0/0/0"})
    assert [a.title for a in diff.target.all_actions()] == ["Navette", "Radio"]
    assert labels(diff, ChangeKind.CREATED)[:2] == ["Enfance", "I : Bien grandir"]


def test_fiche_moved_out_of_what_is_left_out_stays() -> None:
    _, diff = decide(PlanOutline(), small_plan(), left_out={"0/0/0"}, moved={"0/0/0/0#1": "1/0/0"})
    (bouger,) = diff.target.themes[1].objectives[0].children
    assert [a.title for a in bouger.actions] == ["Navette", "Relais"]
    assert not diff.target.themes[0].objectives[0].children


def test_renamed_fiche_is_still_the_one_that_it_was() -> None:
    current = keyed(two_objectives(fiche("Crèche")))
    _, diff = decide(current, two_objectives(fiche("Crèche")), renamed={"0/0#0": "  Crèche du  port "})
    (change,) = diff.changes
    assert (change.kind, change.label, change.ref) == (ChangeKind.CHANGED, "Crèche du port", "0/0#0")
    assert change.pk == key_of_fiche(current, "Crèche")


def test_new_title_may_be_that_of_a_fiche_of_the_plan() -> None:
    current = keyed(two_objectives(fiche("Crèche du port")))
    _, diff = decide(current, two_objectives(fiche("Creche dü porc")), renamed={"0/0#0": "Crèche du port"})
    assert diff.is_empty
    assert not diff.absent()


def test_theme_renamed_as_one_of_the_plan_is_that_one() -> None:
    current = keyed(small_plan())
    file = plan(theme("Petite enfance", *small_plan().themes[0].objectives))
    _, diff = decide(current, file, renamed={"0": "Enfance"})
    assert diff.is_empty


def test_fiche_moved_to_another_objective_of_the_file() -> None:
    current = keyed(two_objectives(fiche("Crèche", 1)))
    _, diff = decide(current, two_objectives(fiche("Crèche", 1)), moved={"0/0#0": "0/1"})
    (change,) = diff.changes
    assert (change.kind, change.before, change.place) == (ChangeKind.MOVED, "OO 1 : Un", "OO 2 : Deux")


def test_fiche_moved_to_an_objective_that_the_plan_alone_has() -> None:
    current = keyed(small_plan())
    target = current.themes[1].objectives[0].children[0]
    file = plan(theme("Enfance", unattached=(fiche("Vélos"),)))
    result, diff = decide(current, file, moved={"0#0": f"pk:{target.pk}"})
    assert not result.issues
    assert [(c.label, c.place) for c in changes(diff, ChangeKind.CREATED)] == [("Vélos", "Bouger")]
    assert not labels(diff, ChangeKind.CHANGED)
    assert not diff.reordered
    (bouger,) = diff.target.themes[1].objectives[0].children
    assert (bouger.pk, [a.title for a in bouger.actions]) == (target.pk, ["Navette", "Vélos"])
    assert "unchanged" not in diff.counts().get("AXIS", {})


def test_place_of_the_plan_that_the_file_names_is_that_of_the_file() -> None:
    current = keyed(two_objectives())
    target = current.themes[0].objectives[1]
    _, diff = decide(current, two_objectives(fiche("Crèche", 1)), moved={"0/0#0": f"pk:{target.pk}"})
    assert [(c.label, c.place) for c in diff.changes] == [("Fiche 1 : Crèche", "OO 2 : Deux")]
    assert len(diff.target.themes[0].objectives) == 2


def test_fiche_moved_to_another_theme_is_not_created_again() -> None:
    current = keyed(small_plan())
    _, diff = decide(current, small_plan(), moved={"0/0/0/0#1": "1/0/0"}, renamed={"0/0/0/0#1": "Relais du port"})
    (change,) = diff.changes
    assert (change.kind, change.pk) == (ChangeKind.MOVED, key_of_fiche(current, "Relais"))
    assert [f.name for f in change.fields] == ["title"]


def test_fiche_moved_to_its_theme_is_detached() -> None:
    current = keyed(two_objectives(fiche("Crèche", 1)))
    _, diff = decide(current, two_objectives(fiche("Crèche", 1)), moved={"0/0#0": "0"})
    assert [(c.kind, c.place) for c in diff.changes] == [(ChangeKind.MOVED, UNATTACHED)]


def test_objective_moves_with_what_it_holds() -> None:
    current = keyed(small_plan())
    file = plan(small_plan().themes[0], small_plan().themes[1], theme("Sport", axis("Courir", code="I")))
    result, diff = decide(current, file, moved={"0/0/0": "2/0"})
    assert not result.issues
    (moved,) = changes(diff, ChangeKind.MOVED)
    assert (moved.label, moved.before, moved.place) == ("OI 1 : Accueillir", "I : Bien grandir", "I : Courir")
    assert labels(diff, ChangeKind.CREATED) == ["Sport", "I : Courir"]
    assert not diff.absent()
    assert {a.pk for a in diff.target.all_actions()} == {a.pk for a in current.all_actions()}


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({"0/0": "0/0/0"}, "ne se place pas"),
        ({"0/0/0": "0/0/0/0"}, "ne se place pas"),
        ({"0": "1"}, "un thème ne se déplace pas"),
        ({"0/0/0/0#0": "pk:99999"}, "n’est plus ni dans le fichier ni dans le plan"),
        ({"0/0/0/0#0": "9/9"}, "n’est plus ni dans le fichier ni dans le plan"),
        ({"0/0/0/0#0": "0/0/0/0#1"}, "n’est plus ni dans le fichier ni dans le plan"),
        ({"0/0/0/0": "1"}, "Il manque un niveau"),
        ({"7/7#7": "0"}, "ne sont plus dans le fichier"),
    ],
)
def test_place_that_cannot_be_is_refused_in_words(moved: dict[str, str], said: str) -> None:
    result, diff = decide(PlanOutline(), small_plan(), moved=moved)
    (issue,) = result.issues
    assert issue.code == "decision-refused"
    assert said.casefold() in issue.message.casefold()
    assert diff.target.themes == small_plan().themes


def test_place_that_is_left_out_itself_is_refused() -> None:
    result, _ = decide(PlanOutline(), two_objectives(fiche("Crèche", 1)), moved={"0/0#0": "0/1"}, left_out={"0/1"})
    assert "laissée de côté" in result.issues[0].message


def test_chosen_partner_is_written_wherever_its_name_stands() -> None:
    lead, helper = ParticipationOutline(Role.LEAD, "Les Francas 44"), ParticipationOutline(Role.PARTNER, "CAF")
    first = fiche("Crèche", 1, participations=(lead, helper))
    file = two_objectives(first, right=(fiche("Relais", 2, fundings=(FundingOutline("LES FRANCAS 44"),)),))
    result, _ = decide(PlanOutline(), file, partners={"Les Francas 44": 12})
    creche, relais = result.outline.all_actions()
    assert [p.partner for p in creche.participations] == ["Francas", "CAF"]
    assert [f.funder for f in relais.fundings] == ["Francas"]
    again, _ = decide(PlanOutline(), file, accepted={partner_key("Les Francas 44", 12)})
    assert again.outline == result.outline


def test_partner_chosen_twice_in_one_role_stands_once_and_it_is_said() -> None:
    several = tuple(ParticipationOutline(Role.PARTNER, name) for name in ("Francas", "Les Francas 44"))
    result, _ = decide(
        PlanOutline(), two_objectives(fiche("Crèche", 1, participations=several)), partners={"Les Francas 44": 12}
    )
    (creche,) = result.outline.all_actions()
    assert [p.partner for p in creche.participations] == ["Francas"]


def test_partner_that_is_gone_is_not_written() -> None:
    file = two_objectives(fiche("Crèche", 1, participations=(ParticipationOutline(Role.LEAD, "Les Francas 44"),)))
    result, _ = decide(PlanOutline(), file, partners={"Les Francas 44": 404})
    assert next(result.outline.all_actions()).participations[0].partner == "Les Francas 44"


def test_accepted_names_are_written_in_today_s_words() -> None:
    one = fiche("Crèche", 1, schemes=("RAM du port",), participations=(ParticipationOutline(Role.LEAD, "RAM du port"),))
    file, scheme = two_objectives(one), name_change_key("scheme", "RAM du port", "Relais du port")
    (read,) = decide(PlanOutline(), file, accepted={scheme})[0].outline.all_actions()
    assert (read.schemes, read.participations[0].partner) == (("Relais du port",), "RAM du port")


def test_accepted_hint_gives_its_value_and_the_others_wait() -> None:
    status = Hint(HintKind.STATUS, "status", "ONGOING", "« en route »", "En cours")
    word = Hint(HintKind.WORD, "title", "Accueil extrascolaire", "extra- scolaire", "extrascolaire")
    file = two_objectives(fiche("Accueil extra- scolaire", 1, hints=(status, word)))
    result, _ = decide(PlanOutline(), file, accepted={hint_key("0/0#0", status)})
    (read,) = result.outline.all_actions()
    assert (read.status, read.title) == (Status.ONGOING, "Accueil extra- scolaire")


def test_accepted_status_that_owes_a_reason_gets_one() -> None:
    hint = Hint(HintKind.STATUS, "status", "DROPPED", "« stop »", "Abandonnée")
    result, _ = decide(
        PlanOutline(), two_objectives(fiche("Crèche", 1, hints=(hint,))), accepted={hint_key("0/0#0", hint)}
    )
    assert next(result.outline.all_actions()).status_reason
    assert [issue.code for issue in result.issues] == ["no-reason"]


def test_hint_of_a_place_moves_the_fiche() -> None:
    hint = Hint(HintKind.PLACE, "place", ["ENFANCE", "oo 2 : deux"], "sous OO 1", "sous OO 2")
    file = two_objectives(fiche("Crèche", 1, hints=(hint,)))
    _, diff = decide(PlanOutline(), file, accepted={hint_key("0/0#0", hint)})
    assert [a.title for a in diff.target.themes[0].objectives[1].actions] == ["Crèche"]
    by_hand, _ = decide(PlanOutline(), file, accepted={hint_key("0/0#0", hint)}, moved={"0/0#0": "0"})
    assert [a.title for a in by_hand.outline.themes[0].unattached] == ["Crèche"]


def test_accepted_hint_speaks_of_a_field_that_the_file_does_not_carry() -> None:
    """The fiches of which nothing was decided keep the statut that the plan gives them."""
    current = keyed(two_objectives(fiche("A", 1, status=Status.ONGOING), fiche("B", 2, status=Status.ONGOING)))
    hint = Hint(HintKind.STATUS, "status", "DONE", "« fini »", "Réalisée")
    file = replace(
        two_objectives(fiche("A", 1, hints=(hint,)), fiche("B", 2)),
        carries=Carried(theme=frozenset({"title"}), objective=frozenset({"title"}), action=frozenset({"title"})),
    )
    _, diff = decide(current, file, accepted={hint_key("0/0#0", hint)})
    assert [(a.title, a.status) for a in diff.target.all_actions()] == [("A", Status.DONE), ("B", Status.ONGOING)]
    (change,) = diff.changes
    assert [field.name for field in change.fields] == ["status"]


def test_hint_whose_value_does_not_fit_is_refused() -> None:
    hint = Hint(HintKind.STATUS, "status", "???", "?", "?")
    result, _ = decide(
        PlanOutline(), two_objectives(fiche("Crèche", 1, hints=(hint,))), accepted={hint_key("0/0#0", hint)}
    )
    assert [issue.code for issue in result.issues] == ["decision-refused"]


def test_same_fiche_under_another_title_is_changed_and_not_created() -> None:
    current = keyed(two_objectives(fiche("Crèche municipale du port")))
    pk = key_of_fiche(current, "Crèche municipale du port")
    _, diff = decide(current, two_objectives(fiche("La crèche du port")), accepted={same_key("0/0#0", pk)})
    (change,) = diff.changes
    assert (change.kind, change.pk, [f.name for f in change.fields]) == (ChangeKind.CHANGED, pk, ["title"])


def test_theme_taken_for_one_of_the_plan_gets_its_new_title() -> None:
    current = keyed(small_plan())
    file = plan(theme("Petite enfance", *small_plan().themes[0].objectives))
    _, diff = decide(current, file, accepted={same_key("0", current.themes[0].pk or 0)})
    (change,) = diff.changes
    assert (change.kind, change.level, change.fields[0].new) == (ChangeKind.CHANGED, "THEME", "Petite enfance")
    assert [t.title for t in diff.target.themes] == ["Petite enfance", "Jeunesse"]


def test_accepted_key_of_what_is_gone_is_refused() -> None:
    result, diff = decide(PlanOutline(), two_objectives(fiche("Crèche", 1)), accepted={same_key("0/0#0", 77)})
    assert [issue.code for issue in result.issues] == ["decision-refused"]
    assert "Fiche 1 : Crèche" in labels(diff, ChangeKind.CREATED)


@pytest.mark.parametrize(
    "key", ["", "[", '["same"]', '["same",1,2]', '["same","0/0#0","7"]', '["place",null,null]', "{}"]
)
def test_key_that_means_nothing_does_nothing(key: str) -> None:
    result, _ = decide(PlanOutline(), small_plan(), accepted={key})
    assert result.outline == small_plan()
    assert not result.issues


def test_only_what_is_ticked_and_absent_is_deleted() -> None:
    current = keyed(two_objectives(fiche("A", 1), fiche("B", 2), fiche("C", 3)))
    ticked = {f"action:{key_of_fiche(current, title)}" for title in "AB"}
    _, diff = decide(current, two_objectives(fiche("A", 1)), deleted=ticked)
    assert labels(diff, ChangeKind.DELETED) == ["Fiche 2 : B"]
    assert labels(diff, ChangeKind.MISSING) == ["Fiche 3 : C"]
    assert [a.title for a in diff.target.all_actions()] == ["A", "C"]
    assert not diff.is_empty


def test_deleted_objective_takes_what_the_file_does_not_put_elsewhere() -> None:
    current = keyed(small_plan())
    gone = current.themes[0].objectives[0]
    file = plan(theme("Enfance", axis("Autre", oo("Neuf", fiche("Relais", 2)), code="II")))
    _, diff = decide(current, file, deleted={f"objective:{gone.pk}"})
    assert labels(diff, ChangeKind.DELETED) == [
        "I : Bien grandir",
        "OI 1 : Accueillir",
        "OO 1 : Ouvrir des places",
        "Fiche 1 : Crèche du port",
        "OO 2 : Informer",
    ]
    assert labels(diff, ChangeKind.MOVED) == ["Fiche 2 : Relais"]
    assert [o.title for o in diff.target.themes[0].walk()] == ["Autre", "Neuf"]


def test_fiche_that_a_list_names_outlives_its_objective() -> None:
    current = keyed(two_objectives(fiche("Radio")))
    first = current.themes[0].objectives[0]
    file = plan(theme("Enfance", unattached=(fiche("Radio"),)))
    _, diff = decide(current, file, deleted={f"objective:{first.pk}"})
    assert [a.title for a in diff.target.themes[0].unattached] == ["Radio"]
    assert labels(diff, ChangeKind.DELETED) == ["OO 1 : Un"]


def test_objective_above_a_line_left_out_is_not_deleted() -> None:
    current = keyed(two_objectives(fiche("Crèche", 1)))
    first = current.themes[0].objectives[0]
    file = plan(theme("Enfance", unattached=(fiche("Crèche", 1),)))
    _, diff = decide(current, file, deleted={f"objective:{first.pk}"}, left_out={"0#0"})
    assert not labels(diff, ChangeKind.DELETED)
    assert diff.target == current


def test_theme_is_missing_only_from_a_file_of_this_very_plan() -> None:
    current = replace(keyed(small_plan()), title="Plan du fleuve")
    ticked = {f"objective:{current.themes[1].pk}"}
    _, other = decide(current, plan(small_plan().themes[0]), deleted=ticked)
    assert other.target == current
    assert not other.absent()
    _, own = decide(current, plan(small_plan().themes[0], title="plan du fleuve"), deleted=ticked)
    assert labels(own, ChangeKind.DELETED)[0] == "Jeunesse"
    assert [t.title for t in own.target.themes] == ["Enfance"]


def test_change_names_the_nodes_of_both_sides() -> None:
    current = keyed(two_objectives(fiche("A", 1), fiche("B", 2)))
    _, diff = decide(current, two_objectives(fiche("A neuve", 1), right=(fiche("D", 4),)), renamed={"0/1": "Deux bis"})
    by_ref = {change.ref: (change.kind, change.pk) for change in diff.changes if change.ref}
    second = current.themes[0].objectives[1].pk
    assert by_ref == {
        "0/0#0": (ChangeKind.CHANGED, key_of_fiche(current, "A")),
        "0/1": (ChangeKind.CHANGED, second),
        "0/1#0": (ChangeKind.CREATED, None),
    }
    (missing,) = diff.absent()
    assert (missing.key, missing.parent) == (
        f"action:{key_of_fiche(current, 'B')}",
        current.themes[0].objectives[0].pk,
    )
    assert diff.matched["0"] == current.themes[0].pk
    assert "0/1#0" not in diff.matched
