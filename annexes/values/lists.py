"""Lists in one cell: by semicolons, line breaks and bullets, by commas where nothing else can be meant."""

import re
from collections.abc import Iterable, Iterator

from accounts.text import fold, one_line
from annexes.labels import strip_bullet
from annexes.values.blanks import says_nothing
from annexes.values.organisations import is_known
from annexes.values.value import Value, doubts, reading

NAME_LENGTH = 60  # characters; a longer piece between commas belongs to a sentence
_INNER_BULLET = re.compile(r"\s*[•▪●■◦‣➢►\uf0b7\uf0a7\uf0d8]\s*|\s+·\s+")
_INNER_DASH = re.compile(r"\s+[-–—]\s+")
_AND = re.compile(r"\s(?:et|&)\s")
_AND_OR_SLASH = re.compile(r"\s+(?:et|ET|&)\s+|\s*/\s*")
_JOINT = re.compile(r"\s+(?:et|ET|&|[-–—])\s+|\s*/\s*")
_PERSON = re.compile(r"(?:M\.|Mr\.?|Mme|Mlle|Monsieur|Madame)\s")
_UNIT = re.compile(
    r"(?:services?|directions?|poles?|secteurs?|antennes?|sections?|delegations?|missions?|maisons?|espaces?|departement|"
    r"commissions?|comites?)\b(?! (?:des?|du|d) )"
)
_SIGLE = 6  # letters of an acronym at most
_AND_SO_ON = frozenset({"etc", "et cetera", "notamment"})
_OPENING, _CLOSING = "([«", ")]»"


def split_list(text: str | Iterable[str], *, commas: bool = True) -> Value[tuple[str, ...]]:
    """The items of a list, each once, in their order; a cell given as its lines or as one text.

    Parentheses, quotation marks and numbers are never cut; « et », « / » and « - » separate well-known names alone,
    and a text that could be cut otherwise says so. `commas=False` is for lists of sentences. `note` holds an « etc. ».
    """
    lines = text.split("\n") if isinstance(text, str) else list(text)
    if says_nothing("\n".join(lines)):
        return Value()
    items: list[str] = []
    said: list[str] = []
    note = ""
    for line in lines:
        for part in _parts(one_line(line)):
            pieces, doubt = _by_commas(part) if commas else ([part], "")
            said.append(doubt)
            for piece in pieces:
                if fold(piece) in _AND_SO_ON or piece in {"…", "..."}:
                    note = "etc."
                elif any(char.isalnum() for char in piece):
                    items.append(_without_full_stop(piece))
    found = tuple(dict.fromkeys(item for item in items if item))
    return Value(found or None, doubts(*said), note)


def split_outside(text: str, signs: str) -> list[str]:
    """`text` cut at each of `signs` that stands outside parentheses and quotation marks; blank pieces left out.

    A comma between two digits is a decimal sign. An unbalanced parenthesis protects nothing.
    """
    balanced = sum(text.count(sign) for sign in _OPENING) == sum(text.count(sign) for sign in _CLOSING)
    pieces: list[str] = []
    depth = start = 0
    for rank, char in enumerate(text):
        if balanced and char in _OPENING:
            depth += 1
        elif balanced and char in _CLOSING:
            depth = max(depth - 1, 0)
        elif char in signs and not depth and not (char == "," and _is_decimal(text, rank)):
            pieces.append(text[start:rank])
            start = rank + 1
    pieces.append(text[start:])
    return [piece.strip() for piece in pieces if piece.strip()]


def _parts(line: str) -> Iterator[str]:
    """The parts of a line by its bullets and semicolons."""
    bare, bullet = strip_bullet(line)
    for chunk in _INNER_BULLET.split(bare):
        dashed = _INNER_DASH.split(chunk) if bullet and line[:1] in "-–—" else [chunk]
        for item in dashed if all(len(item) <= NAME_LENGTH for item in dashed) else [chunk]:
            yield from split_outside(item, ";")


def _by_commas(part: str) -> tuple[list[str], str]:
    """The names between the commas of `part`, or `part` itself with a doubt when it looks like a sentence."""
    pieces = split_outside(part, ",")
    if len(pieces) < 2:
        return _joined(part) if part else ([], "")
    unbalanced = any(part.count(one) != part.count(other) for one, other in zip(_OPENING, _CLOSING, strict=True))
    if unbalanced or any(len(piece) > NAME_LENGTH for piece in pieces):
        return [part], reading(part, "un seul élément, ses virgules laissées", "une liste")
    if fold(pieces[-1]).startswith("et "):
        pieces[-1] = pieces[-1][2:].strip()
        return pieces, ""
    names: list[str] = []
    said: list[str] = []
    for piece in pieces:
        found, doubt = _joined(piece)
        if not doubt and piece == pieces[-1] and _AND.search(piece):
            doubt = reading(piece, "un seul élément", "deux")
        names.extend(found)
        said.append(doubt)
    return names, doubts(*said)


def _joined(part: str) -> tuple[list[str], str]:
    """Names that « et », « & », « / » or « - » join: cut when all are well known, else one name; it is always said."""
    if len(part) <= 2 * NAME_LENGTH and not any(sign in part for sign in _OPENING + _CLOSING):
        for joint in (_JOINT, _AND_OR_SLASH):
            pieces = [piece for piece in joint.split(part) if piece]
            if len(pieces) < 2:
                continue
            if all(map(is_known, pieces)) and not (joint is _JOINT and _is_unit(part, pieces)):
                return pieces, reading(part, f"{len(pieces)} éléments : {_quoted(pieces)}", "un seul")
            if all(_is_name(piece, alone=not part.isupper()) for piece in pieces) and not _is_unit(part, pieces):
                return [part], reading(part, "un seul élément", _quoted(pieces))
    if " / " in part and len(part) <= NAME_LENGTH:
        return [part], reading(part, "un seul élément", "plusieurs")
    return [part], ""


def _is_name(piece: str, *, alone: bool) -> bool:
    """Whether a piece may be the name of somebody by itself; capitals tell nothing where all the text is in them."""
    if _PERSON.match(piece):
        return False
    return is_known(piece) or (piece[0].isupper() and (alone or len(piece) <= _SIGLE or is_known(piece.split()[0])))


def _is_unit(part: str, pieces: list[str]) -> bool:
    """« Ville - service jeunesse », « Direction Enfance et Jeunesse »: the parts of one name."""
    if any(_UNIT.match(fold(piece)) for piece in pieces[1:]):
        return True
    return bool(_UNIT.match(fold(part))) and not any(is_known(piece) or piece.isupper() for piece in pieces[1:])


def _quoted(pieces: list[str]) -> str:
    *others, last = [f"« {piece} »" for piece in pieces]
    return f"{', '.join(others)} et {last}"


def _without_full_stop(item: str) -> str:
    return item.rstrip(" .") if item.count(".") == 1 and not re.search(r"\b\w\.$", item) else item.strip()


def _is_decimal(text: str, rank: int) -> bool:
    return text[rank - 1 : rank].isdigit() and text[rank + 1 : rank + 2].isdigit()
