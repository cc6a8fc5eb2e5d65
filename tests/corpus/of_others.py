"""Tables of coordinators who never saw ours: their words, their totals and notes, axes in the names of sheets."""

from collections.abc import Iterator
from dataclasses import replace

from annexes.outline import ObjectiveOutline, PlanOutline, ThemeOutline
from plans.enums import Level
from tests.corpus.cases import AnyCase, Case, Office
from tests.corpus.documents import Box, Line, Row, Sheet, Table, box, to_docx, to_xlsx, with_rows
from tests.corpus.plans import EARLY, PEDT, axis, fiche, oi, plan
from tests.corpus.writing import HEADERS, Habits, effects, tableau

HEADING = Line("PETITE ENFANCE", heading=1)
HOPED = ("Finalités éducatives", "Objectifs visés", "Résultats espérés pour l’enfant")


def cases() -> Iterator[AnyCase]:
    hoped = Case(
        "effets-finalites.xlsx",
        "effets",
        "finalités, objectifs visés, résultats espérés",
        plan(PEDT),
        lambda: to_xlsx((Sheet("Objectifs", (_headed(effects(PEDT), HOPED),)),)),
    )
    yield hoped
    yield Office("effets-finalites-libreoffice.ods", hoped)
    yield Case(
        "tableau-totaux.xlsx",
        "tableau",
        "totaux, légende au-dessus et notes au-dessous",
        plan(EARLY),
        lambda: to_xlsx((Sheet("Petite enfance", (_surrounded(tableau(EARLY)),)),)),
    )
    specific = Habits(
        headers=("Axes", "Objectifs stratégiques", "Objectifs opérationnels", "Fiches actions"),
        intermediate=lambda o: f"{o.code.replace('OI', 'OS')} – {o.title}",
        operational=lambda o: f"{o.code.replace('OO', 'OP')} – {o.title}",
        fiche=lambda a: f"FA {a.number}. {a.title}",
    )
    yield Case(
        "tableau-os-op.docx",
        "tableau",
        "étiquettes OS, OP et FA",
        plan(_relabelled()),
        lambda: to_docx((HEADING, tableau(EARLY, specific))),
    )
    yield Case(
        "tableau-axes-en-feuilles.xlsx",
        "tableau",
        "un axe par feuille, OI en bandeaux, numéros « Fiche n° » à part, tutorat cité sous deux numéros",
        _by_sheets(),
        lambda: to_xlsx((_sheet("Axe 1 - Grandir", 1, "Ouvrir"), _sheet("Axe 2 - Vivre", 2, "Visiter"))),
        issues=frozenset({"second-number"}),
    )


def _headed(found: Table, header: tuple[str, ...]) -> Table:
    return with_rows(found, [tuple(box(text) for text in header), *found.rows[1:]])


def _surrounded(found: Table) -> Table:
    legend: Row = (box("Légende"), box("Vert : réalisé"), box("Orange : en cours"), Box())
    total: Row = (box("TOTAL"), Box(), Box(), box("10 fiches"))
    notes = [(box(text), Box(), Box(), Box()) for text in ("Nombre total de fiches : 10", "* En cours de rédaction")]
    assert len(found.rows[0]) == len(HEADERS)
    return with_rows(found, [legend, *found.rows, total, *notes])


def _relabelled() -> ThemeOutline:
    def coded(objective: ObjectiveOutline) -> ObjectiveOutline:
        code = objective.code.replace("OI", "OS").replace("OO", "OP")
        return replace(objective, code=code, children=tuple(map(coded, objective.children)))

    return replace(EARLY, objectives=tuple(map(coded, EARLY.objectives)))


def _by_sheets() -> PlanOutline:
    def of(code: str, title: str, number: int, operational: str) -> ObjectiveOutline:
        below = ObjectiveOutline(
            Level.OPERATIONAL, operational, actions=(fiche(number, f"Tenir le tutorat (FA {number + 10} abandonnée)"),)
        )
        return axis(code, title, oi(1, "Accueillir", below))

    return plan(ThemeOutline("", objectives=(of("1", "Grandir", 1, "Ouvrir"), of("2", "Vivre", 2, "Visiter"))))


def _sheet(title: str, number: int, operational: str) -> Sheet:
    title_of_fiche = f"Tenir le tutorat (FA {number + 10} abandonnée)"
    header = tuple(box(text) for text in ("N°", "Objectif opérationnel", "Intitulé de la fiche"))
    band: Row = (Box(("OI 1 : Accueillir",), cols=3), None, None)
    rows: tuple[Row, ...] = (header, band, (box(f"Fiche n°{number}"), box(operational), box(title_of_fiche)))
    return Sheet(title, (Table(rows),))
