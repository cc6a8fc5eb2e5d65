from argparse import ArgumentParser
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.models import Objective, Plan
from plans.treecheck import Problem, check_trees, repair

SHOWN = 10


class Command(BaseCommand):
    help = "Vérifie les arbres d’objectifs des plans, et les répare sur demande. Sort en erreur s’il reste un défaut."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="réparer les arbres défectueux")
        parser.add_argument("--territory", metavar="NOM_COURT", help="les plans de ce territoire seulement")
        parser.add_argument("--plan", metavar="NOM_COURT", help="le plan de ce nom court seulement")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = _chosen(options["territory"], options["plan"])
        problems = self._report(chosen)
        if problems and options["repair"]:
            for plan_id in sorted({problem.plan_id for problem in problems}):
                if Plan.objects.filter(pk=plan_id).exists():
                    self.stdout.write(f"{_name(plan_id)} : objectifs replacés : {repair(plan_id)}.")
            problems = self._report(chosen)
        if problems:
            advice = "à régler à la main" if options["repair"] else "relancer avec --repair pour réparer"
            raise CommandError(f"{len(problems)} défaut(s) : {advice}.")
        plans = Plan.objects.count() if chosen is None else len(chosen)
        nodes = Objective.objects.visible()
        count = (nodes if chosen is None else nodes.filter(plan__in=chosen)).count()
        self.stdout.write(self.style.SUCCESS(f"Arbres sains : {plans} plan(s), {count} objectif(s)."))

    def _report(self, chosen: list[int] | None) -> list[Problem]:
        problems = list(check_trees(chosen))
        for plan_id, group in groupby(problems, key=attrgetter("plan_id")):
            faults = list(group)
            self.stdout.write(self.style.ERROR(f"{_name(plan_id)} :"))
            for problem in faults[:SHOWN]:
                self.stdout.write(f"  - {problem.message}")
            if len(faults) > SHOWN:
                self.stdout.write(f"  - et {len(faults) - SHOWN} autre(s)")
        return problems


def _chosen(territory: str | None, slug: str | None) -> list[int] | None:
    if territory is None and slug is None:
        return None
    plans = Plan.objects.all()
    if territory is not None:
        plans = plans.filter(territory__slug=territory)
    if slug is not None:
        plans = plans.filter(slug=slug)
    found = list(plans.values_list("pk", flat=True))
    if not found:
        raise CommandError("Aucun plan de ce nom.", returncode=2)
    return found


def _name(plan_id: int) -> str:
    plan = Plan.objects.select_related("territory").filter(pk=plan_id).first()
    return f"Plan {plan_id}, {plan} ({plan.territory})" if plan else f"Plan {plan_id}, disparu"
