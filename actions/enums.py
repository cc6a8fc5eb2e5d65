from django.db import models


class Status(models.TextChoices):
    PROPOSED = "PROPOSED", "Proposée"
    APPROVED = "APPROVED", "Validée"
    TO_START = "TO_START", "À démarrer"
    ONGOING = "ONGOING", "En cours"
    DONE = "DONE", "Réalisée"
    PERMANENT = "PERMANENT", "Reconduite"
    POSTPONED = "POSTPONED", "Reportée"
    SUSPENDED = "SUSPENDED", "Suspendue"
    DROPPED = "DROPPED", "Abandonnée"
    MERGED = "MERGED", "Fusionnée"


CLOSED_STATUSES = (Status.DONE, Status.PERMANENT, Status.DROPPED, Status.MERGED)
STATUSES_OWING_A_REASON = (Status.POSTPONED, Status.SUSPENDED, Status.DROPPED, Status.MERGED)


class Nature(models.TextChoices):
    NEW = "NEW", "Nouvelle"
    CONTINUED = "CONTINUED", "Existante, poursuivie"
    EXTENDED = "EXTENDED", "Existante, développée"
    EXPERIMENTAL = "EXPERIMENTAL", "Expérimentale"
    STUDY = "STUDY", "Étude"


class Priority(models.IntegerChoices):
    NONE = 0, "Non priorisée"
    HIGH = 1, "Haute"
    MEDIUM = 2, "Moyenne"
    LOW = 3, "Basse"


class Horizon(models.TextChoices):
    SHORT = "SHORT", "Court terme (1 an au plus)"
    MEDIUM = "MEDIUM", "Moyen terme (1 à 2 ans)"
    LONG = "LONG", "Long terme (fin de la convention)"


class Weather(models.TextChoices):
    GOOD = "GOOD", "Bonne"
    WATCH = "WATCH", "Vigilance"
    ALERT = "ALERT", "Alerte"


class ScheduleKind(models.TextChoices):
    UNDEFINED = "UNDEFINED", "Non défini"
    DATE = "DATE", "À une date"
    PERIOD = "PERIOD", "Sur une période"
    SCHOOL_YEAR = "SCHOOL_YEAR", "Année scolaire"
    YEARLY = "YEARLY", "Annuel"
    CONTINUOUS = "CONTINUOUS", "En continu"


class Role(models.TextChoices):
    """What a partner is on a fiche (domain: « rôle d’un partenaire sur une fiche »)."""

    LEAD = "LEAD", "Pilote"
    CO_LEAD = "CO_LEAD", "Co-pilote"
    FACILITATOR = "FACILITATOR", "Animateur"
    OPERATOR = "OPERATOR", "Porteur"
    PARTNER = "PARTNER", "Partenaire"
    FUNDER = "FUNDER", "Financeur"
    CONTRACTOR = "CONTRACTOR", "Prestataire"
    RELAY = "RELAY", "Relais d’information"


class FundingKind(models.TextChoices):
    OPERATING = "OPERATING", "Fonctionnement"
    INVESTMENT = "INVESTMENT", "Investissement"
    IN_KIND = "IN_KIND", "Valorisation"


class FundingNature(models.TextChoices):
    ORDINARY = "ORDINARY", "Droit commun"
    SPECIFIC = "SPECIFIC", "Crédits spécifiques"


class FundingStatus(models.TextChoices):
    PLANNED = "PLANNED", "Prévu"
    REQUESTED = "REQUESTED", "Demandé"
    NOTIFIED = "NOTIFIED", "Notifié"
    PAID = "PAID", "Versé"
    REFUSED = "REFUSED", "Refusé"


class PlaceKind(models.TextChoices):
    COMMUNE = "COMMUNE", "Commune"
    DISTRICT = "DISTRICT", "Quartier"
    PRIORITY_DISTRICT = "PRIORITY_DISTRICT", "Quartier prioritaire (QPV)"
    SCHOOL = "SCHOOL", "École ou établissement"
    OTHER = "OTHER", "Autre lieu"
