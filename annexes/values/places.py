"""Places: « École du Lac, quartier du Port »; their kind by the word that they begin with."""

import re
from collections.abc import Iterable

from accounts.text import fold
from actions.enums import PlaceKind
from annexes.outline import PlaceOutline
from annexes.values.lists import split_list
from annexes.values.value import Value

_KINDS = (
    (PlaceKind.PRIORITY_DISTRICT, re.compile(r"(?:qpv|quartiers? prioritaires?)\b")),
    (PlaceKind.DISTRICT, re.compile(r"quartiers?\b")),
    (
        PlaceKind.SCHOOL,
        re.compile(r"(?:ecoles?|colleges?|lycees?|groupes? scolaires?|maternelles?|elementaires?|etablissements?)\b"),
    ),
    (PlaceKind.COMMUNE, re.compile(r"(?:communes?|villes?|villages?)\b")),
)


def read_places(text: str | Iterable[str]) -> Value[tuple[PlaceOutline, ...]]:
    """The places of a list; one that does not say what it is, is « Autre lieu »."""
    found = split_list(text)
    places = tuple(PlaceOutline(name, _kind(name)) for name in found.value or ())
    return Value(places or None, found.doubt, found.note)


def _kind(name: str) -> PlaceKind:
    key = re.sub(r"^(?:l|la|le|les) ", "", fold(name))
    return next((kind for kind, pattern in _KINDS if pattern.match(key)), PlaceKind.OTHER)
