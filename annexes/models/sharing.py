"""What is read without an account: the links to the documents of a version, the private feed of an agenda."""

from django.db import models
from django.utils import timezone

from accounts.models import Territory, User
from annexes.models.versions import Version


class ShareLink(models.Model):
    """An address that opens the documents of a version to whoever has it, until it expires or is revoked.

    Only the SHA-256 of its secret is kept: the address is shown once, when it is made.
    """

    version = models.ForeignKey(Version, models.CASCADE, related_name="links", verbose_name="version")
    label = models.CharField("pour qui", max_length=150, blank=True)
    token_sha256 = models.CharField("empreinte du secret", max_length=64, unique=True)
    expires_on = models.DateField("expire le")
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="révoqué par", null=True, blank=True
    )
    created_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="créé par", null=True, blank=True
    )
    created_at = models.DateTimeField("créé le", default=timezone.now)
    opened = models.PositiveIntegerField("ouvertures", default=0)
    downloaded = models.PositiveIntegerField("téléchargements", default=0)
    last_opened_at = models.DateTimeField("dernière ouverture", null=True, blank=True)

    class Meta:
        verbose_name = "lien de partage"
        verbose_name_plural = "liens de partage"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label or f"Lien du {timezone.localdate(self.created_at):%d/%m/%Y}"

    @property
    def is_expired(self) -> bool:
        """It opens until the end of its last day."""
        return self.expires_on < timezone.localdate()

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and not self.is_expired


class CalendarFeed(models.Model):
    """The private address where a calendar program of a person reads the agenda of a territory."""

    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds", verbose_name="personne")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="calendar_feeds", verbose_name="territoire")
    token_sha256 = models.CharField("empreinte du secret", max_length=64, unique=True)
    filters = models.CharField("filtres", max_length=500, blank=True)
    created_at = models.DateTimeField("créé le", default=timezone.now)
    read_at = models.DateTimeField("lu le", null=True, blank=True)

    class Meta:
        verbose_name = "flux d’agenda"
        verbose_name_plural = "flux d’agenda"
        constraints = (models.UniqueConstraint(fields=["user", "territory"], name="calendar_feed_unique"),)

    def __str__(self) -> str:
        return f"{self.user} : {self.territory}"
