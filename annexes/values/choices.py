"""Words of a closed list (statuses, priorities, « oui » or « non »), and the closest to a word that is none of them."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher
from enum import Enum
from typing import TypeVar

from accounts.text import fold, one_line
from actions.enums import (
    FundingKind,
    FundingNature,
    FundingStatus,
    Horizon,
    Nature,
    Priority,
    ScheduleKind,
    Status,
    Weather,
)
from annexes.values.blanks import says_nothing
from annexes.values.numbers import read_percent
from annexes.values.value import Value
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature

E = TypeVar("E", bound=Enum)
V = TypeVar("V")

_CLOSE = 0.72  # likeness from which a word is proposed for another
_FLAGS = {
    **dict.fromkeys(("oui", "vrai", "x", "1", "true", "ok", "o", "yes", "coche", "✓", "☑", "☒"), True),
    **dict.fromkeys(("non", "faux", "0", "false", "n", "no", "☐"), False),
}


def _key(word: str) -> str:
    return fold(word) or word  # « ↗ », « ☀ »


def _words(kind: type[E], more: Mapping[E, str]) -> dict[str, E]:
    """The members of an enumeration by their labels, their codes and other wordings (between « | »), folded."""
    labels = {fold(str(text)): member for member in kind for text in (member.value, member.label)}  # type: ignore[attr-defined]
    return {**labels, **{_key(word): member for member, words in more.items() for word in words.split("|")}}


STATUSES = _words(
    Status,
    {
        Status.PROPOSED: (
            "proposition|idée|en projet|projet|à étudier|à l’étude|en réflexion|à valider|envisagée|suggérée"
        ),
        Status.APPROVED: ("validé|inscrite|retenue|actée|approuvée|adoptée|votée|arbitrée"),
        Status.TO_START: (
            "à engager|à lancer|à venir|non démarrée|non commencée|non engagée|non réalisée|à faire|"
            "prévue|programmée|"
            "planifiée|à mettre en œuvre|à initier|à mener"
        ),
        Status.ONGOING: (
            "en cours de réalisation|engagée|démarrée|commencée|lancée|mise en œuvre|mise en place|"
            "encours|en action|"
            "déjà mise en œuvre|déjà mises en œuvre|déjà en œuvre|active|en cours de mise en œuvre|initiée|"
            "partiellement réalisée|en place|existante"
        ),
        Status.DONE: ("réalisé|terminée|achevée|faite|finalisée|soldée|clôturée|close|aboutie|finie"),
        Status.PERMANENT: (
            "permanente|pérennisée|poursuivie|poursuite|maintien|maintenue|pérennisation|"
            "reconduite annuellement|"
            "reconduction|à reconduire|à poursuivre|renouvelée|récurrente|pérenne"
        ),
        Status.POSTPONED: ("reporté|différée|décalée|à reporter|repoussée|report"),
        Status.SUSPENDED: ("suspendu|en attente|en suspens|en pause|à l’arrêt|bloquée|gelée"),
        Status.DROPPED: ("abandonné|annulée|supprimée|arrêtée|abandon|sans suite|non retenue"),
        Status.MERGED: ("fusionné|regroupée|intégrée|fusion"),
    },
)
PRIORITIES = _words(
    Priority,
    {
        Priority.HIGH: (
            "p1|n1|forte|élevée|prioritaire|urgente|urgent|très haute|majeure|oui|maximale|essentielle|haut|1re|1ère"
        ),
        Priority.MEDIUM: ("p2|n2|normale|intermédiaire|modérée|moyen|2e"),
        Priority.LOW: ("p3|n3|faible|secondaire|mineure|bas|3e"),
        Priority.NONE: ("non prioritaire|sans|p0|non|hors priorité"),
    },
)
NATURES = _words(
    Nature,
    {
        Nature.NEW: ("nouveau|nouvelle action|création|à créer|action nouvelle|innovation|innovante"),
        Nature.CONTINUED: (
            "existante|poursuivie|poursuite|reconduite|maintien|continuité|existante poursuivie|"
            "action existante|"
            "reconduction|renouvelée|renouvellement"
        ),
        Nature.EXTENDED: (
            "développée|développement|existante développée|extension|à développer|renforcée|renforcement|élargie"
        ),
        Nature.EXPERIMENTAL: ("expérimentation|expérimental|pilote|test|projet pilote"),
        Nature.STUDY: ("diagnostic|étude de faisabilité|étude préalable"),
    },
)
HORIZONS = _words(
    Horizon,
    {
        Horizon.SHORT: ("court terme|court|ct|1 an|à court terme"),
        Horizon.MEDIUM: ("moyen terme|moyen|mt|2 ans|à moyen terme"),
        Horizon.LONG: ("long terme|long|lt|3 ans|fin de convention|à long terme|fin de la convention"),
    },
)
WEATHERS = _words(
    Weather,
    {
        Weather.GOOD: ("bon|beau temps|soleil|ensoleillé|vert|verte|favorable|☀"),
        Weather.WATCH: ("nuageux|orange|à surveiller|attention|mitigée|nuages"),
        Weather.ALERT: ("orage|orageux|rouge|critique|pluie|mauvaise|défavorable"),
    },
)
SCHEDULE_KINDS = _words(
    ScheduleKind,
    {
        ScheduleKind.DATE: ("date|échéance"),
        ScheduleKind.PERIOD: ("période"),
    },
)
INDICATOR_KINDS = _words(
    IndicatorKind,
    {
        IndicatorKind.OUTPUT: (
            "de réalisation|réalisations|indicateur de réalisation|suivi|de suivi|activité|d’activité"
        ),
        IndicatorKind.RESULT: ("de résultat|résultats|indicateur de résultat"),
        IndicatorKind.OUTCOME: (
            "effet|effets|d’effet|d’effets|impact|d’impact|impacts|indicateur d’effet|indicateur d’impact"
        ),
        IndicatorKind.MEANS: ("de moyens|moyen|indicateur de moyens|ressources"),
        IndicatorKind.CONTEXT: ("de contexte|indicateur de contexte"),
    },
)
INDICATOR_NATURES = _words(
    IndicatorNature,
    {
        IndicatorNature.QUANTITATIVE: ("quanti|chiffré|nombre|quantitative|numérique"),
        IndicatorNature.QUALITATIVE: ("quali|texte|qualitative|appréciation"),
        IndicatorNature.YES_NO: ("oui non|binaire|o n"),
        IndicatorNature.SCALE_1_4: ("échelle 1 4|1 à 4|note de 1 à 4|échelle"),
    },
)
DIRECTIONS = _words(
    Direction,
    {
        Direction.UP: ("hausse|augmentation|augmenter|croissant|↗|plus"),
        Direction.DOWN: ("baisse|diminution|diminuer|réduction|décroissant|↘|moins"),
        Direction.STEADY: ("maintien|stable|stabilité|maintenir|→"),
        Direction.NONE: ("sans"),
    },
)
FREQUENCIES = _words(
    Frequency,
    {
        Frequency.YEARLY: ("annuelle|annuel|tous les ans|an|par an|1 fois par an|une fois par an|annuellement"),
        Frequency.SCHOOL_YEAR: ("année scolaire|par année scolaire|fin d’année scolaire"),
        Frequency.HALF_YEARLY: ("semestrielle|semestriel|par semestre|2 fois par an|deux fois par an|semestre"),
        Frequency.QUARTERLY: ("trimestrielle|trimestriel|par trimestre|trimestre"),
        Frequency.MONTHLY: ("mensuelle|mensuel|par mois|tous les mois|mois"),
        Frequency.ONCE: ("une fois|ponctuelle|en fin de plan|à la fin|fin de convention|unique"),
    },
)
FUNDING_KINDS = _words(
    FundingKind,
    {
        FundingKind.OPERATING: ("fonct|fonctionnement|f"),
        FundingKind.INVESTMENT: ("inv|invest|investissements|i"),
        FundingKind.IN_KIND: ("bénévolat|mise à disposition|en nature|valorisations|valorisé"),
    },
)
FUNDING_NATURES = _words(
    FundingNature,
    {FundingNature.ORDINARY: ("dc|crédits de droit commun"), FundingNature.SPECIFIC: ("spécifique|"
    "politique de la ville|"
    "crédits spécifiques politique de la ville|bop 147"),},
)  # fmt: skip
FUNDING_STATUSES = _words(
    FundingStatus,
    {
        FundingStatus.PLANNED: ("prévisionnel|prévue|à demander|estimé"),
        FundingStatus.REQUESTED: ("sollicité|sollicitée|demandée|en cours|en attente|déposé"),
        FundingStatus.NOTIFIED: ("accordé|accordée|notifiée|acquis|acquise|obtenu|attribué"),
        FundingStatus.PAID: ("versée|payé|perçu|encaissé|réalisé"),
        FundingStatus.REFUSED: ("refusée|rejeté|non accordé"),
    },
)
_LEADING = re.compile(
    r"^(?:(?:l )?(?:actions?|fiches?|projets?|operations?)|statut|etat(?: d avancement)?|priorite|"
    r"niveau(?: de priorite)?|"
    r"rang|nature|avancement|horizon|echeance a|a|est|deja) (?=.)"
)
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*$|\s*[,;:–—-]\s+(.+)$")


def read_status(text: str) -> Value[Status]:
    """A status, its details kept as a note: « En cours (depuis mars) »."""
    return _choice(text, STATUSES)


def read_priority(text: str) -> Value[Priority]:
    key = fold(text)
    if match := re.fullmatch(r"(?:(?:priorite|niveau|rang|p|n)\s?)*([0-3])(?:(?: sur)? 3)?", key):
        return Value(Priority(int(match[1])))
    signs = one_line(text).replace(" ", "")
    if signs in {"+++", "***", "!!!", "★★★"}:
        return Value(Priority.HIGH)
    if signs in {"++", "**", "!!", "★★"}:
        return Value(Priority.MEDIUM)
    if signs in {"+", "*", "!", "★"}:
        return Value(Priority.LOW)
    return _choice(text, PRIORITIES)


def read_nature(text: str) -> Value[Nature]:
    return _choice(text, NATURES)


def read_horizon(text: str) -> Value[Horizon]:
    return _choice(text, HORIZONS)


def read_weather(text: str) -> Value[Weather]:
    return _choice(text, WEATHERS)


def read_choice(text: str, words: Mapping[str, V]) -> Value[V]:
    """A member by its words, for the lists of this module."""
    return _choice(text, words)


def read_flag(text: str) -> Value[bool]:
    """« oui » or « non », a tick or its absence."""
    line = one_line(text)
    key = _key(line)
    if key in _FLAGS:
        return Value(_FLAGS[key])
    if says_nothing(line):
        return Value()
    first, _, rest = key.partition(" ")
    if first in {"oui", "non"} and rest:
        return Value(_FLAGS[first], note=line)
    return Value(note=line)


def read_progress(text: str) -> Value[int]:
    """0, 25, 50, 75 or 100 per cent, with a doubt for « 0,5 »; any other percentage stays in words."""
    found = read_percent(text)
    if found.value is not None and found.value in (0, 25, 50, 75, 100):
        return Value(int(found.value), found.doubt)
    return Value() if says_nothing(text) and found.value is None else Value(note=one_line(text))


def likeliest(text: str, words: Mapping[str, V]) -> V | None:
    """The member of a list whose wording is the closest to an unknown one, when it is close enough to be proposed."""
    key = _bare(fold(text))[:80]
    if not key:
        return None
    best: tuple[float, int, V] | None = None
    for word, member in words.items():
        if f" {word} " in f" {key} " and len(word) > 3:
            score = 0.9
        else:
            score = SequenceMatcher(None, key, word, autojunk=False).ratio()
        if score >= _CLOSE and (best is None or (score, len(word)) > best[:2]):
            best = (score, len(word), member)
    return best[2] if best else None


def _choice(text: str, words: Mapping[str, V]) -> Value[V]:
    line = one_line(text)
    member = _member(_key(line), words)
    if member is not None:
        return Value(member)
    if says_nothing(line):
        return Value()
    members = {_member(fold(piece), words) for piece in re.split(r"\s*[/,;]\s*|\s(?:et|ou)\s", line) if piece}
    if len(members) == 1 and (same := members.pop()) is not None:  # « Poursuite / Pérennisation »
        return Value(same)
    if (match := _PARENTHESIS.search(line)) and match.start():
        member = _member(fold(line[: match.start()]), words)
        if member is not None:
            return Value(member, note=(match[1] or match[2] or "").strip())
    return Value(note=line)


def _member(key: str, words: Mapping[str, V]) -> V | None:
    bare = _bare(key)
    for form in (key, bare, f"{bare}e", bare.removesuffix("s"), f"{bare.removesuffix('s')}e"):
        if form in words:
            return words[form]
    return None


def _bare(key: str) -> str:
    """« action réalisée » as « realisee »."""
    before = ""
    while before != key:
        before, key = key, _LEADING.sub("", key)
    return key
