from datetime import date

import pytest

from actions.enums import Role, ScheduleKind, Status
from annexes.readers.fields import Fields, read_field, split_names
from annexes.readers.headers import Column, column_of
from annexes.values.value import Value


@pytest.mark.parametrize(
    ("column", "text", "fields"),
    [
        (Column.SCHEDULE, "2025-2026", {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": 2025}),
        (Column.SCHEDULE, "12/03/2026", {"schedule_kind": ScheduleKind.DATE, "due_on": date(2026, 3, 12)}),
        (Column.SCHEDULE, "quand ce sera mûr", {"schedule_note": "quand ce sera mûr"}),
        (Column.PRIORITY, "Priorité 1", {"priority": 1}),
        (Column.STATUS, "En cours", {"status": Status.ONGOING}),
        (Column.STATUS, "Abandonné (faute de local)", {"status": Status.DROPPED, "status_reason": "faute de local"}),
        (Column.PROGRESS, "50 %", {"progress": 50}),
        (Column.PROGRESS, "réalisée", {"status": Status.DONE}),
        (Column.AUDIENCE, "Enfants, 3-11 ans", {"audiences": ("enfants",), "age_min": 3, "age_max": 11}),
        (Column.SCALE, "Ville et quartier", {"scales": ("quartier", "commune")}),
        (Column.SCALE, "les deux rives", {"scale_note": "les deux rives"}),
        (Column.SCHEMES, "CLAS ; Plan mercredi", {"schemes": ("CLAS", "Plan mercredi")}),
        (Column.FUNDING, "à voir avec la CAF", {"funding_note": "à voir avec la CAF"}),
        (Column.DESCRIPTION, "• Ouvrir", {"description": "- Ouvrir"}),
    ],
)
def test_clear_value_becomes_fields(column: Column, text: str, fields: Fields) -> None:
    assert read_field(column, (text,)) == Value(fields)


@pytest.mark.parametrize(
    ("column", "text"),
    [
        (Column.PRIORITY, "peut-être"),
        (Column.PRIORITY, "2 (ou 3 selon les crédits)"),
        (Column.STATUS, "à voir avec le maire"),
        (Column.PROGRESS, "33 %"),
        (Column.OTHER, "à revoir"),
    ],
)
def test_unclear_value_is_left_to_people(column: Column, text: str) -> None:
    assert read_field(column, (text,)) == Value(note=text)


@pytest.mark.parametrize("column", [Column.SCHEDULE, Column.LEAD, Column.DESCRIPTION, Column.PRIORITY])
def test_dash_says_nothing(column: Column) -> None:
    assert read_field(column, ("—",)) == Value()


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (("CAF ; MSA",), ("CAF", "MSA")),
        (("CAF, MSA, CAF",), ("CAF", "MSA")),
        (("• CAF", "• École (primaire, maternelle)"), ("CAF", "École (primaire, maternelle)")),
    ],
)
def test_names_are_split_where_it_is_not_ambiguous(lines: tuple[str, ...], names: tuple[str, ...]) -> None:
    assert split_names(lines) == names


def test_roles_come_from_the_column() -> None:
    fields = read_field(Column.OPERATOR, ("Les Francas",)).value

    assert fields is not None
    assert [(p.role, p.partner) for p in fields["participations"]] == [(Role.OPERATOR, "Les Francas")]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("OBJECTIFS INTERMÉDIAIRES", Column.INTERMEDIATE),
        ("OBJECTIF INTERMEDIAIRE", Column.INTERMEDIATE),
        ("Objectifs généraux", Column.INTERMEDIATE),
        ("OBJECTIFS OPÉRATIONNELS", Column.OPERATIONAL),
        ("Fiches actions", Column.ACTION),
        ("FICHES-ACTION", Column.ACTION),
        ("N° de fiche", Column.NUMBER),
        ("Intitulé de l’action", Column.TITLE),
        ("Service pilote", Column.LEAD),
        ("État d’avancement", Column.STATUS),
        ("Effets attendus", Column.EFFECTS),
        ("Fiche 3 : Ouvrir", None),
        ("Favoriser la réussite", None),
    ],
)
def test_column_is_told_by_its_wording(text: str, column: Column | None) -> None:
    assert column_of(text) is column
