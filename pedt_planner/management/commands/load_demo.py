from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.enums import MemberRole
from pedt_planner.demo.loading import ACCOUNTS, PASSWORD, load_demo


class Command(BaseCommand):
    help = "Crée le territoire fictif de démonstration ; ce qui existe déjà n’est pas modifié."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--documents", action="store_true", help="fabriquer les documents de la version signée")

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_demo(documents=bool(options.get("documents")))
        self.stdout.write(f"Territoire de démonstration : {loaded.territory.name} (fictif)")
        for title, fiches in loaded.plans.items():
            self.stdout.write(f"  plan créé : {title} ({fiches} fiches)")
        self.stdout.write(f"  {loaded.partners} partenaires et {loaded.people} comptes créés")
        if not (loaded.plans or loaded.partners or loaded.people):
            self.stdout.write("  rien à ajouter : la démonstration est déjà en place")
        self.stdout.write(f"\nComptes de démonstration, mot de passe commun : {PASSWORD}")
        for account in ACCOUNTS:
            role = MemberRole(account.role).label
            self.stdout.write(f"  {account.email:<28}{role:<24}{account.may}")
