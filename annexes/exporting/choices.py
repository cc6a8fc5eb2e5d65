"""What the export page opens on: the last choices of the person, then what the link that she followed asks for."""

from typing import Any

from django.http import QueryDict

from accounts.models import User
from annexes.documents import DocumentRequest, offered
from annexes.exporting.form import CHOSEN, LANDSCAPE, LISTED, PART, PORTRAIT, WHOLE
from annexes.models import DocumentChoices
from plans.models import Plan

ASKED = ("document", "form", "variant", "style", "orientation", "part", "partner", "liste")  # names of an address


def initial_choices(plan: Plan, user: User, asked: QueryDict) -> dict[str, Any]:
    """The initial values of the form, by field. One query."""
    kept = DocumentChoices.objects.filter(user=user, plan=plan).values_list("options", flat=True).first()
    found = _remembered(DocumentRequest.from_options(kept)) if kept else {}
    found |= {name: asked[name] for name in ASKED if asked.get(name)}
    if asked.get("liste"):
        found["perimeter"] = LISTED
    if asked.get("part"):
        found["perimeter"] = PART
    if fiches := [key for key in asked.getlist("fiche") if key.isdecimal() and len(key) < 19]:
        found |= {"fiche": fiches, "perimeter": CHOSEN}
    return _possible(found)


def _remembered(request: DocumentRequest) -> dict[str, Any]:
    part = request.theme or request.objective
    return {
        "document": request.document.value,
        "form": request.form.value,
        "variant": request.variant.value,
        "style": request.fiche_style.value,
        "orientation": PORTRAIT if request.portrait else LANDSCAPE,
        "perimeter": PART if part else WHOLE,
        "part": part,
        "partner": request.partner,
        "sections": list(request.sections),
        "annexe": request.annexe_number,
        "deliberation": request.deliberation,
    }


def _possible(found: dict[str, Any]) -> dict[str, Any]:
    """The same with a document that can be made, in a form that it has."""
    there = {document.value: [form.value for form in forms] for document, forms in offered().items()}
    document = found.get("document")
    if document not in there:
        document = next(iter(there))
    forms = there[document]
    return {**found, "document": document, "form": found.get("form") if found.get("form") in forms else forms[0]}
