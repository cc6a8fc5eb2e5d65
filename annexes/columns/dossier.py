"""The sheets of the dossier of a plan, beside « Données »: one a list, its columns declared once.

Rows that hang on others (the members of an instance, the points of a meeting) name them by their key in the workbook,
or by their name where a person added them. The sheets of one group are written and read together.
"""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from typing import Any

from actions.enums import Priority, Status
from annexes import codecs
from annexes.columns.column import Column, choice, day, line, number, prose
from annexes.fileoutline import (
    ActivityOutline,
    AgendaItemOutline,
    AmendmentOutline,
    AttendanceOutline,
    BoardSeatOutline,
    BudgetLineOutline,
    ChildcareOutline,
    CommitteeOutline,
    DecisionOutline,
    FigureOutline,
    MeetingOutline,
    PerimeterOutline,
    PlanDocumentOutline,
    ProgrammeOutline,
    SeatOutline,
    TeamSeatOutline,
    TotalOutline,
    VisaOutline,
)
from annexes.moments import moment_of, moment_to_cell
from plans.enums import (
    AmendmentStatus,
    ChildcarePeriod,
    CommitteeKind,
    MeetingState,
    PerimeterKind,
    Presence,
    ProgrammeMeasure,
    SeatQuality,
    StructureKind,
    VisaOutcome,
    VisaStage,
)

ADDRESS_PARTS = "numéro ou intitulé | thème | plan, si c’est un autre | rang si homonymes"


@dataclass(frozen=True, slots=True)
class FileSheet:
    """`name` is the field that holds its rows: of the dossier, or of the rows of the sheet `of`."""

    title: str
    name: str
    kind: type
    columns: tuple[Column, ...]
    of: str = ""

    @property
    def required(self) -> tuple[Column, ...]:
        """The columns that a row cannot do without."""
        needed = {one.name for one in fields(self.kind) if one.default is MISSING}
        return tuple(column for column in self.columns if column.name in needed)


def moment(title: str, name: str, text: str, example: str = "05/03/2026 18:00") -> Column:
    return Column(
        title, name, 16, moment_to_cell, moment_of, help=text, format="une date et une heure", example=example
    )


def figure(title: str, name: str, text: str, example: str, places: int) -> Column:
    """A number with at most `places` decimals."""
    words = f"un nombre, {places} décimales au plus" if places > 1 else "un nombre, une décimale au plus"
    return Column(title, name, 12, _figure, _figure_of(places), help=text, format=words, example=example)


def yes_or_no(title: str, name: str, text: str) -> Column:
    """A flag that is « oui » when nothing is said."""
    words = ("oui", "non")
    return Column(title, name, 9, lambda value: words[not value], codecs.flag_of, words, help=text, format="oui ou non")


def coded(title: str, name: str, kind: Any, width: int, text: str) -> Column:
    """One value of an enumeration that the outline keeps as its code."""
    column = choice(title, name, kind, width, text)
    parse = column.parse
    return Column(
        title,
        name,
        width,
        column.to_cell,
        lambda value: parse(value).value,
        column.choices,
        help=text,
        format=column.format,
        example=column.example,
    )


def _figure(value: Any) -> Any:
    return "" if value is None else float(value)


def _figure_of(places: int) -> Callable[[Any], Any]:
    def parse(cell: Any) -> Any:
        return codecs.figure_of(codecs.text_of(cell).strip().removesuffix("%").removesuffix("€"), places)

    return parse


def _amount(title: str, name: str, text: str) -> Column:
    return figure(title, name, text, "12 500", 2)


_DOCUMENTS = (
    line("Intitulé", "title", 40, "L’intitulé du document du dossier.", "Délibération du conseil"),
    line("Section", "section", 20, "Le mot-clé de la section qu’il accompagne ; vide pour tout le dossier.", "public"),
    line("Adresse", "url", 40, "Son adresse, si c’est un lien.", "https://www.exemple.fr/deliberation.pdf"),
    line("Fichier", "file", 30, "Le fichier déposé dans l’application ; à laisser tel quel."),
)
_FIGURES = (
    line("Tableau", "group", 36, "Le titre du tableau où le chiffre se range.", "Effectifs scolaires"),
    line("Libellé", "label", 40, "Ce que le chiffre compte.", "École des Tilleuls"),
    number("Année", "year", "L’année du chiffre.", "2026"),
    figure("Valeur", "value", "La valeur.", "128", 3),
    line("En mots", "text", 24, "Ce qui tient lieu de valeur.", "n.c."),
    line("Unité", "unit", 12, "L’unité de la valeur.", "enfants"),
    line("Source", "source", 30, "D’où vient le chiffre.", "Insee"),
)
_CHILDCARES = (
    line("Accueil", "name", 34, "Le nom de l’accueil.", "Accueil du soir des Tilleuls"),
    choice("Temps", "period", ChildcarePeriod, 14, "Périscolaire (mercredi compris) ou extrascolaire."),
    line("Lieu", "place", 30, "Où il se tient.", "École des Tilleuls"),
    line("Gestionnaire", "manager", 30, "Un partenaire de l’annuaire, ou un autre nom.", "Service enfance"),
    yes_or_no("Déclaré", "is_declared", "Si l’accueil est déclaré (accueil collectif de mineurs)."),
    line("N° de déclaration", "declaration", 18, "Le numéro de sa déclaration."),
    line("Jours et heures", "moments", 34, "Quand il ouvre.", "lundi, mardi, jeudi, vendredi, 16 h 30-18 h 30"),
    figure("Heures de suite", "longest_hours", "Le plus grand nombre d’heures de suite.", "2", 2),
    number("Places, moins de 6 ans", "capacity_under_6", "Le nombre de places des moins de 6 ans.", "28"),
    number("Places, 6 ans ou plus", "capacity_six_plus", "Le nombre de places des 6 ans ou plus.", "54"),
    number("Animateurs, moins de 6 ans", "staff_under_6", "Le nombre d’animateurs des moins de 6 ans.", "2"),
    number("Animateurs, 6 ans ou plus", "staff_six_plus", "Le nombre d’animateurs des 6 ans ou plus.", "3"),
    number("Animateurs qualifiés", "qualified_staff", "Combien d’entre eux sont qualifiés.", "3"),
    line("Qualifications", "qualification_note", 24, "Leurs qualifications, en mots.", "BAFA, BPJEPS"),
    prose("Remarque", "note", "Ce que le reste ne dit pas de l’accueil."),
)
_ACTIVITIES = (
    line("Activité", "title", 34, "Le nom de l’activité périscolaire.", "Atelier d’échecs"),
    line("Accueil", "childcare", 34, "L’accueil où elle se tient.", "Accueil du soir des Tilleuls"),
    line("Lieu", "place", 24, "Où elle se tient, si ce n’est pas le lieu de l’accueil.", "Gymnase"),
    line("Jours et heures", "moments", 30, "Quand elle se tient.", "le mardi, 16 h 30-17 h 30"),
    line("Public", "audience", 24, "À qui elle s’adresse.", "CE2 à CM2"),
    number("Âge minimum", "age_min", "L’âge du plus jeune.", "8"),
    number("Âge maximum", "age_max", "L’âge du plus âgé.", "11"),
    line("Intervenant", "operator", 30, "Un partenaire de l’annuaire, ou un autre nom.", "Club d’échecs"),
    number("Places", "capacity", "Le nombre de places.", "14"),
    line("Encadrement", "supervision", 30, "Qui encadre, en mots.", "un animateur et un bénévole"),
)
_PROGRAMME = (
    coded("Type de structure", "structure_kind", StructureKind, 26, "La structure juridique qui porte le programme."),
    line("Structure", "structure", 34, "Un partenaire de l’annuaire, ou un autre nom.", "Caisse des écoles"),
    prose("Précisions", "structure_note", "Ce qu’il faut savoir de la structure."),
    line("Élu référent (fonction)", "elected_lead", 28, "La fonction de l’élu référent, sans son nom."),
    line("Coordination (fonction)", "coordinator", 28, "La fonction de qui coordonne, sans son nom."),
    day("Charte de confidentialité", "confidentiality_on", "Le jour où elle fut signée."),
    line("Confidentialité", "confidentiality_note", 40, "Une précision sur la confidentialité."),
)
_BOARD = (
    line("Organisme", "organisation", 40, "L’organisme qui siège.", "Ville de Valmire"),
    line("Fonction", "function", 40, "La fonction, sans le nom.", "Adjointe à l’éducation"),
)
_TEAM = (
    line("Profession", "profession", 36, "La profession, jamais un nom.", "Psychologue"),
    line("Institution", "organisation", 36, "L’institution qui la met à disposition.", "Centre médico-psychologique"),
    line("Temps consacré", "time_share", 20, "Le temps que la personne y consacre.", "une demi-journée par mois"),
)
_PERIMETER = (
    line("Nom", "name", 40, "Le nom du quartier ou du réseau.", "Quartier des Forges"),
    choice("Type", "kind", PerimeterKind, 26, "Quartier prioritaire ou réseau d’éducation prioritaire."),
    line("Code", "code", 16, "Son code, s’il en a un.", "QP040001"),
)
_BUDGET = (
    number("Année", "year", "L’année de la ligne.", "2026"),
    line("Financeur", "funder", 34, "Qui apporte l’argent.", "État (programme 147)"),
    line("Objet", "label", 34, "Ce que la ligne finance.", "Parcours individualisés"),
    _amount("Prévisionnel", "planned", "Le montant prévu, en euros."),
    _amount("Accordé", "granted", "Le montant accordé, en euros."),
    _amount("Réalisé", "spent", "Le montant réalisé, en euros."),
)
_TOTALS = (
    number("Année", "year", "L’année du total.", "2026"),
    choice("Total", "measure", ProgrammeMeasure, 34, "Ce qui est compté : des totaux, jamais un enfant."),
    line("Précision", "label", 30, "Ce que le total a de particulier."),
    figure("Valeur", "value", "La valeur.", "46", 1),
)
_COMMITTEES = (
    line("Instance", "name", 34, "Le nom de l’instance.", "Comité de pilotage"),
    choice("Type", "kind", CommitteeKind, 30, "La sorte d’instance."),
    prose("Rôle", "purpose", "Ce que l’instance fait et décide."),
    line("Fréquence", "frequency", 24, "Combien de fois elle se réunit.", "deux fois par an"),
)
_SEATS = (
    line("Organisme", "organisation", 36, "Un partenaire de l’annuaire, ou un autre nom.", "CAF"),
    line("Fonction", "function", 36, "La fonction, sans le nom.", "Conseillère technique"),
    choice("Qualité", "quality", SeatQuality, 14, "Ce que le membre y est."),
    line("Contact", "contact", 26, "Le prénom et le nom du contact à convoquer ; il n’est jamais imprimé."),
)
_MEETINGS = (
    moment("Début", "starts_at", "Le jour et l’heure de la réunion."),
    moment("Fin", "ends_at", "L’heure de sa fin.", "05/03/2026 20:00"),
    line("Lieu", "place", 26, "Où elle se tient.", "Mairie, salle du conseil"),
    line("Visioconférence", "link", 26, "L’adresse pour y assister de loin."),
    choice("État", "state", MeetingState, 12, "Prévue, tenue ou annulée."),
    line("Motif de l’annulation", "state_reason", 24, "Pourquoi elle est annulée."),
    prose("Convocation", "invitation", "Le texte de la convocation."),
    day("Convoquée le", "convened_on", "Le jour où la convocation est partie."),
    prose("Compte rendu", "minutes", "Le compte rendu de la réunion."),
    day("Prochaine réunion", "next_on", "La date de la suivante."),
)
_AGENDA = (
    line("Point", "title", 44, "Le point de l’ordre du jour.", "Bilan de l’année"),
    line("Présenté par", "presenter", 28, "La fonction de qui le présente.", "Coordinatrice"),
    prose("Échanges", "note", "Ce qui s’est dit.", width=60),
)
_ATTENDANCES = (
    line("Membre", "label", 50, "L’organisme et la fonction, tels que ce jour-là.", "CAF – Conseillère technique"),
    choice("Présence", "presence", Presence, 14, "Présent, représenté, excusé ou absent."),
)
_DECISIONS = (
    prose("Décision", "text", "Ce qui fut décidé.", width=60),
    Column(
        "Fiche",
        "action",
        26,
        codecs.address_to_cell,
        codecs.address_of,
        parts=ADDRESS_PARTS,
        help="La fiche que la décision concerne.",
        format="une fiche, les parties séparées par « | »",
        example="27 | Jeunesse",
    ),
    choice("Nouveau statut", "new_status", Status, 16, "Le statut que la décision donne à la fiche."),
    line("Motif", "status_reason", 30, "Pourquoi, quand le statut demande un motif."),
    choice("Nouvelle priorité", "new_priority", Priority, 14, "La priorité que la décision donne à la fiche."),
    line("Qui", "who", 24, "Qui en est chargé.", "Coordinatrice"),
    day("Pour le", "due_on", "Le jour pour lequel c’est attendu."),
    day("Fait le", "done_on", "Le jour où ce fut fait."),
    moment("Portée sur la fiche le", "applied_at", "Quand le statut ou la priorité fut porté sur la fiche."),
)
_AMENDMENTS = (
    number("Avenant", "number", "Le numéro de l’avenant.", "1"),
    line("Objet", "title", 44, "L’objet de l’avenant.", "Ouverture d’un accueil le mercredi"),
    prose("Exposé des motifs", "purpose", "Pourquoi le plan change."),
    choice("État", "status", AmendmentStatus, 16, "Où en est l’avenant ; celui d’un avenant connu ne change pas ici."),
    line("Motif", "status_reason", 24, "Pourquoi il est abandonné."),
    line("Délibération", "deliberation", 24, "La référence de la délibération.", "2026-12"),
    day("Délibéré le", "deliberated_on", "Le jour de la délibération."),
    day("Transmis le", "submitted_on", "Le jour de la transmission."),
    day("Signé le", "signed_on", "Le jour de la signature."),
    day("Prend effet le", "effective_on", "Le jour où il prend effet."),
)
_VISAS = (
    choice("Étape", "stage", VisaStage, 14, "Un avis ou une signature."),
    line("Autorité", "label", 40, "Qui donne l’avis ou signe.", "Préfecture"),
    line("Mot-clé", "key", 18, "Le mot-clé de l’autorité que le type de plan attend ; à laisser tel quel."),
    line("Partenaire", "partner", 30, "Le partenaire de l’annuaire qu’elle est."),
    line("Signataire", "signer", 30, "Le nom et la fonction du signataire."),
    yes_or_no("Obligatoire", "is_required", "Si le plan ne peut s’en passer."),
    choice("Réponse", "outcome", VisaOutcome, 20, "Ce que l’autorité a répondu."),
    day("Demandé le", "asked_on", "Le jour de la demande."),
    day("Rendu le", "given_on", "Le jour de la réponse."),
    line("Référence", "reference", 20, "La référence de la réponse."),
    prose("Observations", "remarks", "Ce que l’autorité fait observer."),
    line("Fichier", "file", 30, "La page numérisée ; à laisser tel quel."),
)

COMMITTEE_SHEET, MEETING_SHEET, PROGRAMME_SHEET, AMENDMENT_SHEET = "Instances", "Réunions", "Programme", "Avenants"
VISA_SHEET = "Avis et signatures"
FILE_SHEETS = (
    FileSheet("Pièces jointes", "documents", PlanDocumentOutline, _DOCUMENTS),
    FileSheet("Diagnostic", "figures", FigureOutline, _FIGURES),
    FileSheet("Accueils", "childcares", ChildcareOutline, _CHILDCARES),
    FileSheet("Activités", "activities", ActivityOutline, _ACTIVITIES),
    FileSheet(PROGRAMME_SHEET, "programme", ProgrammeOutline, _PROGRAMME),
    FileSheet("Conseil d’administration", "board", BoardSeatOutline, _BOARD, PROGRAMME_SHEET),
    FileSheet("Équipe de soutien", "team", TeamSeatOutline, _TEAM, PROGRAMME_SHEET),
    FileSheet("Périmètre", "perimeter", PerimeterOutline, _PERIMETER, PROGRAMME_SHEET),
    FileSheet("Budget du programme", "budget", BudgetLineOutline, _BUDGET, PROGRAMME_SHEET),
    FileSheet("Totaux du programme", "totals", TotalOutline, _TOTALS, PROGRAMME_SHEET),
    FileSheet(COMMITTEE_SHEET, "committees", CommitteeOutline, _COMMITTEES),
    FileSheet("Membres", "seats", SeatOutline, _SEATS, COMMITTEE_SHEET),
    FileSheet(MEETING_SHEET, "meetings", MeetingOutline, _MEETINGS, COMMITTEE_SHEET),
    FileSheet("Ordres du jour", "agenda", AgendaItemOutline, _AGENDA, MEETING_SHEET),
    FileSheet("Présences", "attendances", AttendanceOutline, _ATTENDANCES, MEETING_SHEET),
    FileSheet("Décisions", "decisions", DecisionOutline, _DECISIONS, MEETING_SHEET),
    FileSheet(AMENDMENT_SHEET, "amendments", AmendmentOutline, _AMENDMENTS),
    FileSheet(VISA_SHEET, "visas", VisaOutline, _VISAS, AMENDMENT_SHEET),
)
COLUMNS_OF = {sheet.kind: sheet.columns for sheet in FILE_SHEETS}

# What names an instance or a meeting in the sheets of what hangs on it: a key of the workbook, and its name.
NAMED = {COMMITTEE_SHEET: "Instance", MEETING_SHEET: "Réunion"}
OWNER_AMENDMENT = Column(
    "Avenant", "", 9, help="Le numéro de l’avenant ; vide pour le plan.", format="un nombre entier", example="1"
)


def key_column(owner: str) -> Column:
    """The key of the rows of the sheet `owner`, there and in those of what hangs on them."""
    words = "Ce qui relie les lignes des feuilles. Elle est verrouillée ; laissez-la vide pour une ligne nouvelle."
    return Column(f"{NAMED[owner]} – clé", "", 10, help=words, format="attribuée par le logiciel", example="I1")


def name_column(owner: str) -> Column:
    words = "Son nom, quand la clé est vide" + (", puis la date et l’heure." if owner == MEETING_SHEET else ".")
    return Column(NAMED[owner], "", 30, help=words, example="Comité de pilotage")


def head_columns(sheet: FileSheet) -> tuple[Column, ...]:
    """What stands before the columns of a sheet: its own key, what its rows hang on."""
    own = (key_column(sheet.title),) if sheet.title in NAMED else ()
    if sheet.of in NAMED:
        return (*own, key_column(sheet.of), name_column(sheet.of))
    return (*own, OWNER_AMENDMENT) if sheet.of == AMENDMENT_SHEET else own


def group_of(sheet: FileSheet) -> str:
    """The title of the sheet on which all those of its group hang."""
    by_title = {one.title: one for one in FILE_SHEETS}
    while sheet.of:
        sheet = by_title[sheet.of]
    return sheet.title


def meeting_name(committee: str, starts_at: datetime | None) -> str:
    """« Comité de pilotage, 05/03/2026 18:00 »."""
    return f"{committee}, {moment_to_cell(starts_at)}"
