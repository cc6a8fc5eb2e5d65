"""Rules and limits said before anything is written, so that the database never has to refuse."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings

from actions.enums import Role, Status
from annexes.applying.checks import NO_REASON, fit
from annexes.importing.batches import fitted
from annexes.outline import (
    ActionOutline,
    ExpectedEffects,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    ParticipationOutline,
    PlanOutline,
    StepOutline,
)
from annexes.reading import Severity
from plans.enums import Level
from tests.annexes.samples import axis, fiche, full_fiche, oi, oo, plan, plan_outlines, small_plan, theme
from tests.readers.makers import read, xlsx

FOUR = frozenset({Level.THEME, Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL})
LONG = "a" * 10_001


def of(action: ActionOutline) -> PlanOutline:
    return plan(theme("Enfance", oo("Ouvrir", replace(action, source="Enfance!D5"))))


def errors(outline: PlanOutline, levels: frozenset[Level] = FOUR) -> list[str]:
    return [issue.code for issue in fit(outline, levels)[1] if issue.severity is Severity.ERROR]


@settings(max_examples=20, deadline=None)
@given(plan_outlines())
def test_plan_that_holds_is_left_as_it_is(outline: PlanOutline) -> None:
    assert fit(outline, FOUR) == (outline, [])


def test_full_fiche_is_fit() -> None:
    assert fit(of(full_fiche()), FOUR)[1] == []


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "a" * 1001}, "too-long"),
        ({"description": LONG}, "too-long"),
        ({"suffix": "a" * 11}, "too-long"),
        ({"elected_lead": "a" * 201}, "too-long"),
        ({"context": "a\0b"}, "not-text"),
        ({"outputs": "a\ud800"}, "not-text"),
        ({"age_min": 12, "age_max": 3}, "ages-reversed"),
        ({"age_max": 121}, "age-out-of-bounds"),
        ({"age_min": -1}, "age-out-of-bounds"),
        ({"starts_on": date(2026, 1, 1), "due_on": date(2025, 1, 1)}, "dates-reversed"),
        ({"number": 2**31}, "number-out-of-bounds"),
        ({"school_year": 40_000}, "year-out-of-bounds"),
        ({"progress": 33}, "progress-unknown"),
        ({"priority": 9}, "priority-unknown"),
        ({"nature": "Autre"}, "nature-unknown"),
        ({"horizon": "demain"}, "horizon-unknown"),
        ({"weather": "pluie"}, "weather-unknown"),
        ({"schemes": ("a" * 201,)}, "too-long"),
        ({"steps": (StepOutline("a" * 1001),)}, "too-long"),
        ({"steps": (StepOutline("a", who="a" * 201),)}, "too-long"),
        ({"links": (LinkOutline("a", "a" * 201),)}, "too-long"),
        ({"indicators": (IndicatorOutline("a" * 301),)}, "too-long"),
        ({"indicators": (IndicatorOutline("a", unit="a" * 61),)}, "too-long"),
        ({"participations": (ParticipationOutline(Role.LEAD, "a" * 201),)}, "too-long"),
        ({"participations": (ParticipationOutline(Role.LEAD, "a", "a" * 151),)}, "too-long"),
        ({"participations": (ParticipationOutline(Role.LEAD, " "),)}, "no-partner"),
        ({"fundings": (FundingOutline("a" * 201),)}, "too-long"),
        ({"fundings": (FundingOutline("a", planned=Decimal(-1)),)}, "amount-out-of-bounds"),
        ({"fundings": (FundingOutline("a", spent=Decimal("NaN")),)}, "amount-out-of-bounds"),
        ({"fundings": (FundingOutline("a", spent=Decimal(10) ** 10),)}, "amount-out-of-bounds"),
        ({"fundings": (FundingOutline("a", year=99_999),)}, "year-out-of-bounds"),
    ],
)
def test_value_that_the_database_refuses_is_an_error_with_its_address(values: dict[str, Any], code: str) -> None:
    (issue,) = fit(of(fiche("Crèche", **values) if "title" not in values else fiche(**values)), FOUR)[1]
    assert (issue.code, issue.severity, issue.where) == (code, Severity.ERROR, "Enfance!D5")
    assert issue.message[0].islower()
    assert issue.proposal


def test_objective_and_theme_have_limits_too() -> None:
    assert errors(plan(theme("a" * 1001))) == ["too-long"]
    assert errors(plan(theme("a", version_label="a" * 101, annexe_number="a" * 31))) == ["too-long", "too-long"]
    assert errors(plan(theme("a", age_min=9, age_max=3))) == ["ages-reversed"]
    assert errors(plan(theme("a", oo("a", code="a" * 31, note=LONG)))) == ["too-long", "too-long"]
    assert errors(plan(theme("a", oo("a", effects=ExpectedEffects(1, LONG))))) == ["too-long"]
    assert errors(plan(theme("a", oo("a", indicators=(IndicatorOutline("a" * 301),))))) == ["too-long"]


def test_number_given_twice_in_a_theme_is_an_error() -> None:
    twice = plan(theme("a", oo("x", fiche("1", 8, source="D4")), unattached=(fiche("2", 8, source="D9"),)))
    (issue,) = fit(twice, FOUR)[1]
    assert (issue.code, issue.where) == ("number-twice", "D9")
    assert "D4" in issue.proposal
    assert not errors(plan(theme("a", unattached=(fiche("1", 8), fiche("2", 8, suffix="bis")))))
    assert not errors(plan(theme("a", unattached=(fiche("1", 8),)), theme("b", unattached=(fiche("1", 8),))))


def test_status_that_owes_a_reason_gets_one_and_says_it() -> None:
    outline, (issue,) = fit(of(fiche("Crèche", status=Status.SUSPENDED)), FOUR)
    assert next(outline.all_actions()).status_reason == NO_REASON
    assert issue.severity is Severity.WARNING
    assert "Suspendue" in issue.message


def test_second_lead_becomes_a_co_lead_and_says_it() -> None:
    two = (ParticipationOutline(Role.LEAD, "CAF"), ParticipationOutline(Role.LEAD, "Ville"))
    outline, (issue,) = fit(of(fiche("Crèche", participations=two)), FOUR)
    assert [p.role for p in next(outline.all_actions()).participations] == [Role.LEAD, Role.CO_LEAD]
    assert issue.severity is Severity.WARNING
    assert "Ville" in issue.proposal


def test_partner_given_twice_in_a_role_is_kept_once() -> None:
    twice = (
        ParticipationOutline(Role.PARTNER, "CAF", "Dominique Essai"),
        ParticipationOutline(Role.PARTNER, "Ville"),
        ParticipationOutline(Role.PARTNER, "caf", "Claude Essai"),
    )
    outline, (issue,) = fit(of(fiche("Crèche", participations=twice)), FOUR)
    assert next(outline.all_actions()).participations == twice[:2]
    assert "Claude Essai" in issue.proposal
    assert not fit(of(fiche("Crèche", participations=(twice[1], twice[1]))), FOUR)[1]


def test_kind_without_theme_takes_what_stands_under_them() -> None:
    outline, issues = fit(small_plan(), FOUR - {Level.THEME})
    (only,) = outline.themes
    assert only.title == ""
    assert [o.title for o in only.objectives] == ["Bien grandir", "Sortir"]
    assert [issue.code for issue in issues if issue.severity is Severity.INFO] == ["theme-left-out"] * 2
    assert "number-twice" in [issue.code for issue in issues]


def test_cells_of_themes_are_no_more_attached_where_the_plan_has_none() -> None:
    rows = [
        ["Thématique", "Axe", "Intitulé de l’action"],
        ["Enfance", "Grandir", "Crèche"],
        ["Enfance", "Grandir", "Relais"],
    ]
    reading = read(xlsx(("Feuille", rows)))

    kept, without = fitted(reading, FOUR), fitted(reading, FOUR - {Level.THEME})

    assert kept.attached - without.attached == 2
    assert [fate.text for fate in without.fates if "pas de thème" in fate.reason] == ["Enfance", "Enfance"]
    assert without.attached + len(without.fates) == without.cells == kept.attached + len(kept.fates)


def test_level_that_the_kind_has_not_is_an_error() -> None:
    assert errors(plan(theme("a", axis("x", source="A3"))), FOUR - {Level.AXIS}) == ["level-unknown"]
    assert not errors(plan(theme("a", axis("x"))), frozenset())


def test_child_above_its_parent_is_an_error() -> None:
    assert errors(plan(theme("a", oi("x", axis("y"))))) == ["level-above"]


def test_document_without_theme_is_said() -> None:
    (issue,) = fit(plan(theme("", axis("x"))), FOUR)[1]
    assert (issue.code, issue.severity) == ("no-theme", Severity.WARNING)
