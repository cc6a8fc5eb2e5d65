"""The names of the XML of Word, and its parts as trees."""

from functools import cache

from docx.oxml.ns import qn
from lxml import etree
from lxml.etree import _Element as Element

_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@cache
def w(name: str) -> str:
    """« w:name » as lxml writes it."""
    return qn(f"w:{name}")


def parsed(content: bytes) -> Element:
    """The root of a part, strict or not: plain elements, which cost half of those of python-docx."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(content.replace(_STRICT, _TRANSITIONAL), parser)


def val(element: Element | None) -> str:
    """The `w:val` of an element, or nothing."""
    return element.get(w("val")) or "" if element is not None else ""
