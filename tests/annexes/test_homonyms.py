"""Fiches that bear the number of another one whose title has nothing to do with theirs: kept apart until told."""

import pytest

from annexes.applying.apply import import_outline
from annexes.comparing.addresses import FicheAddress
from annexes.comparing.changes import ChangeKind
from annexes.comparing.diff import compare
from annexes.comparing.homonyms import told_apart
from annexes.comparing.matching import NOTHING
from annexes.comparing.titles import are_unrelated
from annexes.deciding.decisions import Decisions
from annexes.deciding.proposals import Proposal, keys_of_kind
from annexes.importing.merging import merged
from annexes.importing.services import Foreseen, foreseen
from annexes.load import load
from annexes.outline import ActionOutline, HintKind, LinkOutline, PlanOutline
from annexes.reading import Issue
from annexes.refs import with_refs
from plans.models import Plan
from tests.annexes.samples import fiche, oo, plan, theme
from tests.annexes.test_diff import keyed
from tests.annexes.test_merging import document, enfance, tableau
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


def listed(*fiches: ActionOutline) -> PlanOutline:
    return plan(theme("Enfance", oo("Un", *fiches, code="OO 1")))


def bring(into: Plan, incoming: PlanOutline, *accepted: str) -> None:
    decisions = Decisions(accepted=frozenset(accepted))
    import_outline(plan=into, incoming=with_refs(incoming), by=None, decisions=decisions)


def seen_of(into: Plan, incoming: PlanOutline, *accepted: str) -> Foreseen:
    return foreseen(into, load(into), with_refs(incoming), Decisions(accepted=frozenset(accepted)))


def offered(seen: Foreseen) -> list[Proposal]:
    return [one for one in seen.proposals if one.kind is HintKind.HOMONYM]


def fiches(some: Plan) -> list[tuple[str, str]]:
    return [(one.reference, one.title) for one in load(some).all_actions()]


@pytest.mark.parametrize(
    ("one", "other", "unrelated"),
    [
        ("Ouvrir un café des parents", "Balades au phare", True),
        ("Café des parents", "Les parents au café", False),
        ("Ludothèque", "La ludothèque itinérante", False),
        ("Action 1", "Balades au phare", False),  # says nothing
        ("Fiche n° 3 (annexée, non fournie)", "Balades au phare", False),
        ("", "Balades au phare", False),
        ("Cabane", "Cabanne", False),
    ],
)
def test_titles_are_unrelated_when_both_speak_and_share_nothing(one: str, other: str, unrelated: bool) -> None:
    assert are_unrelated(one, other) is unrelated is are_unrelated(other, one)


def test_number_alone_renames_no_fiche(empty_plan: Plan) -> None:
    bring(empty_plan, listed(fiche("Café des parents", 3, description="Au port")))
    seen = seen_of(empty_plan, listed(fiche("Balades au phare", 3)))
    assert [change.kind for change in seen.diff.changes] == [ChangeKind.CREATED, ChangeKind.MISSING]
    assert [issue.code for issue in seen.issues] == ["number-of-another"]
    (proposal,) = offered(seen)
    assert "Café des parents" in proposal.after
    bring(empty_plan, listed(fiche("Balades au phare", 3)))
    assert sorted(fiches(empty_plan)) == [("3", "Café des parents"), ("3 bis", "Balades au phare")]


def test_same_file_again_finds_nothing_to_do(empty_plan: Plan) -> None:
    bring(empty_plan, listed(fiche("Café des parents", 3)))
    file = listed(fiche("Balades au phare", 3))
    bring(empty_plan, file)
    again = seen_of(empty_plan, file)
    assert again.diff.is_empty
    assert not offered(again)
    assert not again.issues


def test_accepted_is_a_rename_and_loses_nothing(empty_plan: Plan) -> None:
    bring(empty_plan, listed(fiche("Café des parents", 3, description="Au port")))
    file = listed(fiche("Balades au phare", 3, description="Au port"))
    (proposal,) = offered(seen_of(empty_plan, file))
    accepted = seen_of(empty_plan, file, proposal.key)
    assert [change.kind for change in accepted.diff.changes] == [ChangeKind.CHANGED]
    assert not accepted.issues
    assert [one.key for one in offered(accepted)] == [proposal.key]  # it can be taken back
    bring(empty_plan, file, proposal.key)
    assert fiches(empty_plan) == [("3", "Balades au phare")]


def test_slight_rename_stays_a_rename(empty_plan: Plan) -> None:
    bring(empty_plan, listed(fiche("Café des parents", 3)))
    seen = seen_of(empty_plan, listed(fiche("Un café pour les parents", 3)))
    assert [change.kind for change in seen.diff.changes] == [ChangeKind.CHANGED]
    assert not seen.issues


def test_many_are_told_once_and_accepted_by_kind(empty_plan: Plan) -> None:
    bring(empty_plan, listed(fiche("Café des parents", 1), fiche("Ludothèque", 2), fiche("Jardin partagé", 3)))
    file = listed(fiche("Balades au phare", 1), fiche("Voile", 2), fiche("Chorale", 3))
    seen = seen_of(empty_plan, file)
    (issue,) = seen.issues
    assert issue.message.startswith("3 fiches portent le numéro d’une autre dont l’intitulé n’a rien à voir")
    keys = keys_of_kind(seen.proposals, HintKind.HOMONYM)
    assert len(keys) == 3
    assert not seen_of(empty_plan, file, *keys).issues


def test_fiche_that_goes_leaves_its_number(empty_plan: Plan) -> None:
    bring(empty_plan, listed(fiche("Café des parents", 3)))
    gone = f"action:{empty_plan.actions.get().pk}"
    seen = foreseen(
        empty_plan,
        load(empty_plan),
        with_refs(listed(fiche("Balades au phare", 3))),
        Decisions(deleted=frozenset({gone})),
    )
    assert [one.reference for one in seen.diff.target.all_actions()] == ["3"]


def test_link_follows_the_fiche_that_the_file_means() -> None:
    current = keyed(listed(fiche("Café des parents", 3)))
    link = LinkOutline("Voir", target=FicheAddress("3", "Enfance"))
    incoming = listed(fiche("Balades au phare", 3), fiche("Voile", 4, links=(link,)))
    issues: list[Issue] = []
    last = list(told_apart(current, incoming, NOTHING, issues).all_actions())[-1]
    assert last.links[0].target == FicheAddress("3 bis", "Enfance")
    assert len(issues) == 1


def test_codes_are_kept_as_they_are() -> None:
    current = keyed(listed(fiche("Café des parents", code="1.2.4")))
    diff = compare(current, told_apart(current, listed(fiche("Balades au phare", code="1.2.4")), NOTHING, []))
    assert [(one.code, one.title) for one in diff.target.all_actions()] == [
        ("1.2.4", "Café des parents"),
        ("1.2.4", "Balades au phare"),
    ]


def test_document_and_tableau_of_one_number_are_kept_apart_until_told(empty_plan: Plan) -> None:
    files = [
        tableau(enfance(fiche("Café des parents", 12, source="Enfance!D2"))),
        document(theme("Enfance", unattached=(fiche("Balades au phare", 12, description="Au port", source="§ 1"),))),
    ]
    read = merged(files).outline
    assert [(one.reference, one.title) for one in read.all_actions()] == [
        ("12", "Café des parents"),
        ("12 bis", "Balades au phare"),
    ]
    seen = seen_of(empty_plan, read)
    assert [issue.code for issue in seen.issues] == ["number-of-another"]
    (proposal,) = offered(seen)
    joined = seen_of(empty_plan, read, proposal.key)
    assert not joined.issues
    assert [one.key for one in offered(joined)] == [proposal.key]
    (one,) = joined.diff.target.all_actions()
    assert (one.reference, one.title, one.description) == ("12", "Balades au phare", "Au port")
    bring(empty_plan, read, proposal.key)
    assert seen_of(empty_plan, read, proposal.key).diff.is_empty
    apart = PlanFactory()
    bring(apart, read)
    assert seen_of(apart, read).diff.is_empty
    assert not seen_of(apart, read).issues


def test_document_says_its_objectives_to_the_fiche_of_the_tableau() -> None:
    files = [
        tableau(enfance(fiche("Café des parents", 12))),
        document(theme("Enfance", unattached=(fiche("Café des parents", 12, objectives="Rompre l’isolement"),))),
    ]
    (one,) = merged(files).outline.all_actions()
    assert one.objectives == "Rompre l’isolement"


def test_title_that_says_nothing_gives_way_and_it_is_said() -> None:
    files = [
        tableau(enfance(fiche("Action 1", 1))),
        document(theme("Enfance", unattached=(fiche("Balades au phare", 1),))),
    ]
    reading = merged(files)
    (one,) = reading.outline.all_actions()
    assert one.title == "Balades au phare"
    assert ["Action 1" in issue.proposal for issue in reading.issues if issue.code == "files-disagree"] == [True]


def test_new_fiche_leaves_its_number_to_one_that_the_file_names_without_a_number() -> None:
    current = keyed(listed(fiche("L’école", 1, suffix="bis")))
    incoming = told_apart(current, listed(fiche("L’école"), fiche("Balades au phare", 1, suffix="bis")), NOTHING, [])
    found = [(one.reference, one.title) for one in compare(current, incoming).target.all_actions()]
    assert found == [("1 bis", "L’école"), ("1 ter", "Balades au phare")]
