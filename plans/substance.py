"""After the signature, each change of substance says why (domain.md 3.5).

A form of substance of a signed plan that comes without its reason is not refused: a page asks for the reason, with all
that was typed in hidden fields, and sends it again. The reason is kept on every line of history that the form writes.
A person may keep one for an hour of work. What only follows the plan up (the report of a pilote, measurements, a
status) asks for nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.access import remember_role
from accounts.enums import MemberRole
from accounts.models import Revision
from accounts.perms import can_edit_plans
from accounts.reasons import REASON_LENGTH, because, say
from accounts.text import one_line
from plans.access import remember_plan
from plans.enums import SIGNED_STATUSES
from plans.models import Plan

_VIEWS = {  # of each namespace, the forms that change what was signed
    "plans": (
        "edit objective-add objective-paste objective-edit objective-step objective-move objective-delete "
        "effects-add effects-edit effects-delete structure-undo structure-renumber"
    ),
    "actions": (
        "new action-edit action-delete action-duplicate action-documents action-document-remove attach "
        "attach-undo move move-many bulk-confirm bulk-undo"
    ),
    "file": (
        "section-edit own-new own-edit arrange documents document-remove figures-table figures-delete "
        "childcare-new childcare-edit childcare-delete activities-edit programme-edit programme-delete"
    ),
    "indicators": "of-action of-objective place delete undo",
    "annexes": "import-confirm import-undo",
    "history": "put-back restore",
    "life": "deliberation",
}
SUBSTANCE = frozenset(f"{space}:{name}" for space, names in _VIEWS.items() for name in names.split())
FIELD, KEEP = "motif-du-changement", "garder-le-motif"
KEPT_FOR = timedelta(minutes=60)
_SESSION = "motifs"
_conditions: dict[str, Callable[[HttpRequest], bool]] = {}


@dataclass(frozen=True, slots=True)
class Kept:
    """A reason that a person keeps for a plan; `once` when it waits for a form that was refused to come back."""

    text: str
    until: float  # seconds, as time() counts
    once: bool = False

    @property
    def until_at(self) -> datetime:
        return datetime.fromtimestamp(self.until, tz=timezone.get_current_timezone())


def only_when(view_name: str, test: Callable[[HttpRequest], bool]) -> None:
    """A view that is of substance for some of its forms alone; in `AppConfig.ready`."""
    _conditions[view_name] = test


class SubstanceMiddleware:
    """Asks for the reason of a change of substance of a signed plan. One query, for these forms alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with because(""):
            response = self.get_response(request)
        if given := getattr(request, "reason_given", None):
            _remember(request, *given, refused=response.status_code in (409, 422))
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.view_name if request.resolver_match else ""
        if request.method != "POST" or name not in SUBSTANCE:
            return None
        plan = _signed_plan(request, kwargs)
        condition = _conditions.get(name)
        if plan is None or (condition and not condition(request)):
            return None
        typed = one_line(request.POST.get(FIELD, ""))[:REASON_LENGTH]
        kept = kept_reason(request, plan)
        if not typed and kept is None:
            return _reason_page(request, plan)
        say(typed or (kept.text if kept else ""))
        request.reason_given = (plan, typed, kept)  # type: ignore[attr-defined]
        return None


def reason_notice(request: HttpRequest) -> dict[str, Any]:
    """For templates: on a form of substance of a signed plan, that its reason will be asked, or which one is kept."""
    plan = getattr(request, "plan", None)
    name = request.resolver_match.view_name if request.resolver_match else ""
    is_asking = getattr(request, "reason_asked", False)
    if plan is None or is_asking or plan.status not in SIGNED_STATUSES or name not in SUBSTANCE:
        return {}
    may = request.can.edit_plans  # type: ignore[attr-defined]
    return {"reason_plan": plan, "reason_kept": kept_reason(request, plan)} if may else {}


def kept_reason(request: HttpRequest, plan: Plan) -> Kept | None:
    """The reason that the person keeps for this plan, while it lasts."""
    row = request.session.get(_SESSION, {}).get(str(plan.pk))
    kept = Kept(**row) if row else None
    return kept if kept and kept.until > timezone.now().timestamp() else None


def keep_reason(request: HttpRequest, plan: Plan, text: str, *, once: bool = False) -> None:
    """Keep a reason for an hour of work on this plan; an empty one is forgotten."""
    rows = {key: row for key, row in request.session.get(_SESSION, {}).items() if key != str(plan.pk)}
    if text:
        until = (timezone.now() + KEPT_FOR).timestamp()
        rows[str(plan.pk)] = {"text": text[:REASON_LENGTH], "until": until, "once": once}
    request.session[_SESSION] = rows


def came_from(request: HttpRequest, default: str) -> str:
    """The page of this site that the person comes from, where leaving everything as it was leads back."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, require_https=request.is_secure())
    return referer if is_ours else default


def _remember(request: HttpRequest, plan: Plan, typed: str, kept: Kept | None, *, refused: bool) -> None:
    """Keep the reason that was asked to be, or the one of a form that comes back; forget that one once it has."""
    if typed and KEEP in request.POST:
        keep_reason(request, plan, typed)
    elif typed and refused and kept is None:
        keep_reason(request, plan, typed, once=True)
    elif kept and kept.once and not refused:
        keep_reason(request, plan, "")


def _signed_plan(request: HttpRequest, kwargs: dict[str, Any]) -> Plan | None:
    """The signed plan that this form changes, for a person who may; None lets the view answer as it does."""
    signed = Plan.objects.filter(
        status__in=SIGNED_STATUSES,
        territory__slug=kwargs["territory"],
        territory__memberships__user=request.user.pk,
        territory__memberships__is_active=True,
        territory__memberships__role__in=[role for role in MemberRole if can_edit_plans(role)],
    )
    if "plan" in kwargs:
        signed = signed.filter(slug=kwargs["plan"])
    else:
        signed = signed.filter(pk__in=Revision.objects.filter(pk=kwargs["pk"]).order_by().values("plan_key"))
    rows = signed.annotate(member_role=F("territory__memberships__role")).select_related("territory", "kind")
    found: Plan | None = rows.first()
    if found is not None:
        remember_role(request, found.territory, MemberRole(found.member_role))  # type: ignore[attr-defined]
        remember_plan(request, found)
    return found


def _reason_page(request: HttpRequest, plan: Plan) -> HttpResponse:
    request.reason_asked = True  # type: ignore[attr-defined]
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "plan": plan,
        "territory": plan.territory,
        "posted": [pair for pair in posted if pair[0] not in ("csrfmiddlewaretoken", FIELD, KEEP)],
        "files": [str(file.name) for _, files in request.FILES.lists() for file in files],
        "action_url": request.get_full_path(),
        "back_url": came_from(request, plan.get_absolute_url()),
        "keep_url": reverse("life:reason", args=[plan.territory.slug, plan.slug]),
    }
    # static/js/app.js reads the header: a fragment that is refused so is asked for again as a whole page.
    response = render(request, "plans/reason.html", context, status=409)
    response["X-Reason"] = "owed"
    return response
