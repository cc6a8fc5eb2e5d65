"""Organisations and dispositifs that annexes name between parentheses at the end of an action."""

import re

from accounts.text import fold

_NAMES = frozenset(
    fold(name)
    for name in """
    CAF|MSA|RAM|RPE|CCAS|CIAS|PMI|JPA|CAMSP|CMP|CMPP|DDCS|DDCSPP|DDETS|DDETSPP|SDJES|DRAJES|DSDEN|DASEN|IEN|ARS|DRAC|ANCT|
    CNAF|BIJ|PIJ|CRIJ|PJJ|PLIE|CLSPD|CISPD|CLS|REAAP|LAEP|CLAS|PRE|EVS|MJC|MDS|UDAF|ADMR|ALSH|EAJE|MAM|EPHAD|EHPAD|IME|
    ITEP|SESSAD|MDPH|IFSI|IREPS|ADIL|CIDFF|CPAM|CEMÉA|UFCV|PEP|FCPE|PEEP|USEP|UNSS|SDIS|SNU|E2C|CFA|GIP|OPH|QPV|REP|REP+|
    politique de la ville|éducation nationale|conseil départemental|conseil général|conseil régional|département|région|
    mairie|ville|commune|communes|agglomération|agglo|EPCI|communauté de communes|communauté d’agglomération|préfecture|
    État|centre social|centres sociaux|espace de vie sociale|maison de quartier|médiathèque|médiathèques|bibliothèque|
    ludothèque|mission locale|missions locales|France Travail|Pôle emploi|protection judiciaire de la jeunesse|
    Francas|Les Francas|Ligue de l’enseignement|Léo Lagrange|Familles rurales|Pupilles de l’enseignement public|
    Secours populaire|Secours catholique|Croix-Rouge|Restos du cœur|Planning familial|Profession Sport|
    conservatoire|école de musique|théâtre|musée|cinéma|associations|association|écoles|école|collège|collèges|lycée|
    lycées|parents d’élèves|crèche|crèches|multi-accueil|périscolaire|extrascolaire|accueil de loisirs|
    accueils de loisirs|service jeunesse|service enfance|service petite enfance|service éducation|service des sports|
    service culturel|pôle culturel|espace jeunes|espace ados|point info famille|guichet unique|relais petite enfance|
    réussite éducative|programme de réussite éducative|cité éducative|contrat de ville|plan mercredi|CTG|PEDT|PGT|
    gendarmerie|police municipale|police nationale|pompiers|bailleurs|bailleurs sociaux|service politique de la ville
    """.replace("\n", "").split("|")
)
_LED_BY = re.compile(
    r"(?:mairie|ville|commune|ccas|service|direction|dir|pole|association|centre social|college|ecole)s? "
    r"(?:de|du|des|d|la)\b"
)


def is_known(name: str) -> bool:
    """Whether `name` is an organisation or a dispositif, however it is written; « Mairie de … » always is."""
    key = fold(name)
    bare = re.sub(r"^(?:la|le|les|l) ", "", key)
    return key in _NAMES or bare in _NAMES or (len(key) <= 60 and _LED_BY.match(bare) is not None)
