"""What the documents of a plan say, as pages: their index, the calendar, the funding, the evaluation."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from annexes.contents.calendar import BarKind, Calendar, Row, calendar_of
from annexes.contents.calendar_grids import LEGEND, said, undated_grid, undated_steps
from annexes.contents.cells import FIGURES, cells_of
from annexes.contents.evaluation import EvaluatedObjective, EvaluatedTheme, evaluation_of
from annexes.contents.funding import funding_of
from annexes.contents.model import Grid, RowStyle
from annexes.contents.perimeter import narrow
from annexes.documents import Document
from annexes.edition import Edition
from annexes.editions import edition_of
from annexes.load import load
from annexes.outline import PlanOutline, ThemeOutline
from plans.access import plan_or_404
from plans.enums import Level
from plans.models import Plan

CARDS = (  # title, what it is for, view
    (
        "Synthèse",
        "L’essentiel sur une page : chiffres, statuts, retards, décisions à prendre.",
        "annexes:synthesis",
    ),
    ("Calendrier", "Les fiches en barres par année scolaire, leurs étapes et leurs échéances.", "annexes:calendar"),
    ("Plan de financement", "Qui paie quoi, pour quelle fiche et en quelle année, avec les totaux.", "annexes:funding"),
    (
        "Lire le dossier",
        "Les textes que le dossier imprime avant les tableaux : territoire, diagnostic, pilotage.",
        "file:read",
    ),
    (
        "Évaluation finale",
        "Objectif par objectif, ce qui a été fait et ce que cela a changé, d’après les bilans et les mesures.",
        "annexes:evaluation",
    ),
    ("Exporter", "Tous les documents du plan en PDF, Word, Excel, CSV ou JSON.", "annexes:export"),
)
IMPORTS = (
    "Importer",
    "Les annexes déposées dans ce plan : Word, Excel, CSV ou JSON ; en ajouter une.",
    "annexes:imports",
)
MOST_FICHES = 400  # on one page; a longer plan is shown theme by theme


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a plan that a page shows; `theme` is the one that it is narrowed to."""

    outline: PlanOutline
    themes: tuple[ThemeOutline, ...]  # that may be chosen
    theme: ThemeOutline | None = None
    is_long: bool = False  # the whole plan is too long for one page


def index(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """What the plan can be read as."""
    found, _ = plan_or_404(request, territory, plan)
    offered = (*CARDS, IMPORTS) if request.can.import_annexes else CARDS  # type: ignore[attr-defined]
    cards = [(title, words, reverse(view, args=[territory, plan])) for title, words, view in offered]
    return render(
        request, "annexes/documents/index.html", {"territory": found.territory, "plan": found, "cards": cards}
    )


def calendar(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The calendar of a plan, or of one of its themes. As many queries as `load`, and two."""
    found, _ = plan_or_404(request, territory, plan)
    part = _part(found, request.GET.get("theme", ""))
    edition = edition_of(found, today=timezone.localdate())
    shown = calendar_of(part.outline, edition)
    context = {
        **_context(found, part, Document.CALENDAR, edition),
        "calendar": shown,
        "groups": list(_groups(shown, found)),
        "legend": LEGEND,
        "undated": _shown(undated_grid(shown, edition), found) if shown.undated else None,
    }
    return render(request, "annexes/documents/calendar.html", context)


def funding(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The funding of a plan, or of one of its themes. As many queries as `load`, and two."""
    found, _ = plan_or_404(request, territory, plan)
    part = _part(found, request.GET.get("theme", ""))
    edition = edition_of(found, today=timezone.localdate())
    shown = funding_of(part.outline, edition)
    views = [*shown.by_kind, shown.by_theme, shown.by_year, shown.by_funder, *shown.funders_by_year]
    ends = [grid for grid in (shown.refused, shown.noted) if grid.rows]
    grids = [*(filter(None, views) if shown.lines else ()), *(theme.grid for theme in shown.fiches), *ends]
    context = {
        **_context(found, part, Document.FUNDING, edition),
        "funding": shown,
        "grids": [_shown(grid, found) for grid in grids],
    }
    return render(request, "annexes/documents/funding.html", context)


def evaluation(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The final evaluation of a plan, or of one of its themes. As many queries as `load`, and two."""
    found, _ = plan_or_404(request, territory, plan)
    part = _part(found, request.GET.get("theme", ""))
    edition = edition_of(found, today=timezone.localdate())
    shown = evaluation_of(part.outline, edition)
    themes = [
        (
            theme.title,
            [
                {
                    "name": one.name,
                    "words": one.words,
                    "grids": [
                        (grid.caption, {**_shown(grid, found), "caption": _placed(grid, one, theme)})
                        for grid in (one.done, one.changed)
                        if grid.rows
                    ],
                }
                for one in theme.objectives
            ],
        )
        for theme in shown.themes
    ]
    context = {
        **_context(found, part, Document.EVALUATION, edition),
        "evaluation": shown,
        "themes": themes,
        "summary": _shown(shown.summary, found) if shown.summary.rows else None,
        "stopped": _shown(shown.stopped, found) if shown.stopped.rows else None,
    }
    return render(request, "annexes/documents/evaluation.html", context)


def _part(plan: Plan, asked: str) -> Part:
    outline = load(plan)
    themes = tuple(theme for theme in outline.themes if theme.title)
    theme = next((theme for theme in themes if str(theme.pk) == asked), None)
    is_long = len(themes) > 1 and sum(1 for _ in outline.all_actions()) > MOST_FICHES
    if theme is None and is_long:
        theme = themes[0]
    return Part(narrow(outline, theme=theme.pk) if theme else outline, themes, theme, is_long)


def _context(plan: Plan, part: Part, document: Document, edition: Edition) -> dict[str, Any]:
    export = f"{reverse('annexes:export', args=[plan.territory.slug, plan.slug])}?document={document}"
    return {
        "territory": plan.territory,
        "plan": plan,
        "part": part,
        "theme_word": edition.labels(Level.THEME).singular,
        "export_url": f"{export}&part={part.theme.pk}" if part.theme else export,
    }


def _groups(calendar: Calendar, plan: Plan) -> Iterator[dict[str, Any]]:
    for theme in calendar.themes:
        for group in theme.groups:
            rows = [_row(row, plan) for row in group.rows]
            yield {"title": " – ".join(filter(None, (theme.title, group.title))), "rows": rows}


def _row(row: Row, plan: Plan) -> dict[str, Any]:
    cells = []
    for cell in row.cells:
        bar = None
        if cell.span is not None and row.kind is not BarKind.DEADLINE:
            start, end = round(100 * cell.span.start), round(100 * cell.span.end)
            bar = {"kind": row.kind.name.lower(), "start": min(start, 98), "length": max(2, end - start)}
        dates, marks = said(replace(cell, marks=()), row), said(replace(cell, span=None), row)
        cells.append({"bar": bar, "dates": dates, "marks": marks.split("\n") if marks else []})
    return {"row": row, "url": _url(plan, row.anchor), "steps": undated_steps(row), "cells": cells}


def _shown(grid: Grid, plan: Plan) -> dict[str, Any]:
    """A grid with the address of each fiche."""
    rows = [
        {
            "style": row.style.value if row.style is not RowStyle.PLAIN else "",
            "cells": [(cell, _url(plan, cell.anchor)) for cell in cells_of(row, grid)],
        }
        for row in grid.rows
    ]
    columns = [(column.title, column.kind in FIGURES) for column in grid.columns]
    return {"caption": grid.caption, "columns": columns, "rows": rows}


def _placed(grid: Grid, objective: EvaluatedObjective, theme: EvaluatedTheme) -> str:
    """What a table is about, told apart from those of the other objectives."""
    return f"{grid.caption} : {' – '.join(filter(None, (theme.title, objective.name)))}"


def _url(plan: Plan, anchor: str) -> str:
    return reverse("actions:action", args=[plan.territory.slug, plan.slug, anchor[1:]]) if anchor else ""
