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


class SectionNeed(models.TextChoices):
    """What fills a section of the dossier of a plan: its text, or what the software keeps as data."""

    TEXT = "TEXT", "Un texte"
    OBJECTIVES = "OBJECTIVES", "Les objectifs du plan"
    EFFECTS = "EFFECTS", "Les effets attendus"
    ACTIONS = "ACTIONS", "Les fiches action"
    INDICATORS = "INDICATORS", "Les indicateurs"
    BUDGET = "BUDGET", "Les lignes de financement"
    PARTNERS = "PARTNERS", "Les partenaires des fiches"
    FIGURES = "FIGURES", "Les chiffres du diagnostic"
    CHILDCARES = "CHILDCARES", "Les accueils"
    ACTIVITIES = "ACTIVITIES", "Les activités périscolaires"
    CHARTER = "CHARTER", "La charte Plan mercredi"
    COMMITTEES = "COMMITTEES", "Les instances"
    PERIOD = "PERIOD", "Les dates du plan"
    DOCUMENTS = "DOCUMENTS", "Un document joint"
    STRUCTURE = "STRUCTURE", "La structure juridique"
    BOARD = "BOARD", "Le conseil d’administration"
    TEAM = "TEAM", "L’équipe pluridisciplinaire"
    PERIMETER = "PERIMETER", "Le périmètre"
    PROGRAMME_BUDGET = "PROGRAMME_BUDGET", "Le budget du programme"
    OPINIONS = "OPINIONS", "Les avis"


class SectionCondition(models.TextChoices):
    ALWAYS = "ALWAYS", "toujours"
    WEDNESDAY = "WEDNESDAY", "avec un Plan mercredi"


class VisaStage(models.TextChoices):
    """What an authority gives on a plan: its opinion, then its signature."""

    OPINION = "OPINION", "Avis"
    SIGNATURE = "SIGNATURE", "Signature"


class VisaOutcome(models.TextChoices):
    AWAITED = "AWAITED", "Attendu"
    FAVOURABLE = "FAVOURABLE", "Favorable"
    RESERVED = "RESERVED", "Favorable avec réserves"
    UNFAVOURABLE = "UNFAVOURABLE", "Défavorable"
    SIGNED = "SIGNED", "Signé"
    REFUSED = "REFUSED", "Refusé"
    NOT_NEEDED = "NOT_NEEDED", "Sans objet"


class AmendmentStatus(models.TextChoices):
    DRAFT = "DRAFT", "En préparation"
    SUBMITTED = "SUBMITTED", "Transmis"
    SIGNED = "SIGNED", "Signé"
    DROPPED = "DROPPED", "Abandonné"


class ChildcarePeriod(models.TextChoices):
    PERISCHOOL = "PERISCHOOL", "Périscolaire"
    EXTRASCHOOL = "EXTRASCHOOL", "Extrascolaire"


class CommitteeKind(models.TextChoices):
    """The bodies that steer a plan (domain.md 2.2)."""

    COPIL = "COPIL", "Comité de pilotage (COPIL)"
    COTECH = "COTECH", "Comité technique (COTECH)"
    THEMATIC_GROUP = "THEMATIC_GROUP", "Groupe thématique"
    LOCAL_COMMITTEE = "LOCAL_COMMITTEE", "Comité local"
    GAD = "GAD", "Groupe d’appui départemental (GAD)"
    SCHOOL_COUNCIL = "SCHOOL_COUNCIL", "Conseil d’école"
    COUNCIL = "COUNCIL", "Conseil municipal ou communautaire"
    FUNDERS = "FUNDERS", "Comité des financeurs"
    CITIZENS = "CITIZENS", "Conseil citoyen"
    REVIEW = "REVIEW", "Bilan avec les partenaires"
    OTHER = "OTHER", "Autre instance"


class SeatQuality(models.TextChoices):
    CHAIR = "CHAIR", "Présidence"
    CO_CHAIR = "CO_CHAIR", "Coprésidence"
    MEMBER = "MEMBER", "Membre"
    GUEST = "GUEST", "Invité"
    SECRETARY = "SECRETARY", "Secrétariat"


class MeetingState(models.TextChoices):
    PLANNED = "PLANNED", "Prévue"
    HELD = "HELD", "Tenue"
    CANCELLED = "CANCELLED", "Annulée"


class Presence(models.TextChoices):
    PRESENT = "PRESENT", "Présent"
    REPRESENTED = "REPRESENTED", "Représenté"
    EXCUSED = "EXCUSED", "Excusé"
    ABSENT = "ABSENT", "Absent"


class StructureKind(models.TextChoices):
    """The legal structure that carries a programme de réussite éducative."""

    SCHOOL_FUND = "SCHOOL_FUND", "Caisse des écoles"
    SCHOOL = "SCHOOL", "Établissement public local d’enseignement (EPLE)"
    GIP = "GIP", "Groupement d’intérêt public (GIP)"
    SOCIAL_CENTRE = "SOCIAL_CENTRE", "CCAS ou CIAS"
    LOCAL_PUBLIC_BODY = "LOCAL_PUBLIC_BODY", "Établissement public local de coopération éducative"
    OTHER = "OTHER", "Autre structure à comptabilité publique"


class PerimeterKind(models.TextChoices):
    PRIORITY_DISTRICT = "PRIORITY_DISTRICT", "Quartier prioritaire (QPV)"
    REP = "REP", "Réseau REP"
    REP_PLUS = "REP_PLUS", "Réseau REP+"
    OTHER = "OTHER", "Autre périmètre"


class ProgrammeMeasure(models.TextChoices):
    """What a programme de réussite éducative counts each year: aggregates alone, never a child (domain.md 3.3)."""

    CHILDREN = "CHILDREN", "Enfants et jeunes suivis"
    PATHWAYS = "PATHWAYS", "Parcours individualisés"
    DURATION = "DURATION", "Durée moyenne d’un parcours (mois)"
    AGE_2_5 = "AGE_2_5", "Enfants de 2 à 5 ans"
    AGE_6_10 = "AGE_6_10", "Enfants de 6 à 10 ans"
    AGE_11_16 = "AGE_11_16", "Jeunes de 11 à 16 ans"
    FROM_PRIORITY_DISTRICT = "FROM_PRIORITY_DISTRICT", "Habitants d’un QPV"
    IN_REP = "IN_REP", "Scolarisés en REP ou REP+"
    FAMILIES = "FAMILIES", "Familles accompagnées"
    PARTNERS = "PARTNERS", "Partenaires mobilisés"
    OTHER = "OTHER", "Autre total"
