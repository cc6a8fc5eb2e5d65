"""Days, months and other stretches of time as annexes write them: « 03/04/24 », « sept. 2026 », « T1 2026 »."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from accounts.text import one_line
from annexes.values.value import Value, reading
from annexes.wordings import flat

_MONTH_WORDS = (
    ("janvier", "janv", "jan"), ("fevrier", "fevr", "fev"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
    ("juillet", "juil"), ("aout",), ("septembre", "sept", "sep"), ("octobre", "oct"), ("novembre", "nov"),
    ("decembre", "dec"),
)  # fmt: skip
MONTHS = {word: number for number, words in enumerate(_MONTH_WORDS, 1) for word in words}
MONTH_NAMES = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905
MONTH = rf"(?:{'|'.join(MONTHS)})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d|'?\d\d)(?!\d)"
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)\s+)?(?:le\s+)?"
_DAY = re.compile(
    rf"{_WEEKDAY}(?:le\s+)?(?:(?P<day>\d{{1,2}})\s?[/.-]\s?(?P<month>\d{{1,2}})\s?[/.-]\s?(?P<year>\d{{4}}|\d\d)|"
    rf"(?P<iso>\d{{4}})-(?P<iso_month>\d\d)-(?P<iso_day>\d\d)|"
    rf"(?P<worded>\d{{1,2}})(?:er)?\s+(?P<name>{MONTH})\s*(?P<worded_year>\d{{4}}|\d\d))"
    r"(?:[\sT]+\d{1,2}[:h]\d\d(?::\d\d)?)?"
)
_MONTH_OF = re.compile(
    rf"(?P<edge>debut|mi|fin|courant)?[\s-]*(?:le mois d[e']\s*|de |"
    rf"d')?(?P<name>{MONTH})[\s-]*(?:de l'annee )?{_YEAR}"
)
_NUMERIC_MONTH = re.compile(r"(?P<month>0?[1-9]|1[0-2])\s?[/-]\s?(?P<year>\d{4})")
_SHORT_MONTH = re.compile(r"(?P<month>0[1-9]|1[0-2])\s?/\s?(?P<year>[2-4]\d)")
_QUARTER = re.compile(
    rf"(?:(?P<rank>[1-4])\s?(?:er|e|eme|re|nd)?\s+|(?P<word>premier|deuxieme|second|troisieme|quatrieme|dernier)\s+)"
    rf"(?P<unit>trimestre|trim\.?|semestre|sem\.?)\s*(?:de\s+|de l'annee\s+)?{_YEAR}"
)
_SHORT_QUARTER = re.compile(rf"(?P<unit>[ts])\s?(?P<rank>[1-4])\s*[-/]?\s*{_YEAR}")
_SEASON = re.compile(
    rf"(?:l'|au |a l'|en )?(?P<season>ete|automne|hiver|printemps|rentree)(?: scolaire)?(?: de)?\s+{_YEAR}"
)
_CIVIL = re.compile(
    r"(?:(?:l')?annee(?: civile)?\s+|an\s+|en\s+)?(?P<edge>debut|mi|fin|courant)?[\s-]*(?P<year>20\d\d)"
)
_RANKS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
_SEASONS = {"printemps": (3, 5), "ete": (7, 8), "automne": (9, 11)}


class Precision(IntEnum):
    """How exactly a moment is known."""

    DAY = 0
    MONTH = 1
    STRETCH = 2  # a quarter, a half-year, a season
    YEAR = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of time from its first to its last day; `doubt` as in `Value`."""

    first: date
    last: date
    precision: Precision
    doubt: str = ""


def read_day(text: str) -> Value[date]:
    """The day that a text names, and nothing else than a day."""
    moment = moment_of(text)
    if moment is None or moment.precision is not Precision.DAY:
        return Value(note=one_line(text))
    return Value(moment.first, moment.doubt)


def read_due_day(text: str) -> Value[date]:
    """The last day of the day, month, quarter or year that a text names; the words are kept when they say less."""
    moment = moment_of(text)
    if moment is None:
        return Value(note=one_line(text))
    doubt = moment.doubt or (reading(text, f"le {in_words(moment.last)}") if moment.precision is Precision.YEAR else "")
    return Value(moment.last, doubt, "" if moment.precision is Precision.DAY else one_line(text))


def moment_of(text: str) -> Moment | None:
    """The stretch of time that the whole of `text` names, or `None`."""
    line = one_line(text).strip(" .()")
    key = flat(line)
    if len(key) > 60:
        return None
    for pattern, made in _READERS:
        if match := pattern.fullmatch(key):
            try:
                return made(match, line)
            except ValueError:
                return None
    return None


def is_no_day(text: str) -> bool:
    """Whether `text` is written as a day that the calendar does not have: « 31/02/2026 »."""
    return moment_of(text) is None and _DAY.fullmatch(flat(one_line(text)).strip(" .()")) is not None


def in_words(day: date) -> str:
    """« 3 avril 2024 », « 1er juillet 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def whole_year(text: str) -> int:
    """« 2026 », « 26 » and « '26 » as a year of this century."""
    bare = text.lstrip("'")
    return int(bare) + (2000 if len(bare) == 2 else 0)


def last_of(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def month_of(name: str) -> int:
    """The number of a month that `MONTH` matched."""
    return MONTHS[name.rstrip(".")]


def _day(match: re.Match[str], line: str) -> Moment:
    if match["iso"]:
        day = date(int(match["iso"]), int(match["iso_month"]), int(match["iso_day"]))
        return Moment(day, day, Precision.DAY)
    if match["name"]:
        day = date(whole_year(match["worded_year"]), month_of(match["name"]), int(match["worded"]))
    else:
        day = date(whole_year(match["year"]), int(match["month"]), int(match["day"]))
    return Moment(day, day, Precision.DAY)


def _month(match: re.Match[str], line: str) -> Moment:
    year, month = whole_year(match["year"]), month_of(match["name"])
    first, last = date(year, month, 1), last_of(year, month)
    doubt = ""
    if len(match["year"]) == 2 and int(match["year"]) <= 31:
        doubt = reading(line, f"{MONTH_NAMES[month - 1]} {year}", f"le {int(match['year'])} du mois")
    if match["edge"] == "debut":
        last = date(year, month, 10)
    elif match["edge"] == "mi":
        first, last = date(year, month, 10), date(year, month, 20)
    elif match["edge"] == "fin":
        first = date(year, month, 20)
    if match["edge"] in {"debut", "mi"}:
        doubt = reading(line, _span(first, last))
    return Moment(first, last, Precision.MONTH, doubt)


def _numeric_month(match: re.Match[str], line: str) -> Moment:
    year, month = int(match["year"]), int(match["month"])
    return Moment(date(year, month, 1), last_of(year, month), Precision.MONTH)


def _short_month(match: re.Match[str], line: str) -> Moment:
    year, month = whole_year(match["year"]), int(match["month"])
    name, day = MONTH_NAMES[month - 1], int(match["year"])
    other = f"le {day} {name}" if day <= monthrange(year, month)[1] else ""
    return Moment(date(year, month, 1), last_of(year, month), Precision.MONTH, reading(line, f"{name} {year}", other))


def _quarter(match: re.Match[str], line: str) -> Moment | None:
    months = 3 if match["unit"].startswith("t") else 6
    word = match.groupdict().get("word")
    rank = int(match["rank"]) if match["rank"] else _RANKS.get(word or "", 12 // months)
    if rank * months > 12:
        return None
    year = whole_year(match["year"])
    first, last = date(year, (rank - 1) * months + 1, 1), last_of(year, rank * months)
    doubt = reading(line, _span(first, last), "celui de l’année scolaire")
    return Moment(first, last, Precision.STRETCH, doubt)


def _season(match: re.Match[str], line: str) -> Moment:
    year, season = whole_year(match["year"]), match["season"]
    if season == "rentree":
        day = date(year, 9, 1)
        return Moment(day, day, Precision.STRETCH, reading(line, f"le {in_words(day)}"))
    if season == "hiver":
        first, last = date(year, 12, 1), last_of(year + 1, 2)
        return Moment(first, last, Precision.STRETCH, reading(line, _span(first, last), "le début de l’année"))
    begins, ends = _SEASONS[season]
    first, last = date(year, begins, 1), last_of(year, ends)
    return Moment(first, last, Precision.STRETCH, reading(line, _span(first, last)))


def _civil(match: re.Match[str], line: str) -> Moment:
    year, edge = int(match["year"]), match["edge"]
    first, last = date(year, 1, 1), date(year, 12, 31)
    if edge in {None, "courant"}:
        return Moment(first, last, Precision.YEAR, reading(line, f"toute l’année {year}") if edge else "")
    if edge == "debut":
        last = date(year, 3, 31)
    elif edge == "mi":
        first, last = date(year, 5, 1), date(year, 8, 31)
    else:
        return Moment(last, last, Precision.STRETCH, reading(line, f"le {in_words(last)}"))
    return Moment(first, last, Precision.STRETCH, reading(line, _span(first, last)))


def _span(first: date, last: date) -> str:
    """« la période du 1er juillet au 31 août 2026 »."""
    begun = in_words(first)
    begun = begun.removesuffix(f" {first.year}") if first.year == last.year else begun
    return f"la période du {begun} au {in_words(last)}"


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], str], Moment | None]], ...] = (
    (_DAY, _day),
    (_MONTH_OF, _month),
    (_NUMERIC_MONTH, _numeric_month),
    (_SHORT_MONTH, _short_month),
    (_QUARTER, _quarter),
    (_SHORT_QUARTER, _quarter),
    (_SEASON, _season),
    (_CIVIL, _civil),
)
