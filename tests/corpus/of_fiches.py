"""Fiches action as documents, foreign sheets of one row a fiche, and our own workbook."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from actions.enums import Priority, Role, ScheduleKind, Status
from annexes.edition import Edition
from annexes.excel import write_workbook
from annexes.outline import IndicatorOutline, ParticipationOutline, ThemeOutline
from annexes.vocabulary import Vocabulary
from indicators.enums import IndicatorKind
from tests.corpus.cases import AnyCase, Case, Office
from tests.corpus.documents import Block, Line, Sheet, table, to_csv, to_docx, to_xlsx
from tests.corpus.plans import EARLY, FULL_FICHE, YOUTH, axis, fiche, oi, oo, plan
from tests.corpus.writing import fiche_table

ALONE = plan(ThemeOutline("", unattached=(FULL_FICHE,)))
FIELDS = {
    "Contexte (quels sont les constats ?)": FULL_FICHE.context.replace("- ", "• "),
    "Objectifs et dynamiques": FULL_FICHE.objectives.replace("- ", "• "),
    "Description de l’action": FULL_FICHE.description,
    "Réalisations attendues": FULL_FICHE.outputs.replace("- ", "• "),
    "Effets attendus": FULL_FICHE.expected_effects,
    "Pilote": "Ville de Brumeval",
    "Partenaires mobilisables / Dispositifs mobilisables": (
        "Partenaires : Amicale laïque, Collège des Tilleuls\nDispositifs : CLAS, Cité éducative"
    ),
    "Calendrier": "2026-2027",
    "Indicateurs de réalisation": "• Nombre d’enfants accueillis",
    "Indicateurs d’effets": "• Confiance des enfants",
    "Liens autres fiches": "AT jeunesse\n• Fiche 3 du PEDT",
}


def cases() -> Iterator[AnyCase]:
    yield from _documents()
    yield from _columns()
    yield from _ours()


def _documents() -> Iterator[AnyCase]:
    title = Line("FICHE ACTION N° 12", heading=1)
    name = Line(FULL_FICHE.title, bold=True)
    words = "étiquette | contenu"
    simple = Case("fiche.docx", "fiche", words, ALONE, lambda: to_docx((title, name, fiche_table(FIELDS))))
    yield simple
    yield Office("fiche-libreoffice.docx", simple)
    yield Case(
        "fiche-quatre-colonnes.docx",
        "fiche",
        "étiquette | contenu | étiquette | contenu",
        ALONE,
        lambda: to_docx((title, name, fiche_table(FIELDS, columns=4))),
    )
    yield Case(
        "fiche-titres.docx",
        "fiche",
        "étiquettes en titres",
        ALONE,
        lambda: to_docx((title, name, *_sections(FIELDS, heading=2))),
    )
    yield Case(
        "fiche-gras.docx",
        "fiche",
        "étiquettes en gras au-dessus du texte",
        ALONE,
        lambda: to_docx((title, name, *_sections(FIELDS))),
    )
    yield Case(
        "fiche.xlsx",
        "fiche",
        "une fiche dans une feuille",
        ALONE,
        lambda: to_xlsx(
            (Sheet("Fiche 12", (Line("FICHE ACTION N° 12"), Line(FULL_FICHE.title), fiche_table(FIELDS))),)
        ),
    )
    second = fiche(13, "Créer un jardin d’école", description="Un potager partagé par deux écoles.")
    other = {"Description de l’action": second.description}
    yield Case(
        "fiches-a-la-suite.docx",
        "fiche",
        "plusieurs fiches dans un document",
        plan(ThemeOutline("", unattached=(FULL_FICHE, second))),
        lambda: to_docx(
            (
                title,
                name,
                fiche_table(FIELDS),
                Line("FICHE ACTION N° 13", heading=1),
                Line(second.title, bold=True),
                fiche_table(other),
            )
        ),
    )


def _sections(fields: dict[str, str], *, heading: int = 0) -> Iterator[Block]:
    for label, text in fields.items():
        yield Line(label, heading=heading, bold=not heading)
        for line in text.split("\n"):
            yield Line(line.removeprefix("• "), bullet=line.startswith("• "))


FLAT = ThemeOutline(
    "Jeunesse",
    objectives=(
        axis(
            "I",
            "Favoriser l’autonomie",
            oi(
                1,
                "Faciliter la mobilité",
                oo(
                    1,
                    "Aider au permis",
                    fiche(
                        1,
                        "Verser une bourse",
                        status=Status.ONGOING,
                        priority=Priority.HIGH,
                        description="Une aide de cinq cents euros.",
                        participations=(ParticipationOutline(Role.LEAD, "Mission locale de la Brume"),),
                        age_min=15,
                        age_max=25,
                        indicators=(IndicatorOutline("Nombre de bourses", IndicatorKind.OUTPUT),),
                    ),
                    fiche(
                        2,
                        "Lancer un garage",
                        status=Status.TO_START,
                        priority=Priority.LOW,
                        description="Un atelier associatif.",
                        participations=(ParticipationOutline(Role.LEAD, "Ville de Brumeval"),),
                        schedule_kind=ScheduleKind.DATE,
                        due_on=date(2027, 3, 15),
                    ),
                ),
            ),
        ),
    ),
)


def _columns() -> Iterator[AnyCase]:
    header = (
        "Thématique",
        "Axe",
        "Objectif",
        "Sous-objectif",
        "N° de fiche",
        "Intitulé de l’action",
        "Descriptif",
        "État",
    )
    header += ("Degré de priorité", "Pilote de l’action", "Tranche d’âge", "Échéance prévue", "Indicateurs de suivi")
    parents = ("Jeunesse", "I – Favoriser l’autonomie", "OI 1 : Faciliter la mobilité", "OO 1 : Aider au permis")
    rows = (
        (
            *parents,
            "1",
            "Verser une bourse",
            "Une aide de cinq cents euros.",
            "en cours",
            "Haute",
            "Mission locale de la Brume",
            "15-25 ans",
            "",
            "Nombre de bourses",
        ),
        (
            *parents,
            "2",
            "Lancer un garage",
            "Un atelier associatif.",
            "à démarrer",
            "basse",
            "Ville de Brumeval",
            "",
            "15/03/2027",
            "",
        ),
    )
    made = table(header, *rows)
    flat = Case(
        "colonnes.xlsx",
        "colonnes",
        "une ligne par fiche, en-têtes d’un autre logiciel",
        plan(FLAT),
        lambda: to_xlsx((Sheet("Export", (made,)),)),
    )
    yield flat
    yield Office("colonnes-libreoffice.xls", flat)
    yield Case(
        "colonnes.csv", "colonnes", "une ligne par fiche, en csv", plan(FLAT), lambda: to_csv(Sheet("", (made,)))
    )


def _ours() -> Iterator[AnyCase]:
    outline = replace(plan(EARLY, YOUTH), title="Projet éducatif", kind="PGT")
    edition = Edition("Val de Brume", "Projet éducatif", "PGT", edited_on=date(2026, 9, 1))
    ours = Case(
        "donnees.xlsx",
        "donnees",
        "notre classeur « Données »",
        plan(EARLY, YOUTH),
        lambda: write_workbook(outline, edition=edition, vocabulary=Vocabulary()),
    )
    yield ours
    yield Office("donnees-libreoffice.xlsx", ours)
    yield Case(
        "numerotation-automatique.docx",
        "tableau",
        "étiquettes écrites par la numérotation automatique de Word",
        plan(YOUTH),
        automatic_numbers,
    )


def automatic_numbers() -> bytes:
    """YOUTH, whose « Fiche n : » are numbers that Word counts by itself."""
    document = docx.Document()
    document.add_heading("Jeunesse", 1)
    numbers = _numbering(document, "Fiche %1 :")
    made = document.add_table(rows=1, cols=4)
    for cell, text in zip(
        made.rows[0].cells, ("Axe", "Objectif intermédiaire", "Objectif opérationnel", "Fiches"), strict=True
    ):
        cell.text = text
    top = YOUTH.objectives[0]
    one = top.children[0]
    for two in one.children:
        row = made.add_row().cells
        row[0].text, row[1].text, row[2].text = (
            f"I – {top.title}",
            f"{one.code} : {one.title}",
            f"{two.code} : {two.title}",
        )
        row[3].text = two.actions[0].title
        _numbered(row[3].paragraphs[0], numbers)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _numbering(document, text: str) -> str:  # type: ignore[no-untyped-def]
    """A numbering of one level written « text »; its identifier."""
    root = document.part.numbering_part.element
    abstract = OxmlElement("w:abstractNum")
    abstract.set(qn("w:abstractNumId"), "90")
    level = OxmlElement("w:lvl")
    level.set(qn("w:ilvl"), "0")
    for tag, value in (("start", "1"), ("numFmt", "decimal"), ("lvlText", text)):
        child = OxmlElement(f"w:{tag}")
        child.set(qn("w:val"), value)
        level.append(child)
    abstract.append(level)
    root.insert(0, abstract)
    number = OxmlElement("w:num")
    number.set(qn("w:numId"), "90")
    link = OxmlElement("w:abstractNumId")
    link.set(qn("w:val"), "90")
    number.append(link)
    root.append(number)
    return "90"


def _numbered(paragraph, identifier: str) -> None:  # type: ignore[no-untyped-def]
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = int(identifier)
