"""The proposals, without a database."""

from actions.placement import Proposer, Sheet, Spot, dotted
from plans.enums import Level

THEME, OTHER_THEME, AXIS, SECOND, MIDDLE, LOW, LOWER, APART = range(1, 9)
SPOTS = [
    Spot(THEME, None, THEME, Level.THEME, "", "Réussite éducative", is_lowest=False),
    Spot(AXIS, THEME, THEME, Level.AXIS, "I", "Accompagner la scolarité", is_lowest=False),
    Spot(MIDDLE, AXIS, THEME, Level.INTERMEDIATE, "OI 2", "Aider aux devoirs", is_lowest=False),
    Spot(LOW, MIDDLE, THEME, Level.OPERATIONAL, "OO 1", "Ouvrir des clubs de lecture"),
    Spot(LOWER, MIDDLE, THEME, Level.OPERATIONAL, "OO 2", "Former les bénévoles"),
    Spot(SECOND, THEME, THEME, Level.AXIS, "II", "Ouvrir le sport à tous", is_lowest=False),
    Spot(OTHER_THEME, None, OTHER_THEME, Level.THEME, "", "Santé", is_lowest=False),
    Spot(APART, OTHER_THEME, OTHER_THEME, Level.AXIS, "I", "Prévenir par la lecture des étiquettes", is_lowest=False),
]


def sheet(title: str = "Sans rapport", **values: object) -> Sheet:
    return Sheet(**{"pk": 99, "theme": THEME, "objective": None, "number": None, "code": "", "title": title, **values})  # type: ignore[arg-type]


def placed(number: int, objective: int, title: str = "Autre chose", theme: int = THEME) -> Sheet:
    return Sheet(number, theme, objective, number, "", title)


def first(proposer: Proposer, one: Sheet) -> tuple[int, str]:
    best = proposer.proposals(one)[0]
    return best.spot, " ; ".join(best.reasons)


def test_number_leads_down_the_tree_as_far_as_it_goes() -> None:
    proposer = Proposer(SPOTS)
    assert first(proposer, sheet(code="1.2.1")) == (LOW, "numéro 1.2.1")
    assert first(proposer, sheet(code="1.2.7")) == (MIDDLE, "numéro 1.2")
    assert first(proposer, sheet("1.2.2 Sans rapport"))[0] == LOWER
    assert first(proposer, sheet(code="2.9"))[0] == SECOND
    assert proposer.proposals(sheet(code="7.1")) == []


def test_decimal_code_of_an_objective_is_its_whole_number() -> None:
    spots = [Spot(1, None, None, Level.AXIS, "1.2", "Enjeu", is_lowest=True)]
    assert first(Proposer(spots), sheet(code="1.2.4", theme=None)) == (1, "numéro 1.2")
    assert dotted("OO 1.2") == (1, 2)
    assert dotted("OI 2") == ()


def test_number_of_another_theme_counts_for_little_beside_its_own() -> None:
    proposals = Proposer(SPOTS).proposals(sheet(code="1.4", theme=OTHER_THEME))
    assert proposals[0].spot == APART


def test_fiche_between_two_of_the_same_objective_belongs_with_them() -> None:
    proposer = Proposer(SPOTS, [placed(13, LOWER), placed(15, LOWER), placed(14, APART, theme=OTHER_THEME)])
    assert first(proposer, sheet(number=14)) == (LOWER, "comme les fiches 13 et 15")
    assert first(proposer, sheet(number=16)) == (LOWER, "comme la fiche 15")
    assert proposer.proposals(sheet(number=40)) == []


def test_words_in_common_are_said_as_they_are_written() -> None:
    spot, reasons = first(Proposer(SPOTS), sheet("Un club de Lectures au village"))
    assert spot == LOW
    assert reasons == "mots en commun : club, lectures"


def test_words_of_the_fiches_that_hang_there_speak_too() -> None:
    proposer = Proposer(SPOTS, [placed(1, SECOND, "Tournoi de football inter-quartiers")])
    assert first(proposer, sheet("Stage de football"))[0] == SECOND


def test_words_of_the_enjeu_speak_for_an_objective() -> None:
    assert first(Proposer(SPOTS), sheet("Samedi matin", words="manque de bénévoles à former"))[0] == LOWER


def test_theme_of_the_fiche_weighs() -> None:
    here = Proposer(SPOTS).proposals(sheet("Lecture", theme=THEME))
    there = Proposer(SPOTS).proposals(sheet("Lecture", theme=OTHER_THEME))
    assert (here[0].spot, there[0].spot) == (LOW, APART)


def test_doubtful_fiche_is_first_proposed_where_it_is() -> None:
    proposals = Proposer(SPOTS).proposals(sheet("Clubs de lecture", objective=LOWER))
    assert [one.spot for one in proposals[:2]] == [LOWER, LOW]
    assert proposals[0].reasons == ("rattachement actuel",)


def test_three_at_most_and_nothing_where_nothing_speaks() -> None:
    assert len(Proposer(SPOTS).proposals(sheet("Lecture, sport, devoirs, scolarité, bénévoles"))) == 3
    assert Proposer(SPOTS).proposals(sheet("Zébulon")) == []
    assert Proposer([]).proposals(sheet("Lecture")) == []
