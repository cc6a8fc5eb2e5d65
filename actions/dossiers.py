"""Where the dossiers of the plans name a partner: the accueils, the activities, the programme, the instances."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from partners.models import Partner
from plans.models import Activity, Childcare, CommitteeSeat, Plan, Programme


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a partner holds in the dossier of a plan, with the page that tells it."""

    plan: Plan
    what: str  # « Gestionnaire d’un accueil »
    name: str
    url: str


def mentions_of(partner: Partner) -> list[Mention]:
    """All of them, the last plan first. Four queries."""
    found = [
        *(
            Mention(
                one.plan, "Gestionnaire d’un accueil", one.name, _page(one.plan, "childcares") + f"#accueil-{one.pk}"
            )
            for one in Childcare.objects.filter(partner=partner).select_related("plan__territory")
        ),
        *(
            Mention(one.plan, "Intervenant d’une activité", one.title, _page(one.plan, "activities"))
            for one in Activity.objects.filter(partner=partner).select_related("plan__territory")
        ),
        *(
            Mention(one.plan, "Structure juridique", str(one._meta.verbose_name), _page(one.plan, "programme"))
            for one in Programme.objects.filter(partner=partner).select_related("plan__territory")
        ),
        *(
            Mention(
                one.committee.plan,
                one.get_quality_display(),
                one.committee.name,
                reverse(
                    "committees:committee",
                    args=[one.committee.plan.territory.slug, one.committee.plan.slug, one.committee_id],
                ),
            )
            for one in CommitteeSeat.objects.filter(partner=partner).select_related("committee__plan__territory")
        ),
    ]
    return sorted(found, key=lambda one: (-(one.plan.starts_on.toordinal() if one.plan.starts_on else 0), one.plan.pk))


def named_in_a_dossier() -> Q:
    """For a queryset of partners: those that a dossier names."""
    here = {"partner": OuterRef("pk")}
    named = Q()
    for model in (Childcare, Activity, Programme, CommitteeSeat):
        named |= Q(Exists(model._default_manager.filter(**here)))
    return named


def _page(plan: Plan, name: str) -> str:
    return reverse(f"file:{name}", args=[plan.territory.slug, plan.slug])
