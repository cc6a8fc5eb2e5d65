"""What a reader proposes with an objective or a fiche, to be accepted in the preview."""

from actions.enums import Status
from annexes.outline import Hint, HintKind
from annexes.reading import Reading
from tests.readers.makers import HEADER, PLAIN, read, rows_of, word, xlsx

FIRST = ["I – Grandir", "OI 1 : Aider"]


def hints(reading: Reading) -> dict[str, list[Hint]]:
    """The hints of each node, by its title."""
    nodes = [node for theme in reading.outline.themes for node in (*theme.walk(), *theme.all_actions())]
    return {node.title: list(node.hints) for node in nodes if node.hints}


def only(reading: Reading) -> tuple[str, Hint]:
    ((title, (hint,)),) = hints(reading).items()
    return title, hint


def test_plain_table_has_no_hint() -> None:
    assert hints(read(rows_of(PLAIN))) == {}


def test_word_cut_by_a_line_end_can_be_joined() -> None:
    title, hint = only(read(rows_of([HEADER, [*FIRST, "OO 1 : Ouvrir des accueils extra-\nscolaires", "Fiche 1 : A"]])))

    assert title == "Ouvrir des accueils extra- scolaires"
    assert hint == Hint(
        HintKind.WORD, "title", "Ouvrir des accueils extrascolaires", title, "Ouvrir des accueils extrascolaires",
        "Feuille Jeunesse, C2",
    )  # fmt: skip


def test_doubled_and_cut_words_are_mended_together() -> None:
    _title, hint = only(
        read(rows_of([HEADER, [*FIRST, "OO 1 : B", "Fiche 1 : Ouvrir les les accueils péri- scolaires"]]))
    )

    assert (hint.kind, hint.value) == (HintKind.WORD, "Ouvrir les accueils périscolaires")


def test_cell_that_goes_on_with_a_title_can_be_joined() -> None:
    table = [HEADER, [*FIRST, "OO 1 : Ouvrir des accueils extra-", "Fiche 1 : A"], ["", "", "scolaires", ""]]

    title, hint = only(read(rows_of(table)))

    assert title == "Ouvrir des accueils extra-"
    assert (hint.kind, hint.field, hint.value) == (
        HintKind.CONTINUATION, "title", "Ouvrir des accueils extrascolaires",
    )  # fmt: skip
    assert hint.where == "Feuille Jeunesse, C3"


def test_line_that_goes_on_with_an_action_can_be_joined() -> None:
    data = word("# PGT JEUNESSE", "Actions en cours", "Café des parents", "et des grands-parents")

    _title, hint = only(read(data, "annexe.docx"))

    assert (hint.kind, hint.value) == (HintKind.CONTINUATION, "Café des parents et des grands-parents")


def test_slipped_fiche_may_belong_to_the_objective_without_fiche_below_it() -> None:
    table = [
        HEADER,
        [*FIRST, "OO 1 : Dire", "Fiche 1 : A"],
        ["", "Fiche 2 : Recruter", "", ""],
        ["", "", "OO 2 : Faire", ""],
        ["", "", "OO 3 : Voir", "Fiche 3 : B"],
    ]

    title, hint = only(read(rows_of(table)))

    assert title == "Recruter"
    assert (hint.kind, hint.field) == (HintKind.PLACE, "place")
    assert hint.value == ["Jeunesse", "I : Grandir", "OI 1 : Aider", "OO 2 : Faire"]
    assert (hint.before, hint.after) == ("rattachée à OO 1", "rattachée à OO 2, qui n’a aucune fiche")


def test_slipped_fiche_without_another_likely_place_has_no_hint() -> None:
    assert hints(read(rows_of([*PLAIN[:4], ["", "Fiche 9 : Recruter", "", ""]]))) == {}


def test_fiche_alone_above_empty_objectives_may_serve_them_all() -> None:
    table = [
        HEADER,
        [*FIRST, "OO 1 : Dire", "Fiche 1 : A"],
        ["", "", "OO 2 : Faire", ""],
        ["", "", "OO 3 : Voir", ""],
    ]

    title, hint = only(read(rows_of(table)))

    assert (title, hint.kind, hint.field) == ("A", HintKind.PLACE, "also_serves")
    path = ["Jeunesse", "I : Grandir", "OI 1 : Aider"]
    assert hint.value == [[*path, "OO 2 : Faire"], [*path, "OO 3 : Voir"]]
    assert hint.after == "sert aussi OO 2, OO 3"


def test_fiches_in_face_of_several_objectives_may_serve_each() -> None:
    table = [HEADER, [*FIRST, "OO 1 : Dire\nOO 2 : Faire", "Fiche 1 : A\nFiche 2 : B"]]

    found = hints(read(rows_of(table)))

    assert {title: [path[-1] for path in hint.value] for title, (hint,) in found.items()} == {
        "A": ["OO 1 : Dire"],
        "B": ["OO 1 : Dire"],
    }


def test_number_of_an_objective_used_twice_may_become_bis() -> None:
    table = [HEADER, [*FIRST, "OO 1 : Dire", "Fiche 1 : A"], ["", "", "OO 1 : Faire", "Fiche 2 : B"]]

    title, hint = only(read(rows_of([*table, ["", "", "OO 2 : Voir", "Fiche 3 : C"]])))

    assert (title, hint.kind, hint.field, hint.value) == ("Faire", HintKind.NUMBER, "code", "OO 1 bis")


def test_third_use_of_a_number_may_become_ter() -> None:
    rows = [["", "", f"OO 1 : {word}", f"Fiche {n} : {word}"] for n, word in enumerate(("Faire", "Voir"), 2)]

    found = hints(read(rows_of([HEADER, [*FIRST, "OO 1 : Dire", "Fiche 1 : A"], *rows])))

    assert [hint.value for _, (hint,) in found.items()] == ["OO 1 bis", "OO 1 ter"]


def test_unknown_status_may_be_the_closest_one() -> None:
    table = [[*HEADER, "Statut"], [*FIRST, "OO 1 : B", "Fiche 1 : C", "en courrs"]]

    reading = read(rows_of(table))

    title, hint = only(reading)
    assert (title, hint.kind, hint.field, hint.value) == ("C", HintKind.STATUS, "status", Status.ONGOING.value)
    assert (hint.before, hint.after) == ("en courrs", "En cours")
    assert next(reading.outline.all_actions()).status is Status.PROPOSED
    assert [fate.text for fate in reading.fates if fate.fate == "kept"] == ["en courrs"]


def test_status_that_resembles_none_has_no_hint() -> None:
    table = [[*HEADER, "Statut"], [*FIRST, "OO 1 : B", "Fiche 1 : C", "bleu canard"]]

    assert hints(read(xlsx(("Jeunesse", table)))) == {}
