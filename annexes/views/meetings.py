"""The documents of a meeting: its convocation and its relevé, its dossier de séance, its event for calendars."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify
from django.views.decorators.http import require_POST

from accounts import perms
from accounts.access import require, signed_in
from actions.committees.pages import last_held
from actions.committees.words import when_said
from annexes.agenda.ics import CONTENT_TYPE, calendar_bytes
from annexes.agenda.meetings import meeting_event
from annexes.contents.dossier import Section
from annexes.documents import Document, DocumentRequest, Form
from annexes.documents.meetings import file_words
from annexes.documents.packs import JOINED, SYNTHESIS
from annexes.documents.request import OF_A_MEETING
from annexes.exporting.starting import start_document
from annexes.views.exports import ONLY_MEMBERS, given
from plans.access import plan_or_404
from plans.models import Meeting, Plan

WORDS = {
    SYNTHESIS: "Synthèse d’une page",
    Section.FICHES.value: "Fiches de priorité haute",
    Section.TABLEAUX.value: "Tableaux par thème",
    Section.CALENDAR.value: "Calendrier",
    Section.FUNDING.value: "Plan de financement",
}
USUAL = (SYNTHESIS, Section.TABLEAUX.value)


class PackForm(forms.Form):
    annexes = forms.MultipleChoiceField(
        label="À joindre",
        choices=[(name, WORDS[name]) for name in JOINED],
        initial=USUAL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PaperForm(forms.Form):
    document = forms.ChoiceField(choices=[(one.value, one.label) for one in OF_A_MEETING if one is not Document.PACK])
    form = forms.ChoiceField(choices=[(Form.PDF.value, "PDF"), (Form.DOCX.value, "Word")])


@require_POST
def document(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Make the convocation or the relevé; every member may."""
    meeting = _meeting(request, territory, plan, pk)
    asked = PaperForm(request.POST)
    if not asked.is_valid():
        said = "Ce document n’existe pas : demandez-le depuis la page de la réunion."
        return HttpResponse(said, status=422, content_type="text/plain; charset=utf-8")
    wanted = DocumentRequest(
        Document(asked.cleaned_data["document"]), Form(asked.cleaned_data["form"]), meeting=meeting.pk
    )
    return _made(request, meeting, wanted)


def pack(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Make the dossier de séance (« pack COPIL ») in one click, or choose first what to join to it."""
    meeting = _meeting(request, territory, plan, pk)
    if "usual" in request.POST:
        return _made(request, meeting, DocumentRequest(Document.PACK, meeting=meeting.pk, sections=USUAL))
    form = PackForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sections = tuple(form.cleaned_data["annexes"])
        return _made(request, meeting, DocumentRequest(Document.PACK, meeting=meeting.pk, sections=sections))
    found = meeting.committee.plan
    context = {
        "territory": found.territory,
        "plan": found,
        "meeting": meeting,
        "when": when_said(meeting),
        "form": form,
        "former": last_held(meeting.committee, meeting.starts_at),
    }
    return render(request, "annexes/pack.html", context, status=422 if form.is_bound else 200)


def ics(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """The meeting for a calendar: an event that a later file updates."""
    meeting = _meeting(request, territory, plan, pk)
    url = request.build_absolute_uri(meeting.get_absolute_url())
    event = meeting_event(meeting, url=url, host=request.get_host())
    made = calendar_bytes(str(meeting), [event], method="PUBLISH")
    response = HttpResponse(made, content_type=f"{CONTENT_TYPE}; method=PUBLISH")
    response["Content-Disposition"] = f'attachment; filename="{slugify(file_words(meeting))}.ics"'
    return response


def _meeting(request: HttpRequest, territory: str, plan: str, pk: int) -> Meeting:
    found, role = plan_or_404(request, territory, plan)
    require(perms.can_export(role), ONLY_MEMBERS)
    return _of(found, pk)


def _of(plan: Plan, pk: int) -> Meeting:
    meeting = get_object_or_404(Meeting.objects.select_related("committee"), pk=pk, committee__plan=plan)
    meeting.committee.plan = plan
    return meeting


def _made(request: HttpRequest, meeting: Meeting, wanted: DocumentRequest) -> HttpResponse:
    site = request.build_absolute_uri("/").rstrip("/")
    plan = meeting.committee.plan
    return given(start_document(plan=plan, user=signed_in(request), request=wanted, part=str(meeting), site=site))
