"""A whole fiche deleted, or copied: each after a page that says what will happen."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.access import require, signed_in
from accounts.enums import Change
from accounts.forms import BootstrapMixin
from accounts.models import Revision
from actions.models import Action
from actions.services import StillNeeded, delete_action, duplicate_action
from actions.views.form import ONLY_COORDINATORS
from plans.access import plan_or_404
from plans.models import Plan

HANGING = {  # what goes with a fiche: related name → one, several
    "participations": ("partenaire", "partenaires"),
    "scheme_uses": ("dispositif", "dispositifs"),
    "fundings": ("ligne de financement", "lignes de financement"),
    "steps": ("étape", "étapes"),
    "indicators": ("indicateur", "indicateurs"),
    "links": ("lien", "liens"),
    "notes": ("note de bilan", "notes de bilan"),
    "documents": ("document", "documents"),
}


class DuplicateForm(BootstrapMixin, forms.Form):
    """Where the copy goes, and whether the two fiches are tied."""

    plan = forms.ModelChoiceField(label="Plan de la copie", queryset=Plan.objects.none(), empty_label=None)
    linked = forms.BooleanField(
        label="Lier la copie et la fiche d’origine",
        required=False,
        initial=True,
        help_text="Chacune renvoie à l’autre : utile quand la même action figure dans plusieurs plans.",
    )


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Delete a fiche after a page that names what goes with it."""
    found, action = _fiche(request, territory, plan, pk)
    merged: list[Action] = list(action.merged_from.select_related("plan__territory").order_by("number", "pk"))
    if request.method == "POST" and not merged:
        title = str(action)
        try:
            batch = delete_action(action=action, by=signed_in(request))
        except StillNeeded as error:
            merged = error.fiches
        else:
            line = Revision.objects.get(batch=batch, change=Change.DELETED)
            undo = reverse("history:restore", args=[found.territory.slug, line.pk])
            messages.success(request, format_html('« {} » est supprimée. <a href="{}">Annuler</a>', title, undo))
            return redirect(found)
    context = {
        "territory": found.territory,
        "plan": found,
        "action": action,
        "merged": merged,
        "going": _going(action),
        "linking": action.linked_from.exclude(action=action).count(),
    }
    return render(request, "actions/delete.html", context, status=409 if request.method == "POST" else 200)


def duplicate(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Copy a fiche in its plan or in another one of the territory, then open the copy to adapt it."""
    found, action = _fiche(request, territory, plan, pk)
    form = DuplicateForm(request.POST or None, initial={"plan": found.pk})
    form.fields["plan"].queryset = Plan.objects.of(found.territory).select_related("territory")  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        where = form.cleaned_data["plan"]
        copy = duplicate_action(action=action, plan=where, linked=form.cleaned_data["linked"], by=signed_in(request))
        place = "" if where.pk == found.pk else f" dans « {where.title} », à rattacher à un objectif"
        messages.success(request, f"La copie est créée{place}. Donnez-lui son intitulé et son numéro.")
        return redirect("actions:action-edit", found.territory.slug, where.slug, copy.pk)
    context = {"territory": found.territory, "plan": found, "action": action, "form": form}
    return render(request, "actions/duplicate.html", context, status=422 if form.errors else 200)


def _fiche(request: HttpRequest, territory: str, plan: str, pk: int) -> tuple[Plan, Action]:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found, get_object_or_404(Action.objects.select_related("plan__territory"), pk=pk, plan=found)


def _going(action: Action) -> list[str]:
    """« 3 partenaires », « 1 étape »; one query for each list: joined, their rows would multiply each other."""
    numbers = {name: getattr(action, name).count() for name in HANGING}
    return [f"{n} {HANGING[name][n > 1]}" for name, n in numbers.items() if n]
