"""The structure of a chunk, as a screen reader walks it: made plain before it is written.

WeasyPrint wraps each line in a Span, each anonymous box in a NonStruct, and cuts an element that crosses a page into
one element a page. Here lines hang under their paragraph, and the pieces are joined again (ISO 14289-1, 7.1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

GROUPS = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption"))  # hold blocks, not text
KEPT_EMPTY = frozenset(("TD", "TH", "Figure"))
STRICT = frozenset(("Table", "THead", "TBody", "TFoot", "TR", "L", "LI"))  # hold nothing but what their type names


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked content of a page, by its number on the page."""

    page: int
    number: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation, by the number of its object."""

    page: int
    number: int


@dataclass(slots=True)
class Node:
    tag: str
    page: int = 0
    kids: list["Node | Mark | Annotation"] = field(default_factory=list)
    alt: str = ""
    box: tuple[float, ...] = ()
    spans: tuple[int, int] = (1, 1)  # columns, rows
    scope: str = ""  # of a header cell: « Column » or « Row »

    def walk(self) -> Iterator["Node"]:
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()


# Elements of the HTML that cross a page, from the outermost: the tags that WeasyPrint gives them.
TAGS = {
    "article": ("Art",),
    "section": ("Sect",),
    "main": ("Part",),
    "div": ("Div",),
    "blockquote": ("BlockQuote",),
    "ul": ("L",),
    "ol": ("L",),
    "li": ("LI", "LBody"),
    "p": ("P",),
}


def tidy(roots: Sequence[Node], crossing: Sequence[Sequence[str]], owners: Mapping[int, object] | None = None) -> Node:
    """One Document of these elements, in order.

    `crossing[n]` are the HTML elements that stand on page n and on the next one, from the outermost; `owners` gives the
    HTML element of an annotation.
    """
    document = Node("Document", kids=list(join(roots, crossing)))
    _plain(document)
    _join_links(document, owners or {})
    for node in document.walk():
        if node.tag == "Table":
            _give_scopes(node)
    return document


def join(roots: Sequence[Node], crossing: Sequence[Sequence[str]]) -> list[Node]:
    """The elements of all pages, with those that a page break cut made one again."""
    joined: list[Node] = []
    for root in roots:
        before = joined[-1] if joined else None
        first_of_page = before is not None and _last_page(before) == root.page - 1
        if before is not None and first_of_page and 0 < root.page <= len(crossing):
            tags = [tag for name in crossing[root.page - 1] for tag in TAGS.get(name, ("NonStruct",))]
            if tags and tags[0] == before.tag == root.tag:
                _weld(before, root, tags[1:])
                continue
        joined.append(root)
    return joined


def _last_page(node: Node) -> int:
    return max(part.page for part in node.walk())


def _weld(above: Node, below: Node, tags: list[str]) -> None:
    """Give the children of `below` to `above`; the last of one and the first of the other may be one element too."""
    last = above.kids[-1] if above.kids else None
    first = below.kids[0] if below.kids else None
    if tags and isinstance(last, Node) and isinstance(first, Node) and last.tag == first.tag == tags[0]:
        _weld(last, first, tags[1:])
        del below.kids[0]
    above.kids += below.kids


def _plain(node: Node) -> None:
    """Lines and anonymous boxes give way to what they hold; what holds nothing goes; bare text gets its paragraph."""
    kids: list[Node | Mark | Annotation] = []
    for kid in node.kids:
        if not isinstance(kid, Node):
            kids.append(kid)
            continue
        _plain(kid)
        if kid.tag in ("Span", "NonStruct") and node.tag not in STRICT:
            kids += kid.kids
        elif kid.kids or kid.tag in KEPT_EMPTY:
            kids.append(kid)
    node.kids = list(_with_paragraphs(kids)) if node.tag in GROUPS else kids


def _with_paragraphs(kids: list[Node | Mark | Annotation]) -> Iterator[Node]:
    paragraph: Node | None = None
    for kid in kids:
        if isinstance(kid, Node) and kid.tag not in ("Link", "Span"):
            paragraph = None
            yield kid
            continue
        if paragraph is None:
            paragraph = Node("P", kid.page)
            yield paragraph
        paragraph.kids.append(kid)


def _join_links(node: Node, owners: Mapping[int, object]) -> None:
    """The lines of one link are one link."""
    kids: list[Node | Mark | Annotation] = []
    for kid in node.kids:
        owner = _owner(kid, owners)
        if owner is not None and kids and _owner(kids[-1], owners) is owner:
            kids[-1].kids += kid.kids  # type: ignore[union-attr]  # both are nodes
            continue
        if isinstance(kid, Node):
            _join_links(kid, owners)
        kids.append(kid)
    node.kids = kids


def _owner(kid: Node | Mark | Annotation, owners: Mapping[int, object]) -> object:
    if not isinstance(kid, Node) or kid.tag != "Link":
        return None
    return next((owners.get(part.number) for part in kid.kids if isinstance(part, Annotation)), None)


def _give_scopes(table: Node) -> None:
    for group in table.kids:
        for node in group.walk() if isinstance(group, Node) else ():
            if node.tag == "TH":
                node.scope = "Column" if isinstance(group, Node) and group.tag == "THead" else "Row"


def read(objects: Sequence[Any], document: Any, pages: dict[int, int]) -> list[Node]:
    """The elements under the Document of a PDF that WeasyPrint made; `pages` gives the page of an object."""
    reader = _Reader(objects, pages)
    return [reader.node(target(kid)) for kid in document["K"]]


def target(reference: bytes) -> int:
    """The number in « 12 0 R »."""
    return int(reference.split(b" ", 1)[0])


class _Reader:
    def __init__(self, objects: Sequence[Any], pages: dict[int, int]) -> None:
        self.objects = objects
        self.pages = pages

    def node(self, number: int) -> Node:
        element = self.objects[number]
        page = self.pages[target(element["Pg"])]
        attributes = element.get("A", {})
        node = Node(
            tag=str(element["S"])[1:],
            page=page,
            alt=getattr(element.get("Alt"), "string", ""),
            box=tuple(attributes.get("BBox", ())),
            spans=(int(attributes.get("ColSpan", 1)), int(attributes.get("RowSpan", 1))),
        )
        for kid in element["K"]:
            if isinstance(kid, int):
                node.kids.append(Mark(page, kid))
            elif self.objects[target(kid)].get("Type") == "/OBJR":
                node.kids.append(Annotation(page, target(self.objects[target(kid)]["Obj"])))
            else:
                node.kids.append(self.node(target(kid)))
        return node
