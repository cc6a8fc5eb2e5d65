import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import page as page_validation
import pikepdf
import pytest

from annexes.edition import Edition, Variant
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.pdf import printing
from annexes.pdf.tableau import write_tableau_pdf
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level

EDITION = Edition("Val-Fictif", "Plan d’essai 2026", "Projet global de territoire", date(2026, 9, 1), draft=True)


def write(outline: PlanOutline, tmp_path: Path, edition: Edition = EDITION) -> Path:
    path = tmp_path / "tableau.pdf"
    path.write_bytes(write_tableau_pdf(outline, edition=edition))
    return path


def assert_accessible(path: Path) -> None:
    result = page_validation.validate_pdf(str(path), profile="ua1")
    assert result.is_compliant, [(failure.rule_id, failure.message) for failure in result.failures][:5]


@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_tableau_of_each_demo_plan_is_pdf_ua(slug: str, tmp_path: Path) -> None:
    outline = demo_outlines()[slug]
    path = write(outline, tmp_path)
    assert_accessible(path)
    with pikepdf.open(path) as pdf:
        assert str(pdf.Root.Lang) == "fr"
        assert "Plan d’essai 2026" in str(pdf.docinfo["/Title"])
        with pdf.open_outline() as bookmarks:
            titles = [item.title for item in bookmarks.root]
        assert titles == [theme.title or outline.title for theme in outline.themes]
        boxes = {tuple(round(float(x)) for x in page.MediaBox) for page in pdf.pages}
        assert boxes == {(0, 0, 842, 595)}
        names = [str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()]
        fonts = {name.split("+")[-1].split("-")[0] for name in names}
        assert fonts == {"Inter"}


def test_hostile_texts_still_give_an_accessible_document(tmp_path: Path) -> None:
    nasty = ["=1+1", "<script>alert(1)</script>", "x" * 400, "🎉 fête 中文", 'url("file:///etc/passwd")', "{{ 7 }}"]
    fiches = tuple(ActionOutline(title, number=rank + 1) for rank, title in enumerate(nasty))
    axis = ObjectiveOutline(Level.AXIS, "Axe & <b>", "I", note="ligne\n" * 900, actions=fiches)
    outline = PlanOutline("Plan", themes=(ThemeOutline("Thème « vide »"), ThemeOutline("Thème", objectives=(axis,))))
    edition = replace(EDITION, variant=Variant.FOLLOW_UP, territory='Val "Fictif" \\ {x}')
    assert_accessible(write(outline, tmp_path, edition))


def test_empty_plan_gives_one_page(tmp_path: Path) -> None:
    with pikepdf.open(write(PlanOutline("Plan"), tmp_path)) as pdf:
        assert len(pdf.pages) == 1


def test_chunks_are_merged_into_one_numbered_document(tmp_path: Path) -> None:
    fiches = tuple(ActionOutline(f"Action numéro {n}", number=n) for n in range(1, 700))
    axis = ObjectiveOutline(Level.AXIS, "Un axe", "I", actions=fiches)
    path = write(PlanOutline("Plan", themes=(ThemeOutline("Enfance", objectives=(axis,)),)), tmp_path)
    assert_accessible(path)
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        assert len(pdf.pages) > printing.PAGES_A_CHUNK
        assert [int(page.StructParents) for page in pdf.pages] == list(range(len(pdf.pages)))


def test_upright_tableau_keeps_the_wide_page_where_columns_need_it(tmp_path: Path) -> None:
    fiche = ActionOutline("Ouvrir la maison des parents", number=1)
    axis = ObjectiveOutline(Level.AXIS, "Un axe", "I", actions=(fiche,))
    outline = PlanOutline("Plan", themes=(ThemeOutline("Enfance", objectives=(axis,)),))
    widths = []
    for variant in (Variant.CONTRACTUAL, Variant.FOLLOW_UP):
        content = write_tableau_pdf(outline, edition=replace(EDITION, variant=variant), portrait=True)
        (tmp_path / "tableau.pdf").write_bytes(content)
        assert_accessible(tmp_path / "tableau.pdf")
        with pikepdf.open(io.BytesIO(content)) as pdf:
            widths.append(round(float(pdf.pages[0].MediaBox[2])))
    assert widths == [595, 842]
