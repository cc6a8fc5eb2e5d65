"""Checks of the identifiers of public bodies."""

import re

from django.core.exceptions import ValidationError


def validate_siren(value: str) -> None:
    """A SIREN: nine digits whose Luhn sum is a multiple of ten."""
    if not re.fullmatch(r"\d{9}", value):
        raise ValidationError("Le SIREN compte neuf chiffres, sans espace.", code="siren")
    digits = [int(d) for d in reversed(value)]
    if sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10:
        raise ValidationError("Ce SIREN n’existe pas : sa clé de contrôle est fausse.", code="siren")


def validate_insee_code(value: str) -> None:
    """A commune's code in the code officiel géographique: « 40192 », « 2A004 »."""
    if not re.fullmatch(r"\d[\dAB]\d{3}", value):
        raise ValidationError("Le code Insee compte cinq caractères, comme 40192 ou 2A004.", code="insee")
