from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annexes.archiving.reading import PackedPlan, Refused
from annexes.archiving.restoring import restore
from annexes.commandline import FILE_HAS_ERRORS, AnnexeCommand, misused, territory_named


class Command(AnnexeCommand):
    help = (
        "Reprend l’archive d’un plan dans un territoire : le plan est créé, avec ses fichiers et ses versions figées. "
        "Codes de sortie : 0 fait, 1 l’archive est refusée, 2 mauvais usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="l’archive zip")
        parser.add_argument("--territory", required=True, help="nom court du territoire")

    def handle(self, *args: Any, **options: Any) -> None:
        territory, path = territory_named(options["territory"]), Path(options["file"])
        try:
            with path.open("rb") as file, PackedPlan(file) as packed:
                done = restore(packed, territory, None)
        except OSError as error:
            raise misused(f"« {path} » ne peut pas être lu : {error.strerror}.") from error
        except Refused as refusal:
            raise CommandError("\n".join(refusal.reasons), returncode=FILE_HAS_ERRORS) from refusal
        for sentence in done.lost:
            self.stdout.write(f"- {sentence}")
        self.stdout.write(
            f"Plan repris : {done.plan.title} ({done.plan.slug}), {done.plan.versions.count()} version(s)."
        )
