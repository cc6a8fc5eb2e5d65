"""The links to the versions of a plan: for whom, until when, how often they were opened. Coordination only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.access import require, signed_in
from annexes.models import ShareLink
from annexes.sharing import once
from annexes.sharing.forms import LinkForm
from annexes.sharing.links import create_link, revoke_link
from plans.access import plan_or_404
from plans.models import Plan

ONLY_COORDINATORS = "Partager un plan est réservé à la coordination et à l’administration du territoire."


def listing(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Every link of the plan, the last one first; the address of the one that was just made, once."""
    found = _plan(request, territory, plan)
    links = ShareLink.objects.filter(version__plan=found).select_related("version", "created_by", "revoked_by")
    shown = list(links.defer("version__content", "version__edition"))
    secret = once.take(request, f"share-{found.pk}")
    path = reverse("public:share", args=[secret]) if secret else ""
    context = {
        "plan": found,
        "territory": found.territory,
        "links": shown,
        "open_links": sum(link.is_open for link in shown),
        "address": request.build_absolute_uri(path) if path else "",
        "has_versions": bool(shown) or found.versions.exists(),
    }
    return render(request, "annexes/sharing/links.html", context)


def new(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Make a link to a version of the plan."""
    found = _plan(request, territory, plan)
    versions = list(found.versions.defer("content", "edition"))
    initial = {"version": request.GET.get("version"), "duration": "30"}
    form = LinkForm(request.POST or None, versions=versions, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        link, secret = create_link(
            version=given["version"], label=given["label"], expires_on=given["expires_on"], by=signed_in(request)
        )
        once.keep(request, f"share-{found.pk}", secret)
        messages.success(request, f"Le lien « {link} » est créé. Copiez son adresse maintenant.")
        return redirect("share:list", found.territory.slug, found.slug)
    context = {"plan": found, "territory": found.territory, "form": form, "versions": versions}
    return render(request, "annexes/sharing/new.html", context, status=422 if request.method == "POST" else 200)


def revoke(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Close a link for good, once the person has confirmed."""
    found = _plan(request, territory, plan)
    links = ShareLink.objects.select_related("version").defer("version__content", "version__edition")
    link = get_object_or_404(links, pk=pk, version__plan=found)
    if request.method == "POST":
        link.version.plan = found
        if revoke_link(link, signed_in(request)):
            messages.success(request, f"Le lien « {link} » est révoqué\u00a0: il ne s’ouvre plus.")
        else:
            messages.warning(request, f"Le lien « {link} » était déjà révoqué.")
        return redirect("share:list", found.territory.slug, found.slug)
    return render(request, "annexes/sharing/revoke.html", {"plan": found, "territory": found.territory, "link": link})


def _plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found
