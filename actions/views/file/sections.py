"""One section of a dossier on its page: read, written, looked at before it is kept; those that the territory adds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import require
from accounts.aggregates import Row
from accounts.editing import seen_token
from actions.file.sections import answered, arranged, asked_of, own_sections, written
from actions.file.ways import way_to
from actions.forms.file import OwnSectionForm, SectionForm, arranged_set
from actions.prose import article
from actions.views.filepages import ONLY_COORDINATORS, write_rows
from plans.access import plan_or_404
from plans.completeness import Answer, completeness_of
from plans.models import Plan, PlanSection

PREVIEW = "preview"


def is_kept(request: HttpRequest) -> bool:
    """Whether the form of a section is to be saved: it may also be looked at alone."""
    return PREVIEW not in request.POST


def section(request: HttpRequest, territory: str, plan: str, key: str) -> HttpResponse:
    """A section that is asked: its text, its data and its documents."""
    found, answer = _asked(request, territory, plan, key)
    context = _context(found, answer) | {"blocks": article(answer.written.text) if answer.written else []}
    return render(request, "file/section.html", context)


def edit(request: HttpRequest, territory: str, plan: str, key: str) -> HttpResponse:
    """Write a section that is asked."""
    found, answer = _asked(request, territory, plan, key)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    initial = (
        {"text": answer.written.text, "is_not_concerned": answer.written.is_not_concerned} if answer.written else {}
    )
    form = SectionForm(request.POST if request.method == "POST" else None, initial=initial)
    back = reverse("file:section", args=[territory, plan, key])
    if (sent := _looked_at(request, form)) is not None:
        return sent
    if _to_save(request, form):
        given = form.cleaned_data

        def rows(held: list[Row]) -> list[Row]:
            return answered(
                held,
                answer.section,
                list(asked_of(found)),
                given["text"],
                is_not_concerned=given["is_not_concerned"],
            )

        done = f"« {answer.section.title} » est enregistrée."
        return write_rows(request, found, "sections", rows, back=back, done=done) or redirect(back)
    context = _context(found, answer) | _editing(request, found, form, back)
    return render(request, "file/section_edit.html", context, status=_status(request, form))


def own(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """A section that the territory added."""
    found, _ = plan_or_404(request, territory, plan)
    if (one := _own_section(found, pk)) is None:
        raise Http404
    context = {"territory": found.territory, "plan": found, "one": one, "blocks": article(one.text)}
    return render(request, "file/own.html", context)


def own_edit(request: HttpRequest, territory: str, plan: str, pk: int | None = None) -> HttpResponse:
    """Write a section of the territory’s own, known or new."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    one = _own_section(found, pk) if pk else None
    if one is None:
        if pk and request.method != "POST":
            raise Http404
        pk = None  # taken off meanwhile: what was typed is a new section
    asked = asked_of(found)
    known = {section.key for section in found.sections.all()} if one else asked.keys()
    form = OwnSectionForm(
        request.POST if request.method == "POST" else None,
        initial={"title": one.title, "text": one.text} if one else {},
        free=[section for key, section in asked.items() if key not in known],
    )
    back = reverse("file:own", args=[territory, plan, pk]) if pk else reverse("file:index", args=[territory, plan])
    if (sent := _looked_at(request, form)) is not None:
        return sent
    if _to_save(request, form):
        given = form.cleaned_data
        section = asked.get(given.get("answers", ""))
        if section is not None:
            back = reverse("file:section", args=[territory, plan, section.key])

        def rows(held: list[Row]) -> list[Row]:
            if section is None:
                return written(held, pk, given["title"], given["text"])
            others = [row for row in held if row["pk"] != pk]
            return answered(others, section, list(asked), given["text"], is_not_concerned=False)

        done = f"« {section.title if section else given['title']} » est enregistrée."
        return write_rows(request, found, "sections", rows, back=back, done=done) or redirect(back)
    context = {"territory": found.territory, "plan": found, "one": one} | _editing(request, found, form, back)
    return render(request, "file/own_edit.html", context, status=_status(request, form))


def arrange(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """The order of print; the titles of the territory’s own sections, which are added and taken off here."""
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    asked = asked_of(found)
    rows = arranged_set(found, asked, request.POST if request.method == "POST" else None)
    back = reverse("file:index", args=[territory, plan])
    if request.method == "POST" and rows.is_valid():
        wanted = [(form.cleaned_data.get("key"), form.cleaned_data["title"]) for form in rows.rows]
        done = "L’ordre du dossier est enregistré."
        return write_rows(
            request, found, "sections", lambda known: arranged(known, wanted, asked), back=back, done=done
        ) or redirect(back)
    context = {
        "territory": found.territory,
        "plan": found,
        "rows": rows,
        "seen": request.POST.get("seen") or seen_token(found),
        "back_url": back,
    }
    return render(request, "file/arrange.html", context, status=422 if rows.is_bound else 200)


def _asked(request: HttpRequest, territory: str, plan: str, key: str) -> tuple[Plan, Answer]:
    """The plan, and what it answers to the section of that key. Raise Http404 when it is not asked."""
    found, _ = plan_or_404(request, territory, plan)
    for answer in completeness_of(found).answers:
        if answer.section.key == key:
            return found, answer
    raise Http404


def _own_section(plan: Plan, pk: int) -> PlanSection | None:
    return next((one for one in own_sections(plan) if one.pk == pk), None)


def _context(plan: Plan, answer: Answer) -> dict[str, object]:
    return {
        "territory": plan.territory,
        "plan": plan,
        "answer": answer,
        "way": way_to(answer.section, plan),
        "documents": [one for one in plan.documents.all() if one.section == answer.section.key],
    }


def _editing(request: HttpRequest, plan: Plan, form: SectionForm | OwnSectionForm, back: str) -> dict[str, object]:
    """What the page of a form needs beside its section."""
    looked_at = PREVIEW in request.POST
    return {
        "form": form,
        "seen": request.POST.get("seen") or seen_token(plan),
        "back_url": back,
        "preview": article(form.data.get("text", "")) if looked_at else None,
    }


def _looked_at(request: HttpRequest, form: SectionForm | OwnSectionForm) -> HttpResponse | None:
    """For htmx, the text as it will be printed; nothing is kept."""
    if request.method == "POST" and PREVIEW in request.POST and "HX-Request" in request.headers:
        return render(request, "file/_preview.html", {"preview": article(form.data.get("text", ""))})
    return None


def _to_save(request: HttpRequest, form: SectionForm | OwnSectionForm) -> bool:
    return request.method == "POST" and is_kept(request) and form.is_valid()


def _status(request: HttpRequest, form: SectionForm | OwnSectionForm) -> int:
    return 422 if request.method == "POST" and is_kept(request) and form.errors else 200
