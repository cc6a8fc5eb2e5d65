"""What is still said of a file once lines were left out."""

from dataclasses import replace

from annexes.deciding.decisions import Decisions
from annexes.deciding.standing import standing_issues
from annexes.outline import PlanOutline, ThemeOutline
from annexes.reading import Issue, Reading, Severity
from annexes.refs import with_refs
from tests.annexes.samples import fiche

BAD = Issue("Feuille Données, K3", Severity.ERROR, "bad-value", "cette date n’existe pas")
OTHER = Issue("Feuille Données, K4", Severity.ERROR, "bad-value", "cette date n’existe pas")
GENERAL = Issue("Feuille Données, K3", Severity.WARNING, "unknown-column", "colonne inconnue")


def reading(*rows: int) -> Reading:
    """Fiches read from these rows of « Données »."""
    actions = tuple(replace(fiche(f"Fiche {row}"), source=f"Feuille Données, ligne {row}") for row in rows)
    outline = with_refs(PlanOutline(themes=(ThemeOutline("Enfance", unattached=actions),)))
    return Reading(outline, (BAD, OTHER, GENERAL))


def test_fault_of_a_cell_goes_with_the_fiche_of_its_row() -> None:
    left_out = Decisions(left_out=frozenset({"0#0"}))
    assert standing_issues(reading(3, 4), left_out, None) == (OTHER, GENERAL)


def test_fault_stays_while_another_fiche_of_the_row_does() -> None:
    left_out = Decisions(left_out=frozenset({"0#0"}))
    assert standing_issues(reading(3, 3), left_out, None) == (BAD, OTHER, GENERAL)


def test_whole_branch_takes_the_faults_of_its_rows_away() -> None:
    assert standing_issues(reading(3, 4), Decisions(left_out=frozenset({"0"})), None) == (GENERAL,)


def test_nothing_decided_changes_nothing() -> None:
    assert standing_issues(reading(3, 4), Decisions(), None) == (BAD, OTHER, GENERAL)
