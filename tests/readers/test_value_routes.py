"""The same text gives the same fields and the same doubt in a column, under a rubric and in a foreign sheet."""

from datetime import date

import pytest

from actions.enums import ScheduleKind
from annexes.columns.foreign import AGES
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
