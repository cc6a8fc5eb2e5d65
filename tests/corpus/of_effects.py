"""Tables objectifs généraux | objectifs opérationnels | effets attendus."""

from collections.abc import Iterator
from dataclasses import replace

from annexes.outline import ObjectiveOutline
from tests.corpus.cases import AnyCase, Case, Office
from tests.corpus.documents import Line, Sheet, to_docx, to_html, to_xlsx
from tests.corpus.plans import PEDT, axis, plan
from tests.corpus.writing import effects


def cases() -> Iterator[AnyCase]:
    word = Case(
        "effets.docx", "effets", "plusieurs OO par ligne, en paragraphes", plan(PEDT), lambda: to_docx((effects(PEDT),))
    )
    yield word
    yield Office("effets-libreoffice.docx", word)
    bulleted = Case(
        "effets-puces.xlsx",
        "effets",
        "OO précédés de puces",
        plan(PEDT),
        lambda: to_xlsx((Sheet("Objectifs", (effects(PEDT, bullet="• "),)),)),
    )
    yield bulleted
    yield Office("effets-puces-libreoffice.ods", bulleted)
    numbered = _numbered()
    yield Case(
        "effets-numerotes.docx",
        "effets",
        "objectifs numérotés, axe en première colonne",
        plan(numbered),
        lambda: to_docx(
            (Line("Projet éducatif de territoire", heading=1), effects(numbered, axes=True, numbered=True))
        ),
    )
    yield Case(
        "effets-colle.html", "effets", "tableau collé depuis Word", plan(PEDT), lambda: to_html((effects(PEDT),))
    )


def _numbered():  # type: ignore[no-untyped-def]
    def coded(objective: ObjectiveOutline, code: str) -> ObjectiveOutline:
        children = tuple(replace(child, code=f"OO {rank}") for rank, child in enumerate(objective.children, 1))
        return replace(objective, code=code, children=children)

    generals = tuple(coded(one, f"OI {rank}") for rank, one in enumerate(PEDT.objectives, 1))
    return replace(PEDT, objectives=(axis("I", "Bien grandir à l’école et autour", *generals),))
