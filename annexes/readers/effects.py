"""Effets attendus given to objectives: those of one row, or of one heading, are a group."""

import re
from collections.abc import Sequence

from annexes.labels import flat
from annexes.outline import ExpectedEffects
from annexes.readers.drafts import Builder, ObjectiveDraft, ThemeDraft
from annexes.readers.grid import Cell
from annexes.reading import Severity

_HEADING = re.compile(r"(?:les\s+)?effets?\s+(?:attendus?|recherches?|vises?)\s*(?::\s*|$)")


def announced(line: str) -> str | None:
    """What follows « Effets attendus : » on its line, `None` when the line does not begin so."""
    match = _HEADING.match(flat(line))
    return line[match.end() :] if match else None


def expect(
    builder: Builder, theme: ThemeDraft, objectives: Sequence[ObjectiveDraft], text: str, cell: Cell, *, say: bool
) -> None:
    """Give effects to objectives of one parent: a new group, or more effects for the group that they are.

    `say` says it when effects are added to those that the objectives had.
    """
    parent = objectives[0].parent
    holder = parent or theme
    before, last = objectives[0].effects, holder.last_effects
    if before is not None:
        siblings = parent.children if parent else theme.objectives
        objectives = [sibling for sibling in siblings if sibling.effects == before]
        effects = ExpectedEffects(before.group, f"{before.text}\n{text}")
        if say:
            builder.say(
                cell,
                Severity.INFO,
                "more-effects",
                "des effets attendus suivent ceux de la ligne au-dessus, pour les mêmes objectifs",
                f"ajoutés à ceux {objectives[0].of_it}",
            )
    elif last is not None and last.text == text:
        effects = last  # said again on the next row
    else:
        effects = ExpectedEffects(last.group + 1 if last else 1, text)
    if last is None or effects.group >= last.group:
        holder.last_effects = effects
    for objective in objectives:
        objective.effects = effects
        objective.expects_actions = False
