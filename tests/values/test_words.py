import json
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.enums import Horizon, Nature, Priority, Status, Weather
from annexes.values import choices, terms
from annexes.values.ages import Ages, read_ages
from annexes.values.blanks import says_nothing, without_dotted_lines
from annexes.values.value import Value

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


@pytest.mark.parametrize(
    "words",
    [
        choices.STATUSES, choices.PRIORITIES, choices.NATURES, choices.HORIZONS, choices.WEATHERS,
        choices.SCHEDULE_KINDS, choices.INDICATOR_KINDS, choices.INDICATOR_NATURES, choices.DIRECTIONS,
        choices.FREQUENCIES, choices.FUNDING_KINDS, choices.FUNDING_NATURES, choices.FUNDING_STATUSES,
    ],
)  # fmt: skip
def test_every_label_and_code_of_a_list_is_read(words: dict[str, Any]) -> None:
    kind: type[Enum] = type(next(iter(words.values())))

    assert len(kind) >= 2
    for member in kind:
        label = member.label  # type: ignore[attr-defined]
        assert choices.read_choice(str(label), words).value is member
        assert choices.read_choice(str(label).upper(), words).value is member


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("En cours", Status.ONGOING), ("DEJA MISES EN OEUVRE", Status.ONGOING), ("Action engagée", Status.ONGOING),
        ("Poursuite / Pérennisation", Status.PERMANENT), ("Maintien", Status.PERMANENT), ("Réalisés", Status.DONE),
        ("idée", Status.PROPOSED), ("validé", Status.APPROVED), ("à lancer", Status.TO_START),
        ("différée", Status.POSTPONED), ("En attente", Status.SUSPENDED), ("annulé", Status.DROPPED),
        ("regroupée", Status.MERGED),
    ],
)  # fmt: skip
def test_status_is_read(text: str, status: Status) -> None:
    assert choices.read_status(text).value is status


def test_detail_of_a_status_is_kept() -> None:
    found = choices.read_status("En cours (depuis la rentrée)")

    assert (found.value, found.note) == (Status.ONGOING, "depuis la rentrée")


@pytest.mark.parametrize(
    ("text", "status"),
    [("réalisée en partie", Status.DONE), ("en courrs", Status.ONGOING), ("bleue", None), ("peut-être", None)],
)
def test_unknown_status_is_kept_and_the_closest_proposed(text: str, status: Status | None) -> None:
    found = choices.read_status(text)

    assert (found.value, found.note) == (None, text)
    assert choices.likeliest(text, choices.STATUSES) is status


def test_other_choices() -> None:
    assert choices.read_priority("Priorité 1").value is Priority.HIGH
    assert choices.read_priority("++").value is Priority.MEDIUM
    assert choices.read_priority("p3").value is Priority.LOW
    assert choices.read_priority("non priorisée").value is Priority.NONE
    assert choices.read_priority("rouge").note == "rouge"
    assert choices.read_nature("Nouvelle action").value is Nature.NEW
    assert choices.read_nature("expérimentation").value is Nature.EXPERIMENTAL
    assert choices.read_horizon("moyen terme").value is Horizon.MEDIUM
    assert choices.read_weather("orage").value is Weather.ALERT
    assert choices.read_flag("Oui").value is True
    assert choices.read_flag("☐").value is False
    assert choices.read_flag("oui, en partie").note == "oui, en partie"
    assert choices.read_flag("").value is None
    assert choices.read_progress("50 %") == Value(50)
    assert choices.read_progress("0,5") == Value(50, "« 0,5 » lu comme 50 % (et non 0,5 %)")
    assert choices.read_progress("1").note == "1"
    assert choices.read_progress("33 %").note == "33 %"


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("3-11 ans", 3, 11), ("0/3 ans", 0, 3), ("à partir de 16 ans", 16, None), ("16 ans et +", 16, None),
        ("16 ans et plus", 16, None), ("moins de 6 ans", None, 5), ("jusqu’à 18 ans", None, 18),
        ("6 à 12 ans", 6, 12), ("Enfants de 3 à 11 ans", 3, 11), ("Maternelle", 3, 5), ("élémentaire", 6, 11),
        ("Collège", 11, 15), ("lycéens", 15, 18), ("16+", 16, None), ("3/11", 3, 11), ("moins de 3 ans", None, 2),
        ("collégiens (11-15 ans)", 11, 15), ("Enfants de maternelle (3-5 ans)", 3, 5), ("4 ans", 4, 4), ("3-11", 3, 11),
    ],
)  # fmt: skip
def test_ages_are_read(text: str, low: int | None, high: int | None) -> None:
    found = read_ages(text)

    assert (found.value, found.doubt) == (Ages(low, high), "")


@pytest.mark.parametrize(
    ("text", "ages", "doubt"),
    [
        ("3-6 et 6-11 ans", Ages(3, 11), "« 3-6 et 6-11 ans » lu comme 3-11 ans"),
        ("Maternelle et élémentaire", Ages(3, 11), "« Maternelle et élémentaire » lu comme 3-11 ans"),
        ("0-36 mois", Ages(0, 3), "« 0-36 mois » lu comme 0-3 ans"),
        ("école primaire", Ages(3, 11), "« école primaire » lu comme 3-11 ans"),
        ("10 semaines à 3 ans", Ages(0, 3), "« 10 semaines à 3 ans » lu comme 0-3 ans"),
        ("6 mois - 3 ans", Ages(0, 3), "« 6 mois - 3 ans » lu comme 0-3 ans"),
        ("18 mois à 4 ans", Ages(1, 4), "« 18 mois à 4 ans » lu comme 1-4 ans"),
        ("2,5-6 ans", Ages(2, 6), "« 2,5-6 ans » lu comme 2-6 ans"),
        ("dès 2,5 ans", Ages(2, None), "« dès 2,5 ans » lu comme à partir de 2 ans"),
        ("3 ans et demi", Ages(3, 3), "« 3 ans et demi » lu comme 3-3 ans"),
        ("11 17 ans", Ages(17, 17), "« 11 17 ans » lu comme 17-17 ans"),
        ("3-12 ans et adultes", Ages(3, 12), "« 3-12 ans et adultes » lu comme 3-12 ans"),
        ("moins de 3", Ages(None, 2), "« moins de 3 » lu comme jusqu’à 2 ans"),
        ("3-5/6-11", Ages(3, 11), "« 3-5/6-11 » lu comme 3-11 ans"),
        ("CP-CM2", Ages(6, 11), "« CP-CM2 » lu comme 6-11 ans"),
        ("de la PS au CM2", Ages(3, 11), "« de la PS au CM2 » lu comme 3-11 ans"),
        ("6e-3e", Ages(11, 15), "« 6e-3e » lu comme 11-15 ans"),
        ("11-3 ans", None, "« 11-3 ans » : âges non compris"),
    ],
)
def test_ambiguous_ages_say_their_reading(text: str, ages: Ages | None, doubt: str) -> None:
    assert (read_ages(text).value, read_ages(text).doubt) == (ages, doubt)


def test_duration_is_no_age() -> None:
    assert read_ages("sur 3 ans").value is None


@pytest.mark.parametrize(
    ("name", "wordings"),
    [
        ("audiences", terms.AUDIENCES), ("scales", terms.SCALES), ("child_times", terms.CHILD_TIMES),
        ("domains", terms.DOMAINS), ("charter_axes", terms.CHARTER_AXES),
    ],
)  # fmt: skip
def test_every_term_of_the_reference_lists_is_read(name: str, wordings: terms.Wordings) -> None:
    rows = [row["fields"] for row in json.loads((FIXTURES / f"{name}.json").read_text("utf-8"))]

    assert [row["code"] for row in rows] == list(wordings)
    for row in rows:
        assert terms.read_terms(row["label"], wordings).value == (row["code"],)
        assert terms.read_terms(row["code"], wordings).value == (row["code"],)


def test_several_terms_come_in_the_order_of_their_list() -> None:
    assert terms.read_scales("Ville et quartier").value == ("quartier", "commune")
    assert terms.read_child_times("Périscolaire").value == ("periscolaire_matin", "meridien", "periscolaire_soir")
    assert terms.read_child_times("Mercredi et vacances").value == ("mercredi", "extrascolaire_vacances")


def test_words_that_say_more_than_a_term_are_kept() -> None:
    found = terms.read_scales("Quartier du Port")

    assert (found.value, found.note) == (("quartier",), "Quartier du Port")
    assert terms.read_scales("La vallée").note == "La vallée"


def test_audience_has_publics_ages_and_words() -> None:
    found = terms.read_audience("Enfants et parents, 3-11 ans")
    assert found.value == terms.Audience(("enfants", "parents_familles"), Ages(3, 11))
    assert found.note == ""

    found = terms.read_audience("Enfants 3-11")
    assert (found.value, found.note) == (terms.Audience(("enfants",)), "Enfants 3-11")

    found = terms.read_audience("Enfants de l’école du Lac")
    assert found.value == terms.Audience(("enfants",))
    assert found.note == "Enfants de l’école du Lac"


def test_blank_texts_say_nothing() -> None:
    assert all(says_nothing(text) for text in ("", "—", "…………", "_____", "Néant", "à compléter", "S.O."))
    assert not says_nothing("Ville")
    assert without_dotted_lines("Pilote : ………………………") == "Pilote :"


@given(st.text(max_size=100))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for read in (
        read_ages, terms.read_audience, terms.read_scales, terms.read_child_times, choices.read_status,
        choices.read_priority, choices.read_nature, choices.read_horizon, choices.read_weather, choices.read_flag,
        choices.read_progress,
    ):  # fmt: skip
        read(text)
    choices.likeliest(text, choices.STATUSES)
