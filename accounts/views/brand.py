from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import perms
from accounts.access import require, signed_in, territory_or_404
from accounts.brand import BrandForm
from accounts.models import Journal
from accounts.publicity import PublicPageForm

ONLY_ADMINS = "L’identité visuelle est réservée à l’administration du territoire."
ONLY_ADMINS_PUBLISH = "La page publique est réservée à l’administration du territoire."


def edit(request: HttpRequest, territory: str) -> HttpResponse:
    """The logo and the colour of the documents of a territory."""
    found, role = territory_or_404(request, territory)
    require(perms.can_manage_lists(role), ONLY_ADMINS)
    posted = request.method == "POST"
    form = BrandForm(request.POST, request.FILES, instance=found) if posted else BrandForm(instance=found)
    if posted and form.is_valid():
        form.save()
        Journal.objects.create(
            territory=found, actor=signed_in(request), verb="identité visuelle", object_label=found.name
        )
        messages.success(request, "L’identité visuelle est enregistrée : les prochains documents la porteront.")
        return redirect("brand:edit", found.slug)
    found.refresh_from_db()
    context = {"territory": found, "form": form}
    return render(request, "accounts/brand.html", context, status=422 if posted else 200)


def logo(request: HttpRequest, territory: str) -> HttpResponse:
    """The picture, for the members of the territory."""
    found, _ = territory_or_404(request, territory)
    try:
        with found.logo.open("rb") as file:
            return HttpResponse(file.read(), content_type=found.logo_type)
    except (ValueError, FileNotFoundError) as missing:  # no logo, or its file is lost
        raise Http404 from missing


def public_page(request: HttpRequest, territory: str) -> HttpResponse:
    """Open or close the public page of a territory, and write what it says."""
    found, role = territory_or_404(request, territory)
    require(perms.can_manage_lists(role), ONLY_ADMINS_PUBLISH)
    posted = request.method == "POST"
    form = PublicPageForm(request.POST, instance=found) if posted else PublicPageForm(instance=found)
    if posted and form.is_valid():
        form.save()
        said = "ouverte" if found.has_public_page else "fermée"
        Journal.objects.create(
            territory=found, actor=signed_in(request), verb=f"page publique {said}", object_label=found.name
        )
        messages.success(request, f"La page publique est enregistrée\u00a0: elle est {said}.")
        return redirect("brand:public-page", found.slug)
    found.refresh_from_db()
    context = {"territory": found, "form": form}
    return render(request, "accounts/public_page.html", context, status=422 if posted else 200)
