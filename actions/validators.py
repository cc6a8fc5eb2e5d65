"""Checks of the codes of places."""

import re

from django.core.exceptions import ValidationError

from accounts.validators import validate_insee_code
from actions.enums import PlaceKind


def validate_priority_district(value: str) -> None:
    """A QPV's code: « QP040001 » (2015) or « QN04001M » (2024), décrets 2014-1750 and 2023-1314; loosely checked."""
    if not re.fullmatch(r"Q[PN][0-9A-Z]{6}", value):
        raise ValidationError("Le code d’un QPV compte huit caractères, comme QP040001 ou QN04001M.", code="qpv")


def validate_uai(value: str) -> None:
    """A school's UAI: seven digits and a key letter, the remainder of the number by 23."""
    if not re.fullmatch(r"\d{7}[A-Z]", value):
        raise ValidationError("L’UAI d’une école compte sept chiffres et une lettre, comme 0400123A.", code="uai")
    if "ABCDEFGHJKLMNPRSTUVWXYZ"[int(value[:7]) % 23] != value[7]:
        raise ValidationError("Cet UAI n’existe pas : sa lettre de contrôle est fausse.", code="uai")


CODE_CHECKS = {
    PlaceKind.COMMUNE: validate_insee_code,
    PlaceKind.PRIORITY_DISTRICT: validate_priority_district,
    PlaceKind.SCHOOL: validate_uai,
}


def check_code(kind: PlaceKind, code: str) -> None:
    """Raise ValidationError unless the code is one that a place of that kind bears."""
    check = CODE_CHECKS.get(kind)
    if check is None:
        raise ValidationError("Seuls une commune, un QPV et une école ont un code.", code="place")
    check(code)
