"""Many fiches changed at once: what to change, the summary before, the confirmation, the way back."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import require, signed_in
from actions.forms.bulk import BulkForm
from actions.listing import bulk
from actions.listing.changes import Changes, in_words
from actions.listing.criteria import Criteria
from actions.listing.scope import Scope
from actions.listing.sorts import ordered_keys
from plans.access import plan_or_404
from plans.models import Plan

EVERYTHING = "tout"
SALT = "actions.bulk"
VALID = 6 * 3600  # seconds between the summary and its confirmation
LINES_SHOWN = 500
TOLD = 10  # fiches that were left out, in a message
ONLY_COORDINATORS = (
    "Modifier plusieurs fiches à la fois est réservé à la coordination et à l’administration du territoire."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fiches to change: those that were ticked, or all those of the list (`everything`), in its order."""

    plan: Plan
    criteria: Criteria
    keys: list[int]
    everything: bool

    @property
    def refusal(self) -> str:
        if not self.keys:
            return "Cochez d’abord les fiches à modifier ensemble."
        if len(self.keys) > bulk.BULK_LIMIT:
            return f"{len(self.keys)} fiches, c’est trop d’un coup : filtrez la liste."
        return ""


def prepare(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """What to change on the chosen fiches; once it is said, the summary of what that would do. Nothing is written."""
    found = _plan(request, territory, plan)
    chosen = _chosen(found, request.POST if request.method == "POST" else request.GET)
    if chosen.refusal:
        messages.warning(request, chosen.refusal)
        return redirect(_list_url(found, chosen.criteria))
    form = BulkForm(request.POST if request.method == "POST" else None, plan=found)
    context = {
        "territory": found.territory,
        "plan": found,
        "form": form,
        "count": len(chosen.keys),
        "keys": [] if chosen.everything else chosen.keys,
        "query": chosen.criteria.query(),
        "chips": chosen.criteria.chips(),
        "everything": chosen.everything,
        "list_url": _list_url(found, chosen.criteria),
        "summary": None,
        **(_summary(chosen, form.changes()) if form.is_valid() else {}),
    }
    return render(request, "actions/listing/bulk.html", context, status=422 if form.errors else 200)


@require_POST
def confirm(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Write what a summary showed."""
    found = _plan(request, territory, plan)
    try:
        lot = signing.loads(request.POST.get("lot", ""), salt=SALT, max_age=VALID)
    except signing.BadSignature:
        lot = {}
    if lot.get("plan") != found.pk:
        messages.error(request, "Ce résumé n’est plus valable. Rien n’a été changé : recommencez depuis la liste.")
        return redirect("actions:list", territory, plan)
    criteria = Criteria(Scope(found.territory, found), QueryDict(lot["query"]))
    try:
        done = bulk.apply(
            plan=found,
            seen={int(pk): known for pk, known in lot["seen"].items()},
            changes=Changes.from_json(lot["changes"]),
            by=signed_in(request),
            criteria=criteria if lot["everything"] else None,
            others=set(lot["others"]),
        )
    except bulk.CannotApply as refusal:
        messages.error(request, str(refusal))
        return redirect(_list_url(found, criteria))
    _tell(request, done)
    return redirect(_list_url(found, criteria, lot=done.batch if done.done else None))


def history(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The last changes of many fiches of the plan, each with the way back."""
    found = _plan(request, territory, plan)
    context = {"territory": found.territory, "plan": found, "batches": bulk.recent(found)}
    return render(request, "actions/listing/bulk_history.html", context)


@require_POST
def undo(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Take a change of many fiches back; what changed since stays, and is told. Back to the list, or to the changes."""
    found = _plan(request, territory, plan)
    batch = request.POST.get("lot", "")[:40]
    if not batch or not bulk.recent(found, batch):
        messages.error(request, "Cette modification n’est pas connue dans ce plan. Rien n’a été changé.")
    elif (undone := bulk.undo(plan=found, batch=batch, by=signed_in(request))) is None:
        messages.warning(request, "Cette modification a déjà été annulée.")
    else:
        messages.success(request, f"Modification annulée sur {_fiches(undone.done)}.")
        _warn(request, "Restées comme elles sont", undone.refused)
    if "liste" in request.POST:
        return redirect(_list_url(found, _criteria(found, request.POST)))
    return redirect("actions:bulk-history", territory, plan)


def changes_the_substance(request: HttpRequest) -> bool:
    """Whether a confirmation changes more than what follows fiches up: their status, its reason, their priority."""
    try:
        lot = signing.loads(request.POST.get("lot", ""), salt=SALT, max_age=VALID)
    except signing.BadSignature:
        return False
    return bool(replace(Changes.from_json(lot["changes"]), status="", reason="", priority=None))


def _plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def _criteria(plan: Plan, asked: QueryDict) -> Criteria:
    """The filters and the sort of the list that the person comes from."""
    return Criteria(Scope(plan.territory, plan), QueryDict(asked.get("liste", "")[:5000]))


def _chosen(plan: Plan, asked: QueryDict) -> Chosen:
    criteria = _criteria(plan, asked)
    fiches, everything = criteria.fiches(), asked.get("portee") == EVERYTHING
    if not everything:
        ticked = [int(key) for key in asked.getlist("fiche") if key.isdecimal() and len(key) < 16]
        fiches = criteria.scope.fiches().filter(pk__in=ticked)
    return Chosen(plan, criteria, ordered_keys(fiches, criteria.sort), everything)


def _summary(chosen: Chosen, changes: Changes) -> dict[str, Any]:
    """The summary and the signed value that its confirmation brings back."""
    summary = bulk.summary(chosen.plan, chosen.keys, changes)
    lot = {
        "plan": chosen.plan.pk,
        "changes": changes.to_json(),
        "query": chosen.criteria.query(),
        "everything": chosen.everything,
        "seen": summary.seen,
        "others": [line.pk for line in (*summary.refused, *summary.same)] if chosen.everything else [],
    }
    return {
        "summary": summary,
        "words": in_words(changes, bulk.names_of(chosen.plan, changes)),
        "lines": summary.changing[:LINES_SHOWN],
        "more": max(0, len(summary.changing) - LINES_SHOWN),
        "lot": signing.dumps(lot, salt=SALT, compress=True) if summary.changing else "",
    }


def _list_url(plan: Plan, criteria: Criteria, lot: str | None = None) -> str:
    """The list as it was; with the button that undoes `lot`."""
    url, query = reverse("actions:list", args=[plan.territory.slug, plan.slug]), criteria.query(lot=lot)
    return f"{url}?{query}" if query else url


def _tell(request: HttpRequest, done: bulk.Applied) -> None:
    """What the list does not say by itself: it tells what was done, with the button that undoes it."""
    if not done.done:
        messages.warning(request, "Aucune fiche n’a été modifiée.")
    _warn(request, "Laissées de côté", done.left_out)
    if done.joined:
        words = "fiche répond" if done.joined == 1 else "fiches répondent"
        messages.info(request, f"Depuis le résumé, {done.joined} {words} aussi aux filtres : rien n’y a été changé.")


def _warn(request: HttpRequest, what: str, sentences: list[str]) -> None:
    if sentences:
        more = f" – et {len(sentences) - TOLD} autres" if len(sentences) > TOLD else ""
        messages.warning(request, f"{what} : {' – '.join(sentences[:TOLD])}{more}")


def _fiches(count: int) -> str:
    return "1 fiche" if count == 1 else f"{count} fiches"
