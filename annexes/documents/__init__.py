"""The documents that a plan gives, each as bytes with the name of its file."""

from annexes.contents.dossier import Section
from annexes.contents.model import FicheStyle
from annexes.documents.making import Made, make_document, offered
from annexes.documents.naming import file_name
from annexes.documents.perimeters import EmptyPerimeter
from annexes.documents.request import (
    ALL_SECTIONS,
    FORMS,
    Document,
    DocumentRequest,
    Form,
)

__all__ = [
    "ALL_SECTIONS",
    "FORMS",
    "Document",
    "DocumentRequest",
    "EmptyPerimeter",
    "FicheStyle",
    "Form",
    "Made",
    "Section",
    "file_name",
    "make_document",
    "offered",
]
