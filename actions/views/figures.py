"""The figures of the diagnostic of a plan: tables that are read, pasted from a sheet, corrected, edited."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from accounts.aggregates import Row
from accounts.editing import seen_token
from accounts.text import fold
from actions.forms.figures import FigureForm, FigurePasteForm, cell_name, pasted_data, table_named
from actions.views.filepages import editable_plan, page_of, write_rows
from plans.access import plan_or_404
from plans.figuremodels import MODELS, TableModel, model_of
from plans.figurepaste import Sheet, read_sheet
from plans.figures import tables_of
from plans.models import Plan

COLUMNS = "colonnes"


def figures(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Every table."""
    found, _ = plan_or_404(request, territory, plan)
    tables = tables_of(found.figures.all())
    known = {fold(table.title) for table in tables}
    proposed = [model for model in MODELS if fold(model.title) not in known]
    context = {
        "plan": found,
        "territory": found.territory,
        "tables": [(table, table.lines(), _query(tableau=table.title)) for table in tables],
        "proposed": [(model, _query(modele=model.key)) for model in proposed],
    }
    return render(request, "file/figures.html", context)


def table(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """A table as a form: `?tableau=` names one that exists, `?modele=` one to start from."""
    found = editable_plan(request, territory, plan)
    title, rows = request.GET.get("tableau", ""), list(found.figures.all())
    known = table_named(rows, title) if title else None
    if title and known is None and request.method != "POST":
        raise Http404
    others = {figure.group for figure in rows} - ({known.title} if known else set())
    data: Any = request.POST if request.method == "POST" else None
    if data is None and known is None and (model := model_of(request.GET.get("modele", ""))):
        return _form_page(request, found, FigureForm(data=_model_data(model), others=sorted(others)), title="")
    form = FigureForm(data=data, table=known, others=sorted(others))
    if data is None or COLUMNS in data:
        return _form_page(request, found, form, title=title)
    if not form.is_valid():
        return _form_page(request, found, form, title=title, status=422)
    back = page_of(found, "figures")
    refused: HttpResponse | None = write_rows(
        request,
        found,
        "figures",
        lambda held: _replaced(held, known.title if known else "", form.figures()),
        back=back,
        done=f"Le tableau « {form.title} » est enregistré.",
    )
    return refused or redirect(back)


def paste(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Cells that were copied; what was read of them is shown as a form, and nothing is written before it is sent."""
    found = editable_plan(request, territory, plan)
    form = FigurePasteForm(
        request.POST or None, request.FILES or None, initial={"title": request.GET.get("tableau", "")}
    )
    if request.method != "POST" or not form.is_valid():
        return _paste_page(request, found, form)
    said = form.cleaned_data
    sheet = read_sheet(form.text, year=said["year"], unit=said["unit"], source=said["source"])
    if sheet.faults:
        for fault in sheet.faults:
            form.add_error("cells", fault)
        return _paste_page(request, found, form)
    title = said["title"] or sheet.title
    rows = list(found.figures.all())
    known = table_named(rows, title) if title else None
    data, replaced = pasted_data(sheet, known.title if known else title, known)
    others = {figure.group for figure in rows} - ({known.title} if known else set())
    shown = FigureForm(data=data, others=sorted(others))
    return _form_page(
        request, found, shown, title=known.title if known else "", sheet=sheet, notes=[*sheet.notes, *replaced]
    )


def delete(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Remove a table, named by `?tableau=`; its change can be taken back from the history."""
    found = editable_plan(request, territory, plan)
    title = request.GET.get("tableau", "")
    held = [figure for figure in found.figures.all() if figure.group == title]
    if not held:
        raise Http404
    back = page_of(found, "figures")
    if request.method == "POST":
        refused: HttpResponse | None = write_rows(
            request,
            found,
            "figures",
            lambda rows: _replaced(rows, title, []),
            back=back,
            done=f"Le tableau « {title} » est supprimé.",
        )
        return refused or redirect(back)
    context = {
        "plan": found,
        "territory": found.territory,
        "title": title,
        "number": len(held),
        "seen": seen_token(found),
        "back_url": back,
    }
    return render(request, "file/figures_delete.html", context)


def is_sent(request: HttpRequest) -> bool:
    """Whether the form of a table is to be written: another set of columns only shows it again."""
    return COLUMNS not in request.POST


def _form_page(
    request: HttpRequest,
    plan: Plan,
    form: FigureForm,
    *,
    title: str,
    status: int = 200,
    sheet: Sheet | None = None,
    notes: list[str] | None = None,
) -> HttpResponse:
    """The form of a table; of what was pasted, with what was understood otherwise than written."""
    form.is_valid() if sheet else None
    context = {
        "plan": plan,
        "territory": plan.territory,
        "form": form,
        "title": title,
        "sheet": sheet,
        "notes": notes or [],
        "faults": form.faults() if sheet or status == 422 else [],
        "seen": request.POST.get("seen") or seen_token(plan),
        "action_url": page_of(plan, "figures-table") + (_query(tableau=title) if title else ""),
        "back_url": page_of(plan, "figures"),
    }
    return render(request, "file/figures_table.html", context, status=status)


def _paste_page(request: HttpRequest, plan: Plan, form: FigurePasteForm) -> HttpResponse:
    titles = dict.fromkeys(plan.figures.values_list("group", flat=True))
    context = {
        "plan": plan,
        "territory": plan.territory,
        "form": form,
        "titles": list(titles),
        "back_url": page_of(plan, "figures"),
    }
    return render(request, "file/figures_paste.html", context, status=422 if form.errors else 200)


def _replaced(held: list[Row], title: str, figures: list[Row]) -> list[Row]:
    """The figures of a plan with those of one table in place of what it held; a new table comes last."""
    own = {row["pk"] for row in held if row["group"] == title}
    figures = [{**row, "pk": row["pk"] if row["pk"] in own else None} for row in figures]
    at = next((rank for rank, row in enumerate(held) if row["group"] == title), len(held))
    before = [row for row in held[:at] if row["group"] != title]
    after = [row for row in held[at:] if row["group"] != title]
    return [*before, *figures, *after]


def _model_data(model: TableModel) -> dict[str, Any]:
    """A model as if it had been typed, for this year."""
    year = timezone.localdate().year
    data: dict[str, Any] = {
        "title": model.title,
        "years": str(year),
        "rows-TOTAL_FORMS": str(len(model.lines)),
        "rows-INITIAL_FORMS": "0",
    }
    for rank, (label, unit) in enumerate(model.lines):
        said = {"label": label, "unit": unit, "source": model.source, "keys": "", "ORDER": str(rank + 1)}
        data |= {f"rows-{rank}-{name}": value for name, value in said.items()} | {f"rows-{rank}-{cell_name(year)}": ""}
    return data


def _query(**what: str) -> str:
    return f"?{urlencode(what)}"
