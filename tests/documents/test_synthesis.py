"""The synthesis: what it counts and asks, and its one page whatever the plan."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import page as page_validation
import pikepdf
import pytest

from actions.enums import Priority, Role, ScheduleKind, Status
from annexes.contents.synthesis import LATE_SHOWN, Synthesis, synthesis_of
from annexes.edition import Edition, LevelLabels
from annexes.outline import ActionOutline, ParticipationOutline, PlanOutline
from annexes.pdf.synthesis import write_synthesis_pdf
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level
from tests.annexes.samples import axis, fiche, oo, plan, small_plan, theme
from tests.documents.reading import words_of_pdf

TODAY = date(2026, 11, 21)
EDITION = Edition(
    "Val de Brume",
    "Plan d’essai",
    "Projet global de territoire",
    TODAY,
    period="2025-2029",
    level_labels={Level.THEME: LevelLabels("Thème", "Thèmes"), Level.AXIS: LevelLabels("Axe", "Axes")},
)
LEAD = (ParticipationOutline(Role.LEAD, "Service enfance"),)


def due(title: str, day: date, status: Status = Status.ONGOING, **values: Any) -> ActionOutline:
    return fiche(title, status=status, schedule_kind=ScheduleKind.DATE, due_on=day, participations=LEAD, **values)


def of(*fiches: ActionOutline) -> Synthesis:
    return synthesis_of(plan(theme("Enfance", axis("Grandir", oo("Ouvrir", *fiches)))), EDITION)


def titles(decisions: Any) -> dict[str, list[str]]:
    return {one.title: [fiche.title for fiche in one.fiches] for one in decisions}


def test_late_is_past_on_the_day_of_the_edition_and_not_closed_the_oldest_first() -> None:
    synthesis = of(
        due("Hier", date(2026, 11, 20)),
        due("Aujourd’hui", TODAY),
        due("Demain", date(2026, 11, 22)),
        due("Faite", date(2026, 1, 1), Status.DONE),
        due("Reconduite", date(2026, 1, 1), Status.PERMANENT),
        due("Reportée", date(2026, 2, 1), Status.POSTPONED, status_reason="faute de local"),
        fiche("Sans date"),
    )
    assert [one.title for one in synthesis.late] == ["Reportée", "Hier"]
    assert synthesis.late[0].lead == "Service enfance"


def test_what_is_to_be_decided_is_counted_and_named() -> None:
    loose = fiche("Radio", participations=LEAD)
    done = fiche("Faite sans pilote", status=Status.DONE)
    asked = plan(
        replace(
            theme(
                "Enfance",
                axis(
                    "Grandir",
                    actions=(
                        fiche("Crèche", 1, status=Status.SUSPENDED, participations=LEAD),
                        fiche("Relais", 2, priority=Priority.HIGH),
                        fiche("Jeux", 3, status=Status.MERGED, status_reason="doublon", participations=LEAD),
                        done,
                    ),
                ),
            ),
            unattached=(loose,),
        )
    )
    assert titles(synthesis_of(asked, EDITION).decisions) == {
        "1 fiche reportée ou suspendue": ["Crèche"],
        "1 fiche de priorité haute pas encore commencée": ["Relais"],
        "1 fiche sans pilote": ["Relais"],
        "1 fiche sans objectif": ["Radio"],
        "1 fiche dont le statut n’a pas de motif": ["Crèche"],
        "1 fiche fusionnée sans dire avec laquelle": ["Jeux"],
    }


def test_plan_in_order_asks_for_nothing() -> None:
    assert of(due("Demain", date(2026, 12, 1))).decisions == ()


def test_statuses_add_up_by_axis_and_in_all() -> None:
    synthesis = synthesis_of(small_plan(), EDITION)
    assert [(row.name, row.where, row.total) for row in synthesis.rows] == [
        ("Axe I : Bien grandir", "Enfance", 2),
        ("Axe I : Sortir", "Jeunesse", 1),
        ("À rattacher", "Jeunesse", 1),
    ]
    assert synthesis.whole.counts == tuple(map(sum, zip(*(row.counts for row in synthesis.rows), strict=True)))
    assert synthesis.whole.total == 4


@pytest.mark.parametrize("rows", [2, 5, 30])
def test_statuses_of_many_axes_are_told_by_theme_then_together(rows: int) -> None:
    many = plan(
        *(theme(f"Thème {t}", *(axis(f"Axe {a}", actions=(fiche(f"F {t} {a}"),)) for a in range(4))) for t in range(5))
    )
    synthesis = synthesis_of(many, EDITION, rows=rows)
    assert len(synthesis.rows) == {2: 2, 5: 5, 30: 20}[rows]
    assert sum(row.total for row in synthesis.rows) == synthesis.whole.total == 20
    if rows == 2:
        assert synthesis.rows[-1].name == "4 autres thèmes"


def test_plan_without_fiches_says_its_objectives() -> None:
    pedt = next(one for one in demo_outlines().values() if not any(one.all_actions()))
    synthesis = synthesis_of(pedt, EDITION)
    assert len(synthesis.aims) == 5
    assert synthesis.aims[0].below
    assert not synthesis.late


def many_fiches(number: int, words: str = "") -> PlanOutline:
    """A plan of so many fiches in three themes, late and without pilote for many of them."""
    statuses = [*Status]
    themes = []
    for rank in range(3):
        own = [
            replace(
                due(f"Une action {n} {words}".strip(), date(2026, 1 + n % 12, 1), statuses[n % len(statuses)]),
                number=n + 1,
                priority=n % 4,
                participations=LEAD if n % 3 else (),
            )
            for n in range(rank, number, 3)
        ]
        size = max(1, len(own) // 9)
        axes = [
            axis(f"Un axe {place} {words}".strip(), actions=tuple(own[place * size : (place + 1) * size]), code="I")
            for place in range(-(-len(own) // size))
        ]
        themes.append(theme(f"Thème {rank} {words}".strip(), *axes))
    return plan(*themes)


PLANS = {
    "nothing": PlanOutline(),
    "small": small_plan(),
    "ten": many_fiches(10),
    "hundred": many_fiches(100, "pour accompagner les enfants et leurs familles, de la crèche au collège"),
    "two thousand": many_fiches(2000, "pour tous"),
    "long": many_fiches(400, "le plus long intitulé que l’on puisse écrire " * 6),
    "one word": many_fiches(60, "x" * 290),
    **demo_outlines(),
}


@pytest.mark.parametrize("name", PLANS)
def test_synthesis_is_one_accessible_page_whatever_the_plan(name: str, tmp_path: Path) -> None:
    edition = replace(EDITION, draft=True, deliberation="Délibération n° 2026-114 du 3 décembre 2026")
    path = tmp_path / "synthese.pdf"
    path.write_bytes(write_synthesis_pdf(PLANS[name], edition))
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.is_compliant, [(failure.rule_id, failure.message) for failure in result.failures][:5]
    with pikepdf.open(path) as pdf:
        (page,) = pdf.pages
        assert [round(float(side)) for side in page.mediabox] == [0, 0, 595, 842]


def test_late_fiches_that_are_not_named_are_counted() -> None:
    outline = many_fiches(300)
    synthesis = synthesis_of(outline, EDITION)
    text = " ".join(words_of_pdf(write_synthesis_pdf(outline, EDITION)).split())
    assert len(synthesis.late) > LATE_SHOWN
    named = sum(1 for one in synthesis.late[:LATE_SHOWN] if f"{one.due_on:%d/%m/%Y}" in text)
    assert named
    assert f"({len(synthesis.late)})" in text
    assert "autres fiches en retard" in text
