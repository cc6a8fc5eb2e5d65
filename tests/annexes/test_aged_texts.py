"""Replaced names in titles and texts, and places proposed on words: what is proposed, and what is not."""

import pytest

from annexes.applying.apply import import_outline
from annexes.deciding.decisions import Decisions
from annexes.deciding.proposals import Proposal, keys_of_kind
from annexes.importing.services import Foreseen, foreseen
from annexes.load import load
from annexes.outline import HintKind, PlanOutline
from annexes.refs import with_refs
from partners.models import AgeingTerm
from plans.models import Plan
from tests.annexes.samples import fiche, oo, plan, theme

pytestmark = pytest.mark.django_db
AGED = plan(
    theme(
        "Enfance",
        oo("Ouvrir le RAM aux familles", fiche("Créer un RAM", 1, description="Le RAM du port"), code="OO 1"),
        oo("Naviguer à la rame", code="OO 2"),
    )
)


@pytest.fixture(autouse=True)
def terms(empty_plan: Plan) -> None:
    AgeingTerm.objects.all().delete()
    AgeingTerm.objects.create(old="RAM", new="RPE")


def seen_of(some: Plan, incoming: PlanOutline, *accepted: str) -> Foreseen:
    return foreseen(some, load(some), with_refs(incoming), Decisions(accepted=frozenset(accepted)))


def of_kind(seen: Foreseen, kind: HintKind) -> list[Proposal]:
    return [one for one in seen.proposals if one.kind is kind]


def test_replaced_names_are_proposed_in_titles_and_texts(empty_plan: Plan) -> None:
    seen = seen_of(empty_plan, AGED)
    said = [(one.before, one.after.replace("\u00a0", " ")) for one in of_kind(seen, HintKind.AGEING)]
    assert said[0] == ("OO 1 : Ouvrir le RAM aux familles", "OO 1 : Ouvrir le RPE aux familles")
    assert said[1] == ("Fiche 1 : Créer un RAM", "Fiche 1 : Créer un RPE")
    assert said[2][1].endswith(": Le RPE du port")
    assert len(said) == 3
    assert next(seen.diff.target.all_actions()).title == "Créer un RAM"  # nothing by itself


def test_accepted_names_are_written_and_the_file_again_changes_nothing(empty_plan: Plan) -> None:
    keys = keys_of_kind(seen_of(empty_plan, AGED).proposals, HintKind.AGEING)
    import_outline(plan=empty_plan, incoming=with_refs(AGED), by=None, decisions=Decisions(accepted=keys))
    (action,) = load(empty_plan).all_actions()
    assert (action.title, action.description) == ("Créer un RPE", "Le RPE du port")
    assert seen_of(empty_plan, AGED, *keys).diff.is_empty


def test_acronym_is_no_common_word(empty_plan: Plan) -> None:
    assert not of_kind(seen_of(empty_plan, plan(theme("Mer", oo("Tirer une ram")))), HintKind.AGEING)


def placed(*titles: str, loose: str) -> PlanOutline:
    objectives = [oo(title, code=f"OO {rank}") for rank, title in enumerate(titles, 1)]
    return plan(theme("Enfance", *objectives, unattached=(fiche(loose),)))


def test_one_word_in_common_proposes_no_place(empty_plan: Plan) -> None:
    outline = placed("Soutenir les associations", "Naviguer", "Jardiner", loose="Forum des associations")
    assert not of_kind(seen_of(empty_plan, outline), HintKind.PLACE)


def test_words_told_are_those_of_the_objective(empty_plan: Plan) -> None:
    outline = placed("Accueillir les familles nouvelles", "Naviguer", loose="Café d’accueil des familles nouvelles")
    (proposal,) = of_kind(seen_of(empty_plan, outline), HintKind.PLACE)
    told = proposal.reason.partition("commun\u00a0: ")[2].split(", ")
    assert {"familles", "nouvelles"} <= set(told)
    assert all(word in "accueillir les familles nouvelles" for word in told)
    assert len(told) >= 2


def test_theme_that_nobody_sees_is_not_counted(empty_plan: Plan) -> None:
    outline = plan(theme("", oo("Un", fiche("Voile", 1))))
    import_outline(plan=empty_plan, incoming=with_refs(outline), by=None)
    assert "THEME" not in {level for level, number in seen_of(empty_plan, outline).diff.unchanged.items() if number}
