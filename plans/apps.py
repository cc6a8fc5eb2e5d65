from django.apps import AppConfig
from django.core.checks import register

from plans.checks import check_sqlite_locks


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "Plans"

    def ready(self) -> None:
        from plans import alerts, guards, needs, watch
        from plans.aggregates import register_all
        from plans.aggregates_committees import register_committees
        from plans.aggregates_file import register_file
        from plans.aggregates_life import register_life

        register(check_sqlite_locks)
        register_all()
        register_committees()
        register_file()
        register_life()
        needs.register_all()
        guards.register_all()
        alerts.register(self.name, watch.RULES, watch.check)
