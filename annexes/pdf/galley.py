"""A document that WeasyPrint has just laid out, as a chunk: its objects without numbers, its structure made plain."""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from annexes.pdf.chunk import DOCUMENT, FONTS, Blank, Face, Link, LinkElement, Packed, Rendered, Sheet, Stream
from annexes.pdf.pdffile import text_string
from annexes.pdf.structure import Annotation, Mark, Node, read, target, tidy

POINTS = 0.75  # in a CSS pixel
PACKED_AT_ONCE = 400  # objects of one object stream
ANCHOR = "annexe:"
OUTSIDE = ("http://", "https://", "mailto:")

_LENGTH = re.compile(rb"/Length \d+")
_REFERENCE = re.compile(rb"\((?:[^\\()]|\\.)*\)|<[0-9a-fA-F]*>|(\d+) 0 R\b", re.S)


@dataclass(frozen=True, slots=True)
class Layout:
    """What the layout knows, and not the PDF: by page."""

    running: Sequence[str | None]
    crossing: Sequence[Sequence[str]]


def galley(document: Any, pdf: Any, layout: Layout) -> Rendered:
    """The chunk that this `weasyprint.Document` and its `pydyf.PDF` make."""
    return _Galley(document, pdf, layout).rendered()


class _Galley:
    def __init__(self, document: Any, pdf: Any, layout: Layout) -> None:
        self.document = document
        self.layout = layout
        self.objects = pdf.objects
        self.page_numbers = list(pdf.pages["Kids"][::3])
        self.count = 0
        self.copies: dict[int, int] = {}  # number in the PDF → number in the chunk
        self.bodies: list[tuple[int, Blank]] = []
        self.streams: list[Stream] = []
        self.fonts = target(self.objects[self._resources(0)]["Font"])
        tree = self.objects[target(pdf.catalog["StructTreeRoot"])]
        roots = read(self.objects, self.objects[target(tree["K"][0])], self._ranks())
        owners = {
            box.link_annotation.number: box.element
            for page in document.pages
            for _, _, _, box in page.links
            if box.link_annotation is not None
        }
        self.structure = tidy(self._without_decorations(roots), layout.crossing, owners)
        self.nodes = list(self.structure.walk())[1:]

    def rendered(self) -> Rendered:
        pages = [self._new() for _ in self.page_numbers]
        for old, new in zip(self.page_numbers, pages, strict=True):
            self.copies[old] = new
        self.numbers = {id(node): self._new() for node in self.nodes}
        self.numbers[id(self.structure)] = DOCUMENT
        self.parents: dict[int, int] = {}  # element → the number of the one above
        self.owners: list[dict[int, int]] = [{} for _ in pages]  # by page: mark → the number of its element
        for node in (self.structure, *self.nodes):
            for kid in node.kids:
                if isinstance(kid, Node):
                    self.parents[id(kid)] = self.numbers[id(node)]
                elif isinstance(kid, Mark):
                    self.owners[kid.page][kid.number] = self.numbers[id(node)]
        links = list(self._links())
        elements = list(self._elements({link.number for link in links}))
        sheets = tuple(self._sheet(rank) for rank in range(len(pages)))
        tops = tuple(self.numbers[id(kid)] for kid in self.structure.kids)
        return Rendered(
            count=self.count,
            sheets=sheets,
            places=self._places(),
            tops=tops,
            links=tuple(links),
            elements=tuple(elements),
            faces=tuple(self._faces()),
            packed=tuple(pack(self.bodies)),
            streams=tuple(self.streams),
        )

    def _new(self) -> int:
        self.count += 1
        return self.count - 1

    def _ranks(self) -> dict[int, int]:
        return {number: rank for rank, number in enumerate(self.page_numbers)}

    def _resources(self, rank: int) -> int:
        return target(self.objects[self.page_numbers[rank]]["Resources"])

    def _without_decorations(self, roots: Sequence[Node]) -> list[Node]:
        """A picture without alternative text says nothing: its content becomes an artifact."""
        holder = Node("Document", kids=list(roots))
        for node in holder.walk():
            for kid in [kid for kid in node.kids if isinstance(kid, Node) and kid.tag == "Figure" and not kid.alt]:
                node.kids.remove(kid)
                content = self.objects[target(self.objects[self.page_numbers[kid.page]]["Contents"])].stream
                for mark in [mark for mark in kid.kids if isinstance(mark, Mark)]:
                    place = content.index({"MCID": mark.number})
                    content[place - 1 : place + 2] = [b"/Artifact", b"BMC"]
        return [kid for kid in holder.kids if isinstance(kid, Node)]

    # Pages

    def _sheet(self, rank: int) -> Sheet:
        page = self.objects[self.page_numbers[rank]]
        _, _, width, height = page["MediaBox"]
        return Sheet(
            number=self.copies[self.page_numbers[rank]],
            width=round(float(width), 3),
            height=round(float(height), 3),
            content=self._copy(target(page["Contents"])),
            resources=self._copy(self._resources(rank)),
            marks=self._marks(rank),
            running=self.layout.running[rank],
        )

    def _marks(self, rank: int) -> int:
        """The element of each marked content of a page (ISO 32000-1, 14.7.4.4)."""
        owners = self.owners[rank]
        text = _Text()
        for mark in range(max(owners, default=-1) + 1):
            text.ref(owners[mark]) if mark in owners else text.add(b"null ")
        number = self._new()
        self.bodies.append((number, text.blank(b"[", b"]")))
        return number

    def _copy(self, number: int) -> int:
        """An object of the PDF and all that it refers to, copied once."""
        if number == self.fonts:
            return FONTS
        if number in self.copies:
            return self.copies[number]
        new = self.copies[number] = self._new()
        source = self.objects[number]
        if not hasattr(source, "stream"):
            self.bodies.append((new, self._blank(source.data)))
            return new
        head, _, data = source.data.partition(b"\nstream\n")
        entries, data = _LENGTH.sub(b"", head)[2:-2], data.removesuffix(b"\nendstream")
        if b"/Filter" not in entries:
            entries, data = entries + b"/Filter/FlateDecode", zlib.compress(data, 6)
        self.streams.append(Stream(new, self._blank(entries), data))
        return new

    def _blank(self, data: bytes) -> Blank:
        refs: list[int] = []

        def leave(match: re.Match[bytes]) -> bytes:
            if match[1] is None:
                return match[0]
            refs.append(self._copy(int(match[1])))
            return b"%7d 0 R"

        return Blank(_REFERENCE.sub(leave, data.replace(b"%", b"%%")), refs)

    # Structure

    def _elements(self, links: set[int]) -> Iterable[LinkElement]:
        """Write each element; those that hold a link are left to the document, in both forms."""
        for node in self.nodes:
            number = self.numbers[id(node)]
            found = [kid for kid in node.kids if isinstance(kid, Annotation) and self.copies.get(kid.number) in links]
            if found:
                yield LinkElement(number, self._element(node, node.tag), self._element(node, "Span", linked=False))
            else:
                tag = "Span" if node.tag == "Link" else node.tag
                self.bodies.append((number, self._element(node, tag, linked=False)))

    def _element(self, node: Node, tag: str, *, linked: bool = True) -> Blank:
        text = _Text()
        text.add(b"<</Type/StructElem/S/" + tag.encode())
        text.add(b"/P ").ref(self.parents[id(node)])
        if any(isinstance(kid, Mark) for kid in node.kids) or tag == "Figure":
            text.add(b"/Pg ").ref(node.page)
        if node.alt:
            text.add(b"/Alt " + text_string(node.alt))
        text.add(_attributes(node, self.document.pages[node.page].height))
        text.add(b"/K[")
        for kid in node.kids:
            if isinstance(kid, Node):
                text.ref(self.numbers[id(kid)])
            elif isinstance(kid, Mark) and kid.page == node.page:
                text.add(b"%d " % kid.number)
            elif isinstance(kid, Mark):
                text.add(b"<</Type/MCR/Pg ").ref(kid.page).add(b"/MCID %d>>" % kid.number)
            elif linked and kid.number in self.copies:
                text.add(b"<</Type/OBJR/Pg ").ref(kid.page).add(b"/Obj ").ref(self.copies[kid.number]).add(b">>")
        return text.add(b"]>>").blank()

    def _links(self) -> Iterable[Link]:
        """The annotations that lead somewhere, each with the element that holds it."""
        holders = {kid.number: node for node in self.nodes for kid in node.kids if isinstance(kid, Annotation)}
        for rank, page in enumerate(self.document.pages):
            for kind, address, _, box in page.links:
                annotation = box.link_annotation
                if box.element.tag != "a":  # what stands inside a link is linked with it
                    continue
                anchor = address if kind == "internal" else address.removeprefix(ANCHOR)
                outside = address if kind == "external" and address.startswith(OUTSIDE) else ""
                if annotation is None or annotation.number not in holders:
                    continue
                if not outside and kind != "internal" and not address.startswith(ANCHOR):
                    continue
                self.copies[annotation.number] = self._new()
                x1, y1, x2, y2 = (round(float(part), 2) for part in annotation["Rect"])
                yield Link(
                    number=self.copies[annotation.number],
                    sheet=rank,
                    element=self.numbers[id(holders[annotation.number])],
                    rect=(min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)),
                    anchor="" if outside else anchor,
                    address=outside,
                    label=_label(box.element) or address,
                )

    # What the document needs to know

    def _places(self) -> dict[str, tuple[int, float, float]]:
        places: dict[str, tuple[int, float, float]] = {}
        for rank, page in enumerate(self.document.pages):
            for name, (x, y, *_) in page.anchors.items():
                place = (rank, round(x * POINTS, 1), round((page.height - y) * POINTS, 1))
                places.setdefault(name, place)
        return places

    def _faces(self) -> Iterable[Face]:
        for font in self.document.fonts.values():
            if font.missing:
                lacking = ", ".join(f"U+{code:04X}" for code in font.missing)
                raise ValueError(f"characters that no embedded font has: {lacking}")
            face = "Italic" if font.style else "SemiBold" if font.weight > 500 else "Regular"
            yield Face(font.hash, face, dict(font.to_unicode))


class _Text:
    """A `Blank` being written."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.refs: list[int] = []

    def add(self, data: bytes) -> "_Text":
        self.parts.append(data.replace(b"%", b"%%"))
        return self

    def ref(self, number: int) -> "_Text":
        self.parts.append(b"%7d 0 R ")
        self.refs.append(number)
        return self

    def blank(self, before: bytes = b"", after: bytes = b"") -> Blank:
        return Blank(b"".join((before, *self.parts, after)), self.refs)


def pack(bodies: Sequence[tuple[int, Blank]]) -> Iterable[Packed]:
    """Objects by object streams: the numbers and places of the bodies, then the bodies (ISO 32000-1, 7.5.7)."""
    for start in range(0, len(bodies), PACKED_AT_ONCE):
        group = bodies[start : start + PACKED_AT_ONCE]
        index, texts, place = [], [], 0
        for _, body in group:
            index.append(b"%%7d %d " % place)
            texts.append(body.text)
            place += len(body) + 1
        numbers = [number for number, _ in group]
        refs = [*numbers, *(ref for _, body in group for ref in body.refs)]
        head = b"".join(index)
        yield Packed(Blank(head + b"\n".join(texts), refs), numbers, len(head) + 4 * len(group))


def _attributes(node: Node, height: float) -> bytes:
    if node.tag == "Figure" and node.box:
        x1, y1, x2, y2 = node.box
        corners = (x1, height - y2, x2, height - y1)
        return b"/A<</O/Layout/BBox[%s]>>" % b" ".join(b"%.1f" % (part * POINTS) for part in corners)
    columns, rows = node.spans
    entries = b"/ColSpan %d" % columns if columns > 1 else b""
    entries += b"/RowSpan %d" % rows if rows > 1 else b""
    entries += b"/Scope/" + node.scope.encode() if node.scope else b""
    return b"/A<</O/Table" + entries + b">>" if entries else b""


def _label(element: Any) -> str:
    if element is None:
        return ""
    text = element.get("title") or "".join(element.itertext())
    return " ".join(text.replace("\u200b", "").split())
