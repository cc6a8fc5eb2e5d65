"""Lines of a funding plan in words: « CAF : 3 000 € ; Ville (2026) : 5 000 € »."""

import re
from collections.abc import Iterable
from decimal import Decimal

from accounts.text import fold, one_line
from annexes.labels import strip_bullet
from annexes.outline import FundingOutline
from annexes.values.lists import split_outside
from annexes.values.numbers import read_amount, read_whole, said
from annexes.values.value import Value, doubts, excerpt
from annexes.wordings import flat

_LINE = re.compile(
    r"^(?P<funder>[^\d:=]*?[^\W\d_][^\d:=]*?)\s*(?:\((?P<year>20\d\d)\)\s*)?(?:[:=–—-]\s*|"
    r"\s)(?P<amount>(?:(?:environ|env\.?|près de|au moins|au plus|jusqu[’']à) )?[-\d≈~][^:]*?)$",
    re.IGNORECASE,
)
_LONGEST = 250  # characters of one line of a funding plan
_CURRENCY = re.compile(r"€|eur(?:os?)?\b|\bk€|\dk\b")
_SHARE = re.compile(r"\d\s?%")
_TOTAL = re.compile(r"^(?:total|cout total|budget total|montant total|budget global)\b")
# « environ 3000 € », « Budget : 3000 € »: an amount that nobody is said to give.
_NOBODY = re.compile(
    r"(?:environ|env|de l ordre de|approximativement|soit|estimee? a|estimation|"
    r"(?:cout|budget|montant)(?: estime| previsionnel)?)$"
)


def read_fundings(text: str | Iterable[str]) -> Value[tuple[FundingOutline, ...]]:
    """The lines « financeur : montant », when every line is one; otherwise the whole text is the note.

    A total that is that of the lines is left out; another one makes a doubt.
    """
    lines = text.split("\n") if isinstance(text, str) else list(text)
    whole = "\n".join(line for line in map(one_line, lines) if line)
    found: list[FundingOutline] = []
    said_: list[str] = []
    total: Decimal | None = None
    for piece in (part for line in lines for part in split_outside(strip_bullet(one_line(line))[0], ";")):
        match = _LINE.match(piece) if len(piece) <= _LONGEST else None
        if match is None or _NOBODY.match(fold(match["funder"])):
            return Value(doubt=_unread(whole), note=whole)
        amount = read_amount(match["amount"])
        if amount.value is None or amount.note or not _CURRENCY.search(flat(piece)):
            return Value(doubt=amount.doubt if amount.value is None and amount.doubt else _unread(whole), note=whole)
        said_.append(amount.doubt)
        if _TOTAL.match(fold(match["funder"])):
            total = amount.value
        else:
            year = int(match["year"]) if match["year"] else None
            found.append(FundingOutline(match["funder"].strip(" :-–—"), year=year, planned=amount.value))
    if not found:
        return Value(note=whole)
    added = sum((line.planned or Decimal(0) for line in found), Decimal(0))
    if total is not None and total != added:
        said_.append(f"le total écrit ({said(total, '€')}) n’est pas la somme des lignes ({said(added, '€')})")
    return Value(tuple(found), doubts(*said_))


def _unread(whole: str) -> str:
    """Why a text that speaks of money gives no line; nothing for one that does not."""
    lines = map(_LINE.match, (line for line in whole.split("\n") if len(line) <= _LONGEST))
    alone = any(read_whole(line["amount"]).is_clear for line in lines if line)
    if not alone and not _CURRENCY.search(flat(whole)) and not _SHARE.search(whole):
        return ""
    return f"« {excerpt(whole)} » n’est pas écrit « financeur : montant » : gardé en texte"
