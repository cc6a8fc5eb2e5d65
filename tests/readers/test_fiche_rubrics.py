"""Rubrics worded as questions, rubrics that no field answers to, and the field that a person gives them."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import pytest

from actions.enums import Role
from annexes.outline import ActionOutline
from annexes.readers import read_annexe
from annexes.readers.mapping.rubrics import FIELDS_OF_RUBRICS, RUBRIC_OF
from annexes.readers.mapping.signature import rubric_signature, signature
from annexes.readers.rubrics import Rubric, read_label
from annexes.reading import Fate, Reading
from tests.readers.makers import codes, issue, plain, read, tree, word

Rows = Sequence[tuple[str, str]]
TITLE = ("# FICHE ACTION N° 12", "Ouvrir une ludothèque")
BASE = (("Contexte", "Peu de lieux calmes"), ("Objectifs de l’action", "Offrir un lieu"))
ODD = (*BASE, ("Ce qui fait briller les yeux", "Ville de Brumeval"), ("Points de vigilance", "Ouvrir assez tôt"))


def document(rows: Rows, *, bold: bool = False) -> bytes:
    if not bold:
        return word(*TITLE, [list(row) for row in rows])
    return word(*TITLE, *(line for label, text in rows for line in (f"## {label}", text)))


def only(reading: Reading) -> ActionOutline:
    (action,) = reading.outline.all_actions()
    return action


def chosen(fields: Mapping[str, str], rows: Rows = ODD) -> Reading:
    return read_annexe(BytesIO(document(rows)), name="fiche.docx", rubrics=fields)


def kept(reading: Reading, fate: Fate = Fate.KEPT) -> list[str]:
    return [one.text for one in reading.fates if one.fate is fate]


@pytest.mark.parametrize(
    ("words", "rubric"),
    [
        ("Combien ça coûte ?", Rubric.FUNDING),
        ("Combien cela coûte-t-il ?", Rubric.FUNDING),
        ("À qui s'adresse l'action ?", Rubric.AUDIENCE),
        ("À qui s’adresse-t-elle ?", Rubric.AUDIENCE),
        ("Ce que l’on veut obtenir", Rubric.OBJECTIVES),
        ("Ce que nous voulons changer", Rubric.EFFECTS),
        ("Comment saura-t-on que c’est réussi ?", Rubric.INDICATORS),
        ("Comment saurons-nous si l’action a réussi ?", Rubric.INDICATORS),
        ("Comment va-t-on s’y prendre ?", Rubric.DESCRIPTION),
        ("Qu’est-ce qu’on fait ?", Rubric.DESCRIPTION),
        ("Qui fait quoi ?", Rubric.PARTNERS),
        ("Avec quels partenaires ?", Rubric.PARTNERS),
        ("Qui pilote ?", Rubric.LEAD),
        ("Qui pilote l’action ?", Rubric.LEAD),
        ("Qui finance le projet ?", Rubric.FUNDER),
        ("Pourquoi ?", Rubric.CONTEXT),
        ("D’où part-on ?", Rubric.CONTEXT),
        ("Où cela se passe-t-il ?", Rubric.PLACES),
        ("Dans quel délai ?", Rubric.SCHEDULE),
        ("Où en est-on ?", Rubric.STATUS),
        ("Et après ?", Rubric.NOTES),
        ("Rattachement au PEDT", Rubric.ATTACHMENT),
        ("Constats / éléments de diagnostic", Rubric.CONTEXT),
        ("Objectif du PEDT auquel répond l’action", Rubric.ATTACHMENT),
        ("Référence de la fiche", Rubric.CODE),
    ],
)
def test_question_is_a_rubric(words: str, rubric: Rubric) -> None:
    label = read_label(words)
    assert label is not None
    assert (label.rubric, label.rest) == (rubric, "")


@pytest.mark.parametrize("words", ["L’action", "Qui ne saute pas ?", "Combien d’enfants sont venus hier ?", "On y va"])
def test_other_questions_are_none(words: str) -> None:
    label = read_label(words)
    assert label is None or label.rubric is Rubric.TITLE


@pytest.mark.parametrize("bold", [False, True])
def test_fiche_of_questions_gives_every_field(bold: bool) -> None:
    rows = (
        ("Pourquoi cette action ?", "Peu de lieux calmes"),
        ("Ce que l’on veut obtenir", "Offrir un lieu"),
        ("À qui s’adresse l’action ?", "Familles"),
        ("Qui pilote ?", "Ville de Brumeval"),
        ("Avec qui ?", "Les Francas de Valmire"),
        ("Combien ça coûte ?", "1 500 €"),
        ("Comment saura-t-on que c’est réussi ?", "Nombre de familles venues"),
    )
    reading = read(document(rows, bold=bold), "fiche.docx")
    action = only(reading)
    assert (action.context, action.objectives) == ("Peu de lieux calmes", "Offrir un lieu")
    assert action.people(Role.LEAD) == ("Ville de Brumeval",)
    assert action.people(Role.PARTNER) == ("Les Francas de Valmire",)
    assert action.funding_note or action.fundings
    assert [one.label for one in action.indicators] == ["Nombre de familles venues"]
    assert action.audiences or action.audience_note
    assert not action.description
    assert "unknown-label" not in codes(reading)


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("Rattachement", "Axe 1 – OO 2"),
        ("Rattachement au PEDT", "PEDT, axe 1, objectif opérationnel 2"),
        ("Objectif du PEDT auquel répond l’action", "Axe 1\nOO 2"),
    ],
)
def test_fiche_says_where_it_stands_on_one_line(label: str, text: str) -> None:
    found = tree(read(document((*BASE, (label, text))), "fiche.docx").outline)
    assert [line.split()[:3] for line in found] == [["1"], [".", "OO", "2"], [".", ".", "*"]]


def test_objective_without_its_level_is_operational() -> None:
    rows = (*BASE, ("Objectif du PEDT auquel répond l’action", "Jouer dehors"))
    assert tree(read(document(rows), "fiche.docx").outline)[0] == "Jouer dehors"


def test_text_without_a_field_is_kept_as_text_and_said_at_its_rubric() -> None:
    reading = read(document(ODD), "fiche.docx")
    assert only(reading).description == (
        "Ce qui fait briller les yeux : Ville de Brumeval\nPoints de vigilance : Ouvrir assez tôt"
    )
    assert kept(reading) == [text for row in ODD[2:] for text in row]
    assert {plain(one.reason) for one in reading.fates} == {
        f"rubrique « {label} » : gardée en texte dans la description de la fiche" for label, _ in ODD[2:]
    }
    for code, label in (("unknown-label", ODD[2][0]), ("rubric-without-field", ODD[3][0])):
        said = issue(reading, code)
        assert label in said.message
        assert said.where
        assert "« Associer les rubriques »" in plain(said.proposal)


def test_such_rubrics_are_shown_with_their_texts() -> None:
    (part,) = read(document(ODD), "fiche.docx").parts
    assert part.header == ("Ce qui fait briller les yeux", "Points de vigilance")
    assert part.samples == (("Ville de Brumeval",), ("Ouvrir assez tôt",))
    assert part.mapping == ("Garder dans la description",) * 2


def test_fiche_of_known_rubrics_has_none_to_show() -> None:
    (part,) = read(document(BASE), "fiche.docx").parts
    assert part.header == ()


def test_chosen_field_is_filled() -> None:
    reading = chosen({"ce qui fait briller les yeux": "Pilote", "points de vigilance": "Effets attendus"})
    action = only(reading)
    assert action.people(Role.LEAD) == ("Ville de Brumeval",)
    assert action.expected_effects is not None
    assert not action.description
    assert not kept(reading)
    assert not {"unknown-label", "rubric-without-field"} & set(codes(reading))
    assert reading.parts[0].mapping == ("Pilote", "Effets attendus")


def test_chosen_level_places_the_fiche() -> None:
    rows = (*BASE, ("Où on se range", "Axe 2 : Grandir"))
    assert tree(chosen({"ou on se range": "Axe stratégique"}, rows).outline)[0] == "2 Grandir"


def test_field_without_a_rubric_is_filled_too() -> None:
    rows = (*BASE, ("Plus petit âge", "3"), ("Argent espéré", "Une aide de la région"))
    action = only(chosen({"plus petit age": "Âge minimum", "argent espere": "Financements mobilisables"}, rows))
    assert (action.age_min, action.funding_note) == (3, "Une aide de la région")


def test_rubric_may_be_left_out_or_kept_without_a_word() -> None:
    reading = chosen({"ce qui fait briller les yeux": "", "points de vigilance": "Garder dans la description"})
    assert only(reading).description == "Points de vigilance : Ouvrir assez tôt"
    assert kept(reading, Fate.IGNORED) == list(ODD[2])
    assert kept(reading) == list(ODD[3])
    assert not {"unknown-label", "rubric-without-field"} & set(codes(reading))


def test_remembered_field_is_filled_and_said_once() -> None:
    data = word(*TITLE, [list(row) for row in ODD], "# FICHE ACTION N° 13", "Lire", [list(row) for row in ODD])
    known = {rubric_signature("Ce qui fait briller les yeux"): ["Pilote"]}
    reading = read_annexe(BytesIO(data), name="fiches.docx", remembered=known)
    assert [one.people(Role.LEAD) for one in reading.outline.all_actions()] == [("Ville de Brumeval",)] * 2
    assert codes(reading).count("remembered-rubric") == 1
    assert "« Pilote »" in plain(issue(reading, "remembered-rubric").message)


def test_choice_of_this_import_goes_before_what_is_remembered() -> None:
    known = {rubric_signature("Ce qui fait briller les yeux"): ["Pilote"]}
    reading = read_annexe(
        BytesIO(document(ODD)), name="fiche.docx", remembered=known, rubrics={"ce qui fait briller les yeux": "Porteur"}
    )
    assert only(reading).people(Role.OPERATOR) == ("Ville de Brumeval",)
    assert "remembered-rubric" not in codes(reading)


def test_rubric_is_not_known_by_the_header_of_a_sheet() -> None:
    assert rubric_signature("Remarque") == rubric_signature("remarque :") != signature(["Remarque"])


def test_every_field_that_is_offered_is_a_field_that_can_be_read() -> None:
    keys = {one.key for one in FIELDS_OF_RUBRICS}
    assert set(RUBRIC_OF) <= keys
    for key in keys - {""}:
        reading = chosen({"ce qui fait briller les yeux": key})
        assert len(list(reading.outline.all_actions())) == 1, key
