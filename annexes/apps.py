from django.apps import AppConfig


class AnnexesConfig(AppConfig):
    name = "annexes"
    verbose_name = "Annexes"

    def ready(self) -> None:
        from annexes.versions import following

        following.register_all()
