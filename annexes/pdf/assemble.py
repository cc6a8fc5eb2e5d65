"""Chunks made one document: PDF/UA-1, and PDF/A-3a with it for archives.

Pages follow one another under one structure, each face is embedded once, links lead from chunk to chunk, bookmarks and
page numbers are those of the whole.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from annexes.pdf.chunk import DOCUMENT, FONTS, Link, Rendered
from annexes.pdf.embedding import Embedding
from annexes.pdf.margins import Margin, stamp
from annexes.pdf.metadata import Facts, add_metadata, add_output_intent
from annexes.pdf.navigation import Bookmark, Place, add_names, add_numbers, add_outline, destination
from annexes.pdf.pdffile import PdfFile, references, text_string

__all__ = ["Bookmark", "Margin", "Part", "assemble", "page_numbers"]

Number = Callable[[int], int]  # of an object of the chunk → of the document


@dataclass(frozen=True, slots=True)
class Part:
    """A chunk in its document, with what is printed in the margins of its pages."""

    rendered: Rendered
    margin: Margin = field(default_factory=Margin)


def page_numbers(parts: Iterable[Part]) -> dict[str, int]:
    """The printed number, from 1, of the page of every id of the document."""
    numbers: dict[str, int] = {}
    before = 1
    for part in parts:
        for anchor, page in part.rendered.anchors.items():
            numbers.setdefault(anchor, before + page)
        before += part.rendered.pages
    return numbers


def assemble(
    parts: Sequence[Part], *, title: str, author: str, bookmarks: Sequence[Bookmark] = (), archival: bool = False
) -> bytes:
    """The document. The same parts give the same bytes."""
    return _Document(parts, archival=archival).write(title, author, bookmarks)


class _Document:
    def __init__(self, parts: Sequence[Part], *, archival: bool) -> None:
        self.parts = parts
        self.archival = archival
        self.file = PdfFile()
        self.tree, self.structure, self.root_of_pages, self.fonts = (self.file.new() for _ in range(4))
        self.bases = [self.file.new(part.rendered.count) for part in parts]
        self.pages = [base + sheet.number for base, part in self._based() for sheet in part.rendered.sheets]
        self.places = self._all_places()
        self.embedding = Embedding()
        self.tops: list[int] = []
        self.keys: list[int] = []  # of the parent tree: what each page marks, then the element of each annotation
        self.linked: list[int] = []
        self.identity = hashlib.sha256()

    def write(self, title: str, author: str, bookmarks: Sequence[Bookmark]) -> bytes:
        for base, part in self._based():
            self._add_part(base, part)
        file = self.file
        self.embedding.write(file, self.fonts)
        parents = add_numbers(file, [*self.keys, *self.linked])
        tops = references(self.tops)
        file.add(f"<</Type/StructElem/S/Document/P {self.tree} 0 R/K[{tops}]>>", self.structure)
        file.add(f"<</Type/StructTreeRoot/K[{self.structure} 0 R]/ParentTree {parents} 0 R>>", self.tree)
        file.add(f"<</Type/Pages/Count {len(self.pages)}/Kids[{references(self.pages)}]>>", self.root_of_pages)
        self.identity.update(repr((title, author, self.archival)).encode())
        facts = Facts(title, author, self.identity.digest()[:16], self.archival)
        info, metadata = add_metadata(file, facts)
        entries = [
            f"/Type/Catalog/Pages {self.root_of_pages} 0 R/StructTreeRoot {self.tree} 0 R/Metadata {metadata} 0 R",
            "/Lang(fr)/MarkInfo<</Marked true>>/ViewerPreferences<</DisplayDocTitle true>>",
            f"/Names<</Dests {add_names(file, self.places)} 0 R>>" if self.places else "",
        ]
        if outline := add_outline(file, bookmarks, self.places):
            entries.append(f"/PageMode/UseOutlines/Outlines {outline} 0 R")
        if self.archival:
            entries.append(f"/OutputIntents[{add_output_intent(file)} 0 R]")
        return file.save(file.add(f"<<{''.join(entries)}>>"), info, facts.identity)

    def _based(self) -> Iterable[tuple[int, Part]]:
        return zip(self.bases, self.parts, strict=True)

    def _all_places(self) -> dict[str, Place]:
        """Where each id stands; the first of two that are the same."""
        places: dict[str, Place] = {}
        for base, part in self._based():
            for anchor, (page, x, y) in part.rendered.places.items():
                places.setdefault(anchor, Place(base + part.rendered.sheets[page].number, x, y))
        return places

    def _add_part(self, base: int, part: Part) -> None:
        chunk = part.rendered
        shared = {DOCUMENT: self.structure, FONTS: self.fonts}

        def number(local: int) -> int:
            return shared[local] if local in shared else base + local

        for stream in chunk.streams:
            same = self.file.copy(stream, number)
            if same is not None:
                shared[stream.number] = same
            self.identity.update(stream.data)
        for packed in chunk.packed:
            self.file.pack(packed, number)
        self.tops += map(number, chunk.tops)
        self.embedding.use(chunk.faces)
        annotations = self._add_links(chunk, number)
        for rank, sheet in enumerate(chunk.sheets):
            self._add_page(part, rank, number, annotations.get(rank, ()))
            self.keys.append(number(sheet.marks))

    def _add_page(self, part: Part, rank: int, number: Number, annotations: Sequence[int]) -> None:
        sheet, page = part.rendered.sheets[rank], len(self.keys)
        contents = references([number(sheet.content)])
        if sheet.running is not None:
            where = f"{page + 1}", f"{len(self.pages)}"
            operators = stamp(sheet.width, sheet.height, part.margin, sheet.running, where, self.embedding)
            self.identity.update(operators.encode())
            contents = f"[{self.file.add_stream(operators.encode())} 0 R {contents}]"
        self.file.add(
            f"<</Type/Page/Parent {self.root_of_pages} 0 R/MediaBox[0 0 {sheet.width:g} {sheet.height:g}]"
            f"/Resources {number(sheet.resources)} 0 R/Contents {contents}/Tabs/S/StructParents {page}"
            f"{f'/Annots[{references(annotations)}]' if annotations else ''}>>",
            number(sheet.number),
        )

    def _add_links(self, chunk: Rendered, number: Number) -> dict[int, list[int]]:
        """Write the annotations that lead somewhere, and the elements of all. Give the annotations by page."""
        found: dict[int, list[int]] = {}
        leading = {link.number: link for link in chunk.links if link.address or link.anchor in self.places}
        for link in leading.values():
            key = len(self.pages) + len(self.linked)
            self.linked.append(number(link.element))
            self.file.add(_annotation(link, key), number(link.number))
            found.setdefault(link.sheet, []).append(number(link.number))
        holders = {link.element for link in leading.values()}
        for element in chunk.elements:
            body = element.linked if element.number in holders else element.plain
            self.file.add(body.fill(number), number(element.number))
        return found


def _annotation(link: Link, key: int) -> bytes:
    action = b"/A<</S/URI/URI" + text_string(link.address) + b">>" if link.address else destination(link.anchor)
    rect = " ".join(f"{part:g}" for part in link.rect)
    head = f"<</Type/Annot/Subtype/Link/Rect[{rect}]/Border[0 0 0]/F 4/StructParent {key}/Contents".encode()
    return head + text_string(link.label) + action + b">>"
