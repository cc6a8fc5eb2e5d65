from django.apps import AppConfig
from django.core.checks import register

from plans.checks import check_sqlite_locks


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Plans"

    def ready(self) -> None:
        register(check_sqlite_locks)
