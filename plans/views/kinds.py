"""Types of plan of a territory: the list, and the adaptation of one to local words. Administrators only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in, territory_or_404
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from accounts.models import Territory
from plans.kind_forms import KindForms
from plans.kinds import CannotDrop, adapt, drop, levels_in_use, rows
from plans.models import PlanKind

ONLY_ADMINS = "Adapter les types de plan est réservé à l’administration du territoire."


def listing(request: HttpRequest, territory: str) -> HttpResponse:
    """The types of plan, with their levels and the plans that have them."""
    found = _territory(request, territory)
    return render(request, "plans/kinds.html", {"territory": found, "rows": rows(found)})


@require_POST
def adapt_kind(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Copy a national type for the territory; its plans take the copy at once."""
    found = _territory(request, territory)
    own = adapt(kind=get_object_or_404(PlanKind, pk=pk, territory=None), territory=found, by=signed_in(request))
    messages.success(request, f"« {own} » a maintenant sa version pour {found} : changez-en les mots ici.")
    return redirect("plan-kinds:edit", found.slug, own.pk)


def edit(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """The words, the levels and the numbering of a type that the territory adapted."""
    found = _territory(request, territory)
    kind = get_object_or_404(PlanKind, pk=pk, territory=found)
    forms = KindForms(kind, levels_in_use(kind, found), request.POST or None)
    here, back = request.path, reverse("plan-kinds:list", args=[found.slug])
    seen = request.POST.get("seen") or seen_token(kind)
    wrong = False
    if request.method == "POST":
        if forms.is_valid():
            result = save_edit(kind, request=request, territory=found, plan_key=None, apply=forms.save)
            if isinstance(result, Conflict):
                return conflict_page(request, result, action_url=here, back_url=back)
            if isinstance(result, Vanished):
                return vanished_page(request, result, back_url=back)
            messages.success(
                request, f"« {kind} » est enregistré : les plans de ce type prennent ces mots dès maintenant."
            )
            return redirect(back)
        wrong = True
    context = {"territory": found, "kind": kind, "forms": forms, "seen": seen}
    return render(request, "plans/kind_form.html", context, status=422 if wrong else 200)


@require_POST
def drop_kind(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Come back to the national type."""
    found = _territory(request, territory)
    try:
        shared = drop(kind=get_object_or_404(PlanKind, pk=pk, territory=found), by=signed_in(request))
    except CannotDrop as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"« {shared} » redevient le type commun, avec ses mots.")
    return redirect("plan-kinds:list", found.slug)


def _territory(request: HttpRequest, slug: str) -> Territory:
    found, _ = territory_or_404(request, slug)
    require(request.can.manage_lists, ONLY_ADMINS)  # type: ignore[attr-defined]
    return found
