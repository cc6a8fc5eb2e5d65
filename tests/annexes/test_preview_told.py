"""What a preview tells of a file: addresses in one style, nothing missing from what tells one fiche."""

import pytest

from annexes.applying.apply import import_outline
from annexes.deciding.proposals import Proposal
from annexes.outline import HintKind
from annexes.reading import CellFate, Fate, Issue, Part, Reading, Severity
from annexes.report import fate_lines, issue_lines, proposal_lines
from plans.models import Plan
from tests.annexes.samples import fiche, plan, small_plan, theme
from tests.annexes.test_preview import page

pytestmark = pytest.mark.django_db


def test_documents_of_fiches_do_not_list_the_rest_of_the_plan_as_missing(empty_plan: Plan) -> None:
    import_outline(plan=empty_plan, incoming=small_plan(), by=None)
    one = plan(theme(small_plan().themes[0].title, unattached=(fiche("Voile", 99),)))
    assert page(empty_plan, Reading(one, parts=(Part("1", "Feuille Mer", "tableau"),))).absent.total
    assert not page(empty_plan, Reading(one, parts=(Part("1", "Tableau 1", "fiche"),))).absent.total


def test_addresses_are_in_one_style(empty_plan: Plan) -> None:
    said = tuple(
        Issue(where, Severity.WARNING, "x", "ici") for where in ("Mer!G4", "Feuille Mer, G4", "a.docx · T1 L2 C1")
    )
    words = ["Feuille Mer, G4", "Feuille Mer, G4", "a.docx · Tableau 1, ligne 2, colonne 1"]
    told = page(empty_plan, Reading(small_plan(), said)).issues.told
    assert [one.issue.where for one in told] == words
    assert [line.replace("\u00a0", " ") for line in issue_lines(said)][1:] == [f"  {where} : ici" for where in words]


def test_texts_left_aside_and_proposals_are_told_with_the_same_addresses() -> None:
    fates = (CellFate("T1 L2 C1", Fate.KEPT, "hors du tableau", "Vu"),)
    proposed = Proposal("word:1", HintKind.WORD, "0", "Mer!G4", "Voile", "extra-\nscolaire", "extrascolaire")
    *_, kept = fate_lines(Reading(small_plan(), fates=fates))
    *_, line = proposal_lines([proposed])
    assert kept.startswith("  Tableau 1, ligne 2, colonne 1")
    assert line.startswith("  Feuille Mer, G4")
