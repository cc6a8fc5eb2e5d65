"""How one goes about a document: named destinations, bookmarks, and the tree from marked contents to structure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from annexes.pdf.pdffile import PdfFile, references, text_string

LEAF = 200  # entries of a node of a tree


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a page, in points from its bottom left; `page` is the number of its object."""

    page: int
    x: float
    y: float

    def __str__(self) -> str:
        return f"[{self.page} 0 R/XYZ {self.x:g} {self.y:g} 0]"


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the bookmarks. It leads to an id of the document, or else where its first child does."""

    title: str
    anchor: str
    children: tuple["Bookmark", ...] = ()


def destination(anchor: str) -> bytes:
    return b"/Dest" + text_string(anchor)


def add_names(file: PdfFile, places: Mapping[str, Place]) -> int:
    """The tree of destinations (ISO 32000-1, 7.9.6)."""
    names = sorted(places, key=_bytes)
    leaves = []
    for start in range(0, len(names), LEAF):
        group = names[start : start + LEAF]
        first, last = text_string(group[0]), text_string(group[-1])
        entries = b"".join(text_string(name) + str(places[name]).encode() for name in group)
        leaves.append(file.add(b"<</Limits[" + first + last + b"]/Names[" + entries + b"]>>"))
    return file.add(f"<</Kids[{references(leaves)}]>>")


def add_numbers(file: PdfFile, values: Sequence[int]) -> int:
    """The tree from 0, 1, 2… to these objects (ISO 32000-1, 7.9.7)."""
    leaves = []
    for start in range(0, len(values), LEAF):
        group = values[start : start + LEAF]
        entries = " ".join(f"{start + rank} {number} 0 R" for rank, number in enumerate(group))
        leaves.append(file.add(f"<</Limits[{start} {start + len(group) - 1}]/Nums[{entries}]>>"))
    return file.add(f"<</Kids[{references(leaves)}]>>")


def add_outline(file: PdfFile, bookmarks: Sequence[Bookmark], places: Mapping[str, Place]) -> int:
    """The bookmarks, all closed. Give the number of their root, 0 when there is none."""
    kept = list(filter(None, (_kept(bookmark, places) for bookmark in bookmarks)))
    if not kept:
        return 0
    root = file.new()
    first, last = _add_items(file, kept, root, places)
    file.add(f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(kept)}>>", root)
    return root


def _kept(bookmark: Bookmark, places: Mapping[str, Place]) -> Bookmark | None:
    children = tuple(filter(None, (_kept(child, places) for child in bookmark.children)))
    if bookmark.anchor in places:
        return Bookmark(bookmark.title, bookmark.anchor, children)
    return Bookmark(bookmark.title, children[0].anchor, children) if children else None


def _add_items(file: PdfFile, items: Sequence[Bookmark], parent: int, places: Mapping[str, Place]) -> tuple[int, int]:
    """Write these entries and those below. Give the first and the last."""
    numbers = [file.new() for _ in items]
    for rank, (item, number) in enumerate(zip(items, numbers, strict=True)):
        entries = [f"/Parent {parent} 0 R/Dest{places[item.anchor]}"]
        if rank:
            entries.append(f"/Prev {numbers[rank - 1]} 0 R")
        if rank + 1 < len(items):
            entries.append(f"/Next {numbers[rank + 1]} 0 R")
        if item.children:
            first, last = _add_items(file, item.children, number, places)
            entries.append(f"/First {first} 0 R/Last {last} 0 R/Count -{len(item.children)}")
        file.add(b"<</Title" + text_string(item.title) + "".join(entries).encode() + b">>", number)
    return numbers[0], numbers[-1]


def _bytes(name: str) -> bytes:
    """How the name is compared: as it is written."""
    return name.encode() if name.isascii() and name.isprintable() else b"\xfe\xff" + name.encode("utf-16-be")
