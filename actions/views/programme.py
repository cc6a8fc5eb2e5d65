"""The programme de réussite éducative of a plan: who carries it, with whom, where, with what money."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access import signed_in
from accounts.aggregates import content, create_content, write_content
from accounts.editing import seen_token
from accounts.enums import Change
from accounts.history import new_batch, record
from actions.forms.named import FileLists
from actions.forms.programme import FUNDERS, PROFESSIONS, WholeProgramme
from actions.prose import passages
from actions.views.filepages import editable_plan, page_of, tell_undo, write
from plans.access import plan_or_404
from plans.enums import ProgrammeMeasure
from plans.figures import number_wording
from plans.models import AggregateFigure, KindVisa, Plan, Programme, Visa
from plans.programmes import FEW, budget_years, is_small, owed_by
from plans.visas import expected_visas, visas_of


def programme(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """All that is known of it, and what its file still owes before the validation circuit."""
    found, _ = plan_or_404(request, territory, plan)
    held = _programme_of(found)
    context: dict[str, Any] = {
        "plan": found,
        "territory": found.territory,
        "programme": held,
        "is_asked": found.kind.asks_programme,
    }
    if held or found.kind.asks_programme:
        context |= {
            "owed": owed_by(held),
            "circuit": _circuit(found),
            "note": passages(held.structure_note) if held else [],
            "budget": budget_years(held.budget.all()) if held else [],
            "totals": totals_table(list(held.totals.all())) if held else None,
            "has_small": held is not None and any(is_small(one.measure, one.value) for one in held.totals.all()),
            "few": FEW,
        }
    return render(request, "file/programme.html", context)


def edit(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The whole of it, on one page; created when it is first written."""
    found = editable_plan(request, territory, plan)
    held = _programme_of(found)
    form = WholeProgramme(
        held or Programme(plan=found), FileLists.load(found), request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            refused = _save(request, found, held, form)
        except ValidationError as error:
            form.refuse(error)
        else:
            return refused or redirect(page_of(found, "programme"))
    faults = form.faults() if request.method == "POST" else []
    context = {
        "plan": found,
        "territory": found.territory,
        "programme": held,
        "form": form,
        "partners": form.lists.partners.values(),
        "funders": FUNDERS,
        "professions": PROFESSIONS,
        "faults": faults,
        "seen": request.POST.get("seen") or (seen_token(held) if held else ""),
        "back_url": page_of(found, "programme"),
    }
    return render(request, "file/programme_edit.html", context, status=422 if faults else 200)


def delete(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Remove it with all its rows; it can be restored."""
    found = editable_plan(request, territory, plan)
    held = _programme_of(found)
    back = page_of(found, "programme")
    if held is None:
        return redirect(back)
    if request.method == "POST":
        with transaction.atomic():
            before, key = content(held), held.pk
            held.delete()
            told: dict[str, Any] = {"by": signed_in(request), "territory": found.territory, "plan_key": found.pk}
            record(Change.DELETED, held, before=before, key=key, batch=new_batch(), **told)
        tell_undo(request, found, Programme(pk=key, plan=found), "Le programme est supprimé.")
        return redirect(back)
    context = {"plan": found, "territory": found.territory, "programme": held, "back_url": back}
    return render(request, "file/programme_delete.html", context)


def totals_table(totals: list[AggregateFigure]) -> tuple[list[int], list[tuple[str, list[tuple[str, bool]]]]]:
    """The years, then for each total its values in words, year by year, and whether each is small."""
    years = sorted({one.year for one in totals})
    rows: dict[tuple[str, str], dict[int, Decimal]] = {}
    order = list(ProgrammeMeasure)
    for one in totals:
        rows.setdefault((one.measure, one.label), {})[one.year] = one.value
    table = []
    for (measure, label), values in sorted(
        rows.items(), key=lambda row: (order.index(ProgrammeMeasure(row[0][0])), row[0][1])
    ):
        name = ProgrammeMeasure(measure).label + (f" – {label}" if label else "")
        cells = [(number_wording(values[y]) if y in values else "", is_small(measure, values.get(y))) for y in years]
        table.append((name, cells))
    return years, table


def _circuit(plan: Plan) -> list[tuple[KindVisa, Visa | None]]:
    """The opinions and the signatures that a plan of this type waits for, with what was given."""
    given = {visa.key: visa for visa in visas_of(plan)}
    return [(expected, given.get(expected.key)) for expected in expected_visas(plan)]


def _programme_of(plan: Plan) -> Programme | None:
    return Programme.objects.filter(plan=plan).select_related("partner", "plan__territory").first()


def _save(request: HttpRequest, plan: Plan, held: Programme | None, form: WholeProgramme) -> HttpResponse | None:
    done = "Le programme est enregistré."
    if held is not None:
        back = page_of(plan, "programme")
        return write(request, plan, held, lambda: write_content(held, form.content()), back=back, done=done)
    with transaction.atomic():
        made, _ = create_content(Programme, form.content())
        told: dict[str, Any] = {"by": signed_in(request), "territory": plan.territory, "plan_key": plan.pk}
        record(Change.CREATED, made, after=content(made), **told)
    tell_undo(request, plan, made, done)
    return None
