"""The data of a dossier as tables: what each says, and which parts are printed."""

from dataclasses import replace
from datetime import date

from annexes.contents.dossier import Dossier, Section
from annexes.contents.filetables import charter_part, childcare_part, committee_part, diagnostic_part, visa_part
from annexes.edition import Edition
from annexes.fileoutline import ChildcareOutline, PlanFile
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary
from tests.annexes.filesamples import full_file
from tests.annexes.samples import fiche, oo, plan, theme

EDITION = Edition("Val-de-Brume", "Plan d’essai", "PEDT", date(2026, 9, 1))
AXES = Vocabulary({"charter_axes": {"complementarite": "Complémentarité", "inclusion": "Inclusion"}})
DATA = frozenset(Section) - {Section.FICHES, Section.TABLEAUX}
TITLES = [
    "Chiffres du diagnostic",
    "Accueils",
    "Activités périscolaires",
    "Charte qualité Plan mercredi",
    "Programme de réussite éducative",
    "Instances",
]


def outline(file: PlanFile | None = None) -> PlanOutline:
    carrying = fiche("Relais", 3, charter_axes=("complementarite",))
    content = theme("Enfance", oo("Informer", carrying, fiche("Port", 4), code="OO 1"))
    return plan(content, title="Plan d’essai", has_wednesday_charter=True, file=full_file() if file is None else file)


def dossier(sections: frozenset[Section] = DATA, file: PlanFile | None = None) -> Dossier:
    return Dossier(outline(file), EDITION, sections, vocabulary=AXES)


def test_figures_make_a_table_with_a_column_a_year() -> None:
    [table] = diagnostic_part(full_file().figures).tables
    assert [column.title for column in table.grid.columns] == ["Libellé", "Unité", "2026", "Valeur"]
    assert [row.cells for row in table.grid.rows] == [
        ("École des Prés", "enfants", "128,125", ""),
        ("École du Port", "", "", "n.c."),
    ]
    assert table.words == ("Source : Insee",)


def test_places_of_accueils_are_added_up() -> None:
    several = (ChildcareOutline("Matin", capacity_under_6=10), ChildcareOutline("Soir", capacity_under_6=18))
    *_, total = childcare_part(several).tables[0].grid.rows
    assert total.cells[4:6] == (28, None)
    assert len(childcare_part(several[:1]).tables[0].grid.rows) == 1


def test_charter_says_which_fiche_carries_which_axis() -> None:
    part = charter_part(outline(), EDITION, AXES)
    assert part is not None
    assert [row.cells[1:] for row in part.tables[0].grid.rows] == [("oui", ""), ("1 fiche", "aucune fiche")]
    assert charter_part(plan(theme("Enfance")), EDITION, AXES) is None


def test_contact_of_a_seat_is_never_printed() -> None:
    text = str(committee_part(full_file().committees))
    assert "Conseillère" in text
    assert "Dominique" not in text


def test_opinions_come_before_signatures_then_avenants() -> None:
    file = full_file()
    titles = [table.title for table in visa_part(file.visas, file.amendments).tables]
    assert titles == ["Avis", "Signatures", "Avenants", "Avis sur l’avenant n° 1"]


def test_parts_without_content_or_not_asked_for_are_left_out() -> None:
    assert [part.title for part in dossier().data] == TITLES
    assert dossier(file=PlanFile()).visas is None
    assert [part.title for part in dossier(file=PlanFile()).data] == ["Charte qualité Plan mercredi"]
    assert [part.title for part in dossier(frozenset({Section.CHILDCARES})).data] == ["Accueils"]
    without = replace(outline(PlanFile()), has_wednesday_charter=False)
    assert Dossier(without, EDITION, vocabulary=AXES).data == ()
