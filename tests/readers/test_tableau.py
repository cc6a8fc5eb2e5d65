"""The layout axe | OI | OO | fiches, with everything that happens to it."""

from itertools import permutations

import pytest

from actions.enums import Role, ScheduleKind, Status
from annexes.reading import Severity
from tests.readers.makers import HEADER, Rows, codes, issue, read, tree, word, xlsx

PLAIN = [
    HEADER,
    ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir des places", "Fiche 1 : Ouvrir une crèche"],
    ["", "", "", "Fiche 2 : Agrandir la halte-garderie"],
    ["", "", "OO 2 : Former les équipes", "Fiche 3 : Organiser des journées communes"],
    ["", "OI 2 : Informer", "OO 1 : Tenir un guichet", "Fiche 4 : Créer un guichet"],
    ["II – Vivre", "OI 1 : Sortir", "OO 1 : Visiter", "Fiche 5 : Aller au musée"],
]
PLAIN_TREE = [
    "[Jeunesse]",
    "I Grandir",
    ". OI 1 Accueillir",
    ". . OO 1 Ouvrir des places",
    ". . . * 1 Ouvrir une crèche",
    ". . . * 2 Agrandir la halte-garderie",
    ". . OO 2 Former les équipes",
    ". . . * 3 Organiser des journées communes",
    ". OI 2 Informer",
    ". . OO 1 Tenir un guichet",
    ". . . * 4 Créer un guichet",
    "II Vivre",
    ". OI 1 Sortir",
    ". . OO 1 Visiter",
    ". . . * 5 Aller au musée",
]


def rows_of(table: Rows) -> bytes:
    return xlsx(("Jeunesse", table))


def test_plain_tableau_gives_its_tree() -> None:
    reading = read(rows_of(PLAIN))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []
    assert reading.layout == "tableau"
    assert reading.outline.carries.action == {"title", "number", "suffix"}
    assert reading.outline.carries.objective == {"title", "code"}
    assert reading.outline.carries.theme == {"title"}


def test_same_tableau_in_word_gives_the_same_tree() -> None:
    merged = [[cell or None for cell in row] for row in PLAIN]

    reading = read(word("# JEUNESSE", merged), "annexe.docx")

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


@pytest.mark.parametrize("order", list(permutations(range(4)))[1::3])
def test_order_of_columns_changes_nothing(order: tuple[int, ...]) -> None:
    reading = read(rows_of([[row[i] for i in order] for row in PLAIN]))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_labels_repeated_on_every_row_make_one_objective() -> None:
    table, above = [PLAIN[0]], PLAIN[1]
    for row in PLAIN[1:]:
        above = [cell or before for cell, before in zip(row, above, strict=True)]
        table.append(list(above))

    reading = read(rows_of(table))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_blank_separator_and_header_rows_in_mid_table_change_nothing() -> None:
    table = [*PLAIN[:3], ["", "", "", ""], ["---", "---", "---", "---"], HEADER, *PLAIN[3:]]

    assert tree(read(rows_of(table)).outline) == PLAIN_TREE


def test_header_wording_may_vary() -> None:
    header = ["Axes", "Objectif général (OG)", "Objectifs  opérationnels", "Fiches-actions"]

    assert tree(read(rows_of([header, *PLAIN[1:]])).outline) == PLAIN_TREE


def test_table_without_header_is_read_by_its_labels() -> None:
    assert tree(read(rows_of(PLAIN[1:])).outline) == PLAIN_TREE


def test_vertically_merged_cells_speak_for_their_rows() -> None:
    merged = ["A2:A5", "B2:B4", "C2:C3"]

    reading = read(xlsx(("Jeunesse", PLAIN), merged=merged))

    assert tree(reading.outline) == PLAIN_TREE
    assert codes(reading) == []


def test_row_after_a_merged_cell_goes_on_and_it_is_said() -> None:
    table = [*PLAIN[:4], ["", "", "", "Fiche 4 : Recruter"]]

    reading = read(xlsx(("Jeunesse", table), merged=["C2:C3"]))
    assert "after-merge" not in codes(reading)

    table = [HEADER, PLAIN[1], PLAIN[2], ["", "", "", "Fiche 3 : Recruter"]]
    reading = read(xlsx(("Jeunesse", table), merged=["C2:C3"]))

    assert tree(reading.outline)[-1] == ". . . * 3 Recruter"
    assert issue(reading, "after-merge").where == "Feuille Jeunesse, D4"


def test_merged_objective_takes_its_rows_back_after_a_slipped_one() -> None:
    table = [
        HEADER,
        ["I – Grandir", "OI 1 : Accueillir", "OO 1 : Ouvrir", "Fiche 1 : Bâtir"],
        ["OI 2 : Informer", "", "OO 1 : Dire", "Fiche 2 : Écrire"],
        ["", "", "OO 2 : Montrer", "Fiche 3 : Exposer"],
        ["", "", "OO 2 : Tenir", "Fiche 4 : Garder"],
    ]

    reading = read(xlsx(("Jeunesse", table), merged=["B2:B5", "A3:A4"]))

    assert tree(reading.outline)[2:] == [
        ". OI 1 Accueillir",
        ". . OO 1 Ouvrir",
        ". . . * 1 Bâtir",
        ". . OO 2 Tenir",
        ". . . * 4 Garder",
        ". OI 2 Informer",
        ". . OO 1 Dire",
        ". . . * 2 Écrire",
        ". . OO 2 Montrer",
        ". . . * 3 Exposer",
    ]


def test_fiche_in_the_column_of_objectives_is_attached_and_said() -> None:
    table = [*PLAIN[:4], ["", "Fiche 9 : Recruter", "", ""]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-1] == ". . . * 9 Recruter"
    found = issue(reading, "shifted-cell")
    assert found.where == "Feuille Jeunesse, B5"
    assert found.message == "une fiche dans la colonne des objectifs intermédiaires"
    assert found.proposal == "rattachée à OO 2"
    assert list(reading.outline.all_actions())[-1].doubtful
    assert "doubtful" not in reading.outline.carries.action


def test_row_shifted_to_the_left_is_read_by_its_labels() -> None:
    table = [*PLAIN[:4], ["OI 2 : Informer", "OO 1 : Tenir un guichet", "Fiche 4 : Créer un guichet", ""]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-3:] == [". OI 2 Informer", ". . OO 1 Tenir un guichet", ". . . * 4 Créer un guichet"]
    shifted = [(i.where[-2:], i.proposal) for i in reading.issues if i.code == "shifted-cell"]
    assert shifted == [("A5", "rattaché à l’axe I"), ("B5", "rattaché à OI 2"), ("C5", "rattachée à OO 1")]


def test_row_shifted_to_the_right_is_read_by_its_labels() -> None:
    table = [[*row, ""] for row in PLAIN[:4]]
    table.append(["", "", "OI 2 : Informer", "OO 1 : Tenir un guichet", "Fiche 4 : Créer un guichet"])

    reading = read(rows_of(table))

    assert tree(reading.outline)[-3:] == [". OI 2 Informer", ". . OO 1 Tenir un guichet", ". . . * 4 Créer un guichet"]
    assert codes(reading) == ["shifted-cell", "shifted-cell"]


@pytest.mark.parametrize(
    "cell",
    [
        "Fiche 1 : Ouvrir\nFiche 2 : Fermer",
        "Fiche 1 : Ouvrir Fiche 2 : Fermer",
        "<p>Fiche 1 : Ouvrir</p><p>Fiche 2 : Fermer</p>",
        "• Fiche 1 : Ouvrir\n• Fiche 2 : Fermer",
        "FICHE N°1 – Ouvrir\n\nfiche n°2 – Fermer",
    ],
)
def test_several_fiches_in_one_cell_are_all_read(cell: str) -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", cell]]))

    assert tree(reading.outline)[-2:] == [". . . * 1 Ouvrir", ". . . * 2 Fermer"]


def test_several_objectives_in_one_cell_are_read_and_the_doubt_is_said() -> None:
    table = [HEADER, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire\nOO 2 : Faire", "Fiche 1 : Ouvrir\nFiche 2 : Fermer"]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:] == [". . OO 1 Dire", ". . OO 2 Faire", ". . . * 1 Ouvrir", ". . . * 2 Fermer"]
    assert issue(reading, "several-objectives").severity is Severity.WARNING


def test_objective_and_its_fiches_in_the_same_cell_stay_together() -> None:
    cell = "OO 1 : Dire\nFiche 1 : Ouvrir\nOO 2 : Faire\nFiche 2 : Fermer"

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : Aider", cell, ""]]))

    assert tree(reading.outline)[3:] == [". . OO 1 Dire", ". . . * 1 Ouvrir", ". . OO 2 Faire", ". . . * 2 Fermer"]


def test_objective_without_fiche_is_said_and_never_filled() -> None:
    table = [*PLAIN[:2], ["", "", "OO 2 : Former", ""], ["", "", "OO 3 : Lier", "Fiche 2 : Se voir"]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:] == [
        ". . OO 1 Ouvrir des places",
        ". . . * 1 Ouvrir une crèche",
        ". . OO 2 Former",
        ". . OO 3 Lier",
        ". . . * 2 Se voir",
    ]
    found = issue(reading, "oo-without-fiche")
    assert found.where == "Feuille Jeunesse, C3"
    assert "fiche 1, seule au-dessus, couvre peut-être" in found.proposal


def test_fiche_merged_over_two_objectives_belongs_to_the_first_and_it_is_said() -> None:
    table = [*PLAIN[:2], ["", "", "OO 2 : Former", ""]]

    reading = read(xlsx(("Jeunesse", table), merged=["D2:D3"]))

    assert tree(reading.outline)[3:] == [". . OO 1 Ouvrir des places", ". . . * 1 Ouvrir une crèche", ". . OO 2 Former"]
    assert "fusionnée jusqu’ici" in issue(reading, "oo-without-fiche").proposal


@pytest.mark.parametrize(
    "sentence",
    [
        "Ces actions sont détaillées dans la thématique « culture » du projet",
        "Voir la thématique culture",
        "cf. fiche 12",
        "Fiches 3 – 13 - 10",
        "À définir avec les partenaires",
    ],
)
def test_sentence_in_place_of_a_fiche_becomes_a_note(sentence: str) -> None:
    reading = read(rows_of([*PLAIN, ["", "", "OO 2 : Renvoyer", sentence]]))

    operational = list(reading.outline.themes[0].walk())[-1]
    assert (operational.code, operational.note, operational.actions) == ("OO 2", sentence, ())
    assert issue(reading, "sentence-for-fiche").severity is Severity.INFO
    assert "oo-without-fiche" not in codes(reading)
    assert "note" in reading.outline.carries.objective


def test_fiche_without_number_among_numbered_ones_is_said() -> None:
    reading = read(rows_of([*PLAIN, ["", "", "OO 2 : Bouger", "Organiser une course"]]))

    assert tree(reading.outline)[-1] == ". . . * Organiser une course"
    assert issue(reading, "fiche-without-number").severity is Severity.WARNING


def test_table_without_any_fiche_number_gives_one_information() -> None:
    table = [[cell.partition(" : ")[2] or cell if i == 3 else cell for i, cell in enumerate(row)] for row in PLAIN]

    reading = read(rows_of([HEADER, *table[1:]]))

    assert [action.title for action in reading.outline.all_actions()] == [row[3] for row in table[1:]]
    assert codes(reading) == ["fiches-without-number"]


def test_number_and_title_in_two_cells_are_joined() -> None:
    header = ["Axe", "OI", "OO", "N°", "Intitulé de la fiche"]
    table = [
        header,
        ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1", "Ouvrir"],
        ["", "", "", 2, "Fermer"],
        ["", "", "OO 2 : Faire", "n° 3", "Tenir"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:] == [
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . . * 2 Fermer",
        ". . OO 2 Faire",
        ". . . * 3 Tenir",
    ]
    assert codes(reading) == []


@pytest.mark.parametrize("header", [[*HEADER, ""], [*HEADER, "Titre"], None])
def test_number_and_title_of_every_level_may_stand_in_two_cells(header: list[str] | None) -> None:
    table = [
        ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1", "Ouvrir"],
        ["", "", "", "Fiche 2", "Fermer"],
    ]

    reading = read(rows_of([header, *table] if header else table))

    assert tree(reading.outline)[-2:] == [". . . * 1 Ouvrir", ". . . * 2 Fermer"]
    assert codes(reading) == []


def test_split_numbers_of_objectives_are_joined() -> None:
    table = [
        ["Axe", "", "OI", "", "OO", "", "Fiche", ""],
        ["Axe 1", "Grandir", "OI 1", "Aider", "OO 1", "Dire", "Fiche 1", "Ouvrir"],
        ["", "", "", "", "OO 2", "Faire", "Fiche 2", "Fermer"],
    ]

    assert tree(read(rows_of(table)).outline) == [
        "[Jeunesse]",
        "1 Grandir",
        ". OI 1 Aider",
        ". . OO 1 Dire",
        ". . . * 1 Ouvrir",
        ". . OO 2 Faire",
        ". . . * 2 Fermer",
    ]


def test_objective_with_a_number_and_no_title_is_said() -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]))

    assert tree(reading.outline)[2] == ". OI 1"
    assert issue(reading, "objective-without-title").where == "Feuille Jeunesse, B2"


def test_axis_above_and_in_the_first_column_is_one_axis() -> None:
    table = [
        ["Axe stratégique :"],
        ["I - Grandir à l'école"],
        ["AXE STRATEGIQUE I", *HEADER[1:]],
        ["I – GRANDIR A L’ECOLE", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"],
    ]

    reading = read(xlsx(("Jeunesse", table), merged=["A1:D1", "A2:D2"]))

    assert tree(reading.outline)[1] == "I Grandir à l'école"
    assert len(reading.outline.themes[0].objectives) == 1
    assert issue(reading, "axis-title-differs").severity is Severity.INFO


def test_axis_with_really_another_title_is_a_warning() -> None:
    table = [
        ["AXE 1 : Grandir"],
        ["Axe", *HEADER[1:]],
        ["1 – Nager et courir", "OI 1 : Aider", "OO 1 : B", "Fiche 1 : C"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[1] == "1 Grandir"
    assert issue(reading, "axis-title-differs").severity is Severity.WARNING


@pytest.mark.parametrize(
    "first", [["AXE STRATEGIQUE I : Grandir"], ["Axe I – Grandir"], ["I – Grandir"], ["Axe stratégique I", "Grandir"]]
)
def test_axis_only_above_the_table_is_enough(first: list[str]) -> None:
    table = [first, ["Axe", *HEADER[1:]], ["", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]

    assert tree(read(rows_of(table)).outline)[1:3] == ["I Grandir", ". OI 1 Aider"]


def test_axis_only_in_the_header_is_enough() -> None:
    table = [["AXE II : Grandir", *HEADER[1:]], ["", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]

    assert tree(read(rows_of(table)).outline)[1:3] == ["II Grandir", ". OI 1 Aider"]


def test_new_axis_inside_the_same_table_closes_the_one_before() -> None:
    table = [*PLAIN[:4], ["AXE STRATEGIQUE II", *HEADER[1:]], *PLAIN[5:]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-4:] == PLAIN_TREE[-4:]


def test_second_line_under_an_axis_is_its_description() -> None:
    table = [
        ["Axe 1 : Grandir"],
        ["Donner à chacun sa chance"],
        *PLAIN[:1],
        ["", "OI 1 : A", "OO 1 : B", "Fiche 1 : C"],
    ]

    axis = read(rows_of(table)).outline.themes[0].objectives[0]

    assert (axis.title, axis.description) == ("Grandir", "Donner à chacun sa chance")


def test_duplicate_objective_number_keeps_both_and_warns() -> None:
    reading = read(rows_of([*PLAIN[:2], ["", "", "OO 1 : Autre chose", "Fiche 2 : Faire"]]))

    assert tree(reading.outline)[3:] == [
        ". . OO 1 Ouvrir des places",
        ". . . * 1 Ouvrir une crèche",
        ". . OO 1 Autre chose",
        ". . . * 2 Faire",
    ]
    assert issue(reading, "duplicate-number").where == "Feuille Jeunesse, C3"


def test_duplicate_fiche_number_keeps_both_and_warns() -> None:
    reading = read(rows_of([*PLAIN[:2], ["", "", "", "Fiche 1 : Une autre"]]))

    assert [action.reference for action in reading.outline.all_actions()] == ["1", "1 bis"]
    assert issue(reading, "duplicate-fiche").proposal == "gardée sous le numéro 1 bis"


def test_same_fiche_under_two_objectives_serves_both() -> None:
    reading = read(rows_of([*PLAIN[:2], ["", "", "OO 2 : Former", "Fiche 1 : Ouvrir une crèche"]]))

    (action,) = reading.outline.all_actions()
    assert action.also_serves == (("Jeunesse", "I : Grandir", "OI 1 : Accueillir", "OO 2 : Former"),)
    assert issue(reading, "fiche-repeated").proposal == "rattachée aussi à OO 2"


def test_missing_numbers_are_told_once() -> None:
    reading = read(rows_of([*PLAIN, ["", "", "", "Fiche 8 : Nager"]]))

    found = issue(reading, "missing-number")
    assert found.severity is Severity.INFO
    assert found.message.startswith("les numéros 6, 7 ne sont donnés à aucune fiche")


def test_word_cut_by_a_page_break_is_kept_and_proposed() -> None:
    table = [
        HEADER,
        ["I – Grandir", "OI 1 : Aider", "OO 1 : Ouvrir des accueils extra-", "Fiche 1 : Ouvrir"],
        ["", "", "scolaires", ""],
        ["", "", "OO 2 : Faire", "Fiche 2 : Fermer"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[3:5] == [". . OO 1 Ouvrir des accueils extra-", ". . . * 1 Ouvrir"]
    found = issue(reading, "lone-continuation")
    assert found.where == "Feuille Jeunesse, C3"
    assert "extrascolaires" in found.proposal
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == ["scolaires"]


@pytest.mark.parametrize(
    ("title", "what"),
    [
        ("Accueillir les les enfants", "mot répété (« les les »)"),
        ("Accueillir (le soir", "parenthèse qui n’est pas fermée, ou pas ouverte"),
        ("Accueillir avec la MJC? et le centre", "point d’interrogation au milieu du titre"),
        ("Accueillir [bookmark: a1] les enfants", "reste de mise en forme (« [bookmark: a1] »)"),
        ("Accueil péri- scolaire", "mot qui semble coupé (« péri- scolaire »)"),
    ],
)
def test_residue_is_said_and_the_title_stays(title: str, what: str) -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", f"Fiche 1 : {title}"]]))

    assert next(reading.outline.all_actions()).title == title
    found = issue(reading, "residue")
    assert what in found.message
    assert found.severity is Severity.INFO


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


def test_title_of_a_fiche_may_stand_in_the_row_below_its_number() -> None:
    table = [
        *PLAIN[:2],
        ["", "", "", "Fiche 2"],
        ["", "", "", "Agrandir"],
        ["", "", "", "Fiche 3"],
        ["", "", "OO 2 : Former"],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline)[-3:] == [". . . * 2 Agrandir", ". . . * 3 Fiche 3 (sans intitulé)", ". . OO 2 Former"]
    assert issue(reading, "fiche-without-title").where == "Feuille Jeunesse, D5"


def test_several_intermediate_objectives_in_one_cell_are_a_doubt() -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : Aider\nOI 2 : Dire", "OO 1 : Écrire", "Fiche 1 : Lire"]]))

    assert tree(reading.outline)[2:4] == [". OI 1 Aider", ". OI 2 Dire"]
    assert issue(reading, "several-objectives").proposal == "rattaché à OI 2, le dernier d’entre eux : à vérifier"


def test_note_below_the_rows_is_kept_as_text() -> None:
    table = [
        ["AXE I : Grandir"],
        ["AXE I", *HEADER[1:]],
        *PLAIN[1:3],
        ["* Les fiches en gras passent d’abord"],
        *PLAIN[3:4],
    ]

    reading = read(rows_of(table))

    assert tree(reading.outline) == PLAIN_TREE[:8]
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == ["* Les fiches en gras passent d’abord"]


def test_scale_above_some_fiches_is_theirs() -> None:
    cell = "À l’échelle de l’agglomération :\nFiche 1 : Ouvrir\nAu sein des QPV :\nFiche 2 : Fermer\nFiche 3 : Tenir"

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", cell]]))

    assert [(a.title, a.scale_note) for a in reading.outline.all_actions()] == [
        ("Ouvrir", "À l’échelle de l’agglomération"),
        ("Fermer", "Au sein des QPV"),
        ("Tenir", "Au sein des QPV"),
    ]


def test_text_before_the_first_label_of_a_cell_becomes_a_note() -> None:
    cell = "Avec les partenaires du territoire\nFiche 1 : Ouvrir"

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", cell]]))

    assert tree(reading.outline)[-1] == ". . . * 1 Ouvrir"
    assert list(reading.outline.themes[0].walk())[-1].note == "Avec les partenaires du territoire"
    assert issue(reading, "text-beside-label").severity is Severity.WARNING


def test_titles_in_small_letters_are_titles_where_nothing_is_numbered() -> None:
    table = [["Objectif", "Actions"], ["Aider", "ouvrir un lieu"], ["", "créer un club"], ["", "tenir un stand"]]

    assert [a.title for a in read(rows_of(table)).outline.all_actions()] == [
        "ouvrir un lieu",
        "créer un club",
        "tenir un stand",
    ]


def test_plan_without_intermediate_objectives_is_read() -> None:
    table = [["Axe", "Objectif opérationnel", "Fiche action"], ["Axe 1 : Grandir", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]

    reading = read(rows_of(table))

    assert tree(reading.outline)[1:] == ["1 Grandir", ". OO 1 Dire", ". . * 1 Ouvrir"]
    assert codes(reading) == []


def test_codes_of_a_contrat_de_ville_stay_codes() -> None:
    table = [
        ["Axe", "Enjeu", "Fiche orientation opérationnelle", "Fiches actions"],
        ["Axe 2 : Éduquer", "Enjeu 1 : Donner accès", "", "Fiche 1.2.4 : Coordonner"],
        ["", "", "", "1.2.5 Animer"],
    ]

    reading = read(rows_of(table))

    assert [(a.number, a.code, a.title) for a in reading.outline.all_actions()] == [
        (None, "1.2.4", "Coordonner"),
        (None, "1.2.5", "Animer"),
    ]
    assert "code" in reading.outline.carries.action


def test_effects_belong_to_the_objectives_of_their_row() -> None:
    table = [
        ["Objectifs généraux", "Objectifs opérationnels", "Effets attendus"],
        ["Favoriser la réussite", "Aider aux devoirs\nOuvrir le soir", "• moins de retards\n• plus de confiance"],
        ["", "Lire ensemble", "goût de lire"],
        ["Vivre ensemble", "Jouer dehors", "moins de conflits"],
    ]

    reading = read(rows_of(table), "pedt.xlsx")

    assert tree(reading.outline)[1:] == [
        "Favoriser la réussite",
        ". Aider aux devoirs",
        ". Ouvrir le soir",
        ". Lire ensemble",
        "Vivre ensemble",
        ". Jouer dehors",
    ]
    effects = [(o.effects.group, o.effects.text) for o in reading.outline.themes[0].walk() if o.effects]
    bullets = "- moins de retards\n- plus de confiance"
    assert effects == [(1, bullets), (1, bullets), (2, "goût de lire"), (1, "moins de conflits")]
    assert reading.layout == "effets"
    assert "effects" in reading.outline.carries.objective
    assert not reading.has_errors


def test_actions_in_a_table_without_objectives_are_unattached() -> None:
    table = [["Actions", "Pilote"], ["Ouvrir un café des parents", "Centre social"], ["Lire le soir", "Médiathèque"]]

    reading = read(rows_of(table))

    assert tree(reading.outline) == ["[Jeunesse]", "~ Ouvrir un café des parents", "~ Lire le soir"]
    assert next(reading.outline.all_actions()).people(Role.LEAD) == ("Centre social",)


def test_title_too_long_for_the_plan_is_an_error_with_a_remedy() -> None:
    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", f"Fiche 1 : {'long ' * 300}"]]))

    found = issue(reading, "too-long")
    assert found.severity is Severity.ERROR
    assert found.where == "Feuille Jeunesse, D2"
    assert found.proposal


def test_title_of_three_hundred_characters_is_nothing_special() -> None:
    title = "Ouvrir des lieux pour chacun et chacune " * 8

    reading = read(rows_of([HEADER, ["I – Grandir", "OI 1 : A", "OO 1 : B", f"Fiche 1 : {title}"]]))

    assert next(reading.outline.all_actions()).title == title.strip()
    assert codes(reading) == []
