from django.db import models


class IndicatorKind(models.TextChoices):
    OUTPUT = "OUTPUT", "Réalisation"
    RESULT = "RESULT", "Résultat"
    OUTCOME = "OUTCOME", "Effet, impact"
    MEANS = "MEANS", "Moyens"
    CONTEXT = "CONTEXT", "Contexte"


class IndicatorNature(models.TextChoices):
    QUANTITATIVE = "QUANTITATIVE", "Quantitatif"
    QUALITATIVE = "QUALITATIVE", "Qualitatif"
    YES_NO = "YES_NO", "Oui ou non"
    SCALE_1_4 = "SCALE_1_4", "Échelle de 1 à 4"


class Direction(models.TextChoices):
    UP = "UP", "À la hausse"
    DOWN = "DOWN", "À la baisse"
    STEADY = "STEADY", "À maintenir"
    NONE = "NONE", "Sans sens"


class Frequency(models.TextChoices):
    """How often an indicator is collected."""

    YEARLY = "YEARLY", "Chaque année"
    SCHOOL_YEAR = "SCHOOL_YEAR", "Chaque année scolaire"
    HALF_YEARLY = "HALF_YEARLY", "Chaque semestre"
    QUARTERLY = "QUARTERLY", "Chaque trimestre"
    MONTHLY = "MONTHLY", "Chaque mois"
    ONCE = "ONCE", "Une fois, en fin de plan"
