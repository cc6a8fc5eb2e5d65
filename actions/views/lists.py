"""The reference lists: shared terms to read, the territory's own to change."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in, territory_or_404
from accounts.models import Journal, Territory
from accounts.text import fold
from actions.entries import LISTS, ONLY_ADMINS, ReferenceList, TermKind
from actions.enums import FundingKind, FundingNature, Horizon, Nature, PlaceKind, Priority, Role, ScheduleKind, Status
from actions.set_aside import set_aside
from actions.transversal import axes_of, rename_axis
from partners.enums import PartnerKind
from partners.models import AgeingTerm, SetAsideTerm
from partners.views.entries import delete_entry, edit_entry, merge_entries, new_entry, undo_url

FIXED = {
    "Statuts d’une fiche": Status,
    "Natures": Nature,
    "Priorités": Priority,
    "Horizons": Horizon,
    "Calendriers": ScheduleKind,
    "Rôles d’un partenaire": Role,
    "Types de partenaire": PartnerKind,
    "Types de lieu": PlaceKind,
    "Types de financement": FundingKind,
    "Natures des crédits": FundingNature,
}


def lists(request: HttpRequest, territory: str) -> HttpResponse:
    """Which lists there are, and those that the software fixes."""
    found, _ = territory_or_404(request, territory)
    counts = [
        (one, one.model.objects.filter(territory=None).count(), one.model.objects.filter(territory=found).count())
        for one in LISTS.values()
    ]
    fixed = [(title, [str(label) for label in choices.labels]) for title, choices in FIXED.items()]
    context = {"territory": found, "lists": counts, "fixed": fixed, "ageing": AgeingTerm.objects.all()}
    return render(request, "directory/lists.html", context)


def one_list(request: HttpRequest, territory: str, name: str) -> HttpResponse:
    """The words of one list with the number of fiches of the territory that hold each."""
    found, _ = territory_or_404(request, territory)
    chosen = _list_or_404(name)
    terms = list(chosen.model.objects.available_to(found).order_by("position", "label"))
    counts = _fiches_of_each(chosen, found)
    aside = set_aside(found, name)
    rows = [(term, counts.get(term.pk, 0), term.territory_id is not None, term.pk in aside) for term in terms]
    return render(request, "directory/list.html", {"territory": found, "list": chosen, "rows": rows})


@require_POST
def propose(request: HttpRequest, territory: str, name: str, pk: int) -> HttpResponse:
    """Set a word aside, or propose it again; the fiches that hold it keep it."""
    found, _ = territory_or_404(request, territory)
    require(request.can.manage_lists, ONLY_ADMINS)  # type: ignore[attr-defined]
    kind = _kind_or_404(name)
    term = get_object_or_404(kind.model.objects.available_to(found), pk=pk)  # type: ignore[attr-defined]
    put_back = "proposer" in request.POST
    if put_back:
        SetAsideTerm.objects.filter(territory=found, what=name, key=pk).delete()
        messages.success(request, f"« {term} » est de nouveau proposé sur les fiches.")
    else:
        SetAsideTerm.objects.get_or_create(territory=found, what=name, key=pk)
        messages.success(request, f"« {term} » n’est plus proposé ; les fiches qui le portent le gardent.")
    said = {"proposé": "oui" if put_back else "non"}
    Journal.objects.create(
        territory=found, actor=signed_in(request), verb="liste", object_label=str(term)[:300], changes=said
    )
    return redirect("directory:list", found.slug, name)


def new(request: HttpRequest, territory: str, name: str) -> HttpResponse:
    kind = _kind_or_404(name)
    return new_entry(
        request,
        territory,
        kind,
        complete=lambda found, values: values.update(code=free_code(kind.model, found, values)),
    )


def edit(request: HttpRequest, territory: str, name: str, pk: int) -> HttpResponse:
    return edit_entry(request, territory, _kind_or_404(name), pk)


def delete(request: HttpRequest, territory: str, name: str, pk: int) -> HttpResponse:
    return delete_entry(request, territory, _kind_or_404(name), pk)


def merge(request: HttpRequest, territory: str, name: str, pk: int) -> HttpResponse:
    return merge_entries(request, territory, _kind_or_404(name), pk)


def axes(request: HttpRequest, territory: str) -> HttpResponse:
    """The transversal axes that the links of fiches name; one is renamed everywhere at once, two become one."""
    found, _ = territory_or_404(request, territory)
    if request.method == "POST":
        require(request.can.manage_lists, ONLY_ADMINS)  # type: ignore[attr-defined]
        old, new = request.POST.get("ancien", ""), " ".join(request.POST.get("nouveau", "").split())
        if not new or len(new) > 200:
            messages.error(request, "Donnez à l’axe un nom de 200 caractères au plus.")
        elif done := rename_axis(territory=found, old=old, new=new, by=signed_in(request)):
            sentence = f"« {old} » s’appelle maintenant « {new} » sur {done.touched} fiche{'s' * (done.touched > 1)}."
            undo = format_html('<a href="{}">Annuler</a>', undo_url(found, done.batch))
            messages.success(request, format_html("{} {}", sentence, undo))
        return redirect("directory:axes", found.slug)
    return render(request, "directory/axes.html", {"territory": found, "axes": axes_of(found)})


def free_code(model: type[Any], territory: Territory, values: dict[str, Any]) -> str:
    """A code for a term of a territory that no other term of any territory bears."""
    base = f"{slugify(fold(str(values['label'])))[:40].strip('-') or 'terme'}-{territory.pk}"
    taken = set(model.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for n in range(1, len(taken) + 2) if (code := f"{base}-{n}" if n > 1 else base) not in taken)


def _fiches_of_each(chosen: ReferenceList, territory: Territory) -> dict[int, int]:
    if not hasattr(chosen.model, "actions"):
        return {}
    held = chosen.model.objects.filter(actions__plan__territory=territory).order_by()
    return dict(held.annotate(n=Count("actions", distinct=True)).values_list("pk", "n"))


def _list_or_404(name: str) -> ReferenceList:
    if name not in LISTS:
        raise Http404
    return LISTS[name]


def _kind_or_404(name: str) -> TermKind:
    kind = _list_or_404(name).kind
    if kind is None:
        raise Http404
    return kind
