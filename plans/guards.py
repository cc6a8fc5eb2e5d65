"""What stands in the way of a step of the life of a plan, as far as plans know it (rules V12, V25, V26).

What blocks is law, or what would make the act false; the rest is shown, and passed over with a reason.
"""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from plans.alerts import Severity, alerts_of
from plans.completeness import completeness_of
from plans.enums import PlanStatus, SectionNeed, VisaStage
from plans.forms import duration_fault
from plans.levels import enumerated
from plans.lifecycle import Obstacle, register_guard
from plans.models import Plan
from plans.visas import missing_opinions, missing_signatures, to_prepare, unfavourable, visas_of

S = PlanStatus
WATCHED = ("V16", "V16b", "V28")  # rules of the alerts that matter to who reads the file
SECTIONS_TOLD = 6


def register_all() -> None:
    register_guard("plans.period", period, (S.SUBMITTED, S.SIGNED))
    register_guard("plans.calendar", calendar, (S.IN_FORCE, S.EXPIRED))
    register_guard("plans.opinions", opinions, (S.APPROVED, S.SIGNED))
    register_guard("plans.signatures", signatures, (S.SIGNED,))
    register_guard("plans.deliberation", deliberation, (S.SIGNED,))
    register_guard("plans.renewal", renewal, (S.RENEWED,))
    register_guard("plans.completeness", completeness, (S.SUBMITTED,))
    register_guard("plans.alerts", alerts, (S.SUBMITTED, S.SIGNED))


def period(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """Its dates, and how long they last (V12, V25)."""
    url, link = f"{_page(plan, 'plans:edit')}#id_starts_on", "Indiquer la période du plan"
    if not plan.starts_on or not plan.ends_on:
        yield Obstacle("V25", "Le plan n’a pas sa date de début et sa date de fin.", url, link, status == S.SIGNED)
    elif sentence := duration_fault(plan.kind, plan.starts_on, plan.ends_on):
        yield Obstacle("V12", sentence, url.replace("starts", "ends"), "Revoir la période", plan.kind.duration_is_law)


def calendar(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """A plan is in force within its period, and at its term once it is past."""
    url, link = f"{_page(plan, 'plans:edit')}#id_ends_on", "Revoir la période"
    if plan.ends_on is None or plan.starts_on is None:
        yield Obstacle("V25", "Le plan n’a pas sa date de début et sa date de fin.", url, link)
    elif status == S.EXPIRED and on <= plan.ends_on:
        sentence = f"Le plan court jusqu’au {plan.ends_on:%d/%m/%Y} : pour y mettre fin avant, dénoncez-le."
        yield Obstacle("V25", sentence, url, link)
    elif status == S.IN_FORCE and on < plan.starts_on:
        sentence = f"Le plan commence le {plan.starts_on:%d/%m/%Y} : il entre en vigueur ce jour-là, pas avant."
        yield Obstacle("V25", sentence, url, link)
    elif status == S.IN_FORCE and plan.status == S.EXPIRED and on > plan.ends_on:
        sentence = f"Le plan a pris fin le {plan.ends_on:%d/%m/%Y} : indiquez d’abord sa nouvelle date de fin."
        yield Obstacle("V25", sentence, url, link)


def opinions(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """The opinions that its type requires, before it is approved; those against it, told."""
    url = f"{_page(plan, 'life:plan')}#avis"
    if status == S.APPROVED and (awaited := missing_opinions(plan)):
        sentence = f"Avis attendu et pas encore rendu : {enumerated(awaited)}."
        yield Obstacle("V25", sentence, url, "Noter les avis rendus, ou « sans objet »")
    rendered = [one for one in visas_of(plan) if one.stage == VisaStage.OPINION]
    if against := [one.label for one in unfavourable(rendered)]:
        yield Obstacle("V25", f"Avis défavorable : {enumerated(against)}.", url, "Relire les avis", is_blocking=False)


def signatures(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """Everybody who has to sign has, on a known day (V25)."""
    if missing := missing_signatures(plan):
        link = "Préparer les signatures attendues" if to_prepare(plan) else "Noter les signatures et leur date"
        sentence = f"Signature qui manque, ou sans sa date : {enumerated(missing)}."
        yield Obstacle("V25", sentence, f"{_page(plan, 'life:plan')}#signatures", link)


def deliberation(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """The reference and the day of the délibération (V25)."""
    lacks = [words for words, value in (("référence", plan.deliberation), ("date", plan.deliberated_on)) if not value]
    if lacks:
        sentence = f"La {' et la '.join(lacks)} de la délibération ne sont pas indiquées."
        if len(lacks) == 1:
            sentence = f"La {lacks[0]} de la délibération n’est pas indiquée."
        yield Obstacle("V25", sentence, _page(plan, "life:deliberation"), "Indiquer la délibération")


def renewal(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """A plan is renewed once there is the plan that takes it up."""
    if not plan.renewals.exists():
        url = _page(plan, "renewal:new")
        yield Obstacle("V25", "Aucun plan ne reprend encore celui-ci.", url, "Créer le plan qui le reprend")


def completeness(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """The sections of the dossier that are asked and not filled (V26)."""
    after = SectionNeed.OPINIONS  # given on what is transmitted
    if owed := [one.section.title for one in completeness_of(plan).owed if one.section.need != after]:
        told = owed[:SECTIONS_TOLD] + ([f"{len(owed) - SECTIONS_TOLD} autres"] if len(owed) > SECTIONS_TOLD else [])
        words = "Section du dossier à remplir" if len(owed) == 1 else f"{len(owed)} sections du dossier à remplir"
        yield Obstacle(
            "V26", f"{words} : {enumerated(told)}.", _page(plan, "file:index"), "Compléter le dossier", False
        )


def alerts(plan: Plan, status: PlanStatus, on: date) -> Iterator[Obstacle]:
    """The alerts on the fiches that who receives the file would see first (V16, V28). As many queries as the alerts."""
    found = [one for one in alerts_of(plan, on) if one.rule.code in WATCHED and one.rule.severity is Severity.ALERT]
    for code in WATCHED:
        of_rule = [one for one in found if one.rule.code == code]
        if of_rule:
            sentence = f"{of_rule[0].rule.title} : {len(of_rule)}. {of_rule[0].rule.why}"
            yield Obstacle(code, sentence, f"{_page(plan, 'plans:alerts')}?regle={code}", "Voir les alertes", False)


def _page(plan: Plan, view: str) -> str:
    return reverse(view, args=[plan.territory.slug, plan.slug])
