"""The name of a document’s file: what, who, when."""

from datetime import date

from django.utils.text import slugify

from annexes.contents.model import FicheStyle
from annexes.documents.request import Document, DocumentRequest
from annexes.edition import Variant
from plans.models import Plan

WHAT = {
    Document.FICHES: "fiches-action",
    Document.TABLEAU: "annexe-tableau",
    Document.DOSSIER: "dossier",
    Document.SYNTHESIS: "synthese",
    Document.CALENDAR: "calendrier",
    Document.FUNDING: "plan-de-financement",
    Document.EVALUATION: "evaluation-finale",
    Document.COMMITMENTS: "engagements",
    Document.DATA: "donnees",
    Document.CONVOCATION: "convocation",
    Document.MINUTES: "releve-de-decisions",
    Document.PACK: "dossier-de-seance",
    Document.CHANGES: "tableau-des-modifications",
    Document.AMENDMENT: "avenant",
}


def file_name(plan: Plan, request: DocumentRequest, today: date, of: str = "") -> str:
    """« PGT_annexe-tableau_val-de-brume_pgt-2025-2029_2026-11-21.pdf »; `of` names a part of the plan or a partner."""
    what = WHAT[request.document]
    if request.document is Document.TABLEAU and request.variant is Variant.FOLLOW_UP:
        what += "-suivi"
    if request.document is Document.FICHES and request.fiche_style is not FicheStyle.COMPLETE:
        what += f"-{request.fiche_style.value}"
    who = slugify(plan.territory.name) or "territoire"
    part = f"_{slugify(of)[:60].strip('-')}" if slugify(of) else ""
    if request.document is Document.COMMITMENTS:  # of the territory, not of one plan
        return f"{what}{part}_{who}_{today:%Y-%m-%d}.{request.form.value}"
    return f"{plan.kind.code}_{what}{part}_{who}_{plan.slug}_{today:%Y-%m-%d}.{request.form.value}"
