from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts import perms
from accounts.access import require, signed_in, territory_or_404
from accounts.forms import BootstrapMixin
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from annexes.documents import Form, Made
from annexes.excel.workbook import TooLongForExcel
from annexes.jobs import start_job
from annexes.lists.listing import SHOWN_ON_THE_PAGE, columns_of, make_list
from annexes.models import JobKind
from annexes.tasks import export_list
from annexes.views.exports import ONLY_MEMBERS
from plans.access import plan_or_404
from plans.models import Plan

DIRECT = 2000  # fiches; a longer list is made by a worker
AS_SHOWN, ALL, TICKED = "page", "toutes", "choix"


class ListExportForm(BootstrapMixin, forms.Form):
    form = forms.ChoiceField(
        label="Format",
        choices=[
            (Form.XLSX.value, "Excel (.xlsx)"),
            (Form.CSV.value, "CSV pour Excel en français (point-virgule, accents compris)"),
        ],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=Form.XLSX.value,
    )
    which = forms.ChoiceField(
        label="Colonnes",
        choices=[(AS_SHOWN, "Celles de la page"), (ALL, "Toutes"), (TICKED, "Celles que je coche ci-dessous")],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        initial=AS_SHOWN,
    )
    columns = forms.MultipleChoiceField(
        label="Colonnes à garder",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = [(column.name, column.title) for column in columns_of(scope)]
        self.fields["columns"].choices = self.offered  # type: ignore[attr-defined]
        self.fields["columns"].initial = list(SHOWN_ON_THE_PAGE)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("which") == TICKED and not given.get("columns"):
            self.add_error("columns", "Cochez au moins une colonne, ou choisissez « Toutes ».")
        return given

    def names(self) -> list[str]:
        """The names of the columns that are asked for."""
        if self.cleaned_data["which"] == TICKED:
            return list(self.cleaned_data["columns"])
        return [name for name, _ in self.offered if self.cleaned_data["which"] == ALL or name in SHOWN_ON_THE_PAGE]


def of_plan(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The list of the fiches of a plan as a file, with the filters and the sort of its page."""
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    return _export(request, Scope(found.territory, found), reverse("actions:list", args=[territory, plan]))


def of_territory(request: HttpRequest, territory: str) -> HttpResponse:
    """The list of the fiches of every plan of a territory as a file."""
    found, role = territory_or_404(request, territory)
    require(perms.can_export(role), ONLY_MEMBERS)
    return _export(request, Scope(found), reverse("all-actions", args=[territory]))


def _export(request: HttpRequest, scope: Scope, list_url: str) -> HttpResponse:
    """Choose the form and the columns; a short list is given at once, a long one by a worker."""
    posted = request.method == "POST"
    asked = QueryDict(request.POST.get("liste", "")[:5000]) if posted else request.GET
    criteria = Criteria(scope, asked)
    query = criteria.query()
    form = ListExportForm(request.POST if posted else None, scope=scope)
    count = criteria.fiches().count()
    if form.is_valid():
        if count > DIRECT:
            return _by_a_worker(request, criteria, form)
        chosen = Form(form.cleaned_data["form"])
        try:
            return _download(make_list(criteria, form=chosen, names=form.names(), today=timezone.localdate()), chosen)
        except TooLongForExcel as refusal:
            messages.error(request, f"{refusal} Retirez cette colonne, ou choisissez le CSV.")
    context = {
        "territory": scope.territory,
        "plan": scope.plan,
        "form": form,
        "count": count,
        "chips": criteria.chips(),
        "query": query,
        "list_url": f"{list_url}?{query}" if query else list_url,
        "is_long": count > DIRECT,
    }
    return render(request, "annexes/list_export.html", context, status=422 if form.errors else 200)


def _download(made: Made, form: Form) -> HttpResponse:
    response = HttpResponse(made.content, content_type=form.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


def _by_a_worker(request: HttpRequest, criteria: Criteria, form: ListExportForm) -> HttpResponse:
    """Queue the work; the list of a whole territory is kept with the first of its plans."""
    plan = criteria.scope.plan or Plan.objects.of(criteria.scope.territory).filter(actions__isnull=False)[0]
    options = {
        "form": form.cleaned_data["form"],
        "columns": form.names(),
        "query": criteria.query(),
        "whole": criteria.scope.plan is None,
    }
    with transaction.atomic():
        job = start_job(
            task=export_list,
            kind=JobKind.EXPORT,
            plan=plan,
            user=signed_in(request),
            label=f"Liste des fiches, {Form(options['form']).label}",
            options=options,
        )
    return redirect(job)
