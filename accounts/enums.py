from django.db import models


class TerritoryKind(models.TextChoices):
    COMMUNE = "COMMUNE", "Commune"
    EPCI = "EPCI", "Intercommunalité (EPCI)"
    SYNDICATE = "SYNDICATE", "Syndicat (SIVU, SIVOM, RPI)"
    DEPARTMENT = "DEPARTMENT", "Département"
    OTHER = "OTHER", "Autre"


class MemberRole(models.TextChoices):
    """What a person may do in one territory, from the least to the most."""

    READER = "READER", "Lecteur (élu)"
    CONTRIBUTOR = "CONTRIBUTOR", "Contributeur (pilote)"
    COORDINATOR = "COORDINATOR", "Coordonnateur"
    ADMIN = "ADMIN", "Administrateur"
