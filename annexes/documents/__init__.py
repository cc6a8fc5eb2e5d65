"""The documents that a plan gives, each as bytes with the name of its file."""

from annexes.documents.making import Made, make_document
from annexes.documents.naming import file_name
from annexes.documents.request import (
    ALL_SECTIONS,
    FORMS,
    Document,
    DocumentRequest,
    FicheStyle,
    Form,
    Section,
)

__all__ = [
    "ALL_SECTIONS",
    "FORMS",
    "Document",
    "DocumentRequest",
    "FicheStyle",
    "Form",
    "Made",
    "Section",
    "file_name",
    "make_document",
]
