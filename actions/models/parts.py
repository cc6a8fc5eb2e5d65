"""What hangs on a fiche: who takes part, with what money, when, and what is written about it."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from actions.enums import FundingKind, FundingNature, FundingStatus, Role
from actions.models.action import Action
from partners.models import Contact, Partner, Scheme
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Plan, amount_field


class Participation(models.Model):
    """The role that a partner holds on a fiche."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="participations", verbose_name="fiche action")
    partner = models.ForeignKey(Partner, models.RESTRICT, related_name="participations", verbose_name="partenaire")
    role = models.CharField("rôle", max_length=20, choices=Role, default=Role.PARTNER)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, related_name="participations", verbose_name="contact", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "participation"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "partner", "role"],
                name="participation_unique",
                violation_error_message="Ce partenaire tient déjà ce rôle sur la fiche.",
            ),
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(role=Role.LEAD),
                name="participation_one_lead",
                violation_error_message="Une fiche a un seul pilote : choisir « co-pilote » pour les autres.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} : {self.partner}"


class SchemeUse(models.Model):
    """A dispositif that a fiche may call upon, in the order of the fiche."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="scheme_uses", verbose_name="fiche action")
    scheme = models.ForeignKey(Scheme, models.RESTRICT, related_name="uses", verbose_name="dispositif")
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "dispositif mobilisable"
        verbose_name_plural = "dispositifs mobilisables"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["action", "scheme"], name="scheme_use_unique")]

    def __str__(self) -> str:
        return str(self.scheme)


class Funding(models.Model):
    """One line of the funding plan of a fiche; euros, all taxes included (domain.md 2.5)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="fundings", verbose_name="fiche action")
    partner = models.ForeignKey(
        Partner, models.RESTRICT, related_name="fundings", verbose_name="financeur", null=True, blank=True
    )
    funder_label = models.CharField("autre source", max_length=200, blank=True)
    scheme = models.ForeignKey(
        Scheme, models.RESTRICT, related_name="fundings", verbose_name="dispositif", null=True, blank=True
    )
    year = models.PositiveSmallIntegerField("année", null=True, blank=True)
    kind = models.CharField("type", max_length=20, choices=FundingKind, default=FundingKind.OPERATING)
    nature = models.CharField("nature des crédits", max_length=20, choices=FundingNature, blank=True)
    status = models.CharField("statut", max_length=20, choices=FundingStatus, default=FundingStatus.PLANNED)
    planned = amount_field("montant prévisionnel")
    requested = amount_field("montant sollicité")
    granted = amount_field("montant accordé")
    spent = amount_field("montant réalisé")
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "ligne de financement"
        verbose_name_plural = "lignes de financement"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(planned=None) | Q(planned__gte=0))
                & (Q(requested=None) | Q(requested__gte=0))
                & (Q(granted=None) | Q(granted__gte=0))
                & (Q(spent=None) | Q(spent__gte=0)),
                name="funding_amounts_positive",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(partner=None) | Q(funder_label=""),
                name="funding_one_funder",
                violation_error_message="Indiquer un partenaire ou une autre source, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} {self.year or ''}".strip()

    @property
    def funder(self) -> str:
        return self.partner.name if self.partner else self.funder_label


class Step(models.Model):
    """A step of a fiche's schedule."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="steps", verbose_name="fiche action")
    title = models.CharField("étape", max_length=TITLE_LENGTH)
    due_on = models.DateField("date prévue", null=True, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)
    who = models.CharField("qui", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "étape"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class ActionLink(models.Model):
    """A link to another fiche or to another issue of the territory, under the transversal axis it belongs to."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="links", verbose_name="fiche action")
    group = models.CharField("axe transversal", max_length=200, blank=True)
    text = models.CharField("lien", max_length=TITLE_LENGTH)
    target = models.ForeignKey(
        Action, models.SET_NULL, related_name="linked_from", verbose_name="fiche liée", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "lien"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.group} – {self.text}" if self.group else self.text


class ActionNote(models.Model):
    """A dated note on a fiche: what was done in a year (bilan) and what follows."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="notes", verbose_name="fiche action")
    year = models.PositiveSmallIntegerField("année du bilan")
    written_on = models.DateField("date de la note", null=True, blank=True)
    text = models.TextField("bilan et suites", max_length=LONG_TEXT_LENGTH)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "note de bilan"
        verbose_name_plural = "notes de bilan"
        ordering = ["-year", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(year__gte=2000, year__lte=2100),
                name="action_note_year_is_one",
                violation_error_message="L’année d’un bilan va de 2000 à 2100.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bilan {self.year}"


def document_path(document: "Document", name: str) -> str:
    """Where the file of a document is kept: its own name, in a folder of the fiche."""
    return f"documents/{document.action_id}/{name}"


class Document(models.Model):
    """A document that goes with a fiche: a file kept here, or a link."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="documents", verbose_name="fiche action")
    title = models.CharField("intitulé", max_length=200)
    url = models.URLField("adresse", max_length=500, blank=True)
    file = models.FileField("fichier", max_length=300, upload_to=document_path, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "document"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="document_file_or_link",
                violation_error_message="Un document est un fichier ou un lien, pas les deux.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SavedView(models.Model):
    """A list of fiches that a person keeps for herself: a name and the filters of its address."""

    user = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name="personne")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="saved_views", verbose_name="plan")
    name = models.CharField("nom", max_length=80)
    query = models.CharField("filtres", max_length=2000, blank=True)

    class Meta:
        verbose_name = "vue enregistrée"
        verbose_name_plural = "vues enregistrées"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "plan", "name"],
                name="saved_view_name_unique",
                violation_error_message="Une de vos vues de ce plan porte déjà ce nom.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
