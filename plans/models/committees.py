"""The instances of a plan: who sits in them, when they meet, who came."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from partners.models import Contact, Partner
from plans.enums import CommitteeKind, MeetingState, Presence, SeatQuality
from plans.models.plan import LONG_TEXT_LENGTH, TITLE_LENGTH, Plan


class Committee(models.Model):
    """An instance of a plan: COPIL, COTECH, groupe d’appui départemental…"""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="committees", verbose_name="plan")
    kind = models.CharField("type", max_length=30, choices=CommitteeKind, default=CommitteeKind.COPIL)
    name = models.CharField("nom", max_length=200)
    purpose = models.TextField("rôle", max_length=LONG_TEXT_LENGTH, blank=True)
    frequency = models.CharField("fréquence", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "instance"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("committees:committee", args=[self.plan.territory.slug, self.plan.slug, self.pk])


class SeatManager(models.Manager["CommitteeSeat"]):
    """A seat is called by its organisation: the partner comes with it."""

    def get_queryset(self) -> "models.QuerySet[CommitteeSeat]":
        return super().get_queryset().select_related("partner")


class CommitteeSeat(models.Model):
    """A place in an instance: an organisation and a function; the contact is there to be invited, never printed."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="seats", verbose_name="instance")
    partner = models.ForeignKey(
        Partner, models.RESTRICT, related_name="seats", verbose_name="partenaire", null=True, blank=True
    )
    organisation = models.CharField("autre organisme", max_length=200, blank=True)
    function = models.CharField("fonction", max_length=200, blank=True)
    quality = models.CharField("qualité", max_length=20, choices=SeatQuality, default=SeatQuality.MEMBER)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, related_name="seats", verbose_name="contact", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    objects = SeatManager()

    class Meta:
        verbose_name = "membre d’une instance"
        verbose_name_plural = "membres d’une instance"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(partner=None) & ~Q(organisation="")) | (Q(partner__isnull=False) & Q(organisation="")),
                name="committee_seat_one_organisation",
                violation_error_message="Indiquer un partenaire ou un autre organisme, l’un des deux.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} – {self.function}" if self.function else self.body

    @property
    def body(self) -> str:
        """The organisation, whichever way it is said."""
        return self.partner.name if self.partner else self.organisation


class Meeting(models.Model):
    """A meeting of an instance: convened, then held with its relevé de décisions, or cancelled."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="meetings", verbose_name="instance")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin", null=True, blank=True)
    place = models.CharField("lieu", max_length=200, blank=True)
    link = models.URLField("visioconférence", max_length=500, blank=True)
    state = models.CharField("état", max_length=20, choices=MeetingState, default=MeetingState.PLANNED)
    state_reason = models.CharField("motif de l’annulation", max_length=TITLE_LENGTH, blank=True)
    invitation = models.TextField("texte de la convocation", max_length=LONG_TEXT_LENGTH, blank=True)
    convened_on = models.DateField("convoquée le", null=True, blank=True)
    minutes = models.TextField("compte rendu", max_length=LONG_TEXT_LENGTH, blank=True)
    next_on = models.DateField("prochaine réunion", null=True, blank=True)

    class Meta:
        verbose_name = "réunion"
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="meeting_ends_after_it_starts",
                violation_error_message="La fin de la réunion précède son début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.committee} du {timezone.localtime(self.starts_at):%d/%m/%Y}"

    def get_absolute_url(self) -> str:
        plan = self.committee.plan
        return reverse("committees:meeting", args=[plan.territory.slug, plan.slug, self.pk])

    def clean(self) -> None:
        """A meeting comes back from the bin after its instance."""
        if not self.committee_id:
            raise ValidationError("L’instance de cette réunion n’existe plus : restaurez-la d’abord.")


class AgendaItem(models.Model):
    """A point of the agenda of a meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda", verbose_name="réunion")
    title = models.CharField("point", max_length=300)
    presenter = models.CharField("présenté par (fonction)", max_length=200, blank=True)
    note = models.TextField("échanges", max_length=LONG_TEXT_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "point de l’ordre du jour"
        verbose_name_plural = "points de l’ordre du jour"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Whether an organisation came to a meeting. The words are those of that day; the seat may change afterwards."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name="réunion")
    seat = models.ForeignKey(
        CommitteeSeat, models.SET_NULL, related_name="attendances", verbose_name="membre", null=True, blank=True
    )
    label = models.CharField("organisme et fonction", max_length=420)
    presence = models.CharField("présence", max_length=20, choices=Presence, default=Presence.PRESENT)
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "présence"
        verbose_name_plural = "présences"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.label} : {self.get_presence_display()}"
