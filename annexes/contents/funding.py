"""The funding plan: who pays what, for which fiche, in which year; planned, requested, granted and spent.

Each view is a grid, and all views have one grand total. A refused line keeps what was planned and requested, is left
out of what is granted, and is listed apart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, product

from accounts.text import fold
from actions.enums import STATUSES_OWING_A_REASON, FundingKind, FundingNature, FundingStatus
from actions.wording import status_wording
from annexes.contents.amounts import AMOUNTS, Amounts, total
from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle, action_anchor
from annexes.contents.order import placed
from annexes.contents.wording import counted
from annexes.edition import Edition
from annexes.outline import ActionOutline, FundingOutline, PlanOutline, ThemeOutline
from plans.enums import Level

NO_FUNDER = "Financeur non précisé"
NO_YEAR = "Sans année"
NO_NATURE = "Non précisée"
TOTAL = "Total"
EMPTY = "Aucun financement n’est inscrit dans les fiches."
ONLY_WORDS = "Aucun montant n’est inscrit dans les fiches : les financements y sont dits par des mots."
BEFORE_AMOUNTS = 3  # columns between the name of a line and its amounts
MOST_YEARS = 8  # side by side in one table


@dataclass(frozen=True, slots=True)
class FundedLine:
    """One line of the funding of a fiche, with the amounts that count."""

    theme: ThemeOutline
    action: ActionOutline
    line: FundingOutline
    funder: str
    amounts: Amounts

    @property
    def is_refused(self) -> bool:
        return self.line.status is FundingStatus.REFUSED


@dataclass(frozen=True, slots=True)
class ThemeFunding:
    """The lines of the fiches of a theme; `title` is nothing in a plan without themes."""

    title: str
    grid: Grid


@dataclass(frozen=True, slots=True)
class FundingPlan:
    lines: tuple[FundedLine, ...]
    total: Amounts
    shown: tuple[str, ...]  # the amounts that at least one line gives, by their names in `AMOUNTS`
    by_kind: tuple[Grid, ...]  # then by nature of the credits, when a line says it
    by_theme: Grid | None  # when several themes have money
    by_year: Grid
    by_funder: Grid
    funders_by_year: tuple[Grid, ...]
    fiches: tuple[ThemeFunding, ...]
    refused: Grid
    noted: Grid  # the fiches whose funding is words alone

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.noted.rows

    @property
    def words(self) -> tuple[str, ...]:
        """What is to be known before reading it: how much there is, what is left out, or that there is nothing."""
        if not self.lines:
            return (ONLY_WORDS if self.noted.rows else EMPTY,)
        fiches = len({id(one.action) for one in self.lines})
        funders = len({one.funder for one in self.lines})
        parts = [counted(fiches, "fiche"), counted(funders, "financeur"), counted(len(self.lines), "ligne")]
        said = [f"{', '.join(parts)}. Montants en euros, toutes taxes comprises."]
        refused = len(self.refused.rows)
        if refused:
            names = (
                "demande refusée, qui n’est pas comptée"
                if refused == 1
                else "demandes refusées, qui ne sont pas comptées"
            )
            said.append(f"{refused} {names} dans « Accordé » : voir à la fin.")
        return tuple(said)


def funding_of(outline: PlanOutline, edition: Edition) -> FundingPlan:
    """The views of the funding of a plan; fiches and themes in the order of print, funders by what they plan."""
    lines = tuple(_lines(outline))
    writer = _Writer(lines, edition)
    return FundingPlan(
        lines=lines,
        total=writer.total,
        shown=writer.shown,
        by_kind=tuple(writer.by_kind()),
        by_theme=writer.by_theme(),
        by_year=writer.by_year(),
        by_funder=writer.by_funder(),
        funders_by_year=tuple(writer.funders_by_year()),
        fiches=tuple(writer.fiches()),
        refused=writer.refused(),
        noted=_noted(outline, edition),
    )


def _lines(outline: PlanOutline) -> Iterator[FundedLine]:
    spellings: dict[str, str] = {}
    for theme, _, action in placed(outline):
        for line in action.fundings:
            name = line.funder.strip()
            funder = spellings.setdefault(fold(name), name) or NO_FUNDER
            granted = None if line.status is FundingStatus.REFUSED else line.granted
            amounts = Amounts(line.planned, line.requested, granted, line.spent)
            yield FundedLine(theme, action, line, funder, amounts)


class _Writer:
    def __init__(self, lines: Sequence[FundedLine], edition: Edition) -> None:
        self.lines, self.edition = lines, edition
        self.total = total(one.amounts for one in lines)
        self.shown = tuple(name for name in AMOUNTS if getattr(self.total, name) is not None) or ("planned",)
        self.money = tuple(GridColumn(AMOUNTS[name], CellKind.MONEY, 1.6) for name in self.shown)

    def by_kind(self) -> Iterator[Grid]:
        """Operating and investment, what is given in kind after their total; then by nature."""
        paid = [one for one in self.lines if one.line.kind is not FundingKind.IN_KIND]
        in_kind = [one for one in self.lines if one.line.kind is FundingKind.IN_KIND]
        rows = self._rows(paid, lambda one: str(one.line.kind.label), [str(kind.label) for kind in FundingKind])
        if in_kind:
            if paid:
                rows.append(self._total(paid, "Total hors valorisations"))
            rows.append(self._row(str(FundingKind.IN_KIND.label), in_kind))
        yield self._grid("Par type de dépense", "Type", rows)
        if any(one.line.nature for one in self.lines):
            order = [*(str(nature.label) for nature in FundingNature), NO_NATURE]
            yield self._grid("Par nature des crédits", "Nature", self._rows(self.lines, _nature, order))

    def by_theme(self) -> Grid | None:
        titles = list(dict.fromkeys(one.theme.title for one in self.lines))
        if len(titles) < 2:
            return None
        level = self.edition.labels(Level.THEME).singular
        rows = [
            self._row(title or f"Sans {level.lower()}", [one for one in self.lines if one.theme.title == title])
            for title in titles
        ]
        return self._grid(f"Par {level.lower()}", level, rows)

    def by_year(self) -> Grid:
        return self._grid("Par année", "Année", self._rows(self.lines, _year, self._years()))

    def by_funder(self) -> Grid:
        return self._grid("Par financeur", "Financeur", self._rows(self.lines, lambda one: one.funder, self._funders()))

    def funders_by_year(self) -> Iterator[Grid]:
        """What each funder plans, then grants, in each year."""
        years, funders = self._years(), self._funders()
        if len(years) < 2:
            return
        for name in ("planned", "granted"):
            if name not in self.shown:
                continue
            for start in range(0, len(years), MOST_YEARS):
                grid = self._crossed(name, funders, years[start : start + MOST_YEARS])
                if grid.rows:  # lines may have a year and no amount
                    yield grid

    def fiches(self) -> Iterator[ThemeFunding]:
        level = self.edition.labels(Level.THEME).singular
        columns = (
            GridColumn("Financeur", share=4.4),
            GridColumn("Année", share=0.9),
            GridColumn("Type", share=1.8),
            GridColumn("Statut", share=1.1),
            *self.money,
        )
        for _, found in groupby(self.lines, key=lambda one: id(one.theme)):
            lines = list(found)
            title = lines[0].theme.title
            fiches = groupby(lines, key=lambda one: id(one.action))
            rows = [row for _, own in fiches for row in self._fiche(list(own))]
            rows.append(self._filled(f"{TOTAL} – {title}" if title else TOTAL, lines))
            caption = f"{level} {title} : financement de chaque fiche" if title else "Financement de chaque fiche"
            yield ThemeFunding(title, Grid(columns, tuple(rows), caption, row_headers=True))

    def refused(self) -> Grid:
        columns = (
            GridColumn(self.edition.action_label, share=4),
            GridColumn("Financeur", share=3),
            GridColumn("Année", share=0.9),
            GridColumn("Prévu", CellKind.MONEY, 1.6),
            GridColumn("Demandé", CellKind.MONEY, 1.6),
        )
        refused = [one for one in self.lines if one.is_refused]
        rows = tuple(
            GridRow(
                (_name(one.action), _funder(one), str(one.line.year or ""), one.line.planned, one.line.requested),
                anchor=_anchor(one.action),
            )
            for one in refused
        )
        return Grid(columns, rows, "Demandes refusées", row_headers=True)

    def _fiche(self, lines: Sequence[FundedLine]) -> Iterator[GridRow]:
        action = lines[0].action
        name = _name(action)
        if action.status in STATUSES_OWING_A_REASON:
            name += f" ({status_wording(action.status)})"
        said = "\n".join(filter(None, (name, action.funding_note.strip())))
        yield GridRow((said, *[""] * (BEFORE_AMOUNTS + len(self.shown))), RowStyle.GROUP, _anchor(action))
        for one in lines:
            sort = "\n".join(filter(None, (str(one.line.kind.label), one.line.nature and str(one.line.nature.label))))
            words = (_funder(one), str(one.line.year or ""), sort, str(one.line.status.label))
            yield GridRow((*words, *one.amounts.named(self.shown)))
        if len(lines) > 1:
            yield self._filled(f"{TOTAL} de la fiche {action.reference}".rstrip(), lines)

    def _filled(self, name: str, lines: Iterable[FundedLine]) -> GridRow:
        amounts = total(one.amounts for one in lines).named(self.shown)
        return GridRow((name, *[""] * BEFORE_AMOUNTS, *amounts), RowStyle.TOTAL)

    def _crossed(self, name: str, funders: Sequence[str], years: Sequence[str]) -> Grid:
        """One amount, a row a funder and a column a year, with the totals of both."""
        rows: dict[str, dict[str, Decimal]] = {funder: {} for funder in (*funders, TOTAL)}
        for one in self.lines:
            value, year = getattr(one.amounts, name), _year(one)
            if value is not None and year in years:
                for row, column in product((one.funder, TOTAL), (year, TOTAL)):
                    rows[row][column] = rows[row].get(column, Decimal()) + value
        titles = (*years, TOTAL)
        printed = [
            GridRow((row, *map(cells.get, titles)), RowStyle.TOTAL if row == TOTAL else RowStyle.PLAIN)
            for row, cells in rows.items()
            if cells
        ]
        columns = (GridColumn("Financeur", share=4), *(GridColumn(year, CellKind.MONEY, 1.5) for year in titles))
        return Grid(columns, tuple(printed), f"{AMOUNTS[name]}, par financeur et par année", row_headers=True)

    def _grid(self, caption: str, first: str, rows: Sequence[GridRow]) -> Grid:
        columns = (GridColumn(first, share=4), *self.money)
        whole = self._total(self.lines, TOTAL)
        return Grid(columns, (*rows, whole) if rows else (), caption, row_headers=True)

    def _rows(
        self, lines: Sequence[FundedLine], key: Callable[[FundedLine], str], order: Sequence[str]
    ) -> list[GridRow]:
        found: dict[str, list[FundedLine]] = {}
        for one in lines:
            found.setdefault(key(one), []).append(one)
        return [self._row(name, found[name]) for name in order if name in found]

    def _row(self, name: str, lines: Iterable[FundedLine]) -> GridRow:
        return GridRow((name, *total(one.amounts for one in lines).named(self.shown)))

    def _total(self, lines: Iterable[FundedLine], name: str) -> GridRow:
        return replace(self._row(name, lines), style=RowStyle.TOTAL)

    def _years(self) -> list[str]:
        years = {one.line.year for one in self.lines}
        return [*map(str, sorted(year for year in years if year)), *([NO_YEAR] if None in years or 0 in years else [])]

    def _funders(self) -> list[str]:
        """Those who plan most first, then by name."""
        planned: dict[str, Decimal] = {}
        for one in self.lines:
            planned[one.funder] = planned.get(one.funder, Decimal()) + (one.amounts.planned or 0)
        return sorted(planned, key=lambda funder: (-planned[funder], fold(funder)))


def _noted(outline: PlanOutline, edition: Edition) -> Grid:
    columns = (GridColumn(edition.action_label, share=4), GridColumn("Ce qui en est dit", share=6))
    rows = tuple(
        GridRow((_name(action), action.funding_note.strip()), anchor=_anchor(action))
        for _, _, action in placed(outline)
        if action.funding_note.strip() and not action.fundings
    )
    return Grid(columns, rows, "Financements dits sans montant", row_headers=True)


def _name(action: ActionOutline) -> str:
    return f"{action.reference}. {action.title}" if action.reference else action.title


def _anchor(action: ActionOutline) -> str:
    return action_anchor(action.pk) if action.pk else ""


def _funder(one: FundedLine) -> str:
    """The name of the funder, over that of the dispositif."""
    return "\n".join(filter(None, (one.funder, one.line.scheme)))


def _year(one: FundedLine) -> str:
    return str(one.line.year) if one.line.year else NO_YEAR


def _nature(one: FundedLine) -> str:
    return str(one.line.nature.label) if one.line.nature else NO_NATURE
