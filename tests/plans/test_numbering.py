import pytest

from plans.enums import Level, Numbering
from plans.levels import Ladder, Rung
from plans.models import PlanKind
from plans.numbering import Coded, code_at, proposed, rank_in, renumbered, roman
from plans.pasting import MOST, read_lines

AXIS = Rung(Level.AXIS, "Axe", "Axes", "Axe", Numbering.ROMAN)
GENERAL = Rung(Level.INTERMEDIATE, "Objectif général", "Objectifs généraux", "OG", Numbering.ARABIC)
LOW = Rung(Level.OPERATIONAL, "Objectif opérationnel", "Objectifs opérationnels", "OO", Numbering.ARABIC)
PILLAR = Rung(Level.THEME, "Pilier", "Piliers", "Pilier", Numbering.ARABIC)
DECIMAL = Rung(Level.AXIS, "Axe", "Axes", "Axe", Numbering.DECIMAL)
ISSUE = Rung(Level.INTERMEDIATE, "Enjeu", "Enjeux", "Enjeu", Numbering.NONE)
PEDT = Ladder(PlanKind(name="PEDT", allows_skipping=True), (AXIS, GENERAL, LOW))
CITY = Ladder(PlanKind(name="Contrat de ville"), (PILLAR, DECIMAL, ISSUE))


def test_roman_numbers() -> None:
    assert [roman(number) for number in (1, 4, 9, 14, 19, 40, 49)] == ["I", "IV", "IX", "XIV", "XIX", "XL", "XLIX"]


@pytest.mark.parametrize(
    ("code", "rank"),
    [("II", 2), ("Axe IV", 4), ("OI 12", 12), ("OI12", 12), ("1.2.4", 4), ("", 0), ("Vie", 0), ("001", 1)],
)
def test_rank_is_the_last_number_of_a_code(code: str, rank: int) -> None:
    assert rank_in(code) == rank


def test_codes_are_written_as_each_level_numbers() -> None:
    assert code_at(AXIS, 2) == "II"
    assert code_at(GENERAL, 3) == "OG 3"
    assert code_at(PILLAR, 1) == "1"
    assert code_at(DECIMAL, 2, "1") == "1.2"
    assert code_at(DECIMAL, 2, "Pilier") == "2"
    assert code_at(ISSUE, 2) == ""


def test_proposed_code_is_the_next_free_one() -> None:
    assert proposed(GENERAL, []) == "OG 1"
    assert proposed(GENERAL, ["OG 1", "OG 7", ""]) == "OG 8"
    assert proposed(AXIS, ["I", "II"]) == "III"


def test_renumbering_restarts_under_each_parent_and_leaves_levels_without_number() -> None:
    nodes = [
        Coded(1, None, Level.ROOT, "", ""),
        Coded(2, 1, Level.THEME, "4", "Cohésion"),
        Coded(3, 2, Level.AXIS, "4.7", "École"),
        Coded(4, 3, Level.INTERMEDIATE, "B", "Des mots"),
        Coded(5, 2, Level.AXIS, "4.9", "Sport"),
        Coded(6, 1, Level.THEME, "2", "Emploi"),
        Coded(7, 6, Level.AXIS, "", "Jeunes"),
    ]
    found = [(one.pk, one.old, one.new) for one in renumbered(CITY, nodes)]
    assert found == [(2, "4", "1"), (3, "4.7", "1.1"), (5, "4.9", "1.2"), (7, "", "2.1")]
    assert [(one.pk, one.new) for one in renumbered(CITY, nodes, under=2)] == [(3, "4.1"), (5, "4.2")]


def drafts(text: str, start: Rung = GENERAL, ladder: Ladder = PEDT) -> list[tuple[str, str, str, int | None]]:
    read = read_lines(text, ladder, start)
    return [(draft.level.value[:2], draft.code, draft.title, draft.above) for draft in read.drafts]


def test_columns_of_excel_become_levels() -> None:
    assert drafts("Grandir\tLire\n\tJouer\nApprendre\t\n\tCompter") == [
        ("IN", "OG 1", "Grandir", None),
        ("OP", "OO 1", "Lire", 0),
        ("OP", "OO 2", "Jouer", 0),
        ("IN", "OG 2", "Apprendre", None),
        ("OP", "OO 1", "Compter", 3),
    ]


def test_first_column_repeated_on_each_row_is_one_objective() -> None:
    assert [title for _, _, title, _ in drafts("Grandir\tLire\nGrandir\tJouer\nGRANDIR\tNager")] == [
        "Grandir", "Lire", "Jouer", "Nager",
    ]  # fmt: skip


def test_indented_lines_go_below_and_bullets_are_taken_off() -> None:
    assert drafts("OG 4 : Grandir\n   - Lire\n   - Jouer\n\nOG 5 – Apprendre") == [
        ("IN", "OG 4", "Grandir", None),
        ("OP", "OO 1", "Lire", 0),
        ("OP", "OO 2", "Jouer", 0),
        ("IN", "OG 5", "Apprendre", None),
    ]


@pytest.mark.parametrize(
    ("line", "code", "title"),
    [
        ("II – Grandir", "II", "Grandir"),
        ("Axe III : Grandir", "III", "Grandir"),
        ("Grandir : un jeu d’enfant", "I", "Grandir : un jeu d’enfant"),
        ("3 jours pour apprendre", "I", "3 jours pour apprendre"),
        ("Fiche 3 : Lire", "I", "Fiche 3 : Lire"),
    ],
)
def test_code_of_a_line_is_read_when_it_is_one(line: str, code: str, title: str) -> None:
    assert [found[1:3] for found in drafts(line, AXIS)] == [(code, title)]


def test_same_line_twice_is_two_objectives() -> None:
    assert len(drafts("Lire\nLire")) == 2


def test_what_is_too_deep_or_too_much_is_said() -> None:
    read = read_lines("Lire\tUn détail", PEDT, LOW)
    assert [line.fault for line in read.lines if line.fault] == [
        "En dessous du dernier niveau (Objectif opérationnel) : laissé de côté."
    ]
    assert len(read.drafts) == 1
    many = read_lines("\n".join(f"Ligne {number}" for number in range(MOST + 5)), PEDT, LOW)
    assert (len(many.drafts), many.faults) == (MOST, 5)


def test_levels_under_a_level() -> None:
    assert [rung.level for rung in PEDT.under(Level.ROOT)] == [Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL]
    assert [rung.level for rung in CITY.under(Level.ROOT)] == [Level.THEME, Level.AXIS]
    assert [rung.level for rung in CITY.under(Level.AXIS)] == [Level.INTERMEDIATE]
    assert CITY.under(Level.INTERMEDIATE) == []
