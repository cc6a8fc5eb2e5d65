"""The funding plan as a PDF and a workbook: valid, the same lines in the same order, totals that agree."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annexes.contents.funding import EMPTY, funding_of
from annexes.contents.model import CellKind, RowStyle
from annexes.contents.wording import value_wording
from annexes.excel.funding import write_funding_workbook
from annexes.outline import PlanOutline
from annexes.pdf.engine import render
from annexes.pdf.funding import funding_bookmark, funding_chunks, write_funding_pdf
from annexes.pdf.grids import ROWS_A_CHUNK
from pedt_planner.demo.outlines import demo_outlines
from tests.annexes.samples import axis, fiche, oo, plan, theme
from tests.documents.samples import EDITION, busy_plan, line
from tests.documents.test_calendar_forms import LANDSCAPE_SIZE, assert_accessible, sizes, text_of

SOFFICE = shutil.which("soffice")


def cells(content: bytes, *, values: bool) -> dict[str, list[tuple[Any, ...]]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content), data_only=values)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook}


@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_funding_of_each_demo_plan_is_pdf_ua(slug: str, tmp_path: Path) -> None:
    content = write_funding_pdf(demo_outlines()[slug], EDITION)
    assert_accessible(content, tmp_path)
    assert sizes(content) == {LANDSCAPE_SIZE}


def test_pdf_says_the_fiches_in_the_order_of_print_and_every_total() -> None:
    funding = funding_of(busy_plan(), EDITION)
    text = text_of(write_funding_pdf(busy_plan(), EDITION)).replace("\u00a0", " ")
    names = [str(row.cells[0]) for one in funding.fiches for row in one.grid.rows if row.style is RowStyle.GROUP]
    places = [text.rindex(name) if name == names[-1] else text.index(name) for name in names]
    assert places == sorted(places)
    assert len(names) == 3
    for amount in funding.total.named(funding.shown):
        assert " ".join(value_wording(amount, CellKind.MONEY).split()) in text
    assert "22 801 €" in text
    assert "Demandes refusées" in text
    assert "Radio Droit commun" in text


def test_empty_plan_says_so(tmp_path: Path) -> None:
    content = write_funding_pdf(PlanOutline("Plan"), EDITION)
    assert_accessible(content, tmp_path)
    assert EMPTY in text_of(content)
    assert EMPTY in [
        row[0] for row in cells(write_funding_workbook(PlanOutline("Plan"), EDITION), values=True)["Synthèse"]
    ]


def test_long_plan_is_cut_in_chunks_between_fiches(tmp_path: Path) -> None:
    fiches = [
        fiche(f"Fiche {rank}", rank, fundings=(line("Caf", "10.5", year=2026), line("Ville", "5", year=2027)))
        for rank in range(ROWS_A_CHUNK // 2)
    ]
    outline = plan(theme("Enfance", axis("Axe", oo("But", *fiches))))
    chunks = funding_chunks(outline, EDITION)
    assert len(chunks) >= 3
    content = write_funding_pdf(outline, EDITION)
    assert_accessible(content, tmp_path)
    assert "(suite)" in text_of(content)


def test_bookmarks_lead_somewhere() -> None:
    bookmark = funding_bookmark(busy_plan(), EDITION)
    assert [one.title for one in bookmark.children] == ["Par financeur", "Par fiche", "Financements dits sans montant"]
    anchors = {name for one in render(funding_chunks(busy_plan(), EDITION, level=2)) for name in one.anchors}
    assert {bookmark.anchor, *(one.anchor for one in bookmark.children)} <= anchors


def test_workbook_has_every_line_and_its_totals_as_values() -> None:
    sheets = cells(write_funding_workbook(busy_plan(), EDITION), values=True)
    assert list(sheets) == ["Synthèse", "Par financeur", "Par fiche", "Refus", "Sans montant"]
    funding = funding_of(busy_plan(), EDITION)
    expected = [str(row.cells[0]).replace("\n", " – ") for one in funding.fiches for row in one.grid.rows]
    written = [row[0] for row in sheets["Par fiche"] if row[0] in expected]
    assert written == expected
    totals = [row for row in sheets["Synthèse"] if row[0] == "Total"]
    grand = [float(amount) for amount in funding.total.named(funding.shown)]
    assert len(totals) == 4
    assert all(list(row[1:5]) == grand for row in totals)


def test_workbook_says_money_as_money_and_text_as_text() -> None:
    outline = plan(theme("", axis("Axe", oo("But", fiche("=1+1", 1, fundings=(line("=Caf", "1234.5"),))))))
    workbook = openpyxl.load_workbook(io.BytesIO(write_funding_workbook(outline, EDITION)))
    sheet = workbook["Par fiche"]
    amounts = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "n" and cell.value]
    assert {cell.value for cell in amounts} == {1234.5}
    assert all("€" in cell.number_format for cell in amounts)
    assert [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"] == ["=SUBTOTAL(9,E5:E6)"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_totals_as_formulas_agree_with_totals_as_values(tmp_path: Path) -> None:
    outline = demo_outlines()[
        max(demo_outlines(), key=lambda slug: sum(1 for _ in demo_outlines()[slug].all_actions()))
    ]
    content = write_funding_workbook(outline, EDITION)
    source = tmp_path / "plan.xlsx"
    source.write_bytes(content)
    assert SOFFICE is not None
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "ods", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "again"), str(tmp_path / "plan.ods")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    ours, theirs = cells(content, values=True), cells((tmp_path / "again" / "plan.xlsx").read_bytes(), values=True)
    formulas = cells(content, values=False)
    compared = 0
    for name, rows in formulas.items():
        for row, (line_of_formulas, line_of_values) in enumerate(zip(rows, ours[name], strict=True)):
            for place, formula in enumerate(line_of_formulas):
                if isinstance(formula, str) and formula.startswith("="):
                    assert theirs[name][row][place] == pytest.approx(line_of_values[place], abs=0.001), (name, formula)
                    compared += 1
    assert compared > 100
