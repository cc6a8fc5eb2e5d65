import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.db.models import F, Q

from accounts.models import Territory
from annexes.applying.directory import load_vocabulary
from annexes.columns.foreign import BY_KEY
from annexes.commandline import (
    FILE_HAS_ERRORS,
    AnnexeCommand,
    misused,
    plan_named,
    plan_or_refusal,
    territory_named,
)
from annexes.comparing.changes import PlanDiff
from annexes.deciding.proposals import Proposal
from annexes.importing.askedreading import AskedReading
from annexes.importing.batches import fitted
from annexes.importing.fromshell import NamedFiles, Refused, ShellImport, Unmet, foresee, read_together
from annexes.jsonform import public_json
from annexes.models import ImportBatch, ImportState
from annexes.outline import HintKind
from annexes.readers.archives import is_plain_zip, unpacked
from annexes.readers.layouts import LABELS
from annexes.reading import Reading, Severity, Unreadable
from annexes.report import DEFAULT_NAMES, diff_lines, fate_lines, issue_line, issue_lines, proposal_lines
from annexes.summaries import in_words, level_names, read_counts
from annexes.undoing.undo import CannotUndo, undo_import
from plans.models import Plan, PlanKind

ALL = "tout"
KINDS = {kind.value: kind for kind in HintKind}


class Command(AnnexeCommand):
    help = (
        "Importe une ou plusieurs annexes (Word, Excel, OpenDocument, CSV, page web, archive zip) dans un plan, "
        "ou annule un import. Codes de sortie : 0 fait, 1 un fichier a des erreurs, 2 mauvais usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", metavar="FICHIER", nargs="*", help="les annexes à lire, ensemble")
        parser.add_argument("--territory", default="", help="nom court du territoire")
        parser.add_argument("--plan", default="", help="nom court du plan")
        parser.add_argument("--kind", default="", help="type du plan à créer s’il n’existe pas : PGT, PEDT…")
        parser.add_argument("--title", default="", help="intitulé du plan à créer s’il n’existe pas")
        parser.add_argument(
            "--layout",
            action="append",
            default=[],
            metavar="DISPOSITION",
            help="lire les fichiers selon cette disposition (" + ", ".join(LABELS) + "), ou PARTIE=DISPOSITION",
        )
        parser.add_argument(
            "--mapping",
            action="append",
            default=[],
            metavar="CORRESPONDANCE",
            help="le champ d’une colonne ou d’une rubrique de fiche, « En-tête=Champ » (rien après le signe égal : ne "
            "pas reprendre), ou un fichier JSON qui en donne plusieurs",
        )
        parser.add_argument(
            "--accept",
            action="append",
            default=[],
            metavar="SORTE",
            help="appliquer les propositions d’une sorte : " + ", ".join([*KINDS, ALL]),
        )
        parser.add_argument("--undo", type=int, metavar="NUMÉRO", help="annuler l’import de ce numéro")
        parser.add_argument("--dry-run", action="store_true", help="lire et comparer sans rien écrire")
        parser.add_argument("--json", action="store_true", help="n’écrire que ce qui a été lu, en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["undo"] is not None:
            self._undo(options)
            return
        if not options["files"]:
            raise misused("Indiquer le fichier à importer : import_annexe FICHIER… --territory … --plan …")
        asked, accepted = _asked(options), _accepted(options["accept"])
        files = _named(options["files"])
        run = self._dry_run if options["dry_run"] else self._import
        try:
            run(files, asked, accepted, options)
        except Unmet as refusal:
            raise misused(str(refusal)) from refusal

    def _dry_run(
        self, files: NamedFiles, asked: AskedReading, accepted: frozenset[HintKind], options: dict[str, Any]
    ) -> None:
        """Without a territory and a plan, or when they do not exist yet, only the files are read."""
        plan = _known_plan(options["territory"], options["plan"])
        if plan is None:
            reading = fitted(read_together(files, asked), frozenset())
            self._say(reading, None, None, [], options)
        else:
            seen = foresee(plan, files, asked, accepted)
            reading = seen.reading
            self._say(reading, plan, seen.diff, seen.proposals, options)
        self._refuse_errors(reading)
        if not options["json"]:
            self.stdout.write("Essai : rien n’a été écrit.")

    def _import(
        self, files: NamedFiles, asked: AskedReading, accepted: frozenset[HintKind], options: dict[str, Any]
    ) -> None:
        if not options["territory"] or not options["plan"]:
            raise misused("Indiquer le territoire et le plan : --territory NOM-COURT --plan NOM-COURT (ou --dry-run).")
        plan = _plan(territory_named(options["territory"]), options)
        done = ShellImport()
        try:
            with transaction.atomic():
                done.write(plan, files, asked, accepted)
        except Refused as refused:
            done.forget_files()
            self._say(refused.reading, plan if plan.pk else None, None, [], options)
            self._refuse_errors(refused.reading)
            raise CommandError(str(refused), returncode=FILE_HAS_ERRORS) from refused
        self._say(done.reading, done.plan, done.diff, done.proposals, options)
        if options["json"]:
            return
        if done.batch is not None:
            self.stdout.write(f"Import n° {done.batch.pk}. Pour l’annuler : import_annexe --undo {done.batch.pk}")

    def _undo(self, options: dict[str, Any]) -> None:
        found = ImportBatch.objects.select_related("plan__territory").filter(pk=options["undo"]).first()
        if found is None:
            raise misused(f"L’import n° {options['undo']} n’existe pas.")
        if found.state != ImportState.APPLIED:
            raise misused(f"L’import n° {found.pk} n’est pas à annuler : {found.state_words.lower()}.")
        try:
            undo_import(found, by=None)
        except CannotUndo as refusal:
            for sentence in refusal.sentences:
                self.stdout.write(f"  {sentence}")
            raise CommandError(
                "Rien n’a été annulé : des changements ont suivi.", returncode=FILE_HAS_ERRORS
            ) from refusal
        self.stdout.write(f"L’import n° {found.pk} (« {found.file_name} ») est annulé : le plan est comme avant lui.")

    def _say(
        self,
        reading: Reading,
        plan: Plan | None,
        diff: PlanDiff | None,
        proposals: list[Proposal],
        options: dict[str, Any],
    ) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(public_json(reading.outline, reading.issues), ensure_ascii=False, indent=2))
            return
        names = level_names(plan) if plan is not None else DEFAULT_NAMES
        for part in reading.parts:
            self.stdout.write(f"{part.where} : {LABELS.get(part.layout, part.layout)} (partie {part.key}).")
        self.stdout.write(f"Lu : {in_words(read_counts(reading.outline), names) or 'rien'}.")
        for line in fate_lines(reading):
            self.stdout.write(line)
        for line in issue_lines(reading.issues):
            self.stdout.write(line)
        for line in proposal_lines(proposals):
            self.stdout.write(line)
        if diff is not None:
            vocabulary = load_vocabulary(plan.territory if plan is not None else None)
            for line in diff_lines(diff, names, vocabulary):
                self.stdout.write(line)

    def _refuse_errors(self, reading: Reading) -> None:
        errors = sum(issue.severity is Severity.ERROR for issue in reading.issues)
        if errors:
            numbered = f"{errors} erreurs" if errors > 1 else "une erreur"
            raise CommandError(f"Rien n’a été écrit : le fichier a {numbered}.", returncode=FILE_HAS_ERRORS)


def _asked(options: dict[str, Any]) -> AskedReading:
    layout, layouts = "", {}
    for value in options["layout"]:
        key, equals, name = value.rpartition("=")
        if name not in LABELS:
            raise misused(f"La disposition « {name} » n’existe pas : choisir {', '.join(LABELS)}.")
        if equals:
            layouts[key] = name
        else:
            layout = name
    return AskedReading(layout, layouts, dict(_fields(options["mapping"])))


def _fields(values: list[str]) -> Iterator[tuple[str, str]]:
    """The title of a column and the field that it holds, checked."""
    for value in values:
        title, equals, name = value.partition("=")
        for column, wanted in [(title, name)] if equals else _mapping_of(_existing(value)).items():
            if wanted.strip() not in BY_KEY:
                raise misused(f"Le champ « {wanted} » n’existe pas. Champs : {', '.join(filter(None, BY_KEY))}.")
            yield column.strip(), wanted.strip()


def _mapping_of(path: Path) -> dict[str, str]:
    try:
        mapping = json.loads(path.read_text("utf-8"))
    except (UnicodeDecodeError, ValueError) as fault:
        raise misused(f"« {path} » n’est pas un fichier JSON : {fault}.") from fault
    if not isinstance(mapping, dict) or not all(isinstance(value, str) for value in mapping.values()):
        raise misused(f'« {path} » doit être un objet JSON : {{"En-tête de la colonne": "Champ"}}.')
    return mapping


def _accepted(values: list[str]) -> frozenset[HintKind]:
    if wrong := [value for value in values if value not in (*KINDS, ALL)]:
        raise misused(f"La sorte de propositions « {wrong[0]} » n’existe pas : choisir {', '.join([*KINDS, ALL])}.")
    return frozenset(KINDS.values()) if ALL in values else frozenset(KINDS[value] for value in values)


def _named(names: list[str]) -> NamedFiles:
    """The files, those of an archive among them."""
    files: NamedFiles = []
    for name in names:
        path = _existing(name)
        content = path.read_bytes()
        if not is_plain_zip(content):
            files.append((path.name, content))
            continue
        try:
            files.extend(unpacked(path.name, content).files)
        except Unreadable as refusal:
            raise CommandError(issue_line(refusal.issue), returncode=FILE_HAS_ERRORS) from refusal
    return files


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
