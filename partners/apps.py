from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "partners"
    verbose_name = "Partenaires"

    def ready(self) -> None:
        from partners import listresource, resources
        from partners.aggregates import register_all

        register_all()
        for resource in (
            resources.PartnerResource,
            resources.ContactResource,
            resources.SchemeResource,
            resources.DomainResource,
        ):
            listresource.register(resource)
