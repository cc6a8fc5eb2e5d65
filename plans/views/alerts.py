"""What deserves attention in a plan, by rule, each line leading to the field that cures it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plans.access import plan_or_404
from plans.alerts import Alert, Rule, Severity, alerts_of, rules

PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Family:
    """The alerts of one rule."""

    rule: Rule
    alerts: Sequence[Alert]
    count: int


def alerts(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """`?regle=V14` shows one rule; `?objet=actions.action:12` one object."""
    found, _ = plan_or_404(request, territory, plan)
    every = alerts_of(found)
    counts = Counter(alert.rule.code for alert in every)
    chosen, of = request.GET.get("regle", ""), request.GET.get("objet", "")
    shown = [
        alert
        for alert in every
        if (not chosen or alert.rule.code == chosen)
        and (not of or of in (f"{model}:{pk}" for model, pk in alert.subject.keys))
    ]
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "territory": found.territory,
        "plan": found,
        "families": _families(list(page.object_list), Counter(alert.rule.code for alert in shown)),
        "tabs": [(rule, counts[rule.code]) for rule in rules() if counts[rule.code]],
        "chosen": chosen,
        "of": next((one.subject for one in shown if f"{one.subject.model}:{one.subject.pk}" == of), None),
        "is_filtered": bool(chosen or of),
        "page": page,
        "to_correct": sum(alert.rule.severity is Severity.ALERT for alert in every),
        "to_know": sum(alert.rule.severity is Severity.INFO for alert in every),
        "rules": rules(),
    }
    return render(request, "plans/alerts.html", context)


def _families(shown: Sequence[Alert], counts: Counter[str]) -> list[Family]:
    families: dict[str, list[Alert]] = {}
    for alert in shown:
        families.setdefault(alert.rule.code, []).append(alert)
    return [Family(several[0].rule, several, counts[code]) for code, several in families.items()]
