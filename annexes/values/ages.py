"""Ages: « 3-11 ans », « 0/3 ans », « à partir de 16 ans », « moins de 6 ans », « collège »."""

import re
from dataclasses import dataclass

from accounts.text import fold, one_line
from annexes.values.value import Value, reading
from annexes.wordings import flat

OLDEST = 120
_RANGE = re.compile(
    r"(?:de |entre |des )?\b(?P<low>\d{1,3}(?:[.,]5)?)\s*(?P<low_unit>ans(?: et demi)?|mois|semaines)?\s*"
    r"(?:a|-|/|et|jusqu'a|>|→)\s*"
    r"(?P<high>\d{1,3})\s*(?P<unit>ans?|mois)\b(?P<open>\s*(?:et|ou)\s*(?:\+|plus))?"
)
_BARE_RANGE = re.compile(r"(?P<low>\d{1,2})\s*(?:a|-|/)\s*(?P<high>\d{1,3})")
_FROM = re.compile(
    r"(?:a partir d[e'] ?|des (?:l'age de )?|plus de |\+ ?(?:de )?|>=? ?|≥ ?|au moins |"
    r"a compter de )(?P<low>\d{1,3})(?P<half>[.,]5)?\s*ans\b|"
    r"\b(?P<bare>\d{1,2})\s?\+(?=\s|$)|\b(?P<more>\d{1,3})\s*(?:ans)?\s*(?:et|ou)\s*(?:\+|plus\b)|\b(?P<plus>\d{1,3})\s*(?:ans\s*\+|\+\s*ans)|"
    r"\b(?P<over>\d{1,3})\s*ans\s*(?:revolus )?et au[- ]dela"
)
_UNDER = re.compile(r"(?:(?:les )?moins d[e'] ?|- de |<\s?|avant (?:l'age de )?)(?P<high>\d{1,3})\s*ans\b")
_UPTO = re.compile(r"(?:jusqu'a (?:l'age de )?|<= ?|≤ ?|au plus )(?P<high>\d{1,3})\s*ans\b")
# « moins de 3 », « 3-5/6-11 »: ages whose years are not said.
_YEARS_UNSAID = re.compile(
    r"(?:a partir de|des|plus de|\+ de|moins de|- de|jusqu'a) \d{1,2}|\d{1,2}\s*[-/]\s*\d{1,2}(?:\s*(?:,|et|ou|;|/)\s*"
    r"\d{1,2}\s*[-/]\s*\d{1,2})+"
)
_SINGLE = re.compile(r"(?<![\d.,])(?P<age>\d{1,3})(?P<half>[.,]5)?\s*ans\b(?P<and_half> et demi)?")
_DURATION = re.compile(r"(?:sur|pendant|depuis|tous les|durant|il y a|d'ici|dans|en)\s+$")
_FIGURE_BEFORE = re.compile(r"\d[\s.,/-]*$")
_LIST_OF_RANGES = re.compile(
    r"\b(\d{1,2})\s*[-/]\s*(\d{1,2})\b(?=(?:\s*(?:,|et|ou|;|/)\s*\d{1,2}\s*[-/]\s*\d{1,2})+\s*ans\b)"
)
# School classes, by the ages of their pupils.
_CLASSES = {
    "ps": (3, 3), "ms": (4, 4), "gs": (5, 5), "cp": (6, 7), "ce1": (7, 8), "ce2": (8, 9), "cm1": (9, 10),
    "cm2": (10, 11), "6e": (11, 12), "5e": (12, 13), "4e": (13, 14), "3e": (14, 15), "2nde": (15, 16), "1re": (16, 17),
    "tle": (17, 18),
}  # fmt: skip
_CLASS_WORDS = {
    "petite section": "ps", "moyenne section": "ms", "grande section": "gs", "sixieme": "6e", "cinquieme": "5e",
    "quatrieme": "4e", "troisieme": "3e", "seconde": "2nde", "premiere": "1re", "terminale": "tle",
}  # fmt: skip
_CLASS = rf"(?:{'|'.join((*_CLASSES, *_CLASS_WORDS))})"
_BY_CLASS = re.compile(
    rf"(?:(?:eleves|classes?|enfants|niveaux?)\s+)?(?:(?:de|du|des|d')\s*)?(?:la\s+)?{_CLASS}"
    rf"(?:\s*(?:,|;|/|-|\b(?:et|a|au|aux|jusqu'au)\b)\s*(?:la\s+)?{_CLASS})*"
)
PRESETS = {
    "petite enfance": (0, 2),
    "creche": (0, 2),
    "maternelle": (3, 5),
    "elementaire": (6, 11),
    "primaire": (3, 11),
    "college": (11, 15),
    "lycee": (15, 18),
    "adultes": (18, None),
    "majeurs": (18, None),
    "seniors": (60, None),
}
_PRESET_WORDS = {
    "collegiens": "college", "collegien": "college", "collegiennes": "college", "colleges": "college",
    "lyceens": "lycee", "lyceen": "lycee", "lyceennes": "lycee", "lycees": "lycee", "maternelles": "maternelle",
    "elementaires": "elementaire", "primaires": "primaire", "adulte": "adultes", "senior": "seniors",
    "creches": "creche", "personnes agees": "seniors",
}  # fmt: skip
_NAMES = {**{name: name for name in PRESETS}, **_PRESET_WORDS}
_PRESET = re.compile(rf"\b(?:{'|'.join(sorted(_NAMES, key=len, reverse=True))})\b")
_FILLER = re.compile(
    r"\b(?:ecoles?|eleves?|enfants?|jeunes?|ages?|niveaux?|d|de|du|des|la|le|les|l|en|et|ans|tranche|scolarises?|"
    r"public)\b"
)


@dataclass(frozen=True, slots=True)
class Ages:
    """From `low` to `high` years, both included; `None` for no bound."""

    low: int | None
    high: int | None

    def __str__(self) -> str:
        if self.low is None:
            return f"jusqu’à {self.high} ans"
        return f"à partir de {self.low} ans" if self.high is None else f"{self.low}-{self.high} ans"


def read_ages(text: str) -> Value[Ages]:
    """The ages that a text names: in figures, else by the name of a school level. `note` is empty when it holds none.

    Several bands give the one that covers them all, with a doubt.
    """
    line = one_line(text)
    key = flat(line)
    if len(key) > 1000:
        return Value()
    unsaid = _YEARS_UNSAID.fullmatch(key.strip(" ."))
    bands, odd = _in_figures(f"{unsaid[0]} ans" if unsaid else key)
    if not bands and not odd:
        return _by_class(line, key) or _by_level(line)
    if not bands:
        return Value(doubt=f"« {line[:80]} » : âges non compris", note=line)
    hull = _hull(bands)
    clear = len(set(bands)) == 1 and not odd and not unsaid and _levels_agree(line, hull)
    return Value(hull, "" if clear else reading(line, str(hull)))


def _in_figures(key: str) -> tuple[list[Ages], bool]:
    """The bands in figures, and whether something about them is odd: months, halves, a band upside down."""
    bands: list[Ages] = []
    odd = False
    if (match := _BARE_RANGE.fullmatch(key.strip(" ."))) and int(match["low"]) < int(match["high"]) <= OLDEST:
        return [Ages(int(match["low"]), int(match["high"]))], False
    several = _LIST_OF_RANGES.finditer(key)
    bands.extend(Ages(int(match[1]), int(match[2])) for match in several if int(match[1]) <= int(match[2]))
    for pattern in (_RANGE, _FROM, _UNDER, _UPTO, _SINGLE):
        for match in pattern.finditer(key):
            if pattern is _SINGLE and _DURATION.search(key[: match.start()]):
                continue
            found = _band(pattern, match)
            if found is None:
                odd = True
            else:
                bands.append(found)
                odd = odd or _is_rounded(pattern, match) or _FIGURE_BEFORE.search(key[: match.start()]) is not None
        key = pattern.sub(lambda match: " " * len(match[0]), key)
    return bands, odd


def _band(pattern: re.Pattern[str], match: re.Match[str]) -> Ages | None:
    low: int | None = None
    high: int | None = None
    if pattern is _RANGE:
        low, high = int(re.split("[.,]", match["low"])[0]), int(match["high"])
        if match["unit"] == "mois":
            low, high = low // 12, high // 12
        elif match["low_unit"] in {"mois", "semaines"}:
            low = low // (12 if match["low_unit"] == "mois" else 52)
        if match["open"]:
            high = None
    elif pattern is _FROM:
        low = int(next(group for group in match.groups() if group is not None))
    elif pattern is _UNDER:
        high = int(match["high"]) - 1
    elif pattern is _UPTO:
        high = int(match["high"])
    else:
        low = high = int(match["age"])
    if any(age is not None and not 0 <= age <= OLDEST for age in (low, high)):
        return None
    return None if low is not None and high is not None and low > high else Ages(low, high)


def _is_rounded(pattern: re.Pattern[str], match: re.Match[str]) -> bool:
    """Whether whole years say less than the text: « 6 mois - 3 ans », « 2,5 ans »."""
    if pattern is _SINGLE:
        return bool(match["half"] or match["and_half"])
    if pattern is _FROM:
        return bool(match["half"])
    if pattern is not _RANGE:
        return False
    return match["unit"] == "mois" or (match["low_unit"] or "ans") != "ans" or not match["low"].isdigit()


def _levels_agree(line: str, hull: Ages) -> bool:
    """Whether the school levels that stand beside the figures lie within them: « maternelle (3-5 ans) »."""
    bands = [PRESETS[_NAMES[match[0]]] for match in _PRESET.finditer(fold(line))]
    low, high = hull.low or 0, OLDEST if hull.high is None else hull.high
    return all(low <= begins and (OLDEST if ends is None else ends) <= high for begins, ends in bands)


def _by_class(line: str, key: str) -> Value[Ages] | None:
    """« CP-CM2 », « de la PS au CM2 »."""
    if _BY_CLASS.fullmatch(key.strip(" .()")) is None:
        return None
    names = (_CLASS_WORDS.get(name, name) for name in re.findall(_CLASS, key))
    hull = _hull([Ages(*_CLASSES[name]) for name in names])
    return Value(hull, reading(line, str(hull)))


def _by_level(line: str) -> Value[Ages]:
    key = fold(line)
    names = [_NAMES[match[0]] for match in _PRESET.finditer(key)]
    if not names:
        return Value()
    hull = _hull([Ages(*PRESETS[name]) for name in names])
    alone = not _FILLER.sub("", _PRESET.sub("", key)).strip()
    clear = alone and len(set(names)) == 1 and names[0] != "primaire"
    return Value(hull, "" if clear else reading(line, str(hull)))


def _hull(bands: list[Ages]) -> Ages:
    lows, highs = [band.low for band in bands], [band.high for band in bands]
    return Ages(
        None if None in lows else min(low for low in lows if low is not None),
        None if None in highs else max(high for high in highs if high is not None),
    )
