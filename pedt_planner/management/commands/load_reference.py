from typing import Any

from django.core.management.base import BaseCommand

from pedt_planner.reference import load_reference


class Command(BaseCommand):
    help = "Charge ou met à jour les listes de référence (types de plan, dispositifs, publics…)."

    def handle(self, *args: Any, **options: Any) -> None:
        counts = load_reference()
        self.stdout.write("Données de référence à jour :")
        for model, count in counts.items():
            name = model._meta.verbose_name_plural if count > 1 else model._meta.verbose_name
            self.stdout.write(f"  {count:>4} {name}")
