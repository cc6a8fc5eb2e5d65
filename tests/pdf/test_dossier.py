"""The dossier as a PDF: valid, its sommaire and its indexes right, each part where the others say it is."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest

from annexes.contents.dossier import Dossier, Section
from annexes.edition import Brand, Edition
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, SectionOutline, ThemeOutline
from annexes.pdf.dossier import write_dossier_pdf
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level

Accessible = Callable[..., pikepdf.Pdf]

LOGO = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20" fill="#247"/></svg>'
)
EDITION = Edition(
    "Val-Fictif",
    "Plan d’essai 2026",
    "Projet global de territoire",
    date(2026, 9, 1),
    period="2025-2029",
    draft=True,
    annexe_number="2",
    deliberation="Délibération n° 2026-114 du 3 décembre 2026",
    version_label="version 3",
    brand=Brand(logo=LOGO, logo_type="image/svg+xml", logo_text="Logo de Val-Fictif"),
)


def links(pdf: pikepdf.Pdf) -> Iterator[tuple[int, str, int]]:
    """Of each link inside the document: its page, what it is called, the page where it leads; from 1."""
    ranks = {page.objgen: rank for rank, page in enumerate(pdf.pages, 1)}
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    for rank, page in enumerate(pdf.pages, 1):
        for annotation in page.get("/Annots", ()):
            if "/Dest" in annotation:
                yield rank, str(annotation.Contents), ranks[names[str(annotation.Dest)][0].objgen]


def levels(pdf: pikepdf.Pdf) -> list[int]:
    """The levels of the headings in the order of reading."""
    found = []

    def walk(node: pikepdf.Object) -> None:
        if isinstance(node, pikepdf.Dictionary) and "/S" in node:
            if match := re.fullmatch(r"/H(\d)", str(node.S)):
                found.append(int(match[1]))
            kids = node.get("/K", ())
            for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
                walk(kid)

    for top in pdf.Root.StructTreeRoot.K:
        walk(top)
    return found


def titles(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as outline:
        return [item.title for item in outline.root]


def small_plan(fiches: Sequence[ActionOutline], **more: object) -> PlanOutline:
    axis = ObjectiveOutline(Level.AXIS, "Un axe", "I", actions=tuple(fiches))
    return PlanOutline("Plan", themes=(ThemeOutline("Enfance", objectives=(axis,)),), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_dossier_of_each_demo_plan_is_pdf_ua_and_its_page_numbers_are_right(slug: str, accessible: Accessible) -> None:
    outline = demo_outlines()[slug]
    content = write_dossier_pdf(Dossier(outline, EDITION))
    pdf = accessible(content)
    found = levels(pdf)
    assert found[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(found))
    numbered = [(page, said, where) for page, said, where in links(pdf) if re.search(r", page\s\d+$", said)]
    assert len(numbered) > 8
    assert [said for _, said, where in numbered if int(re.split(r"\s", said)[-1]) != where] == []
    text = pypdfium2.PdfDocument(content)
    for page, said, where in numbered[:: max(1, len(numbered) // 20)]:
        words = text[page - 1].get_textpage().get_text_bounded()
        assert re.search(rf"\b{where}\b", words), said


def test_sommaire_tells_the_parts_in_the_order_of_the_bookmarks() -> None:
    pdf = pikepdf.open(io.BytesIO(write_dossier_pdf(Dossier(demo_outlines()["contrat-de-ville-2024-2030"], EDITION))))
    themes = [theme.title for theme in demo_outlines()["contrat-de-ville-2024-2030"].themes]
    ends = ["Calendrier", "Plan de financement", "Indicateurs", "Index des partenaires", "Index des dispositifs"]
    assert titles(pdf) == ["Sommaire", "Présentation", *themes, *ends]
    told = [re.sub(r", page\s\d+$", "", said) for page, said, _ in links(pdf) if page == 2]
    assert [title for title in told if title in titles(pdf)] == titles(pdf)[1:]


def test_parts_that_have_nothing_to_say_are_left_out(accessible: Accessible) -> None:
    pdf = accessible(write_dossier_pdf(Dossier(PlanOutline("Rien"), EDITION)))
    assert len(pdf.pages) == 1
    assert titles(pdf) == []
    pdf = accessible(write_dossier_pdf(Dossier(small_plan([ActionOutline("Ouvrir", number=1)]), EDITION)))
    assert titles(pdf) == ["Sommaire", "Enfance", "Calendrier"]


def test_only_the_parts_asked_for_are_printed_and_the_fiches_stand_under_their_theme(accessible: Accessible) -> None:
    plan = small_plan([ActionOutline("Ouvrir", number=1)], sections=(SectionOutline("Le territoire", "Ici."),))
    asked = frozenset({Section.CONTENTS, Section.FICHES})
    pdf = accessible(write_dossier_pdf(Dossier(plan, EDITION, sections=asked)))
    assert titles(pdf) == ["Sommaire", "Enfance"]
    assert len(pdf.pages) == 3
    assert all(below - above <= 1 for above, below in pairwise(levels(pdf)))


def test_hostile_texts_still_give_an_accessible_dossier(accessible: Accessible) -> None:
    nasty = ["=1+1", "<script>alert(1)</script>", "x" * 400, "🎉 fête 中文", "", "{{ 7 }}", "mot " * 200]
    fiches = [ActionOutline(title, code=title[:30], context=title) for title in nasty]
    sections = tuple(SectionOutline(title or "vide", f"- {title}\n{title}\n\n") for title in nasty)
    long = SectionOutline("Long", "Une phrase assez longue pour remplir des pages. " * 900)
    edition = replace(EDITION, plan_title="Plan " * 40, territory='Val "Fictif" \\ {x} <b>')
    accessible(write_dossier_pdf(Dossier(small_plan(fiches, sections=(*sections, long)), edition)))


def test_progress_goes_forward_to_the_end_and_may_stop_the_work() -> None:
    told: list[tuple[int, int]] = []
    plan = small_plan([ActionOutline(f"Action {n}", number=n) for n in range(1, 6)])
    write_dossier_pdf(Dossier(plan, EDITION), lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (100, 100)

    class Stop(Exception):
        pass

    def stop(done: int, total: int) -> None:
        raise Stop

    with pytest.raises(Stop):
        write_dossier_pdf(Dossier(plan, EDITION), stop)
