"""An avenant as it is signed: what it stands on, why, its articles, its signatures, then what it changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annexes.contents.changes import Changes
from annexes.contents.model import Line, prose
from annexes.contents.wording import day_wording
from annexes.edition import Edition
from annexes.versions.frozen import deliberation_words
from plans.enums import AmendmentStatus, VisaOutcome, VisaStage
from plans.models import Amendment, Visa
from plans.visas import is_given

ANNEXE = "Annexe : tableau des modifications"
OPINIONS = {
    VisaOutcome.FAVOURABLE: "favorable",
    VisaOutcome.RESERVED: "favorable avec réserves",
    VisaOutcome.UNFAVOURABLE: "défavorable",
}


@dataclass(frozen=True, slots=True)
class Article:
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs; `said` is when it was done, or why it is not."""

    authority: str
    signer: str
    said: str


@dataclass(frozen=True, slots=True)
class AmendmentSheet:
    name: str  # « Avenant n° 2 »
    title: str
    plan_title: str
    is_project: bool
    grounds: tuple[str, ...]  # « Vu la convention… »
    purpose: tuple[Line, ...]
    articles: tuple[Article, ...]
    signatures: tuple[Signature, ...]
    changes: Changes


def amendment_sheet(
    amendment: Amendment,
    visas: Sequence[Visa],
    former: Sequence[Amendment],
    changes: Changes,
    edition: Edition,
) -> AmendmentSheet:
    """`former` are the avenants that were signed before it."""
    return AmendmentSheet(
        name=f"Avenant n° {amendment.number}",
        title=amendment.title,
        plan_title=edition.plan_title,
        is_project=amendment.status != AmendmentStatus.SIGNED,
        grounds=tuple(_grounds(amendment, visas, former, edition)),
        purpose=prose(amendment.purpose),
        articles=tuple(_articles(amendment, changes)),
        signatures=tuple(_signature(one) for one in visas if one.stage == VisaStage.SIGNATURE),
        changes=changes,
    )


def _grounds(
    amendment: Amendment, visas: Sequence[Visa], former: Sequence[Amendment], edition: Edition
) -> Iterator[str]:
    signed_on = amendment.plan.signed_on
    on = f", signé le {day_wording(signed_on)}" if signed_on else ""
    yield f"Vu le plan « {edition.plan_title} »{on} ;"
    for one in former:
        on = f", signé le {day_wording(one.signed_on)}" if one.signed_on else ""
        yield f"Vu son avenant n° {one.number}{on} ;"
    if words := deliberation_words(amendment):
        yield f"Vu la {words[:1].lower()}{words[1:]} ;"
    for visa in visas:
        if visa.stage == VisaStage.OPINION and is_given(visa) and visa.given_on:
            said = OPINIONS[VisaOutcome(visa.outcome)]
            yield f"Vu l’avis {said} rendu le {day_wording(visa.given_on)} ({visa.label}) ;"


def _articles(amendment: Amendment, changes: Changes) -> Iterator[Article]:
    yield Article("Article 1 – Objet", (f"Le présent avenant a pour objet : {amendment.title}.",))
    counted = changes.words[-1]
    yield Article(
        "Article 2 – Modifications",
        (
            "Le plan est modifié comme le dit le tableau des modifications annexé au présent avenant, "
            f"qui en fait partie : {counted[:1].lower()}{counted[1:]}",
        ),
    )
    when = f"le {day_wording(amendment.effective_on)}" if amendment.effective_on else "le jour de sa signature"
    yield Article("Article 3 – Prise d’effet", (f"Le présent avenant prend effet {when}.",))
    yield Article(
        "Article 4 – Autres dispositions",
        ("Les dispositions du plan que le présent avenant ne modifie pas demeurent inchangées.",),
    )


def _signature(visa: Visa) -> Signature:
    said = f"Signé le {day_wording(visa.given_on)}" if is_given(visa) and visa.given_on else ""
    if visa.outcome in (VisaOutcome.REFUSED, VisaOutcome.NOT_NEEDED):
        said = str(visa.get_outcome_display())
    return Signature(visa.label, visa.signer, said)
