"""Where what fills a section of a dossier is written: the page that holds its data."""

from dataclasses import dataclass

from django.urls import reverse

from plans.enums import SectionNeed
from plans.models import KindSection, Plan

_TREE = ("Ouvrir le plan", "actions:plan")
_PROGRAMME = ("Remplir le programme", "file:programme")
_WAYS = {
    SectionNeed.OBJECTIVES: _TREE,
    SectionNeed.EFFECTS: _TREE,
    SectionNeed.ACTIONS: ("Ouvrir les fiches", "actions:list"),
    SectionNeed.PARTNERS: ("Ouvrir les fiches", "actions:list"),
    SectionNeed.INDICATORS: ("Ouvrir les indicateurs", "indicators:list"),
    SectionNeed.BUDGET: ("Voir le plan de financement", "annexes:funding"),
    SectionNeed.FIGURES: ("Saisir les chiffres", "file:figures"),
    SectionNeed.CHILDCARES: ("Décrire les accueils", "file:childcares"),
    SectionNeed.ACTIVITIES: ("Lister les activités", "file:activities"),
    SectionNeed.CHARTER: ("Ouvrir la charte", "file:charter"),
    SectionNeed.COMMITTEES: ("Ouvrir les instances", "committees:list"),
    SectionNeed.PERIOD: ("Régler les dates", "plans:edit"),
    SectionNeed.STRUCTURE: _PROGRAMME,
    SectionNeed.BOARD: _PROGRAMME,
    SectionNeed.TEAM: _PROGRAMME,
    SectionNeed.PERIMETER: _PROGRAMME,
    SectionNeed.PROGRAMME_BUDGET: _PROGRAMME,
    SectionNeed.OPINIONS: ("Enregistrer les avis", "life:plan"),
}


@dataclass(frozen=True, slots=True)
class Way:
    label: str
    url: str


def way_to(section: KindSection, plan: Plan) -> Way | None:
    """The page where the data of a section are kept; None for one that is only a text."""
    slugs = [plan.territory.slug, plan.slug]
    if section.need == SectionNeed.DOCUMENTS:
        return Way("Joindre un document", f"{reverse('file:documents', args=slugs)}?section={section.key}")
    known = _WAYS.get(SectionNeed(section.need))
    return Way(known[0], reverse(known[1], args=slugs)) if known else None
