"""The directory: partners with their engagements, contacts, dispositifs."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import slugify

from accounts.access import require, signed_in, territory_or_404
from accounts.models import Territory
from accounts.tables import csv_response
from accounts.text import search_tokens
from actions.directory import (
    FundingLines,
    PlanEngagements,
    contacts_with_fiches,
    engagements_of,
    fiches_using,
    fundings_by,
    fundings_of,
    indicators_fed_by,
    names_of,
    schemes_with_fiches,
    steps_naming,
    with_fiches,
    without_engagement,
)
from actions.dossiers import mentions_of
from actions.forms.directory import PartnerFilter
from actions.models import Funding, SchemeUse, Step
from partners.ageing import AgeingNames
from partners.entries import ONLY_COORDINATORS
from partners.enums import DirectoryList
from partners.forms import ReplaceForm
from partners.listing import Column, listing
from partners.merging import replace_in
from partners.models import Domain, Partner, PartnerAlias, PartnerQuerySet, Scheme
from partners.names import name_search_text
from partners.views.entries import undo_url
from plans.models import Plan

PARTNER_COLUMNS = {
    "nom": Column("Nom", ("name_key",)),
    "type": Column("Type", ("kind", "name_key")),
    "domaines": Column("Domaines"),
    "fiches": Column("Fiches", ("fiches", "name_key"), is_number=True),
    "financements": Column("Financements", ("lines", "name_key"), is_number=True),
}
CONTACT_COLUMNS = {
    "nom": Column("Nom", ("full_name",)),
    "fonction": Column("Fonction", ("function", "full_name")),
    "partenaire": Column("Partenaire", ("partner__name", "full_name")),
    "joindre": Column("Joindre"),
    "fiches": Column("Fiches", ("fiches", "full_name"), is_number=True),
}
SCHEME_COLUMNS = {
    "nom": Column("Dispositif", ("name",)),
    "organisme": Column("Organisme", ("organisation", "name")),
    "domaine": Column("Domaine", ("domain__position", "name")),
    "fiches": Column("Fiches", ("fiches", "name"), is_number=True),
}
ONLY_CONTRIBUTORS = "Les contacts sont montrés à celles et ceux qui remplissent les fiches."
EXPORTED = ("Plan", "Thème", "Fiche", "Intitulé", "Rôles", "Contacts", "Statut", "Calendrier", "Page")


def partners(request: HttpRequest, territory: str) -> HttpResponse:
    """The partners of the territory with the number of their fiches."""
    found, _ = territory_or_404(request, territory)
    asked = PartnerFilter(request.GET, territory=found)
    rows = with_fiches(_asked_partners(found, asked))
    shown = Prefetch("domains", Domain.objects.order_by("position"))
    rows = rows.prefetch_related(shown, Prefetch("aliases", PartnerAlias.objects.order_by("label")))
    listed = listing(request, rows, PARTNER_COLUMNS, "nom")
    ageing = AgeingNames.load()
    context = {
        "territory": found,
        "frame": DirectoryList.PARTNERS,
        "list": listed,
        "rows": [(partner, ageing.found_in(partner.name, partner.acronym)) for partner in listed.page],
        "filter": asked,
        "filtered": any(asked.data.get(name) for name in asked.fields),
    }
    return render(request, "directory/partners.html", context)


def partner(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """« Vos engagements »: all that a partner does in the plans of the territory, on one page that prints."""
    found, _ = territory_or_404(request, territory)
    one = get_object_or_404(
        Partner.objects.of(found).select_related("territory").prefetch_related("aliases", "domains", "contacts__user"),
        pk=pk,
    )
    plans, names = engagements_of(one), names_of(one)
    fundings, steps = fundings_by(one, names), steps_naming(one, names)
    context = {
        "territory": found,
        "partner": one,
        "plans": plans,
        "fiches": sum(len(plan.fiches) for plan in plans),
        "contacts": [c for c in one.contacts.all() if c.shown_in_exports or request.can.contribute],  # type: ignore[attr-defined]
        "fundings": fundings,
        "steps": steps,
        "mentions": mentions_of(one),
        "export_plan": _first_plan(plans, fundings, steps),
        "indicators": indicators_fed_by(one),
        "aged": AgeingNames.load().found_in(one.name, one.acronym),
        "today": timezone.localdate(),
    }
    return render(request, "directory/partner.html", context)


def engagements_csv(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """The engagements of a partner as a csv that Excel opens."""
    found, _ = territory_or_404(request, territory)
    one = get_object_or_404(Partner.objects.of(found).select_related("territory"), pk=pk)
    return csv_response(f"engagements-{slugify(one.name)[:60] or pk}", EXPORTED, _exported(request, one))


def contacts(request: HttpRequest, territory: str) -> HttpResponse:
    """The people of the partners, for those who fill fiches."""
    found, _ = territory_or_404(request, territory)
    require(request.can.contribute, ONLY_CONTRIBUTORS)  # type: ignore[attr-defined]
    rows = contacts_with_fiches(found)
    query = request.GET.get("q", "").strip()[:200]
    if "inactifs" in request.GET:
        rows = rows.filter(is_active=False)
    rows = _said_in(rows, query, ("full_name", "function", "partner__name", "partner__acronym", "email"))
    context = {
        "territory": found,
        "frame": DirectoryList.CONTACTS,
        "list": listing(request, rows, CONTACT_COLUMNS, "nom"),
        "query": query,
        "inactive": "inactifs" in request.GET,
        "filtered": query or "inactifs" in request.GET,
    }
    return render(request, "directory/contacts.html", context)


def schemes(request: HttpRequest, territory: str) -> HttpResponse:
    """The dispositifs, national and the territory's own, with the number of fiches that call upon each."""
    found, _ = territory_or_404(request, territory)
    rows: QuerySet[Any] = schemes_with_fiches(found)
    query = request.GET.get("q", "").strip()[:200]
    rows = _said_in(rows, query, ("name", "acronym", "organisation"))
    state = request.GET.get("etat", "")
    if state == "mobilises":
        rows = rows.filter(fiches__gt=0)
    elif state == "territoire":
        rows = rows.filter(territory=found)
    elif state == "vieillis":
        rows = rows.filter(is_active=False)
    context = {
        "territory": found,
        "frame": DirectoryList.SCHEMES,
        "list": listing(request, rows, SCHEME_COLUMNS, "nom"),
        "query": query,
        "filtered": query or state,
        "state": state,
        "states": [
            ("", "Tous"),
            ("mobilises", "Mobilisés"),
            ("territoire", "Propres au territoire"),
            ("vieillis", "Plus en vigueur"),
        ],
    }
    return render(request, "directory/schemes.html", context)


def scheme(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """A dispositif and the fiches that call upon it; one that has aged is replaced on all of them at once."""
    found, _ = territory_or_404(request, territory)
    available = Scheme.objects.available_to(found).select_related("domain", "replaced_by", "territory")
    one = get_object_or_404(available, pk=pk)
    form = ReplaceForm(
        request.POST or None,
        choices=available.exclude(pk=pk),
        initial={"by": one.replaced_by_id},
    )
    if request.method == "POST":
        require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
        if form.is_valid():
            return _replaced(request, found, one, form.cleaned_data["by"])
    plans = fiches_using(one, found)
    context = {
        "territory": found,
        "scheme": one,
        "plans": plans,
        "fiches": sum(len(plan.fiches) for plan in plans),
        "fundings": fundings_of(found, scheme=one),
        "form": form,
        "own": one.territory_id == found.pk,
        "aged": AgeingNames.load().found_in(one.name),
    }
    return render(request, "directory/scheme.html", context, status=422 if form.errors else 200)


def _replaced(request: HttpRequest, territory: Territory, old: Scheme, new: Scheme) -> HttpResponse:
    done = replace_in(
        old=old,
        new=new,
        within=lambda rows: rows.filter(action__plan__territory=territory),
        only={SchemeUse, Funding},
        territory=territory,
        by=signed_in(request),
    )
    fiches = f"{done.touched} fiche{'s' if done.touched > 1 else ''}"
    messages.success(
        request,
        _with_undo(f"« {new} » remplace « {old} » sur {fiches}.", undo_url(territory, done.batch), done.touched),
    )
    return redirect(new.get_url_in(territory))


def _with_undo(sentence: str, url: str, touched: int) -> str:
    return format_html('{} <a href="{}">Annuler</a>', sentence, url) if touched else sentence


def _asked_partners(territory: Territory, asked: PartnerFilter) -> PartnerQuerySet:
    rows = Partner.objects.of(territory)
    if not asked.is_valid():
        return rows
    said = asked.cleaned_data
    if said["q"]:
        rows = rows.search(said["q"])
    if said["type"]:
        rows = rows.filter(kind=said["type"])
    if said["domaine"]:
        rows = rows.filter(domains=said["domaine"])
    state = said["etat"]
    if state == "sans-engagement":
        rows = without_engagement(rows)
    elif state == "engages":
        rows = rows.exclude(pk__in=without_engagement(rows).values("pk"))
    elif state == "inactifs":
        rows = rows.filter(is_active=False)
    elif state == "noms-vieillis":
        ageing = AgeingNames.load()
        names = rows.values_list("pk", "name", "acronym")
        rows = rows.filter(pk__in=[pk for pk, name, acronym in names if ageing.found_in(name, acronym)])
    return rows


def _said_in(rows: QuerySet[Any], query: str, fields: tuple[str, ...]) -> QuerySet[Any]:
    """The rows of which one of these fields holds each word, accents and case ignored; few thousands at most."""
    tokens = search_tokens(query)
    if not tokens:
        return rows
    read = rows.model._default_manager.filter(pk__in=rows.values("pk")).order_by().values_list("pk", *fields)
    keys = []
    for pk, *texts in read:
        said = name_search_text(*texts)
        if all(token in said for token in tokens):
            keys.append(pk)
    return rows.filter(pk__in=keys)


def _first_plan(
    plans: list[PlanEngagements], fundings: FundingLines | None, steps: list[tuple[Step, str]]
) -> Plan | None:
    """A plan where the partner is engaged: its documents are asked for from one."""
    if plans:
        return plans[0].plan
    if fundings is not None:
        return fundings.lines[0][0].action.plan
    return steps[0][0].action.plan if steps else None


def _exported(request: HttpRequest, one: Partner) -> Iterator[tuple[object, ...]]:
    for plan in engagements_of(one):
        for row in plan.fiches:
            yield (
                plan.plan.title,
                row.action.theme.title if row.action.theme else "",
                row.action.reference,
                row.action.title,
                ", ".join(row.roles),
                ", ".join(contact.public_name for contact in row.contacts),
                row.status,
                row.schedule,
                request.build_absolute_uri(row.url),
            )
