"""Actions without a table, and documents that mix layouts."""

from collections.abc import Iterator
from dataclasses import replace

from tests.corpus.cases import AnyCase, Case, Office
from tests.corpus.documents import Line, Sheet, to_docx, to_html, to_xlsx
from tests.corpus.plans import EARLY, LISTED, PEDT, YOUTH, plan
from tests.corpus.writing import effects, tableau

HEADING = Line("PARENTALITÉ", heading=1)
INSTRUCTION = Line("(à rattacher à des axes et objectifs)")
STATED = Line("ACTIONS DÉJÀ MISES EN ŒUVRE")


def cases() -> Iterator[AnyCase]:
    bullets = tuple(Line(action.title, bullet=True) for action in LISTED.unattached)
    word = Case(
        "liste.docx",
        "liste",
        "actions en puces, à rattacher",
        plan(LISTED),
        lambda: to_docx((HEADING, INSTRUCTION, STATED, *bullets)),
    )
    yield word
    yield Office("liste-libreoffice.docx", word)
    yield Case(
        "liste.xlsx",
        "liste",
        "une action par ligne d’une feuille",
        plan(LISTED),
        lambda: to_xlsx((Sheet("Parentalité", (INSTRUCTION, STATED, *(Line(a.title) for a in LISTED.unattached))),)),
    )
    both = plan(EARLY, LISTED)
    yield Case(
        "mixte.docx",
        "mixte",
        "un tableau puis une liste, avec des titres entre eux",
        both,
        lambda: to_docx(
            (
                Line("PETITE ENFANCE", heading=1),
                tableau(EARLY),
                Line("Parentalité", heading=1),
                INSTRUCTION,
                STATED,
                *bullets,
            )
        ),
    )
    named = replace(PEDT, title="Enfance")
    yield Case(
        "mixte-effets.docx",
        "mixte",
        "un tableau axe | OI | OO | fiches puis un tableau d’effets attendus",
        plan(YOUTH, named),
        lambda: to_docx(
            (Line("Thème : Jeunesse", heading=1), tableau(YOUTH), Line("Thème : Enfance", heading=1), effects(PEDT))
        ),
    )
    yield Case(
        "tableau-colle.html",
        "tableau",
        "tableau collé depuis Word",
        plan(EARLY),
        lambda: to_html((Line("PETITE ENFANCE", heading=1), tableau(EARLY))),
    )
