"""The door of the readers: opens a file by its content, chooses a layout by its labels, gives a `Reading`."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from annexes.columns import SHEET
from annexes.labels import STRONG, read_labels
from annexes.outline import PlanOutline
from annexes.readers import donnees
from annexes.readers.assembly import assemble
from annexes.readers.checks import check
from annexes.readers.container import DEFAULT_MAX_BYTES, Format, Opened, open_file, refusal
from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell, Grid, Source
from annexes.readers.headers import Column, read_header
from annexes.readers.loose_list import Paragraphs
from annexes.readers.sheets import as_text, open_workbook, read_csv, read_sheets, rows_of, scan_workbook
from annexes.readers.tableau import Tableau
from annexes.readers.titles import known_theme, sheet_theme
from annexes.readers.words import read_document
from annexes.reading import Issue, Reading, Severity, Unreadable

Progress = Callable[[int, int], None]

_HIGH_SIGN = re.compile(r" ([:;?!»])")
_LIST_LINE = 250  # characters; a longer line is prose


def read_annexe(
    file: BinaryIO | Path, *, name: str, progress: Progress | None = None, max_bytes: int = DEFAULT_MAX_BYTES
) -> Reading:
    """The plan that an annexe holds, with all there is to say of it. Never raises for what the file contains.

    `name` is the name of the file as its owner knows it; `progress` is called with the steps done and their total.
    A file that cannot be read gives an empty outline and one error.
    """
    try:
        opened = open_file(file, name=name, max_bytes=max_bytes)
        if opened.format is Format.DOCX:
            return _read_source(opened, read_document(opened), progress)
        if opened.format is Format.CSV:
            return _read_source(opened, read_csv(opened), progress)
        return _read_workbook(opened, progress)
    except Unreadable as error:
        return Reading(issues=(_typeset(error.issue),))


def _read_workbook(opened: Opened, progress: Progress | None) -> Reading:
    scans = scan_workbook(opened)
    workbook = open_workbook(opened)
    if SHEET in workbook.sheet_names:
        rows = rows_of(workbook, SHEET, opened.name)
        first = next(rows, [])
        if donnees.is_donnees(workbook.sheet_names, [as_text(value) for value in first]):
            others = {
                title: rows_of(workbook, title, opened.name)
                for title in donnees.SIDE_SHEETS
                if title in workbook.sheet_names
            }
            reading = donnees.read_donnees(chain([first], rows), sheet=SHEET, progress=progress, others=others)
            return replace(reading, issues=(*map(_typeset, opened.issues), *reading.issues))
    return _read_source(opened, read_sheets(opened, workbook, scans), progress)


def _read_source(opened: Opened, source: Source, progress: Progress | None) -> Reading:
    cells = sum(len(row) for grid in source.grids for row in grid.rows)
    if not cells:
        raise refusal(
            opened.name,
            "no-content",
            "le fichier ne contient aucun texte",
            "vérifiez que le bon fichier a été choisi, et que ses feuilles ne sont pas vides",
        )
    builder = _build(source, progress, assume_list=False)
    if _holds_nothing(builder) and _could_be_a_list(source):
        builder = _build(source, progress, assume_list=True)
        _say_assumed(builder, source)
    _name_untitled(builder, opened.name)
    check(builder)
    outline = assemble(builder)
    issues = [*opened.issues, *source.issues, *builder.issues]
    if _holds_nothing(builder):
        outline = PlanOutline()
        builder.attached.clear()
        issues.append(_nothing(opened.name))
    _settle_everything(builder, source)
    return Reading(
        outline,
        tuple(_typeset(issue) for issue in issues),
        tuple(replace(fate, reason=_spaced(fate.reason)) for fate in builder.fates.values()),
        cells,
        len(builder.attached),
        _layout(source, builder),
    )


def _build(source: Source, progress: Progress | None, *, assume_list: bool) -> Builder:
    builder = Builder(source.name)
    paragraphs = Paragraphs(builder, assume_list=assume_list)
    total, done = sum(len(grid.rows) for grid in source.grids), 0

    def tick(rows: int) -> None:
        if progress is not None:
            progress(done + rows, total)

    for index, grid in enumerate(source.grids):
        tick(0)
        if grid.title and grid.rows:
            _begin_sheet(builder, paragraphs, grid)
        if grid.is_table:
            Tableau(grid, builder, paragraphs, tick).read()
        else:
            _read_lines(paragraphs, grid, source.grids[index + 1] if index + 1 < len(source.grids) else None)
        done += len(grid.rows)
    tick(0)
    return builder


def _begin_sheet(builder: Builder, paragraphs: Paragraphs, grid: Grid) -> None:
    """A sheet begins a theme when its name is one; otherwise what was open stays open (« Axe 1 », « Axe 2 »)."""
    paragraphs.sheet_begins()
    label = read_labels([grid.title])[0] if grid.title.strip() else None
    if label is not None and label.kind in STRONG:
        return
    builder.start_section(sheet_theme(grid.title))


def _read_lines(paragraphs: Paragraphs, grid: Grid, following: Grid | None) -> None:
    cells = [cell for row in grid.rows for cell in row]
    after = following.rows[0][0] if following is not None and following.rows else None
    for cell, ahead in zip(cells, [*cells[1:], after], strict=True):
        paragraphs.read(cell, ahead)


def _holds_nothing(builder: Builder) -> bool:
    return all(theme.is_empty for theme in builder.themes)


def _could_be_a_list(source: Source) -> bool:
    """Whether lines without any label look like a list of actions rather than like prose."""
    lines = list(_lines(source))
    short = [cell for cell in lines if len(cell.text) <= _LIST_LINE]
    ended = [cell for cell in short if cell.text.rstrip().endswith((".", "?", "!"))]
    return len(short) >= 2 and len(short) == len(lines) and len(ended) * 2 <= len(short)


def _lines(source: Source) -> Iterator[Cell]:
    for grid in source.grids:
        for row in grid.rows:
            if len(row) == 1 and not row[0].style:
                yield row[0]
            elif grid.is_table and len(row) > 1:
                yield from row


def _say_assumed(builder: Builder, source: Source) -> None:
    first = next(_lines(source), None)
    if first is not None and not _holds_nothing(builder):
        builder.say(
            first,
            Severity.WARNING,
            "assumed-list",
            "rien n’annonce ce qu’est cette liste : ni axe, ni objectif, ni « actions »",
            "chaque ligne a été lue comme une action sans rattachement : à vérifier",
        )


def _name_untitled(builder: Builder, name: str) -> None:
    """A lone theme without a title takes it from the name of the file, when that is a known theme."""
    untitled = [theme for theme in builder.themes if not theme.title and not theme.is_empty]
    title = known_theme(Path(name).stem)
    if len(untitled) == 1 and len(builder.themes) == 1 and title:
        untitled[0].title = title
        builder.issues.append(
            Issue(
                f"Fichier {name}",
                Severity.INFO,
                "theme-from-file-name",
                "aucune ligne du fichier ne donne le titre du thème",
                f"titre pris dans le nom du fichier : « {title} »",
            )
        )


def _settle_everything(builder: Builder, source: Source) -> None:
    for grid in source.grids:
        for cell in grid.cells():
            if not builder.is_settled(cell):
                builder.keep(cell, "texte que la lecture n’a pas su placer")


def _nothing(name: str) -> Issue:
    return Issue(
        f"Fichier {name}",
        Severity.ERROR,
        "nothing-recognised",
        "aucun axe, aucun objectif et aucune fiche n’ont été reconnus dans ce fichier",
        "vérifiez que les cellules commencent par leur étiquette (« OI 1 : », « OO 1 : », « Fiche 1 : ») "
        "ou que le tableau a une ligne d’en-têtes",
    )


def _typeset(issue: Issue) -> Issue:
    return replace(issue, message=_spaced(issue.message), proposal=_spaced(issue.proposal))


def _spaced(text: str) -> str:
    """French spacing: what stands before « : ; ? ! » and inside quotation marks does not break."""
    return _HIGH_SIGN.sub("\u00a0\\1", text).replace("« ", "«\u00a0")


def _layout(source: Source, builder: Builder) -> str:
    """« effets » for a PEDT table, « tableau », « liste », or « mixte »."""
    headers = [h for grid in source.grids if grid.is_table for row in grid.rows[:50] if (h := read_header(row))]
    attached = any(True for theme in builder.themes for _ in theme.walk())
    loose = any(theme.unattached for theme in builder.themes)
    if any(h.has(Column.EFFECTS) and not h.has(Column.ACTION, Column.TITLE) for h in headers):
        return "effets"
    if attached:
        return "mixte" if loose else "tableau"
    return "liste" if loose else ""
