"""The partners of a territory: created, edited, deleted, and those that are perhaps the same."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in, territory_or_404
from accounts.models import Territory
from accounts.perms import Abilities
from partners.ageing import AgeingNames
from partners.entries import CONTACT, ONLY_COORDINATORS, PARTNER
from partners.forms import DirectoryForm
from partners.models import DistinctPartners, Partner
from partners.similarity import likely_pairs, resembling
from partners.summaries import summaries
from partners.views.entries import Warned, delete_entry, edit_entry, merge_entries, new_entry

PAIRS = 20  # of a page


def new(request: HttpRequest, territory: str) -> HttpResponse:
    """Create a partner, after the look-alikes were shown."""
    return new_entry(request, territory, PARTNER, initial={"name": request.GET.get("nom", "")[:200]}, check=_alike)


def edit(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """Change a partner; `?renommer` proposes today's words for a name that has aged."""
    return edit_entry(request, territory, PARTNER, pk, propose=_todays_name if "renommer" in request.GET else None)


def delete(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return delete_entry(request, territory, PARTNER, pk, hanging=["contacts"])


def merge(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return merge_entries(request, territory, PARTNER, pk)


def new_contact(request: HttpRequest, territory: str) -> HttpResponse:
    """Create a contact, at the partner that the address names."""
    asked = request.GET.get("partenaire", "")
    return new_entry(request, territory, CONTACT, initial={"partner": asked} if asked.isdecimal() else None)


def edit_contact(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return edit_entry(request, territory, CONTACT, pk)


def delete_contact(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return delete_entry(request, territory, CONTACT, pk)


def merge_contact(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return merge_entries(request, territory, CONTACT, pk)


def duplicates(request: HttpRequest, territory: str) -> HttpResponse:
    """The pairs of partners that look alike, side by side with what each holds."""
    found, role = territory_or_404(request, territory)
    require(Abilities(role).edit_plans, ONLY_COORDINATORS)
    page = Paginator(likely_pairs(found), PAIRS).get_page(request.GET.get("page"))
    known = summaries(key for pair in page for key in (pair.first, pair.second))
    rows = [(pair, known[pair.first], known[pair.second]) for pair in page]
    judged = DistinctPartners.objects.filter(first__territory=found).select_related("first", "second", "decided_by")
    context = {"territory": found, "page": page, "rows": rows, "judged": judged[:50]}
    return render(request, "partners/duplicates.html", context)


@require_POST
def distinct(request: HttpRequest, territory: str) -> HttpResponse:
    """Remember that two partners are not the same, or forget it."""
    found, role = territory_or_404(request, territory)
    require(Abilities(role).edit_plans, ONLY_COORDINATORS)
    first, second = sorted((_asked(request, found, "premier"), _asked(request, found, "second")), key=lambda p: p.pk)
    if "oublier" in request.POST:
        DistinctPartners.objects.filter(first=first, second=second).delete()
        messages.success(request, f"« {first} » et « {second} » seront de nouveau proposés s’ils se ressemblent.")
    elif first.pk != second.pk:
        DistinctPartners.objects.get_or_create(first=first, second=second, defaults={"decided_by": signed_in(request)})
        messages.success(request, f"« {first} » et « {second} » ne sont pas des doublons : c’est noté.")
    return redirect("partners:duplicates", found.slug)


def _asked(request: HttpRequest, territory: Territory, name: str) -> Partner:
    key = request.POST.get(name, "")
    return get_object_or_404(Partner.objects.of(territory), pk=int(key) if key.isdecimal() and len(key) < 19 else 0)


def _todays_name(partner: Partner) -> dict[str, Any]:
    """The name in today's words, the old one among the other names."""
    name = AgeingNames.load().renamed(partner.name)
    return {"name": name, "aliases": [partner.name]} if name != partner.name else {}


def _alike(territory: Territory, form: DirectoryForm) -> Warned | None:
    """The partners that a new one looks like."""
    said: dict[str, Any] = form.cleaned_data
    pairs = resembling(territory, said["name"], said.get("acronym", ""))
    if not pairs:
        return None
    names = dict(Partner.objects.filter(pk__in=[pair.second for pair in pairs]).values_list("pk", "name"))
    links = [
        (
            names[pair.second],
            reverse("directory:partner", args=[territory.slug, pair.second]),
            ", ".join(pair.reasons),
        )
        for pair in pairs
    ]
    return Warned("Est-il déjà dans l’annuaire ?", links, "C’est un autre partenaire : le créer")
