"""What a plan holds for each need of its dossier that its fiches meet."""

from actions.models import Action, CharterAxis, Funding, Participation
from actions.tree import count_words
from plans.completeness import Held, register
from plans.enums import SectionNeed
from plans.models import EffectGroup, Plan
from plans.needs import rows


def register_all() -> None:
    register(SectionNeed.EFFECTS, effects, text_is_enough=True)
    register(SectionNeed.ACTIONS, actions)
    register(SectionNeed.BUDGET, budget, text_is_enough=True)
    register(SectionNeed.PARTNERS, partners, text_is_enough=True)
    register(SectionNeed.CHARTER, charter)


def effects(plan: Plan) -> Held:
    """Those of the objectives, and those that fiches say."""
    groups = EffectGroup.objects.filter(plan=plan).count()
    fiches = Action.objects.filter(plan=plan).exclude(expected_effects="").count()
    said = count_words(
        ("groupe d’effets attendus", "groupes d’effets attendus", groups),
        ("fiche qui dit les siens", "fiches qui disent les leurs", fiches),
    )
    return Held(said, "" if said else "Aucun effet attendu n’est écrit.")


def actions(plan: Plan) -> Held:
    return rows(Action.objects.filter(plan=plan), "fiche", "fiches", "Le plan n’a aucune fiche.")


def budget(plan: Plan) -> Held:
    found = Funding.objects.filter(action__plan=plan, planned__isnull=False)
    return rows(found, "ligne de financement", "lignes de financement", "Aucun montant prévisionnel n’est inscrit.")


def partners(plan: Plan) -> Held:
    named = Participation.objects.filter(action__plan=plan).order_by()
    found = named.values("partner").distinct()
    return rows(found, "partenaire", "partenaires", "Aucune fiche ne nomme de partenaire.")


def charter(plan: Plan) -> Held:
    """Complete when each axis of the charter is covered by at least one fiche (rule V28)."""
    borne = Action.charter_axes.through.objects.filter(action__plan=plan)
    covered = set(borne.values_list("charteraxis_id", flat=True))
    axes = dict(CharterAxis.objects.values_list("pk", "label"))
    if not covered:
        return Held(missing="Aucune fiche ne porte d’axe de la charte.")
    lacking = [f"« {label} »" for pk, label in axes.items() if pk not in covered]
    said = f"{len(covered)} axe{'s' if len(covered) > 1 else ''} sur {len(axes)}"
    return Held(said, f"Aucune fiche ne porte {', '.join(lacking)}." if lacking else "")
