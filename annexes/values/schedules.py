"""When a fiche happens: « 2025-2026 », « de mars à juin 2026 », « jusqu’en 2027 », « en continu », « tous les ans »."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from accounts.text import one_line
from actions.enums import ScheduleKind
from annexes.values.blanks import says_nothing
from annexes.values.dates import MONTH, Moment, Precision, in_words, is_no_day, moment_of, month_of
from annexes.values.value import Value, doubts, reading
from annexes.wordings import flat

SCHOOL_YEAR = re.compile(r"(?:l'|pour l')?(?:annee scolaire\s*)?(20\d\d|\d\d)\s*[-/]\s*(20)?(\d\d)")
_YEARLY = re.compile(
    r"(?:annuel\w*|tous les (?:ans|printemps|etes|automnes|hivers)|chaque (?:annee|ete|rentree)(?: scolaire)?|"
    r"(?:1|une) fois (?:par|/) ?an|par an|recurren\w*)"
)
_CONTINUOUS = re.compile(
    r"(?:en continu|permanent\w*|(?:sur |durant |pendant )?toute l'annee(?: scolaire| civile)?|continu\w*|"
    r"au fil de l'eau|(?:sur |pendant )?(?:toute )?(?:la )?duree (?:de la convention|du (?:plan|contrat|pedt|projet)|"
    r"de la ctg)|tout au long de l'annee)"
)
_LEADING = re.compile(
    r"(?:(?:calendrier|echeance|echeancier|date|periode|delai|planning|realisation)s?(?: previsionnel\w*| prevue?s?)?"
    r"\s*:\s*)"
)
_FROM = re.compile(
    r"(?:a partir d(?:e la |e |u |')|a compter d(?:e la |e |u |')|des (?:la |le )?|depuis (?:la |le )?|"
    r"debut\s*:?\s+(?=\d))\s*"
)
_UNTIL = re.compile(
    r"(?P<before>avant (?:la |le |fin (?!20))?)|(?P<by>d'ici (?:a |la |le |au )?|pour (?:la |le |l')?)|"
    r"(?:jusqu'(?:en|a la fin de l'annee|a la fin de|a la|a l'|au|a)?|au plus tard (?:en |le |a la |au |fin )?|"
    r"echeance\s*:?|fin\s*:\s*|en |courant |au )\s*"
)
_JOINED = (
    re.compile(r"(?:du|de la|de|d'|entre(?: le| la)?|des)\s*(?P<one>.+?)\s+(?:au|a la|a|et(?: le| la)?|"
    r"jusqu'(?:au|en|a la|a))\s+(?P<other>.+)"),
    re.compile(r"debut\s*:?\s*(?P<one>.+?)\s*[,;/-]?\s*fin\s*:?\s*(?P<other>.+)"),
    re.compile(r"(?P<one>.+?)\s*(?:\s[-/>→]+\s|->|=>|→|\s(?:a|au|jusqu'(?:en|a|au))\s)\s*(?P<other>.+)"),
    re.compile(rf"(?P<one>{MONTH})\s*[-/]\s*(?P<other>{MONTH}.*)"),
    re.compile(r"(?P<one>20\d\d)\s*[-/]\s*(?P<other>20\d\d)"),
)  # fmt: skip
# What tells that a calendar in words speaks of dates.
_DATED = re.compile(
    rf"\b20\d\d\b|\b\d{{1,2}}\s?[/.]\s?\d{{1,2}}\b|\b{MONTH}|\b(?:rentree|printemps|automne|hiver)s?\b|"
    r"\b(?:l'|d'|en |cet )ete\b|\b(?:trimestre|semestre)s? \d|\b\d ?(?:er|e|eme|nd) (?:trimestre|semestre)\b"
)
_MONTH_ALONE = re.compile(rf"(?:le )?(?:(?P<day>\d{{1,2}})(?:er)?\s*)?(?P<name>{MONTH})?")


@dataclass(frozen=True, slots=True)
class Schedule:
    """The calendar of a fiche; the names are those of its fields."""

    schedule_kind: ScheduleKind = ScheduleKind.UNDEFINED
    starts_on: date | None = None
    due_on: date | None = None
    school_year: int | None = None
    schedule_note: str = ""

    def fields(self) -> dict[str, Any]:
        """The fields that it fills."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: value for name, value in values.items() if value not in (None, "", ScheduleKind.UNDEFINED)}


def read_schedule(text: str) -> Value[Schedule]:
    """The calendar that a text says; what is not a date stays in `schedule_note`, as written."""
    line = one_line(text.replace("\n", " ; ")).strip(" ;.")
    key = flat(line)
    if match := _LEADING.match(key):
        line, key = line[match.end() :], key[match.end() :]
    if says_nothing(line):
        return Value(Schedule()) if any(char.isalnum() for char in line) else Value()
    if len(key) > 120:
        return Value(Schedule(schedule_note=line))
    for found in _readings(key, line):
        if found is not None:
            return found
    return Value(Schedule(schedule_note=line), _in_words(key, line))


def read_bound(text: str, *, last: bool) -> Value[Schedule]:
    """The first day of the calendar of a fiche, or its last one; any other calendar when the text says one.

    A day and a month are clear; the day taken of a quarter or a year is said. What is no date is the note.
    """
    line = one_line(text)
    moment = moment_of(line)
    if moment is None:
        found = read_schedule(text)
        if found.value is not None and found.value.schedule_kind is not ScheduleKind.UNDEFINED:
            return found
        return Value(doubt=found.doubt or f"« {line[:80]} » n’est pas lu comme une date : gardé en mots", note=line)
    day = moment.last if last else moment.first
    clear = moment.precision in (Precision.DAY, Precision.MONTH)
    doubt = moment.doubt if clear else reading(line, f"le {in_words(day)}")
    if last:
        note = "" if moment.precision is Precision.DAY else line
        return Value(Schedule(ScheduleKind.DATE, due_on=day, schedule_note=note), doubt)
    return Value(Schedule(ScheduleKind.PERIOD, starts_on=day, schedule_note="" if clear else line), doubt)


def _in_words(key: str, line: str) -> str:
    """Why a calendar that speaks of dates stays in words."""
    if is_no_day(line):
        return f"« {line} » n’est pas un jour du calendrier"
    return f"« {line} » n’est pas lu comme une date ou une période : gardé en mots" if _DATED.search(key) else ""


def _readings(key: str, line: str) -> Iterator[Value[Schedule] | None]:
    yield _school_year(key, line)
    yield _repeated(key, line)
    if (moment := moment_of(line)) is not None:
        yield _single(moment, line)
    yield _from_or_until(key, line)
    yield _period(key, line)


def _school_year(key: str, line: str) -> Value[Schedule] | None:
    match = SCHOOL_YEAR.fullmatch(key)
    if match is None:
        return None
    first = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
    if int(match[3]) != (first + 1) % 100:
        return None
    schedule = Schedule(ScheduleKind.SCHOOL_YEAR, school_year=first)
    doubt = reading(line, f"l’année scolaire {first}-{first + 1}") if len(match[1]) == 2 else ""
    return Value(schedule, doubt)


def _repeated(key: str, line: str) -> Value[Schedule] | None:
    """« en continu », « annuel », alone or before a comma, a parenthesis, a beginning."""
    for kind, pattern in ((ScheduleKind.CONTINUOUS, _CONTINUOUS), (ScheduleKind.YEARLY, _YEARLY)):
        match = pattern.match(key)
        if match is None:
            continue
        rest = key[match.end() :]
        if not rest.strip(" .;"):
            return Value(Schedule(kind))
        if rest[0].isalnum():
            return None
        start = len(key) - len(rest.lstrip(" ,;:(-"))
        begun = _from_or_until(key[start:], line[start:])
        dates = begun.value if begun is not None else None
        if dates is not None and begun is not None:
            return Value(Schedule(kind, dates.starts_on, dates.due_on, schedule_note=line), begun.doubt)
        if rest.lstrip()[:1] in "(,;:-–—":
            return Value(Schedule(kind, schedule_note=line))
        return None
    return None


def _single(moment: Moment, line: str) -> Value[Schedule]:
    if moment.precision is Precision.DAY:
        return Value(Schedule(ScheduleKind.DATE, due_on=moment.last), moment.doubt)
    if moment.precision is Precision.MONTH or moment.first == moment.last:
        return Value(Schedule(ScheduleKind.DATE, due_on=moment.last, schedule_note=line), moment.doubt)
    note = "" if moment.precision is Precision.YEAR else line
    return Value(Schedule(ScheduleKind.PERIOD, moment.first, moment.last, schedule_note=note), moment.doubt)


def _from_or_until(key: str, line: str) -> Value[Schedule] | None:
    if match := _FROM.match(key):
        moment = _moment(line[match.end() :])
        if moment is not None:
            note = "" if moment.precision in (Precision.DAY, Precision.MONTH) else line
            return Value(Schedule(ScheduleKind.PERIOD, starts_on=moment.first, schedule_note=note), moment.doubt)
    if match := _UNTIL.match(key):
        moment = _moment(line[match.end() :])
        if moment is not None and match["before"]:
            due = date.fromordinal(moment.first.toordinal() - 1)
            doubt = doubts(moment.doubt, reading(line, f"au plus tard le {in_words(due)}"))
            return Value(Schedule(ScheduleKind.DATE, due_on=due, schedule_note=line), doubt)
        if moment is not None:
            note = "" if moment.precision is Precision.DAY else line
            doubt = moment.doubt
            if match["by"] and moment.precision is Precision.YEAR:
                doubt = reading(line, f"au plus tard le {in_words(moment.last)}", f"le {in_words(moment.first)}")
            return Value(Schedule(ScheduleKind.DATE, due_on=moment.last, schedule_note=note), doubt)
    return None


def _period(key: str, line: str) -> Value[Schedule] | None:
    for pattern in _JOINED:
        match = pattern.fullmatch(key)
        if match is None:
            continue
        last = _moment(line[match.start("other") :])
        first = _moment(line[match.start("one") : match.end("one")]) or (
            _completed(match["one"], last) if last else None
        )
        if first is None or last is None or first.first > last.last:
            continue
        if re.fullmatch(r"20\d\d\s*[-/]\s*20\d\d", key):  # civil years or school years: « 2025-2028 »
            return Value(
                Schedule(schedule_note=line), f"« {line} » peut se lire en années civiles ou scolaires : gardé en mots"
            )
        doubt = doubts(first.doubt, last.doubt)
        note = line if Precision.STRETCH in (first.precision, last.precision) else ""
        return Value(Schedule(ScheduleKind.PERIOD, first.first, last.last, schedule_note=note), doubt)
    return None


def _moment(text: str) -> Moment | None:
    return moment_of(re.sub(r"^(?:le |la |l['’])", "", text.strip(" ,;:()-"), flags=re.IGNORECASE))


def _completed(key: str, last: Moment) -> Moment | None:
    """« mars » before « juin 2026 », « 3 » before « 12 avril 2026 »: what is missing is that of the end."""
    match = _MONTH_ALONE.fullmatch(key.strip())
    if match is None or not (match["day"] or match["name"]):
        return None
    month = month_of(match["name"]) if match["name"] else last.last.month
    year = last.last.year - (month > last.last.month)
    try:
        first = date(year, month, int(match["day"] or 1))
    except ValueError:
        return None
    return Moment(first, first, Precision.DAY if match["day"] else Precision.MONTH)
