"""How the columns of foreign sheets are called: for each field, wordings without case, accents nor signs.

The words « action », « fiche » and « projet » are left out of a header where it says something else (« pilote de
l’action »), and so are « de », « la »…: wordings are written without them.
"""

WORDINGS: dict[str, str] = {
    "Thème": "theme|thematique|pilier|volet|domaine pgt|champ|secteur thematique|politique|axe thematique pgt",
    "Thème – code": "code theme|numero theme|n theme|code thematique|n thematique|n pilier",
    "Thème – version": "version theme|theme version",
    "Thème – annexe": "annexe|n annexe|numero annexe",
    "Axe stratégique": "axe|axe strategique|axe prioritaire|orientation|orientation strategique|axe intervention|"
    "titre axe|intitule axe|libelle axe|grand axe|priorite strategique|ambition|finalite",
    "Axe stratégique – code": "code axe|n axe|numero axe|axe n|ref axe",
    "Objectif intermédiaire": "objectif intermediaire|objectif general|objectif strategique|oi|og|enjeu strategique|"
    "objectif|but|intitule oi|libelle oi|objectif niveau 1|objectif principal|orientation generale",
    "Objectif intermédiaire – code": "code oi|n oi|numero oi|n objectif general|numero objectif general|code og|n og|"
    "n objectif intermediaire|code objectif general",
    "Objectif opérationnel": "objectif operationnel|oo|sous objectif|objectif specifique|intitule oo|libelle oo|"
    "objectif niveau 2|objectif secondaire|objectif oo",
    "Objectif opérationnel – code": "code oo|n oo|numero oo|n objectif operationnel|numero objectif operationnel|"
    "code objectif operationnel|n sous objectif",
    "N°": "n|no|num|numero|n fiche|numero fiche|n action|numero action|fiche n|fiche numero|n ordre|numero ordre|id|"
    "rang|identifiant",
    "Code": "code|code fiche|code action|reference|ref|reference fiche|ref fiche|cote|code projet",
    "Suffixe du n°": "suffixe|bis",
    "Intitulé de la fiche": "intitule|titre|libelle|nom|designation|action|fiche|fiche action|projet|intitule action|"
    "titre action|nom action|nom projet|libelle action|intitule projet|actions prevues|actions a mener|"
    "actions proposees|actions retenues|denomination|titre fiche|intitule fiche|objet|action concrete|mesure",
    "Version": "version|date version|version fiche",
    "Statut": "statut|etat|etat avancement|suivi|situation|stade|phase|etat realisation|statut action|"
    "etat mise oeuvre|degre realisation|niveau realisation|ou en est on|etape actuelle",
    "Motif du statut": "motif|motif statut|raison|motif report|motif abandon|cause report|justification statut",
    "Nature": "nature|nature action|type action|nouvelle existante|nouveau existant|action nouvelle ou existante|"
    "caractere action|nouveaute|type fiche",
    "Priorité": "priorite|priorisation|niveau priorite|degre priorite|ordre priorite|importance|urgence|rang priorite",
    "Horizon": "horizon|terme|court moyen long terme|temporalite|horizon temporel|ct mt lt",
    "Avancement (%)": "avancement|taux avancement|pourcentage avancement|pourcentage realisation|taux realisation|"
    "degre avancement|realise a|avancement pourcentage|taux execution|progression",
    "Météo": "meteo|tendance|appreciation|feu tricolore|indicateur meteo|couleur|rag",
    "Enjeu": "enjeu|enjeux|problematique|defi|enjeu local|enjeux identifies",
    "Contexte et constats": "contexte|constat|diagnostic|besoin|besoins identifies|contexte constats|etat lieux|"
    "elements diagnostic|contexte local|origine action|justification|motivation|pourquoi",
    "Objectifs et dynamiques": "objectifs action|objectif|objectifs vises|objectifs poursuivis|objectifs fiche|"
    "finalites|buts|objectifs et dynamiques|objectifs recherches|intention",
    "Description": "description|descriptif|contenu|modalite|detail|presentation|deroulement|resume|"
    "modalites mise oeuvre|mise oeuvre|description action|contenu action|comment|quoi|activites|"
    "description detaillee|deroule|demarche|methode|modalites pratiques|en quoi consiste action",
    "Réalisations attendues": "realisation|realisations attendues|resultat|livrable|resultats attendus|produit attendu|"
    "resultats vises|production|extrants",
    "Effets attendus": "effet|effets attendus|impact|impacts attendus|effets recherches|changement attendu|"
    "plus value|benefices attendus|impacts vises",
    "Domaines": "domaine|domaines|domaine action|champ intervention|domaine intervention|thematiques transversales",
    "Publics": "public|publics|public cible|publics cibles|beneficiaire|cible|public vise|publics concernes|"
    "population cible|population|pour qui|destinataires|usagers",
    "Précision sur le public": "precision public|precisions public|public precision|caracteristiques public|"
    "nombre beneficiaires|effectif|nb beneficiaires|nombre enfants concernes",
    "Tranche d’âge": "age|tranche age|tranches age|ages|public age|classe age|age public|age enfants|age concerne",
    "Âge minimum": "age minimum|age min|age mini|a partir age|age debut",
    "Âge maximum": "age maximum|age max|age maxi|jusqu age|age fin",
    "Échelles territoriales": "echelle|echelle territoriale|perimetre|niveau territorial|echelle intervention|"
    "territoire|territoire concerne|zone|zone geographique|secteur geographique|perimetre geographique",
    "Précision sur l’échelle": "precision echelle|precisions echelle|precision territoire",
    "Temps de l’enfant": "temps enfant|temps|temps educatif|temps concerne|moment|temps accueil|temps periscolaire",
    "Lieux": "lieu|lieux|localisation|ou|commune|quartier|site|lieu realisation|lieu action|communes concernees|"
    "quartiers concernes|equipement|etablissement",
    "Plan mercredi – axes de la charte": "plan mercredi|charte plan mercredi|axe charte|charte qualite|axes charte",
    "Calendrier": "calendrier|planning|periode|date|quand|duree|frequence|periodicite|calendrier previsionnel|"
    "calendrier prevu|echeancier|temporalite action|delai|mise oeuvre quand|calendrier realisation|rythme|dates",
    "Début": "debut|date debut|date demarrage|demarrage|lancement|date lancement|commence le|du|debut action",
    "Échéance": "echeance|date fin|fin|date echeance|date butoir|date limite|echeance prevue|au|pour le|fin action|"
    "date realisation|termine le|fin prevue",
    "Année scolaire": "annee scolaire|annee|millesime|exercice|annee civile",
    "Précision sur le calendrier": "precision calendrier|precisions calendrier|horaires|jours et horaires",
    "Élu référent (fonction)": "elu|elu referent|elu e referent e|elus|elu responsable|elu pilote|elu charge|"
    "referent politique|vice president|adjoint referent|portage politique",
    "Pilote": "pilote|pilotage|responsable|referent|chef de file|service pilote|qui|service responsable|"
    "referent technique|chef projet|direction pilote|service|direction|charge mission|coordinateur|coordination|"
    "structure pilote|maitre ouvrage|service referent|technicien referent|pilote operationnel",
    "Co-pilote": "co pilote|copilote|co pilotage|copilotage|co responsable",
    "Porteur": "porteur|operateur|structure porteuse|porteur projet|structure|association porteuse|maitre oeuvre|"
    "organisme|gestionnaire|structure responsable|realise par|intervenant principal",
    "Animateur": "animateur|animation|animateur reseau|animatrice",
    "Partenaires": "partenaire|partenariat|acteur|partenaires associes|partenaires mobilises|partenaires mobilisables|"
    "acteurs concernes|avec qui|partenaires potentiels|structures partenaires|acteurs mobilises|parties prenantes|"
    "partenaires institutionnels|partenaires locaux|intervenants|associes",
    "Financeurs": "financeur|financeurs|cofinanceur|co financeur|finance par|financeurs potentiels",
    "Prestataires": "prestataire|prestataires|fournisseur",
    "Relais d’information": "relais|relais information|communication relais",
    "Partenaires et rôles": "partenaires et roles|acteurs et roles|qui fait quoi|roles",
    "Dispositifs": "dispositif|dispositif mobilise|dispositifs mobilisables|cadre|dispositif rattachement|"
    "dispositif concerne|programme|dispositif de rattachement|contrat rattachement",
    "Financements mobilisables": "financement|budget|cout|moyen|moyens financiers|moyens|ressources|"
    "financements mobilisables|source financement|moyens humains|moyens humains et financiers|modalites financement|"
    "moyens necessaires|moyens mobilises|montant|cout estime|budget previsionnel|cout previsionnel|credits",
    "Plan de financement": "plan financement|repartition financement|financeurs et montants|budget detaille",
    "Étapes": "etape|etapes|phases|jalons|etapes cles|plan action|taches|prochaines etapes|etapes realisation",
    "Indicateurs": "indicateurs|indicateur|indicateurs chiffres|indicateurs et cibles",
    "Indicateurs de réalisation": "indicateur realisation|indicateur suivi|evaluation|modalites evaluation|"
    "critere evaluation|indicateur evaluation|indicateurs quantitatifs|mesure realisation|criteres",
    "Indicateurs de résultat": "indicateur resultat|resultats mesures|indicateurs performance",
    "Indicateurs d’effet": "indicateur effet|indicateur impact|indicateurs qualitatifs|indicateur effets attendus",
    "Indicateurs de moyens": "indicateur moyen|indicateurs ressources",
    "Indicateurs de contexte": "indicateur contexte|indicateurs diagnostic",
    "Liens": "lien|liens|fiche liee|fiches liees|liens avec autres fiches|transversalite|articulation|"
    "lien autres actions|coherence|voir aussi|fiche associee|fiches en lien",
    "Documents": "document|documents|piece jointe|pieces jointes|url|lien internet|site internet|fichier|annexes|"
    "lien document",
    "À vérifier": "a verifier|a confirmer|doute",
    "Bilan et suites": "bilan|bilan et suites|bilan annuel|retour experience|suites donnees|bilan action|realise",
    "Garder dans la description": "observation|observations|remarque|remarques|commentaire|commentaires|note|notes|"
    "divers|informations complementaires|precision|precisions|complement|autre|autres|points vigilance|freins|leviers",
}
# Headers that say nothing of a fiche: they are offered to be left out.
LEFT_OUT = (
    "colonne|total|sous total|horodateur|horodatage|cree le|cree par|modifie le|modifie par|date modification|"
    "date creation|derniere modification|auteur|saisi par|mis a jour le|adresse electronique|ligne"
)
# Words that may be said of several things: even alone, they are not certain. What they are worth out of 100.
AMBIGUOUS = {
    "objectif": 80, "objet": 75, "ou": 75, "qui": 80, "quoi": 80, "date": 75, "service": 70, "structure": 75,
    "direction": 70, "realise": 65, "mesure": 70, "annee": 80, "du": 65, "au": 65, "enjeu": 88, "domaine": 80,
    "resultat": 80, "territoire": 75, "commune": 80, "champ": 65, "politique": 65, "phase": 65, "etape": 80, "rang": 65,
    "id": 80, "temps": 75, "indicateur": 88, "moyen": 80, "cible": 80, "evaluation": 80, "programme": 65, "cadre": 60,
    "couleur": 65, "lien": 80, "annexe": 65, "population": 80, "moment": 65, "mise oeuvre": 75, "ambition": 75,
    "coordination": 75, "animation": 80, "intervenant": 75, "besoin": 80, "suivi": 75, "type": 60, "nature": 88,
}  # fmt: skip
