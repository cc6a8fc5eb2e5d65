from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from annexes.commandline import (
    FILE_HAS_ERRORS,
    AnnexeCommand,
    misused,
    plan_or_refusal,
    territory_named,
    write_whole,
)
from annexes.documents import (
    ALL_SECTIONS,
    Document,
    DocumentRequest,
    EmptyPerimeter,
    FicheStyle,
    Form,
    make_document,
    offered,
)
from annexes.edition import Variant
from annexes.excel.workbook import TooLongForExcel
from annexes.exporting.fromshell import fiches_named, objective_named, partner_named, theme_named
from annexes.pdf.errors import PdfError
from plans.models import Plan

VARIANTS = {"contractuelle": Variant.CONTRACTUAL, "suivi": Variant.FOLLOW_UP}
STDOUT = "-"


class Command(AnnexeCommand):
    help = (
        "Fabrique un document d’un plan, comme la page « Exporter ». "
        "Codes de sortie : 0 fait, 1 le document ne peut pas être fabriqué, 2 mauvais usage."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add = parser.add_argument
        add("--territory", default="", help="nom court du territoire")
        add("--plan", default="", help="nom court du plan")
        add("--document", default="", help=f"{', '.join(Document)} ; sans elle, tableau, ou donnees en csv et json")
        add("--format", default="", help=", ".join(Form))
        add("--variant", default="contractuelle", help="contractuelle ou suivi : colonnes du tableau")
        add("--style", default=FicheStyle.COMPLETE.value, help=f"{', '.join(FicheStyle)} : les fiches")
        add("--theme", default="", help="code ou intitulé d’un thème : lui seul")
        add("--objectif", default="", help="code ou intitulé d’un objectif : lui et ce qu’il contient")
        add("--fiches", default="", help="numéros ou codes séparés par des virgules ; 4-9 : de 4 à 9")
        add("--filtre", default="", help="l’adresse de la liste filtrée, après « ? » : statut=LATE&pilote=3")
        add("--partenaire", default="", help="nom du partenaire des engagements")
        add("--sections", default="", help=f"parties du dossier, séparées par des virgules : {', '.join(ALL_SECTIONS)}")
        add("--contacts", action="store_true", help="nomme tous les contacts, et joint l’annuaire aux données")
        add("--annexe", default="", help="numéro d’annexe")
        add("--deliberation", default="", help="référence de la délibération")
        add("--portrait", action="store_true", help="A4 portrait : tableau, calendrier")
        add("--output", default="", metavar="FICHIER", help="le fichier à écrire ; - : sortie standard")

    def handle(self, *args: Any, **options: Any) -> None:
        document, form = _document(options["document"], options["format"])
        chosen = _looks(options)
        output = _output(options["output"], form)
        if not options["territory"] or not options["plan"]:
            raise misused("Indiquer le territoire et le plan : --territory NOM-COURT --plan NOM-COURT.")
        plan = plan_or_refusal(territory_named(options["territory"]), options["plan"])
        request = DocumentRequest(document, form, **chosen, **_perimeter(plan, document, options))
        try:
            made = make_document(plan, request, today=timezone.localdate())
        except (PdfError, TooLongForExcel, EmptyPerimeter) as failure:
            raise CommandError(str(failure), returncode=FILE_HAS_ERRORS) from failure
        if output is None:
            self.stdout.write(made.content.decode())
            return
        try:
            write_whole(output, made.content)
        except OSError as refusal:
            raise misused(f"Le fichier « {output} » ne peut pas être écrit : {refusal.strerror}.") from refusal
        self.stdout.write(f"Document écrit : {output} ({len(made.content):,} octets).".replace(",", "\u202f"))


def _document(document: str, form: str) -> tuple[Document, Form]:
    there = offered()
    document = document or (Document.DATA if form in (Form.CSV, Form.JSON) else Document.TABLEAU).value
    asked = Document(_choice("--document", document, list(there)))
    return asked, Form(_choice("--format", form, list(there[asked]), f" pour « {asked.value} »"))


def _looks(options: Mapping[str, Any]) -> dict[str, Any]:
    sections = [word.strip() for word in options["sections"].split(",") if word.strip()]
    for section in sections:
        _choice("--sections", section, list(ALL_SECTIONS))
    return {
        "variant": VARIANTS[_choice("--variant", options["variant"], list(VARIANTS))],
        "fiche_style": FicheStyle(_choice("--style", options["style"], list(FicheStyle))),
        "sections": tuple(one for one in ALL_SECTIONS if one in sections) if sections else ALL_SECTIONS,
        "contacts": options["contacts"],
        "annexe_number": options["annexe"],
        "deliberation": options["deliberation"],
        "portrait": options["portrait"],
    }


def _perimeter(plan: Plan, document: Document, options: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the plan that is asked for: one option at most narrows it."""
    given = [name for name in ("theme", "objectif", "fiches", "filtre") if options[name]]
    if len(given) > 1:
        raise misused(f"Un seul périmètre à la fois : {' ou '.join(f'--{name}' for name in given)}.")
    if document is Document.COMMITMENTS:
        if given or not options["partenaire"]:
            raise misused("Les engagements d’un partenaire se demandent par --partenaire NOM, sans autre périmètre.")
        return {"partner": partner_named(plan.territory, options["partenaire"])}
    if options["partenaire"]:
        raise misused("--partenaire ne sert qu’avec --document engagements.")
    if not given:
        return {}
    word = options[given[0]]
    if given == ["theme"]:
        return {"theme": theme_named(plan, word)}
    if given == ["objectif"]:
        return {"objective": objective_named(plan, word)}
    return {"actions": fiches_named(plan, word)} if given == ["fiches"] else {"listed": word.removeprefix("?")}


def _choice(option: str, value: str, allowed: list[Any], why: str = "") -> str:
    words = [str(choice) for choice in allowed]
    if value not in words:
        given = f"« {value} » ne convient pas{why}" if value else "manque"
        raise misused(f"{option} {given} : choisir {' ou '.join(words)}.")
    return value


def _output(name: str, form: Form) -> Path | None:
    """The path to write, None for the standard output."""
    if not name:
        raise misused("Indiquer le fichier à écrire : --output FICHIER.")
    if name == STDOUT:
        if form is not Form.JSON:
            raise misused("Seul le JSON s’écrit sur la sortie standard : indiquer un fichier pour les autres formats.")
        return None
    path = Path(name)
    if path.is_dir():
        raise misused(f"« {name} » est un dossier : indiquer un fichier.")
    if not path.resolve().parent.is_dir():
        raise misused(f"Le dossier « {path.resolve().parent} » n’existe pas.")
    return path
