"""Rubrics of a fiche that are read line by line: links, steps, calendar, bilans, documents."""

import re
from datetime import date

from accounts.text import one_line
from annexes.labels import flat, strip_bullet
from annexes.outline import DocumentOutline, LinkOutline, NoteOutline, StepOutline
from annexes.readers.fields import Lines, bulleted
from annexes.readers.rubric_values import Told, read_rubric
from annexes.readers.rubrics import Rubric
from annexes.values.dates import moment_of, read_due_day
from annexes.values.numbers import read_whole

_TRANSVERSAL = re.compile(r"(?:at|axes? transversa\w+|axes?|piliers?|themes?|thematiques?|volets?|enjeux?|plans?)\b")
_URL = re.compile(r"https?://[^\s<>\"»)]+")
_YEAR = re.compile(r"\b(20\d\d)(?:\s*[-/]\s*20?\d\d)?\b")


def read_links(words: str, texts: Lines) -> Told:
    """One link a line, under the transversal axis that is written above it."""
    links: list[LinkOutline] = []
    group = ""
    mixed = any(strip_bullet(text)[1] for text in texts)
    for rank, raw in enumerate(texts):
        text, bullet = strip_bullet(one_line(raw))
        key = flat(text)
        ahead = texts[rank + 1] if rank + 1 < len(texts) else ""
        heads = bool(ahead) and (
            key.startswith("at ") or text.endswith(":") or (mixed and strip_bullet(ahead)[1] and not bullet)
        )
        if not bullet and len(text) <= 150 and heads:
            group = text.rstrip(" :")
            continue
        head, colon, rest = text.partition(":")
        if colon and rest.strip() and _TRANSVERSAL.match(flat(head)) and len(head) <= 100 and key.startswith("a"):
            links.append(LinkOutline(rest.strip()[:1000], head.strip()))
        elif text:
            links.append(LinkOutline(text[:1000], group))
    return Told({"links": tuple(links)} if links else {})


def read_steps(words: str, texts: Lines) -> Told:
    """One step a line; what stands before its colon may be its date: « Mars 2026 : ouvrir »."""
    steps: list[StepOutline] = []
    doubts: list[str] = []
    for raw in texts:
        text = re.sub(r"^\d{1,2}\s*[.)°-]\s*", "", strip_bullet(one_line(raw))[0])
        head, colon, rest = text.partition(":")
        due = read_due_day(head) if colon and rest.strip() else None
        if due is not None and due.value is not None:
            doubts.append(due.doubt)
            steps.append(StepOutline(rest.strip()[:1000], due.value))
        elif text:
            steps.append(StepOutline(text[:1000]))
    return Told({"steps": tuple(steps)} if steps else {}, " ; ".join(filter(None, doubts)))


def read_calendar(words: str, texts: Lines) -> Told:
    """A calendar; several dated lines are steps."""
    dated = [text for text in texts if _is_dated(text)]
    if len(dated) > 1 and len(dated) == len(texts):
        return read_steps(words, texts)
    return read_rubric(Rubric.SCHEDULE, texts)


def _is_dated(text: str) -> bool:
    head, colon, rest = strip_bullet(one_line(text))[0].partition(":")
    return bool(colon and rest.strip()) and moment_of(head) is not None


def read_notes(words: str, texts: Lines) -> Told:
    """A bilan, under its year; without a year it stays text."""
    notes: dict[int, list[str]] = {}
    days: dict[int, date | None] = {}
    year = int(found[1]) if (found := _YEAR.search(words)) else None
    lost: list[str] = []
    for text in texts:
        head, colon, rest = one_line(text).partition(":")
        head, written = _written_on(head)
        alone = read_whole(head).value if colon else None
        if alone is not None and 2000 <= alone <= 2100:
            year, text = alone, rest.strip()
            days.setdefault(year, written)
        if year is None:
            lost.append(text)
        elif text:
            notes.setdefault(year, []).append(text)
    made = tuple(
        NoteOutline(year, bulleted(tuple(lines)), days.get(year)) for year, lines in sorted(notes.items(), reverse=True)
    )
    return Told({"notes": made} if made else {}, note="\n".join(lost))


def _written_on(head: str) -> tuple[str, date | None]:
    """« 2026, écrit le 2 octobre 2026 »: the year, and the day of the note."""
    year, said, day = head.partition(", écrit le ")
    moment = moment_of(day) if said else None
    return (year, moment.first) if moment is not None else (head, None)


def read_documents(words: str, texts: Lines) -> Told:
    """Documents are kept by their address; a mere title stays text."""
    found: list[DocumentOutline] = []
    lost: list[str] = []
    for raw in texts:
        text = strip_bullet(one_line(raw))[0]
        match = _URL.search(text)
        if match is None:
            lost.append(text)
            continue
        title = text.replace(match[0], "").strip(" :-–—()<>«»") or match[0]
        found.append(DocumentOutline(title[:200], match[0].rstrip(".,;")))
    return Told({"documents": tuple(found)} if found else {}, note="\n".join(lost))
