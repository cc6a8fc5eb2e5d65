from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse

from accounts.enums import MemberRole, TerritoryKind
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
        return self.filter(memberships__user=user)


class Territory(models.Model):
    """A local authority that keeps plans: the tenant that every other object belongs to."""

    name = models.CharField("nom", max_length=150)
    slug = models.SlugField("nom court", max_length=60, unique=True)
    kind = models.CharField("type", max_length=20, choices=TerritoryKind, default=TerritoryKind.COMMUNE)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    insee_code = models.CharField("code Insee", max_length=5, blank=True, validators=[validate_insee_code])

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        verbose_name_plural = "territoires"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("territory", args=[self.slug])

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class Membership(models.Model):
    """The role that a person holds in a territory."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name="personne")
    territory = models.ForeignKey(Territory, models.CASCADE, related_name="memberships", verbose_name="territoire")
    role = models.CharField("rôle", max_length=20, choices=MemberRole, default=MemberRole.READER)

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


class Journal(models.Model):
    """What was done to structure, imports and rights. Append-only: the software never changes nor removes a line."""

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
