"""Several files made one reading: what joins, what is told, and where everything comes from."""

from dataclasses import replace

import pytest

from annexes.importing.merging import OneFile, merged
from annexes.outline import ActionOutline, Carried, Hint, HintKind, ListOutline, PlanOutline, ThemeOutline
from annexes.placeholders import placeholder_title
from annexes.reading import CellFate, Fate, Issue, Part, Reading, Severity
from plans.enums import Level
from tests.annexes.samples import axis, fiche, oo, plan, theme

OF_A_TABLE = Carried(
    theme=frozenset({"title"}), objective=frozenset({"title", "code"}), action=frozenset({"title", "number", "suffix"})
)
OF_A_FICHE = replace(OF_A_TABLE, action=OF_A_TABLE.action | {"description"})


def tableau(*themes: ThemeOutline, name: str = "enfance.xlsx", rank: int = 1) -> OneFile:
    outline = replace(plan(*themes), carries=OF_A_TABLE)
    return OneFile(
        rank,
        name,
        Reading(outline, cells=4, attached=3, layout="tableau", parts=(Part("1", "Feuille Enfance", "tableau"),)),
    )


def document(*themes: ThemeOutline, name: str = "fiche-12.docx", rank: int = 2) -> OneFile:
    outline = replace(plan(*themes), carries=OF_A_FICHE)
    return OneFile(rank, name, Reading(outline, layout="fiche", parts=(Part("p1", "Tableau 1", "fiche"),)))


def enfance(*actions: ActionOutline, title: str = "Enfance") -> ThemeOutline:
    return theme(title, axis("Grandir", oo("Jouer", *actions, code="OO 1"), code="I"))


def told(reading: Reading, code: str = "files-disagree") -> list[str]:
    return [f"{one.message} → {one.proposal}".replace("\u00a0", " ") for one in reading.issues if one.code == code]


def test_lone_file_is_left_as_it_is() -> None:
    one = tableau(enfance(fiche("Ludothèque", 1)))
    assert merged([one]) is one.reading


def test_themes_and_objectives_of_one_label_are_joined() -> None:
    first = tableau(enfance(fiche("Ludothèque", 1)))
    second = tableau(enfance(fiche("Cabanes", 2)), theme("Jeunesse", oo("Bouger")), name="suite.xlsx", rank=2)
    assert merged([first, second]).outline.themes == (
        enfance(fiche("Ludothèque", 1), fiche("Cabanes", 2)),
        theme("Jeunesse", oo("Bouger")),
    )


def test_same_fiche_of_two_files_is_one() -> None:
    first = tableau(enfance(fiche("Ludothèque", 1)))
    second = tableau(enfance(fiche("Ludothèque", 1), fiche("Cabanes")), name="suite.xlsx", rank=2)
    reading = merged([first, second])
    assert [one.title for one in reading.outline.all_actions()] == ["Ludothèque", "Cabanes"]
    assert not told(reading)


def test_one_number_for_two_fiches_of_two_tables_stays_two_fiches() -> None:
    """Each file may number its own fiches from 1: nothing is merged by chance, and the numbers are an error."""
    second = tableau(enfance(fiche("Phare", 1)), name="suite.xlsx", rank=2)
    actions = list(merged([tableau(enfance(fiche("Ludothèque", 1))), second]).outline.all_actions())
    assert [one.title for one in actions] == ["Ludothèque", "Phare"]


def test_two_lines_of_one_file_stay_two() -> None:
    first = tableau(theme("Enfance", oo("Jouer", fiche("Atelier"), fiche("Atelier")), oo("Jouer", fiche("Phare"))))
    reading = merged([first, tableau(theme("Sport"), name="sport.xlsx", rank=2)])
    assert reading.outline.themes[0] == first.reading.outline.themes[0]


@pytest.mark.parametrize(
    ("known", "found"),
    [
        (fiche("Ludothèque", 12), fiche("Ludothèque", 12)),
        (fiche("Ludothèque", 12), fiche("La ludothèque du quai", 12)),
        (fiche("Ludothèque", code="1.2.4"), fiche("La ludothèque du quai", code="1.2.4")),
        (fiche("Ludothèque"), fiche("LUDOTHÈQUE", 12)),
    ],
)
@pytest.mark.parametrize("place", ["apart", "elsewhere", "without theme"])
def test_document_of_a_fiche_completes_that_of_the_table(
    known: ActionOutline, found: ActionOutline, place: str
) -> None:
    found = replace(found, description="Un camion")
    own = {
        "apart": theme("Enfance", unattached=(found,)),
        "elsewhere": theme("Enfance", oo("Autre part", found)),
        "without theme": theme("", unattached=(found,)),
    }[place]
    reading = merged([document(own, rank=1), tableau(enfance(known, fiche("Cabanes", 3)), rank=2)])
    first, second = reading.outline.all_actions()
    assert reading.outline.themes == (enfance(first, second),)  # where the table says, and nothing more
    assert (first.title, first.description) == (found.title, "Un camion")
    assert (second.title, second.number, second.description) == ("Cabanes", 3, "")


def test_document_that_no_table_knows_stands_where_it_says() -> None:
    own = theme("Enfance", axis("Grandir", oo("Nager", fiche("Bassin", 40)), code="I"))
    reading = merged([tableau(enfance(fiche("Ludothèque", 1))), document(own)])
    assert reading.outline.themes == (
        theme(
            "Enfance",
            axis(
                "Grandir", oo("Jouer", fiche("Ludothèque", 1), code="OO 1"), oo("Nager", fiche("Bassin", 40)), code="I"
            ),
        ),
    )


def test_document_without_theme_is_not_placed_by_a_number_that_two_themes_have() -> None:
    table = tableau(enfance(fiche("Ludothèque", 1)), theme("Jeunesse", oo("Bouger", fiche("Navette", 1))))
    reading = merged([table, document(theme("", unattached=(fiche("Autre chose", 1),)))])
    assert [len(list(one.all_actions())) for one in reading.outline.themes] == [1, 1, 1]


def test_what_two_files_say_differently_is_told_with_both() -> None:
    known = fiche("Ludothèque", 12, description="Une salle", elected_lead="Adjointe")
    own = theme("Enfance", oo("Nager", fiche("Ludothèque du quai", 12, description="Un camion")))
    reading = merged([tableau(enfance(known)), document(own)])
    (action,) = reading.outline.all_actions()
    assert (action.title, action.description, action.elected_lead) == ("Ludothèque du quai", "Un camion", "Adjointe")
    assert told(reading) == [
        "deux fichiers ne disent pas la même chose de la fiche 12 : Intitulé de la fiche"
        " → gardé : « Ludothèque du quai » ; laissé : « Ludothèque »",
        "la fiche 12 se dit sous « Nager », et « enfance.xlsx » la place sous « OO 1 : Jouer »"
        " → elle reste là où « enfance.xlsx » la place",
        "deux fichiers ne disent pas la même chose de la fiche 12 : Description"
        " → gardé : « Un camion » ; laissé : « Une salle »",
    ]
    assert {one.where for one in reading.issues} == {"fiche-12.docx"}
    assert {one.severity for one in reading.issues} == {Severity.WARNING}


def test_two_tables_that_disagree_keep_the_first() -> None:
    first, second = theme("Enfance", oo("Jouer"), note="Relu"), theme("Enfance", oo("Jouer"), note="À relire")
    reading = merged([tableau(first), tableau(second, name="b.xlsx", rank=2)])
    assert reading.outline.themes == (first,)
    assert len(told(reading)) == 1


def test_placeholder_is_filled_by_the_document() -> None:
    known = fiche(placeholder_title(12), 12)
    reading = merged([tableau(enfance(known)), document(theme("Enfance", unattached=(fiche("Ludothèque", 12),)))])
    assert reading.outline.themes == (enfance(fiche("Ludothèque", 12)),)
    assert not told(reading)


def test_each_node_carries_what_its_own_files_speak_of() -> None:
    """One document that describes its fiche must not erase the descriptions of the others."""
    own = theme("Enfance", unattached=(fiche("Ludothèque", 12, description="Un camion"),))
    reading = merged([tableau(enfance(fiche("Ludothèque", 12), fiche("Cabanes", 3))), document(own)])
    first, second = reading.outline.all_actions()
    assert reading.outline.carries.action == OF_A_FICHE.action
    assert (first.carries, second.carries) == (OF_A_FICHE.action, OF_A_TABLE.action)


def test_addresses_begin_with_the_name_of_their_file() -> None:
    hint = Hint(HintKind.WORD, "title", "Jouer", "Jou er", "Jouer", "Feuille Enfance, D2")
    action = fiche("Jou er", 1, source="Enfance!D2", hints=(hint,))
    one = tableau(theme("Enfance", oo("Jouer", action, source="Enfance!C2"), source="Enfance!A1"))
    own = replace(
        one.reading,
        issues=(
            Issue("Feuille Enfance, D2", Severity.WARNING, "cut-word", "un mot"),
            Issue("Fichier enfance.xlsx", Severity.INFO, "x", "y"),
        ),
        fates=(CellFate("Feuille Enfance, A9", Fate.KEPT, "note", "Relu"),),
    )
    reading = merged([replace(one, reading=own), document(theme("Sport"))])
    (objective,) = reading.outline.themes[0].objectives
    (action,) = objective.actions
    assert (objective.source, action.source) == ("enfance.xlsx · Enfance!C2", "enfance.xlsx · Enfance!D2")
    assert action.hints[0].where == "enfance.xlsx · Feuille Enfance, D2"
    assert [issue.where for issue in reading.issues] == ["enfance.xlsx · Feuille Enfance, D2", "Fichier enfance.xlsx"]
    assert reading.fates[0].where == "enfance.xlsx · Feuille Enfance, A9"
    assert [(part.key, part.where) for part in reading.parts] == [
        ("1/1", "enfance.xlsx · Feuille Enfance"),
        ("2/p1", "fiche-12.docx · Tableau 1"),
    ]
    assert (reading.cells, reading.attached, reading.layout) == (4, 3, "mixte")


def test_files_of_one_name_are_told_apart() -> None:
    sources = merged(
        [tableau(theme("Enfance", source="A!A1")), tableau(theme("Sport", source="A!A1"), rank=2)]
    ).outline.themes
    assert [one.source for one in sources] == ["enfance (1).xlsx · A!A1", "enfance (2).xlsx · A!A1"]


def test_same_content_twice_is_read_once_and_said() -> None:
    one = replace(tableau(enfance(fiche("Ludothèque"))), sha256="a" * 64)
    reading = merged([one, replace(one, rank=2, name="copie.xlsx")])
    assert len(list(reading.outline.all_actions())) == 1
    assert told(reading, "same-file") == ["ce fichier a le même contenu que « enfance.xlsx » → il n’est lu qu’une fois"]


def test_file_left_aside_gives_nothing_and_is_said() -> None:
    reading = merged([tableau(enfance()), replace(tableau(theme("Sport"), name="b.xlsx", rank=2), is_aside=True)])
    assert [one.title for one in reading.outline.themes] == ["Enfance"]
    assert [(one.where, one.code) for one in reading.issues] == [("Fichier b.xlsx", "file-aside")]


def test_lists_of_the_directory_are_put_together() -> None:
    def workbook(rank: int, *rows: tuple[str, ...]) -> OneFile:
        outline = PlanOutline("Plan du quai", "PGT", directory=(ListOutline("partenaires", ("Nom",), rows),))
        return OneFile(rank, f"{rank}.xlsx", Reading(outline, layout="donnees"))

    outline = merged([workbook(1, ("Ville",), ("CAF",)), workbook(2, ("CAF",), ("MJC",))]).outline
    assert outline.directory == (ListOutline("partenaires", ("Nom",), (("Ville",), ("CAF",), ("MJC",))),)
    assert (outline.title, outline.kind) == ("Plan du quai", "PGT")


def test_merging_is_linear() -> None:
    """50 files of 200 fiches are put together in about as many steps as there are fiches."""
    files = [
        tableau(
            theme(
                f"Thème {rank % 5}",
                *(oo(f"Objectif {n}", *(fiche(f"Fiche {rank}-{n}-{k}") for k in range(20))) for n in range(10)),
            ),
            name=f"{rank}.xlsx",
            rank=rank,
        )
        for rank in range(1, 51)
    ]
    outline = merged(files).outline
    assert len(list(outline.all_actions())) == 10_000
    assert outline.count(Level.OPERATIONAL) == 50
