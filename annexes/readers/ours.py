"""The files that this software writes beside its workbook, read back: « Données » as a CSV, a plan as JSON."""

import csv
import json
from dataclasses import replace
from itertools import islice
from typing import Any

from accounts.text import clean
from annexes.columns import KEY_COLUMN, SHEET, TITLE_COLUMN
from annexes.exchange.schema import plan_schema
from annexes.exchange.validation import Fault, faults
from annexes.jsonform import PUBLIC_FORMAT, PUBLIC_VERSION, outline_from_public
from annexes.lists.csvform import text_of_cell
from annexes.outline import ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.readers.container import Opened, refusal
from annexes.readers.donnees import LAYOUT, Progress, read_donnees
from annexes.readers.textfiles import MAX_ROWS, decoded, text_rows
from annexes.reading import Issue, Part, Reading, Severity

KEY = "1"  # of the only part of such a file
MOST_FAULTS = 50


class _Anything:
    """The words of a file without « Listes »: whatever stands on a line is one word, commas included."""

    def __contains__(self, word: object) -> bool:
        return True


def our_rows(opened: Opened) -> list[list[str]]:
    """The rows of a « Données » saved as CSV, their texts as they were before they were written; none for another."""
    try:
        rows = text_rows(decoded(opened.data), MAX_ROWS)
    except csv.Error:
        return []
    if not rows or not {KEY_COLUMN, TITLE_COLUMN} <= {title.strip() for title in rows[0]}:
        return []
    return [[text_of_cell(cell) for cell in row] for row in rows]


def read_our_csv(rows: list[list[str]], progress: Progress | None, choices: tuple[str, ...]) -> Reading:
    """What a CSV of « Données » says; it has nothing of the sheets beside it, and leaves what they hold."""
    reading = read_donnees(rows, sheet=SHEET, progress=progress, words=_Anything())
    return replace(reading, parts=(Part(KEY, "Données en CSV", LAYOUT, choices),))


def read_plan_json(opened: Opened) -> Reading:
    """The plan of a JSON of ours. Raise Unreadable for another JSON; what does not follow the schema is said."""
    data = _parsed(opened)
    if not isinstance(data, dict) or data.get("format") != PUBLIC_FORMAT:
        raise refusal(
            opened.name,
            "other-json",
            "ce JSON n’est pas un plan exporté par PEDT Planner",
            "exportez le plan en JSON, ou suivez le schéma publié (page « Exporter », « Données »)",
        )
    if data.get("version") != PUBLIC_VERSION or isinstance(data["version"], bool):
        raise refusal(
            opened.name,
            "json-version",
            f"ce JSON est d’une version du format que cette application ne connaît pas : elle lit la {PUBLIC_VERSION}",
            "exportez-le de nouveau, ou mettez l’application à jour",
        )
    data = _cleaned({name: value for name, value in data.items() if name != "issues"})
    found = [*islice(faults(data, plan_schema()), MOST_FAULTS)]
    if found:
        return Reading(issues=tuple(_issue(fault) for fault in found))
    outline = outline_from_public(data)
    issues = tuple(_wrong_levels(outline))
    if issues:
        return Reading(issues=issues)
    said = () if "participations" in outline.carries.action else (_without_roles(opened.name),)
    read = sum(1 + sum(1 for _ in theme.walk()) + sum(1 for _ in theme.all_actions()) for theme in outline.themes)
    return Reading(outline, said, (), read, read, LAYOUT, (Part(KEY, "Plan en JSON", LAYOUT, (LAYOUT,)),))


def _parsed(opened: Opened) -> Any:
    try:
        return json.loads(decoded(opened.data), parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise refusal(
            opened.name,
            "damaged-json",
            "ce fichier JSON est incomplet ou mal formé : il ne peut pas être lu",
            "exportez le plan de nouveau, ou vérifiez le fichier dans le logiciel qui l’a écrit",
        ) from fault


def _no_constant(word: str) -> None:
    raise ValueError(word)


def _cleaned(value: Any) -> Any:
    """Texts as the database keeps them."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(item) for item in value]
    return {name: _cleaned(item) for name, item in value.items()} if isinstance(value, dict) else value


def _issue(fault: Fault) -> Issue:
    proposal = "Corriger cette valeur d’après le schéma publié ; sans cela l’import est bloqué."
    where = fault.where or "Plan"
    return Issue(where, Severity.ERROR, "bad-json-value", f"{fault.said}.", proposal, fault.value)


def _without_roles(name: str) -> Issue:
    message = "Ce JSON a été exporté sans tous les contacts : les rôles des partenaires ne sont pas repris."
    proposal = "Exporter de nouveau avec « Nommer tous les contacts » pour les reprendre."
    return Issue(f"Fichier {name}", Severity.WARNING, "no-contacts", message, proposal)


def _wrong_levels(outline: PlanOutline) -> list[Issue]:
    """Objectives that stand under one that is not above them."""
    found: list[Issue] = []
    for rank, theme in enumerate(outline.themes):
        _check_below(theme, f"themes[{rank}].objectives", 0, found)
    return found


def _check_below(parent: ThemeOutline | ObjectiveOutline, where: str, above: int, found: list[Issue]) -> None:
    children = parent.objectives if isinstance(parent, ThemeOutline) else parent.children
    for rank, child in enumerate(children):
        if child.level.rank <= above:
            message = f"le niveau « {child.level.value} » ne se place pas sous cet objectif."
            proposal = "Donner à chaque objectif un niveau plus bas que celui de son parent."
            found.append(Issue(f"{where}[{rank}]", Severity.ERROR, "bad-level", message, proposal, child.title[:120]))
        _check_below(child, f"{where}[{rank}].children", child.level.rank, found)
