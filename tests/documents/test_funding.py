"""The funding plan: views that have one grand total, to the cent."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from actions.enums import FundingKind, FundingStatus
from annexes.contents.amounts import AMOUNTS, Amounts, total
from annexes.contents.funding import EMPTY, MOST_YEARS, NO_FUNDER, NO_YEAR, ONLY_WORDS, FundingPlan, funding_of
from annexes.contents.model import Grid, RowStyle
from annexes.outline import FundingOutline, PlanOutline
from tests.annexes.samples import axis, fiche, oo, plan, theme
from tests.documents.samples import EDITION, busy_plan, line

MONEY = st.none() | st.decimals(0, 10**9, places=2)
LINES = st.lists(
    st.builds(
        FundingOutline,
        funder=st.sampled_from(["Caf", "caf", "Ville", ""]),
        year=st.none() | st.integers(2024, 2035),
        kind=st.sampled_from(FundingKind),
        status=st.sampled_from(FundingStatus),
        planned=MONEY,
        requested=MONEY,
        granted=MONEY,
        spent=MONEY,
    ),
    max_size=6,
)


def of(*lines: FundingOutline) -> FundingPlan:
    return funding_of(plan(theme("", axis("Axe", oo("But", fiche("Crèche", 1, fundings=lines))))), EDITION)


def rows(grid: Grid) -> dict[object, tuple[object, ...]]:
    return {row.cells[0]: row.cells[1:] for row in grid.rows}


@given(st.lists(LINES, min_size=1, max_size=4))
def test_all_views_have_one_grand_total(fiches: list[list[FundingOutline]]) -> None:
    themes = [
        theme(f"Thème {rank}", axis("Axe", oo("But", fiche(f"Fiche {rank}", fundings=tuple(lines)), fiche("Autre"))))
        for rank, lines in enumerate(fiches)
    ]
    funding = funding_of(plan(*themes), EDITION)
    every = [one for lines in fiches for one in lines]
    expected = total(
        Amounts(one.planned, one.requested, None if one.status is FundingStatus.REFUSED else one.granted, one.spent)
        for one in every
    )
    assert funding.total == expected
    if not every:
        assert funding.words == (EMPTY,)
        return
    grand = expected.named(funding.shown)
    views = [*funding.by_kind, funding.by_year, funding.by_funder, *([funding.by_theme] if funding.by_theme else [])]
    assert all(grid.rows[-1].cells[1:] == grand for grid in views)
    ends = total(
        Amounts(**dict(zip(funding.shown, one.grid.rows[-1].cells[4:], strict=True))) for one in funding.fiches
    )
    assert ends.named(funding.shown) == grand
    for grid in views:
        plain = [row.cells[1:] for row in grid.rows if row.style is RowStyle.PLAIN]
        assert _sums(plain) == grand, grid.caption


@given(LINES)
@example([FundingOutline("Caf"), FundingOutline("Caf", year=2024)])
def test_rows_and_columns_of_funders_by_year_add_up(lines: list[FundingOutline]) -> None:
    for grid in of(*lines).funders_by_year:
        for row in grid.rows:
            assert _sum(row.cells[1:-1]) == row.cells[-1]
        assert _sums([row.cells[1:] for row in grid.rows[:-1]]) == grid.rows[-1].cells[1:]


def test_many_years_make_several_tables_that_add_up_each() -> None:
    grids = of(*(line("Caf", "10", year=2020 + rank) for rank in range(MOST_YEARS + 2))).funders_by_year
    assert [len(grid.columns) for grid in grids] == [MOST_YEARS + 2, 2 + 2]
    assert [grid.rows[-1].cells[-1] for grid in grids] == [10 * MOST_YEARS, 20]


def test_amounts_stay_exact() -> None:
    funding = of(*(line("Caf", "0.10", year=2026) for _ in range(3)))
    assert funding.total.planned == Decimal("0.30")
    assert funding.total.granted is None
    assert funding.shown == ("planned",)


def test_refused_line_is_listed_and_left_out_of_what_is_granted() -> None:
    funding = funding_of(busy_plan(), EDITION)
    assert [row.cells for row in funding.refused.rows] == [
        ("1. Crèche du port", "Région", "2027", Decimal(300), Decimal(300))
    ]
    assert funding.total == Amounts(Decimal("22801.00"), Decimal(300), Decimal("1600.50"), Decimal(18))
    assert any("1 demande refusée" in text for text in funding.words)


def test_what_is_given_in_kind_comes_after_the_total_of_the_rest() -> None:
    kinds = funding_of(busy_plan(), EDITION).by_kind[0]
    assert list(rows(kinds)) == [
        "Fonctionnement",
        "Investissement",
        "Total hors valorisations",
        "Valorisation",
        "Total",
    ]
    assert rows(kinds)["Total hors valorisations"][0] == Decimal("22301.00")
    assert list(rows(of(line("Amis", "5", kind=FundingKind.IN_KIND)).by_kind[0])) == ["Valorisation", "Total"]


def test_nature_informs_only_where_a_line_says_it() -> None:
    assert [grid.caption for grid in funding_of(busy_plan(), EDITION).by_kind] == [
        "Par type de dépense", "Par nature des crédits",
    ]  # fmt: skip
    assert len(of(line("Caf", "1")).by_kind) == 1


def test_funders_are_one_whatever_their_capitals_and_have_a_name() -> None:
    funding = of(line("Ville", "1"), line("CAF", "3"), line("Caf", "4"), line("", "2"))
    assert list(rows(funding.by_funder)) == ["CAF", NO_FUNDER, "Ville", "Total"]


def test_line_without_year_has_its_own() -> None:
    assert list(rows(of(line("Caf", "1"), line("Caf", "1", year=2026)).by_year)) == ["2026", NO_YEAR, "Total"]


def test_each_fiche_names_its_lines_then_its_total() -> None:
    childhood, youth = funding_of(busy_plan(), EDITION).fiches
    assert [(row.style, row.cells[0]) for row in childhood.grid.rows] == [
        (RowStyle.GROUP, "1. Crèche du port"),
        (RowStyle.PLAIN, "Caf"),
        (RowStyle.PLAIN, "Région"),
        (RowStyle.PLAIN, "Ville"),
        (RowStyle.TOTAL, "Total de la fiche 1"),
        (RowStyle.GROUP, "2. Relais"),
        (RowStyle.PLAIN, "Bénévoles"),
        (RowStyle.TOTAL, "Total – Enfance"),
    ]
    assert youth.grid.rows[0].cells[0] == "2. Bourse (× Abandonnée)"


def test_fiche_with_words_alone_is_listed() -> None:
    assert [row.cells for row in funding_of(busy_plan(), EDITION).noted.rows] == [("Radio", "Droit commun")]
    noted = plan(theme("", unattached=(fiche("Radio", funding_note="Droit commun"),)))
    assert funding_of(noted, EDITION).words == (ONLY_WORDS,)


def test_empty_plan_says_so() -> None:
    funding = funding_of(PlanOutline("Plan"), EDITION)
    assert funding.is_empty
    assert funding.words == (EMPTY,)
    assert list(AMOUNTS) == ["planned", "requested", "granted", "spent"]


def _sum(values: object) -> Decimal | None:
    known = [value for value in values if value is not None]  # type: ignore[attr-defined]
    return sum(known, Decimal()) if known else None


def _sums(several: list[tuple[object, ...]]) -> tuple[Decimal | None, ...]:
    return tuple(_sum(column) for column in zip(*several, strict=True))
