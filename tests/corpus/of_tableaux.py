"""Tableaux axe | OI | OO | fiches."""

from collections.abc import Iterator
from dataclasses import replace

from actions.enums import Priority, ScheduleKind, Status
from annexes.outline import PlanOutline, ThemeOutline
from tests.corpus.cases import AnyCase, Case, Office
from tests.corpus.documents import Block, Box, Line, Row, Sheet, Table, box, to_csv, to_docx, to_xlsx, with_rows
from tests.corpus.plans import EARLY, FOLLOWED, axis, fiche, oi, oo, plan, without_codes
from tests.corpus.writing import Habits, lead, partners, tableau

ONE = plan(EARLY)
HEADING = Line("PETITE ENFANCE", heading=1)


def workbook(*blocks: Block, title: str = "Petite enfance", **where: int) -> bytes:
    return to_xlsx((Sheet(title, blocks),), **where)


def document(*blocks: Block) -> bytes:
    return to_docx(blocks)


def cases() -> Iterator[AnyCase]:
    yield from _habits()
    yield from _rows()
    yield from _titles()
    yield from _values()


def _habits() -> Iterator[AnyCase]:
    merged = Case("tableau.xlsx", "tableau", "cellules fusionnées", ONE, lambda: workbook(tableau(EARLY)))
    yield merged
    yield Office("tableau-libreoffice.xlsx", merged)
    yield Office("tableau-libreoffice.ods", merged)
    yield Office("tableau-libreoffice.xls", merged)
    blank = Habits(parents="blank")
    yield Case("tableau-vides.xlsx", "tableau", "parents écrits une fois", ONE, lambda: workbook(tableau(EARLY, blank)))
    repeated = Habits(parents="repeated")
    yield Case("tableau-repete.xlsx", "tableau", "parents répétés", ONE, lambda: workbook(tableau(EARLY, repeated)))
    yield Case(
        "tableau-colonnes-melees.xlsx",
        "tableau",
        "colonnes dans un autre ordre",
        ONE,
        lambda: workbook(_reordered(tableau(EARLY), (3, 1, 0, 2))),
    )
    word = Case("tableau.docx", "tableau", "cellules fusionnées", ONE, lambda: document(HEADING, tableau(EARLY)))
    yield word
    yield Office("tableau-libreoffice.docx", word)
    yield Case(
        "tableau-decale.xlsx",
        "tableau",
        "tableau loin du coin, titre au-dessus, note au-dessous",
        ONE,
        lambda: workbook(
            Line("Projet éducatif du Val de Brume"), tableau(EARLY), Line("Document de travail"), left=2, top=3
        ),
    )
    zeros = Habits(
        intermediate=lambda o: f"{o.code} {o.title}",
        operational=lambda o: f"00{o.code.removeprefix('OO ')} : {o.title}",
        fiche=lambda a: f"FICHE n° {a.number} – {a.title}",
    )
    yield Case(
        "tableau-zeros.xlsx",
        "tableau",
        "« 001 : », « OI 1 » sans deux-points",
        ONE,
        lambda: workbook(tableau(EARLY, zeros)),
    )
    sheet = Sheet("", (Line("PETITE ENFANCE"), tableau(EARLY, blank)))
    yield Case("tableau.csv", "tableau", "csv en UTF-8, points-virgules", ONE, lambda: to_csv(sheet))
    yield Case(
        "tableau-ancien.csv",
        "tableau",
        "csv en Windows-1252, tabulations",
        ONE,
        lambda: to_csv(sheet, delimiter="\t", encoding="cp1252"),
    )
    spaced = Habits(
        axis=lambda o: f"{o.code}\u00a0–\u00a0{o.title}",
        intermediate=lambda o: f"{o.code}\u00a0:\u00a0{o.title}",
        operational=lambda o: f"{o.code.replace(' ', '')}\u00a0: {o.title}",
        fiche=lambda a: f"·\u00a0Fiche\u00a0{a.number}\u202f:\u00a0{a.title}",
    )
    yield Case(
        "tableau-insecables.xlsx",
        "tableau",
        "espaces insécables et puces",
        ONE,
        lambda: workbook(tableau(EARLY, spaced)),
    )


def _rows() -> Iterator[AnyCase]:
    for style, words in (
        ("lines", "plusieurs fiches par cellule, en paragraphes"),
        ("together", "plusieurs fiches à la suite dans un paragraphe"),
        ("tags", "plusieurs fiches dans des balises de paragraphe"),
    ):
        habits = Habits(fiches=style)
        yield Case(f"tableau-{style}.xlsx", "tableau", words, ONE, lambda h=habits: workbook(tableau(EARLY, h)))
    yield Case(
        "tableau-cellules-decalees.xlsx",
        "tableau",
        "une fiche dans la colonne des OI",
        plan(_doubtful(EARLY, 2)),
        lambda: workbook(_shifted(tableau(EARLY, Habits(parents="blank")))),
        issues=frozenset({"shifted-cell"}),
    )
    yield Case(
        "tableau-entetes-repetes.docx",
        "tableau",
        "en-têtes répétés, lignes vides, tirets",
        ONE,
        lambda: document(HEADING, _interrupted(tableau(EARLY, Habits(parents="repeated")))),
    )
    new_axis = _with_axis_headers(EARLY)
    yield Case(
        "tableau-axe-en-entete.docx",
        "tableau",
        "nouvel axe annoncé par un en-tête au milieu du tableau",
        ONE,
        lambda: document(HEADING, new_axis),
    )
    yield Case(
        "tableau-axes-en-titres.docx",
        "tableau",
        "un tableau par axe, sous un titre",
        ONE,
        lambda: document(HEADING, *_under_headings(EARLY)),
    )
    yield Case(
        "tableau-axe-deux-fois.docx",
        "tableau",
        "l’axe en titre et dans la première colonne",
        ONE,
        lambda: document(HEADING, *_under_headings(EARLY, column=True)),
    )
    split = Habits(split=True)
    yield Case(
        "tableau-numero-a-part.xlsx",
        "tableau",
        "numéro et intitulé dans deux cellules",
        ONE,
        lambda: workbook(tableau(EARLY, split)),
    )
    bare = Habits(
        axis=lambda o: o.title, intermediate=lambda o: o.title, operational=lambda o: o.title, fiche=lambda a: a.title
    )
    yield Case(
        "tableau-sans-etiquettes.xlsx",
        "tableau",
        "aucune étiquette : la colonne seule dit le niveau",
        plan(without_codes(EARLY)),
        lambda: workbook(tableau(EARLY, bare)),
    )


def _titles() -> Iterator[AnyCase]:
    empty = _plan_of(oo(1, "Ouvrir des places", fiche(1, "Créer une crèche")), oo(2, "Élargir les horaires"))
    yield Case(
        "tableau-oo-sans-fiche.xlsx",
        "tableau",
        "un OO sans fiche",
        empty,
        lambda: workbook(tableau(empty.themes[0], Habits(parents="blank"))),
        issues=frozenset({"oo-without-fiche"}),
    )
    sentence = "Ces actions sont détaillées dans la thématique Jeunesse"
    told = _plan_of(
        oo(1, "Ouvrir des places", fiche(1, "Créer une crèche")), oo(2, "Élargir les horaires", note=sentence)
    )
    yield Case(
        "tableau-phrase.docx",
        "tableau",
        "une phrase à la place d’une fiche",
        told,
        lambda: document(HEADING, _ending(tableau(empty.themes[0]), sentence)),
        issues=frozenset({"sentence-for-fiche"}),
    )
    gap = _plan_of(
        oo(1, "Ouvrir des places", fiche(7, "Créer une crèche"), fiche(9, "Agrandir la halte-garderie")),
        oo(1, "Élargir les horaires", fiche(10, "Ouvrir le samedi")),
    )
    yield Case(
        "tableau-numeros.xlsx",
        "tableau",
        "numéro manquant, numéro d’OO en double",
        gap,
        lambda: workbook(tableau(gap.themes[0])),
        issues=frozenset({"duplicate-number", "missing-number"}),
    )
    untitled = plan(
        ThemeOutline(
            "Petite enfance",
            objectives=(axis("I", "Accueillir", oi(1, "", oo(1, "Ouvrir des places", fiche(1, "Créer une crèche")))),),
        )
    )
    yield Case(
        "tableau-oi-sans-titre.xlsx",
        "tableau",
        "un OI sans titre",
        untitled,
        lambda: workbook(tableau(untitled.themes[0], Habits(intermediate=lambda o: o.code))),
        issues=frozenset({"objective-without-title"}),
    )
    cut = _plan_of(oo(1, "Ouvrir des places", fiche(1, "Ouvrir des ateliers extra- scolaires")))
    yield Case(
        "tableau-mot-coupe.xlsx",
        "tableau",
        "un mot coupé par un saut de ligne",
        cut,
        lambda: workbook(
            tableau(cut.themes[0], Habits(fiche=lambda a: f"Fiche 1 : {a.title.replace('- ', f'-{chr(10)}')}"))
        ),
        issues=frozenset({"cut-word"}),
    )


def _values() -> Iterator[AnyCase]:
    further = Habits(
        further={
            "Pilote": lead,
            "Partenaires": partners,
            "Échéance": lambda a: "2026-2027" if a.school_year else "15/03/2027",
            "Priorité": lambda a: Priority(a.priority).label,
            "Statut": lambda a: a.status.label,
        }
    )
    followed = Case(
        "tableau-suivi.xlsx",
        "tableau",
        "pilote, partenaires, échéance, priorité, statut",
        plan(FOLLOWED),
        lambda: workbook(tableau(FOLLOWED, further), title="Jeunesse"),
    )
    yield followed
    yield Office("tableau-suivi-libreoffice.ods", followed)
    values = {
        "en continu": {"schedule_kind": ScheduleKind.CONTINUOUS},
        "annuel": {"schedule_kind": ScheduleKind.YEARLY},
        "2026-2027": {"schedule_kind": ScheduleKind.SCHOOL_YEAR, "school_year": 2026},
    }
    aged = _plan_of(oo(1, "Ouvrir des places", fiche(1, "Ouvrir un club", age_min=3, age_max=11)))
    ages = Habits(further={"Âges": lambda a: f"{a.age_min}-{a.age_max} ans"})
    yield Case(
        "tableau-ages.docx",
        "tableau",
        "colonne des âges",
        aged,
        lambda: document(HEADING, tableau(aged.themes[0], ages)),
    )
    dated = _plan_of(
        oo(1, "Ouvrir des places", *(fiche(n, f"Action {n}", **kept) for n, kept in enumerate(values.values(), 1)))
    )
    wordings = dict(enumerate(values, 1))
    yield Case(
        "tableau-calendriers.docx",
        "tableau",
        "calendriers en toutes lettres",
        dated,
        lambda: document(
            HEADING, tableau(dated.themes[0], Habits(further={"Calendrier": lambda a: wordings[a.number or 0]}))
        ),
    )
    stated = _plan_of(
        oo(
            1,
            "Ouvrir des places",
            fiche(1, "Action déjà là", status=Status.ONGOING),
            fiche(2, "Action finie", status=Status.DONE),
        )
    )
    yield Case(
        "tableau-statuts.xlsx",
        "tableau",
        "statuts au féminin et au masculin",
        stated,
        lambda: workbook(
            tableau(
                stated.themes[0],
                Habits(further={"État d’avancement": lambda a: ["EN COURS", "Terminé"][(a.number or 1) - 1]}),
            )
        ),
    )


# Warts


def _plan_of(*operational: object) -> PlanOutline:
    return plan(
        ThemeOutline(
            "Petite enfance",
            objectives=(axis("I", "Accueillir", oi(1, "Diversifier les accueils", *operational)),),  # type: ignore[arg-type]
        )
    )


def _reordered(found: Table, order: tuple[int, ...]) -> Table:
    return with_rows(found, [tuple(row[rank] for rank in order) for row in found.rows])


def _shifted(found: Table) -> Table:
    """The fiche of the third row slips into the column of the OI."""
    rows = list(found.rows)
    cells = list(rows[2])
    cells[1], cells[3] = cells[3], Box()
    rows[2] = tuple(cells)
    return with_rows(found, rows)


def _doubtful(theme: ThemeOutline, number: int) -> ThemeOutline:
    """The theme, its fiche `number` read in a place that is to be checked."""
    top, *others = theme.objectives
    one, *further = top.children
    two, *beside = one.children
    actions = tuple(replace(a, doubtful=a.number == number) for a in two.actions)
    two = replace(two, actions=actions)
    one = replace(one, children=(two, *beside))
    return replace(theme, objectives=(replace(top, children=(one, *further)), *others))


def _interrupted(found: Table) -> Table:
    """A blank row, the header again as after a page break, and a row of dashes."""
    header, *rows = found.rows
    blank: Row = tuple(Box() for _ in header)
    dashes: Row = tuple(box("-----") for _ in header)
    return with_rows(found, [header, *rows[:2], blank, header, *rows[2:5], dashes, *rows[5:]])


def _with_axis_headers(theme: ThemeOutline) -> Table:
    rows: list[Row] = []
    for top in theme.objectives:
        part = tableau(replace(theme, objectives=(top,)), Habits(axis=lambda o: o.title))
        header = (box(f"AXE STRATEGIQUE {top.code}"), *part.rows[0][1:])
        rows += [header, *part.rows[1:]]
    return Table(tuple(rows))


def _under_headings(theme: ThemeOutline, *, column: bool = False) -> Iterator[Block]:
    for top in theme.objectives:
        yield Line(f"Axe {top.code} : {top.title}", heading=2)
        part = tableau(replace(theme, objectives=(top,)), Habits(axis=lambda o: o.title))
        yield part if column else with_rows(part, [row[1:] for row in part.rows])


def _ending(found: Table, sentence: str) -> Table:
    rows = list(found.rows)
    rows[-1] = (*rows[-1][:-1], box(sentence))
    return with_rows(found, rows)
