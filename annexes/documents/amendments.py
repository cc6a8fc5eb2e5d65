"""What the document of an avenant says, from the plan."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from annexes.contents.amendment import AmendmentSheet, Article, Signature
from annexes.contents.changes import Changes, changes_of
from annexes.contents.model import prose
from annexes.contents.wording import day_wording
from annexes.documents.changes import words_of
from annexes.documents.request import DocumentRequest
from annexes.edition import Edition
from annexes.versions.frozen import deliberation_words
from annexes.versions.sides import compared, sides_of_amendment
from annexes.vocabulary import Vocabulary
from plans.enums import AmendmentStatus, VisaOutcome, VisaStage
from plans.models import Amendment, Plan, Visa
from plans.visas import is_given, visas_of

OPINIONS = {
    VisaOutcome.FAVOURABLE: "favorable",
    VisaOutcome.RESERVED: "favorable avec réserves",
    VisaOutcome.UNFAVOURABLE: "défavorable",
}


def sheet_for(
    plan: Plan, request: DocumentRequest, edition: Edition, vocabulary: Vocabulary
) -> tuple[AmendmentSheet, Edition]:
    """The avenant and its edition: a project until it is signed. Its perimeter found that it has a version to start
    from.
    """
    amendment = plan.amendments.get(pk=request.amendment or 0)
    amendment.plan = plan
    sides = sides_of_amendment(amendment)
    assert sides is not None
    comparison = compared(plan, *sides, substance=True)
    changes = changes_of(comparison, edition, vocabulary, words=[words_of(*sides)])
    visas = list(visas_of(plan, amendment))
    sheet = AmendmentSheet(
        name=f"Avenant n° {amendment.number}",
        title=amendment.title[:1].upper() + amendment.title[1:],
        plan_title=edition.plan_title,
        is_project=amendment.status != AmendmentStatus.SIGNED,
        grounds=tuple(_grounds(amendment, visas, edition)),
        purpose=prose(amendment.purpose),
        articles=tuple(_articles(amendment, changes)),
        signatures=tuple(_signature(one) for one in visas if one.stage == VisaStage.SIGNATURE),
        changes=changes,
    )
    return sheet, replace(edition, draft=sheet.is_project, version_label=sheet.name)


def _grounds(amendment: Amendment, visas: Iterable[Visa], edition: Edition) -> Iterator[str]:
    """What it stands on: the plan, the avenants signed before it, its délibération, the opinions."""
    plan = amendment.plan
    yield f"Vu le plan « {edition.plan_title} »{_signed(plan)} ;"
    for former in plan.amendments.filter(status=AmendmentStatus.SIGNED, number__lt=amendment.number):
        yield f"Vu son avenant n° {former.number}{_signed(former)} ;"
    if words := deliberation_words(amendment):
        yield f"Vu la {words[:1].lower()}{words[1:]} ;"
    for visa in visas:
        if visa.stage == VisaStage.OPINION and is_given(visa) and visa.given_on:
            said = OPINIONS[VisaOutcome(visa.outcome)]
            yield f"Vu l’avis {said} rendu le {day_wording(visa.given_on)} ({visa.label}) ;"


def _signed(act: Plan | Amendment) -> str:
    return f", signé le {day_wording(act.signed_on)}" if act.signed_on else ""


def _articles(amendment: Amendment, changes: Changes) -> Iterator[Article]:
    counted = changes.words[-1]
    when = f"le {day_wording(amendment.effective_on)}" if amendment.effective_on else "le jour de sa signature"
    texts: Sequence[tuple[str, str]] = (
        ("Objet", f"Le présent avenant a pour objet : {amendment.title}."),
        (
            "Modifications",
            "Le plan est modifié comme le dit le tableau des modifications annexé au présent avenant, qui en fait "
            f"partie : {counted[:1].lower()}{counted[1:]}",
        ),
        ("Prise d’effet", f"Le présent avenant prend effet {when}."),
        ("Autres dispositions", "Les dispositions du plan que le présent avenant ne modifie pas demeurent inchangées."),
    )
    for rank, (title, text) in enumerate(texts, 1):
        yield Article(f"Article {rank} – {title}", (text,))


def _signature(visa: Visa) -> Signature:
    said = f"Signé le {day_wording(visa.given_on)}" if is_given(visa) and visa.given_on else ""
    if visa.outcome in (VisaOutcome.REFUSED, VisaOutcome.NOT_NEEDED):
        said = str(visa.get_outcome_display())
    return Signature(visa.label, visa.signer, said)
