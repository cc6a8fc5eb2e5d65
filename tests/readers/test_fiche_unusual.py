"""Fiche documents written in unusual ways: nothing of them is lost or taken for something else unseen."""

import pytest

from actions.enums import Role, Status
from annexes.outline import ActionOutline, HintKind
from annexes.reading import Fate, Reading
from tests.readers.makers import codes, plain, read, word

MARK = ("# FICHE ACTION N° 12", "Ouvrir une ludothèque")
BASE = [["Contexte", "Peu de lieux calmes"], ["Objectifs de l’action", "Offrir un lieu"]]


def fiche(*rows: list[str]) -> Reading:
    return read(word(*MARK, [*BASE, *rows]), "fiche.docx")


def only(reading: Reading) -> ActionOutline:
    (action,) = reading.outline.all_actions()
    return action


def test_question_and_its_answer_on_one_line() -> None:
    lines = (
        "Contexte : du calme",
        "Objectifs : jouer",
        "Qui pilote ? Syndicat de rivière",
        "Combien ça coûte ? 3 000 €",
    )
    action = only(read(word("FICHE ACTION N° 21", "Les sentinelles", *lines), "fiche.docx"))
    assert action.people(Role.LEAD) == ("Syndicat de rivière",)
    assert action.funding_note == "3 000 €"


def test_help_after_a_question_is_no_answer() -> None:
    reading = fiche(["Qui pilote ? Préciser le service", "Ville de Brumeval"])
    assert only(reading).people(Role.LEAD) == ("Ville de Brumeval",)
    assert "help-in-label" in codes(reading)


def test_reference_stands_beside_the_number() -> None:
    action = only(fiche(["Référence", "EDU-04"]))
    assert (action.number, action.code) == (12, "EDU-04")
    assert only(fiche(["Numéro", "14"])).number == 14


def test_what_each_partner_does_is_no_part_of_its_name() -> None:
    reading = fiche(["Qui fait quoi ?", "Ville de Valmire : les barrières\nAssociation Brume : le goûter"])
    action = only(reading)
    assert action.people(Role.PARTNER) == ("Ville de Valmire", "Association Brume")
    assert action.description.splitlines()[1:] == ["Ville de Valmire : les barrières", "Association Brume : le goûter"]
    assert "unclear-value" in codes(reading)


def test_unknown_label_above_its_text_is_a_rubric() -> None:
    rows = ["Contexte", "Trop de voitures", "Promesse aux enfants", "Arriver en riant", "Pilote", "Ville de Brumeval"]
    reading = read(word("FICHE ACTION N° 15", "Le vélo-bus", [[text] for text in rows]), "fiche.docx")
    action = only(reading)
    assert (action.context, action.description) == ("Trop de voitures", "Promesse aux enfants : Arriver en riant")
    assert "unknown-label" in codes(reading)


@pytest.mark.parametrize("words", ["En stand-by", "stand by", "En sommeil", "Interrompue"])
def test_unknown_status_has_a_proposal_and_is_kept_as_text(words: str) -> None:
    reading = fiche(["Statut", words])
    action = only(reading)
    (hint,) = action.hints
    assert (hint.kind, hint.field, hint.value, hint.before) == (HintKind.STATUS, "status", Status.SUSPENDED, words)
    assert action.status == Status.PROPOSED
    assert words in action.description
    assert words in [fate.text for fate in reading.fates if fate.fate is Fate.KEPT]


@pytest.mark.parametrize(("words", "status"), [("Gelée", Status.SUSPENDED), ("À l’étude", Status.PROPOSED)])
def test_known_status_needs_no_proposal(words: str, status: Status) -> None:
    action = only(fiche(["Statut", words]))
    assert (action.status, action.hints) == (status, ())


def test_status_without_anything_near_is_kept_and_said() -> None:
    reading = fiche(["Statut", "violet"])
    assert only(reading).hints == ()
    assert {plain(fate.reason) for fate in reading.fates} == {
        "rubrique « Statut » : gardée en texte dans la description de la fiche"
    }
    assert "unclear-value" in codes(reading)
