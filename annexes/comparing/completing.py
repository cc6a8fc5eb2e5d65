"""A fiche completed by the document that tells it whole."""

from dataclasses import MISSING, fields, replace
from typing import Any

from annexes.outline import ActionOutline

_HUNG = frozenset({"objectives", "unattached", "children", "actions", "level", "title", "number", "suffix", "doubtful"})


def said_fields(kind: type) -> list[tuple[str, Any]]:
    """The fields of a kind of node that hold what it says, with the value that says nothing."""
    return [
        (one.name, None if one.default is MISSING else one.default)
        for one in fields(kind)
        if one.compare and one.name not in (_HUNG - {"objectives"} if kind is ActionOutline else _HUNG)
    ]


def completed(known: ActionOutline, document: ActionOutline) -> ActionOutline:
    """A fiche of a tableau with all that its own document says: the document says what it is, the tableau where."""
    values = {
        name: new
        for name, nothing in said_fields(ActionOutline)
        if (new := getattr(document, name)) != nothing and name != "also_serves"
    }
    return named_by(replace(known, **values, carries=carried_by(known, document)), known, document)


def named_by(fiche: ActionOutline, known: ActionOutline, document: ActionOutline) -> ActionOutline:
    """`fiche` with the title of its document; its number remains that of the tableau, when it had one."""
    return replace(
        fiche,
        title=document.title or known.title,
        number=known.number if known.number is not None or document.code else document.number,
        suffix=known.suffix or (document.suffix if known.number is None else ""),
        also_serves=tuple(dict.fromkeys((*known.also_serves, *document.also_serves))),
        hints=(*known.hints, *document.hints),
    )


def carried_by(known: Any, other: Any) -> frozenset[str]:
    """The fields that at least one of two nodes speaks of."""
    return (known.carries or frozenset()) | (other.carries or frozenset())
