from django.db import models


class TerritoryKind(models.TextChoices):
    COMMUNE = "COMMUNE", "Commune"
    EPCI = "EPCI", "Intercommunalité (EPCI)"
    SYNDICATE = "SYNDICATE", "Syndicat (SIVU, SIVOM, RPI)"
    DEPARTMENT = "DEPARTMENT", "Département"
    OTHER = "OTHER", "Autre"


class Change(models.TextChoices):
    """What happened to an object, in its history."""

    CREATED = "CREATED", "Création"
    EDITED = "EDITED", "Modification"
    MOVED = "MOVED", "Déplacement"
    MERGED = "MERGED", "Fusion"
    DELETED = "DELETED", "Suppression"
    RESTORED = "RESTORED", "Restauration"


class Origin(models.TextChoices):
    """Where a change came from."""

    FORM = "FORM", "Saisie"
    BULK = "BULK", "Modification par lot"
    IMPORT = "IMPORT", "Import"
    UNDO = "UNDO", "Annulation"


class MemberRole(models.TextChoices):
    """What a person may do in one territory, from the least to the most."""

    READER = "READER", "Lecteur (élu)"
    CONTRIBUTOR = "CONTRIBUTOR", "Contributeur (pilote)"
    COORDINATOR = "COORDINATOR", "Coordonnateur"
    ADMIN = "ADMIN", "Administrateur"
