from datetime import date

import pytest

from actions.enums import Role, ScheduleKind, Status
from annexes.readers.fields import Fields, read_field, split_names
from annexes.readers.headers import Column, column_of


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("2025-2026", {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": 2025}),
        ("2025/26", {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": 2025}),
        ("2025-2028", {"schedule_note": "2025-2028"}),
        ("En continu", {"schedule_kind": ScheduleKind.CONTINUOUS}),
        ("annuel", {"schedule_kind": ScheduleKind.YEARLY}),
        ("12/03/2026", {"schedule_kind": ScheduleKind.DATE, "due_on": date(2026, 3, 12)}),
        (
            "février 2026",
            {"schedule_kind": ScheduleKind.DATE, "due_on": date(2026, 2, 28), "schedule_note": "février 2026"},
        ),
        ("à la rentrée", {"schedule_note": "à la rentrée"}),
        ("—", {}),
    ],
)
def test_schedule_is_read_when_clear_and_kept_in_words_otherwise(text: str, fields: Fields) -> None:
    assert read_field(Column.SCHEDULE, (text,)) == fields


@pytest.mark.parametrize(
    ("column", "text", "fields"),
    [
        (Column.PRIORITY, "Priorité 1", {"priority": 1}),
        (Column.PRIORITY, "moyenne", {"priority": 2}),
        (Column.PRIORITY, "peut-être", None),
        (Column.STATUS, "En cours", {"status": Status.ONGOING}),
        (Column.STATUS, "Réalisé", {"status": Status.DONE}),
        (Column.STATUS, "à voir", None),
        (Column.PROGRESS, "50 %", {"progress": 50}),
        (Column.PROGRESS, "0,75", {"progress": 75}),
        (Column.PROGRESS, "33 %", None),
        (Column.OTHER, "à revoir", None),
    ],
)
def test_unclear_value_is_left_to_people(column: Column, text: str, fields: Fields | None) -> None:
    assert read_field(column, (text,)) == fields


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
    fields = read_field(Column.OPERATOR, ("Les Francas",))

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
