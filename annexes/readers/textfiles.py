"""Tables in text (csv, tsv, what is pasted without its form): of which encoding, and cut by which sign."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from io import StringIO
from itertools import islice

from annexes.readers.container import Opened, damaged
from annexes.readers.grid import Source
from annexes.readers.positions import TextCell
from annexes.readers.sheets import counted_rows, make_grid

_SIGNS = {
    "\t": 0.0,
    ";": 0.3,
    "|": 0.3,
    ",": 0.8,
}  # what separates cells; the least share of the rows that it cuts alike
_SAMPLE_ROWS = 200
_SAMPLE = 50_000  # characters
MAX_FIELD = 1_000_000
MAX_ROWS = 200_000


def read_text_table(opened: Opened) -> Source:
    """A text of any usual encoding and delimiter, as one grid without a name. Raise `Unreadable`."""
    try:
        rows = text_rows(decoded(opened.data), MAX_ROWS)
    except csv.Error as error:
        raise damaged(opened.name) from error
    return Source(opened.name, [make_grid("", counted_rows(rows, opened.name), (), TextCell)])


def decoded(data: bytes, declared: re.Pattern[bytes] | None = None) -> str:
    """The text of `data`: by its mark, then UTF-8, then what `declared` finds in its beginning, then Windows-1252."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig"]
    if declared is not None and (found := declared.search(data[:4096])):
        encodings.append(found[1].decode("ascii", "ignore"))
    for encoding in (*encodings, "cp1252"):
        try:
            return data.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return data.decode("latin-1")


def text_rows(text: str, most: int) -> list[list[str]]:
    """At most `most` rows of cells, whatever separates them. Raise csv.Error."""
    csv.field_size_limit(MAX_FIELD)
    return list(islice(csv.reader(StringIO(text, newline=""), delimiter=delimiter_of(text)), most))


def delimiter_of(text: str) -> str:
    """The sign that cuts most rows into the same number of cells; a tab when none does.

    Commas and semicolons of prose do not: a list of titles stays one column.
    """
    best, sign = 0.0, "\t"
    for candidate, least in _SIGNS.items():
        widths = _widths(text[:_SAMPLE], candidate)
        cut = Counter(width for width in widths if width > 1)
        if not cut:
            continue
        width, count = cut.most_common(1)[0]
        share = count / len(widths)
        if share > max(best, least) and (candidate != "," or width > 2 or len(widths) > 2):
            best, sign = share, candidate
    return sign


def _widths(sample: str, sign: str) -> Sequence[int]:
    """The number of cells of the first rows that are not empty."""
    try:
        rows = islice(csv.reader(StringIO(sample, newline=""), delimiter=sign), _SAMPLE_ROWS)
        return [len(row) for row in rows if any(cell.strip() for cell in row)]
    except csv.Error:
        return ()
