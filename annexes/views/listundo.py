"""The imports of lists of a territory: who, when, which file, what came of it; each can be taken back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.access import require, signed_in, territory_or_404
from accounts.models import Revision, Territory
from accounts.perms import Abilities
from annexes.lists.listreading import LONG
from annexes.lists.listscopes import scope_of
from annexes.lists.listtasks import TOLD, list_work, start_list_job
from annexes.lists.listwriting import take_back_list, taken_back_words
from annexes.models import JobKind
from annexes.views.lists import ONLY_ADMINS
from partners.bulkundo import InTheWay, obstacles
from partners.listplan import RowState
from partners.models import DirectoryImport
from plans.models import Plan

PAGE = 50
SHOWN = 50  # entries of an import, named before it is taken back
WORDS = (
    (RowState.NEW, "nouvelle", "nouvelles"),
    (RowState.CHANGED, "changée", "changées"),
    (RowState.UNCHANGED, "inchangée", "inchangées"),
    (RowState.REFUSED, "refusée", "refusées"),
    (RowState.LEFT_OUT, "laissée de côté", "laissées de côté"),
)


def imports(request: HttpRequest, territory: str) -> HttpResponse:
    """The imports of lists, the last first."""
    found = _territory(request, territory)
    several = DirectoryImport.objects.filter(territory=found).defer("rows", "columns", "remarks", "decisions")
    page = Paginator(several.select_related("user", "undone_by"), PAGE).get_page(request.GET.get("page"))
    plans = {plan.pk: plan for plan in Plan.objects.of(found)}
    rows = [(one, plans.get(one.plan_key or 0), counts_in_words(one)) for one in page]
    return render(request, "annexes/lists/imports.html", {"territory": found, "page": page, "rows": rows})


def undo(request: HttpRequest, territory: str, pk: int) -> HttpResponse:
    """What an import did, and what would stand in the way of taking it back; then take it back whole."""
    found = _territory(request, territory)
    one = get_object_or_404(DirectoryImport.objects.exclude(batch=""), pk=pk, territory=found)
    by, long = signed_in(request), one.written > LONG
    if long and (work := list_work(one)):
        return redirect(work)
    if request.method == "POST" and one.can_be_taken_back:
        if long:
            with transaction.atomic():
                return redirect(start_list_job(JobKind.LIST_UNDO, scope_of(one), one, by))
        try:
            done = take_back_list(one, by)
        except InTheWay as refused:
            messages.warning(request, "L’import n’a pas été annulé : rien n’a changé.")
            for sentence in refused.sentences[:TOLD]:
                messages.warning(request, sentence)
            return redirect(request.path)
        messages.success(request, taken_back_words(one, done))
        return redirect("sheets:imports", territory)
    lines = Revision.objects.filter(batch=one.batch, territory=found).exclude(batch="")
    way = obstacles(one.batch, territory=found) if one.can_be_taken_back and not long else []
    context = {
        "territory": found,
        "one": one,
        "words": counts_in_words(one),
        "lines": lines[:SHOWN],
        "count": lines.count(),
        "obstacles": way[:TOLD],
        "is_long": long,
        "more": max(0, len(way) - TOLD),
    }
    return render(request, "annexes/lists/undo.html", context)


def counts_in_words(one: DirectoryImport) -> str:
    """« 12 nouvelles, 3 changées »."""
    counts = [(one.counts.get(state.value, 0), singular, plural) for state, singular, plural in WORDS]
    return ", ".join(f"{number} {plural if number > 1 else singular}" for number, singular, plural in counts if number)


def _territory(request: HttpRequest, territory: str) -> Territory:
    found, role = territory_or_404(request, territory)
    require(Abilities(role).manage_lists, ONLY_ADMINS)
    return found
