from django.db import models


class Level(models.TextChoices):
    """The slots of the tree, from the top down. A plan's kind says which it uses and how it names them."""

    ROOT = "ROOT", "Racine"
    THEME = "THEME", "Thème"
    AXIS = "AXIS", "Axe stratégique"
    INTERMEDIATE = "INTERMEDIATE", "Objectif intermédiaire"
    OPERATIONAL = "OPERATIONAL", "Objectif opérationnel"

    @property
    def rank(self) -> int:
        """0 for the hidden root, 4 for an operational objective."""
        return list(type(self)).index(self)


class Numbering(models.TextChoices):
    ROMAN = "ROMAN", "I, II, III"
    ARABIC = "ARABIC", "1, 2, 3"
    DECIMAL = "DECIMAL", "1.1, 1.2"
    NONE = "NONE", "sans numéro"


class PlanStatus(models.TextChoices):
    DRAFT = "DRAFT", "Brouillon"
    CONSULTATION = "CONSULTATION", "En concertation"
    SUBMITTED = "SUBMITTED", "Transmis"
    COMPLEMENTS_REQUESTED = "COMPLEMENTS_REQUESTED", "Compléments demandés"
    APPROVED = "APPROVED", "Validé"
    SIGNED = "SIGNED", "Signé"
    IN_FORCE = "IN_FORCE", "En vigueur"
    UNDER_EVALUATION = "UNDER_EVALUATION", "En évaluation"
    EXPIRED = "EXPIRED", "Échu"
    RENEWED = "RENEWED", "Renouvelé"
    TERMINATED = "TERMINATED", "Dénoncé"


# From the signature on, what was signed is not renumbered.
SIGNED_STATUSES = (
    PlanStatus.SIGNED,
    PlanStatus.IN_FORCE,
    PlanStatus.UNDER_EVALUATION,
    PlanStatus.EXPIRED,
    PlanStatus.RENEWED,
    PlanStatus.TERMINATED,
)
