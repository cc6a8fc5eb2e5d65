"""Tables axe | OI | OO | actions | fiches annexées."""

from collections.abc import Iterator

from annexes.outline import ActionOutline, ThemeOutline
from tests.corpus.cases import AnyCase, Case, Office
from tests.corpus.documents import Line, Sheet, table, to_docx, to_xlsx
from tests.corpus.plans import axis, fiche, oi, oo, plan

HEADING = Line("PETITE ENFANCE", heading=1)
TOP = "I – Grandir ensemble"
WART = "blocs par échelle, renvois à des fiches"


def cases() -> Iterator[AnyCase]:
    header = ("Axe", "Objectif intermédiaire", "Objectif opérationnel", "Actions", "Fiches annexées")
    wide = "À l’échelle de l’agglomération :\n- Ouvrir un lieu passerelle\n- Éditer un guide"
    first = f"{wide}\nAu sein des QPV :\n- Animer la cour"
    rows = (
        (
            "I – Grandir ensemble",
            "OI 1 : Accueillir les tout-petits",
            "OO 1 : Ouvrir des lieux",
            first,
            "N° 3 – 13 - 10",
        ),
        ("", "", "OO 2 : Former les équipes", "- Tenir des rencontres", "n° 13"),
    )

    def given(number: int, **fields: object) -> ActionOutline:
        return fiche(number, f"Fiche n° {number} (annexée, non fournie)", **fields)

    path = ("Petite enfance", "I : Grandir ensemble", "OI 1 : Accueillir les tout-petits")
    scale = {"scales": ("epci",), "scale_note": "À l’échelle de l’agglomération"}
    outline = plan(
        ThemeOutline(
            "Petite enfance",
            objectives=(
                axis(
                    "I",
                    "Grandir ensemble",
                    oi(
                        1,
                        "Accueillir les tout-petits",
                        oo(
                            1,
                            "Ouvrir des lieux",
                            fiche(None, "Ouvrir un lieu passerelle", **scale),
                            fiche(None, "Éditer un guide", **scale),
                            fiche(None, "Animer la cour", scales=("qpv",), scale_note="Au sein des QPV"),
                            given(3),
                            given(13, also_serves=((*path, "OO 2 : Former les équipes"),)),
                            given(10),
                        ),
                        oo(2, "Former les équipes", fiche(None, "Tenir des rencontres")),
                    ),
                ),
            ),
        )
    )
    made = table(header, *rows)
    word = Case(
        "annexees.docx",
        "annexees",
        "blocs par échelle, renvois à des fiches",
        outline,
        lambda: to_docx((HEADING, made)),
    )
    yield word
    sheet = Case(
        "annexees.xlsx",
        "annexees",
        "blocs par échelle, renvois à des fiches",
        outline,
        lambda: to_xlsx((Sheet("Petite enfance", (made,)),)),
    )
    yield sheet
    yield Office("annexees-libreoffice.ods", sheet)
    yield Office("annexees-libreoffice.docx", word)
