from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from annexes.importing.purging import forgotten, purge


class Command(BaseCommand):
    help = (
        "Efface les fichiers des imports abandonnés ou jamais confirmés ; ceux des imports écrits sont gardés. "
        "À lancer chaque mois ; --dry-run dit ce qui serait effacé sans y toucher."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="ne rien effacer, seulement le dire")
        parser.add_argument("--days", type=int, default=settings.IMPORTS_KEPT_DAYS, help="jours depuis le dépôt")

    def handle(self, *args: Any, dry_run: bool, days: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days : un nombre de jours, 1 au moins.")
        batches = forgotten(timezone.now() - timedelta(days=days))
        for batch in batches:
            self.stdout.write(f"{batch.file_name} ({batch.plan}), déposé le {batch.created_at:%d/%m/%Y}")
            if not dry_run and not purge(batch):
                self.stdout.write("  gardé : il vient d’être écrit, ou un travail est en cours.")
        several = "s" if len(batches) > 1 else ""
        self.stdout.write(f"{len(batches)} import{several} : {'essai, rien n’est effacé' if dry_run else 'fait'}.")
