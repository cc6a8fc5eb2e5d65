"""The sections of a dossier as the rows of its plan: those that its type asks for, those that the territory added."""

from collections.abc import Mapping, Sequence

from accounts.aggregates import Row
from plans.completeness import is_asked
from plans.models import KindSection, Plan, PlanSection


def asked_of(plan: Plan) -> dict[str, KindSection]:
    """The sections that are asked of a plan, by key, in the order of its type. One query."""
    return {section.key: section for section in plan.kind.sections.all() if is_asked(section, plan)}


def answered(
    rows: Sequence[Row], section: KindSection, order: Sequence[str], text: str, *, is_not_concerned: bool
) -> list[Row]:
    """The rows with this answer to a section that is asked; an empty one is taken off.

    A new one stands after the one that precedes it in `order`, the keys of the type.
    """
    row: Row = {"title": section.title, "key": section.key, "text": text, "is_not_concerned": is_not_concerned}
    place = next((rank for rank, one in enumerate(rows) if one["key"] == section.key), None)
    kept = list(rows)
    if place is not None:
        kept[place : place + 1] = [{**rows[place], **row}] if text else []
    elif text:
        kept.insert(_place(rows, section.key, order), row)
    return kept


def written(rows: Sequence[Row], pk: int | None, title: str, text: str) -> list[Row]:
    """The rows with a section of the territory’s own, known or new; a new one stands last."""
    if pk is None:
        return [*rows, {"title": title, "key": "", "text": text, "is_not_concerned": False}]
    return [{**row, "title": title, "text": text} if row["pk"] == pk else row for row in rows]


def arranged(rows: Sequence[Row], wanted: Sequence[tuple[int | None, str]], order: Mapping[str, object]) -> list[Row]:
    """The rows in the order of `wanted`: keys and titles; no key for a new one.

    Own sections take their new title, and go when they are not named. One that is asked keeps its title and stays; so
    does one that was written meanwhile, at the end.
    """
    known = {row["pk"]: row for row in rows}
    found: list[Row] = []
    for pk, title in wanted:
        row = known.pop(pk, None) if pk else {"title": title, "key": "", "text": "", "is_not_concerned": False}
        if row is not None:
            found.append(row if row["key"] in order else {**row, "title": title})
    return found + [row for row in known.values() if row["key"] in order]


def own_sections(plan: Plan) -> list[PlanSection]:
    """Those that the type does not ask for."""
    asked = asked_of(plan)
    return [one for one in plan.sections.all() if one.key not in asked]


def _place(rows: Sequence[Row], key: str, order: Sequence[str]) -> int:
    """Where a new section stands among those that are written."""
    ranks = {one: rank for rank, one in enumerate(order)}
    before = [place for place, row in enumerate(rows) if ranks.get(row["key"], len(order)) < ranks[key]]
    if before:
        return before[-1] + 1
    after = [place for place, row in enumerate(rows) if row["key"] in ranks]
    return after[0] if after else len(rows)
