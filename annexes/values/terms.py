"""Words of the reference lists (publics, échelles, temps de l’enfant, domaines) as the codes of those lists."""

import re
from dataclasses import dataclass

from accounts.text import fold, one_line
from annexes.labels import strip_bullet
from annexes.values.ages import Ages, read_ages
from annexes.values.blanks import says_nothing
from annexes.values.value import Value

# For each list: its codes in their order, each with the wordings that mean it, on folded text. The first is its label.
Wordings = dict[str, str]

AUDIENCES: Wordings = {
    "enfants": r"enfants?(?: (?:scolarises?|des ecoles|du territoire|de (?:maternelle|elementaire|primaire)))?|"
    r"eleves?",
    "adolescents": r"adolescents?|ados?|pre ?adolescents?|pre ?ados?|collegiens?|lyceens?",
    "jeunes": r"jeunes?(?: (?:majeurs?|adultes?))?|jeunesse",
    "etudiants": r"etudiants?|etudiants et apprentis|apprentis?",
    "parents_familles": r"parents et familles|parents?(?: (?:d eleves?|d enfants?))?|familles?|grands parents|"
    r"foyers?",
    "assistants_maternels": r"assistant(?:e?s)? maternel(?:le)?s?|assmats?|assistants familiaux",
    "professionnels": r"professionnel(?:le)?s?(?: .*)?|agents?(?: .*)?|animateurs?|enseignants?|"
    r"equipes? (?:educatives?|d animation)|"
    r"acteurs? (?:educatifs?|locaux|de terrain)|partenaires|encadrants?|atsem",
    "benevoles": r"benevoles?(?: .*)?",
    "habitants_qpv": r"habitants?(?: (?:des|du|d un))? (?:qpv|quartiers? prioritaires?(?: .*)?)|(?:publics?|"
    r"jeunes|familles|enfants) (?:des |du )?qpv",
    "seniors": r"seniors?|personnes agees|aines|retraites",
    "enfants_handicap_besoins_particuliers": r"enfants en situation de handicap(?: ou a besoins? particuliers?)?|"
    r"(?:enfants |jeunes |publics? )?(?:porteurs? (?:d un )?(?:de )?handicap|en situation de handicap|"
    r"a besoins? (?:educatifs? )?"
    r"(?:particuliers?|specifiques?)|handicapes?)",
    "familles_precaires": r"familles? en situation de precarite|familles? (?:precaires?|vulnerables?|fragil\w+|"
    r"en difficultes?|"
    r"monoparentales?)|publics? (?:precaires?|vulnerables?|fragil\w+)",
    "tout_public": r"tout public|tous publics|tous les publics|grand public|ensemble de la population|"
    r"tous les habitants|"
    r"habitants?|population|public familial|tous",
}
SCALES: Wordings = {
    "ecole_etablissement": r"ecole ou etablissement|ecoles?|etablissements?(?: scolaires?)?|colleges?|lycees?|"
    r"groupes? scolaires?|"
    r"ecoles et etablissements?|infra communal\w*",
    "quartier": r"quartiers?",
    "qpv": r"quartiers? prioritaires?(?: qpv| de la (?:politique de la )?ville)?|qpvs?|"
    r"quartiers? politique de la ville|(?:au sein|dans) (?:des |les )?qpv",
    "commune": r"communes?|villes?|communale?|municipale?|villages?|toute la (?:ville|commune)|"
    r"ensemble de la (?:ville|commune)|"
    r"(?:echelle )?(?:communale|municipale)|communes membres",
    "secteur": r"secteur bassin de vie|secteurs?|bassins? de vie|cantons?|bassins?|pays",
    "epci": r"intercommunalite agglomeration communaute de communes|intercommunalites?|intercommunale?|"
    r"agglomerations?|agglo|epci|"
    r"communautes? de communes|communautes? d agglomeration|communautaire|metropole|cc|ca|territoire communautaire|"
    r"territoire intercommunal|communaute urbaine|ensemble de l agglomeration",
    "departement": r"departements?|departementale?",
    "region": r"regions?|regionale?",
    "autre": r"autre(?: echelle)?",
}
CHILD_TIMES: Wordings = {
    "scolaire": r"temps scolaire|scolaire|temps de classe|pendant la classe",
    "periscolaire_matin": r"(?:periscolaire|accueil|garderie) (?:du )?matin|matin|avant la classe|avant l ecole",
    "meridien": r"pause meridienne|(?:temps )?meridien\w*|midi|cantine|restauration(?: scolaire)?|temps du midi|"
    r"interclasse",
    "periscolaire_soir": r"(?:periscolaire|accueil|garderie) (?:du )?soir|soir|apres la classe|apres l ecole|"
    r"etudes? surveillees?",
    "mercredi": r"mercredis?|plan mercredi|accueil du mercredi|mercredi (?:matin|apres midi)",
    "extrascolaire_vacances": r"extra ?scolaire vacances|vacances(?: scolaires?)?|petites vacances|grandes vacances|"
    r"(?:petites|grandes) et (?:petites|grandes) vacances",
    "extrascolaire_weekend": r"extra ?scolaire week ?end|week ?ends?|samedis?|dimanches?",
    "familial": r"temps familial|familial|en famille|temps libre familial|domicile",
}
# A word that means several codes at once.
SEVERAL_TIMES: dict[str, tuple[str, ...]] = {
    r"(?:temps )?peri ?scolaires?": ("periscolaire_matin", "meridien", "periscolaire_soir"),
    r"(?:temps )?extra ?scolaires?": ("extrascolaire_vacances", "extrascolaire_weekend"),
    r"(?:periscolaire )?matin (?:et|ou) (?:le )?soir": ("periscolaire_matin", "periscolaire_soir"),
}
DOMAINS: Wordings = {
    "petite_enfance": r"petite enfance",
    "enfance": r"enfance",
    "jeunesse": r"jeunesse|adolescence",
    "parentalite": r"(?:soutien a la )?parentalite|familles?",
    "reussite_educative": r"reussite (?:educative|scolaire)|accompagnement a la scolarite|education|scolarite",
    "culture_eac": r"culture education artistique et culturelle|culture|education artistique(?: et culturelle)?|eac",
    "sport": r"sports?",
    "sante_prevention": r"sante(?: et)?(?: prevention)?|prevention(?: sante)?",
    "handicap_inclusion": r"handicap(?: et)?(?: inclusion)?|inclusion",
    "citoyennete_laicite": r"citoyennete(?: et)?(?: laicite)?|laicite",
    "egalite_fg_discriminations": r"egalite filles garcons lutte contre les discriminations|egalite (?:filles|"
    r"femmes) (?:garcons|hommes)|"
    r"(?:lutte contre les )?discriminations|egalite",
    "ecocitoyennete": r"eco ?citoyennete|developpement durable|environnement|transition ecologique",
    "numerique": r"numerique",
    "acces_droits": r"acces aux droits|droits",
    "animation_vie_sociale": r"animation de la vie sociale|vie sociale|lien social|vie associative",
    "insertion_emploi": r"insertion(?: et)?(?: emploi)?|emploi|insertion professionnelle",
    "logement": r"logement|habitat",
    "mobilite": r"mobilites?|transports?",
    "formation_des_acteurs": r"formation(?: des acteurs)?",
    "cohesion_sociale": r"cohesion sociale|solidarites?",
}
CHARTER_AXES: Wordings = {
    "articulation": r"complementarite et articulation des temps educatifs|(?:axe )?1|complementarite(?: .*)?|"
    r"articulation(?: .*)?",
    "inclusion": r"inclusion et accessibilite de tous les enfants|(?:axe )?2|inclusion(?: .*)?|accessibilite(?: .*)?",
    "territoire": r"ancrage et mise en valeur du territoire|(?:axe )?3|ancrage(?: .*)?|"
    r"mise en valeur du territoire|territoire",
    "qualite": r"qualite et diversite des activites|(?:axe )?4|qualite(?: .*)?|diversite(?: .*)?",
}
_COMPILED = {
    id(wordings): [(code, re.compile(rf"(?:{wording})$")) for code, wording in wordings.items()]
    for wordings in (AUDIENCES, SCALES, CHILD_TIMES, DOMAINS, CHARTER_AXES)
}
_SEVERAL = [(re.compile(f"(?:{wording})$"), codes) for wording, codes in SEVERAL_TIMES.items()]
_CUT = re.compile(r"[;\n•·]|\s/\s|(?<![\d-])/(?!\d)|,\s|,$|\s&\s|\set\s|\sou\s|\s\+\s")
_LEADING = re.compile(
    r"^(?:(?:a|au|aux|de|du|des|d|la|le|les|l|un|une|en|sur|dans|pour|tous|toutes|leurs?|ses|nos|ensemble|niveau|echelles?|"
    r"public|temps)\s)+"
)
_AGES = re.compile(
    r"\s*(?:\bages? )?(?:\b(?:de|entre|a partir de|plus de|moins de|jusqu a|des) )?\b\d{1,3}(?: ans)?"
    r"(?: (?:a |et )?\d{1,3})?(?: ans)?(?: et plus)?$|^plus$"
)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a fiche is for: codes of publics, ages, and the words when they say more."""

    audiences: tuple[str, ...] = ()
    ages: Ages | None = None


def read_terms(text: str, wordings: Wordings) -> Value[tuple[str, ...]]:
    """The codes that a text names, in the order of their list; the whole text is the note when a part says more."""
    line = text.strip()
    if says_nothing(line):
        return Value()
    if (whole := _codes(fold(line), wordings)) is not None:
        return Value(whole)
    found: set[str] = set()
    known = True
    for piece in _CUT.split(line):
        key = fold(strip_bullet(piece.strip())[0])
        if not key:
            continue
        codes = _codes(key, wordings)
        if codes is None:
            known = False
            codes = _beginning(key, wordings)
        found.update(codes)
    ordered = tuple(code for code in wordings if code in found)
    return Value(ordered or None, note="" if known and ordered else _noted(line))


def read_audience(text: str) -> Value[Audience]:
    """« Enfants et parents, 3-11 ans »: the publics and the ages; the whole text is the note when it says more."""
    if says_nothing(text):
        return Value()
    ages = read_ages(text)
    found: set[str] = set()
    told = True
    for piece in _CUT.split(text):
        words = fold(strip_bullet(piece.strip())[0])
        key = _AGES.sub("", words)
        told = told and (key == words or ages.value is not None)
        if key:
            codes = _codes(key, AUDIENCES)
            told = told and codes is not None
            found.update(_beginning(key, AUDIENCES) if codes is None else codes)
    note = "" if told else _noted(text)
    if not found and ages.value is None:
        return Value(doubt=ages.doubt, note=note or one_line(text))
    audiences = tuple(code for code in AUDIENCES if code in found)
    return Value(Audience(audiences, ages.value), ages.doubt, note)


def read_scales(text: str) -> Value[tuple[str, ...]]:
    """« Ville et quartier » is two of them."""
    return read_terms(text, SCALES)


def read_child_times(text: str) -> Value[tuple[str, ...]]:
    return read_terms(text, CHILD_TIMES)


def _codes(key: str, wordings: Wordings) -> tuple[str, ...] | None:
    for form in dict.fromkeys((key, _LEADING.sub("", key), key.replace("_", " "))):
        for code, pattern in _COMPILED[id(wordings)]:
            if pattern.match(form) or form == code.replace("_", " "):
                return (code,)
        if wordings is CHILD_TIMES:
            for pattern, codes in _SEVERAL:
                if pattern.match(form):
                    return codes
    return None


def _beginning(key: str, wordings: Wordings) -> tuple[str, ...]:
    """The code of a text that begins with one of its wordings: « quartier du Port »."""
    if wordings not in (AUDIENCES, SCALES):
        return ()
    words = _LEADING.sub("", key[:200]).split()[:8]
    for size in range(len(words), 0, -1):
        if (beginning := " ".join(words[:size])) != key and (codes := _codes(beginning, wordings)):
            return codes
    return ()


def _noted(text: str) -> str:
    return " ; ".join(one_line(line) for line in text.split("\n") if line.strip())
