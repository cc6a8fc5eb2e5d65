"""The field proposed for a column, by the wording of its header and by its values. All headers are invented."""

import pytest

from annexes.columns.foreign import BY_KEY, DESCRIBED, FIELDS, NOTHING
from annexes.readers.mapping.propose import CERTAIN, LIKELY, Likelihood, propose
from annexes.readers.mapping.signature import signature
from annexes.readers.mapping.wordings import WORDINGS

CERTAINLY = {
    "Thématique": "Thème",
    "THEME": "Thème",
    "Pilier": "Thème",
    "Axe": "Axe stratégique",
    "AXES STRATÉGIQUES": "Axe stratégique",
    "Orientation stratégique": "Axe stratégique",
    "Intitulé de l’axe": "Axe stratégique",
    "N° d’axe": "Axe stratégique – code",
    "Objectif général": "Objectif intermédiaire",
    "Objectifs intermédiaires (OI)": "Objectif intermédiaire",
    "OG": "Objectif intermédiaire",
    "N° OI": "Objectif intermédiaire – code",
    "Objectif opérationnel": "Objectif opérationnel",
    "Objectifs opérationnels": "Objectif opérationnel",
    "OO": "Objectif opérationnel",
    "Sous-objectif": "Objectif opérationnel",
    "Numéro OO": "Objectif opérationnel – code",
    "N°": "N°",
    "N° de fiche": "N°",
    "Numéro de la fiche": "N°",
    "Code de l’action": "Code",
    "Intitulé": "Intitulé de la fiche",
    "Titre de l’action": "Intitulé de la fiche",
    "Nom du projet": "Intitulé de la fiche",
    "Intitulé de la fiche": "Intitulé de la fiche",
    "Fiche action": "Intitulé de la fiche",
    "Actions à mener": "Intitulé de la fiche",
    "Statut": "Statut",
    "État d’avancement": "Statut",
    "État": "Statut",
    "Motif du report": "Motif du statut",
    "Priorité": "Priorité",
    "Niveau de priorité": "Priorité",
    "Horizon temporel": "Horizon",
    "Taux d’avancement": "Avancement (%)",
    "Avancement (%)": "Avancement (%)",
    "Météo": "Météo",
    "Contexte": "Contexte et constats",
    "Constats": "Contexte et constats",
    "Objectifs de l’action": "Objectifs et dynamiques",
    "Descriptif": "Description",
    "Description de l’action": "Description",
    "Modalités de mise en œuvre": "Description",
    "Réalisations attendues": "Réalisations attendues",
    "Livrables": "Réalisations attendues",
    "Effets attendus": "Effets attendus",
    "Impacts attendus": "Effets attendus",
    "Publics cibles": "Publics",
    "Public visé": "Publics",
    "Bénéficiaires": "Publics",
    "Tranche d’âge": "Tranche d’âge",
    "Âge minimum": "Âge minimum",
    "Âge max.": "Âge maximum",
    "Échelle territoriale": "Échelles territoriales",
    "Périmètre": "Échelles territoriales",
    "Temps de l’enfant": "Temps de l’enfant",
    "Lieu": "Lieux",
    "Communes concernées": "Lieux",
    "Calendrier": "Calendrier",
    "Calendrier prévisionnel": "Calendrier",
    "Date de début": "Début",
    "Démarrage": "Début",
    "Date de fin": "Échéance",
    "Échéance": "Échéance",
    "Échéance prévue": "Échéance",
    "Année scolaire": "Année scolaire",
    "Pilote": "Pilote",
    "Pilote de l’action": "Pilote",
    "Service pilote": "Pilote",
    "Responsable": "Pilote",
    "Chef de file": "Pilote",
    "Co-pilote(s)": "Co-pilote",
    "Porteur de projet": "Porteur",
    "Structure porteuse": "Porteur",
    "Animateur": "Animateur",
    "Partenaires": "Partenaires",
    "PARTENAIRES MOBILISÉS": "Partenaires",
    "Partenaires (dont habitants)": "Partenaires",
    "Financeurs": "Financeurs",
    "Élu·e référent·e": "Élu référent (fonction)",
    "Dispositifs mobilisables": "Dispositifs",
    "Budget prévisionnel": "Financements mobilisables",
    "Budget 2026 (€)": "Financements mobilisables",
    "Coût estimé": "Financements mobilisables",
    "Plan de financement": "Plan de financement",
    "Étapes clés": "Étapes",
    "Indicateurs de suivi": "Indicateurs de réalisation",
    "Indicateurs de réalisation": "Indicateurs de réalisation",
    "Indicateurs de résultat": "Indicateurs de résultat",
    "Indicateurs d’impact": "Indicateurs d’effet",
    "Fiches liées": "Liens",
    "Pièces jointes": "Documents",
    "Bilan 2026": "Bilan et suites",
    "Observations": DESCRIBED,
    "Commentaires": DESCRIBED,
    "Horodateur": NOTHING,
}
DOUBTFULLY = {
    "Objectif": "Objectif intermédiaire",
    "Qui ?": "Pilote",
    "Où ?": "Lieux",
    "Service": "Pilote",
    "Dates": "Calendrier",
    "Cible": "Publics",
    "Partenaire associé principal": "Partenaires",
    "Niveau de réalisation de l’année": "Statut",
    "Statutt": "Statut",
}


def one(title: str, *values: str) -> tuple[str, int]:
    (found,) = propose([title], [values])
    return found.field, found.score


def test_table_is_wide() -> None:
    assert len(CERTAINLY) + len(DOUBTFULLY) >= 60


@pytest.mark.parametrize(("title", "field"), CERTAINLY.items())
def test_known_wording_is_certain(title: str, field: str) -> None:
    found, score = one(title)
    assert (found, score >= CERTAIN) == (field, True)


@pytest.mark.parametrize(("title", "field"), DOUBTFULLY.items())
def test_ambiguous_wording_is_to_be_confirmed(title: str, field: str) -> None:
    found, score = one(title)
    assert found == field
    assert score < CERTAIN


@pytest.mark.parametrize("field", [field for field in FIELDS if field.group], ids=lambda field: field.key)
def test_our_own_titles_are_certain(field: object) -> None:
    assert one(field.key) == (field.key, 100)  # type: ignore[attr-defined]


def test_wordings_are_about_known_fields() -> None:
    assert set(WORDINGS) <= set(BY_KEY)


@pytest.mark.parametrize("title", ["Zygomatique", "xxx", "Colonne magique", "12"])
def test_unknown_title_goes_to_the_description(title: str) -> None:
    assert one(title, "quelque chose de dit") == (DESCRIBED, 0)


def test_empty_column_without_title_is_left_out() -> None:
    assert one("") == (NOTHING, 0)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("OI 1 : Lire", "OI 2 : Écrire"), "Objectif intermédiaire"),
        (("OO 1 : Lire", "OO 2 : Écrire"), "Objectif opérationnel"),
        (("Axe 1 : Lire", "Axe 2 : Écrire"), "Axe stratégique"),
        (("Fiche 1 : Lire", "Fiche 2 : Écrire"), "Intitulé de la fiche"),
        (("en cours", "Réalisée", "à démarrer"), "Statut"),
        (("15/03/2026", "30/06/2026"), "Échéance"),
        (("3-11 ans", "6-12 ans"), "Tranche d’âge"),
        (("1", "2", "3"), "N°"),
    ],
)
def test_column_without_title_is_known_by_its_values(values: tuple[str, ...], field: str) -> None:
    assert one("", *values)[0] == field


def test_values_decide_between_two_meanings_of_a_title() -> None:
    assert one("Objectif", "OO 1 : Lire", "OO 2 : Écrire")[0] == "Objectif opérationnel"
    assert one("Objectif", "OI 1 : Lire", "OI 2 : Écrire") == ("Objectif intermédiaire", 100)


def test_each_field_goes_to_the_column_that_fits_it_best() -> None:
    header = ["Objectif", "Objectif général", "Titre", "Action", "Pilote", "Responsable"]
    found = [proposed.field for proposed in propose(header, [("texte",)] * len(header))]
    assert found[:3] == ["Objectifs et dynamiques", "Objectif intermédiaire", "Intitulé de la fiche"]
    assert found[3] == DESCRIBED
    assert found[4:] == ["Pilote", "Pilote"]  # two columns may name pilots


def test_likelihood_is_said_in_words() -> None:
    (sure, likely, none) = propose(["Statut", "Qui", "Zygomatique"], [(), (), ("a",)])
    assert [found.likelihood for found in (sure, likely, none)] == [
        Likelihood.CERTAIN, Likelihood.LIKELY, Likelihood.NONE
    ]  # fmt: skip
    assert likely.score >= LIKELY
    assert all(likelihood.label for likelihood in Likelihood)


def test_signature_forgets_case_and_accents_and_minds_the_order() -> None:
    assert signature(["Échéance", "Pilote"]) == signature(["ECHEANCE", " pilote "])
    assert signature(["Échéance", "Pilote"]) != signature(["Pilote", "Échéance"])
    assert signature(["Pilote"]) != signature(["Pilote", ""])
