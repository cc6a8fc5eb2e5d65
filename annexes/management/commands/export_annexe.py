from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annexes.commandline import (
    FILE_HAS_ERRORS,
    AnnexeCommand,
    misused,
    plan_or_refusal,
    territory_named,
    write_whole,
)
from annexes.documents import Document, DocumentRequest, Form, make_document
from annexes.edition import Variant
from annexes.excel.workbook import TooLongForExcel
from annexes.pdf.errors import PdfError

VARIANTS = {"contractuelle": Variant.CONTRACTUAL, "suivi": Variant.FOLLOW_UP}
STDOUT = "-"


class Command(AnnexeCommand):
    help = (
        "Fabrique le document d’un plan : tableau en PDF, Excel ou JSON. "
        "Codes de sortie : 0 fait, 1 le document ne peut pas être fabriqué, 2 mauvais usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--territory", default="", help="nom court du territoire")
        parser.add_argument("--plan", default="", help="nom court du plan")
        parser.add_argument("--document", default=Document.TABLEAU.value, help="tableau")
        parser.add_argument("--format", default="", help="pdf, xlsx ou json")
        parser.add_argument("--variant", default="contractuelle", help="contractuelle ou suivi")
        parser.add_argument("--output", default="", metavar="FICHIER", help="le fichier à écrire ; - : sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        _choice("--document", options["document"], list(Document))
        form = Form(_choice("--format", options["format"], [Form.PDF, Form.XLSX, Form.JSON]))
        variant = VARIANTS[_choice("--variant", options["variant"], list(VARIANTS))]
        output = _output(options["output"], form)
        if not options["territory"] or not options["plan"]:
            raise misused("Indiquer le territoire et le plan : --territory NOM-COURT --plan NOM-COURT.")
        plan = plan_or_refusal(territory_named(options["territory"]), options["plan"])
        try:
            document = Document.DATA if form is Form.JSON else Document.TABLEAU
            request = DocumentRequest(document, form, variant, contacts=form is not Form.PDF)
            made = make_document(plan, request, today=timezone.localdate())
        except (PdfError, TooLongForExcel) as failure:
            raise CommandError(str(failure), returncode=FILE_HAS_ERRORS) from failure
        if output is None:
            self.stdout.write(made.content.decode())
            return
        try:
            write_whole(output, made.content)
        except OSError as refusal:
            raise misused(f"Le fichier « {output} » ne peut pas être écrit : {refusal.strerror}.") from refusal
        self.stdout.write(f"Document écrit : {output} ({len(made.content):,} octets).".replace(",", "\u202f"))


def _choice(option: str, value: str, allowed: list[Any]) -> str:
    words = [str(choice) for choice in allowed]
    if value not in words:
        given = f"« {value} » ne convient pas" if value else "manque"
        raise misused(f"{option} {given} : choisir {' ou '.join(words)}.")
    return value


def _output(name: str, form: Form) -> Path | None:
    """The path to write, None for the standard output."""
    if not name:
        raise misused("Indiquer le fichier à écrire : --output FICHIER.")
    if name == STDOUT:
        if form is not Form.JSON:
            raise misused("Seul le JSON s’écrit sur la sortie standard : indiquer un fichier pour les autres formats.")
        return None
    path = Path(name)
    if path.is_dir():
        raise misused(f"« {name} » est un dossier : indiquer un fichier.")
    if not path.resolve().parent.is_dir():
        raise misused(f"Le dossier « {path.resolve().parent} » n’existe pas.")
    return path
