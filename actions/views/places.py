"""The places of a territory: communes, quartiers, QPV, schools."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.access import territory_or_404
from accounts.text import fold
from actions.entries import PLACE
from actions.enums import PlaceKind
from actions.models import Place
from partners.enums import DirectoryList
from partners.listing import Column, listing
from partners.views.entries import delete_entry, edit_entry, merge_entries, new_entry

COLUMNS = {
    "nom": Column("Lieu", ("name_key",)),
    "type": Column("Type", ("kind", "name_key")),
    "code": Column("Code", ("code", "name_key")),
    "fiches": Column("Fiches", ("fiches", "name_key"), is_number=True),
}


def places(request: HttpRequest, territory: str) -> HttpResponse:
    """The places with the number of fiches that take place there."""
    found, _ = territory_or_404(request, territory)
    query, kind = request.GET.get("q", "").strip()[:150], request.GET.get("type", "")
    rows = Place.objects.of(found).annotate(fiches=Count("actions"))
    if query:
        rows = rows.filter(name_key__contains=fold(query)) | rows.filter(code__iexact=query)
    if kind in PlaceKind.values:
        rows = rows.filter(kind=kind)
    context = {
        "territory": found,
        "frame": DirectoryList.PLACES,
        "list": listing(request, rows, COLUMNS, "nom"),
        "query": query,
        "filtered": query or kind,
        "kind": kind,
        "kinds": PlaceKind.choices,
    }
    return render(request, "directory/places.html", context)


def new(request: HttpRequest, territory: str) -> HttpResponse:
    asked = request.GET.get("type", "")
    return new_entry(request, territory, PLACE, initial={"kind": asked} if asked in PlaceKind.values else None)


def edit(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return edit_entry(request, territory, PLACE, pk)


def delete(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return delete_entry(request, territory, PLACE, pk)


def merge(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return merge_entries(request, territory, PLACE, pk)
