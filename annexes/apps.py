from django.apps import AppConfig


class AnnexesConfig(AppConfig):
    name = "annexes"
    verbose_name = "Annexes"

    def ready(self) -> None:
        from actions.committees.hooks import on_held
        from annexes.versions import following
        from annexes.versions.holding import keep_version

        following.register_all()
        on_held.append(keep_version)
