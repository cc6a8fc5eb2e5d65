from django.contrib import messages
from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import perms
from accounts.access import require, signed_in, territory_or_404
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from plans.access import plan_or_404
from plans.forms import PlanForm, PlanSettingsForm
from plans.services import create_plan, delete_plan, what_goes_with, why_kept

ONLY_COORDINATORS = "Créer ou modifier un plan est réservé à la coordination et à l’administration du territoire."
ONLY_ADMINS = "Supprimer un plan est réservé à l’administration du territoire."


def new(request: HttpRequest, territory: str) -> HttpResponse:
    """Create a plan."""
    found, role = territory_or_404(request, territory)
    require(perms.can_edit_plans(role), ONLY_COORDINATORS)
    form = PlanForm(request.POST or None, territory=found)
    if request.method == "POST" and form.is_valid():
        plan = create_plan(territory=found, by=signed_in(request), **form.cleaned_data)
        for warning in form.warnings:
            messages.warning(request, warning)
        where = "ici même, ou par un import" if perms.can_import(role) else "ici même"
        messages.success(request, f"Le plan « {plan.title} » est créé. Il reste à le remplir : {where}.")
        return redirect(plan)
    status = 422 if form.errors else 200
    return render(request, "plans/form.html", {"form": form, "territory": found}, status=status)


def edit(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Change the identity and the period of a plan."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_edit_plans(role), ONLY_COORDINATORS)
    seen = request.POST.get("seen") or seen_token(found)
    form = PlanSettingsForm(request.POST or None, instance=found, territory=found.territory)
    if request.method == "POST" and form.is_valid():
        result = save_edit(found, request=request, territory=found.territory, plan_key=found.pk, apply=form.save)
        if isinstance(result, Conflict):
            return conflict_page(request, result, action_url=request.path, back_url=found.get_absolute_url())
        if isinstance(result, Vanished):
            return vanished_page(request, result, back_url=found.territory.get_absolute_url())
        for warning in filter(None, [*form.warnings, result.sentence]):
            messages.warning(request, warning)
        messages.success(request, "Le plan est enregistré.")
        return redirect(found)
    context = {
        "form": form,
        "territory": found.territory,
        "plan": found,
        "seen": seen,
        "title": form.initial["title"],
        "may_delete": request.can.manage_lists,  # type: ignore[attr-defined]
    }
    return render(request, "plans/form.html", context, status=422 if form.errors else 200)


def delete(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Delete a draft or an empty plan, after naming what goes with it and writing its title again."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.manage_lists, ONLY_ADMINS)  # type: ignore[attr-defined]
    contents = what_goes_with(found)
    kept, error = why_kept(found, contents), ""
    if request.method == "POST" and not kept:
        if contents and " ".join(request.POST.get("titre", "").split()).casefold() != found.title.casefold():
            error = "Recopiez l’intitulé du plan, tel qu’il est écrit, pour confirmer."
        else:
            try:
                delete_plan(plan=found, by=signed_in(request))
            except ProtectedError:  # frozen meanwhile
                kept = why_kept(found, contents)
            else:
                messages.success(request, f"Le plan « {found.title} » est supprimé.")
                return redirect(found.territory)
    context = {"plan": found, "territory": found.territory, "contents": contents, "kept": kept, "error": error}
    return render(request, "plans/delete.html", context, status=422 if error or (kept and request.POST) else 200)
