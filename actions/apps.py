from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Fiches"

    def ready(self) -> None:
        from actions import alerts, needs
        from actions.aggregates import register_all
        from actions.aggregates_lists import register_lists
        from actions.hanging import hang_fiches
        from actions.listing import builtin
        from actions.resources import register_resources
        from actions.views.bulk import changes_the_substance
        from actions.views.figures import is_sent
        from actions.views.file.sections import is_kept
        from plans import alerts as plan_alerts
        from plans.substance import only_when

        register_all()
        register_lists()
        register_resources()
        hang_fiches()
        builtin.register_all()
        needs.register_all()
        plan_alerts.register(self.name, alerts.RULES, alerts.check)
        only_when("actions:bulk-confirm", changes_the_substance)
        only_when("file:figures-table", is_sent)
        for name in ("section-edit", "own-edit", "own-new"):
            only_when(f"file:{name}", is_kept)
