"""Several themes in one file: a sheet each, a title each, versions in words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from annexes.outline import PlanOutline
from tests.corpus.cases import AnyCase, Case
from tests.corpus.documents import Line, Sheet, to_docx, to_xlsx
from tests.corpus.plans import EARLY, YOUTH, plan
from tests.corpus.writing import tableau


def cases() -> Iterator[AnyCase]:
    both = plan(EARLY, YOUTH)
    yield Case(
        "deux-themes.xlsx",
        "tableau",
        "un thème par feuille",
        both,
        lambda: to_xlsx((Sheet("Petite enfance", (tableau(EARLY),)), Sheet("Jeunesse", (tableau(YOUTH),)))),
    )
    yield Case(
        "deux-themes-une-feuille.xlsx",
        "tableau",
        "deux thèmes dans une feuille, chacun sous son titre",
        both,
        lambda: to_xlsx(
            (
                Sheet(
                    "Tableaux",
                    (
                        Line("Thème : Petite enfance"),
                        tableau(EARLY),
                        Line("Thème : Jeunesse"),
                        tableau(YOUTH),
                    ),
                ),
            )
        ),
    )
    dated = plan(replace(EARLY, version_label="réactualisé en décembre 2021"), YOUTH)
    yield Case(
        "deux-themes-versions.docx",
        "tableau",
        "versions en mots, même numéro d’annexe deux fois",
        _versions(dated),
        lambda: to_docx(
            (
                Line("Annexe II-2"),
                Line("PETITE ENFANCE", heading=1),
                Line("(réactualisé en décembre 2021)"),
                tableau(EARLY),
                Line("Annexe II-2"),
                Line("JEUNESSE", heading=1),
                tableau(YOUTH),
            )
        ),
        issues=frozenset({"duplicate-annexe"}),
    )


def _versions(outline: PlanOutline) -> PlanOutline:
    first, second = outline.themes
    return plan(
        replace(first, version_date=date(2021, 12, 1), annexe_number="II-2"), replace(second, annexe_number="II-2")
    )
