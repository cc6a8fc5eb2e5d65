"""What sheets hold besides text: numbers, dates, hidden sheets, other formats; and our own sheet."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from annexes.edition import Edition
from annexes.excel import write_workbook
from annexes.outline import EVERYTHING, ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.readers import read_annexe
from annexes.readers.positions import TextCell
from annexes.readers.sheets import as_text, make_grid
from annexes.reading import Severity
from annexes.vocabulary import Vocabulary
from plans.enums import Level
from tests.readers.makers import HEADER, codes, fill, issue, read, tree, xlsx

TABLE = [HEADER, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]
TREE = ["I Grandir", ". OI 1 Aider", ". . OO 1 Dire", ". . . * 1 Ouvrir"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (12.0, "12"),
        (12.5, "12,5"),
        (True, "vrai"),
        (date(2025, 9, 1), "01/09/2025"),
        (datetime(2025, 9, 1, tzinfo=UTC), "01/09/2025"),
        (datetime(2025, 9, 1, 8, 30, tzinfo=UTC), "01/09/2025 08:30"),
        (time(8, 30), "08:30"),
        (timedelta(hours=1), "1:00:00"),
        ("Texte", "Texte"),
    ],
)
def test_value_is_written_as_people_write_it(value: object, text: str) -> None:
    assert as_text(value) == text


def test_addresses_are_those_of_the_sheet_even_after_empty_rows() -> None:
    reading = read(xlsx(("Jeunesse", [[], [], ["", "", *TABLE[0]], ["", "", *TABLE[1]]])))

    (theme,) = reading.outline.themes
    assert [objective.source for objective in theme.walk()] == ["Jeunesse!C4", "Jeunesse!D4", "Jeunesse!E4"]
    assert next(theme.all_actions()).source == "Jeunesse!F4"


def test_grid_knows_merged_and_hidden_cells() -> None:
    rows = [["a", "b"], ["", "c"]]

    grid = make_grid("S", rows, [((0, 1), (1, 1))], TextCell)

    assert [(c.text, c.rowspan, c.hidden) for c in grid.cells()] == [("a", 1, False), ("b", 2, False), ("c", 1, True)]


def test_hidden_sheet_is_read_and_it_is_said() -> None:
    workbook = Workbook()
    fill(workbook.worksheets[0], TABLE)
    hidden = workbook.create_sheet("Jeunesse")
    fill(hidden, TABLE)
    hidden.sheet_state = "hidden"
    out = BytesIO()
    workbook.save(out)

    reading = read(out.getvalue())

    assert tree(reading.outline)[-5:] == ["[Jeunesse]", *TREE]
    assert issue(reading, "hidden-sheet").where == "Feuille Jeunesse"


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_of_any_kind_is_read(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in TABLE)

    assert tree(read(text.encode(encoding), "annexe.csv").outline) == TREE


def test_progress_is_told_up_to_the_end() -> None:
    steps: list[tuple[int, int]] = []

    read_annexe(
        BytesIO(xlsx(("Jeunesse", TABLE * 300))),
        name="a.xlsx",
        progress=lambda done, total: steps.append((done, total)),
    )

    assert steps[-1] == (600, 600)
    assert len(steps) >= 4
    assert steps == sorted(steps)


def test_our_own_sheet_is_read_by_its_own_reader() -> None:
    theme = ThemeOutline(
        title="Jeunesse",
        objectives=(ObjectiveOutline(Level.AXIS, "Grandir", "I", actions=(ActionOutline("Ouvrir", 1),)),),
    )
    outline = PlanOutline(title="PGT", themes=(theme,), carries=EVERYTHING)

    edition = Edition("Trucville", "PGT", "Projet global", date(2026, 1, 1))

    reading = read_annexe(BytesIO(write_workbook(outline, edition=edition, vocabulary=Vocabulary())), name="plan.xlsx")

    assert reading.layout == "donnees"
    assert reading.outline.themes == outline.themes


def test_foreign_sheet_called_donnees_is_read_like_any_other() -> None:
    assert tree(read(xlsx(("Données", TABLE))).outline) == TREE


def test_sheet_without_plan_beside_the_annexe_is_kept_as_text() -> None:
    reading = read(xlsx(("Jeunesse", TABLE), ("Lisez-moi", [["Ce classeur est tenu par le service."]])))

    assert tree(reading.outline) == ["[Jeunesse]", *TREE]
    assert [(fate.where, fate.fate) for fate in reading.fates[-1:]] == [("Feuille Lisez-moi, A1", "kept")]
    assert all(i.severity is not Severity.ERROR for i in reading.issues)
    assert codes(reading) == []
