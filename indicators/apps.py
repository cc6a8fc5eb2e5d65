from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    name = "indicators"
    verbose_name = "Indicateurs"

    def ready(self) -> None:
        from actions.parts import register
        from indicators import alerts, needs
        from indicators.aggregates import hang_indicators
        from indicators.filters import register_filters
        from indicators.hanging import hang_on_objectives
        from indicators.owners import fiche_section
        from plans import alerts as plan_alerts
        from plans import hanging

        hang_indicators()
        hanging.register(hang_on_objectives())
        register(fiche_section())
        register_filters()
        needs.register_all()
        plan_alerts.register(self.name, alerts.RULES, alerts.check)
