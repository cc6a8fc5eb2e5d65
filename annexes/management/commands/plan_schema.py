from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from annexes.exchange.schema import schema_text


class Command(BaseCommand):
    help = "Écrit le schéma publié du JSON d’un plan (JSON Schema 2020-12)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", metavar="FICHIER", help="le fichier à écrire ; sans lui, la sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["output"]:
            Path(options["output"]).write_text(schema_text(), "utf-8")
        else:
            self.stdout.write(schema_text(), ending="")
