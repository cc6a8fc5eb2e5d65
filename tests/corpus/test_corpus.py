"""Every document of the corpus gives its plan: nothing wrong, missing or invented, and what is odd is said."""

import json
from io import BytesIO

import pytest

from annexes.jsonform import outline_from_json
from annexes.readers import read_annexe
from annexes.reading import Severity
from tests.corpus.cases import AnyCase, Case, all_cases
from tests.corpus.make import DATA
from tests.corpus.score import Score, score

CASES = list(all_cases())
GRAVE = (Severity.ERROR, Severity.WARNING)


def scored(case: AnyCase, content: bytes) -> Score:
    reading = read_annexe(BytesIO(content), name=case.name)
    assert reading.cells == reading.attached + len(reading.fates), "a cell is not accounted for"
    warnings = frozenset(issue.code for issue in reading.issues if issue.severity in GRAVE)
    return score(reading, case.plan, case.issues, warnings=warnings if case.quiet else frozenset())


def check(found: Score) -> None:
    assert not found.wrong, found.wrong
    assert not found.missing, found.missing
    assert not found.invented, found.invented
    assert not found.unsaid, found.unsaid
    assert not found.unexpected, found.unexpected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_document_gives_its_plan(case: AnyCase, record_property: pytest.FixtureRequest) -> None:
    found = scored(case, (DATA / case.name).read_bytes())
    row = [case.name, case.layout, case.producer, found.right, *map(len, (found.wrong, found.missing, found.invented))]
    record_property("corpus", [*row, found.expected, found.found])  # type: ignore[operator]
    check(found)


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case, Case)], ids=lambda case: case.name)
def test_script_makes_the_document_that_is_kept(case: Case) -> None:
    """The files under tests/data are those that the script makes: neither is changed without the other."""
    wanted = json.loads((DATA / "expected" / f"{case.name}.json").read_text("utf-8"))
    assert outline_from_json(wanted) == case.plan
    assert set(wanted["issues"]) == case.issues
    check(scored(case, case.make()))


def test_corpus_is_wide() -> None:
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)
    assert {case.layout for case in CASES} >= {
        "tableau", "annexees", "effets", "liste", "fiche", "colonnes", "donnees", "mixte"
    }  # fmt: skip
    assert {case.producer for case in CASES} >= {"openpyxl", "python-docx", "LibreOffice"}
    assert {path.name for path in DATA.iterdir() if path.is_file()} == {case.name for case in CASES}
