"""Typed readers of the environment that fail loudly: a setting that cannot be understood stops the start."""

import os

from django.core.exceptions import ImproperlyConfigured

_TRUE, _FALSE = {"1", "true", "yes", "on", "oui"}, {"0", "false", "no", "off", "non", ""}


def env_text(name: str, default: str | None = None) -> str:
    """The value of `name`; without a default, its absence is an error."""
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"La variable d’environnement {name} est obligatoire (voir .env.example).")
    return value


def env_flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} vaut « {value} » : écrire true ou false.")
    return value in _TRUE


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} vaut « {value} » : écrire un nombre entier.") from error


def env_list(name: str, default: str = "") -> list[str]:
    """Comma-separated values, without the empty ones."""
    return [value.strip() for value in os.environ.get(name, default).split(",") if value.strip()]
