"""What the published schema says of the dossier of a plan, in French, beside what its columns say."""

from collections.abc import Mapping
from typing import Any

from actions.enums import Priority
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
    PlanFile,
    ProgrammeOutline,
    SeatOutline,
    TeamSeatOutline,
    TotalOutline,
    VisaOutline,
)
from plans.enums import StructureKind

OBJECTS: Mapping[type, str] = {
    PlanFile: "Ce que le dossier du plan tient comme données.",
    PlanDocumentOutline: "Un document du dossier : une adresse, ou un fichier déposé dans l’application.",
    FigureOutline: "Un chiffre du diagnostic.",
    ChildcareOutline: "Un accueil collectif.",
    ActivityOutline: "Une activité périscolaire.",
    ProgrammeOutline: "Le programme de réussite éducative.",
    BoardSeatOutline: "Un siège du conseil d’administration de la structure.",
    TeamSeatOutline: "Une place dans l’équipe pluridisciplinaire de soutien.",
    PerimeterOutline: "Un quartier ou un réseau où le programme agit.",
    BudgetLineOutline: "Une ligne du budget du programme, en euros toutes taxes comprises.",
    TotalOutline: "Un total annuel du programme.",
    CommitteeOutline: "Une instance.",
    SeatOutline: "Un membre d’une instance : un organisme et une fonction.",
    MeetingOutline: "Une réunion d’une instance.",
    AgendaItemOutline: "Un point de l’ordre du jour.",
    AttendanceOutline: "La présence d’un membre à une réunion.",
    DecisionOutline: "Une décision d’une réunion.",
    VisaOutline: "L’avis ou la signature d’une autorité.",
    AmendmentOutline: "Un avenant.",
}
MORE: Mapping[type, Mapping[str, str]] = {
    PlanFile: {
        "deliberation": "La référence de la délibération.",
        "deliberated_on": "Le jour de la délibération.",
        "signed_on": "Le jour de la signature.",
        "documents": "Les documents du dossier.",
        "figures": "Les chiffres du diagnostic.",
        "childcares": "Les accueils.",
        "activities": "Les activités périscolaires.",
        "programme": "Le programme de réussite éducative, quand le plan en porte un.",
        "committees": "Les instances et leurs réunions.",
        "visas": "Les avis et les signatures sur le plan.",
        "amendments": "Les avenants, par numéro.",
    },
    ProgrammeOutline: {
        "board": "Le conseil d’administration de la structure.",
        "team": "L’équipe pluridisciplinaire de soutien.",
        "perimeter": "Les quartiers et les réseaux où le programme agit.",
        "budget": "Les lignes du budget.",
        "totals": "Les totaux annuels : jamais un enfant, jamais une famille.",
    },
    CommitteeOutline: {
        "seats": "Les membres.",
        "meetings": "Les réunions, la plus ancienne d’abord.",
    },
    MeetingOutline: {
        "agenda": "L’ordre du jour.",
        "attendances": "Les présences.",
        "decisions": "Le relevé de décisions.",
    },
    AmendmentOutline: {"visas": "Les avis et les signatures sur l’avenant."},
}
WORDS: Mapping[tuple[type, str], Any] = {
    (ProgrammeOutline, "structure_kind"): StructureKind,
    (DecisionOutline, "new_priority"): Priority,
}
