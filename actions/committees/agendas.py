"""The agenda that a new meeting begins with, by kind of instance: to be adapted, never imposed."""

from collections.abc import Mapping

from plans.enums import CommitteeKind

WELCOME, LAST_TIME = "Ouverture et tour de table", "Approbation du relevé de décisions de la réunion précédente"
PROGRESS, NEXT = "Avancement des fiches action depuis la dernière réunion", "Prochaine réunion et questions diverses"
AGENDAS: Mapping[CommitteeKind, tuple[str, ...]] = {
    CommitteeKind.COPIL: (
        WELCOME, LAST_TIME, PROGRESS, "Points d’arbitrage : priorités, pilotes, échéances dépassées",
        "Financements et calendrier de l’année", NEXT,
    ),
    CommitteeKind.COTECH: (
        LAST_TIME, PROGRESS, "Difficultés rencontrées et fiches à mettre à jour", "Indicateurs à relever",
        "Préparation du prochain comité de pilotage", NEXT,
    ),
    CommitteeKind.THEMATIC_GROUP: (
        "Tour de table", "Fiches du thème : où en sont-elles ?", "Besoins repérés et propositions d’actions", NEXT,
    ),
    CommitteeKind.GAD: (
        "Présentation du projet par la collectivité", "Examen du dossier, section par section",
        "Avis et compléments demandés", "Calendrier de signature",
    ),
    CommitteeKind.SCHOOL_COUNCIL: (
        "Présentation du projet éducatif", "Temps périscolaires de l’école", "Avis du conseil d’école",
    ),
    CommitteeKind.COUNCIL: ("Présentation du projet", "Délibération", "Autorisation de signer"),
    CommitteeKind.FUNDERS: (
        "Bilan financier de l’année écoulée", "Demandes de l’année à venir", "Notifications et calendrier de versement",
        NEXT,
    ),
    CommitteeKind.REVIEW: (
        WELCOME, "Bilan de l’année : ce qui a été fait", "Freins et leviers", "Perspectives et propositions", NEXT,
    ),
}  # fmt: skip
USUAL = (WELCOME, LAST_TIME, PROGRESS, NEXT)


def usual_agenda(kind: CommitteeKind) -> tuple[str, ...]:
    return AGENDAS.get(kind, USUAL)
