"""The part of a plan that a document is about, found on the server when the document is made."""

from dataclasses import dataclass

from django.http import QueryDict

from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from annexes.contents.perimeter import narrow
from annexes.documents.meetings import file_words, meeting_for
from annexes.documents.request import OF_A_COMPARISON, OF_A_MEETING, Document, DocumentRequest
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.versions.sides import sides_of_amendment, versions_of
from partners.models import Partner
from plans.enums import Level
from plans.models import Plan

MOST_CHIPS = 3  # filters said one by one
GONE = "Cette partie du plan n’existe plus : choisissez-en une autre."
NO_FICHE = "Aucune fiche ne répond à ce périmètre : choisissez-en un autre."
NO_AMENDMENT = "Cet avenant n’existe plus, ou n’a pas de version de départ."
NO_MEETING = "Cette réunion n’existe plus."
NO_PARTNER = "Choisissez le partenaire dont les engagements sont demandés."
NO_VERSION = "Choisissez deux versions du plan, ou une version et aujourd’hui."


class EmptyPerimeter(Exception):
    """There is nothing to make a document of; its sentence says why."""


@dataclass(frozen=True, slots=True)
class Perimeter:
    """`words` say it in the document (« Thème : Enfance »), `name` in its file name: nothing for a whole plan."""

    outline: PlanOutline
    words: str = ""
    name: str = ""


def perimeter_of(plan: Plan, outline: PlanOutline, request: DocumentRequest) -> Perimeter:
    """The part of `outline`, the plan as loaded, that is asked for. Raise EmptyPerimeter. At most two queries.

    The engagements of a partner go across plans: the whole plan, and his name.
    """
    if request.document is Document.COMMITMENTS:
        return Perimeter(outline, name=_partner(plan, request.partner))
    if request.document in OF_A_MEETING:
        return Perimeter(outline, name=_meeting(plan, request.meeting))
    if request.document in OF_A_COMPARISON:
        return Perimeter(outline, name=_compared(plan, request))
    if request.actions:
        return _of_fiches(plan, narrow(outline, actions=request.actions))
    if request.objective is not None:
        return _of_objective(plan, narrow(outline, objective=request.objective), request.objective)
    if request.theme is not None:
        return _of_theme(plan, narrow(outline, theme=request.theme))
    if request.listed:
        return _of_list(plan, outline, request.listed)
    return Perimeter(outline)


def _partner(plan: Plan, key: int | None) -> str:
    partner = Partner.objects.of(plan.territory).filter(pk=key).first() if key is not None else None
    if partner is None:
        raise EmptyPerimeter(NO_PARTNER)
    return partner.name


def _meeting(plan: Plan, key: int | None) -> str:
    meeting = meeting_for(plan, key)
    if meeting is None:
        raise EmptyPerimeter(NO_MEETING)
    return file_words(meeting)


def _compared(plan: Plan, request: DocumentRequest) -> str:
    """The avenant, or the numbers of the versions that are compared."""
    if request.amendment is not None:
        amendment = plan.amendments.filter(pk=request.amendment).first()
        if amendment is None or sides_of_amendment(amendment) is None:
            raise EmptyPerimeter(NO_AMENDMENT)
        return f"n-{amendment.number}"
    numbers = [number for number in (request.before, request.after) if number is not None]
    if not numbers or versions_of(plan).filter(number__in=numbers).count() < len(set(numbers)):
        raise EmptyPerimeter(NO_VERSION)
    return "-".join("aujourdhui" if one is None else f"v{one}" for one in (request.before, request.after))


def _of_fiches(plan: Plan, part: PlanOutline) -> Perimeter:
    found = list(part.all_actions())
    if not found:
        raise EmptyPerimeter(NO_FICHE)
    if len(found) == 1:
        words = _fiche(plan, found[0])
        return Perimeter(part, words, words)
    return Perimeter(part, f"{len(found)} fiches choisies", f"{len(found)}-fiches")


def _fiche(plan: Plan, action: ActionOutline) -> str:
    return f"{plan.kind.action_label} {action.reference}" if action.reference else action.title


def _of_objective(plan: Plan, part: PlanOutline, key: int) -> Perimeter:
    found = [(theme, one) for theme in part.themes for one in theme.walk() if one.pk == key]
    if not found:
        raise EmptyPerimeter(GONE)
    theme, objective = found[0]
    under = f"{theme.title}, " if theme.title else ""
    return Perimeter(part, under + objective.label, under + _short(objective))


def _of_theme(plan: Plan, part: PlanOutline) -> Perimeter:
    if not part.themes:
        raise EmptyPerimeter(GONE)
    theme: ThemeOutline = part.themes[0]
    level = plan.kind.levels.filter(level=Level.THEME).values_list("singular", flat=True).first()
    return Perimeter(part, f"{level or Level.THEME.label} : {theme.title}", theme.title)


def _short(objective: ObjectiveOutline) -> str:
    return objective.code or objective.title


def _of_list(plan: Plan, outline: PlanOutline, query: str) -> Perimeter:
    criteria = Criteria(Scope(plan.territory, plan), QueryDict(query))
    part = narrow(outline, actions=set(criteria.fiches().values_list("pk", flat=True)))
    if not any(part.all_actions()):
        raise EmptyPerimeter(NO_FICHE)
    chips = [chip.label for chip in criteria.chips()]
    said = " ; ".join(chips[:MOST_CHIPS]) + (" ; …" if len(chips) > MOST_CHIPS else "")
    return Perimeter(part, f"Fiches filtrées : {said}" if said else "", "liste-filtree" if said else "")
