"""Who does what: « Pilote : Ville ; partenaires : CAF, MSA », « CAF (co-pilote) »."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.text import fold, one_line
from actions.enums import Role
from annexes.outline import ParticipationOutline
from annexes.values.lists import split_list
from annexes.values.value import Value, doubts, reading
from annexes.wordings import flat

_QUALIFIER = (
    r"(?:\s+(?:(?:princip|associe|mobilisable|institutionnel|financier|technique|loca|operationnel|pressenti|potentiel)\w*|"
    r"de l'action|du projet|du dispositif|a mobiliser))*"
)
_WORDINGS: dict[Role | str, str] = {
    Role.CO_LEAD: r"co-?\s?pilot(?:es?|age)|copilot(?:es?|age)|pilotes? associes?|co-?\s?responsables?",
    "elected": r"elu(?:e|s|es|\(e\))?(?:[- ]?e?)? (?:referente?s?|pilotes?|responsables?)",
    Role.LEAD: r"(?:services?|structures?|organismes?) (?:pilotes?|responsables?)|pilot(?:es?|age)|responsables?|"
    r"chefs? de (?:file|projet)|"
    r"referent(?:e|s|es|\(e\))?",
    Role.FACILITATOR: r"animat(?:eurs?|rices?|ion)|coordinat(?:eurs?|rices?|ion)|coordonnat(?:eurs?|rices?)",
    Role.OPERATOR: r"(?:structures? |associations? )?porteu(?:rs?|ses?)|operateurs?|maitr(?:e|ise)s? d'ouvrage|"
    r"maitr(?:e|ise)s? d'oeuvre|portage",
    Role.FUNDER: r"(?:co-?)?financeurs?|partenaires? financiers?",
    Role.CONTRACTOR: r"prestataires?|intervenants?",
    Role.RELAY: r"relais(?: d'information)?|communication|prescripteurs?",
    Role.PARTNER: r"partenaires?|partenariats?|acteurs?|en partenariat avec",
    "schemes": r"dispositifs?",
}
_NAMED = "|".join(f"(?P<r{rank}>{wording})" for rank, wording in enumerate(_WORDINGS.values()))
_MARK = re.compile(rf"(?:^|(?<=[\s;/|,.(•·-]))(?:{_NAMED}){_QUALIFIER}(?:\s*\([^()]*\))?\s*:")
_ONE = rf"(?:{'|'.join(_WORDINGS.values())}){_QUALIFIER}"
_BETWEEN = r"\s*(?:,|/|&|\+|\bet\b)\s*"
_PARENTHESIS = rf"[(\[]\s*(?P<roles>{_ONE}(?:{_BETWEEN}{_ONE})*)\s*[)\]]"
_SUFFIX = re.compile(rf"^(?P<name>.*\S)\s*{_PARENTHESIS}$")
_NEXT = re.compile(rf"{_PARENTHESIS}(?P<joint>\s*(?:et\b|&|/|\+|-)?\s*)(?=\w)")
_CONTACT = re.compile(
    r"^(?P<name>.*?\S)\s*(?:[-–—,:]\s+|\()(?P<contact>(?:M\.|Mr\.?|Mme|Mlle|Monsieur|Madame)\s+[^()\d@,;]{2,60}?)\)?$"
)
_CIVILITY = re.compile(r"^(?:M\.|Mr\.?|Mme|Mlle|Monsieur|Madame)\s+")
_ROLES = tuple(_WORDINGS)


@dataclass(frozen=True, slots=True)
class Roles:
    """Who takes part, by their roles; `schemes` and `elected_lead` when the same text names them."""

    participations: tuple[ParticipationOutline, ...] = ()
    schemes: tuple[str, ...] = ()
    elected_lead: str = ""


def role_of(text: str) -> Role | None:
    """The role that a word names: « Pilote », « Structure porteuse »."""
    match = _MARK.fullmatch(f"{flat(one_line(text)).strip(' :')}:")
    found = _ROLES[_rank(match)] if match else None
    return found if isinstance(found, Role) else None


def read_roles(text: str | Iterable[str], default: Role | None = None) -> Value[Roles]:
    """The organisations of a cell with their roles; those that no word announces take `default`, or are the note."""
    lines = text.split("\n") if isinstance(text, str) else list(text)
    participations: list[ParticipationOutline] = []
    schemes: list[str] = []
    elected = ""
    said: list[str] = []
    notes: list[str] = []
    for role, block in _blocks(lines, default):
        if role == "elected":
            elected = "; ".join(filter(None, (elected, one_line(" ".join(block)))))
            continue
        names = split_list([_apart(line) for line in block])
        said.append(names.doubt)
        notes.append(names.note)
        if role == "schemes":
            schemes.extend(names.value or ())
            continue
        for name in names.value or ():
            if not isinstance(role, Role) and _SUFFIX.match(flat(name)) is None:
                notes.append(name)
                continue
            found, doubt = _participations(name, role if isinstance(role, Role) else Role.PARTNER)
            participations.extend(found)
            said.append(doubt)
    roles = Roles(tuple(dict.fromkeys(participations)), tuple(dict.fromkeys(schemes)), elected)
    note = " ; ".join(dict.fromkeys(note for note in notes if note))
    return Value(roles if roles != Roles() else None, doubts(*said), note)


def _blocks(lines: list[str], default: Role | None) -> list[tuple[Role | str | None, list[str]]]:
    """The lines under each word that announces a role, that word left out."""
    blocks: list[tuple[Role | str | None, list[str]]] = [(default, [])]
    for raw in lines:
        line = one_line(raw)
        key = flat(line)
        start = 0
        for match in _MARK.finditer(key):
            _add(blocks, line[start : match.start()])
            blocks.append((_ROLES[_rank(match)], []))
            start = match.end()
        _add(blocks, line[start:])
    return [(role, block) for role, block in blocks if block]


def _add(blocks: list[tuple[Role | str | None, list[str]]], text: str) -> None:
    bare = text.strip(" ;/|,(•·-–—")
    if fold(bare):
        blocks[-1][1].append(text.strip().strip(";/|,").rstrip(" -–—"))


def _apart(line: str) -> str:
    """« Ville (pilote) et CAF (financeur) » with a semicolon between the two."""
    pieces, start = [], 0
    for match in _NEXT.finditer(flat(line)):
        pieces.append(line[start : match.start("joint")])
        start = match.end()
    return " ; ".join([*pieces, line[start:]])


def _participations(name: str, role: Role) -> tuple[list[ParticipationOutline], str]:
    """The partner in each role that a parenthesis gives it, its contact when a person is named after it."""
    roles = [role]
    if match := _SUFFIX.match(flat(name)):
        roles = [role_of(word) or role for word in re.split(_BETWEEN, match["roles"])]
        name = name[: match.end("name")]
    contact = doubt = ""
    if match := _CONTACT.match(name):
        contact = _CIVILITY.sub("", match["contact"]).strip()
        doubt = reading(name, f"« {match['name']} », avec « {contact} » comme contact")
        name = match["name"].strip(" ,-–—")
    return [ParticipationOutline(one, name.strip(), contact) for one in roles], doubt


def _rank(match: re.Match[str]) -> int:
    return next(rank for rank in range(len(_ROLES)) if match[f"r{rank}"] is not None)
