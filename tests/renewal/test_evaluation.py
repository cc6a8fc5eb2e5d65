"""The final evaluation: what was done and what it changed, as it was written, and what was not."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import pytest

from actions.enums import Status
from annexes.contents.evaluation import NOT_MEASURED, evaluation_of, reading
from annexes.outline import (
    IndicatorOutline,
    MeasurementOutline,
    NoteOutline,
    PlanOutline,
    StepOutline,
    TargetOutline,
)
from annexes.pdf.evaluation import write_evaluation_pdf
from annexes.word.evaluation import write_evaluation_docx
from indicators.enums import Direction
from pedt_planner.demo.outlines import demo_outlines
from tests.annexes.samples import axis, fiche, oi, oo, plan, theme
from tests.documents.samples import EDITION
from tests.documents.test_calendar_forms import assert_accessible, text_of


def indicator(direction: Direction, *values: str, target: str = "20", baseline: str | None = "10") -> IndicatorOutline:
    return IndicatorOutline(
        "Enfants accueillis",
        direction=direction,
        unit="enfants",
        baseline=Decimal(baseline) if baseline else None,
        targets=(TargetOutline(date(2027, 6, 1), Decimal(target)),),
        measurements=tuple(MeasurementOutline(2025 + rank, value=Decimal(value)) for rank, value in enumerate(values)),
    )


def bare(text: str) -> str:
    """Without spaces, nor the hyphens of words that are cut at the end of a line."""
    return re.sub(r"[\s\u00ad\u2010\ufffe\u0002-]", "", text)


def evaluated() -> PlanOutline:
    done = fiche(
        "Ouvrir la ludothèque",
        1,
        status=Status.DONE,
        notes=(NoteOutline(2026, "Deux cents familles.\n- Les samedis\n- Les soirs"), NoteOutline(2025, "Ouverture.")),
        indicators=(indicator(Direction.UP, "12", "25"),),
    )
    silent = fiche("Tenir le relais", 2, status=Status.PERMANENT)
    dropped = fiche("Créer un bus", 3, status=Status.DROPPED, status_reason="Pas de marché")
    steps = (StepOutline("Réunir les parents", done_on=date(2026, 1, 8)), StepOutline("Signer"))
    stepped = fiche("Écrire la charte", 4, status=Status.ONGOING, progress=50, steps=steps)
    below = oi("Dehors", oo("Partout", done, silent), oo("Loin", dropped, stepped))
    return plan(theme("Enfance", axis("Jouer", below)))


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (indicator(Direction.UP, "12", "25"), "Cible atteinte\n+ 15 enfants depuis le départ"),
        (indicator(Direction.UP, "12"), "Cible non atteinte : écart de 8 enfants\n+ 2 enfants depuis le départ"),
        (indicator(Direction.DOWN, "8", target="9"), "Cible atteinte\n− 2 enfants depuis le départ"),
        (indicator(Direction.DOWN, "9.5", target="9", baseline=None), "Cible non atteinte : écart de 0,5 enfants"),
        (indicator(Direction.NONE, "22", baseline=None), "Écart à la cible : + 2 enfants"),
        (indicator(Direction.STEADY, "20"), "Cible atteinte\n+ 10 enfants depuis le départ"),
        (indicator(Direction.UP), NOT_MEASURED),
        (IndicatorOutline("Climat", measurements=(MeasurementOutline(2026, text="Apaisé"),)), "À apprécier"),
        (IndicatorOutline("Ateliers", measurements=(MeasurementOutline(2026, value=Decimal(3)),)),
         "Sans cible ni point de départ"),
    ],
)  # fmt: skip
def test_reading_of_an_indicator(one: IndicatorOutline, words: str) -> None:
    assert reading(one).replace("\u00a0", " ") == words


def test_part_that_was_measured_never_hides_the_whole() -> None:
    whole = MeasurementOutline(2025, value=Decimal(30))
    part = MeasurementOutline(2026, "QPV", Decimal(4))
    one = IndicatorOutline("Enfants", measurements=(whole, part), targets=(TargetOutline(value=Decimal(30)),))
    assert reading(one) == "Cible atteinte"


def test_each_fiche_says_what_was_done_or_that_nothing_was_written() -> None:
    (objective,) = evaluation_of(evaluated(), EDITION).themes[0].objectives
    rows = {str(row.cells[0]): row.cells[1:] for row in objective.done.rows}
    assert rows["1 – Ouvrir la ludothèque"] == (
        "✓ Réalisée",
        "2025 : Ouverture.\n2026 : Deux cents familles. · Les samedis · Les soirs",
    )
    assert rows["2 – Tenir le relais"][1] == "Aucun bilan écrit."
    assert rows["3 – Créer un bus"][1] == "Aucun bilan écrit.\nMotif : Pas de marché"
    assert rows["4 – Écrire la charte"] == (
        "● En cours\n50 %",
        "Aucun bilan écrit.\nÉtapes faites : Réunir les parents",
    )
    assert objective.words == ("4 fiches : 1 en cours, 1 réalisée, 1 reconduite, 1 abandonnée.",)


def test_what_is_missing_is_said() -> None:
    found = evaluation_of(evaluated(), EDITION)
    assert found.gaps == (
        "1 fiche réalisée ou reconduite n’a aucun bilan : 2.",
        "1 fiche réalisée ou reconduite n’a aucun indicateur : 2.",
    )
    assert [row.cells[2] for row in found.stopped.rows] == ["Pas de marché"]
    assert "1 indicateur, dont 1 mesuré ; 1 cible atteinte." in found.words


@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_pdf_of_each_demo_plan_is_accessible_and_names_every_fiche(slug: str, tmp_path: Path) -> None:
    outline = demo_outlines()[slug]
    content = write_evaluation_pdf(outline, EDITION)
    assert_accessible(content, tmp_path)
    text = bare(text_of(content))
    assert [one.title for one in outline.all_actions() if bare(one.title) not in text] == []


def test_word_says_the_same_rows() -> None:
    outline = evaluated()
    document = docx.Document(BytesIO(write_evaluation_docx(outline, EDITION)))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    (objective,) = evaluation_of(outline, EDITION).themes[0].objectives
    assert {str(row.cells[0]) for row in objective.done.rows} <= set(cells)
    assert any("Conclusions et perspectives" in one.text for one in document.paragraphs)


def test_plan_without_fiches_leaves_room_for_what_was_seen() -> None:
    found = evaluation_of(demo_outlines()["pedt-2025-2028"], EDITION)
    assert not found.summary.rows
    assert all(objective.done.columns[2].title == "Constats" for objective in found.themes[0].objectives)
