"""The door of the readers: opens a file by its content, lets a layout read each of its parts, gives a `Reading`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from python_calamine import CalamineWorkbook, SheetTypeEnum

from annexes.columns import SHEET
from annexes.outline import PlanOutline
from annexes.readers import donnees, ours
from annexes.readers.assembly import assemble
from annexes.readers.checks import check
from annexes.readers.container import DEFAULT_MAX_BYTES, Format, Opened, open_file, refusal
from annexes.readers.drafts import Builder
from annexes.readers.grid import Cell, Source
from annexes.readers.layouts import BY_KEY, DONNEES
from annexes.readers.parts import Parts, Progress, Told, Wishes
from annexes.readers.rectangles import scan_workbook
from annexes.readers.references import settle_references
from annexes.readers.sheets import as_text, open_workbook, read_sheets, rows_of
from annexes.readers.sources import WORKBOOKS, read_source
from annexes.readers.titles import known_theme
from annexes.reading import CellFate, Fate, Issue, Part, Reading, Severity, Unreadable

_HIGH_SIGN = re.compile(r" ([:;?!»])")
NO_THEMES = "ce type de plan n’a pas de thème : ce nom n’est pas repris"
_LIST_LINE = 250  # characters; a longer line is prose
_NO_CHOICE: Mapping[str, str] = {}
_NO_MAPPING: Mapping[str, Sequence[str]] = {}
_OUR_CHOICES = (DONNEES, "colonnes", "tableau", "ignorer")


def read_annexe(
    file: BinaryIO | Path,
    *,
    name: str,
    progress: Progress | None = None,
    max_bytes: int = DEFAULT_MAX_BYTES,
    layouts: Mapping[str, str] = _NO_CHOICE,
    mappings: Mapping[str, Sequence[str]] = _NO_MAPPING,
    remembered: Mapping[str, Sequence[str]] = _NO_MAPPING,
    rubrics: Mapping[str, str] = _NO_CHOICE,
) -> Reading:
    """The plan that an annexe holds, with all there is to say of it. Never raises for what the file contains.

    `name` is the name of the file as its owner knows it; `progress` is called with the steps done and their total.
    `layouts` (key of a part → key of a layout) and `mappings` (key of a part → the field of each of its columns) say
    how a person wants parts to be read, `rubrics` (folded label → field) what rubrics of fiches hold; `remembered` are
    the mappings that were kept, by the signature of a header or of a rubric.
    A file that cannot be read gives an empty outline and one error.
    """
    wishes = Wishes(layouts, mappings, remembered, rubrics)
    try:
        opened = open_file(file, name=name, max_bytes=max_bytes)
        if opened.format in WORKBOOKS:
            return _read_workbook(opened, wishes, progress)
        if opened.format is Format.JSON:
            return _remarked(opened, ours.read_plan_json(opened))
        is_ours = opened.format is Format.CSV and wishes.layout_of(ours.KEY) in ("", DONNEES)
        if is_ours and (rows := ours.our_rows(opened)):
            return _remarked(opened, ours.read_our_csv(rows, progress, _choices()))
        return _read_source(opened, read_source(opened), wishes, progress)
    except Unreadable as error:
        return Reading(issues=(_typeset(error.issue),))


def _read_workbook(opened: Opened, wishes: Wishes, progress: Progress | None) -> Reading:
    scans = scan_workbook(opened)
    workbook = open_workbook(opened)
    if SHEET in workbook.sheet_names:
        rows = rows_of(workbook, SHEET, opened.name)
        first = next(rows, [])
        if donnees.is_donnees(workbook.sheet_names, [as_text(value) for value in first]):
            wishes = replace(wishes, ours=_key_of_ours(workbook))
            if wishes.layout_of(wishes.ours) in ("", DONNEES):
                return _read_ours(opened, workbook, chain([first], rows), wishes.ours, progress)
    source = read_sheets(opened, workbook, scans)
    if wishes.ours:  # read otherwise: the sheets that go with it say nothing of the plan
        why = f"feuille de notre classeur : seule « {SHEET} » se lit autrement"
        source.grids = [grid if grid.title == SHEET else replace(grid, ignored=why) for grid in source.grids]
    return _read_source(opened, source, wishes, progress)


def _read_ours(
    opened: Opened, workbook: CalamineWorkbook, rows: Iterator[list[object]], key: str, progress: Progress | None
) -> Reading:
    others = {
        title: rows_of(workbook, title, opened.name) for title in donnees.SIDE_SHEETS if title in workbook.sheet_names
    }
    reading = donnees.read_donnees(rows, sheet=SHEET, progress=progress, others=others)
    part = Part(key, f"Feuille {SHEET}", DONNEES, _choices())
    return replace(_remarked(opened, reading), parts=(part,))


def _choices() -> tuple[str, ...]:
    """The layouts that could read one of our tables."""
    return tuple(choice for choice in _OUR_CHOICES if choice == DONNEES or choice in BY_KEY)


def _remarked(opened: Opened, reading: Reading) -> Reading:
    """With what the file itself, before it was read, gave to say."""
    return replace(reading, issues=(*map(_typeset, opened.issues), *reading.issues))


def _key_of_ours(workbook: CalamineWorkbook) -> str:
    """The key that our sheet has among the parts of its workbook, were it read like any other."""
    sheets = [meta.name for meta in workbook.sheets_metadata if meta.typ is SheetTypeEnum.WorkSheet]
    return str(sheets.index(SHEET) + 1)


def _read_source(opened: Opened, source: Source, wishes: Wishes, progress: Progress | None) -> Reading:
    cells = sum(len(row) for grid in source.grids for row in grid.rows) + len(source.page_texts)
    if not cells:
        raise refusal(
            opened.name,
            "no-content",
            "le fichier ne contient aucun texte",
            "vérifiez que le bon fichier a été choisi, et que ses feuilles ne sont pas vides",
        )
    parts = Parts(source, wishes)
    builder, told = parts.read(progress)
    if _holds_nothing(builder) and not wishes.layouts and _could_be_a_list(source):
        builder, told = parts.read(progress, assume_list=True)
        _say_assumed(builder, source)
    _name_untitled(builder, opened.name)
    settle_references(builder)
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
        _layout(told, builder),
        tuple(one.part for one in told),
        tuple(CellFate(cell.where, Fate.IGNORED, NO_THEMES, cell.text) for cell in builder.theme_cells()),
    )


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
        for row in grid.rows if not grid.ignored else ():
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
    for cell in source.page_texts:
        if not builder.is_settled(cell):
            builder.ignore(cell, "en-tête ou pied de page")


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


def _layout(told: Sequence[Told], builder: Builder) -> str:
    """The layout of the whole file, « mixte » when its parts have several."""
    attached = any(True for theme in builder.themes for _ in theme.walk())
    loose = any(theme.unattached for theme in builder.themes)
    used = {one.part.layout for one in told if one.counts}
    if used == {"tableau"} and attached and loose:
        return "mixte"
    if len(used) > 1:
        return "mixte"
    return next(iter(used), "tableau" if attached else "")
