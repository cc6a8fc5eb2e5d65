from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from accounts.people import remove
from accounts.personal import dormant, erase, forgotten_invitations, sole_admins
from partners.representing import forget, long_gone

INVITATION_DAYS = 90  # after its link has closed
ANSWER_DAYS = 30  # the law leaves a month to answer who asks to be erased


class Command(BaseCommand):
    help = (
        "Efface les données de personnes qui ne servent plus : invitations sans réponse, comptes que personne n’ouvre, "
        "contacts partis. À lancer chaque mois ; --dry-run dit ce qui serait effacé sans y toucher."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="ne rien effacer, seulement le dire")
        parser.add_argument(
            "--days", type=int, default=settings.PEOPLE_KEPT_DAYS, help="jours sans connexion ni changement"
        )

    @transaction.atomic
    def handle(self, *args: Any, dry_run: bool, days: int, **options: Any) -> None:
        if days < 1:
            raise CommandError("--days : un nombre de jours, 1 au moins.")
        invitations = list(forgotten_invitations(INVITATION_DAYS))
        asleep = list(dormant(days).filter(memberships__invitation=None).distinct())
        kept = sole_admins(asleep)
        accounts = [user for user in asleep if user not in kept]
        contacts = long_gone(days)
        self._say("invitation sans réponse", [str(one.membership.user) for one in invitations])
        self._say(f"compte sans connexion depuis {days} jours", [user.email for user in accounts])
        self._say("contact parti", [f"{contact.full_name} ({contact.partner})" for contact in contacts])
        for user in kept:
            self.stdout.write(f"Gardé : {user.email}, seule personne à administrer un territoire.")
        for user in User.objects.filter(deletion_asked_on__isnull=False).order_by("deletion_asked_on"):
            self.stdout.write(
                f"À traiter : {user.email} demande depuis le {user.deletion_asked_on:%d/%m/%Y} la suppression de son "
                f"compte ; la loi laisse {ANSWER_DAYS} jours."
            )
        if dry_run:
            self.stdout.write("Essai : rien n’est effacé.")
            return
        for invitation in invitations:
            remove(membership=invitation.membership, by=None)
        erase(accounts)
        forget(contacts)
        self.stdout.write("Fait.")

    def _say(self, what: str, who: list[str]) -> None:
        self.stdout.write(f"{len(who)} {what}{' :' if who else ''}")
        for one in who:
            self.stdout.write(f"  {one}")
