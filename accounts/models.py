from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.colours import validate_ink
from accounts.enums import Change, MemberRole, Origin, TerritoryKind
from accounts.validators import validate_insee_code, validate_siren


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: object) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in with an e-mail address. What she may do is said by her memberships."""

    email = models.EmailField("adresse électronique", unique=True)
    full_name = models.CharField("nom complet", max_length=150)
    function = models.CharField("fonction", max_length=150, blank=True)
    is_active = models.BooleanField("compte actif", default=True)
    is_staff = models.BooleanField("équipe technique", default=False)
    date_joined = models.DateTimeField("inscrit le", auto_now_add=True)
    deletion_asked_on = models.DateField("suppression demandée le", null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = "personne"
        verbose_name_plural = "personnes"
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="Un compte existe déjà avec cette adresse.",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    def get_short_name(self) -> str:
        return self.full_name.split(" ")[0] or self.email


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def of(self, user: User) -> "TerritoryQuerySet":
        """The territories where `user` holds a role."""
        return self.filter(memberships__user=user, memberships__is_active=True)


def logo_path(territory: "Territory", name: str) -> str:
    """Where the logo of a territory is kept."""
    return f"logos/{territory.pk}/{name}"


class Territory(models.Model):
    """A local authority that keeps plans: the tenant that every other object belongs to."""

    name = models.CharField("nom", max_length=150)
    slug = models.SlugField("nom court", max_length=60, unique=True)
    kind = models.CharField("type", max_length=20, choices=TerritoryKind, default=TerritoryKind.COMMUNE)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    insee_code = models.CharField("code Insee", max_length=5, blank=True, validators=[validate_insee_code])
    logo = models.FileField("logo", upload_to=logo_path, max_length=200, blank=True)
    logo_text = models.CharField("texte de remplacement du logo", max_length=150, blank=True)
    has_public_page = models.BooleanField("a une page publique", default=False)
    public_text = models.TextField("présentation de la page publique", max_length=2000, blank=True)
    ink = models.CharField("couleur des titres", max_length=7, default="#17506b", validators=[validate_ink])

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory", args=[self.slug])

    @property
    def logo_type(self) -> str:
        return "image/png" if str(self.logo.name).endswith(".png") else "image/jpeg"

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def administering(self) -> "MembershipQuerySet":
        """Those that can let others in today: open, and of a person who has accepted her invitation."""
        return self.filter(role=MemberRole.ADMIN, is_active=True, user__is_active=True, invitation__isnull=True)


class Membership(models.Model):
    """The role that a person holds in a territory."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="personne")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="memberships", verbose_name="territoire")
    role = models.CharField("rôle", max_length=20, choices=MemberRole, default=MemberRole.READER)
    is_active = models.BooleanField("accès ouvert", default=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = "rôle dans un territoire"
        verbose_name_plural = "rôles dans les territoires"
        ordering = ["territory__name", "user__full_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "territory"],
                name="membership_unique",
                violation_error_message="Cette personne a déjà un rôle dans ce territoire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()} – {self.territory}"


class Invitation(models.Model):
    """What a person has to accept before she signs in for the first time; gone when she has, or when it is cancelled.

    Its address carries a signed token of the moment it was sent at: sending it again closes the former one.
    """

    membership = models.OneToOneField(
        Membership, models.CASCADE, related_name="invitation", verbose_name="rôle dans un territoire"
    )
    invited_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="invitée par", null=True, blank=True
    )
    sent_at = models.DateTimeField("envoyée le", default=timezone.now)

    class Meta:
        verbose_name = "invitation"
        ordering = ["sent_at"]

    def __str__(self) -> str:
        return f"{self.membership} – {self.sent_at:%d/%m/%Y}"

    @property
    def expires_at(self) -> datetime:
        return self.sent_at + timedelta(days=settings.INVITATION_DAYS)

    @property
    def is_expired(self) -> bool:
        return self.expires_at < timezone.now()


class Journal(models.Model):
    """What was done to structure, imports and rights. Append-only, but for the name of a person who is erased."""

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="journal", verbose_name="territoire", null=True, blank=True
    )
    actor = models.ForeignKey(User, models.SET_NULL, related_name="+", verbose_name="auteur", null=True, blank=True)
    at = models.DateTimeField("date", auto_now_add=True)
    verb = models.CharField("action", max_length=40)
    object_label = models.CharField("objet", max_length=300)
    changes = models.JSONField("changements", default=dict, blank=True)
    batch = models.CharField("lot", max_length=40, blank=True)

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.verb} {self.object_label}"


class RevisionQuerySet(models.QuerySet["Revision"]):
    def about(self, instance: models.Model) -> "RevisionQuerySet":
        """The history of one object, deleted or not."""
        return self.filter(model=instance._meta.label_lower, object_key=instance.pk)


class Revision(models.Model):
    """One change of one object of a territory: who, when, old and new content, from a form or from which import.

    `before` and `after` hold the fields that changed, as `accounts.aggregates` reads them; a deletion keeps the whole
    content in `before`, which is what a restoration writes back. Append-only.
    """

    territory = models.ForeignKey(
        Territory, models.CASCADE, related_name="revisions", verbose_name="territoire", null=True, blank=True
    )
    plan_key = models.PositiveBigIntegerField("plan", null=True, blank=True)
    model = models.CharField("sorte d’objet", max_length=60)
    object_key = models.PositiveBigIntegerField("clé de l’objet")
    object_label = models.CharField("objet", max_length=300)
    change = models.CharField("changement", max_length=10, choices=Change)
    origin = models.CharField("origine", max_length=10, choices=Origin, default=Origin.FORM)
    source = models.CharField("source", max_length=200, blank=True)
    batch = models.CharField("lot", max_length=40, blank=True)
    actor = models.ForeignKey(User, models.SET_NULL, related_name="+", verbose_name="auteur", null=True, blank=True)
    at = models.DateTimeField("date", default=timezone.now)
    reason = models.CharField("motif", max_length=300, blank=True)
    before = models.JSONField("avant", default=dict, blank=True)
    after = models.JSONField("après", default=dict, blank=True)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "révision"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["model", "object_key"], name="revision_of_object"),
            models.Index(fields=["plan_key", "at"], name="revision_of_plan"),
            models.Index(fields=["batch"], name="revision_of_batch"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y %H:%M} {self.get_change_display()} {self.object_label}"
