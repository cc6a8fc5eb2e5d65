"""Names that public life has replaced, in the titles and the texts of a file: proposed, never put right by itself."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annexes.columns import ACTION_COLUMNS
from annexes.comparing.pairs import AnyNode, label_of
from annexes.deciding.keys import accepted_aged, aged_key
from partners.ageing import AgeingNames

AROUND = 40  # characters told on each side of a name
_TEXTS = ("challenge", "context", "objectives", "description", "outputs", "expected_effects", "audience_note", "note")
_NAMES = {column.name: column.title for column in ACTION_COLUMNS}


def aged_texts(nodes: Iterable[AnyNode], aged: AgeingNames) -> Iterator[tuple[str, AnyNode, str, str]]:
    """The key of each proposal, its node, and what the text says before and after. Linear."""
    terms = {term.old.casefold(): term for term in aged.terms.values()}
    if not terms:
        return
    longest = sorted(terms, key=lambda old: (-len(old), old))
    written = re.compile("|".join(rf"\b{re.escape(old)}\b" for old in longest), re.IGNORECASE)
    for node in nodes:
        for field in ("title", *_TEXTS):
            text = getattr(node, field, "")
            if not isinstance(text, str):
                continue
            for old in dict.fromkeys(found[0] for found in written.finditer(text)):
                term = terms[old.casefold()]
                new, is_a_word = term.new, term.old.isupper() and not old.isupper()  # « le cel », not « CEL »
                if not is_a_word and new.casefold() not in text.casefold():
                    key = aged_key(node.ref, field, old, new)
                    yield key, node, told(node, field, old), told(node, field, old, new)


def accepted_texts(nodes: Mapping[str, AnyNode], accepted: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    """The ref of each node whose text was accepted in today's words, the field, and the text."""
    texts: dict[tuple[str, str], str] = {}
    for ref, field, old, new in accepted_aged(accepted):
        node = nodes.get(ref)
        text = texts.get((ref, field), getattr(node, field, None) if field in ("title", *_TEXTS) else None)
        if isinstance(text, str):
            texts[ref, field] = _renamed(text, old, new)
    yield from ((ref, field, text) for (ref, field), text in texts.items())


def told(node: AnyNode, field: str, old: str, new: str = "") -> str:
    """A title whole, or what stands around the name in a text, with the name of the field; `new` in place of `old`."""
    text: Any = getattr(node, field)
    if field == "title":
        return _renamed(label_of(node), old, new) if new else label_of(node)
    found = re.search(rf"\b{re.escape(old)}\b", text)
    at = found.start() if found else 0
    start, end = max(0, at - AROUND), at + len(old) + AROUND
    around = " ".join(text[start:end].split())
    said = f"{'… ' if start else ''}{around}{' …' if end < len(text) else ''}"
    where = _NAMES.get(field, "Remarque")
    return f"{where}\u00a0: {_renamed(said, old, new) if new else said}"


def _renamed(text: str, old: str, new: str) -> str:
    return re.sub(rf"\b{re.escape(old)}\b", lambda _: new, text)
