"""Laws for any plan: written in a layout and read again it is equal; shuffled or damaged, no harm is done."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.enums import Role, Status
from annexes.applying.directory import map_actions
from annexes.outline import (
    ActionOutline,
    ExpectedEffects,
    ObjectiveOutline,
    ParticipationOutline,
    PlanOutline,
    ThemeOutline,
)
from annexes.readers import read_annexe
from annexes.reading import Reading
from plans.enums import Level
from tests.corpus.cases import Case, all_cases
from tests.corpus.documents import Box, Line, Row, Sheet, Table, to_csv, to_docx, to_html, to_xlsx, with_rows
from tests.corpus.make import DATA
from tests.corpus.plans import plan
from tests.corpus.writing import Habits, effects, flat, tableau

FIRST = ["Accueillir", "Créer", "Développer", "Écouter", "Former", "Œuvrer", "Ouvrir", "Soutenir", "Maintenir"]
WORDS = [
    "les familles", "l’été", "un lieu d’écoute", "(EAJE)", "« Premiers pas »", "3-11 ans", "en 2027", "co-construits",
    "et le sport", "à l’école", "des 0/3 ans", "n° 2", "pour tous", "avec la CAF", "JPA ?", "- Phase 2", "50 %",
]  # fmt: skip
ROMANS = ["I", "II", "III", "IV"]
LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def titles(draw: st.DrawFn) -> str:
    return " ".join([draw(st.sampled_from(FIRST)), *draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4))])


def distinct(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(titles(), min_size=1, max_size=count, unique=True)


@st.composite
def themes(draw: st.DrawFn) -> ThemeOutline:
    """A theme of the usual four levels; fiches are numbered through it, and every OO has at least one."""
    number = draw(st.integers(1, 80))
    seen: set[str] = set()

    def fresh() -> str:
        title = draw(titles().filter(lambda found: found not in seen))
        seen.add(title)
        return title

    def operational(rank: int) -> ObjectiveOutline:
        nonlocal number
        actions = []
        for _ in range(draw(st.integers(1, 3))):
            actions.append(ActionOutline(fresh(), number))
            number += 1
        return ObjectiveOutline(Level.OPERATIONAL, fresh(), f"OO {rank}", actions=tuple(actions))

    def intermediate(rank: int) -> ObjectiveOutline:
        children = tuple(operational(n) for n in range(1, draw(st.integers(1, 3)) + 1))
        return ObjectiveOutline(Level.INTERMEDIATE, fresh(), f"OI {rank}", children=children)

    def axis(code: str) -> ObjectiveOutline:
        children = tuple(intermediate(n) for n in range(1, draw(st.integers(1, 2)) + 1))
        return ObjectiveOutline(Level.AXIS, fresh(), code, children=children)

    return ThemeOutline("Jeunesse", objectives=tuple(axis(code) for code in ROMANS[: draw(st.integers(1, 3))]))


@st.composite
def groups_of_effects(draw: st.DrawFn) -> ThemeOutline:
    """A PEDT table: general objectives whose operational ones share effects by rows."""
    names = draw(st.lists(titles(), min_size=6, max_size=12, unique=True))
    generals, rest = names[:2], names[2:]
    children: list[list[ObjectiveOutline]] = [[], []]
    for rank, title in enumerate(rest):
        group = 1 + rank // draw(st.integers(1, 3)) if rank else 1
        side = children[rank % 2]
        group = max(group, max((o.effects.group for o in side if o.effects), default=1))
        last = max((o.effects.group for o in side if o.effects), default=0)
        group = min(group, last + 1)
        text = f"Effet du groupe {group} de la colonne {rank % 2}."
        side.append(ObjectiveOutline(Level.OPERATIONAL, title, effects=ExpectedEffects(group, text)))
    objectives = tuple(
        ObjectiveOutline(Level.INTERMEDIATE, title, children=tuple(some))
        for title, some in zip(generals, children, strict=True)
    )
    return ThemeOutline("", objectives=objectives)


def read(content: bytes, name: str) -> Reading:
    reading = read_annexe(BytesIO(content), name=name)
    assert reading.cells == reading.attached + len(reading.fates)
    return reading


def same(outline: PlanOutline, wanted: PlanOutline) -> None:
    assert outline.themes == wanted.themes


Maker = Callable[[Table], tuple[bytes, str]]
MAKERS: dict[str, Maker] = {
    "xlsx": lambda made: (to_xlsx((Sheet("Jeunesse", (made,)),)), "annexe.xlsx"),
    "docx": lambda made: (to_docx((Line("JEUNESSE", heading=1), made)), "annexe.docx"),
    "html": lambda made: (to_html((Line("JEUNESSE", heading=1), made)), "annexe.html"),
    "csv": lambda made: (to_csv(Sheet("", (Line("JEUNESSE"), made))), "annexe.csv"),
}


@pytest.mark.parametrize("maker", [MAKERS["xlsx"], MAKERS["docx"], MAKERS["html"]], ids=["xlsx", "docx", "html"])
@given(theme=themes(), parents=st.sampled_from(["merged", "blank", "repeated"]))
@LAW
def test_tableau_written_and_read_is_equal(maker: Maker, theme: ThemeOutline, parents: str) -> None:
    same(read(*maker(tableau(theme, Habits(parents=parents)))).outline, plan(theme))


@given(theme=themes(), split=st.booleans())
@LAW
def test_tableau_of_a_csv_is_equal(theme: ThemeOutline, split: bool) -> None:
    same(read(*MAKERS["csv"](tableau(theme, Habits(parents="blank", split=split)))).outline, plan(theme))


@given(theme=themes(), fiches=st.sampled_from(["lines", "tags", "together"]))
@LAW
def test_several_fiches_of_a_cell_are_equal(theme: ThemeOutline, fiches: str) -> None:
    same(read(*MAKERS["xlsx"](tableau(theme, Habits(fiches=fiches)))).outline, plan(theme))


@given(theme=themes(), order=st.permutations(range(4)), blanks=st.sets(st.integers(1, 20), max_size=4))
@LAW
def test_order_of_columns_and_blank_rows_change_nothing(
    theme: ThemeOutline, order: list[int], blanks: set[int]
) -> None:
    made = tableau(theme, Habits(parents="repeated"))
    rows: list[Row] = []
    for rank, row in enumerate(made.rows):
        if rank in blanks:
            rows.append(tuple(Box() for _ in row))
        rows.append(tuple(row[column] for column in order))
    same(read(*MAKERS["xlsx"](with_rows(made, rows))).outline, plan(theme))


@st.composite
def told_themes(draw: st.DrawFn) -> ThemeOutline:
    """A theme whose fiches have a pilote, a status and a context."""
    theme = draw(themes())

    def told(action: ActionOutline) -> ActionOutline:
        lead = ParticipationOutline(Role.LEAD, draw(st.sampled_from(["Ville de Brumeval", "Collège Diderot"])))
        status = draw(st.sampled_from([Status.PROPOSED, Status.ONGOING, Status.DONE]))
        return replace(action, participations=(lead,), status=status, context=draw(titles()))

    return map_actions(plan(theme), told).themes[0]


@pytest.mark.parametrize("form", ["xlsx", "csv", "docx"])
@given(theme=told_themes())
@LAW
def test_flat_sheet_written_and_read_is_equal(form: str, theme: ThemeOutline) -> None:
    content, name = MAKERS[form](flat(theme))
    reading = read(content, name)

    assert "colonnes" in [part.layout for part in reading.parts]
    same(reading.outline, plan(theme))


@given(theme=told_themes(), order=st.permutations(range(8)), blanks=st.sets(st.integers(1, 20), max_size=4))
@LAW
def test_order_of_columns_and_blank_rows_of_a_flat_sheet_change_nothing(
    theme: ThemeOutline, order: list[int], blanks: set[int]
) -> None:
    made = flat(theme)
    rows: list[Row] = []
    for rank, row in enumerate(made.rows):
        if rank in blanks:
            rows.append(tuple(Box() for _ in row))
        rows.append(tuple(row[column] for column in order))
    same(read(*MAKERS["xlsx"](with_rows(made, rows))).outline, plan(theme))


@pytest.mark.parametrize("form", ["xlsx", "docx"])
@given(theme=groups_of_effects(), bullet=st.sampled_from(["", "• ", "- "]))
@LAW
def test_effects_written_and_read_are_equal(form: str, theme: ThemeOutline, bullet: str) -> None:
    made = effects(theme, bullet=bullet)
    content = to_xlsx((Sheet("Feuil1", (made,)),)) if form == "xlsx" else to_docx((made,))
    same(read(content, f"annexe.{form}").outline, plan(theme))


@given(names=st.lists(titles().filter(lambda title: not title.endswith(")")), min_size=2, max_size=8, unique=True))
@LAW
def test_list_written_and_read_is_equal(names: list[str]) -> None:
    """« Créer un lieu (CAF) » says who holds the action: a list of titles that end otherwise."""
    lines = (Line("JEUNESSE", heading=1), Line("ACTIONS EN COURS"), *(Line(name, bullet=True) for name in names))
    read_theme = read(to_docx(lines), "annexe.docx").outline.themes
    assert [action.title for theme in read_theme for action in theme.unattached] == names


FILES = sorted({case.name for case in all_cases() if isinstance(case, Case)})


@given(data=st.data())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_damaged_bytes_never_crash(data: st.DataObject) -> None:
    """Whatever happens to the bytes, a reading comes back; one with nothing in it says why."""
    content = bytearray((DATA / data.draw(st.sampled_from(FILES))).read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    reading = read_annexe(
        BytesIO(bytes(content)), name=data.draw(st.sampled_from(["a.xlsx", "a.docx", "a.csv", "a.bin"]))
    )
    assert reading.outline.themes or reading.issues
    assert reading.cells == reading.attached + len(reading.fates)
