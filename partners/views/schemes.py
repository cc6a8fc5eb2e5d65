from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify

from accounts.models import Territory
from accounts.text import fold
from partners.entries import SCHEME
from partners.models import Scheme
from partners.views.entries import delete_entry, edit_entry, merge_entries, new_entry


def new(request: HttpRequest, territory: str) -> HttpResponse:
    return new_entry(
        request,
        territory,
        SCHEME,
        initial={"name": request.GET.get("nom", "")[:200]},
        complete=lambda found, values: values.update(slug=free_slug(found, str(values["name"]))),
    )


def edit(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return edit_entry(request, territory, SCHEME, pk)


def delete(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return delete_entry(request, territory, SCHEME, pk)


def merge(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    return merge_entries(request, territory, SCHEME, pk)


def free_slug(territory: Territory, name: str) -> str:
    """A key for a dispositif of a territory that none of its others bears."""
    base = slugify(fold(name))[:70].strip("-") or "dispositif"
    taken = set(Scheme.objects.filter(territory=territory, slug__startswith=base).values_list("slug", flat=True))
    return next(slug for n in range(1, len(taken) + 2) if (slug := f"{base}-{n}" if n > 1 else base) not in taken)
