from django.db import models


class PartnerKind(models.TextChoices):
    STATE = "STATE", "État"
    NATIONAL_EDUCATION = "NATIONAL_EDUCATION", "Éducation nationale"
    CAF = "CAF", "CAF"
    MSA = "MSA", "MSA"
    DEPARTMENT = "DEPARTMENT", "Département"
    REGION = "REGION", "Région"
    EPCI = "EPCI", "Intercommunalité"
    COMMUNE = "COMMUNE", "Commune"
    SOCIAL_CENTRE = "SOCIAL_CENTRE", "CCAS ou CIAS"
    SCHOOL = "SCHOOL", "Établissement scolaire"
    HEALTH_FACILITY = "HEALTH_FACILITY", "Établissement de santé"
    SOCIAL_FACILITY = "SOCIAL_FACILITY", "Établissement social ou médico-social"
    ASSOCIATION = "ASSOCIATION", "Association"
    EDUCATION_FEDERATION = "EDUCATION_FEDERATION", "Fédération d’éducation populaire"
    CULTURAL = "CULTURAL", "Structure culturelle"
    SPORTS = "SPORTS", "Structure sportive"
    EMPLOYMENT = "EMPLOYMENT", "Insertion et emploi"
    JUSTICE = "JUSTICE", "Justice (PJJ)"
    SECURITY = "SECURITY", "Sécurité"
    LANDLORD = "LANDLORD", "Bailleur"
    COMPANY = "COMPANY", "Entreprise"
    RESIDENTS = "RESIDENTS", "Conseil citoyen, habitants"
    PARENTS = "PARENTS", "Parents d’élèves"
    UNIVERSITY = "UNIVERSITY", "Université, CROUS"
    OTHER = "OTHER", "Autre"


class DirectoryList(models.TextChoices):
    """A flat list that is imported from a sheet and exported to one; the value stands in addresses."""

    PARTNERS = "partenaires", "Partenaires"
    CONTACTS = "contacts", "Contacts"
    SCHEMES = "dispositifs", "Dispositifs"
    PLACES = "lieux", "Lieux"
    DOMAINS = "domaines", "Domaines"
    AUDIENCES = "publics", "Publics"
    SCALES = "echelles", "Échelles territoriales"
    CHILD_TIMES = "temps", "Temps de l’enfant"
    AGE_BANDS = "ages", "Tranches d’âge"


MEASUREMENTS = "mesures"  # a list of a plan, imported and taken back like those of the directory
IMPORTED_LISTS = (*DirectoryList.choices, (MEASUREMENTS, "Mesures des indicateurs"))
