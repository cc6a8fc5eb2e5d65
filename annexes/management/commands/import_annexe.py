"""`manage.py import_annexe FILE`: read an annexe and bring it into a plan. Exit codes: 0 done, 1 errors, 2 usage."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import Territory
from annexes.apply import CannotImport, import_outline
from annexes.changes import ACTION
from annexes.jsonform import public_json
from annexes.readers import read_annexe
from annexes.reading import Issue, Reading, Severity
from annexes.services import read_for
from annexes.summaries import in_words, level_names, read_counts, written_sentence
from plans.enums import Level
from plans.models import Plan, PlanKind
from plans.services import create_plan

USAGE = 2
USUAL_NAMES = {
    Level.THEME: ("Thème", "Thèmes"),
    Level.AXIS: ("Axe stratégique", "Axes stratégiques"),
    Level.INTERMEDIATE: ("Objectif intermédiaire", "Objectifs intermédiaires"),
    Level.OPERATIONAL: ("Objectif opérationnel", "Objectifs opérationnels"),
    ACTION: ("Fiche action", "Fiches actions"),
}


class Command(BaseCommand):
    help = "Lit une annexe (xlsx, xls, ods, csv, docx) et l’importe dans un plan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="l’annexe à lire")
        parser.add_argument("--territory", help="nom court du territoire")
        parser.add_argument("--plan", help="nom court du plan")
        parser.add_argument("--kind", help="type du plan à créer : PGT, PEDT, CTG…")
        parser.add_argument("--title", help="intitulé du plan à créer")
        parser.add_argument("--dry-run", action="store_true", help="lit et compare, n’écrit rien")
        parser.add_argument("--json", action="store_true", help="écrit ce qui a été lu en JSON, et rien d’autre")

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if not file.is_file():
            raise CommandError(f"Le fichier {file} n’existe pas.", returncode=USAGE)
        if options["dry_run"]:
            reading, sentence = self._rehearse(options)
        else:
            reading, sentence = self._import(options)
        self._report(reading, sentence, as_json=options["json"])
        if reading.has_errors:
            raise SystemExit(1)

    def _rehearse(self, options: dict[str, Any]) -> tuple[Reading, str]:
        """Read and, when the plan exists, compare with it. Without a plan the database is not touched."""
        plan = None
        if options["territory"] and options["plan"]:
            plan = Plan.objects.filter(territory__slug=options["territory"], slug=options["plan"]).first()
        if plan is None:
            return _read(options["file"]), "Rien n’a été écrit."
        reading = _read(options["file"], plan)
        with transaction.atomic():
            sentence = _write(plan, reading, options["file"].name) if not reading.has_errors else ""
            transaction.set_rollback(True)
        return reading, f"{sentence} (essai : rien n’a été écrit)".strip()

    def _import(self, options: dict[str, Any]) -> tuple[Reading, str]:
        with transaction.atomic():
            plan = _plan(options)
            reading = _read(options["file"], plan)
            if reading.has_errors:
                transaction.set_rollback(True)
                return reading, "Rien n’a été écrit : corriger le fichier, puis recommencer."
            try:
                return reading, _write(plan, reading, options["file"].name)
            except CannotImport as refusal:
                transaction.set_rollback(True)
                issues = getattr(refusal, "issues", ()) or (
                    Issue(options["file"].name, Severity.ERROR, "cannot-import", str(refusal)),
                )
                return _with_issues(reading, tuple(issues)), "Rien n’a été écrit."

    def _report(self, reading: Reading, sentence: str, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(public_json(reading.outline, reading.issues), ensure_ascii=False, indent=1))
            return
        for issue in sorted(reading.issues, key=lambda issue: list(Severity).index(issue.severity)):
            proposal = f" → {issue.proposal}" if issue.proposal else ""
            self.stdout.write(f"{issue.severity.label} – {issue.where} : {issue.message}{proposal}")
        words = in_words(read_counts(reading.outline), USUAL_NAMES)
        self.stdout.write(f"Lu : {words or 'rien'}.")
        self.stdout.write(sentence)


def _read(file: Path, plan: Plan | None = None) -> Reading:
    with file.open("rb") as opened:
        if plan is None:
            return read_annexe(opened, name=file.name)
        return read_for(plan, opened, file.name)


def _write(plan: Plan, reading: Reading, source: str) -> str:
    applied = import_outline(plan=plan, incoming=reading.outline, by=None, source=source)
    if applied.diff.is_empty:
        return "Rien à changer : tout était déjà dans le plan."
    return written_sentence(applied.diff.counts(), level_names(plan))


def _plan(options: dict[str, Any]) -> Plan:
    """The plan that the options name, created when they give its kind."""
    if not options["territory"] or not options["plan"]:
        raise CommandError("Indiquer --territory et --plan, ou --dry-run.", returncode=USAGE)
    territory = Territory.objects.filter(slug=options["territory"]).first()
    if territory is None:
        raise CommandError(f"Aucun territoire ne s’appelle « {options['territory']} ».", returncode=USAGE)
    plan = Plan.objects.filter(territory=territory, slug=options["plan"]).select_related("territory", "kind").first()
    if plan is not None:
        return plan
    if not options["kind"]:
        message = f"Aucun plan ne s’appelle « {options['plan']} » : pour le créer, ajouter --kind et --title."
        raise CommandError(message, returncode=USAGE)
    kind = PlanKind.objects.filter(code=options["kind"].upper(), territory__in=[territory]).first()
    kind = kind or PlanKind.objects.filter(code=options["kind"].upper(), territory=None).first()
    if kind is None:
        known = ", ".join(PlanKind.objects.filter(territory=None).values_list("code", flat=True))
        raise CommandError(f"Type de plan inconnu : {options['kind']}. Types connus : {known}.", returncode=USAGE)
    title = options["title"] or f"{kind.name} – {territory.name}"
    return create_plan(territory=territory, kind=kind, title=title, slug=options["plan"], by=None)


def _with_issues(reading: Reading, issues: tuple[Issue, ...]) -> Reading:
    return Reading(
        reading.outline, (*reading.issues, *issues), reading.fates, reading.cells, reading.attached, reading.layout
    )
