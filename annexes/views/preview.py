"""The preview of an import: the whole page, a branch of its tree, the correction of a line."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from annexes.deciding.choices import reading_key
from annexes.deciding.decisions import Decisions
from annexes.importing.services import preview
from annexes.models import ImportBatch, ImportState
from annexes.preview import Asked, anchor, branch_of, corrected_line, preview_page
from annexes.summaries import level_names, written_sentence
from annexes.views.imports import plan_and_batch
from plans.models import Plan


def detail(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """What was read in a file and what it would change: nothing is written before the confirmation."""
    found, batch = plan_and_batch(request, territory, plan, pk)
    if batch.state == ImportState.UPLOADED and batch.job is not None:
        return redirect("annexes:job", territory, plan, batch.job.pk)
    asked = Asked.from_query(request.GET.dict())
    page = preview_page(batch, found, asked)
    context = page_context(batch, found) | {"page": page, "asked": asked, "written": _written(batch)}
    context |= {"files": list(batch.files.defer("reading")), "aside": batch.options.get("aside", [])}
    return render(request, "annexes/import_preview.html", context)


def lines(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Part of a preview: the branch `branche`, from its child `de` on, or the form that corrects the line `corriger`.

    Without htmx, the whole page with that branch or that form open.
    """
    found, batch = plan_and_batch(request, territory, plan, pk)
    asked = Asked.from_query(request.GET.dict())
    ref = request.GET.get("branche", "")
    if not request.headers.get("HX-Request"):
        query = asked.query(ligne=ref, corriger=asked.correcting)
        here = anchor(asked.correcting or ref)
        return redirect(f"{reverse('annexes:import', args=[territory, plan, pk])}{query}#{here}")
    seen, context = preview(batch), page_context(batch, found) | {"asked": asked}
    if asked.correcting:
        context["correction"] = corrected_line(seen, found, asked.correcting)
        if context["correction"] is None:
            raise Http404
        return render(request, "annexes/preview/_correction.html", context)
    first = int(request.GET["de"]) if request.GET.get("de", "").isdecimal() else 0
    line = branch_of(seen, found, ref, asked, first)
    if line is None:
        raise Http404
    return render(request, "annexes/preview/_children.html", context | {"line": line})


def page_context(batch: ImportBatch, plan: Plan) -> dict[str, object]:
    """What every part of the page needs."""
    where = [plan.territory.slug, plan.slug, batch.pk]
    return {
        "plan": plan,
        "batch": batch,
        "asked": Asked(),
        "reading_key": reading_key(batch),
        "decisions_digest": Decisions.from_json(batch.decisions).digest(),
        "can_decide": batch.state == ImportState.ANALYSED,
        "decide_url": reverse("annexes:import-decide", args=where),
        "lines_url": reverse("annexes:import-lines", args=where),
    }


def _written(batch: ImportBatch) -> str:
    """What a confirmed import wrote, in a sentence."""
    if batch.state not in (ImportState.APPLIED, ImportState.UNDONE):
        return ""
    return written_sentence(batch.summary.get("counts", {}), level_names(batch.plan))
