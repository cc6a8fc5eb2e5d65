"""What a reader proposes about an objective or a fiche and never does by itself: a person accepts it with one click."""

import re
from collections.abc import Sequence
from itertools import pairwise

from annexes.outline import Hint, HintKind
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft
from annexes.readers.grid import Cell
from annexes.readers.headers import Column
from annexes.readers.statuses import likeliest_status
from annexes.values.choices import PRIORITIES, likeliest
from plans.enums import Level

DOUBLED = re.compile(r"\b([^\W\d_]{2,})(\s+)\1\b", re.IGNORECASE)
MAY_DOUBLE = frozenset({"nous", "vous", "deux", "petit", "petits"})
CUT = re.compile(r"\b([^\W\d_]{2,})-\s+(?!et\b|ou\b|puis\b|à\b)([^\W\d_]{2,})")


def hint_words(draft: ObjectiveDraft | ActionDraft) -> None:
    """Propose the title without its doubled words and with its cut words joined."""
    mended = DOUBLED.sub(lambda match: match[0] if match[1].lower() in MAY_DOUBLE else match[1], draft.title)
    mended = CUT.sub(r"\1\2", mended)
    if mended != draft.title and not any(hint.kind is HintKind.WORD for hint in draft.hints):
        draft.hints.append(Hint(HintKind.WORD, "title", mended, draft.title, mended, draft.cell.where))


def hint_continuation(draft: ObjectiveDraft | ActionDraft, joined: str, cell: Cell) -> None:
    """Propose the title with the text of the cell that seems to go on with it."""
    draft.hints.append(Hint(HintKind.CONTINUATION, "title", joined, draft.title, joined, cell.where))


def hint_value(fiches: Sequence[ActionDraft], column: Column, cell: Cell) -> str:
    """Propose the status or priority that is the closest to words that are not known, and give it in words."""
    text = " ".join(cell.lines)
    if column in (Column.STATUS, Column.PROGRESS) and (status := likeliest_status(text)) is not None:
        hint = Hint(HintKind.STATUS, "status", status.value, text, str(status.label), cell.where)
    elif column is Column.PRIORITY and (priority := likeliest(text, PRIORITIES)) is not None:
        hint = Hint(HintKind.VALUE, "priority", int(priority), text, str(priority.label), cell.where)
    else:
        return ""
    for action in fiches:
        action.hints.append(hint)
    return hint.after


def hint_places(builder: Builder) -> None:
    """Propose another place for the fiches that slipped, and the objectives that a fiche may serve as well."""
    for theme in builder.themes:
        operational = [objective for objective in theme.walk() if objective.level is Level.OPERATIONAL]
        for objective, following in pairwise(operational):
            if following.actions or not following.expects_actions or following.grid is not objective.grid:
                continue
            for action in objective.actions[-1:]:
                if action.doubtful:
                    _hint_place(action, objective, following)


def hint_also(action: ActionDraft, objectives: Sequence[ObjectiveDraft], cell: Cell) -> None:
    """Propose that a fiche also serves these objectives."""
    others = [one for one in objectives if one is not action.parent and one not in action.also_serves]
    if not others:
        return
    before = f"rattachée {action.parent.to_it}" if action.parent else "sans rattachement"
    after = f"sert aussi {', '.join(objective.name for objective in others)}"
    served = [*action.also_serves, *others]
    action.hints.append(Hint(HintKind.PLACE, "also_serves", served, before, after, cell.where))


def _hint_place(action: ActionDraft, objective: ObjectiveDraft, other: ObjectiveDraft) -> None:
    before, after = f"rattachée {objective.to_it}", f"rattachée {other.to_it}, qui n’a aucune fiche"
    action.hints.append(Hint(HintKind.PLACE, "place", other, before, after, action.cell.where))
