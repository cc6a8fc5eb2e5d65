"""« Mes fiches »: on one page, all that a person has to report on the fiches that she leads."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Case, F, IntegerField, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access import require, signed_in, territory_or_404
from accounts.aggregates import contents, write_content
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, token_of, vanished_page
from accounts.enums import Change
from accounts.models import Revision, Territory
from actions.enums import CLOSED_STATUSES
from actions.forms.report import Report
from actions.models import Action
from actions.perms import ONLY_LEADS, can_report, led_by

PER_PAGE = 20
SOURCE = "Mes fiches"
ONLY_CONTRIBUTORS = (
    "Tenir des fiches à jour est réservé aux pilotes et à la coordination : votre rôle permet de lire et d’exporter."
)


def mine(request: HttpRequest, territory: str) -> HttpResponse:
    """The fiches that the person leads, those to be done first. A POST saves all that were changed."""
    found, _ = territory_or_404(request, territory)
    require(request.can.contribute, ONLY_CONTRIBUTORS)  # type: ignore[attr-defined]
    led = _shown(led_by(signed_in(request)).filter(plan__territory=found))
    page = Paginator(led, PER_PAGE).get_page(request.GET.get("page"))
    if request.method != "POST":
        return _page(request, found, page, _reports(list(page)))
    asked = {int(key) for key in request.POST.getlist("fiches") if key.isdecimal()}
    actions = list(led.filter(pk__in=asked))
    existing = set(Action.objects.filter(pk__in=asked, plan__territory=found).values_list("pk", flat=True))
    require(existing <= {action.pk for action in actions}, ONLY_LEADS)
    reports = _reports(actions, request)
    saved = [report for report in reports if _save(request, found, report)]
    if saved:
        names = ", ".join(f"« {report.action.title} »" for report in saved)
        messages.success(request, f"{'Enregistrée' if len(saved) == 1 else 'Enregistrées'} : {names}.")
    if any(report.refused for report in reports):
        clashing = any(report.conflict for report in reports)
        fresh = {report.action.pk: report for report in _reports([report.action for report in saved])}
        shown = [fresh.get(report.action.pk, report) for report in reports]
        return _page(request, found, page, shown, status=409 if clashing else 422)
    if not saved:
        messages.info(request, "Rien n’avait changé.")
    return redirect(request.get_full_path())


def one(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """The same form for one fiche; with htmx, the fiche of the list alone is sent back."""
    found, role = territory_or_404(request, territory)
    action = _shown(Action.objects.filter(plan__territory=found, pk=pk)).first()
    if action is None:
        return _gone(request, found, pk)
    require(can_report(signed_in(request), role, action), ONLY_LEADS)
    if request.method != "POST":
        return _one_page(request, found, _reports([action])[0])
    (report,) = _reports([action], request)
    outcome = _write(request, found, report) if report.is_bound and report.is_valid() else None
    if isinstance(outcome, Conflict) and not request.htmx:  # type: ignore[attr-defined]
        return conflict_page(request, outcome, action_url=request.path, back_url=_back(found))
    if isinstance(outcome, Vanished):
        return vanished_page(request, outcome, back_url=_back(found))
    report.conflict = isinstance(outcome, Conflict)
    if not report.refused:
        (report,) = _reports([_shown(Action.objects.filter(pk=pk))[0]])
        report.said = f"Enregistré à {timezone.localtime():%H:%M}"
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "people/_report.html", {"territory": found, "report": report, "several": True})
    if report.refused:
        return _one_page(request, found, report)
    messages.success(request, f"La fiche « {action.title} » est enregistrée.")
    return redirect(_back(found) if "fiches" in request.POST else action.get_absolute_url())


def _shown(actions: QuerySet[Action]) -> QuerySet[Action]:
    closed = Case(When(status__in=CLOSED_STATUSES, then=1), default=0, output_field=IntegerField())
    rows = actions.select_related("plan__territory", "plan__kind", "objective")
    return rows.order_by(closed, F("due_on").asc(nulls_last=True), "plan__title", "number", "pk")


def _reports(actions: Sequence[Action], request: HttpRequest | None = None) -> list[Report]:
    """The form of each fiche; the same queries for one as for a page."""
    stored = contents(Action, [action.pk for action in actions])
    data = request.POST if request else None
    kept = [(action, stored[action.pk]) for action in actions if action.pk in stored]
    return [Report(action, held, token_of(held), data) for action, held in kept]


def _save(request: HttpRequest, territory: Territory, report: Report) -> bool:
    """Write what one fiche of the list says, if it says something; a conflict is marked on it."""
    if not report.is_bound or not report.is_valid() or not report.says_something():
        return False
    outcome = _write(request, territory, report)
    report.conflict = isinstance(outcome, Conflict)
    return not report.refused and outcome is not None


def _write(request: HttpRequest, territory: Territory, report: Report) -> object:
    """What `save_edit` says; None when the database refused, which the form then says."""
    try:
        outcome = save_edit(
            report.action,
            request=request,
            seen=report.seen,
            territory=territory,
            plan_key=report.action.plan_id,
            apply=lambda: write_content(report.action, report.content()),
            source=SOURCE,
        )
    except ValidationError as error:
        report.refuse(error)
        return None
    if (sentence := getattr(outcome, "sentence", "")) and not request.htmx:  # type: ignore[attr-defined]
        messages.info(request, sentence)
    return outcome


def _gone(request: HttpRequest, territory: Territory, pk: int) -> HttpResponse:
    """A fiche that somebody deleted meanwhile: what was typed is given back."""
    gone = Action(pk=pk)
    deleted = Revision.objects.about(gone).filter(territory=territory, change=Change.DELETED).first()
    if request.method != "POST" or deleted is None:
        raise Http404
    gone.title = deleted.object_label
    return vanished_page(request, Vanished(gone, deleted), back_url=_back(territory))


def _back(territory: Territory) -> str:
    return reverse("people:mine", args=[territory.slug])


def _page(
    request: HttpRequest, territory: Territory, page: Page[Action], reports: list[Report], status: int = 200
) -> HttpResponse:
    context = {"territory": territory, "page": page, "reports": reports}
    return render(request, "people/mine.html", context, status=status)


def _one_page(request: HttpRequest, territory: Territory, report: Report) -> HttpResponse:
    context = {"territory": territory, "report": report, "plan": report.action.plan}
    return render(request, "people/mine_one.html", context, status=422 if report.refused else 200)
