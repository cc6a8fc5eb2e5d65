"""A PDF file being written: objects get their numbers, streams their place, the rest goes into object streams.

ISO 32000-1, 7.5. References are written on seven places, so that the length of an object is known before its numbers.
"""

import hashlib
import re
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO

from annexes.pdf.chunk import Packed, Stream

HIGHEST = 9_999_999  # a number on seven places
PACKED_AT_ONCE = 400
LEVEL = 6


class PdfFile:
    def __init__(self, version: str = "1.7") -> None:
        self.buffer = BytesIO()
        self.buffer.write(f"%PDF-{version}\n".encode() + b"%\xe2\xe3\xcf\xd3\n")
        self.count = 1  # numbers given; 0 is nobody's
        self.places: dict[int, tuple[int, int, int]] = {}  # number → kind, place or stream, rank
        self.waiting: list[tuple[int, bytes]] = []
        self.same: dict[bytes, int] = {}

    def new(self, count: int = 1) -> int:
        """The first of `count` numbers."""
        first = self.count
        self.count += count
        if self.count > HIGHEST:
            raise ValueError("too many objects for one file")
        return first

    def add(self, body: bytes | str, number: int | None = None) -> int:
        """An object that is not a stream. Give its number."""
        number = self.new() if number is None else number
        self.waiting.append((number, body.encode() if isinstance(body, str) else body))
        if len(self.waiting) == PACKED_AT_ONCE:
            self._flush()
        return number

    def add_stream(self, data: bytes, entries: str = "", number: int | None = None, *, compress: bool = True) -> int:
        if compress:
            data, entries = zlib.compress(data, LEVEL), f"{entries}/Filter/FlateDecode"
        return self._write_stream(data, entries.encode(), number)

    def copy(self, stream: Stream, reference: Callable[[int], int]) -> int | None:
        """A stream of a chunk. Give the number of one that says the same, when there is one; else None."""
        head = stream.head.fill(reference)
        key = hashlib.sha256(head + b"\n" + stream.data).digest()
        if key in self.same:
            return self.same[key]
        self.same[key] = self._write_stream(stream.data, head, reference(stream.number))
        return None

    def pack(self, packed: Packed, reference: Callable[[int], int]) -> None:
        """Objects of a chunk, already in order for an object stream."""
        entries = f"/Type/ObjStm/N {len(packed.numbers)}/First {packed.first}"
        holder = self.add_stream(packed.content.fill(reference), entries)
        for rank, number in enumerate(packed.numbers):
            self.places[reference(number)] = (2, holder, rank)

    def save(self, root: int, info: int, identity: bytes) -> bytes:
        """The whole file. `root` and `info` are the numbers of the catalog and of the information."""
        self._flush()
        number = self.new()
        place = self.buffer.tell()
        self.places[number] = (1, place, 0)
        table = bytearray(b"\x00" + b"\x00" * 4 + b"\xff\xff")
        for one in range(1, self.count):
            kind, first, second = self.places.get(one, (0, 0, 0))
            table += bytes((kind,)) + first.to_bytes(4) + second.to_bytes(2)
        digest = identity.hex()
        entries = f"/Type/XRef/Size {self.count}/W[1 4 2]/Root {root} 0 R/Info {info} 0 R/ID[<{digest}><{digest}>]"
        self.add_stream(bytes(table), entries, number)
        self.buffer.write(f"startxref\n{place}\n%%EOF\n".encode())
        return self.buffer.getvalue()

    def _write_stream(self, data: bytes, entries: bytes, number: int | None) -> int:
        number = self.new() if number is None else number
        self.places[number] = (1, self.buffer.tell(), 0)
        self.buffer.write(b"%d 0 obj\n<<%s/Length %d>>\nstream\n" % (number, entries, len(data)))
        self.buffer.write(data)
        # After a CR that is data, LF alone would be read as the end of a CR LF: a wrong length (PDF/A, 6.1.7.1).
        self.buffer.write(b"\r\n" if data.endswith(b"\r") else b"\n")
        self.buffer.write(b"endstream\nendobj\n")
        return number

    def _flush(self) -> None:
        index, place = [], 0
        for number, body in self.waiting:
            index.append(b"%d %d " % (number, place))
            place += len(body) + 1
        head = b"".join(index)
        group, self.waiting = self.waiting, []
        if not group:
            return
        content = head + b"\n".join(body for _, body in group)
        holder = self.add_stream(content, f"/Type/ObjStm/N {len(group)}/First {len(head)}")
        for rank, (number, _) in enumerate(group):
            self.places[number] = (2, holder, rank)


def references(numbers: Sequence[int]) -> str:
    return " ".join(f"{number} 0 R" for number in numbers)


def text_string(text: str) -> bytes:
    """A text as PDF writes it: as it is when it is ASCII, else in UTF-16 (7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", text.encode()) + b")"
    return b"<FEFF" + text.encode("utf-16-be").hex().upper().encode() + b">"
