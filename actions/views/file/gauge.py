"""The dossier of a plan: how complete it is, section by section; all of it to be read on one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.markup import Block
from actions.file.sections import asked_of
from actions.file.ways import way_to
from actions.prose import article
from plans.access import plan_or_404
from plans.completeness import State, completeness_of


def index(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """What is asked of the dossier, what it holds, what is missing and why."""
    found, _ = plan_or_404(request, territory, plan)
    gauge = completeness_of(found)
    context = {
        "territory": found.territory,
        "plan": found,
        "gauge": gauge,
        "answers": [(answer, way_to(answer.section, found)) for answer in gauge.answers],
        "states": [(state, gauge.number(state)) for state in State if gauge.number(state)],
    }
    return render(request, "file/index.html", context)


def read(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Every section that is written, in the order of print."""
    found, _ = plan_or_404(request, territory, plan)
    asked = asked_of(found)
    texts: list[tuple[int, str, bool, list[Block]]] = []
    for one in found.sections.all():
        title = asked[one.key].title if one.key in asked else one.title
        texts.append((one.pk, title, one.is_not_concerned, article(one.text)))
    context = {"territory": found.territory, "plan": found, "texts": texts}
    return render(request, "file/read.html", context)
