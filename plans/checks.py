from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error


def check_sqlite_locks(**kwargs: Any) -> list[CheckMessage]:
    """plans.E001: on SQLite the lock of the trees is the IMMEDIATE transaction; without it two writers corrupt them."""
    return [
        Error(
            f"La base SQLite « {name} » n’est pas verrouillée dès le début d’une transaction.",
            hint='Ajouter OPTIONS = {"transaction_mode": "IMMEDIATE"} à cette base.',
            id="plans.E001",
        )
        for name, database in settings.DATABASES.items()
        if database["ENGINE"].endswith("sqlite3") and database.get("OPTIONS", {}).get("transaction_mode") != "IMMEDIATE"
    ]
