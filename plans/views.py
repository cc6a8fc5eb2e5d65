from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import perms
from accounts.access import require, signed_in, territory_or_404
from plans.access import plan_or_404
from plans.forms import PlanForm
from plans.services import create_plan

ONLY_COORDINATORS = "Créer ou modifier un plan est réservé à la coordination et à l’administration du territoire."


def new(request: HttpRequest, territory: str) -> HttpResponse:
    """Create a plan."""
    found, role = territory_or_404(request, territory)
    require(perms.can_edit_plans(role), ONLY_COORDINATORS)
    form = PlanForm(request.POST or None, territory=found)
    if request.method == "POST" and form.is_valid():
        plan = create_plan(territory=found, by=signed_in(request), **form.cleaned_data)
        for warning in form.warnings:
            messages.warning(request, warning)
        messages.success(request, f"Le plan « {plan.title} » est créé. Importez une annexe pour le remplir.")
        return redirect(plan)
    status = 422 if form.errors else 200
    return render(request, "plans/form.html", {"form": form, "territory": found}, status=status)


def edit(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Change the title and the period of a plan."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_edit_plans(role), ONLY_COORDINATORS)
    form = PlanForm(request.POST or None, instance=found, territory=found.territory)
    if request.method == "POST" and form.is_valid():
        form.save()
        for warning in form.warnings:
            messages.warning(request, warning)
        messages.success(request, "Le plan est enregistré.")
        return redirect(found)
    status = 422 if form.errors else 200
    return render(
        request, "plans/form.html", {"form": form, "territory": found.territory, "plan": found}, status=status
    )
