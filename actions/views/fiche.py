from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from accounts import perms
from accounts.access import signed_in
from actions.enums import Status, Weather
from actions.fiche import fiche_page
from actions.models import Action, SchemeUse
from actions.perms import can_report
from actions.wording import status_wording, weather_wording
from plans.access import plan_or_404
from plans.alerts import about, alerts_of, together


def action(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """One fiche with all that it holds."""
    found, role = plan_or_404(request, territory, plan)
    uses = Prefetch("scheme_uses", SchemeUse.objects.select_related("scheme__replaced_by"))
    actions = Action.objects.select_related(
        "theme", "objective", "merged_into__plan", "renewed_from__plan"
    ).prefetch_related(uses, "also_serves", "steps")
    actions = actions.annotate(has_renewals=Exists(Action.objects.filter(renewed_from=OuterRef("pk"))))
    fiche = get_object_or_404(actions, pk=pk, plan=found)
    can_edit = perms.can_edit_plans(role)
    alerts = about(alerts_of(found), Action._meta.label_lower, pk) if can_edit else []
    context = {
        "territory": found.territory,
        "plan": found,
        "fiche": fiche_page(found, fiche, names_contacts=perms.can_contribute(role)),
        "status": status_wording(Status(fiche.status)),
        "can_edit": can_edit,
        "alerts": together(alerts),
        "alert_count": len(alerts),
        "can_report": can_report(signed_in(request), role, fiche),
        "weather": weather_wording(Weather(fiche.weather)) if fiche.weather else "",
    }
    return render(request, "actions/action.html", context)
