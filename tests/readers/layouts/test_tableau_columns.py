"""Header rows and further columns of a tableau."""

from actions.enums import Role, ScheduleKind, Status
from annexes.reading import Severity
from tests.readers.makers import HEADER, PLAIN, PLAIN_TREE, issue, read, rows_of, tree, xlsx


def test_header_wording_may_vary() -> None:
    header = ["Axes", "Objectif général (OG)", "Objectifs  opérationnels", "Fiches-actions"]

    assert tree(read(rows_of([header, *PLAIN[1:]])).outline) == PLAIN_TREE


def test_further_columns_become_fields() -> None:
    table = [
        [*HEADER, "Pilote", "Partenaires", "Échéance", "Priorité", "Statut", "Observations"],
        [
            "I – Grandir",
            "OI 1 : A",
            "OO 1 : B",
            "Fiche 1 : Ouvrir",
            "CCAS",
            "CAF ; MSA",
            "2025-2026",
            1,
            "En cours",
            "RAS ici",
        ],
        ["", "", "", "Fiche 2 : Fermer", "Service jeunesse", "CAF, École", "En continu", "haute", "réalisée", ""],
        ["", "", "", "Fiche 3 : Tenir", "", "", "12/03/2026", "P2", "à étudier", ""],
        ["", "", "", "Fiche 4 : Voir", "", "", "un jour", "plutôt haute", "", ""],
    ]

    reading = read(rows_of(table))
    one, two, three, four = reading.outline.all_actions()

    assert (one.people(Role.LEAD), one.people(Role.PARTNER)) == (("CCAS",), ("CAF", "MSA"))
    assert (one.schedule_kind, one.school_year, one.priority, one.status) == (
        ScheduleKind.SCHOOL_YEAR,
        2025,
        1,
        Status.ONGOING,
    )
    assert (two.people(Role.PARTNER), two.schedule_kind, two.status) == (
        ("CAF", "École"), ScheduleKind.CONTINUOUS, Status.DONE,
    )  # fmt: skip
    assert (three.schedule_kind, str(three.due_on), three.priority) == (ScheduleKind.DATE, "2026-03-12", 2)
    assert (four.schedule_note, four.priority) == ("un jour", 0)
    assert issue(reading, "unclear-value").where == "Feuille Jeunesse, H5"
    assert sorted(fate.text for fate in reading.fates if fate.fate == "kept") == ["RAS ici", "plutôt haute"]
    assert reading.outline.carries.action >= {"participations", "schedule_kind", "priority", "status"}


def test_merged_further_cell_serves_the_fiches_of_its_rows() -> None:
    table = [[*HEADER, "Pilote"], *([*row, "CCAS" if i == 0 else ""] for i, row in enumerate(PLAIN[1:4]))]

    reading = read(xlsx(("Jeunesse", table), merged=["E2:E3"]))

    assert [action.people(Role.LEAD) for action in reading.outline.all_actions()] == [("CCAS",), ("CCAS",), ()]
    assert issue(reading, "further-column").severity is Severity.INFO
