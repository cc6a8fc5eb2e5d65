"""Chunks of tagged pages made one document: structure tree, bookmarks, metadata.

WeasyPrint numbers the marked pages of each chunk from 0; here they follow one another, and the chunks' elements hang
under one Document (ISO 32000-1, 14.7; ISO 14289-1).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, OutlineItem, Pdf, String

PRODUCER = "PEDT Planner (WeasyPrint, pikepdf)"
UA = "http://www.aiim.org/pdfua/ns/id/"


@dataclass(frozen=True, slots=True)
class Bookmark:
    title: str
    page: int  # from 0
    children: tuple["Bookmark", ...] = ()


def merge(chunks: Sequence[bytes], *, title: str, author: str, bookmarks: Sequence[Bookmark]) -> bytes:
    """One PDF/UA-1 document of these chunks, in order."""
    pdf = Pdf.new()
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([document])))
    document.P = tree
    numbers = Array()
    next_key = 0
    for chunk in chunks:
        next_key = _append(pdf, Pdf.open(io.BytesIO(chunk)), document, numbers, next_key)
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    tree.ParentTreeNextKey = next_key
    root = pdf.Root
    root.StructTreeRoot = tree
    root.Lang = String("fr")
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseOutlines
    with pdf.open_outline() as outline:
        outline.root.extend(_item(bookmark) for bookmark in bookmarks)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata.register_xml_namespace(UA, "pdfuaid")
        metadata["dc:title"] = title
        metadata["dc:creator"] = [author]
        metadata["dc:language"] = ["fr"]
        metadata["pdf:Producer"] = PRODUCER
        metadata["pdfuaid:part"] = "1"
    buffer = io.BytesIO()
    pdf.save(buffer, object_stream_mode=ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)
    return buffer.getvalue()


def _append(pdf: Pdf, source: Pdf, document: Dictionary, numbers: Array, base: int) -> int:
    """Add the pages of a chunk and its structure; the next free key of the parent tree."""
    first = len(pdf.pages)
    pdf.pages.extend(source.pages)
    structure = pdf.copy_foreign(source.Root.StructTreeRoot)
    for top in structure.K[0].K:
        top.P = document
        document.K.append(top)
    entries = structure.ParentTree.Nums
    following = base
    for rank in range(0, len(entries), 2):
        key = base + int(entries[rank])
        numbers.append(key)
        numbers.append(entries[rank + 1])
        following = max(following, key + 1)
    for page in pdf.pages[first:]:
        page.obj.StructParents = base + int(page.obj.StructParents)
    return following


def _item(bookmark: Bookmark) -> OutlineItem:
    item = OutlineItem(bookmark.title, bookmark.page, "Fit")
    item.is_closed = True
    item.children.extend(_item(child) for child in bookmark.children)
    return item
