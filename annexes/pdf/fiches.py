"""Fiches as a PDF: A4 portrait, a chunk a fiche, so that an edit lays out that fiche alone."""

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from django.template.loader import render_to_string

from accounts.text import one_line
from annexes.contents.model import NO_FICHE, CellKind, Fact, FicheSheet, FicheStyle, Grid, Line, RowStyle, Rubric
from annexes.contents.wording import value_wording
from annexes.edition import Edition
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.chunk import Chunk, Rendered
from annexes.pdf.engine import Progress, render
from annexes.pdf.faces import face
from annexes.pdf.imprint import imprint
from annexes.pdf.style import FOLDER, Style
from annexes.pdf.typography import NBSP, printable

LONGEST = 12_000  # characters of a rubric; the software keeps ten thousand
LONGEST_ANSWER, LONGEST_CELL, MOST_ROWS = 2_000, 1_500, 120
CUT = "… (la suite est dans le logiciel)"
SHORT = 6  # lines of a rubric that stays on one page
LABEL_SIZE, LABEL_WIDTH = 9.0, 33 * 72 / 25.4  # points, of a label beside its text
SPARED = 150.0  # points of a last page that closer lines on each page before it may spare, its margin included
_LINE = 73  # characters of a line of text beside its label
_ANSWERS = {"q": (12, 6.8, 1), "t": (3, 29.0, 2)}  # cells of a row, characters in one of them, lines of an answer
DOTS = "dots.svg"
LOGOS = {"image/png": "logo.png", "image/jpeg": "logo.jpg", "image/svg+xml": "logo.svg"}


def write_fiches_pdf(sheets: Sequence[FicheSheet], edition: Edition, progress: Progress | None = None) -> bytes:
    """The fiches one after the other, tagged (PDF/UA-1). Raise PdfError when they cannot be made."""
    margin = imprint(edition)
    only = name_of(sheets[0]) if len(sheets) == 1 else edition.action_label_plural
    rendered = render_fiches(sheets, edition, progress, logo=True) if sheets else render([_no_fiche(edition)])
    return assemble(
        [Part(one, margin) for one in rendered],
        title=printable(f"{edition.plan_title} – {only}"),
        author=edition.territory,
        bookmarks=fiche_bookmarks(sheets),
        archival=edition.archival,
    )


def render_fiches(
    sheets: Sequence[FicheSheet],
    edition: Edition,
    progress: Progress | None = None,
    *,
    level: int = 1,
    logo: bool = False,
) -> list[Rendered]:
    """Each fiche laid out; one whose last page holds a few lines is set closer, when that spares the page."""
    chunks = [fiche_chunk(sheet, edition, level=level, logo=logo) for sheet in sheets]
    rendered = render(chunks, progress)
    over = [rank for rank, one in enumerate(rendered) if _overflows(one, sheets[rank])]
    closer = [fiche_chunk(sheets[rank], edition, level=level, logo=logo, close=True) for rank in over]
    for rank, one in zip(over, render(closer) if closer else [], strict=True):
        if one.pages < rendered[rank].pages:
            rendered[rank] = one
    return rendered


def fiche_chunk(
    sheet: FicheSheet, edition: Edition, *, level: int = 1, logo: bool = False, close: bool = False
) -> Chunk:
    """One fiche, with nothing that changes without it; its heading is of `level`, those of its rubrics of the next."""
    brand = edition.brand
    name = LOGOS.get(brand.logo_type, "") if logo and brand.logo else ""
    html = _html(sheet, level, name, brand.logo_text if name else "", close)
    files = {name: brand.logo} if name else {}
    if sheet.to_fill:
        files[DOTS] = _dots()
    return Chunk(html, Style(("base", "fiche"), ink=brand.ink), files=files, label=name_of(sheet))


@lru_cache(maxsize=600)
def _html(sheet: FicheSheet, level: int, logo: str, logo_text: str, close: bool) -> str:
    """Kept, for most fiches of a dossier are those of the one before."""
    fiche = {**_described(sheet), "logo": logo, "logo_text": printable(logo_text), "close": close}
    return render_to_string("annexes/pdf/fiche.html", {"fiche": fiche, "level": level, "rubric_level": level + 1})


@cache
def _dots() -> bytes:
    """A dotted line as one stroke: as borders, dots are a path each."""
    return (FOLDER / DOTS).read_bytes()


def _no_fiche(edition: Edition) -> Chunk:
    title = printable(edition.action_label_plural)
    html = render_to_string("annexes/pdf/no_fiche.html", {"title": title, "said": NO_FICHE})
    return Chunk(html, Style(("base", "fiche"), ink=edition.brand.ink), label=title)


def _overflows(rendered: Rendered, sheet: FicheSheet) -> bool:
    """Whether closer lines may spare its last page."""
    _, _, y = rendered.places.get(f"{sheet.anchor}-fin", (0, 0.0, 0.0))
    used = rendered.sheets[-1].height - y if rendered.sheets else 0.0
    return rendered.pages > 1 and used < SPARED * (rendered.pages - 1)


def fiche_bookmarks(sheets: Iterable[FicheSheet]) -> list[Bookmark]:
    """A bookmark a fiche, under its theme when there are several."""
    groups = [(theme, list(found)) for theme, found in groupby(sheets, key=lambda sheet: sheet.theme)]
    marks = [[Bookmark(name_of(sheet), sheet.anchor) for sheet in found] for _, found in groups]
    if len(groups) < 2:
        return [mark for found in marks for mark in found]
    return [
        Bookmark(theme or "Sans thème", found[0].anchor, tuple(children))
        for (theme, found), children in zip(groups, marks, strict=True)
    ]


def name_of(sheet: FicheSheet) -> str:
    """« Fiche 20 – Construire les mercredis »."""
    short = sheet.label.split(" ")[0]
    parts = (f"{short} {sheet.reference}" if sheet.reference else "", sheet.title)
    return one_line(" – ".join(filter(None, parts))) or sheet.label


def _described(sheet: FicheSheet) -> dict[str, Any]:
    """The fiche as its template prints it."""
    is_form = sheet.style is FicheStyle.FORM
    name = f"{sheet.label} n° ……………" if is_form else sheet.name
    version = sheet.version_label
    version = version if version.casefold().startswith("version") else f"version {version}" if version else ""
    path = [{"name": printable(sheet.theme), "title": ""}] if sheet.theme else []
    path += [{"name": printable(step.name), "title": printable(_limited(step.title, 600))} for step in sheet.path]
    marks = [_fact(fact, sheet) for fact in sheet.marks if fact.value or sheet.to_fill]
    facts = [_fact(fact, sheet) for fact in sheet.facts if fact.value or sheet.to_fill]
    return {
        "anchor": sheet.anchor,
        "running": printable(_running(sheet)),
        "name": printable(" · ".join(filter(None, (name, version, sheet.remark)))),
        "title": printable(_limited(sheet.title, 1_000)) or "Intitulé :",
        "is_form": is_form,
        "path": path,
        "marks": _packed(marks, "q"),
        "facts": _packed(facts, "t"),
        "rubrics": [_rubric(one, sheet) for one in sheet.rubrics if sheet.to_fill or not one.is_empty],
        "missing": ""
        if sheet.to_fill or not sheet.missing
        else printable(f"Non renseigné : {', '.join(sheet.missing)}."),
    }


def _running(sheet: FicheSheet) -> str:
    """« Enfance – Axe II – Fiche 20 »."""
    if sheet.running:
        return sheet.running
    short = f"{sheet.label.split(' ')[0]} {sheet.reference}" if sheet.reference else ""
    axis = sheet.path[0].name if sheet.path and sheet.path[0].code else ""
    return " – ".join(filter(None, (sheet.theme, axis, short))) or sheet.label


# Short answers


def _fact(fact: Fact, sheet: FicheSheet) -> dict[str, Any]:
    bar = sheet.progress if fact.label == "Avancement" and sheet.progress in (25, 50, 75, 100) else 0
    return {
        "label": printable(fact.label),
        "value": printable(_capital(_limited(fact.value, LONGEST_ANSWER))),
        "bar": bar,
        "dots": not fact.value,
    }


def _packed(facts: list[dict[str, Any]], unit: str) -> list[dict[str, Any]]:
    """Rows of answers: each stands in the first row that has the cells that its words need.

    The last one of a row, when it takes several cells, takes all that are left.
    """
    cells, width, lines = _ANSWERS[unit]
    rows: list[list[tuple[dict[str, Any], int]]] = []
    for fact in facts:
        length = max(len(fact["label"]) * 0.8, len(fact["value"]), 16 if fact["bar"] or fact["dots"] else 0)
        span = min(cells, max(1, math.ceil((length + 2) / (width * lines))))
        free = (row for row in rows if sum(taken for _, taken in row) + span <= cells)
        row = next(free, None)
        if row is None:
            rows.append(row := [])
        row.append((fact, span))
    packed = []
    for row in rows:
        left = cells - sum(taken for _, taken in row)
        for rank, (fact, span) in enumerate(row):
            wide = span + (left if rank == len(row) - 1 and span > 1 else 0)
            packed.append({**fact, "style": f"{unit}{wide}"})
    return packed


# Rubrics


def _rubric(rubric: Rubric, sheet: FicheSheet) -> dict[str, Any]:
    blocks = [*_text(rubric.lines), *({"grid": _grid(grid, rubric, sheet)} for grid in rubric.grids)]
    if rubric.is_empty and not rubric.grids:
        blocks.append({"dots": range(rubric.dotted)})
    lines = sum(math.ceil(len(line.said) / _LINE) or 1 for line in rubric.lines)
    kept = lines <= SHORT and not rubric.grids
    title = printable(rubric.title)
    return {
        "title": title,
        "style": " ".join(filter(None, ("w" if rubric.grids else f"r {_lines_of(title)}", "kept" if kept else ""))),
        "blocks": blocks,
    }


def _lines_of(title: str) -> str:
    """How many lines a label takes beside its text: the sheet sets them apart."""
    return "one" if face("SemiBold").line(title)[1] * LABEL_SIZE / 1000 <= LABEL_WIDTH else "two"


def _text(lines: Sequence[Line]) -> Iterator[dict[str, Any]]:
    """Paragraphs, and the items that follow one another as one list."""
    left = LONGEST
    shown = []
    for line in lines:
        if left <= 0:
            shown.append(_line(Line(CUT), len(CUT)))
            break
        shown.append(_line(line, left))
        left -= len(line.said)
    for is_list, found in groupby(shown, key=lambda line: line["bullet"]):
        if is_list:
            yield {"entries": list(found)}
        else:
            yield from ({"line": line} for line in found)


def _line(line: Line, limit: int) -> dict[str, Any]:
    host = urlsplit(line.url).hostname if line.url else ""
    text = f"{line.text} ({host})" if host else line.text
    return {
        "text": printable(_limited(text, limit)),
        "lead": printable(f"{line.lead} :") if line.lead else "",
        "mark": f"{line.mark}{NBSP}" if line.mark else "",
        "href": line.url or (f"annexe:{line.anchor}" if line.anchor else ""),
        "name": printable(line.text),
        "bullet": line.bullet,
    }


def _grid(grid: Grid, rubric: Rubric, sheet: FicheSheet) -> dict[str, Any]:
    widths = _hundredths([column.share for column in grid.columns])
    numbers = [column.kind in (CellKind.NUMBER, CellKind.MONEY, CellKind.PERCENT) for column in grid.columns]
    kinds = [column.kind for column in grid.columns]
    rows = [
        {
            "style": row.style.value if row.style is RowStyle.TOTAL else "",
            "cells": [
                _cell(value_wording(value, kind), is_number)
                for value, kind, is_number in zip(row.cells, kinds, numbers, strict=True)
            ],
        }
        for row in grid.rows[:MOST_ROWS]
    ]
    if len(grid.rows) > MOST_ROWS:
        rows.append({"style": "", "cells": [_cell(CUT, False), *(_cell("", False) for _ in kinds[1:])]})
    if not rows and sheet.to_fill:
        rows = [{"style": "blank", "cells": [_cell("", False) for _ in kinds]} for _ in range(rubric.dotted)]
    columns = [
        {"title": printable(column.title), "style": f"c{width}{' number' if is_number else ''}"}
        for column, width, is_number in zip(grid.columns, widths, numbers, strict=True)
    ]
    return {"columns": columns, "rows": rows}


def _cell(text: str, is_number: bool) -> dict[str, Any]:
    first, _, more = _limited(text, LONGEST_CELL).partition("\n")
    return {
        "first": printable(first),
        "more": [printable(line) for line in more.split("\n")] if more else [],
        "style": "number" if is_number else "",
    }


def _hundredths(shares: Sequence[float]) -> list[int]:
    """Whole hundredths in these proportions, a hundred in all."""
    total = sum(shares)
    widths = [max(3, math.floor(100 * share / total)) for share in shares]
    widths[widths.index(max(widths))] += 100 - sum(widths)
    return widths


def _limited(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[:limit].rstrip()}{CUT}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
