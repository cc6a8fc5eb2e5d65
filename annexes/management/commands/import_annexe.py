import json
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F, Q

from accounts.models import Territory
from annexes.apply import Applied, CannotImport, import_outline
from annexes.changes import PlanDiff
from annexes.checks import fit
from annexes.commandline import (
    FILE_HAS_ERRORS,
    AnnexeCommand,
    misused,
    plan_named,
    plan_or_refusal,
    territory_named,
)
from annexes.directory import load_vocabulary
from annexes.jsonform import public_json
from annexes.load import load
from annexes.readers import read_annexe
from annexes.reading import Reading, Severity
from annexes.report import DEFAULT_NAMES, diff_lines, issue_lines
from annexes.services import foreseen, levels_of
from annexes.summaries import in_words, level_names, read_counts
from plans.models import Plan, PlanKind
from plans.services import create_plan


class Command(AnnexeCommand):
    help = (
        "Importe une annexe (Word, Excel, OpenDocument, CSV) dans un plan. "
        "Codes de sortie : 0 fait, 1 le fichier a des erreurs, 2 mauvais usage."
    )
    missing_args_message = "Indiquer le fichier à importer : import_annexe FICHIER --territory … --plan …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FICHIER", help="l’annexe à lire")
        parser.add_argument("--territory", default="", help="nom court du territoire")
        parser.add_argument("--plan", default="", help="nom court du plan")
        parser.add_argument("--kind", default="", help="type du plan à créer s’il n’existe pas : PGT, PEDT…")
        parser.add_argument("--title", default="", help="intitulé du plan à créer s’il n’existe pas")
        parser.add_argument("--dry-run", action="store_true", help="lire et comparer sans rien écrire")
        parser.add_argument("--json", action="store_true", help="n’écrire que ce qui a été lu, en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = _existing(options["file"])
        if options["dry_run"]:
            self._dry_run(path, options)
        else:
            self._import(path, options)

    def _dry_run(self, path: Path, options: dict[str, Any]) -> None:
        """Without a territory and a plan, or when they do not exist yet, only the file is read."""
        plan = _known_plan(options["territory"], options["plan"])
        reading = _read(path, plan)
        diff = None
        if plan is not None:
            diff, issues, _ = foreseen(plan, load(plan), reading.outline)
            reading = replace(reading, issues=(*reading.issues, *issues))
        self._say(reading, plan, diff, options)
        self._refuse_errors(reading)
        if not options["json"]:
            self.stdout.write("Essai : rien n’a été écrit.")

    def _import(self, path: Path, options: dict[str, Any]) -> None:
        if not options["territory"] or not options["plan"]:
            raise misused("Indiquer le territoire et le plan : --territory NOM-COURT --plan NOM-COURT (ou --dry-run).")
        plan = _plan(territory_named(options["territory"]), options)
        reading, diff = _read(path, plan), None
        if not reading.has_errors:
            try:
                applied = _write(plan, reading, path.name)
                diff = applied.diff
                reading = replace(reading, issues=(*reading.issues, *applied.issues))
            except CannotImport as refusal:
                reading = replace(reading, issues=(*reading.issues, *refusal.issues))
        self._say(reading, plan, diff, options)
        self._refuse_errors(reading)

    def _say(self, reading: Reading, plan: Plan | None, diff: PlanDiff | None, options: dict[str, Any]) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(public_json(reading.outline, reading.issues), ensure_ascii=False, indent=2))
            return
        names = level_names(plan) if plan is not None else DEFAULT_NAMES
        self.stdout.write(f"Lu : {in_words(read_counts(reading.outline), names) or 'rien'}.")
        for line in issue_lines(reading.issues):
            self.stdout.write(line)
        if diff is not None:
            vocabulary = load_vocabulary(plan.territory if plan is not None else None)
            for line in diff_lines(diff, names, vocabulary):
                self.stdout.write(line)

    def _refuse_errors(self, reading: Reading) -> None:
        errors = sum(issue.severity is Severity.ERROR for issue in reading.issues)
        if errors:
            numbered = f"{errors} erreurs" if errors > 1 else "une erreur"
            raise CommandError(f"Rien n’a été écrit : le fichier a {numbered}.", returncode=FILE_HAS_ERRORS)


def _existing(name: str) -> Path:
    path = Path(name)
    if not path.is_file():
        what = "est un dossier, pas un fichier" if path.is_dir() else "n’existe pas"
        raise misused(f"Le fichier « {name} » {what}.")
    try:
        path.open("rb").close()
    except OSError as refusal:
        raise misused(f"Le fichier « {name} » ne peut pas être ouvert : {refusal.strerror}.") from refusal
    return path


def _known_plan(territory: str, plan: str) -> Plan | None:
    """Of a dry run: no database is asked unless both are named."""
    if not territory or not plan:
        return None
    found = Territory.objects.filter(slug=territory).first()
    return plan_named(found, plan) if found is not None else None


def _read(path: Path, plan: Plan | None) -> Reading:
    reading = read_annexe(path, name=path.name)
    outline, issues = fit(reading.outline, levels_of(plan) if plan is not None else frozenset())
    return replace(reading, outline=outline, issues=(*reading.issues, *issues))


def _plan(territory: Territory, options: dict[str, Any]) -> Plan:
    """The plan of that short name, or one that is not saved yet."""
    slug, code, title = options["plan"], options["kind"], options["title"]
    plan = plan_named(territory, slug)
    if plan is not None:
        if code and code.upper() != plan.kind.code.upper():
            raise misused(f"Le plan « {slug} » est de type {plan.kind.code}, pas {code}.")
        return plan
    if not code or not title:
        return plan_or_refusal(territory, slug, "Pour le créer : ajouter --kind TYPE --title INTITULÉ.")
    plan = Plan(territory=territory, kind=_kind(territory, code), title=title, slug=slug)
    try:
        plan.full_clean()
    except ValidationError as refusal:
        raise misused(f"Ce plan ne peut pas être créé : {' '.join(refusal.messages)}") from refusal
    return plan


def _kind(territory: Territory, code: str) -> PlanKind:
    """The territory's own type of that code before the national one."""
    kinds = PlanKind.objects.filter(Q(territory=None) | Q(territory=territory))
    kind = kinds.filter(code__iexact=code).order_by(F("territory").asc(nulls_last=True)).first()
    if kind is None:
        known = ", ".join(dict.fromkeys(kinds.values_list("code", flat=True)))
        raise misused(f"Le type de plan « {code} » n’existe pas. Types connus : {known or 'aucun'}.")
    return kind


@transaction.atomic
def _write(plan: Plan, reading: Reading, source: str) -> Applied:
    """Create the plan when it is new, and write what was read; nothing is left when it cannot be."""
    if plan._state.adding:
        plan = create_plan(territory=plan.territory, kind=plan.kind, title=plan.title, slug=plan.slug, by=None)
    return import_outline(plan=plan, incoming=reading.outline, by=None, source=source)
