"""An object with what hangs on it, as one JSON value: a fiche with its partners, its steps, its notes.

Each app says in its `aggregates.py` what its objects hold; forms, history, undo, restoration and bulk edits all read
and write that one value, so that none of them can forget a field.
"""

from accounts.aggregates.reading import bare, changed, content, contents, for_a_copy, unnamed
from accounts.aggregates.registry import (
    Aggregate,
    Children,
    Content,
    Row,
    add_children,
    aggregate_of,
    create_by,
    find_by_label,
    register,
    registered,
)
from accounts.aggregates.wording import label_of, wording, wordings
from accounts.aggregates.writing import create_content, write_content

__all__ = [
    "Aggregate",
    "Children",
    "Content",
    "Row",
    "add_children",
    "aggregate_of",
    "bare",
    "changed",
    "content",
    "contents",
    "create_by",
    "create_content",
    "find_by_label",
    "for_a_copy",
    "label_of",
    "register",
    "registered",
    "unnamed",
    "wording",
    "wordings",
    "write_content",
]
