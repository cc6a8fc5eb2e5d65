"""What a plan holds for the need of its dossier that its indicators meet."""

from indicators.models import Indicator
from plans.completeness import Held, register
from plans.enums import SectionNeed
from plans.models import Plan
from plans.needs import rows


def register_all() -> None:
    register(SectionNeed.INDICATORS, indicators, text_is_enough=True)


def indicators(plan: Plan) -> Held:
    found = Indicator.objects.of_plan(plan)
    return rows(found, "indicateur", "indicateurs", "Aucun indicateur n’est défini.")
