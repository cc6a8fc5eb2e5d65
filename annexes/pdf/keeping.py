"""A laid-out chunk as bytes and back: what children hand over, and what the cache keeps."""

import json
import zlib
from dataclasses import astuple
from typing import Any

from annexes.pdf.chunk import Blank, Face, Link, LinkElement, Packed, Rendered, Sheet, Stream

VERSION = 1  # of this form, and of all that children do to a chunk: a change empties the cache


def dump(rendered: Rendered) -> bytes:
    """The texts and numbers as compressed JSON, then the streams as they are."""
    streams = rendered.streams
    table: dict[str, Any] = {
        "count": rendered.count,
        "sheets": [astuple(sheet) for sheet in rendered.sheets],
        "places": rendered.places,
        "tops": rendered.tops,
        "links": [astuple(link) for link in rendered.links],
        "elements": [(one.number, _blank(one.linked), _blank(one.plain)) for one in rendered.elements],
        "faces": [(face.name, face.face, list(face.glyphs.items())) for face in rendered.faces],
        "packed": [(_blank(one.content), list(one.numbers), one.first) for one in rendered.packed],
        "streams": [(one.number, _blank(one.head), len(one.data)) for one in streams],
    }
    head = zlib.compress(json.dumps(table, separators=(",", ":")).encode(), 6)
    return b"".join((len(head).to_bytes(4), head, *(one.data for one in streams)))


def parse(content: bytes) -> Rendered:
    """What `dump` made. Raise ValueError for anything else."""
    end = 4 + int.from_bytes(content[:4])
    try:
        table = json.loads(zlib.decompress(content[4:end]))
    except zlib.error as error:
        raise ValueError("not a chunk") from error
    streams = []
    for number, head, size in table["streams"]:
        streams.append(Stream(number, _filled(head), content[end : end + size]))
        end += size
    return Rendered(
        count=table["count"],
        sheets=tuple(Sheet(*values) for values in table["sheets"]),
        places={name: (page, x, y) for name, (page, x, y) in table["places"].items()},
        tops=tuple(table["tops"]),
        links=tuple(
            Link(number, sheet, element, tuple(rect), *rest) for number, sheet, element, rect, *rest in table["links"]
        ),
        elements=tuple(LinkElement(number, _filled(a), _filled(b)) for number, a, b in table["elements"]),
        faces=tuple(Face(name, face, dict(glyphs)) for name, face, glyphs in table["faces"]),
        packed=tuple(Packed(_filled(content), numbers, first) for content, numbers, first in table["packed"]),
        streams=tuple(streams),
    )


def _blank(blank: Blank) -> tuple[str, list[int]]:
    return blank.text.decode("latin-1"), list(blank.refs)


def _filled(values: tuple[str, list[int]]) -> Blank:
    return Blank(values[0].encode("latin-1"), values[1])
