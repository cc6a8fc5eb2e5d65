"""The pages of a dossier that are neither tables nor fiches: its cover, the texts that present the plan."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.template.loader import render_to_string

from annexes.contents.dossier import PRESENTATION_TITLE, ThemePart
from annexes.contents.model import Line, prose
from annexes.contents.wording import day_wording
from annexes.edition import Edition
from annexes.outline import SectionOutline
from annexes.pdf.article import article, rules_of
from annexes.pdf.chunk import Chunk
from annexes.pdf.fiches import LOGOS
from annexes.pdf.style import Style
from annexes.pdf.typography import pieces, printable

COVER, PRESENTATION = "couverture", "presentation"
LONG = 20_000  # characters of texts of one chunk


def dossier_style(edition: Edition) -> Style:
    return Style(("base", "dossier"), edition.brand.ink)


def cover_chunk(edition: Edition, title: str = "Dossier complet", more: Sequence[str] = ()) -> Chunk:
    """A page without margins: whose plan it is, what it is, what makes this edition of it; `more` facts of it."""
    brand = edition.brand
    logo = LOGOS.get(brand.logo_type, "") if brand.logo else ""
    annexe = f"Annexe n° {edition.annexe_number}" if edition.annexe_number else ""
    kind = edition.kind_label if not edition.plan_title.startswith(edition.kind_label) else ""
    context = {
        "anchor": COVER,
        "logo": logo,
        "logo_text": printable(brand.logo_text),
        "territory": printable(edition.territory),
        "kind": printable(kind),
        "plan": printable(edition.plan_title),
        "size": "long" if len(edition.plan_title) > 60 else "",
        "period": printable(edition.period if edition.period not in edition.plan_title else ""),
        "title": printable(edition.perimeter or title),
        "mark": "Projet" if edition.draft else "",
        "facts": [
            printable(fact) for fact in (*more, annexe, edition.deliberation, _capital(edition.version_label)) if fact
        ],
        "edited": printable(f"Édition du {day_wording(edition.edited_on)}"),
    }
    html = render_to_string("annexes/pdf/cover.html", context)
    return Chunk(html, dossier_style(edition), {logo: brand.logo} if logo else {}, label="Couverture")


def presentation_chunks(sections: Sequence[SectionOutline], edition: Edition) -> list[Chunk]:
    """The texts of the plan under one heading; very long ones begin new pages."""
    return [
        _articles_chunk(texts, edition, is_first=rank == 0)
        for rank, texts in enumerate(_bundles(list(_sections(sections))))
    ]


def section_anchor(rank: int) -> str:
    return f"{PRESENTATION}-{rank}"


def opening_chunk(title: str, part: ThemePart, edition: Edition, level: int) -> Chunk:
    """What the theme and its objectives say of themselves, under a title of `level`."""
    texts = [_described(name, text) for name, text in part.texts]
    return _texts_chunk(title, level, opening_anchor(part.rank), texts, edition)


def opening_anchor(rank: int) -> str:
    return f"theme-{rank}"


def _texts_chunk(title: str, level: int, anchor: str, texts: Sequence[dict[str, Any]], edition: Edition) -> Chunk:
    context = {"title": printable(title), "level": level, "below": max(level, 1) + 1, "anchor": anchor, "texts": texts}
    return Chunk(render_to_string("annexes/pdf/texts.html", context), dossier_style(edition), label=title)


def _articles_chunk(texts: Sequence[dict[str, Any]], edition: Edition, *, is_first: bool) -> Chunk:
    context = {
        "title": printable(PRESENTATION_TITLE),
        "level": 1 if is_first else 0,
        "anchor": PRESENTATION if is_first else "",
        "texts": texts,
    }
    style = dossier_style(edition)
    rules = rules_of([block for text in texts for block in text["blocks"]])
    html = render_to_string("annexes/pdf/articles.html", context)
    return Chunk(html, replace(style, rules=rules), label=PRESENTATION_TITLE)


def _sections(sections: Sequence[SectionOutline]) -> Iterator[dict[str, Any]]:
    for rank, section in enumerate(sections):
        yield {
            "anchor": section_anchor(rank),
            "title": printable(section.title),
            "blocks": article(section, level=2),
            "length": len(section.text),
        }


def _bundles(texts: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """Texts that stand in one chunk."""
    bundle: list[dict[str, Any]] = []
    length = 0
    for text in texts:
        if bundle and length + text["length"] > LONG:
            yield bundle
            bundle, length = [], 0
        bundle.append(text)
        length += text["length"]
    if bundle:
        yield bundle


def _described(title: str, text: str) -> dict[str, Any]:
    lines = [part for line in prose(text) for part in _parts(line)]
    blocks = [
        {"entries": list(found)} if bullet else {"lines": list(found)}
        for bullet, found in groupby(lines, key=lambda line: line["bullet"])
    ]
    return {"title": printable(title), "blocks": blocks}


def _parts(line: Line) -> Iterator[dict[str, Any]]:
    for rank, text in enumerate(pieces(line.text, 4_000)):
        yield {"text": printable(text), "bullet": line.bullet and rank == 0}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
