"""The agenda of a territory: every date of its plans, by month or by school year, and as a calendar to subscribe to."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_POST, require_safe

from accounts.access import signed_in, territory_or_404
from accounts.models import Territory
from annexes.agenda import feed as feeds
from annexes.agenda.dates import dates_of
from annexes.agenda.entries import DateKind, Entry, Filters
from annexes.agenda.feed import Site, start_of_day
from annexes.agenda.ics import CONTENT_TYPE
from annexes.agenda.page import MOST, Period, agenda_page
from annexes.models import CalendarFeed
from annexes.sharing import once
from annexes.views.shared import secretly
from plans.models import Committee, Plan

WEEKDAYS = [(day[0].upper(), day) for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")]


def agenda(request: HttpRequest, territory: str) -> HttpResponse:
    """One month or one school year."""
    found, _ = territory_or_404(request, territory)
    user, today = signed_in(request), timezone.localdate()
    filters, period = Filters.read(request.GET), Period.read(request.GET, today)
    year = period.year
    entries = dates_of(found, year.starts_on, year.ends_on, filters, today=today, user=user)
    secret = once.take(request, f"feed-{found.pk}")
    feed = CalendarFeed.objects.filter(user=user, territory=found).first()
    page = agenda_page(period, entries, today)
    context: dict[str, Any] = {
        "territory": found,
        "page": page,
        "most": MOST,
        "filters": filters,
        "written": filters.written(),
        "kinds": [(kind, kind in filters.kinds) for kind in DateKind],
        "plans": list(Plan.objects.of(found).only("slug", "title", "territory").order_by("title")),
        "committees": list(
            Committee.objects.filter(plan__territory=found).select_related("plan").order_by("plan__title", "position")
        ),
        "feed": feed,
        "feed_is_same": feed is not None and feed.filters == filters.written(),
        "feed_words": _words(found, Filters.read(QueryDict(feed.filters))) if feed else "",
        "address": request.build_absolute_uri(reverse("public:feed", args=[secret])) if secret else "",
        "filter_words": _words(found, filters) if filters else "",
        "weekdays": WEEKDAYS,
        "is_now": period.first <= today <= period.last,
    }
    return render(request, "annexes/agenda/agenda.html", context)


def download(request: HttpRequest, territory: str) -> HttpResponse:
    """The dates of the page as a calendar file, once."""
    found, _ = territory_or_404(request, territory)
    today = timezone.localdate()
    filters, period = Filters.read(request.GET), Period.read(request.GET, today)
    entries = dates_of(found, period.first, period.last, filters, today=today, user=signed_in(request))
    name = f"agenda-{found.slug}-{period.first:%Y-%m}{'' if period.month else '-annee'}.ics"
    return _calendar(request, found, entries, name)


@require_POST
def renew(request: HttpRequest, territory: str) -> HttpResponse:
    """A private address with the filters of the page; the former one is closed."""
    found, _ = territory_or_404(request, territory)
    filters = Filters.read(request.POST)
    once.keep(request, f"feed-{found.pk}", feeds.renew_feed(signed_in(request), found, filters))
    return redirect(_back(found, request.POST, "#abonnement"))


@require_POST
def refilter(request: HttpRequest, territory: str) -> HttpResponse:
    """The same address with the filters of the page."""
    found, _ = territory_or_404(request, territory)
    if feeds.filter_feed(signed_in(request), found, Filters.read(request.POST)):
        messages.success(request, "Votre agenda abonné prendra ces filtres à sa prochaine lecture.")
    else:
        messages.warning(request, "Vous n’avez pas d’adresse d’agenda dans ce territoire\u00a0: créez-la d’abord.")
    return redirect(_back(found, request.POST, "#abonnement"))


@require_POST
def close(request: HttpRequest, territory: str) -> HttpResponse:
    """Close the private address."""
    found, _ = territory_or_404(request, territory)
    if feeds.close_feed(signed_in(request), found):
        messages.success(request, "L’adresse de votre agenda est fermée\u00a0: plus aucun logiciel ne le lit.")
    return redirect(_back(found, request.POST, "#abonnement"))


@login_not_required
@require_safe
@secretly
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The private feed: whoever has its address reads it, as long as its person may."""
    found = feeds.open_feed(secret)
    if found is None:
        raise Http404("Cette adresse d’agenda n’existe pas, ou elle a été fermée.")
    if request.method == "GET":
        feeds.note_read(found)
    entries = feeds.entries_of(found, timezone.localdate())
    answer = _calendar(request, found.territory, entries, "agenda.ics")
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest())
    # What is to come becomes what is past at midnight.
    at = int(max(feeds.changed_at(found.territory), found.created_at, start_of_day()).timestamp())
    answer.headers["ETag"], answer.headers["Last-Modified"] = etag, http_date(at)
    answer.headers["Cache-Control"] = "private, no-cache"
    return get_conditional_response(request, etag=etag, last_modified=at, response=answer) or answer


def _calendar(request: HttpRequest, territory: Territory, entries: list[Entry], name: str) -> HttpResponse:
    site = Site(request.build_absolute_uri("/").rstrip("/"), request.get_host().partition(":")[0])
    data = feeds.calendar_of(f"Agenda {territory.name}", entries, site, feeds.changed_at(territory))
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _back(territory: Territory, query: QueryDict, anchor: str) -> str:
    """The page with the filters and the period that a form carries."""
    period = Period.read(query, timezone.localdate()).written
    written = "&".join(filter(None, (period, Filters.read(query).written())))
    return f"{reverse('agenda:agenda', args=[territory.slug])}?{written}{anchor}"


def _words(territory: Territory, filters: Filters) -> str:
    """The filters of a feed, as people say them. Two queries at most."""
    said = []
    if filters.plan:
        plan = Plan.objects.of(territory).filter(slug=filters.plan).first()
        said.append(plan.title if plan else "un plan supprimé depuis")
    if filters.committee is not None:
        body = Committee.objects.filter(plan__territory=territory, pk=filters.committee).first()
        said.append(body.name if body else "une instance supprimée depuis")
    said += [kind.plural.lower() for kind in filters.kinds]
    said += ["vos fiches seulement"] if filters.mine else []
    return ", ".join(said) or "toutes les dates"
