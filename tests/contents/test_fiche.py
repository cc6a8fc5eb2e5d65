from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from actions.enums import Role, ScheduleKind
from annexes.contents.model import Fact, FicheStyle, Line, RowStyle
from annexes.contents.wording import value_wording
from annexes.outline import ActionOutline, IndicatorOutline, LinkOutline, ParticipationOutline, PlanOutline, StepOutline
from indicators.enums import IndicatorKind
from tests.contents.fiches import EDITION, FULL, OTHER, plan_of, sheet_of, sheets_of

# What tells that each field of a fiche is printed: a piece of what it gives.
SAID = {
    "title": "Ouvrir la maison des parents", "number": "8 bis", "suffix": "8 bis", "code": "1.2.4",
    "version_label": "révision de mars", "status": "+ Fusionnée", "status_reason": "Deux lieux pour un même public",
    "merged_into": "fiche 14 (Enfance)", "nature": "Existante, développée", "priority": "Moyenne",
    "horizon": "Long terme", "progress": "75 %", "weather": "△ Vigilance", "challenge": "Rompre l’isolement",
    "context": "Un constat", "objectives": "Faire se rencontrer", "description": "Un lieu ouvert", "outputs": "Douze",
    "expected_effects": "Des parents confiants", "domains": "Parentalité", "audiences": "Parents et familles",
    "audience_note": "parents isolés d’abord", "age_min": "2-13\u00a0ans", "age_max": "2-13\u00a0ans",
    "scales": "Quartier", "scale_note": "les deux rives", "child_times": "Mercredi", "places": "Les Tilleuls",
    "charter_axes": "Qualité et diversité des activités", "schedule_kind": "année scolaire 2026-2027",
    "starts_on": "14/09/2026", "due_on": "juin 2027", "school_year": "2026-2027", "schedule_note": "hors vacances",
    "elected_lead": "Adjointe à la famille", "participations": "Structure CONTRACTOR", "schemes": "CLAS, LAEP",
    "funding_note": "Selon l’appel à projets", "fundings": "Investissement · Crédits spécifiques · Notifié",
    "steps": "Réunir les parents", "indicators": "Familles accueillies", "links": "Même public que la ludothèque",
    "notes": "Ouverture réussie", "documents": "https://www.val-fictif.example/charte.pdf",
    "also_serves": "Enfance › II › OI 3 : Jouer ensemble", "doubtful": "Rattachement à vérifier",
    "renewed_from": "fiche 3 (Enfance, pedt-2022-2025)",
}  # fmt: skip


def texts(value: Any) -> Iterator[str]:
    """Every text of a value of `annexes.contents.model`, values of grids as they are written."""
    if is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)
    elif value is not None and not isinstance(value, bool):
        yield value_wording(value) if isinstance(value, (str, date, Decimal)) else str(value)


def said(action: ActionOutline, style: FicheStyle = FicheStyle.COMPLETE, *, contacts: bool = False) -> str:
    return "\n".join(texts(sheet_of(action, style, contacts=contacts)))


@pytest.mark.parametrize("name", [field.name for field in fields(ActionOutline) if field.compare])
def test_every_field_of_a_fiche_is_printed(name: str) -> None:
    action = replace(FULL, number=None, code="1.2.4") if name == "code" else FULL
    assert SAID[name] in said(action)


def test_every_part_of_what_hangs_on_a_fiche_is_printed() -> None:
    text = said(FULL)
    for part in (
        "CAF", "PS LAEP", "2026", "12\u202f000", "11\u202f000,5", "Centre social", "15/10/2026", "12/10/2026",
        "Résultat", "en familles", "↗ à la hausse", "chaque année", "ventilation : par quartier", "Registre",
        "40 – sans le mercredi", "janvier 2025", "90 – au moins", "décembre 2027", "2023 : 31 – à la main", "52",
        "relevé le 20/01/2026, source : rapport annuel", "QPV : 17", "AT Jeunesse", "2025, écrit le 3 février 2026",
        *(f"Structure {role.value}" for role in Role if role is not Role.LEAD),
    ):  # fmt: skip
        assert part in text, part


def test_contacts_are_named_only_when_asked_for() -> None:
    assert "Ada Martin" not in said(FULL)
    assert "Service famille (Ada Martin)" in said(FULL, contacts=True)


def test_place_of_a_fiche_is_said_in_full() -> None:
    sheet = sheet_of(FULL)
    assert sheet.theme == "Enfance"
    assert [step.said for step in sheet.path] == [
        "Axe III : Soutenir les parents",
        "OI 2 : Accueillir les familles",
        "OO 1 : Ouvrir des lieux",
    ]
    assert (sheet.name, sheet.anchor) == ("Fiche action n° 8 bis", "f12")


def test_complete_fiche_says_what_is_not_known() -> None:
    sheet = sheet_of(OTHER)
    assert {"Priorité", "Pilote", "Public", "Enjeu", "Étapes", "Indicateurs", "Bilan et suites"} <= set(sheet.missing)
    assert "Statut" not in sheet.missing


def test_version_for_the_elected_has_no_empty_block() -> None:
    sheet = sheet_of(OTHER, FicheStyle.ELECTED)
    assert (sheet.missing, sheet.facts, sheet.rubrics) == ((), (), ())
    assert sheet.marks == (Fact("Statut", "○ Proposée"),)
    assert len(sheet_of(FULL, FicheStyle.ELECTED).rubrics) == len(sheet_of(FULL).rubrics)


def test_blank_fiche_keeps_what_is_known_and_room_for_the_rest() -> None:
    sheet = sheet_of(replace(OTHER, challenge="Jouer"), FicheStyle.BLANK)
    rubrics = {rubric.title: rubric for rubric in sheet.rubrics}
    assert sheet.to_fill
    assert rubrics["Enjeu"].lines == (Line("Jouer"),)
    assert rubrics["Description"].is_empty
    assert rubrics["Description"].dotted > 1
    assert [column.title for column in rubrics["Étapes"].grids[0].columns] == [
        "N°",
        "Étape",
        "Qui",
        "Échéance",
        "Fait le",
    ]
    assert rubrics["Indicateurs"].grids[0].columns[4].title == "2025"


@pytest.mark.parametrize(
    ("outline", "style"),
    [(plan_of(FULL, OTHER), FicheStyle.FORM), (PlanOutline(), FicheStyle.FORM), (PlanOutline(), FicheStyle.BLANK)],
)
def test_form_is_one_fiche_of_the_kind_of_plan(outline: PlanOutline, style: FicheStyle) -> None:
    (sheet,) = sheets_of(outline, style)
    assert [step.level for step in sheet.path] == ["Thème", "Axe", "Objectif intermédiaire", "Objectif opérationnel"]
    assert sheet.title == sheet.reference == ""
    assert not any(fact.value for fact in (*sheet.marks, *sheet.facts))
    assert all(rubric.is_empty for rubric in sheet.rubrics)


@pytest.mark.parametrize("style", [FicheStyle.COMPLETE, FicheStyle.ELECTED])
def test_plan_without_fiche_has_no_sheet(style: FicheStyle) -> None:
    assert sheets_of(PlanOutline(), style) == []


def test_funding_lines_have_their_totals() -> None:
    (grid,) = next(rubric for rubric in sheet_of(FULL).rubrics if rubric.title.startswith("Financement")).grids
    assert [column.title for column in grid.columns][-4:] == ["Prévu", "Demandé", "Accordé", "Réalisé"]
    assert grid.rows[-1].style is RowStyle.TOTAL
    assert grid.rows[-1].cells[-4:] == (Decimal("15000"), Decimal("11000.50"), Decimal("10000"), Decimal("9000"))


def test_steps_and_indicators_that_are_mere_words_are_lists() -> None:
    action = replace(
        OTHER,
        steps=(StepOutline("Chercher"), StepOutline("Ouvrir")),
        indicators=(IndicatorOutline("Jeux prêtés"), IndicatorOutline("Plaisir de jouer", IndicatorKind.OUTCOME)),
    )
    rubrics = {rubric.title: rubric.lines for rubric in sheet_of(action).rubrics if rubric.lines}
    assert rubrics == {
        "Étapes": (Line("Chercher", bullet=True, mark="1."), Line("Ouvrir", bullet=True, mark="2.")),
        "Indicateurs de réalisation": (Line("Jeux prêtés", bullet=True),),
        "Indicateurs d’effet": (Line("Plaisir de jouer", bullet=True),),
    }


def test_link_to_a_fiche_of_the_document_leads_there() -> None:
    (line,) = next(rubric.lines for rubric in sheet_of(FULL).rubrics if rubric.title == "Liens")
    assert (line.anchor, line.lead) == ("f13", "AT Jeunesse")
    bare = replace(FULL, links=(LinkOutline("", target=FULL.links[0].target),))
    (line,) = next(rubric.lines for rubric in sheet_of(bare).rubrics if rubric.title == "Liens")
    assert line.text == "Fiche 9 – Prêter des jeux"


def test_names_with_commas_are_parted_by_semicolons() -> None:
    held = (
        ParticipationOutline(Role.PARTNER, "Enfance, jeux et loisirs"),
        ParticipationOutline(Role.PARTNER, "CAF"),
    )
    (line,) = next(
        rubric.lines
        for rubric in sheet_of(replace(OTHER, participations=held)).rubrics
        if "Partenaires" in rubric.title
    )
    assert line.text == "Enfance, jeux et loisirs ; CAF"


def test_calendar_says_what_the_date_leaves_out() -> None:
    action = replace(OTHER, schedule_kind=ScheduleKind.CONTINUOUS, starts_on=date(2026, 9, 1), schedule_note="le soir")
    sheet = sheet_of(action)
    assert Fact("Échéance", "en continu") in sheet.marks
    assert {fact.label: fact.value for fact in sheet.facts if fact.value} == {
        "Dates": "à partir de septembre 2026",
        "Calendrier": "le soir",
    }
    again = sheet_of(replace(OTHER, schedule_kind=ScheduleKind.CONTINUOUS, schedule_note="En continu"))
    assert not [fact for fact in again.facts if fact.value]


def test_fiches_come_in_the_order_of_print_with_a_name_of_their_own() -> None:
    sheets = sheets_of(plan_of(replace(FULL, pk=None), replace(OTHER, pk=None)))
    assert [sheet.title for sheet in sheets] == [FULL.title, OTHER.title]
    assert len({sheet.anchor for sheet in sheets}) == 2
    assert sheets[0].label == EDITION.action_label
