"""Two entries of the directory side by side, field by field, before they become one."""

from dataclasses import dataclass
from typing import Any

from django.db import models

from accounts.aggregates import Content, aggregate_of, bare, content, label_of, wording
from partners.merging import uses
from partners.models import Partner, name_key

UNITED = "doublon réuni"
NEVER_CHOSEN = {"territory", "slug", "code", "position"}


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the two entries: what each says, in words."""

    name: str
    label: str
    texts: tuple[str, str]

    @property
    def differs(self) -> bool:
        return self.texts[0] != self.texts[1]


@dataclass(frozen=True, slots=True)
class Pairing:
    entries: tuple[Any, Any]
    contents: tuple[Content, Content]
    lines: list[Line]
    holdings: tuple[list[tuple[str, int]], list[tuple[str, int]]]  # what names each: « participations », 12

    @property
    def differing(self) -> list[Line]:
        """The fields to choose; lists (aliases, domains) are united without a question."""
        single = set(aggregate_of(type(self.entries[0])).fields)
        return [line for line in self.lines if line.differs and line.name in single]

    @property
    def united(self) -> list[Line]:
        single = set(aggregate_of(type(self.entries[0])).fields)
        return [line for line in self.lines if line.name not in single and any(line.texts)]


def pairing(one: models.Model, other: models.Model) -> Pairing:
    """The two entries compared, in a number of queries that their engagements do not change."""
    model = type(one)
    contents = (content(one), content(other))
    lines = [
        Line(
            name,
            label_of(model, name),
            (wording(model, name, contents[0][name]), wording(model, name, contents[1][name])),
        )
        for name in contents[0]
        if name not in NEVER_CHOSEN
    ]
    return Pairing((one, other), contents, lines, (uses(one), uses(other)))


def chosen_values(pair: Pairing, kept: int, sides: dict[str, int]) -> Content:
    """What the entry that stays takes: the chosen side of each field, and for a partner every name of the other."""
    values: Content = {name: pair.contents[side][name] for name, side in sides.items() if side != kept}
    values = {name: value for name, value in values.items() if bare(value) != bare(pair.contents[kept][name])}
    if isinstance(pair.entries[0], Partner):
        values["aliases"] = _names(pair, kept, values)
    return values


def _names(pair: Pairing, kept: int, values: Content) -> list[dict[str, str]]:
    """The aliases of both, and the name and acronym of each that will not be shown any more."""
    name = str(values.get("name", pair.contents[kept]["name"]))
    acronym = str(values.get("acronym", pair.contents[kept]["acronym"]))
    held = {name_key(row["label"]): (row["label"], row["note"]) for one in pair.contents for row in one["aliases"]}
    for one in pair.contents:
        for field in ("name", "acronym"):
            if one[field]:
                held.setdefault(name_key(one[field]), (one[field], UNITED))
    shown = {name_key(name), name_key(acronym) if acronym else ""}
    return [{"label": label, "note": note} for key, (label, note) in sorted(held.items()) if key not in shown]
