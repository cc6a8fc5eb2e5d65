"""The tables inside a fiche: its steps, its funding lines with their totals, its indicators with their values."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from actions.enums import FundingKind, FundingStatus
from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle, Value
from annexes.contents.wording import NARROW, number_wording, value_wording
from annexes.outline import FundingOutline, IndicatorOutline, MeasurementOutline, StepOutline
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature
from indicators.wording import DIRECTION_SYMBOLS, period, when

SIGNS = ("%", "€")  # units that stand after each figure; the others are said once
_AMOUNTS = {"planned": "Prévu", "requested": "Demandé", "granted": "Accordé", "spent": "Réalisé"}
_YEAR = 8.4  # hundredths of the width
_BLANK_AMOUNTS = ("planned", "spent")
_KINDS = {IndicatorKind.OUTCOME: "Effet"}  # shorter than their label
_FREQUENCIES = {one.value: str(one.label).lower() for one in Frequency}

Cell = Callable[..., Value]


def step_grid(steps: Sequence[StepOutline]) -> Grid:
    columns = [
        (GridColumn("N°", share=0.5), lambda rank, step: str(rank), True),
        (GridColumn("Étape", share=5), lambda rank, step: step.title, True),
        (GridColumn("Qui", share=2.6), lambda rank, step: step.who, _any(steps, "who")),
        (GridColumn("Échéance", CellKind.DATE, 1.3), lambda rank, step: step.due_on, _any(steps, "due_on")),
        (GridColumn("Fait le", CellKind.DATE, 1.3), lambda rank, step: step.done_on, _any(steps, "done_on")),
    ]
    return _grid(columns, list(enumerate(steps, 1)), "Étapes")


def funding_grid(lines: Sequence[FundingOutline]) -> Grid:
    """Amounts in euros, with their total under them; columns where no line says anything are left out."""
    names = [name for name in _AMOUNTS if any(getattr(line, name) is not None for line in lines)]
    totals = {name: sum((getattr(line, name) or Decimal() for line in lines), Decimal()) for name in names}
    widths = {
        name: 2.3 + max(len(_AMOUNTS[name]), len(value_wording(totals.get(name), CellKind.MONEY)))  # hundredths
        for name in names
    } or dict.fromkeys(_BLANK_AMOUNTS, 14.0)
    rest = max(40.0, 100.0 - sum(widths.values()))
    columns: list[tuple[GridColumn, Cell, bool]] = [
        (
            GridColumn("Financeur", share=0.68 * (rest - _YEAR)),
            lambda line: "\n".join((line.funder, *_sort(line, lines))),
            True,
        ),
        (GridColumn("Dispositif", share=0.32 * (rest - _YEAR)), lambda line: line.scheme, _any(lines, "scheme")),
        (GridColumn("Année", share=_YEAR), lambda line: str(line.year or ""), _any(lines, "year")),
    ]
    for name, width in widths.items():
        column = GridColumn(_AMOUNTS[name], CellKind.MONEY, width)
        columns.append((column, lambda line, name=name: getattr(line, name), True))
    grid = _grid(columns, [(line,) for line in lines], "Plan de financement")
    if len(lines) < 2 or not names:
        return grid
    blanks = [""] * (len(grid.columns) - 1 - len(totals))
    total = GridRow(("Total", *blanks, *totals.values()), RowStyle.TOTAL)
    return replace(grid, rows=(*grid.rows, total))


def _sort(line: FundingOutline, lines: Sequence[FundingOutline]) -> Iterator[str]:
    """« Investissement · Crédits spécifiques · Notifié », under the name of the funder: what tells the lines apart."""
    parts = [
        str(line.kind.label) if any(one.kind is not FundingKind.OPERATING for one in lines) else "",
        str(line.nature.label) if line.nature else "",
        str(line.status.label) if any(one.status is not FundingStatus.PLANNED for one in lines) else "",
    ]
    if said := " · ".join(filter(None, parts)):
        yield said


def indicator_grid(indicators: Sequence[IndicatorOutline], year: int) -> Grid:
    """Where each began, what it aims at, what it was worth in `year` and the year before; the other years in words."""
    shown = [one for one in (year - 1, year) if _measured(indicators, one)] if indicators else [year - 1, year]
    columns: list[tuple[GridColumn, Cell, bool]] = [
        (GridColumn("Indicateur", share=3.5), lambda one: "\n".join((one.label, *_more(one, shown))), True),
        (GridColumn("Type", share=1.55), lambda one: _KINDS.get(one.kind, str(one.kind.label)), True),
        (GridColumn("Référence", share=1.7), _baseline, _any(indicators, "baseline", "baseline_text", "baseline_on")),
        (GridColumn("Cible", share=1.9), _targets, _any(indicators, "targets") or bool(shown)),
    ]
    columns += [
        (GridColumn(_title(indicators, one), share=1.15), lambda row, one=one: _values(row, one), True) for one in shown
    ]
    columns.append((GridColumn("Source", share=2.1), lambda one: one.source, _any(indicators, "source")))
    return _grid(columns, [(one,) for one in indicators], "Indicateurs")


def _grid(columns: Sequence[tuple[GridColumn, Cell, bool]], rows: Sequence[tuple[object, ...]], caption: str) -> Grid:
    """The columns that are wanted; all of them for a table to be filled by hand."""
    kept = [(column, cell) for column, cell, wanted in columns if wanted or not rows]
    return Grid(
        columns=tuple(column for column, _ in kept),
        rows=tuple(GridRow(tuple(cell(*row) for _, cell in kept)) for row in rows),
        caption=caption,
    )


def _any(items: Sequence[object], *names: str) -> bool:
    return any(getattr(item, name) not in (None, "", ()) for item in items for name in names)


def _figure(value: Decimal | None, unit: str) -> str:
    if value is None:
        return ""
    return f"{number_wording(value)}{NARROW}{unit}" if unit in SIGNS else number_wording(value)


def _said(value: Decimal | None, text: str, unit: str) -> str:
    return " – ".join(part for part in (_figure(value, unit), text) if part)


def _baseline(one: IndicatorOutline) -> str:
    said = _said(one.baseline, one.baseline_text, one.unit)
    return "\n".join(part for part in (said, when(one.baseline_on)) if part)


def _targets(one: IndicatorOutline) -> str:
    """« 12 » over « juin 2027 », « 18 → 24 » over « juin 2027 → juin 2028 »."""
    aims = [_said(target.value, target.text, one.unit) for target in one.targets]
    days = [when(target.due_on) for target in one.targets]
    return "\n".join(" → ".join(filter(None, parts)) for parts in (aims, days) if any(parts))


def _more(one: IndicatorOutline, shown: Sequence[int]) -> Iterator[str]:
    """What has no column: unit, direction, frequency, breakdown, nature; then the other years and their sources."""
    parts = [
        f"en {one.unit}" if one.unit and not _is_signed(one) else "",
        f"{DIRECTION_SYMBOLS[one.direction]} {str(one.direction.label).lower()}"
        if one.direction is not Direction.NONE
        else "",
        _FREQUENCIES.get(one.frequency, one.frequency),
        f"ventilation : {one.breakdown}" if one.breakdown else "",
        str(one.nature.label).lower() if one.nature is not IndicatorNature.QUANTITATIVE else "",
    ]
    if said := " · ".join(filter(None, parts)):
        yield said
    for measure in one.measurements:
        found = [
            f"relevé le {measure.measured_on:%d/%m/%Y}" if measure.measured_on else "",
            f"source : {measure.source}" if measure.source else "",
        ]
        value = "" if measure.year in shown else _value(measure, one.unit)
        details = ", ".join(filter(None, found))
        if value or details:
            said = f"{value} ({details})" if value and details else value or details
            yield f"{period(measure.year, one.frequency)} : {said}"


def _is_signed(one: IndicatorOutline) -> bool:
    """Whether its unit stands after a figure."""
    figures = [one.baseline, *(aim.value for aim in one.targets), *(measure.value for measure in one.measurements)]
    return one.unit in SIGNS and any(figure is not None for figure in figures)


def _values(one: IndicatorOutline, year: int) -> str:
    return "\n".join(_value(measure, one.unit) for measure in one.measurements if measure.year == year)


def _value(measure: MeasurementOutline, unit: str) -> str:
    said = _said(measure.value, measure.text, unit)
    return f"{measure.breakdown} : {said}" if measure.breakdown else said


def _measured(indicators: Sequence[IndicatorOutline], year: int) -> bool:
    return any(measure.year == year for one in indicators for measure in one.measurements)


def _title(indicators: Sequence[IndicatorOutline], year: int) -> str:
    """« 2026 », or « 2026-2027 » when all that was measured then is collected by school year."""
    frequencies = {one.frequency for one in indicators if _measured([one], year)}
    return period(year, frequencies.pop()) if len(frequencies) == 1 else str(year)
