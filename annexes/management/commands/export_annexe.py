"""`manage.py export_annexe`: write a document of a plan. Exit codes: 0 done, 1 the document failed, 2 usage."""

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annexes.documents import Document, Form, make_document
from annexes.edition import Variant
from annexes.pdf import PdfError
from plans.models import Plan

USAGE = 2


class Command(BaseCommand):
    help = "Écrit le tableau d’un plan en PDF, en Excel ou en JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--territory", required=True, help="nom court du territoire")
        parser.add_argument("--plan", required=True, help="nom court du plan")
        parser.add_argument("--document", choices=[d.value for d in Document], default=Document.TABLEAU.value)
        parser.add_argument("--format", choices=[f.value for f in Form], required=True)
        parser.add_argument("--variant", choices=[v.value for v in Variant], default=Variant.CONTRACTUAL.value)
        parser.add_argument("--output", required=True, help="le fichier à écrire, ou - pour la sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = Plan.objects.select_related("territory", "kind")
        plan = plans.filter(territory__slug=options["territory"], slug=options["plan"]).first()
        if plan is None:
            names = f"« {options['plan']} » dans le territoire « {options['territory']} »"
            raise CommandError(f"Aucun plan ne s’appelle {names}.", returncode=USAGE)
        output = Path(options["output"])
        if options["output"] != "-" and not output.absolute().parent.is_dir():
            raise CommandError(f"Le dossier {output.absolute().parent} n’existe pas.", returncode=USAGE)
        try:
            made = make_document(
                plan, form=Form(options["format"]), variant=Variant(options["variant"]), today=timezone.localdate()
            )
        except PdfError as failure:
            raise CommandError(str(failure), returncode=1) from failure
        if options["output"] == "-":
            self.stdout.buffer.write(made.content) if hasattr(self.stdout, "buffer") else self.stdout.write(
                made.content.decode()
            )
            return
        _write_whole(output, made.content)
        self.stdout.write(f"{output} : {len(made.content) / 1000:.0f} ko")


def _write_whole(path: Path, content: bytes) -> None:
    """The whole file or nothing: written beside, then put in its place."""
    with tempfile.NamedTemporaryFile(dir=path.absolute().parent, delete=False) as file:
        file.write(content)
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
