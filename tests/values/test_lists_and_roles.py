from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.enums import Role
from annexes.values.lists import split_list
from annexes.values.roles import read_roles, role_of
from annexes.values.value import Value


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("CAF ; MSA", ("CAF", "MSA")),
        ("CAF, MSA, CAF", ("CAF", "MSA")),
        ("CAF\nMSA", ("CAF", "MSA")),
        ("• CAF • MSA", ("CAF", "MSA")),
        ("· CAF\n· MSA", ("CAF", "MSA")),
        ("- CAF\n– MSA", ("CAF", "MSA")),
        ("- CAF - MSA - Ville", ("CAF", "MSA", "Ville")),
        ("École (primaire, maternelle), CAF", ("École (primaire, maternelle)", "CAF")),
        ("« Lire, écrire, dire », CAF", ("« Lire, écrire, dire »", "CAF")),
        ("1,5 ETP, une salle", ("1,5 ETP", "une salle")),
        ("Mairie de Valmire – service jeunesse", ("Mairie de Valmire – service jeunesse",)),
        ("CAF, MSA, et la Ville.", ("CAF", "MSA", "la Ville")),
        ("Secours populaire", ("Secours populaire",)),
    ],
)
def test_list_is_split(text: str, items: tuple[str, ...]) -> None:
    found = split_list(text)

    assert (found.value, found.doubt, found.note) == (items, "", "")


@pytest.mark.parametrize(
    ("text", "items", "doubt"),
    [
        (
            "CAF, écoles et collèges",
            ("CAF", "écoles", "collèges"),
            "« écoles et collèges » lu comme 2 éléments : « écoles » et « collèges » (et non un seul)",
        ),
        ("CAF, lieux et temps", ("CAF", "lieux et temps"), "« lieux et temps » lu comme un seul élément (et non deux)"),
        ("bois / fer", ("bois / fer",), "« bois / fer » lu comme un seul élément (et non plusieurs)"),
        (
            "CAF, MSA (caisses",
            ("CAF, MSA (caisses",),
            "« CAF, MSA (caisses » lu comme un seul élément, ses virgules laissées (et non une liste)",
        ),
    ],
)
def test_list_that_could_be_split_otherwise_says_so(text: str, items: tuple[str, ...], doubt: str) -> None:
    found = split_list(text)

    assert (found.value, found.doubt) == (items, doubt)


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("CAF et MSA", ("CAF", "MSA")),
        ("CAF & MSA", ("CAF", "MSA")),
        ("Ville/CAF", ("Ville", "CAF")),
        ("CAF - MSA", ("CAF", "MSA")),
        ("CAF / MSA", ("CAF", "MSA")),
        ("CAF ET MSA", ("CAF", "MSA")),
        ("CAF, Ville et MSA", ("CAF", "Ville", "MSA")),
        ("Service jeunesse et CAF", ("Service jeunesse", "CAF")),
    ],
)
def test_known_names_that_a_word_joins_are_split_and_it_is_said(text: str, items: tuple[str, ...]) -> None:
    found = split_list(text)

    assert found.value == items
    assert found.doubt.endswith("(et non un seul)")
    assert all(f"« {name} »" in found.doubt for name in items[-2:])


@pytest.mark.parametrize(
    "text",
    [
        "École du Lac et Collège Brume", "ÉCOLE DU LAC ET COLLÈGE BRUME", "Arts & Loisirs", "Foyer rural - Valmire",
        "Union sportive/Judo club", "Ville et Brume",
    ],
)  # fmt: skip
def test_what_may_be_two_names_stays_one_and_it_is_said(text: str) -> None:
    found = split_list(text)

    assert found.value == (text,)
    assert found.doubt.startswith(f"« {text} » lu comme un seul élément (et non « ")


@pytest.mark.parametrize(
    "text",
    [
        "Centre social et culturel", "CENTRE SOCIAL ET CULTUREL", "Ville - service jeunesse",
        "Ville – Service Jeunesse", "Direction Enfance et Jeunesse", "Maison des Jeunes et de la Culture",
        "Collège Jean-Zay", "parents et enfants",
        "CAF (enfance et jeunesse)",
    ],
)  # fmt: skip
def test_one_name_of_several_words_is_not_doubted(text: str) -> None:
    assert split_list(text) == Value((text,))


def test_sentences_keep_their_commas() -> None:
    assert split_list("Accueillir, écouter\nJouer", commas=False).value == ("Accueillir, écouter", "Jouer")


def test_and_so_on_is_a_note() -> None:
    found = split_list("CAF, MSA, etc.")

    assert (found.value, found.note) == (("CAF", "MSA"), "etc.")


@given(st.lists(st.from_regex(r"[A-Z][a-z]{2,9}( [a-z]{3,8})?", fullmatch=True), min_size=1, max_size=8, unique=True))
def test_list_of_names_is_read_back_from_each_of_its_writings(names: list[str]) -> None:
    expected = tuple(dict.fromkeys(names))
    for joined in (" ; ".join(names), "\n".join(names), "• " + "\n• ".join(names), "\n".join(f"- {n}" for n in names)):
        assert split_list(joined).value == expected


@given(st.text(max_size=120))
def test_any_text_is_split_without_losing_a_letter(text: str) -> None:
    found = split_list(text)

    letters = {char for char in normalize("NFC", text) if char.isalnum()} - set("etc")
    kept = " ".join((*(found.value or ()), found.note))
    assert found.value is None or letters <= set(kept)


def roles(text: str, default: Role | None = None) -> list[tuple[Role, str, str]]:
    found = read_roles(text, default).value
    return [(p.role, p.partner, p.contact) for p in found.participations] if found else []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Pilote : Ville ; partenaires : CAF, MSA",
            [(Role.LEAD, "Ville"), (Role.PARTNER, "CAF"), (Role.PARTNER, "MSA")],
        ),
        ("Pilote : Ville / Co-pilote : CAF", [(Role.LEAD, "Ville"), (Role.CO_LEAD, "CAF")]),
        ("Ville (pilote), CAF (co-pilote)", [(Role.LEAD, "Ville"), (Role.CO_LEAD, "CAF")]),
        ("Ville (pilote) CAF (financeur)", [(Role.LEAD, "Ville"), (Role.FUNDER, "CAF")]),
        ("Ville [pilote] et CAF [financeur]", [(Role.LEAD, "Ville"), (Role.FUNDER, "CAF")]),
        ("Ville (pilote et financeur)", [(Role.LEAD, "Ville"), (Role.FUNDER, "Ville")]),
        (
            "Porteur : Centre social. Partenaires financiers : CAF",
            [(Role.OPERATOR, "Centre social"), (Role.FUNDER, "CAF")],
        ),
        (
            "Structure porteuse : Les Francas - Animation : Ville",
            [(Role.OPERATOR, "Les Francas"), (Role.FACILITATOR, "Ville")],
        ),
        (
            "Prestataire : Cirque Brume\nRelais d’information : écoles",
            [(Role.CONTRACTOR, "Cirque Brume"), (Role.RELAY, "écoles")],
        ),
    ],
)
def test_roles_are_read_from_their_words(text: str, expected: list[tuple[Role, str]]) -> None:
    assert roles(text) == [(role, name, "") for role, name in expected]


def test_names_that_no_word_announces_take_the_role_of_their_cell() -> None:
    assert roles("CAF, MSA", Role.PARTNER) == [(Role.PARTNER, "CAF", ""), (Role.PARTNER, "MSA", "")]
    assert read_roles("CAF, MSA").note == "CAF ; MSA"
    assert roles("Ville (pilote) CAF", Role.PARTNER) == [(Role.LEAD, "Ville", ""), (Role.PARTNER, "CAF", "")]


def test_dispositifs_and_elu_are_told_from_partners() -> None:
    found = read_roles(
        "Partenaires :\nVille, CAF\nDispositifs :\nCLAS, REAAP\nÉlue référente : adjointe à l’éducation"
    ).value

    assert found is not None
    assert [p.partner for p in found.participations] == ["Ville", "CAF"]
    assert found.schemes == ("CLAS", "REAAP")
    assert found.elected_lead == "adjointe à l’éducation"


def test_named_person_is_the_contact_and_it_is_said() -> None:
    found = read_roles("Pilote : Service jeunesse (Mme Ana Brume)")

    assert roles("Pilote : Service jeunesse (Mme Ana Brume)") == [(Role.LEAD, "Service jeunesse", "Ana Brume")]
    assert (
        found.doubt
        == "« Service jeunesse (Mme Ana Brume) » lu comme « Service jeunesse », avec « Ana Brume » comme contact"
    )


@given(st.text(max_size=120))
def test_any_text_gives_roles_without_an_error(text: str) -> None:
    read_roles(text)
    read_roles(text, Role.PARTNER)
    role_of(text)


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_known_by_its_label(role: Role) -> None:
    assert role_of(str(role.label)) is role
