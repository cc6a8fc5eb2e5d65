"""The synthesis of a plan as a PDF: one A4 page, whatever the plan. What does not fit is counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from annexes.contents.model import CellKind
from annexes.contents.synthesis import Aim, Mention, StatusRow, Synthesis, synthesis_of
from annexes.contents.wording import day_wording, value_wording
from annexes.edition import Edition
from annexes.outline import PlanOutline
from annexes.pdf.assemble import Bookmark, Part, assemble
from annexes.pdf.chunk import Chunk, Rendered
from annexes.pdf.engine import Progress, render
from annexes.pdf.errors import PdfError
from annexes.pdf.fiches import LOGOS
from annexes.pdf.imprint import imprint
from annexes.pdf.style import Style
from annexes.pdf.typography import NBSP, printable

TITLE = "Synthèse"
ANCHOR = "synthese"
STRIP = 172.0  # millimetres for the counters
ONGOING, DONE = 1, 2  # ranks in GROUPS of what the bars show


@dataclass(frozen=True, slots=True)
class Room:
    """How much is said: rows of the table, late fiches, fiches named by a decision, and by the priorities."""

    rows: int
    late: int
    named: int
    high: int
    close: bool = True
    length: int = 96  # characters of a title


# From the most that a page may hold to what it always does.
ROOMS = (
    Room(20, 10, 5, 6, close=False),
    Room(20, 10, 3, 4),
    Room(20, 10, 2, 2, length=80),
    Room(12, 10, 3, 4, length=80),
    Room(12, 10, 2, 2, length=80),
    Room(8, 8, 2, 2, length=70),
    Room(6, 6, 1, 1, length=60),
    Room(4, 4, 0, 0, length=48),
)


def write_synthesis_pdf(outline: PlanOutline, edition: Edition, progress: Progress | None = None) -> bytes:
    """The synthesis, tagged (PDF/UA-1), on exactly one page. Raise PdfError when it cannot be made."""
    return assemble(
        [Part(_one_page(outline, edition, progress)[1], imprint(edition))],
        title=printable(f"{edition.plan_title} – synthèse"),
        author=edition.territory,
        bookmarks=[Bookmark(TITLE, ANCHOR)],
        archival=edition.archival,
    )


def synthesis_chunk(outline: PlanOutline, edition: Edition) -> Chunk:
    """The page for another document, said as fully as it has room for. Raise PdfError."""
    return _one_page(outline, edition, None)[0]


def _one_page(outline: PlanOutline, edition: Edition, progress: Progress | None) -> tuple[Chunk, Rendered]:
    for room in ROOMS:
        chunk = _chunk(synthesis_of(outline, edition, rows=room.rows), edition, room)
        (rendered,) = render([chunk], progress)
        if rendered.pages == 1:
            return chunk, rendered
    raise PdfError("La synthèse ne tient pas sur une page : un intitulé du plan est trop long.")


def _chunk(synthesis: Synthesis, edition: Edition, room: Room) -> Chunk:
    brand = edition.brand
    logo = LOGOS.get(brand.logo_type, "") if brand.logo else ""
    described = _described(synthesis, edition, room)
    html = render_to_string(
        "annexes/pdf/synthesis.html",
        {"it": described, "logo": logo, "logo_text": printable(brand.logo_text), "anchor": ANCHOR},
    )
    used = {width for row in (*described["rows"], described["whole"]) for width in row["bar"]}
    wide = STRIP / max(len(synthesis.counters), 4) - 1.5
    rules = f".counters li {{ width: {wide:.1f}mm }}\n"
    rules += "".join(f".b{width} {{ width: {width}% }}\n" for width in sorted(used))
    style = Style(("base", "synthesis"), brand.ink, rules)
    return Chunk(html, style, files={logo: brand.logo} if logo else {}, label=TITLE)


def _described(synthesis: Synthesis, edition: Edition, room: Room) -> dict[str, Any]:
    late = synthesis.late[: room.late]
    return {
        "close": room.close,
        "running": TITLE,
        "kicker": printable(f"{TITLE} au {day_wording(edition.edited_on)}"),
        "title": printable(_short(synthesis.title, 150)),
        "identity": printable(" · ".join(_short(fact.value, 120) for fact in synthesis.identity)),
        "counters": [{"value": fact.value, "label": printable(fact.label)} for fact in synthesis.counters],
        "budget": [{"value": printable(fact.value), "label": fact.label} for fact in synthesis.budget],
        "by": printable(synthesis.by),
        "groups": [printable(name) for name in synthesis.groups],
        "rows": [_row(row, room) for row in synthesis.rows],
        "whole": _row(synthesis.whole, room),
        "priorities": [{"value": fact.value, "label": printable(fact.label)} for fact in synthesis.priorities],
        "high": _named(synthesis, synthesis.high, room.high, room),
        "late_count": len(synthesis.late),
        "late": [_late(one, room) for one in late],
        "late_rest": printable(synthesis.rest(synthesis.late, len(late))),
        "decisions": [
            {
                "title": printable(one.title),
                "question": printable(one.question),
                "named": _named(synthesis, one.fiches, room.named, room),
            }
            for one in synthesis.decisions
        ],
        "aims": [_aim(one, room) for one in synthesis.aims[: room.rows]],
        "aims_rest": _rest(len(synthesis.aims) - room.rows),
        "fiches": synthesis.fiches,
    }


def _aim(one: Aim, room: Room) -> dict[str, Any]:
    most = 3 * room.named
    return {
        "name": printable(_short(one.name, room.length + 60)),
        "below": [printable(_short(name, room.length + 20)) for name in one.below[:most]],
        "rest": _rest(len(one.below) - most),
    }


def _rest(more: int) -> str:
    return f"et {more} autre{'s' if more > 1 else ''}" if more > 0 else ""


def _row(row: StatusRow, room: Room) -> dict[str, Any]:
    """Its numbers, and its bar: the shares of what is done and of what is going on, in hundredths."""
    shares = [round(100 * row.counts[rank] / row.total) if row.total else 0 for rank in (DONE, ONGOING)]
    return {
        "name": printable(_short(row.name, room.length)),
        "where": printable(_short(row.where, 40)),
        "counts": [number or "–" for number in row.counts],
        "total": row.total,
        "bar": shares,
    }


def _late(one: Mention, room: Room) -> dict[str, str]:
    return {
        "name": _name(one, room.length),
        "theme": printable(_short(one.theme, 40)),
        "lead": printable(_short(one.lead, 44)) or "–",
        "due_on": value_wording(one.due_on, CellKind.DATE),
        "status": printable(one.status),
    }


def _named(synthesis: Synthesis, found: Sequence[Mention], most: int, room: Room) -> str:
    """« 3 – Ouvrir la ludothèque (Enfance) ; 12 – Relier les quais (Jeunesse) ; et 4 autres fiches »."""
    if not most:
        return ""
    rest = synthesis.rest(found, most)
    said = [_name(one, room.length - 16) + (f" ({one.theme})" if one.theme else "") for one in found[:most]]
    return printable(" ; ".join([*said, rest] if rest else said))


def _name(one: Mention, length: int) -> str:
    """« 12 – Relier les quais »: the number and its dash are not parted."""
    return printable(_short(one.name, length).replace(" – ", f"{NBSP}– ", 1 if one.reference else 0))


def _short(text: str, length: int) -> str:
    """The words of a text that stand in so many characters."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    words = kept.rpartition(" ")[0]
    return f"{(words if len(words) > length // 2 else kept).rstrip(' ,;:–-')}…"
