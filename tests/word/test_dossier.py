"""The dossier in Word: the parts of the PDF in the same order, and a sommaire that tells every heading."""

from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from annexes.contents.dossier import Dossier, Section
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.word.dossier import write_dossier_docx
from pedt_planner.demo.outlines import demo_outlines

EDITION = Edition("Val-Fictif", "Plan d’essai 2026", "Projet global de territoire", date(2026, 9, 1), draft=True)


def written(dossier: Dossier) -> Any:
    return docx.Document(BytesIO(write_dossier_docx(dossier)))


def headings(document: Any) -> list[tuple[int, str]]:
    """Level and words of each heading, in order."""
    return [
        (int(one.style.name[-1]), one.text.replace("\n", " – "))
        for one in document.paragraphs
        if one.style.name.startswith("Heading")
    ]


@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_dossier_of_each_demo_plan_has_one_sommaire_and_no_gap_between_headings(slug: str) -> None:
    document = written(Dossier(demo_outlines()[slug], EDITION))
    found = headings(document)
    assert found[0] == (1, "Sommaire")
    assert all(below - above <= 1 for (above, _), (below, _) in pairwise(found))
    told = [one for one in document.paragraphs if one.style.name.startswith("toc ")]
    assert [(int(one.style.name[-1]), one.text.rstrip("\t")) for one in told] == [
        (level, text) for level, text in found[1:] if level <= 3
    ]
    links = [link.get(qn("w:anchor")) for one in told for link in one._p.iter(qn("w:hyperlink"))]
    marks = [mark.get(qn("w:name")) for mark in document.element.body.iter(qn("w:bookmarkStart"))]
    assert set(links) <= set(marks)
    assert len(marks) == len(set(marks))


def test_fiches_stand_under_their_axe() -> None:
    outline = demo_outlines()["contrat-de-ville-2024-2030"]
    found = headings(written(Dossier(outline, EDITION)))
    start = found.index((1, outline.themes[0].title))
    axis = outline.themes[0].objectives[0]
    assert found[start + 1] == (2, f"Axe stratégique {axis.code} : {axis.title}")
    first = next(axis_action for one in axis.walk() for axis_action in one.actions)
    assert found[start + 2][0] == 3
    assert first.title in found[start + 2][1]


def test_word_computes_the_sommaire_again_when_it_opens_the_document() -> None:
    body = written(Dossier(demo_outlines()["pedt-2025-2028"], EDITION)).element.body
    codes = [code.text.strip() for code in body.iter(qn("w:instrText"))]
    stale = [mark for mark in body.iter(qn("w:fldChar")) if mark.get(qn("w:dirty")) == "true"]
    kinds = [mark.get(qn("w:fldCharType")) for mark in body.iter(qn("w:fldChar"))]
    assert sum(code.startswith("TOC ") for code in codes) == 1
    assert len(stale) == len(codes)
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == len(codes)


def test_parts_that_are_not_asked_for_or_have_nothing_to_say_are_left_out() -> None:
    whole = demo_outlines()["contrat-de-ville-2024-2030"]
    asked = frozenset({Section.FICHES, Section.PARTNERS})
    first = [text for level, text in headings(written(Dossier(whole, EDITION, sections=asked))) if level == 1]
    assert first == [*(theme.title for theme in whole.themes), "Index des partenaires"]
    assert headings(written(Dossier(PlanOutline("Rien"), EDITION))) == [(1, "Sommaire")]


def test_tableaux_stand_on_wide_pages_and_the_cover_has_no_header() -> None:
    document = written(Dossier(demo_outlines()["contrat-de-ville-2024-2030"], EDITION))
    widths = [round(section.page_width.mm) for section in document.sections]
    assert widths[:4] == [210, 297, 210, 297]
    assert [section.different_first_page_header_footer for section in document.sections[:2]] == [True, False]
