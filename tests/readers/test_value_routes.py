"""The same text gives the same fields and the same doubt in a column, under a rubric and in a foreign sheet."""

from datetime import date

import pytest

from actions.enums import Role, ScheduleKind
from annexes.columns.foreign import AGES, ROLES
from annexes.readers.fields import read_field
from annexes.readers.headers import Column
from annexes.readers.mapping.cells import read_cell
from annexes.readers.rubric_values import read_rubric
from annexes.readers.rubrics import Rubric


@pytest.mark.parametrize(
    ("rubric", "column", "field", "day"),
    [
        (Rubric.STARTS, "Début", "starts_on", date(2027, 10, 1)),
        (Rubric.ENDS, "Échéance", "due_on", date(2027, 10, 31)),
    ],
)
def test_month_of_a_bound_is_clear_in_a_fiche_and_in_a_sheet(
    rubric: Rubric, column: str, field: str, day: date
) -> None:
    in_fiche, in_sheet = read_rubric(rubric, ("oct. 2027",)), read_cell(column, ("oct. 2027",))

    assert in_fiche == in_sheet
    assert (in_fiche.fields[field], in_fiche.doubt) == (day, "")


def test_bound_that_is_no_date_is_said_in_a_fiche_and_in_a_sheet() -> None:
    in_fiche, in_sheet = read_rubric(Rubric.ENDS, ("bientôt",)), read_cell("Échéance", ("bientôt",))

    assert in_fiche.fields == {"schedule_note": "Fin : bientôt"}
    assert in_fiche.doubt == in_sheet.doubt == "« bientôt » n’est pas lu comme une date : gardé en mots"
    assert in_sheet.note == "Fin : bientôt"


def test_calendar_in_the_column_of_an_end_is_read() -> None:
    assert read_cell("Échéance", ("en continu",)).fields == {"schedule_kind": ScheduleKind.CONTINUOUS}


def test_ages_column_reads_ages_publics_or_says_that_it_does_not() -> None:
    assert read_cell(AGES, ("6 mois - 3 ans",)).doubt == "« 6 mois - 3 ans » lu comme 0-3 ans"
    assert read_cell(AGES, ("Tout public",)).fields == {"audiences": ("tout_public",)}
    in_fiche, in_sheet = read_rubric(Rubric.AGES, ("les petits",)), read_cell(AGES, ("les petits",))
    assert in_fiche.fields == {"audience_note": "les petits"}
    assert in_fiche.doubt == in_sheet.doubt == "« les petits » : âges non compris, gardés en mots"


@pytest.mark.parametrize(
    ("role", "rubric", "column"),
    [
        (Role.LEAD, Rubric.LEAD, Column.LEAD),
        (Role.PARTNER, Rubric.PARTNERS, Column.PARTNER),
        (Role.FUNDER, Rubric.FUNDER, Column.FUNDER),
    ],
)
@pytest.mark.parametrize("text", ["Ville (pilote), CAF", "Ville (pilote) et CAF", "CAF et MSA", "CAF (Mme Brume)"])
def test_roles_are_the_same_by_every_route(role: Role, rubric: Rubric, column: Column, text: str) -> None:
    in_table, in_fiche, in_sheet = (
        read_field(column, (text,)), read_rubric(rubric, (text,)), read_cell(ROLES[role], (text,)),
    )  # fmt: skip

    assert in_table.value == in_fiche.fields == in_sheet.fields
    assert in_table.doubt == in_fiche.doubt == in_sheet.doubt
    assert in_fiche.fields["participations"]


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("15 000 €", "« 15 000 € » n’est pas écrit « financeur : montant » : gardé en texte"),
        ("environ 3 000 €", "« environ 3 000 € » n’est pas écrit « financeur : montant » : gardé en texte"),
        ("50% du coût", "« 50% du coût » n’est pas écrit « financeur : montant » : gardé en texte"),
        ("CAF : 500-800 €", "« 500-800 € » est une fourchette : aucun nombre n’a été retenu"),
        ("cf. dispositifs", ""),
    ],
)
def test_amount_that_no_funder_gives_is_said_by_every_route(text: str, doubt: str) -> None:
    in_table, in_fiche, in_sheet = (
        read_field(Column.FUNDING, (text,)),
        read_rubric(Rubric.FUNDING, (text,)),
        read_cell("Plan de financement", (text,)),
    )

    assert in_table.value == in_fiche.fields == {"funding_note": text}
    assert in_sheet.note == text
    assert in_table.doubt == in_fiche.doubt == in_sheet.doubt == doubt
