"""What a document says of its edition in the margins of its pages: the same words in all of them."""

from annexes.contents.wording import day_wording
from annexes.edition import Edition
from annexes.pdf.margins import Margin
from annexes.pdf.typography import printable


def imprint(edition: Edition, *, annexe: str = "", version: str = "") -> Margin:
    """Territory and plan above, « PROJET » on drafts; below, the annexe, the kind and period that the title leaves
    out, the edition.

    `annexe` and `version` are those of a part of the document that has its own.
    """
    number = annexe or edition.annexe_number
    facts = [
        number and f"Annexe {number}",
        *(fact for fact in (edition.kind_label, edition.period) if fact not in edition.plan_title),
        edition.deliberation,
        f"Édition du {day_wording(edition.edited_on)}",
        version or edition.version_label,  # the last: what does not fit is cut
    ]
    return Margin(
        head=printable(f"{edition.territory} · {edition.plan_title}"),
        foot=printable(" · ".join(fact[0].upper() + fact[1:] for fact in facts if fact)),
        mark="PROJET" if edition.draft else "",
    )
