"""How annexes write their labels: the patterns, on text without case, accents nor typographic signs.

`annexes.labels` gives them their meaning. A pattern that runs over a whole line never has two ways to fail.
"""

import re
import unicodedata
from enum import StrEnum


class Kind(StrEnum):
    THEME = "theme"  # « Thème 2 : Jeunesse », « Pilier 1 – … »
    AXIS = "axis"  # « Axe 1 : … », « AXE STRATEGIQUE I »
    RUBRIC = "rubric"  # « Axe stratégique : » alone: announces, says nothing
    INTERMEDIATE = "intermediate"  # « OI 2 … », « Objectif général 1 : … »
    OPERATIONAL = "operational"  # « OO 1 : … », « 001 : … »
    OBJECTIVE = "objective"  # « Objectif 3 : … »: its level is told by its column
    ACTION = "action"  # « Fiche 5 : … », « Fiche n° 5 » alone
    ROMAN = "roman"  # « II – … »: an axis where one is expected
    NUMBERED = "numbered"  # « 1.2.4 … », « 3 – … »: its level is told by its column
    VERSION = "version"  # « (réactualisé en décembre 21) »
    ANNEXE = "annexe"  # « Annexe II – 2 »
    INSTRUCTION = "instruction"  # « (à rattacher à …) »
    ACTIONS_HEADING = "actions_heading"  # « ACTIONS DÉJÀ MISES EN ŒUVRE »
    SCALE = "scale"  # « À l’échelle de l’agglomération : », above some fiches of a cell
    REFERENCE = "reference"  # « Ces actions sont détaillées dans … », « Fiches 3 – 13 – 10 »
    SEPARATOR = "separator"  # dashes, dots
    TEXT = "text"


class _Flat(dict[int, int]):
    """Letter by letter: lower case, no accent, plain apostrophe, dash and space; lengths never change."""

    def __missing__(self, code: int) -> int:
        char = chr(code)
        if char in "’‘ʼ´`":
            flat = "'"
        elif char in "‐‑‒–—―−":
            flat = "-"
        elif char.isspace() or char in "\u00a0\u202f":
            flat = " "
        else:
            flat = unicodedata.normalize("NFD", char)[0].lower()[0]
        self[code] = ord(flat)
        return self[code]


_FLAT = _Flat()


def flat(text: str) -> str:
    """`text` in lower case without accents nor typographic signs, of the same length (positions correspond)."""
    return text.translate(_FLAT)


_NO = r"(?:n(?:um(?:ero)?)?\s?[°ºo.]?\s*)?"
_DIGITS = r"(?P<number>\d{1,5}(?:\.\d{1,3})*)"
_ROMAN_OR_DIGITS = r"(?P<number>\d{1,3}(?:\.\d{1,3})*|[ivx]{1,6})"
_SUFFIX = r"(?:\s?(?P<suffix>bis|ter|quater)\b)?"
_SEPARATOR = r"(?P<separator>\s*[:.)/-]+\s*|\s+|$)"
_AXIS = r"(?:axes?|orientations?)(?:\s+(?:strategiques?|prioritaires?|thematiques?|d'intervention))?"
_OI = (
    r"(?:o\.?\s?i\b\.?|oi|o\.?\s?g\b\.?|og|enjeu|ambition|finalite|"
    r"obj(?:ectifs?|\.)?\s+(?:intermediaires?|general|generaux|strategiques?|gen\.|strat\.)(?:\s*\(?o\.?[ig]\.?\)?)?)"
)
_OO = (
    r"(?:[o0]\.?\s?[o0]\.?|o\.?\s?p\b\.?|op|obj(?:ectifs?|\.)?\s+(?:operationnels?|specifiques?|op(?:er|erat)?\.)"
    r"(?:\s*\(?o\.?[ops]\.?\)?)?)"
)
_OBJECTIVE = r"(?:objectifs?|obj\.?|o\.?\s?s\b\.?|os)"  # « OS »: spécifique or stratégique, its column tells
_FICHE = r"(?:fiches?(?:[\s-]*actions?)?|f\.?a\.?)"


def _pattern(head: str, number: str) -> re.Pattern[str]:
    return re.compile(rf"{head}\s*[-.]?\s*{_NO}{number}{_SUFFIX}(?![\w/°%]){_SEPARATOR}")


NUMBERED_LABELS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.ACTION, _pattern(_FICHE, _DIGITS)),
    (Kind.OPERATIONAL, _pattern(_OO, _DIGITS)),
    (Kind.INTERMEDIATE, _pattern(_OI, _DIGITS)),
    (Kind.INTERMEDIATE, _pattern(r"(?:o\.?i\.?|o\.?g\.?|objectifs?\s+(?:general|intermediaire))", _ROMAN_OR_DIGITS)),
    (Kind.AXIS, _pattern(_AXIS, _ROMAN_OR_DIGITS)),
    (Kind.AXIS, re.compile(rf"{_AXIS}\s+{_NO}(?P<number>[a-h])(?P<suffix>)(?P<separator>\s*[:.)/-]+\s+|\s*$)")),
    (Kind.THEME, _pattern(r"(?:themes?|thematiques?|piliers?|volets?)", _ROMAN_OR_DIGITS)),
    (Kind.OBJECTIVE, _pattern(_OBJECTIVE, _DIGITS)),
)
UNNUMBERED_LABELS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.ACTION, re.compile(r"(?:fiche(?:[\s-]*action)?|action)\s*(?:n\s?[°º])?\s*(?::|-(?=\s))\s*(?=\S)")),
    (Kind.OPERATIONAL, re.compile(r"(?:oo|o\.o\.|objectif operationnel)\s*(?::|-(?=\s))\s*(?=\S)")),
    (
        Kind.INTERMEDIATE,
        re.compile(
            r"(?:oi|og|o\.i\.|objectif (?:intermediaire|general)|enjeu|ambition|finalite)\s*(?::|-(?=\s))\s*(?=\S)"
        ),
    ),
    (Kind.AXIS, re.compile(r"(?:axe|orientation)(?: strategique| prioritaire)?\s*(?::|-(?=\s))\s*(?=\S)")),
    (Kind.THEME, re.compile(r"(?:theme|thematique|pilier|volet)\s*(?::|-(?=\s))\s*(?=\S)")),
)
ACTION_WORD = re.compile(rf"action\s*{_NO}(?P<number>\d{{1,3}}){_SUFFIX}\s*(?:[:.)-]\s*|$)")
ZERO_ZERO = re.compile(r"0{1,2}(?P<number>\d{1,2})\s*[:-]\s*")
RUBRIC = re.compile(rf"{_AXIS}\s*[:.-]?\s*$")
ROMAN = re.compile(r"(?P<number>[IVX]{1,6})(?:\s*[:)]\s*|\s+[-‐-―−]\s*|\s*[-‐-―−]\s+|\s*[‐-―−]\s*|\.\s+)(?=\S)")
NUMBERED = re.compile(
    r"(?:n\s?[°º]\s*)?(?P<number>\d{1,3}(?:\.\d{1,3})*)(?:\s*[.:)]+\s*|\s*-\s+|\s+-\s*)(?=[^\W\d]|['\"«(])"
)
DOTTED = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){1,3})\.?\s+(?=[^\W\d]|['\"«(])")
VERSION_WORDS = re.compile(
    r"\(?\s*(?:(?:version|document|tableau|etat|mise)\s+)?(?:re-?actualise|actualise|mis a jour|mise a jour|maj|a jour|"
    r"revise|version|arrete|valide|etat|v\.?\s?\d)(?:e?s?)?\b[^()]*\d[^()]*\)?\s*\.?\s*$"
)
ANNEXE = re.compile(
    r"annexes?\s*(?:n\s?[°ºo.]*\s*)?(?P<number>(?:[ivx]{1,6}|\d{1,3}|[a-h])\b(?:\s*[-./]\s*(?:\d{1,3}|[ivx]{1,5}|[a-h])\b)*)"
    r"(?:\s*[:-]\s*(?=\S)|\s*[.:]?\s*$)"
)
NO_FICHE = "aucune fiche a ce jour"  # what our own printed annexe says under an objective without fiche
INSTRUCTION = re.compile(
    r"\(?\s*(?:actions?\s+)?(?:a|reste\w*\s+a)\s+(?:rattacher|repartir|ventiler|affecter|relier)\b"
)
_ACTIONS_STATE = (
    r"(?:mises?\s+en\s+(?:oeuvre|.uvre|place)|en\s+(?:cours|projet|place)|engagees?|existantes?|realisees?|menees?|conduites?|"
    r"terminees?|nouvelles?|proposees?|prevues?|envisagees?|retenues?|priorisees?|prioritaires|poursuivies?|reconduites?|"
    r"perennes?|permanentes?|ponctuelles?|non\s+rattachees?|transversales?|a\s+(?:venir|mener|engager|conduire|demarrer|"
    r"poursuivre|developper|reconduire|rattacher|mettre\s+en\s+(?:oeuvre|.uvre|place)))"
)
ACTIONS_HEADING = re.compile(
    r"(?:liste|recapitulatif|inventaire|catalogue|tableau)\s+des\s+(?:fiches\s+)?actions?\b.*|"
    rf"(?:les\s+|nos\s+|autres\s+)?actions(?:\s+(?:qui\s+sont\s+|deja\s+)*{_ACTIONS_STATE}"
    r"(?:\s+(?:sur|dans|en|par|pour|au)\s+.{1,50})?)?\s*(?:\(.{1,60}\))?\s*[:.]?\s*$"
)
ACTIONS_WORDS = (
    "liste",
    "recap",
    "inventaire",
    "catalogue",
    "tableau",
    "actions",
    "les actions",
    "nos actions",
    "autres actions",
)
REFERENCE = re.compile(
    r"\(?\s*(?:(?:ces|cette|cet|les|l'ensemble des|toutes les)\s+(?:fiches?|actions?)\b.*\b(?:sont|est|sera|seront|"
    r"figurent?|detaillees?|renvoie\w*|presentees?|traitees?|developpees?|decrites?|reprises?)\b|"
    r"(?:voir|cf\.?|se reporter|se referer|renvoi|idem|ibid|meme fiche|memes fiches|detaille\w* (?:dans|en))\b|"
    r"(?:aucune?|pas de|sans)\s+(?:fiche|action)s?\b|(?:a|en cours de)\s+(?:definir|preciser|completer|determiner|"
    r"construire|definition|construction)\b|sans objet|neant|en attente|non (?:defini|concerne)|s\.?o\.?$)"
)
SCALE = re.compile(
    r"(?:a l'echelle|au sein|au niveau|sur l'ensemble|dans les quartiers|en quartiers?|sur les communes)\b"
    r"[^:;.]{0,80}:\s*$|"
    r"(?:a l'echelle|au sein|au niveau) (?:du|de la|de l'|des|d'un) ?(?:territoire|agglomeration|communes?|epci|"
    r"departement|ville|quartiers?(?: prioritaires?)?|qpv|communaute(?: de communes| d'agglomeration)?|secteurs?)\s*$"
)
SENTENCE = re.compile(r"\b(?:sont|est|sera|seront|figurent|ont ete|a ete|relevent|releve|font|fera|feront)\b")
NUMBER_LIST = re.compile(r"(?:n\s?[°º]\s*)?\d{1,4}(?:\s*(?:[-,;/+&]|et|a|n\s?[°º])\s*\d{1,4})*\s*\.?$")
BULLET = re.compile(r"\s*(?:[·•▪▫‣◦●○■□➢➤►✓✔→*\uf0b7\uf0a7\uf0d8]\s*|[-–—]\s+)+(?=\S)")
BLOCK_TAG = re.compile(r"</?(?:p|br|li|div|ul|ol|tr|td|h[1-6])\b[^<>]*>", re.IGNORECASE)
INLINE_TAG = re.compile(r"</?(?:i|b|u|s|em|strong|span|font|a|sup|sub|o:p)\b[^<>]*>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:nbsp|amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-f]{1,5}|[a-zA-Z]{2,8});")
INLINE = re.compile(
    rf"(?<![\w'(\[])(?:{_FICHE}\s*{_NO}\d{{1,5}}(?:\.\d{{1,3}})*(?:\s?(?:bis|ter|quater)\b)?\s*[:-]\s*(?=[^\s\d])"
    rf"|(?:o[oigsp]|o\.[oigsp]\.)\s*{_NO}\d{{1,2}}(?:\.\d{{1,2}})*\s*[:-]\s*(?=\S)|00\d\s*:\s*(?=\S))"
)
# The number of a fiche or of an objective in the middle of a title; « Fiche 5 ans après » holds none.
MENTION = re.compile(
    rf"(?<![\w'-])(?:{_FICHE}|o\.?[oigsp]\.?)\s*{_NO}(?P<number>\d{{1,3}}(?:\.\d{{1,3}})*)(?![\w/\u00b0%]|\s?(?:ans|a)\b)"
)
POINTING = frozenset(
    [
        "la",
        "les",
        "une",
        "cette",
        "ces",
        "voir",
        "Voir",
        "cf",
        "cf.",
        "Cf",
        "Cf.",
        "de",
        "des",
        "du",
        "à",
        "vers",
        "et",
        "ou",
        "avec",
        "dans",
        "par",
        "lien",
        "fiche",
        "fiches",
    ]
)
ROMANS = {
    roman: number
    for number, roman in enumerate(
        [
            "I",
            "II",
            "III",
            "IV",
            "V",
            "VI",
            "VII",
            "VIII",
            "IX",
            "X",
            "XI",
            "XII",
            "XIII",
            "XIV",
            "XV",
            "XVI",
            "XVII",
            "XVIII",
            "XIX",
            "XX",
            "XXI",
            "XXII",
            "XXIII",
            "XXIV",
            "XXV",
        ],
        1,
    )
}
