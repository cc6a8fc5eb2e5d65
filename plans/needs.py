"""What a plan holds for each need of its dossier, of what this app keeps."""

from typing import Any

from django.db.models import Count, QuerySet

from plans.completeness import Held, is_asked, register
from plans.enums import SectionNeed, VisaOutcome, VisaStage
from plans.forms import duration_fault
from plans.levels import Ladder, enumerated
from plans.models import Activity, BoardSeat, BudgetLine, Childcare, Figure, PerimeterPlace, Plan, Programme, TeamSeat


def register_all() -> None:
    register(SectionNeed.OBJECTIVES, objectives)
    register(SectionNeed.FIGURES, figures, text_is_enough=True, data_is_enough=False)
    register(SectionNeed.CHILDCARES, childcares)
    register(SectionNeed.ACTIVITIES, activities)
    register(SectionNeed.COMMITTEES, committees, text_is_enough=True)
    register(SectionNeed.PERIOD, period)
    register(SectionNeed.STRUCTURE, structure)
    register(SectionNeed.BOARD, board)
    register(SectionNeed.TEAM, team)
    register(SectionNeed.PERIMETER, perimeter)
    register(SectionNeed.PROGRAMME_BUDGET, programme_budget)
    register(SectionNeed.OPINIONS, opinions)


def rows(found: "QuerySet[Any, Any]", one: str, many: str, missing: str) -> Held:
    """Met by at least one row. `one` and `many` name them: « 1 accueil », « 12 accueils »."""
    number = found.count()
    return Held(said=f"{number} {many if number > 1 else one}") if number else Held(missing=missing)


def objectives(plan: Plan) -> Held:
    lowest = Ladder.of(plan.kind).lowest
    found = plan.objectives.filter(level=lowest.level)
    return rows(found, lowest.words, lowest.words_plural, f"Le plan n’a aucun {lowest.words}.")


def figures(plan: Plan) -> Held:
    return rows(Figure.objects.filter(plan=plan), "chiffre", "chiffres", "Ni texte ni chiffre n’est encore saisi.")


def childcares(plan: Plan) -> Held:
    return rows(Childcare.objects.filter(plan=plan), "accueil", "accueils", "Aucun accueil n’est décrit.")


def activities(plan: Plan) -> Held:
    found = Activity.objects.filter(plan=plan)
    return rows(found, "activité périscolaire", "activités périscolaires", "Aucune activité périscolaire n’est listée.")


def committees(plan: Plan) -> Held:
    """Complete when each instance says who sits in it."""
    seats = dict(plan.committees.order_by().values_list("name").annotate(number=Count("seats")))
    if not seats:
        return Held(missing="Aucune instance n’est décrite.")
    empty = [f"« {name} »" for name, number in seats.items() if not number]
    said = f"{len(seats)} instance{'s' if len(seats) > 1 else ''}"
    return Held(said, f"Il manque la composition de {enumerated(empty)}." if empty else "")


def period(plan: Plan) -> Held:
    """Complete when both dates are known and the type allows them."""
    if plan.starts_on and plan.ends_on:
        said = f"Du {plan.starts_on:%d/%m/%Y} au {plan.ends_on:%d/%m/%Y}"
        return Held(said, duration_fault(plan.kind, plan.starts_on, plan.ends_on))
    if plan.starts_on or plan.ends_on:
        return Held("Une seule date", f"La date de {'fin' if plan.starts_on else 'début'} du plan manque.")
    return Held(missing="Les dates de début et de fin du plan manquent.")


def structure(plan: Plan) -> Held:
    programme = Programme.objects.filter(plan=plan).select_related("partner").first()
    if programme is None or not (programme.structure_kind or programme.structure):
        return Held(missing="La structure juridique n’est pas désignée.")
    lacks = [
        words
        for words, value in (
            ("sa forme juridique", programme.structure_kind),
            ("son nom", programme.structure),
            ("l’élu référent", programme.elected_lead),
        )
        if not value
    ]
    said = programme.structure or programme.get_structure_kind_display()
    return Held(said, f"Il manque {enumerated(lacks)}." if lacks else "")


def board(plan: Plan) -> Held:
    found = BoardSeat.objects.filter(programme__plan=plan)
    return rows(found, "siège", "sièges", "La composition du conseil d’administration n’est pas donnée.")


def team(plan: Plan) -> Held:
    found = TeamSeat.objects.filter(programme__plan=plan)
    return rows(found, "profession", "professions", "La composition de l’équipe pluridisciplinaire n’est pas donnée.")


def perimeter(plan: Plan) -> Held:
    found = PerimeterPlace.objects.filter(programme__plan=plan)
    return rows(
        found, "quartier ou réseau", "quartiers ou réseaux", "Aucun quartier prioritaire ni réseau n’est désigné."
    )


def programme_budget(plan: Plan) -> Held:
    found = BudgetLine.objects.filter(programme__plan=plan, planned__isnull=False)
    return rows(found, "ligne de budget", "lignes de budget", "Aucun montant prévisionnel n’est inscrit au budget.")


def opinions(plan: Plan) -> Held:
    """Complete when each authority whose opinion the type requires gave it."""
    given = list(plan.visas.filter(stage=VisaStage.OPINION, amendment=None))
    known = {visa.key for visa in given}
    expected = plan.kind.visas.filter(stage=VisaStage.OPINION, is_required=True)
    awaited = [visa.label for visa in given if visa.is_required and visa.outcome == VisaOutcome.AWAITED]
    awaited += [one.label for one in expected if one.key not in known and is_asked(one, plan)]
    number = sum(visa.outcome != VisaOutcome.AWAITED for visa in given)
    said = f"{number} avis rendu{'s' if number > 1 else ''}" if number else ""
    if awaited:
        return Held(said, f"Avis attendu{'s' if len(awaited) > 1 else ''} : {', '.join(awaited)}.")
    return Held(said, "" if said else "Aucun avis n’est enregistré.")
