"""The comments that people left on the cells of a workbook: no field takes them, and that is said."""

import re
from collections.abc import Iterator

from docx.oxml.parser import parse_xml

from accounts.text import one_line
from annexes.readers.container import Opened
from annexes.reading import Issue, Severity

_ENTRY = re.compile(r"xl/(?:comments/)?comments?\d*\.xml")
_OURS = tuple("✖⚠✎ℹ◌")  # begin the remarks of a file that we returned
_LIMIT = 4 * 1024 * 1024
_SHOWN = 5
_LENGTH = 100


def comment_issues(opened: Opened) -> Iterator[Issue]:
    """One issue for the comments of a sheet of an xlsx, with the first of them."""
    archive = opened.archive
    if archive is None:
        return
    for entry in filter(_ENTRY.fullmatch, archive.entries):
        try:
            comments = parse_xml(archive.read(entry, _LIMIT)).iter("{*}comment")
        except (KeyError, SyntaxError, ValueError):
            continue
        said = ((one.get("ref"), " ".join(text.text or "" for text in one.iter("{*}t"))) for one in comments)
        found = [(cell, one_line(text)) for cell, text in said]
        found = [(cell, text) for cell, text in found if text and not text.startswith(_OURS)]
        if found:
            more = f" ; et {len(found) - _SHOWN} autres" if len(found) > _SHOWN else ""
            told = " ; ".join(f"{cell} « {text[:_LENGTH]} »" for cell, text in found[:_SHOWN])
            message = (
                f"{len(found)} commentaires de cellules ne sont pas repris"
                if len(found) > 1
                else "un commentaire de cellule n’est pas repris"
            )
            yield Issue(f"Fichier {opened.name}", Severity.INFO, "cell-comments", message, f"{told}{more}")
