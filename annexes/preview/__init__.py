"""What the preview page of an import shows, from what was read and what people decided. No HTML here."""

from annexes.preview.asked import Asked
from annexes.preview.correction import Correction, stands_at
from annexes.preview.lines import Line
from annexes.preview.looks import State, anchor
from annexes.preview.page import PreviewPage, branch_of, corrected_line, preview_page

__all__ = [
    "Asked",
    "Correction",
    "Line",
    "PreviewPage",
    "State",
    "anchor",
    "branch_of",
    "corrected_line",
    "preview_page",
    "stands_at",
]
