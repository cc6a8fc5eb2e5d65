"""Organisations that a line names beside an action: they hold it (« Café des parents (CAF, centre social) »)."""

import re

from actions.enums import Role
from annexes.outline import ParticipationOutline
from annexes.readers.drafts import ActionDraft, Builder
from annexes.readers.grid import Cell
from annexes.reading import Severity
from annexes.values.organisations import is_known

_TRAILING_PARENTHESIS = re.compile(r"\s*\(([^()]+)\)\s*[.;]?$")


def split_holders(title: str) -> tuple[str, tuple[str, ...]]:
    """The title without the parenthesis that ends it, when it holds known organisations and nothing else."""
    match = _TRAILING_PARENTHESIS.search(title)
    if match is None:
        return title, ()
    names = tuple(name.strip() for name in re.split(r"\s*[,;/+]\s*|\s+et\s+", match[1]) if name.strip())
    if not names or not all(is_known(name) for name in names) or not title[: match.start()].strip():
        return title, ()
    return title[: match.start()].rstrip(), names


def add_holders(builder: Builder, action: ActionDraft, partners: tuple[str, ...], cell: Cell) -> None:
    """Make organisations the porteurs of an action, and say where they were read."""
    held = action.fields.get("participations", ())
    added = tuple(ParticipationOutline(Role.OPERATOR, partner) for partner in partners)
    action.fields["participations"] = tuple(dict.fromkeys((*held, *added)))
    where = "la parenthèse finale" if cell is action.cell else "la cellule voisine"
    builder.say(
        cell,
        Severity.INFO,
        "holders-in-parenthesis",
        f"{where} nomme des porteurs : {', '.join(partners)}",
        f"titre lu : « {action.title[:120]} »",
    )
