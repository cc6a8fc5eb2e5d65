"""Laws of what people decide about a file, and where its objectives and fiches are found in the plan. Pure."""

from hypothesis import given, settings
from hypothesis import strategies as st

from annexes.comparing.changes import ChangeKind
from annexes.comparing.diff import compare
from annexes.comparing.homonyms import told_apart
from annexes.comparing.pairs import AnyNode, Pairs, children_of, every, key_of
from annexes.deciding.corrections import decided
from annexes.deciding.decisions import Decisions
from annexes.outline import PlanOutline
from annexes.refs import with_refs
from tests.annexes.samples import axis, fiche, oi, oo, plan, plan_outlines, small_plan, theme
from tests.annexes.test_corrections import LADDER, directory
from tests.annexes.test_diff import keyed, labels


@settings(max_examples=40, deadline=None)
@given(plan_outlines(), plan_outlines(), st.data())
def test_whatever_is_decided_nothing_goes_that_was_not_ticked(
    current: PlanOutline, incoming: PlanOutline, data: st.DataObject
) -> None:
    current, incoming = keyed(current), with_refs(incoming)
    refs = [node.ref for t in incoming.themes for node in every(t)] or ["0"]
    known = {key_of(node): node for t in current.themes for node in every(t)}
    places = [*refs, *(f"pk:{node.pk}" for node in known.values()), "9/9"]
    decisions = Decisions(
        left_out=data.draw(st.frozensets(st.sampled_from(refs), max_size=3)),
        renamed=data.draw(st.dictionaries(st.sampled_from(refs), st.sampled_from(["Neuf", "accueil"]), max_size=2)),
        moved=data.draw(st.dictionaries(st.sampled_from(refs), st.sampled_from(places), max_size=3)),
        deleted=data.draw(st.frozensets(st.sampled_from(sorted(known) or ["action:1"]), max_size=3)),
    )
    result = decided(incoming, current, directory(), decisions, ladder=LADDER)
    diff = compare(current, result.outline, result.settled)
    gone = {change.key for change in diff.changes if change.kind is ChangeKind.DELETED}
    left = [key_of(node) for t in diff.target.themes for node in every(t) if node.pk is not None]
    assert sorted([*left, *gone]) == sorted(known)
    assert gone <= {key for ticked in decisions.deleted & known.keys() for key in _branch(known[ticked])}


@settings(max_examples=40, deadline=None)
@given(plan_outlines(), plan_outlines(), st.data())
def test_same_decisions_about_the_same_file_change_nothing_more(
    current: PlanOutline, incoming: PlanOutline, data: st.DataObject
) -> None:
    current, incoming = keyed(current), with_refs(incoming)
    refs = [node.ref for t in incoming.themes for node in every(t)] or ["0"]
    places = [*refs, *(f"pk:{node.pk}" for t in current.themes for node in every(t))]
    decisions = Decisions(
        left_out=data.draw(st.frozensets(st.sampled_from(refs), max_size=2)),
        renamed=data.draw(st.dictionaries(st.sampled_from(refs), st.sampled_from(["Neuf", "Vieux"]), max_size=1)),
        moved=data.draw(st.dictionaries(st.sampled_from(refs), st.sampled_from(places), max_size=1)),
    )
    first = decided(incoming, current, directory(), decisions, ladder=LADDER)
    apart = told_apart(current, first.outline, first.settled, [])
    written = keyed(compare(current, apart, first.settled).target, only_new=True)
    again = decided(incoming, written, directory(), decisions, ladder=LADDER)
    assert compare(written, told_apart(written, again.outline, again.settled, []), again.settled).is_empty


def _branch(node: AnyNode) -> set[str]:
    return {key_of(node)}.union(*map(_branch, children_of(node)))


def test_objective_of_the_file_moves_in_the_plan_by_its_title() -> None:
    before = plan(
        theme("E", axis("A", oi("Lire", oo("Prêter", fiche("Bus", 1)), code="OI 1"), code="I"), axis("B", code="II"))
    )
    after = plan(
        theme("E", axis("A", code="I"), axis("B", oi("Lire", oo("Prêter", fiche("Bus", 1)), code="OI 4"), code="II"))
    )
    diff = compare(keyed(before), with_refs(after))
    (change,) = diff.changes
    assert (change.kind, change.before, change.place) == (ChangeKind.MOVED, "I : A", "II : B")
    assert [(f.name, f.new) for f in change.fields] == [("code", "OI 4")]
    assert compare(diff.target, with_refs(after)).is_empty


def test_code_does_not_steal_an_objective_that_moved() -> None:
    """OO 1 of the first branch went to the second; another objective took its code."""
    before = plan(theme("E", oi("A", oo("Lire", fiche("Bus", 1), code="OO 1"), code="OI 1"), oi("B", code="OI 2")))
    after = plan(
        theme(
            "E",
            oi("A", oo("Écrire", code="OO 1"), code="OI 1"),
            oi("B", oo("Lire", fiche("Bus", 1), code="OO 1"), code="OI 2"),
        )
    )
    diff = compare(keyed(before), after)
    assert labels(diff, ChangeKind.MOVED) == ["OO 1 : Lire"]
    assert labels(diff, ChangeKind.CREATED) == ["OO 1 : Écrire"]


def test_title_borne_twice_moves_nothing() -> None:
    before = plan(theme("E", oi("A", oo("Lire"), code="OI 1"), oi("B", oo("Lire"), code="OI 2")))
    after = plan(theme("E", oi("A", oo("Lire"), code="OI 1"), oi("C", oo("Lire"), code="OI 3")))
    diff = compare(keyed(before), after)
    assert not labels(diff, ChangeKind.MOVED)
    assert labels(diff, ChangeKind.CREATED) == ["OI 3 : C", "Lire"]


def test_fiche_of_a_file_without_theme_stays_where_the_plan_has_it() -> None:
    current = keyed(small_plan())
    file = plan(theme("", unattached=(fiche("Crèche du port", 1, description="Ouverte"), fiche("Neuve"))))
    diff = compare(current, file)
    assert labels(diff, ChangeKind.CHANGED) == ["Fiche 1 : Crèche du port"]
    assert labels(diff, ChangeKind.CREATED) == ["Neuve"]
    assert [t.title for t in diff.target.themes] == ["", "Enfance", "Jeunesse"]
    assert compare(diff.target, file).is_empty


def test_pairs_of_an_outline_with_itself_are_all_its_nodes() -> None:
    outline = keyed(small_plan())
    pairs = Pairs(outline, with_refs(small_plan()))
    assert all(pairs.is_named(node) for t in outline.themes for node in every(t))
