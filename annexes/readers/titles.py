"""What the lines above the tables say of a theme: its title, its version, its age band."""

import re
from dataclasses import dataclass
from datetime import date

from accounts.text import fold, one_line
from annexes.labels import flat

# Strength of a theme title: a line that says so (« PGT JEUNESSE ») weighs more than a known word, than a sheet's name.
EXPLICIT, KNOWN, SHEET, POSSIBLE = 4, 3, 2, 1

_KNOWN_THEMES = {
    fold(title): title
    for title in (
        "Petite enfance",
        "Enfance",
        "Jeunesse",
        "Enfance-jeunesse",
        "Enfance et jeunesse",
        "Petite enfance, enfance, jeunesse",
        "Adolescence",
        "Parentalité",
        "Soutien à la parentalité",
        "Familles",
        "Réussite éducative",
        "Éducation",
        "Scolarité",
        "Accompagnement à la scolarité",
        "Culture",
        "Sport",
        "Santé",
        "Prévention",
        "Handicap",
        "Inclusion",
        "Citoyenneté",
        "Laïcité",
        "Égalité femmes-hommes",
        "Égalité filles-garçons",
        "Écocitoyenneté",
        "Développement durable",
        "Numérique",
        "Accès aux droits",
        "Animation de la vie sociale",
        "Vie sociale",
        "Vie associative",
        "Insertion",
        "Emploi",
        "Logement",
        "Mobilité",
        "Loisirs",
        "Solidarités",
        "Seniors",
        "Cohésion sociale",
        "Formation des acteurs",
    )
}
_PLAN = re.compile(
    r"(?:(?P<pgt>pgt|projet global de territoire)|pedt|ctg|pre|pel|projet educatif (?:de territoire|territorial|local)|"
    r"convention territoriale globale|contrat de ville|programme de reussite educative)\b"
    r"(?:\s*\((?:pgt|pedt|ctg|pre)\))?(?:\s*(?:20)?\d\d\s*[-/]\s*(?:20)?\d\d|\s+20\d\d)?"
)
_THEME_WORD = re.compile(
    r"(?:le\s+|la\s+)?(?:theme|thematique|volet|pilier)\b\s*(?:n\s?[°º]?\s*)?(?:\d{1,2}\b|[ivx]+\b)?\s*"
    r"(?:[:-]\s*)?(?:de\s+la\s+|de\s+l'\s*|du\s+|des\s+|de\s+|d'\s*)?"
)
_DOCUMENT_WORDS = re.compile(
    r"(?:priorisation|tableau|plan|programme|fiches?|actions?|axes?|objectifs?|annexes?|synthese|liste|bilan|document|"
    r"feuille|version|projet|orientations?|sommaire|introduction|preambule|conclusion|contexte|diagnostic|avenant|"
    r"convention|suivi|evaluation|donnees|listes?|lisez|notice|export|sheet|feuil|page|arborescence|table|legende)\w*\b"
)
_PLACE = re.compile(
    r"(?:de|du|des|d'|l'|la|le)\b|.*\b(?:agglomeration|commune|communaute|ville|mairie|territoire|canton|pays)\b"
)
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)\s*")
_SEGMENT = re.compile(r"\s+[-–—]\s+|\s*[:|]\s+|\s+[-–—]|[-–—]\s+")
_VERSION = re.compile(
    r"(?:(?:version|document|tableau|mise?)\s+)?(?:re-?actualise|actualise|mis a jour|mise a jour|maj|a jour|revise|"
    r"version|arrete|valide|etat|v\.?\s?\d)(?:e?s?)?\b[^()]*\d[^()]*"
)
_DAY = re.compile(r"\b(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})\b")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("janvier", "janv"),
            ("fevrier", "fevr", "fev"),
            ("mars",),
            ("avril", "avr"),
            ("mai",),
            ("juin",),
            ("juillet", "juil"),
            ("aout",),
            ("septembre", "sept"),
            ("octobre", "oct"),
            ("novembre", "nov"),
            ("decembre", "dec"),
        ),
        1,
    )
    for name in names
}
_MONTH = re.compile(rf"\b(?:(\d{{1,2}})(?:er)?\s+)?({'|'.join(_MONTHS)})\b\.?\s*(\d{{4}}|\d{{2}})\b")
_NUMERIC_MONTH = re.compile(r"\b(0?[1-9]|1[0-2])/(\d{4})\b")
_AGES = re.compile(r"(?:de\s+)?\b(\d{1,2})\s*(?:ans)?\s*(?:a|-|/)\s*(\d{1,2})\s*ans\b")


@dataclass(frozen=True, slots=True)
class ThemeTitle:
    """A theme's title with its weight, and what the same line says of its version and ages."""

    title: str
    strength: int
    version: str = ""
    ages: tuple[int, int] | None = None


def theme_title(text: str, *, heading: bool = False) -> ThemeTitle | None:
    """The theme that a line announces, or `None`.

    `heading` says that the line looks like a heading (style, or upper case); without it an unknown title is none.
    """
    line = one_line(text)
    if not line or len(line) > 160:
        return None
    version = ""
    for match in _PARENTHESIS.finditer(line):
        if _VERSION.fullmatch(flat(match[1]).strip()):
            version = match[1].strip()
            line = f"{line[: match.start()]} {line[match.end() :]}".strip()
            break
    ages = read_ages(line)
    explicit, rest = _without_prefix(line)
    title = _core(rest)
    known = _KNOWN_THEMES.get(fold(title))
    if explicit and title and (known or explicit == "theme" or (explicit == "pgt" and not _PLACE.match(flat(title)))):
        return ThemeTitle(humanised(title), EXPLICIT, version, ages)
    if known and not explicit:
        return ThemeTitle(humanised(title), KNOWN, version, ages)
    if not explicit and heading and title and len(title) <= 80 and not title.endswith((".", ";", ",")):
        return ThemeTitle(humanised(title), POSSIBLE, version, ages)
    return None


def sheet_theme(name: str) -> ThemeTitle | None:
    """The theme that the name of a sheet gives: not « Feuil1 », « Tableau », « Axe 2 »."""
    key = flat(one_line(name))
    if not key or key.isdecimal() or re.match(r"(?:axe|oi|oo|fiche|pgt|pedt|ctg|pre)\b\s*\d*$", key):
        return None
    found = theme_title(name, heading=True)
    if found is None or found.strength > POSSIBLE:
        return found
    return ThemeTitle(one_line(name), SHEET, found.version, found.ages)


def known_theme(text: str) -> str:
    """The known theme that a file name ends with (« pgt-petite-enfance »), or `""`."""
    words = fold(text).split()
    for start in range(len(words)):
        if (title := _KNOWN_THEMES.get(" ".join(words[start:]))) and start <= 3:
            return title
    return ""


def humanised(title: str) -> str:
    """`title` out of capitals: « VIVRE ENSEMBLE » becomes « Vivre ensemble »; anything else stays as written."""
    known = _KNOWN_THEMES.get(fold(title))
    if known and (title.isupper() or title.islower()):
        return known
    if title.isupper() and len(title) > 5:
        return title.capitalize()
    return title[:1].upper() + title[1:]


def read_version(text: str) -> tuple[str, date | None]:
    """The label of a version, without its parentheses, and the day or the first day of the month that it names."""
    label = one_line(text).strip(" .").removeprefix("(").removesuffix(")").strip()
    return label, version_date(label)


def version_date(label: str) -> date | None:
    key = flat(label)
    if match := _DAY.search(key):
        return _date(match[3], match[2], match[1])
    if match := _MONTH.search(key):
        return _date(match[3], str(_MONTHS[match[2]]), match[1] or "1")
    if match := _NUMERIC_MONTH.search(key):
        return _date(match[2], match[1], "1")
    return None


def read_ages(text: str) -> tuple[int, int] | None:
    """The age band that a line names: « de 3 à 11 ans » is (3, 11)."""
    match = _AGES.search(flat(text))
    if match is None or int(match[1]) > int(match[2]):
        return None
    return int(match[1]), int(match[2])


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))
    except ValueError:
        return None


def _without_prefix(line: str) -> tuple[str, str]:
    """What announces a theme (« pgt », « plan », « theme » or nothing), and the rest of the line."""
    kind = ""
    if match := _PLAN.match(flat(line)):
        kind = "pgt" if match["pgt"] else "plan"
        line = line[match.end() :].lstrip(" :-–—/|,.")
    if (match := _THEME_WORD.match(flat(line))) and match.end():
        return "theme", line[match.end() :]
    return kind, line


def _core(rest: str) -> str:
    """The part of a line that names the theme: no age band, no « priorisation des actions »."""
    if match := _AGES.search(flat(rest)):
        rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    rest = re.sub(r"\(\s*\)", "", rest)
    segments = [segment.strip(" ()-–—:") for segment in _SEGMENT.split(rest)]
    segments = [s for s in segments if s and not _DOCUMENT_WORDS.match(flat(s)) and any(c.isalpha() for c in s)]
    for segment in segments:
        if fold(segment) in _KNOWN_THEMES:
            return one_line(segment)
    return one_line(segments[0]) if segments else ""
