"""What indicators were worth, on the way in and out: kept when a file does not speak of it, said in words."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from accounts.text import fold
from annexes.codecs import day, figure_to_text, indicators_to_cell
from annexes.outline import IndicatorOutline, MeasurementOutline
from indicators.wording import period

Indicators = Sequence[IndicatorOutline]


def kept_measurements(old: Indicators, new: Indicators) -> tuple[IndicatorOutline, ...]:
    """`new` with the measurements of `old`, by label: for a file that does not speak of measurements."""
    known: dict[str, deque[tuple[MeasurementOutline, ...]]] = defaultdict(deque)
    for indicator in old:
        known[fold(indicator.label)].append(indicator.measurements)

    def kept(indicator: IndicatorOutline) -> IndicatorOutline:
        same = known[fold(indicator.label)]
        return replace(indicator, measurements=same.popleft()) if same else indicator

    return tuple(map(kept, new))


def in_order(measurements: Iterable[MeasurementOutline]) -> tuple[MeasurementOutline, ...]:
    """By year, the whole before its parts."""
    return tuple(sorted(measurements, key=lambda one: (one.year, one.breakdown != "", one.breakdown)))


def indicators_in_words(indicators: Iterable[IndicatorOutline]) -> str:
    """The indicators as in a cell of « Données », then a line for each measurement: « Sorties, 2025, QPV : 12 »."""
    several = tuple(indicators)
    return "\n".join((indicators_to_cell(several), *_said(several))).strip()


def _said(indicators: Iterable[IndicatorOutline]) -> Iterator[str]:
    for indicator in indicators:
        for one in indicator.measurements:
            what = ", ".join(filter(None, (indicator.label, period(one.year, indicator.frequency), one.breakdown)))
            said = (figure_to_text(one.value), one.text, day(one.measured_on), one.source)
            yield f"{what}\u00a0: {' ; '.join(filter(None, said))}"
