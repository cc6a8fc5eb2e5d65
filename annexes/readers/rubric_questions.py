"""The rubrics that fiches announce by a question or a clause: « Combien ça coûte ? », « Ce que l’on veut obtenir ».

Wordings are written without accents nor signs. The words of `LEFT_OUT` say nothing of the rubric: they count nowhere.
"""

from annexes.readers.rubric_wordings import Rubric

LEFT_OUT = (
    "l la le les un une d de du des au aux c ca cela cet cette s se t il ils elle elles on nous vous est sont "
    "sera seront va vont allons allez notre nos votre vos y action actions projet fiche pedt pgt ctg pel plan"
)
_WORDINGS: dict[Rubric, str] = {
    Rubric.ATTACHMENT: "rattachement|rattachement a|rattache a|rattachee a|objectif auquel repond|"
    "objectif auquel rattache|objectif auquel rattachee|objectif auquel contribue|objectifs auxquels repond|"
    "a quel objectif repond|a quel objectif contribue|quel objectif|repond a quel objectif|a quoi rattache|"
    "ou situe dans|place dans|position dans|arborescence",
    Rubric.TITLE: "comment appelle|quel nom|comment nomme",
    Rubric.CONTEXT: "pourquoi|pourquoi faire|pourquoi agir|pourquoi fait|pourquoi faisons|pourquoi mener|"
    "quoi part|quoi partons|ou part|ou partons|a quel besoin repond|a quels besoins repond|quel besoin|"
    "d ou vient idee|comment nee idee|quels besoins|quel constat|quels constats|ce que constate|"
    "ce que constatons|ce que observe|ce que sait|qu avons constate|quel contexte|dans quel contexte|"
    "pour quelles raisons|ce qui amene|quel probleme|ce qui fait agir",
    Rubric.OBJECTIVES: "ce que veut obtenir|ce que veut|ce que voulons|ce que voulons obtenir|"
    "ce que veut atteindre|ce que voulons atteindre|ce que vise|ce que visons|ce que cherche|"
    "ce que cherche a faire|ce que cherchons|que veut obtenir|que veut|que voulons|que cherche|que vise|quel but|"
    "dans quel but|pour quoi faire|pour quoi|quel objectif vise|quels objectifs|quel objectif poursuivi|"
    "quels objectifs poursuivis|a quoi sert|ou veut aller|ou voulons aller|qu veut obtenir|quelle finalite|"
    "nos intentions|intention",
    Rubric.EFFECTS: "ce que veut changer|ce que voulons changer|ce que change|ce qui change|ce qui changera|"
    "que change|ce qui aura change|quels effets|quels effets attendus|quel effet|quels resultats|"
    "quels resultats attendus|quels changements|quels changements attendus|qu attend|ce que attend|"
    "ce que attendons|qu attendons|qu apporte|ce que apporte|quel impact|quels impacts|quels benefices|"
    "a quoi verra ce qui change",
    Rubric.DESCRIPTION: "que faire|ce que faire|ce que fait|ce que fera|ce que ferons|que fait|que fera|"
    "que ferons|qu ce qu fait|qu ce que fait|qu ce que|on fait quoi|en quoi consiste|quoi consiste|comment faire|"
    "comment prendre|comment prend|comment passe|comment deroule|comment fait|comment marche|comment fonctionne|"
    "comment agir|comment proceder|quoi faire|quoi agit|que propose|ce que propose|ce que proposons|ce qui prevu|"
    "qu ce qui prevu|quoi concretement|concretement|comment realiser|quel deroulement|ce qui passe|que passe",
    Rubric.STEPS: "quelles etapes|par quelles etapes|quelles grandes etapes|dans quel ordre|par quoi commence|"
    "comment avance",
    Rubric.OUTPUTS: "quelles realisations|quels livrables|qu produit|ce que produit|ce qui restera",
    Rubric.AUDIENCE: "a qui adresse|qui adresse|a qui destine|a qui destinee|a qui ce destine|pour qui|"
    "ce pour qui|a qui|qui concerne|qui concernes|qui beneficie|qui en beneficie|qui beneficiera|"
    "qui peut participer|qui participe|quel public|quels publics|pour quel public|pour quels publics|"
    "quels enfants|quels jeunes|a quel public adresse|a quels publics adresse|quels beneficiaires|"
    "pour quels enfants|qui touche|qui vise|qui vises",
    Rubric.AGES: "quel age|a quel age|quels ages|pour quel age|pour quels ages|a partir quel age",
    Rubric.CHILD_TIMES: "quel temps enfant|sur quel temps|sur quels temps|a quel temps|a quel moment journee|"
    "sur quel temps enfant|sur quels temps enfant|quel moment journee|a quels moments journee",
    Rubric.SCALE: "sur quel territoire|quel territoire|a quelle echelle|quelle echelle|sur quels territoires|"
    "sur quel perimetre|quel perimetre|jusqu ou",
    Rubric.PLACES: "ou|ou passe|ou lieu|ou a lieu|ou aura lieu|ou deroule|dans quels lieux|dans quel lieu|"
    "quels lieux|quel lieu|en quel lieu|ou trouve|ou faire|passe ou|ce ou|dans quelles ecoles|"
    "dans quelles communes|ou ce passe",
    Rubric.SCHEDULE: "quand|quand passe|quand ce passe|quand a lieu|quand aura lieu|quand deroule|quand commence|"
    "ce quand|passe quand|quand faire|a quelle date|a quelles dates|a quelle periode|quelle periode|"
    "quel calendrier|selon quel calendrier|dans quel delai|dans quels delais|quels delais|quelle duree|"
    "combien temps|pendant combien temps|a quel rythme|depuis quand|jusqu a quand|quelle echeance|"
    "quelles echeances|pour quand|quelle frequence",
    Rubric.STARTS: "quand demarre|quand debute|a partir quand",
    Rubric.ENDS: "quand finit|quand termine|quand acheve",
    Rubric.STATUS: "ou en|ou en sommes|ou en etes|quel etat|quel avancement|quel statut",
    Rubric.LEAD: "qui pilote|qui responsable|qui en responsable|qui decide|qui conduit|qui dirige|qui coordonne|"
    "qui en charge|qui en occupe|qui occupe|quel pilote|quels pilotes|qui suit|qui anime et pilote|qui pilotera|"
    "qui chef file|quel service|quel service pilote",
    Rubric.REFERENT: "qui contacter|a qui adresser|a qui parler|qui appeler|qui joindre|quel contact|quel referent",
    Rubric.ELECTED_LEAD: "quel elu|quelle elue|quel elu referent|quel elu porte|quel portage politique",
    Rubric.OPERATOR: "qui porte|qui realise|qui met en oeuvre|qui fait|qui agit|qui organise|qui portera|"
    "quel porteur|quels porteurs|qui mettra en oeuvre|par qui",
    Rubric.FACILITATOR: "qui anime|qui animera|qui encadre",
    Rubric.FUNDER: "qui finance|qui paie|qui paye|qui financera|quels financeurs|avec quels financeurs",
    Rubric.PARTNERS: "qui fait quoi|qui fera quoi|avec qui|avec quels partenaires|quels partenaires|"
    "quels acteurs|avec quels acteurs|qui a cote|qui a nos cotes|qui aide|qui intervient|qui associe|"
    "qui associes|qui joue quel role|quel role pour chacun|role chacun|roles chacun|qui avec|sur qui appuie|"
    "sur qui appuyer|sur qui compter|qui travaille avec",
    Rubric.SCHEMES: "dans quel dispositif|quels dispositifs|quel dispositif|dans quel cadre|"
    "dans quels dispositifs|sur quels dispositifs appuie|avec quels dispositifs",
    Rubric.MEANS: "avec quels moyens|quels moyens|avec quoi|ce qu il faut|ce dont a besoin|ce dont avons besoin|"
    "quoi a besoin|quoi avons besoin|quelles ressources|avec quelles ressources|que faut|qu faut|de quoi besoin|"
    "quels moyens humains|quels moyens materiels",
    Rubric.FUNDING: "combien|combien coute|combien coutera|combien ce coute|ce que coute|ce que coutera|"
    "quel cout|quel budget|avec quel budget|avec quel argent|quel argent|quels financements|"
    "avec quels financements|quel montant|ca coute combien|a quel prix|comment financer|comment finance|"
    "comment financee|quel financement|a combien",
    Rubric.INDICATORS: "comment saura que reussi|comment savoir que reussi|comment savoir si reussi|"
    "comment saura|comment saura si marche|comment saura que marche|comment saura que ce reussi|"
    "comment saura que a reussi|comment saura si reussi|comment saura si a reussi|comment saurons que a reussi|"
    "comment saurons que reussi|comment saurons si reussi|comment saurons si a reussi|"
    "comment verra que ce reussi|comment verra|comment verra que reussi|comment savoir que a reussi|"
    "comment savoir si a reussi|comment savoir que ce reussi|a quoi verra que reussi|a quoi verra que a reussi|"
    "a quoi reconnaitra reussite|a quoi saura que reussi|comment evaluer|comment evalue|comment evaluera|"
    "comment evaluerons|comment evaluons|comment mesurer|comment mesure|comment mesurera|comment mesurerons|"
    "comment mesurer reussite|comment mesurer resultats|quels indicateurs|avec quels indicateurs|que mesure|"
    "ce que mesure|ce que mesurera|ce que mesurerons|ce que compte|ce que comptera|ce que compterons|que regarde|"
    "ce que regarde|ce que regardera|ce que regarderons|comment suivre|comment suit|reussi si|ce reussi si",
    Rubric.CRITERIA: "quels criteres|quels criteres reussite|quelles questions evaluatives|quelles questions pose",
    Rubric.LINKS: "avec quelles autres actions|quel lien avec autres|quels liens avec autres|quels liens|"
    "lien avec quelles autres|avec quoi articule|quelles autres fiches concernees",
    Rubric.NOTES: "et apres|quelles suites|quelle suite|et ensuite|quel bilan|ce que a fait|ce que avons fait|"
    "ce qui a ete fait|qu a fait|ce qui fait|ce que retient|ce que avons appris|quelles perspectives|"
    "qu avons fait",
    Rubric.OTHER: "quels risques|quelles difficultes|quels freins|quelles limites|a quoi faire attention|"
    "ce qui inquiete|ce qui peut bloquer|ce qui bloque|qu ce qui pourrait bloquer|quels points vigilance|"
    "quelles conditions reussite",
}


def rubric_asked(key: str) -> Rubric | None:
    """The rubric that a folded label asks for."""
    return _RUBRICS.get(_telling(key))


def _telling(key: str) -> str:
    return " ".join(word for word in key.split() if word not in _LEFT_OUT)


_LEFT_OUT = frozenset(LEFT_OUT.split())
_RUBRICS = {_telling(wording): rubric for rubric, wordings in _WORDINGS.items() for wording in wordings.split("|")}
