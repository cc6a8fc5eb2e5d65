from datetime import timedelta

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Territory, User
from plans.models import Plan

STALE_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 3  # of a work that is taken up again by itself


class JobKind(models.TextChoices):
    ANALYSE = "ANALYSE", "Lecture d’une annexe"
    APPLY = "APPLY", "Import d’une annexe"
    EXPORT = "EXPORT", "Fabrication d’un document"
    PREVIEW = "PREVIEW", "Aperçu d’un document"
    UNDO = "UNDO", "Annulation d’un import"
    LIST_READ = "LIST_READ", "Lecture d’une liste"
    LIST_WRITE = "LIST_WRITE", "Import d’une liste"
    LIST_UNDO = "LIST_UNDO", "Annulation de l’import d’une liste"
    FREEZE = "FREEZE", "Documents d’une version"
    ARCHIVE = "ARCHIVE", "Archive d’un plan"
    UNARCHIVE = "UNARCHIVE", "Reprise d’une archive"


GO_ON_ALONE = (JobKind.EXPORT, JobKind.FREEZE, JobKind.ARCHIVE)


class JobState(models.TextChoices):
    WAITING = "WAITING", "En attente"
    RUNNING = "RUNNING", "En cours"
    DONE = "DONE", "Terminé"
    FAILED = "FAILED", "Échoué"
    CANCELLED = "CANCELLED", "Annulé"


class Job(models.Model):
    """A long piece of work as a person sees it: how far it is, whether it lives, what came out.

    It is about a plan, or about what the territory shares when `plan` is empty.
    """

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="jobs", verbose_name="territoire")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="jobs", verbose_name="plan", null=True, blank=True)
    user = models.ForeignKey(User, models.SET_NULL, related_name="jobs", verbose_name="demandé par", null=True)
    kind = models.CharField("travail", max_length=20, choices=JobKind)
    state = models.CharField("état", max_length=20, choices=JobState, default=JobState.WAITING)
    label = models.CharField("libellé", max_length=200)
    options = models.JSONField("options", default=dict, blank=True)
    attempt = models.PositiveSmallIntegerField("tentative", default=1)
    steps_done = models.PositiveIntegerField("étapes faites", default=0)
    steps_total = models.PositiveIntegerField("étapes en tout", default=0)
    message = models.CharField("message", max_length=300, blank=True)
    error = models.TextField("erreur", blank=True)
    cancel_requested = models.BooleanField("annulation demandée", default=False)
    result = models.FileField("fichier", upload_to="exports/%Y/%m/", max_length=300, blank=True)
    result_name = models.CharField("nom du fichier", max_length=200, blank=True)
    result_size = models.PositiveBigIntegerField("taille du fichier", default=0)  # bytes
    result_sha256 = models.CharField("empreinte SHA-256 du fichier", max_length=64, blank=True)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    heartbeat_at = models.DateTimeField("signe de vie", null=True, blank=True)
    finished_at = models.DateTimeField("terminé le", null=True, blank=True)

    class Meta:
        verbose_name = "travail"
        verbose_name_plural = "travaux"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.url("job")

    def url(self, name: str) -> str:
        """Of its « job », « job-cancel » and « job-relaunch » pages."""
        if self.plan is None:
            return reverse(f"jobs:{name}", args=[self.territory.slug, self.pk])
        return reverse(f"annexes:{name}", args=[self.territory.slug, self.plan.slug, self.pk])

    @property
    def is_over(self) -> bool:
        return self.state in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}

    @property
    def percent(self) -> int:
        return min(100, 100 * self.steps_done // self.steps_total) if self.steps_total else 0

    def is_stale(self) -> bool:
        """Running without a sign of life for a minute: its worker was killed."""
        alive = self.heartbeat_at or self.started_at
        return self.state == JobState.RUNNING and alive is not None and timezone.now() - alive > STALE_AFTER

    @property
    def goes_on_alone(self) -> bool:
        """Whether a worker takes it up again by itself when another one was killed: what only makes a file, thrice."""
        return self.kind in GO_ON_ALONE and self.attempt < MOST_ATTEMPTS

    def can_relaunch(self) -> bool:
        """Over without a result, or interrupted: the same work may be asked again."""
        return self.state in {JobState.FAILED, JobState.CANCELLED} or self.is_stale()


class DocumentChoices(models.Model):
    """What a person last asked for on the export page of a plan: the page opens on it again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="document_choices", verbose_name="personne")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="document_choices", verbose_name="plan")
    options = models.JSONField("choix", default=dict)  # DocumentRequest.to_options
    updated_at = models.DateTimeField("mis à jour le", auto_now=True)

    class Meta:
        verbose_name = "choix d’un document"
        verbose_name_plural = "choix des documents"
        constraints = (models.UniqueConstraint(fields=["user", "plan"], name="document_choices_unique"),)

    def __str__(self) -> str:
        return f"{self.user} : {self.plan}"


class WorkerHeartbeat(models.Model):
    """The sign of life of a worker process. `annexes.jobs` writes it every few seconds and forgets the dead."""

    worker = models.CharField("exécutant", max_length=64, primary_key=True)
    seen_at = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "exécutant"

    def __str__(self) -> str:
        return self.worker
