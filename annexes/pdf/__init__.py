"""The plan as a PDF."""

from annexes.pdf.errors import PdfError
from annexes.pdf.tableau import write_tableau_pdf

__all__ = ["PdfError", "write_tableau_pdf"]
