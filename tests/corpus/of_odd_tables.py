"""Tableaux made by hands that know no rule: odd headers, other words for the levels, residue, doubles."""

from collections.abc import Iterator
from dataclasses import replace

from annexes.outline import ExpectedEffects, PlanOutline, ThemeOutline
from tests.corpus.cases import AnyCase, Case
from tests.corpus.documents import Block, Box, Line, Row, Sheet, Table, box, table, to_docx, to_xlsx, with_rows
from tests.corpus.plans import EARLY, axis, fiche, oi, oo, plan
from tests.corpus.writing import Habits, tableau

HEADING = Line("PETITE ENFANCE", heading=1)
BLANK = Habits(parents="blank")


def cases() -> Iterator[AnyCase]:
    yield from _headers()
    yield from _cells()
    yield from _residue()
    yield from _effects()


def sheet(*blocks: Block) -> bytes:
    return to_xlsx((Sheet("Petite enfance", blocks),))


def one_axis(*operational: object) -> PlanOutline:
    children = oi(1, "Diversifier les accueils", *operational)  # type: ignore[arg-type]
    return plan(ThemeOutline("Petite enfance", objectives=(axis("I", "Accueillir", children),)))


def _headers() -> Iterator[AnyCase]:
    titled = tableau(EARLY)
    band: Row = (Box(("Tableau des actions du Val de Brume",), cols=4), None, None, None)
    yield Case(
        "tableau-bandeau.xlsx",
        "tableau",
        "une ligne de titre fusionnée au-dessus des en-têtes",
        plan(EARLY),
        lambda: sheet(with_rows(titled, [band, *titled.rows])),
    )
    upper: Row = (Box(("Objectifs du projet",), cols=3), None, None, box("Actions"))
    yield Case(
        "tableau-deux-lignes-en-tete.xlsx",
        "tableau",
        "deux lignes d’en-têtes",
        plan(EARLY),
        lambda: sheet(with_rows(titled, [upper, *titled.rows])),
    )
    city = Habits(
        headers=("Axes", "Enjeux", "Objectifs opérationnels", "Fiches"),
        axis=lambda o: f"Axe {o.code} : {o.title}",
        intermediate=lambda o: f"Enjeu {o.code.removeprefix('OI ')} : {o.title}",
    )
    yield Case(
        "tableau-enjeux.docx",
        "tableau",
        "mots du contrat de ville : axe, enjeu",
        plan(EARLY),
        lambda: to_docx((HEADING, tableau(EARLY, city))),
    )
    general = Habits(
        headers=("Axe", "Objectif général", "Objectif opérationnel", "Action"),
        intermediate=lambda o: f"OG {o.code.removeprefix('OI ')} : {o.title}",
        operational=lambda o: f"Objectif opérationnel {o.code.removeprefix('OO ')} : {o.title}",
        fiche=lambda a: f"Fiche action n°{a.number} : {a.title}",
    )
    yield Case(
        "tableau-pedt.docx",
        "tableau",
        "mots du PEDT : objectif général, action",
        plan(_general(EARLY)),
        lambda: to_docx((HEADING, tableau(EARLY, general))),
    )
    wide = tableau(EARLY, BLANK)
    rows = [(*row[:2], box("Observations" if rank == 0 else ""), *row[2:]) for rank, row in enumerate(wide.rows)]
    yield Case(
        "tableau-colonne-vide.xlsx",
        "tableau",
        "une colonne « Observations » vide au milieu",
        plan(EARLY),
        lambda: sheet(with_rows(wide, rows)),
    )


def _cells() -> Iterator[AnyCase]:
    several = one_axis(
        oo(1, "Ouvrir des lieux"),
        oo(2, "Former les équipes", fiche(1, "Créer une crèche"), fiche(2, "Réunir les équipes")),
    )
    labels = "OO 1 : Ouvrir des lieux\nOO 2 : Former les équipes"
    made = table(
        ("Axe", "OI", "OO", "Fiches"),
        (
            "I – Accueillir",
            "OI 1 : Diversifier les accueils",
            labels,
            "Fiche 1 : Créer une crèche\nFiche 2 : Réunir les équipes",
        ),
    )
    yield Case(
        "tableau-plusieurs-oo.docx",
        "tableau",
        "plusieurs OO dans une cellule, face à une cellule de fiches",
        several,
        lambda: to_docx((HEADING, made)),
        issues=frozenset({"several-objectives"}),
    )
    twice = one_axis(
        oo(1, "Ouvrir des lieux", fiche(1, "Créer une crèche")),
        oo(2, "Former les équipes", fiche(1, "Réunir les équipes", suffix="bis")),
    )
    yield Case(
        "tableau-fiche-en-double.xlsx",
        "tableau",
        "deux fiches du même numéro",
        twice,
        lambda: sheet(tableau(twice.themes[0], Habits(fiche=lambda a: f"Fiche {a.number} : {a.title}"))),
        issues=frozenset({"duplicate-fiche"}),
    )
    path = ("Petite enfance", "I : Accueillir", "OI 1 : Diversifier les accueils", "OO 2 : Former les équipes")
    shared = one_axis(
        oo(1, "Ouvrir des lieux", fiche(1, "Créer une crèche", also_serves=(path,))),
        oo(2, "Former les équipes", fiche(2, "Réunir les équipes")),
    )
    again = table(
        ("Axe", "OI", "OO", "Fiches"),
        ("I – Accueillir", "OI 1 : Diversifier les accueils", "OO 1 : Ouvrir des lieux", "Fiche 1 : Créer une crèche"),
        ("", "", "OO 2 : Former les équipes", "Fiche 1 : Créer une crèche"),
        ("", "", "", "Fiche 2 : Réunir les équipes"),
    )
    yield Case(
        "tableau-fiche-repetee.docx",
        "tableau",
        "la même fiche sous deux objectifs",
        shared,
        lambda: to_docx((HEADING, again)),
        issues=frozenset({"fiche-repeated"}),
    )
    suite = _continued(tableau(EARLY, Habits(parents="repeated")))
    yield Case(
        "tableau-suite.docx",
        "tableau",
        "« (suite) » après un saut de page",
        plan(EARLY),
        lambda: to_docx((HEADING, suite)),
    )


def _residue() -> Iterator[AnyCase]:
    odd = one_axis(oo(1, "Ouvrir des des lieux", fiche(1, "Créer une crèche (JPA?")))
    yield Case(
        "tableau-residus.docx",
        "tableau",
        "mots doublés, parenthèse ouverte",
        odd,
        lambda: to_docx((HEADING, tableau(odd.themes[0]))),
        quiet=False,
    )
    bold = Habits(fiche=lambda a: f"<p><b>Fiche {a.number} :</b> {a.title.replace('&', '&amp;')}</p>")
    yield Case(
        "tableau-balises.xlsx",
        "tableau",
        "balises de gras dans les cellules",
        plan(EARLY),
        lambda: sheet(tableau(EARLY, bold)),
    )


def _effects() -> Iterator[AnyCase]:
    rows = (
        ("Objectifs généraux", "Objectifs opérationnels", "Effets attendus"),
        ("Bien grandir", "Aider aux devoirs", "Des enfants sereins"),
        ("", "Ouvrir la bibliothèque", "Le goût de lire"),
        (
            "Vivre ensemble",
            "Organiser des olympiades\nCréer un conseil des enfants",
            "- Les écoles se rencontrent\n- Les enfants débattent",
        ),
    )
    theme = ThemeOutline(
        "",
        objectives=(
            oi(
                "",
                "Bien grandir",
                oo("", "Aider aux devoirs", effects=ExpectedEffects(1, "Des enfants sereins")),
                oo("", "Ouvrir la bibliothèque", effects=ExpectedEffects(2, "Le goût de lire")),
            ),
            oi(
                "",
                "Vivre ensemble",
                *(
                    oo("", title, effects=ExpectedEffects(1, "- Les écoles se rencontrent\n- Les enfants débattent"))
                    for title in ("Organiser des olympiades", "Créer un conseil des enfants")
                ),
            ),
        ),
    )
    yield Case(
        "effets-vides.docx", "effets", "objectif général écrit une fois", plan(theme), lambda: to_docx((table(*rows),))
    )
    merged = table(*rows[:3])
    first, second = merged.rows[1], merged.rows[2]
    both = Box(("Des enfants sereins",), rows=2)
    joined = with_rows(merged, [merged.rows[0], (*first[:2], both), (*second[:2], None)])
    same = replace(
        theme,
        objectives=(
            replace(
                theme.objectives[0],
                children=tuple(
                    replace(child, effects=ExpectedEffects(1, "Des enfants sereins"))
                    for child in theme.objectives[0].children
                ),
            ),
        ),
    )
    yield Case(
        "effets-fusionnes.xlsx",
        "effets",
        "effets fusionnés sur deux lignes",
        plan(same),
        lambda: to_xlsx((Sheet("Feuil1", (joined,)),)),
    )


def _continued(found: Table) -> Table:
    """The parents again, with « (suite) », on the first row after the third."""
    rows = list(found.rows)
    rows[3] = (*(box(f"{cell.text} (suite)") if cell and cell.text else cell for cell in rows[3][:2]), *rows[3][2:])
    return with_rows(found, rows)


def _general(theme: ThemeOutline) -> ThemeOutline:
    """The theme with the codes of a PEDT: « OG 1 » stays what the document says."""
    axes = []
    for top in theme.objectives:
        children = tuple(replace(one, code=one.code.replace("OI", "OG")) for one in top.children)
        axes.append(replace(top, children=children))
    return replace(theme, objectives=tuple(axes))
