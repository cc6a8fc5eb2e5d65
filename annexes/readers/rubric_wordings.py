"""The rubrics of a fiche action, and how their labels are worded."""

from enum import StrEnum


class Rubric(StrEnum):
    """What stands under a label."""

    CODE = "code"
    TITLE = "title"
    VERSION = "version"
    STATUS = "status"
    STATUS_REASON = "status_reason"
    NATURE = "nature"
    PRIORITY = "priority"
    HORIZON = "horizon"
    PROGRESS = "progress"
    WEATHER = "weather"
    THEME = "theme"
    AXIS = "axis"
    INTERMEDIATE = "intermediate"
    CHALLENGE = "challenge"
    OPERATIONAL = "operational"
    ATTACHMENT = "attachment"  # the levels above the fiche, on one line: « Axe 1 – OO 2 »
    CONTEXT = "context"
    OBJECTIVES = "objectives"
    DESCRIPTION = "description"
    OUTPUTS = "outputs"
    EFFECTS = "expected_effects"
    DOMAINS = "domains"
    AUDIENCE = "audience"
    AGES = "ages"
    SCALE = "scale"
    PLACES = "places"
    CHILD_TIMES = "child_times"
    CHARTER = "charter"
    SCHEDULE = "schedule"
    STARTS = "starts"
    ENDS = "ends"
    LEAD = "lead"
    REFERENT = "referent"
    CO_LEAD = "co_lead"
    ELECTED_LEAD = "elected_lead"
    FACILITATOR = "facilitator"
    OPERATOR = "operator"
    CONTRACTOR = "contractor"
    RELAY = "relay"
    FUNDER = "funder"
    PARTNERS = "partners"
    SCHEMES = "schemes"
    MEANS = "means"
    FUNDING = "funding"
    STEPS = "steps"
    INDICATORS = "indicators"
    OUTPUT_INDICATORS = "output_indicators"
    RESULT_INDICATORS = "result_indicators"
    OUTCOME_INDICATORS = "outcome_indicators"
    MEANS_INDICATORS = "means_indicators"
    CONTEXT_INDICATORS = "context_indicators"
    CRITERIA = "criteria"
    LINKS = "links"
    ALSO_SERVES = "also_serves"  # the other objectives that our own fiches recall
    NOTES = "notes"
    DOCUMENTS = "documents"
    OTHER = "other"  # a usual label that no field of a fiche answers to


# On folded text; the first that matches is taken.
_OF = (
    r"(?: (?:de |du |des |d )?(?:la |le |les |l )?"
    r"(?:fiche(?: action)?|action|projet|operation|orientation operationnelle|dispositif))?"
)
WORDINGS: tuple[tuple[Rubric, str], ...] = (
    (Rubric.CODE, rf"(?:n|no|num|numero|code|reference|ref){_OF}|fiche(?: action)? n|(?:fiche )?action n"),
    (Rubric.STATUS_REASON, r"motifs?(?: (?:du|de la|de l) ?(?:statut|report|abandon|suspension))?"),
    (
        Rubric.TITLE,
        rf"(?:intitule|titre|libelle|nom|denomination|designation){_OF}|(?:fiche )?action|projet|"
        rf"fiche action intitule",
    ),
    (
        Rubric.VERSION,
        r"version|(?:date de )?(?:mise a jour|version|derniere mise a jour|actualisation)|redige(?:e)? le|"
        r"date de (?:la fiche|redaction|creation)",
    ),
    (Rubric.STATUS, rf"statuts?{_OF}|etat(?: d avancement)?{_OF}|situation{_OF}|etat de (?:realisation|"
    rf"mise en oeuvre)"),
    (
        Rubric.NATURE,
        rf"nature{_OF}|type d action|(?:action )?(?:nouvelle|existante|nouvelle ou existante|nouvelle existante)|"
        rf"nouvelle action",
    ),
    (Rubric.PRIORITY, rf"(?:(?:niveau|degre|ordre|rang) de )?priorites?{_OF}|priorisation"),
    (Rubric.HORIZON, r"horizon|terme|echeance court moyen long terme|court moyen long terme"),
    (Rubric.PROGRESS, rf"(?:taux |degre |niveau )?(?:d )?avancement{_OF}|taux de realisation|realise a"),
    (Rubric.WEATHER, rf"meteo{_OF}"),
    (Rubric.THEME, r"themes?|thematiques?(?: principale)?|piliers?(?: du contrat de ville)?|volets?"),
    (Rubric.AXIS, r"axes?(?: (?:strategiques?|prioritaires?|de travail|du projet))?|"
    r"orientations?(?: strategiques?)?"),
    (
        Rubric.INTERMEDIATE,
        r"objectifs? (?:generaux|general|intermediaires?|strategiques?)(?: (?:du projet|du pedt|o[ig]))?|o[ig]",
    ),
    (Rubric.CHALLENGE, r"enjeux?(?: (?:de l action|du territoire|educatifs?|locaux|identifies?|concernes?))*"),
    (Rubric.OPERATIONAL, r"oo|objectif operationnel|objectifs? operationnels? (?:de rattachement|du plan|du pedt|"
    r"concernes?)"),
    (
        Rubric.CONTEXT,
        rf"(?:elements? de )?contextes?{_OF}|(?:contextes? )?(?:et )?constats?(?: (?:partages?|de depart|initiaux|"
        rf"locaux))?|"
        r"(?:elements? (?:de |du )?)?diagnostics?(?: partages?| local)?|etat des lieux|"
        r"besoins?(?: (?:identifies?|reperes?|constates?|du territoire))?|"
        r"(?:contextes?|constats?|diagnostics?|besoins?|etat des lieux|problematiques?)(?: et | )(?:contextes?|"
        r"constats?|enjeux|"
        r"besoins?(?: identifies?)?|diagnostics?(?: partages?)?|problematiques?|justification)|problematiques?|"
        r"origine du projet|"
        r"pourquoi cette action|origine et contexte|justification(?: de l action)?",
    ),
    (
        Rubric.OBJECTIVES,
        rf"objectifs?(?: operationnels?| specifiques?| vises?| poursuivis| recherches?| principaux| attendus)*{_OF}|"
        r"objectifs? et dynamiques?|finalites?(?: et objectifs?)?|buts?|objectifs? et finalites?|dynamiques?|"
        r"sous objectifs?",
    ),
    (
        Rubric.STEPS,
        rf"(?:principales |grandes )?etapes?{_OF}(?: (?:de mise en oeuvre|de realisation|cles?|et calendrier|"
        rf"et echeances?))?|"
        r"phases?(?: de mise en oeuvre)?|phasage|plan de travail|calendrier et etapes|etapes et calendrier|"
        r"etapes calendrier|retroplanning",
    ),
    (
        Rubric.OUTPUTS,
        r"realisations?(?: (?:attendues?|prevues?|concretes?))?|livrables?(?: attendus?)?|resultats? concrets?|"
        r"productions?(?: attendues?)?",
    ),
    (
        Rubric.EFFECTS,
        r"effets?(?: (?:attendus?|recherches?|vises?|escomptes?|sur les publics?))*|resultats?(?: (?:attendus?|"
        r"vises?|recherches?|escomptes?))?|"
        r"impacts?(?: (?:attendus?|recherches?))?|changements? (?:attendus?|vises?)|plus values?(?: educatives?)?|"
        r"effets et impacts attendus",
    ),
    (Rubric.AGES, r"(?:tranches? d )?ages?(?: (?:concernes?|des publics?|du public|des enfants|vises?))?"),
    (
        Rubric.CHILD_TIMES,
        r"temps(?: (?:de l enfant|concernes?|de l enfant concernes?|educatifs?|d intervention))?|"
        r"temps de vie(?: de l enfant)?",
    ),
    (
        Rubric.AUDIENCE,
        rf"publics?(?: (?:cibles?|vises?|concernes?|beneficiaires?|prioritaires?|ages|et ages?|"
        rf"touches?)){{0,3}}{_OF}|beneficiaires?(?: .{{0,20}})?|"
        r"cibles?|population(?: (?:cible|visee|concernee))?|pour qui|destinataires?|publics? beneficiaires?|"
        r"type de public|effectifs? et public",
    ),
    (
        Rubric.SCALE,
        r"echelles?(?: (?:territoriales?|geographiques?|d intervention|de l action|du territoire))*|"
        r"territoires?(?: (?:concernes?|vises?|d intervention|"
        r"d action))?|perimetres?(?: (?:geographique|d intervention|d action|concerne))?|(?:zone|"
        r"secteur)s?(?: (?:geographique|d intervention))?|"
        r"niveau territorial|couverture geographique",
    ),
    (
        Rubric.PLACES,
        r"(?:lieux|lieu|localisation|sites?|implantation)(?: (?:de l action|d intervention|de realisation|"
        r"concernes?|de mise en oeuvre|d accueil))?|"
        r"ou|communes? concernees?|ecoles? concernees?|etablissements? concernes?",
    ),
    (Rubric.DOMAINS, r"domaines?(?: (?:d intervention|d action|concernes?|d activites?))?|thematiques? abordees?|"
    r"champs? d intervention"),
    (
        Rubric.CHARTER,
        r"(?:axes? de la )?charte(?: qualite)?(?: plan mercredi)?|plan mercredi(?: (?:axes? de la charte|"
        r"charte qualite))?|"
        r"axes? (?:de la charte|du plan mercredi)(?: .*)?",
    ),
    (Rubric.STARTS, r"(?:date de )?(?:debut|demarrage|lancement|commencement)(?: (?:de l action|prevue?|"
    r"du projet))*|date de mise en oeuvre"),
    (Rubric.ENDS, r"(?:date de )?fin(?: (?:de l action|prevue?|du projet))*|date d achevement|date limite"),
    (
        Rubric.SCHEDULE,
        rf"(?:calendriers?|echeanciers?|plannings?|echeances?|delais?|periodes?|dates?|durees?|periodicite|"
        rf"temporalite|frequence){_OF}"
        r"(?: (?:previsionnel(?:le)?s?|prevue?s?|de realisation|de mise en oeuvre|d execution|de l intervention))*|"
        r"quand|calendrier (?:et )?(?:echeances?|duree|periodicite)|periode de (?:realisation|mise en oeuvre)",
    ),
    (
        Rubric.ELECTED_LEAD,
        r"elue?s?(?: ?e)?(?: s)? (?:referente?s?|pilotes?|responsables?|en charge|delegue?e?s?)(?: .{0,30})?|"
        r"referent(?:e)? elue?|portage politique",
    ),
    (
        Rubric.REFERENT,
        r"referente?s?(?: e)?(?: (?:technique|administrati(?:f|ve)|de l action|du projet|de la fiche|"
        r"operationnel(?:le)?|du dossier))?|"
        r"contacts?(?: .{0,20})?|personnes? (?:referentes?|ressources?|contacts?)(?: .{0,20})?|interlocuteurs?|"
        r"redacteurs?|coordonnees",
    ),
    (Rubric.CO_LEAD, r"co ?pilot(?:es?|age)(?: .{0,20})?|pilotes? associes?"),
    (
        Rubric.LEAD,
        rf"(?:services? |structures? |organismes? )?pilotes?{_OF}|pilotage{_OF}|responsables?{_OF}|(?:services?|"
        rf"structures?|organismes?) "
        r"(?:pilotes?|responsables?|referents?|en charge)|chefs? de (?:file|projet)|qui|maitr\w+ d oeuvre|"
        r"pilotes? et coordination|pilotage et coordination",
    ),
    (
        Rubric.FACILITATOR,
        rf"animat(?:eurs?|rices?|ion){_OF}|coord(?:inat|onnat)(?:eurs?|rices?|ion){_OF}|animat\w+ (?:du reseau|"
        rf"coordinat\w+)",
    ),
    (
        Rubric.OPERATOR,
        rf"porteurs?{_OF}|(?:structures?|organismes?|associations?) (?:porteu(?:r|se)s?|operatrices?)|"
        rf"operateurs?{_OF}|maitr\w+ d ouvrage|portage(?: de l action)?",
    ),
    (Rubric.CONTRACTOR, r"prestataires?|intervenants?(?: exterieurs?)?"),
    (Rubric.RELAY, r"relais(?: d information)?|communication(?: .{0,30})?|modalites d information"),
    (
        Rubric.FUNDER,
        r"(?:co ?)?financeurs?(?: .{0,30})?|partenaires? financiers?",
    ),
    (
        Rubric.PARTNERS,
        r"(?:partenaires?|partenariats?|acteurs?)(?: (?:mobilisables?|mobilises?|associes?|concernes?|impliques?|"
        r"institutionnels?|locaux|"
        r"techniques?|pressentis?|potentiels?|operationnels?|educatifs?|de l action|du projet|a mobiliser|"
        r"envisages?|identifies?|et roles?))*|"
        r"(?:partenaires?|acteurs?)(?: \w+)? (?:et )?dispositifs?(?: (?:mobilisables?|mobilises?|associes?))?|"
        r"avec qui|organismes associes",
    ),
    (Rubric.SCHEMES, r"dispositifs?(?: (?:mobilisables?|mobilises?|concernes?|associes?|existants|de droit commun|"
    r"d appui))*"),
    (
        Rubric.MEANS,
        r"moyens?(?: (?:humains?|materiels?|techniques?|logistiques?|mobilises?|necessaires?|a mobiliser|"
        r"mis en oeuvre))*(?: (?:et )?(?:humains?|materiels?|"
        r"techniques?|logistiques?|mobilises?))*|ressources?(?: .{0,30})?|moyens humains materiels et financiers",
    ),
    (
        Rubric.FUNDING,
        rf"financements?(?: (?:mobilisables?|mobilises?|prevus?|possibles?|envisages?|sollicites?|de l action|"
        rf"previsionnels?))*|"
        rf"(?:budgets?|couts?|montants?)(?: (?:previsionnels?|estimatifs?|estimes?|total|global|"
        rf"annuels?)){{0,2}}{_OF}|"
        r"plan de financement(?: .{0,30})?|moyens financiers(?: .{0,30})?|sources? de financement|"
        r"estimation financiere|aspects? financiers?|combien|"
        r"budget et financements?|couts? et financements?",
    ),
    (
        Rubric.OUTPUT_INDICATORS,
        r"(?:indicateurs? )(?:d evaluation )?(?:de |d )?(?:realisations?|suivi|activites?|mise en oeuvre|"
        r"moyens et de realisation)|indicateurs quantitatifs",
    ),
    (Rubric.RESULT_INDICATORS, r"indicateurs? (?:d evaluation )?(?:de |des )?resultats?"),
    (
        Rubric.OUTCOME_INDICATORS,
        r"indicateurs? (?:d evaluation )?(?:d |des |de l )?(?:effets?|impacts?|effets? et d impacts?|"
        r"effets? impacts?|efficacite)|indicateurs qualitatifs",
    ),
    (Rubric.MEANS_INDICATORS, r"indicateurs? (?:de |des )?moyens?"),
    (Rubric.CONTEXT_INDICATORS, r"indicateurs? (?:de |du )?contextes?"),
    (
        Rubric.CRITERIA,
        r"criteres?(?: (?:d evaluation|de reussite|de qualite|d appreciation))?|questions? evaluatives?",
    ),
    (
        Rubric.INDICATORS,
        r"comment (?:evaluer|mesurer)(?: .{0,30})?|indicateurs?(?: (?:d evaluation|de suivi et d evaluation|"
        r"retenus?|proposes?))?|"
        r"evaluation(?: (?:de l action|prevue|et suivi|et indicateurs))?|"
        r"(?:modalites|methodes?|outils?|dispositif)(?: de suivi et)? d evaluation|suivi(?: et)? evaluation|"
        r"criteres? et indicateurs?(?: .{0,20})?|"
        r"indicateurs? et criteres?(?: .{0,20})?|modalites de suivi(?: et d evaluation)?",
    ),
    (
        Rubric.DESCRIPTION,
        rf"(?:description|descriptif|contenus?|presentation|resume|deroulement|deroule|modalites?|detail|"
        rf"nature et contenu){_OF}"
        r"(?: (?:synthetique|detaillee?|sommaire|succincte?|pratiques?|de mise en oeuvre|de realisation|"
        r"d intervention|d organisation|concrete))*|"
        r"mise en oeuvre(?: (?:de l action|operationnelle))?|actions? (?:prevues?|proposees?|a mener|"
        r"a mettre en oeuvre|envisagees?)|"
        r"en quoi consiste l action|description et (?:deroulement|modalites|etapes)|quoi|comment",
    ),
    (
        Rubric.LINKS,
        r"liens?(?: (?:avec|autres?|vers)(?: .{0,70})?)?|articulations?(?: (?:avec|entre)(?: .{0,60})?)?|"
        r"fiches? (?:liees?|associees?|connexes?)|"
        r"transversalites?|complementarites?(?: avec .{0,50})?|(?:actions?|fiches?|axes?) (?:en lien|"
        r"transversa(?:l|ux|les))(?: .{0,40})?",
    ),
    (Rubric.ALSO_SERVES, r"sert aussi"),
    (
        Rubric.NOTES,
        r"bilans?(?: (?:et suites?|annuels?|de l action|et perspectives?|\d{4}|de l annee|qualitatif|"
        r"intermediaire))*(?: de l annee)?(?: \d{4}(?: \d{4})?)?|"
        r"suites?(?: (?:a donner|de l annee))?|perspectives?|suites? et perspectives?",
    ),
    (Rubric.DOCUMENTS, r"(?:documents?|pieces?|annexes?|ressources documentaires)(?: (?:joint(?:e|s|es)?|"
    r"associes?|annexes?|de reference|utiles))?|liens utiles"),
    (
        Rubric.OTHER,
        r"observations?|remarques?|commentaires?|informations? complementaires?|divers|points? (?:de vigilance|"
        r"d attention|d arbitrage)|"
        r"freins?(?: (?:et leviers?|identifies?))?|leviers?|conditions de reussite|avis .{0,40}|"
        r"participation (?:des|du) .{0,40}|validation|autres?",
    ),
)  # fmt: skip
