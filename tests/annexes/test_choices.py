"""What each choice on the preview makes of the decisions: pure, but for keeping them with the import."""

import pytest

from accounts.enums import MemberRole
from annexes.deciding import choices
from annexes.deciding.choices import CannotDecide, decide, family_of, reading_key
from annexes.deciding.decisions import Decisions
from annexes.models import ImportBatch, ImportState
from annexes.refs import with_refs
from plans.models import Plan
from tests.annexes.journey import analysed, person
from tests.annexes.samples import axis, fiche, oo, plan, theme

FAMILY = {
    "0": ("0/0", "0/1"),
    "0/0": ("0/0/0", "0/0/1"),
    "0/0/0": ("0/0/0#0", "0/0/0#1"),
    "0/1": ("0/1#0",),
}


def left(*refs: str) -> Decisions:
    return Decisions(left_out=frozenset(refs))


def test_family_tells_what_stands_below_each_line() -> None:
    outline = plan(theme("Mer", axis("Est", oo("Dire", fiche("Phare"), fiche("Digue"))), unattached=(fiche("Môle"),)))
    assert family_of(with_refs(outline)) == {
        "0": ("0/0", "0#0"),
        "0/0": ("0/0/0",),
        "0/0/0": ("0/0/0#0", "0/0/0#1"),
    }


@pytest.mark.parametrize(
    ("before", "ref", "after"),
    [
        ((), "0/0", {"0/0"}),
        (("0/0/0#1", "0/1#0"), "0/0", {"0/0", "0/1#0"}),  # what is below follows
        (("0/0",), "0/0", {"0/0"}),
    ],
)
def test_line_is_left_out_with_its_branch(before: tuple[str, ...], ref: str, after: set[str]) -> None:
    assert choices.leave_out(left(*before), ref, FAMILY).left_out == after


@pytest.mark.parametrize(
    ("before", "ref", "after"),
    [
        (("0/0",), "0/0", set()),
        (("0/0/0#1",), "0/0", set()),  # of a branch that is taken in part, everything is taken
        (("0",), "0/0/0#1", {"0/1", "0/0/1", "0/0/0#0"}),  # its neighbours remain left out, at each level
        (("0/0",), "0/0/0", {"0/0/1"}),
        (("0/0", "0/1"), "0/0/1", {"0/1", "0/0/0"}),
        ((), "0/0", set()),
    ],
)
def test_line_is_taken_with_those_above_it(before: tuple[str, ...], ref: str, after: set[str]) -> None:
    assert choices.take(left(*before), ref, FAMILY).left_out == after


def test_correction_keeps_what_differs_from_the_reading() -> None:
    def corrected(title: str, place: str, before: Decisions | None = None) -> Decisions:
        given = before or Decisions()
        return choices.correct(given, "0/0/0#1", title=title, read="Phare", place=place, stands="0/0/0")

    both = corrected("  Grand   phare ", "0/0/1")
    assert both == Decisions(renamed={"0/0/0#1": "Grand phare"}, moved={"0/0/0#1": "0/0/1"})
    assert corrected("Phare", "0/0/0", both) == Decisions()
    assert corrected("", "", both) == Decisions(moved={"0/0/0#1": "0/0/1"})  # no title is no title
    assert choices.as_read(both, "0/0/0#1") == Decisions()
    assert len(corrected("x" * 900, "").renamed["0/0/0#1"]) == choices.TITLE_LENGTH


def test_proposals_names_and_deletions_are_taken_and_given_back() -> None:
    accepted = choices.accept(Decisions(), ["a", "b"])
    assert choices.refuse(accepted, ["a"]).accepted == {"b"}
    named = choices.known_as(Decisions(), "Les amis du quai", 7)
    assert named.partners == {"Les amis du quai": 7}
    assert choices.known_as(named, "Les amis du quai", None).partners == {}
    gone = choices.delete(Decisions(), ["action:7", "objective:4"])
    assert choices.keep(gone, ["action:7"]).deleted == {"objective:4"}


@pytest.fixture
def batch(empty_plan: Plan) -> ImportBatch:
    return analysed(empty_plan, person(empty_plan, MemberRole.ADMIN))


def test_two_windows_keep_what_each_of_them_chose(batch: ImportBatch) -> None:
    first, second = ImportBatch.objects.get(pk=batch.pk), ImportBatch.objects.get(pk=batch.pk)
    decide(first, reading_key(first), lambda one: choices.leave_out(one, "0/0", FAMILY))
    decide(second, reading_key(second), lambda one: choices.accept(one, ["cle"]))
    batch.refresh_from_db()
    assert Decisions.from_json(batch.decisions) == Decisions(left_out=frozenset({"0/0"}), accepted=frozenset({"cle"}))
    assert Decisions.from_json(second.decisions).left_out == {"0/0"}


def test_nothing_is_decided_once_the_import_waits_no_more(batch: ImportBatch) -> None:
    ImportBatch.objects.filter(pk=batch.pk).update(state=ImportState.APPLIED)
    with pytest.raises(CannotDecide, match="n’attend plus de décision"):
        decide(batch, reading_key(batch), lambda one: choices.accept(one, ["cle"]))
    batch.refresh_from_db()
    assert batch.decisions == {}


def test_nothing_is_decided_about_a_former_reading(batch: ImportBatch) -> None:
    with pytest.raises(CannotDecide, match="relu entre-temps"):
        decide(batch, "une autre lecture", lambda one: choices.accept(one, ["cle"]))
    batch.refresh_from_db()
    assert batch.decisions == {}
