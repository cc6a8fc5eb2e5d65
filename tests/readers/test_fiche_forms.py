"""Fiches as printed forms: boxes to tick, questions for labels, years to cross, banners over the whole table."""

from datetime import date

import docx
import pytest

from actions.enums import Priority, Role, ScheduleKind, Status
from annexes.outline import ActionOutline
from annexes.readers.layouts.fiche_place import mark_inside, read_mark
from annexes.readers.rubrics import Rubric, read_label, read_labels_of_line
from annexes.reading import Severity
from indicators.enums import IndicatorNature
from tests.readers.makers import read, tree, word, xlsx
from tests.readers.test_fiche import BASE, TITLE, fiche, only, saved


def with_rows(*rows: list[str]) -> ActionOutline:
    return only(fiche([*BASE, *rows]))


def test_ticked_boxes_are_what_is_said() -> None:
    action = with_rows(
        ["État d’avancement", "☐ À démarrer ☒ En cours ☐ Réalisée"],
        ["Priorité", "☐ 1\n☒ 2\n☐ 3"],
        ["Nature de l’action", "[ ] Nouvelle [x] Expérimentale"],
        ["Public", "☒ Enfants ☒ Parents ☐ Seniors"],
    )

    assert (action.status, action.priority, action.nature) == (Status.ONGOING, Priority.MEDIUM, "EXPERIMENTAL")
    assert action.audiences == ("enfants", "parents_familles")


def test_boxes_that_nobody_ticked_say_nothing() -> None:
    reading = fiche([*BASE, ["Statut", "☐ À démarrer ☐ En cours"]])

    assert only(reading).status is Status.PROPOSED
    assert "Statut" not in only(reading).description


def test_years_with_crosses_under_them_are_a_period() -> None:
    action = only(
        fiche([*([*row, "", ""] for row in BASE[:3]), ["Échéancier", "2026", "2027", "2028"], ["", "X", "X", ""]])
    )

    assert (action.schedule_kind, action.starts_on, action.due_on) == (
        ScheduleKind.PERIOD, date(2026, 1, 1), date(2027, 12, 31),
    )  # fmt: skip


def test_questions_are_labels() -> None:
    rows = [
        ("Pourquoi cette action ?", "La parole"), ("Qui ? (pilote, partenaires)", "Pilote : Ville\nPartenaires : CAF"),
        ("Quand ?", "2026-2027"), ("Où ?", "Salle des fêtes"), ("Combien ?", "1 500 €"),
        ("Comment évaluer ?", "Nombre de séances"),
    ]  # fmt: skip

    action = only(read(word(*TITLE, [[f"{label}\n{text}"] for label, text in rows]), "fiche.docx"))

    assert (action.context, action.school_year, action.funding_note) == ("La parole", 2026, "1 500 €")
    assert (action.people(Role.LEAD), action.people(Role.PARTNER)) == (("Ville",), ("CAF",))
    assert [place.name for place in action.places] == ["Salle des fêtes"]
    assert [indicator.label for indicator in action.indicators] == ["Nombre de séances"]


def test_quantitative_and_qualitative_indicators_have_their_nature() -> None:
    action = with_rows(["Indicateurs d’évaluation", "Quantitatifs :\nNombre de places\nQualitatifs :\nSatisfaction"])

    assert [(one.label, one.nature) for one in action.indicators] == [
        ("Nombre de places", IndicatorNature.QUANTITATIVE), ("Satisfaction", IndicatorNature.QUALITATIVE),
    ]  # fmt: skip


def test_kinds_of_indicators_beside_their_common_label_narrow_it() -> None:
    document = docx.Document()
    document.add_heading("FICHE ACTION N° 12", 1)
    document.add_paragraph(TITLE[1])
    table = document.add_table(rows=0, cols=3)
    for label, text in BASE:
        cells = table.add_row().cells
        cells[0].text, cells[1].merge(cells[2]).text = label, text
    for rank, (kind, text) in enumerate((("De réalisation", "Ateliers"), ("D’effets", "Confiance"))):
        cells = table.add_row().cells
        cells[0].text = "Indicateurs" if rank == 0 else ""
        cells[1].text, cells[2].text = kind, text
    table.cell(4, 0).merge(table.cell(5, 0))

    action = only(read(saved(document), "fiche.docx"))

    assert [(one.label, one.kind) for one in action.indicators] == [("Ateliers", "OUTPUT"), ("Confiance", "OUTCOME")]


def test_banners_over_the_table_give_the_number_the_title_and_the_place() -> None:
    banners = [["FICHE ACTION N° 3 : Bâtir"], ["Axe stratégique 1 : Grandir"], ["Objectif opérationnel 1.2 : Jouer"]]

    assert tree(read(word([*banners, *map(list, BASE)]), "fiche.docx").outline) == [
        "1 Grandir", ". OO 1.2 Jouer", ". . * 3 Bâtir",
    ]  # fmt: skip


def test_several_fiches_of_one_sheet_follow_one_another() -> None:
    rows = [["FICHE ACTION N° 1"], ["Bâtir"], *map(list, BASE), [], ["FICHE ACTION N° 2"], ["Jouer"], *map(list, BASE)]

    actions = list(read(xlsx(("Fiches", rows)), "fiches.xlsx").outline.all_actions())

    assert [(a.reference, a.title, a.school_year) for a in actions] == [("1", "Bâtir", 2026), ("2", "Jouer", 2026)]


def test_intitule_met_again_begins_another_fiche() -> None:
    one = [["Intitulé de l’action", "Bâtir"], *map(list, BASE)]
    other = [["Intitulé de l’action", "Jouer"], *map(list, BASE)]

    actions = list(read(word(one, other), "fiches.docx").outline.all_actions())

    assert [action.title for action in actions] == ["Bâtir", "Jouer"]


def test_row_without_a_label_goes_on_with_the_row_above() -> None:
    action = with_rows(["Description", "Deux soirs"], ["", "puis trois"])

    assert action.description == "Deux soirs\npuis trois"


def test_empty_value_does_not_take_the_next_label() -> None:
    rows = [[*BASE[0], "Statut", "En cours"], ["Pilote", "", "Partenaires", "CAF"], [*BASE[1], *BASE[3]]]

    action = only(fiche(rows))

    assert (action.people(Role.LEAD), action.people(Role.PARTNER)) == ((), ("CAF",))


def test_fiche_written_without_any_wart_raises_no_warning() -> None:
    reading = fiche([*BASE, ["Statut", "En cours"], ["Partenaires", "CAF ; MSA"], ["Public", "Enfants, 3-11 ans"]])

    assert [i for i in reading.issues if i.severity is not Severity.INFO] == []


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("FICHE ACTION N° 12", "12", ""), ("Fiche projet n°4 : Bâtir", "4", "Bâtir"), ("FICHE ACTION", "", ""),
        ("Fiche action N° ……", "", ""), ("FICHE 1.2.4 (version 2017)", "1.2.4", "(version 2017)"),
        ("Fiche orientation opérationnelle 1.2.4", "1.2.4", ""), ("Fiche n° 03 – Jouer", "3", "Jouer"),
    ],
)  # fmt: skip
def test_mark_of_a_fiche_is_read(line: str, number: str, title: str) -> None:
    mark = read_mark(line)

    assert mark is not None
    assert (mark.number, mark.title) == (number, title)


def test_line_that_speaks_of_fiches_is_no_mark() -> None:
    assert read_mark("Les fiches action sont jointes") is None
    assert mark_inside("PEDT de Brumeval – page 3") is None


@pytest.mark.parametrize(
    ("line", "rubric", "rest"),
    [
        ("1. Contexte", Rubric.CONTEXT, ""), ("Contexte de l’action – Quels besoins ?", Rubric.CONTEXT, ""),
        ("Élu(e) référent(e)", Rubric.ELECTED_LEAD, ""), ("Nom de l’action", Rubric.TITLE, ""),
        ("Modalités de mise en œuvre", Rubric.DESCRIPTION, ""),
        ("Pilote : Ville : service jeunesse", Rubric.LEAD, "Ville : service jeunesse"),
        ("Liens autres enjeux / fiches « orientations opérationnelles »", Rubric.LINKS, ""),
    ],
)  # fmt: skip
def test_label_is_known_by_its_wording(line: str, rubric: Rubric, rest: str) -> None:
    label = read_label(line)

    assert label is not None
    assert (label.rubric, label.rest) == (rubric, rest)


@pytest.mark.parametrize("line", ["Ville", "Accueillir les enfants", "Les partenaires se réunissent chaque mois", ""])
def test_other_words_are_no_label(line: str) -> None:
    assert read_label(line) is None


def test_labels_of_one_line_are_told_apart() -> None:
    found = read_labels_of_line("Statut : En cours – Priorité : haute")

    assert [(label.rubric, label.rest) for label in found] == [(Rubric.STATUS, "En cours"), (Rubric.PRIORITY, "haute")]


def test_funding_plan_by_years_gives_a_line_for_each() -> None:
    rows = [
        ["Financeur", "2026", "2027"],
        ["CAF", "3 000 €", "3 500 €"],
        ["Ville", "", "1 000 €"],
        ["Total", "3 000 €", ""],
    ]

    action = only(read(word(*TITLE, [list(row) for row in BASE], "# Plan de financement", rows), "fiche.docx"))

    assert [(line.funder, line.year, line.planned) for line in action.fundings] == [
        ("CAF", 2026, 3000), ("CAF", 2027, 3500), ("Ville", 2027, 1000),
    ]  # fmt: skip


def test_targets_of_several_years_are_all_kept() -> None:
    rows = [["Indicateur", "Cible 2026", "Cible 2027"], ["Ateliers", "10", "douze"]]

    (indicator,) = only(read(word(*TITLE, [list(row) for row in BASE], rows), "fiche.docx")).indicators

    assert [(one.due_on, one.value, one.text) for one in indicator.targets] == [
        (date(2026, 12, 31), 10, ""), (date(2027, 12, 31), None, "douze"),
    ]  # fmt: skip


def test_indicators_after_their_word_are_split() -> None:
    action = with_rows(["Modalités d’évaluation", "Indicateurs : nombre de familles ; nombre de séances"])

    assert [one.label for one in action.indicators] == ["nombre de familles", "nombre de séances"]


def test_fiche_and_tableau_of_one_document_are_read_each_in_its_way() -> None:
    header = ["Axe", "OI", "OO", "Fiches actions"]
    rows = [["I – Lire", "OI 1 : Aimer", "OO 1 : Ouvrir", f"Fiche {number} : Faire {number}"] for number in (1, 2)]

    reading = read(word(*TITLE, [list(row) for row in BASE], "# JEUNESSE", [header, *rows]), "annexe.docx")

    assert [part.layout for part in reading.parts if part.layout != "liste"] == ["fiche", "tableau"]
    assert tree(reading.outline) == [
        "~ 12 Ouvrir une ludothèque", "[Jeunesse]", "I Lire", ". OI 1 Aimer", ". . OO 1 Ouvrir",
        ". . . * 1 Faire 1", ". . . * 2 Faire 2",
    ]  # fmt: skip
