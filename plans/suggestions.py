"""What is proposed to who types the code or the title of an objective."""

from django.http import HttpRequest, JsonResponse

from accounts.access import territory_or_404
from accounts.suggestions import READ, Suggestion, answer, asked
from plans.enums import Level
from plans.models import Objective, PlanKindLevel


def objectives(request: HttpRequest, territory: str) -> JsonResponse:
    """The objectives of `?plan=<short name>`, else of the territory, in the order of print. Three queries.

    `?niveau=OPERATIONAL` keeps one level.
    """
    found, _ = territory_or_404(request, territory)
    plan = request.GET.get("plan", "")
    rows = Objective.objects.visible().filter(plan__territory=found)
    if plan:
        rows = rows.filter(plan__slug=plan)
    labels = {
        (kind, level): (prefix, singular)
        for kind, level, prefix, singular in PlanKindLevel.objects.filter(kind__plans__territory=found)
        .order_by()
        .values_list("kind_id", "level", "prefix", "singular")
    }
    level = request.GET.get("niveau", "")
    paths: dict[int, list[str]] = {}
    candidates = []
    fields = rows.values_list("pk", "parent_id", "level", "code", "title", "plan__kind_id", "plan__title")
    for pk, parent, rank, code, title, kind, of_plan in fields[:READ]:
        prefix, singular = labels.get((kind, rank), ("", str(Level(rank).label)))
        said = code if not code or code.startswith(prefix) else f"{prefix} {code}"
        above = paths.get(parent, [])
        paths[pk] = [*above, said or title[:40]]
        if level and rank != level:
            continue
        where = " › ".join(above) or singular
        candidates.append(
            Suggestion(
                pk,
                " : ".join(filter(None, (said, title))) or f"{singular} sans intitulé",
                hint=where if plan else f"{where} · {of_plan}",
                also=f"{code} {' '.join(above)}",
                names=tuple(filter(None, (said, code))),
            )
        )
    return answer([asked(request)], candidates)
