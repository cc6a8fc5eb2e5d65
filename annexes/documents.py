"""The documents that a plan gives, each as bytes with the name of its file."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.conf import settings
from django.utils.text import slugify

from annexes.applying.directory import load_vocabulary, without_private_contacts
from annexes.edition import Variant
from annexes.editions import edition_of
from annexes.excel import Offers, write_workbook
from annexes.jsonform import public_json
from annexes.lists.offers import load_offers
from annexes.load import load, load_whole
from annexes.pdf import write_tableau_pdf
from plans.models import Plan

Progress = Callable[[int, int, str], None]


class Document(StrEnum):
    TABLEAU = "tableau"


class Form(StrEnum):
    PDF = "pdf"
    XLSX = "xlsx"
    JSON = "json"
    CSV = "csv"

    @property
    def label(self) -> str:
        return {"pdf": "PDF", "xlsx": "Excel", "json": "JSON", "csv": "CSV"}[self.value]

    @property
    def content_type(self) -> str:
        return {
            "pdf": "application/pdf",
            "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "json": "application/json",
            "csv": "text/csv; charset=utf-8",
        }[self.value]


TABLEAU_FORMS = (Form.PDF, Form.XLSX, Form.JSON)  # a CSV holds a list, not a whole plan


@dataclass(frozen=True, slots=True)
class Made:
    name: str
    content: bytes


def make_document(
    plan: Plan, *, form: Form, variant: Variant, today: date, progress: Progress | None = None, whole: bool = True
) -> Made:
    """The tableau of a plan in one form. Raise annexes.pdf.PdfError when the PDF cannot be made.

    `whole` is for those who edit plans: data with all contacts and the lists that go with the plan. What others get,
    and every PDF, names the contacts who are to be named in documents.
    """
    tell = progress or (lambda done, total, message: None)
    tell(0, 1, "Lecture du plan")
    whole = whole and form is not Form.PDF
    outline = load_whole(plan) if whole else without_private_contacts(load(plan), plan.territory)
    edition = edition_of(plan, today=today, variant=variant)
    if form is Form.PDF:
        content = write_tableau_pdf(
            outline,
            edition=edition,
            progress=lambda done, total: tell(done, total, "Mise en page"),
            processes=settings.RENDER_PROCESSES,
            cache_dir=settings.DATA_DIR / "cache" / "pdf",
        )
    elif form is Form.XLSX:
        tell(0, 1, "Écriture du classeur")
        offers = load_offers(plan.territory) if whole else Offers()
        vocabulary = load_vocabulary(plan.territory)
        content = write_workbook(outline, edition=edition, vocabulary=vocabulary, offers=offers, whole=whole)
    else:
        content = json.dumps(public_json(outline), ensure_ascii=False, indent=1).encode()
    return Made(file_name(plan, form, today, variant), content)


def file_name(plan: Plan, form: Form, today: date, variant: Variant = Variant.CONTRACTUAL) -> str:
    """« PGT_annexe-tableau_val-de-brume_2026-11-21.pdf »: what, who, when."""
    what = "annexe-tableau" if variant is Variant.CONTRACTUAL else "annexe-tableau-suivi"
    who = slugify(plan.territory.name) or "territoire"
    return f"{plan.kind.code}_{what}_{who}_{plan.slug}_{today:%Y-%m-%d}.{form.value}"
