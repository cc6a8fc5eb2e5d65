"""What a document says of its edition in the margins of its pages: the same words in all of them."""

from datetime import date

from annexes.edition import Edition
from annexes.pdf.margins import Margin
from annexes.pdf.typography import printable

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905


def imprint(edition: Edition, *, annexe: str = "", version: str = "") -> Margin:
    """Territory and plan above, « PROJET » on drafts; below, the annexe, the kind and period that the title leaves
    out, the edition.

    `annexe` and `version` are those of a part of the document that has its own.
    """
    number = annexe or edition.annexe_number
    facts = [
        number and f"Annexe {number}",
        *(fact for fact in (edition.kind_label, edition.period) if fact not in edition.plan_title),
        version or edition.version_label,
        edition.deliberation,
        f"Édition du {day_in_words(edition.edited_on)}",
    ]
    return Margin(
        head=printable(f"{edition.territory} · {edition.plan_title}"),
        foot=printable(" · ".join(fact[0].upper() + fact[1:] for fact in facts if fact)),
        mark="PROJET" if edition.draft else "",
    )


def day_in_words(day: date) -> str:
    """« 1er septembre 2026 »."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
