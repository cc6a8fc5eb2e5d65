"""A chunk of a document, before and after it is laid out.

A laid-out chunk is kept as PDF objects whose references are left blank: put together, chunks only need numbers
(`annexes.pdf.pdffile`). Nothing here knows WeasyPrint, nor the document that the chunk will stand in.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from annexes.pdf.style import Style

# What a reference says when it is not the number of an object of the chunk.
DOCUMENT, FONTS = -1, -2  # the root of the structure; the fonts of the whole document


@dataclass(frozen=True, slots=True)
class Chunk:
    """A whole HTML document, its style, and the files that it shows as `asset:name`.

    `label` names it to people, when it cannot be laid out.
    """

    html: str
    style: Style
    files: Mapping[str, bytes] = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """Bytes with a `%7d` for each number of an object; `refs` are these objects, from 0 in the chunk."""

    text: bytes
    refs: Sequence[int] = ()

    def fill(self, number: Callable[[int], int]) -> bytes:
        return self.text % tuple([number(ref) for ref in self.refs])

    def __len__(self) -> int:
        """The length once filled."""
        return len(self.text) + 4 * len(self.refs) - self.text.count(b"%%")


@dataclass(frozen=True, slots=True)
class Packed:
    """Objects that share an object stream: `first` is where their bodies begin in it."""

    content: Blank
    numbers: Sequence[int]
    first: int


@dataclass(frozen=True, slots=True)
class Stream:
    number: int
    head: Blank  # the entries of its dictionary, without /Length
    data: bytes


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page. `number` is its object, which the document writes; `marks` is the array of its marked contents."""

    number: int
    width: float  # points
    height: float
    content: int
    resources: int
    marks: int
    running: str | None  # the running header; None asks for a page without header, foot nor number


@dataclass(frozen=True, slots=True)
class Link:
    """An annotation; the document writes its element too, as a link or, when the target is absent, as plain text."""

    number: int
    sheet: int  # from 0
    element: int
    rect: tuple[float, float, float, float]
    anchor: str  # of the document, or nothing
    address: str  # outside
    label: str


@dataclass(frozen=True, slots=True)
class LinkElement:
    number: int
    linked: Blank
    plain: Blank


@dataclass(frozen=True, slots=True)
class Face:
    """A font as a chunk uses it: its name in the contents, which of our faces it is, what each glyph means."""

    name: str
    face: str
    glyphs: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A chunk laid out. `anchors` gives the page of each id, from 0 inside the chunk."""

    count: int  # of objects
    sheets: tuple[Sheet, ...]
    places: Mapping[str, tuple[int, float, float]]  # id → page, and point on it
    tops: tuple[int, ...]  # the structure elements that hang under the document
    links: tuple[Link, ...]
    elements: tuple[LinkElement, ...]
    faces: tuple[Face, ...]
    packed: tuple[Packed, ...]
    streams: tuple[Stream, ...]

    @property
    def pages(self) -> int:
        return len(self.sheets)

    @property
    def anchors(self) -> dict[str, int]:
        return {name: place[0] for name, place in self.places.items()}
