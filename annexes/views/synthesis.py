"""The synthesis of a plan as a page: what its PDF says, with the fiches at hand."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from annexes.contents.synthesis import synthesis_of
from annexes.editions import edition_of
from annexes.load import load
from plans.access import plan_or_404

NAMED = 10  # fiches of a decision; the list of fiches has the others
MOST_ROWS = 60  # axes; a longer plan is told theme by theme


def synthesis(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Every member may read it, as the plan itself."""
    found, _ = plan_or_404(request, territory, plan)
    it = synthesis_of(load(found), edition_of(found, today=timezone.localdate()), rows=MOST_ROWS)
    context = {
        "territory": found.territory,
        "plan": found,
        "it": it,
        "late_rest": it.rest(it.late, len(it.late_shown)),
        "high": it.high[:NAMED],
        "high_rest": it.rest(it.high, NAMED),
        "decisions": [(one, one.fiches[:NAMED], it.rest(one.fiches, NAMED)) for one in it.decisions],
    }
    return render(request, "annexes/documents/synthesis.html", context)
