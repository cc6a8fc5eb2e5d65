"""Titles as long as the software keeps them have room on the pages of every table."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pytest

from annexes.contents.cells import CUT
from annexes.edition import Edition, Variant
from annexes.outline import FundingOutline, IndicatorOutline, PlanOutline
from annexes.pdf.dossier import Dossier, write_dossier_pdf
from annexes.pdf.shortening import in_cell, shortened
from tests.annexes.samples import axis, fiche, oi, oo, plan, theme

EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))
WORDS = ("Développer l’accueil éducatif de tous les enfants ; " * 20)[:1000]
TOKEN = "W" * 1000


def long_plan(title: str) -> PlanOutline:
    known = fiche(
        title, 1, indicators=(IndicatorOutline("Enfants"),), fundings=(FundingOutline("CAF", planned=Decimal(10)),)
    )
    return plan(theme(title, axis(title, oi(title, oo(title, known, code="OO 1"), code="OI 1"), code="I")))


@pytest.mark.parametrize("title", [WORDS, TOKEN])
@pytest.mark.parametrize("variant", [Variant.CONTRACTUAL, Variant.FOLLOW_UP])
def test_titles_of_a_thousand_characters_have_room_in_a_dossier(title: str, variant: Variant) -> None:
    content = write_dossier_pdf(Dossier(long_plan(title), replace(EDITION, variant=variant)))
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 5


def test_title_that_has_room_stands_whole() -> None:
    for text in ("", "Accueillir", "Développer l’accueil éducatif " * 7):
        assert shortened(text, 2, 260, 12) == text
    assert in_cell(WORDS[:350], 60) == WORDS[:350]


def test_title_too_long_is_cut_and_says_so() -> None:
    cut = in_cell(WORDS, 31)
    assert cut.endswith(CUT)
    assert WORDS.startswith(cut.removesuffix(CUT))
    assert len(in_cell(TOKEN, 31)) < len(cut)
