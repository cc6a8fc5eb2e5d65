"""The views of a list that a person keeps for herself; nobody else sees nor changes them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import signed_in
from accounts.text import one_line
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from actions.models import SavedView
from plans.access import plan_or_404
from plans.models import Plan

MOST_VIEWS = 50  # of a person in a plan


class SavedViewForm(forms.Form):
    name = forms.CharField(label="Nom de la vue", max_length=80)
    query = forms.CharField(label="Filtres", max_length=2000, required=False)

    def __init__(self, values: dict[str, str], view: SavedView) -> None:
        super().__init__(values)
        self.view = view

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        others = SavedView.objects.filter(user=self.view.user, plan=self.view.plan, name=name).exclude(pk=self.view.pk)
        if others.exists():
            raise forms.ValidationError(
                f"Une de vos vues de ce plan s’appelle déjà « {name} ». Choisissez un autre nom."
            )
        return name

    def save(self) -> SavedView:
        self.view.name, self.view.query = self.cleaned_data["name"], self.cleaned_data["query"]
        self.view.save()
        return self.view


@require_POST
def save(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Keep the filters and the sort of the list under a name."""
    found, _ = plan_or_404(request, territory, plan)
    mine = SavedView.objects.filter(user=signed_in(request), plan=found)
    if mine.count() >= MOST_VIEWS:
        messages.error(request, f"Vous avez déjà {MOST_VIEWS} vues dans ce plan : supprimez-en une d’abord.")
        return _back(found, _query(request, found))
    return _written(request, found, SavedView(user=signed_in(request), plan=found), "La vue « {} » est enregistrée.")


@require_POST
def change(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Give a view another name, or the filters of the list as it is now."""
    found, _ = plan_or_404(request, territory, plan)
    view = get_object_or_404(SavedView, pk=pk, plan=found, user=signed_in(request))
    if "replace" in request.POST:
        return _written(request, found, view, "La vue « {} » garde maintenant les filtres affichés.")
    return _written(request, found, view, "La vue s’appelle maintenant « {} ».")


@require_POST
def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    found, _ = plan_or_404(request, territory, plan)
    view = get_object_or_404(SavedView, pk=pk, plan=found, user=signed_in(request))
    view.delete()
    messages.success(request, f"La vue « {view.name} » est supprimée ; les fiches n’ont pas changé.")
    return _back(found, _query(request, found))


def _written(request: HttpRequest, plan: Plan, view: SavedView, sentence: str) -> HttpResponse:
    """Save what was posted: a name, filters, or both; what is not posted stays."""
    query = _query(request, plan)
    keeps_filters = view.pk is not None and "replace" not in request.POST
    values = {
        "name": request.POST.get("name") or view.name,
        "query": view.query if keeps_filters else query,
    }
    form = SavedViewForm(values, view)
    if form.is_valid():
        messages.success(request, sentence.format(form.save().name))
        return _back(plan, view.query if not keeps_filters else query)
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, f"La vue n’est pas enregistrée : {error}")
    return _back(plan, query)


def _query(request: HttpRequest, plan: Plan) -> str:
    """The filters that the page was showing, in their canonical form."""
    posted = QueryDict(request.POST.get("query", "")[:5000])
    return Criteria(Scope(plan.territory, plan), posted).query()


def _back(plan: Plan, query: str) -> HttpResponseRedirect:
    url = reverse("actions:list", args=[plan.territory.slug, plan.slug])
    return redirect(f"{url}?{query}" if query else url)
