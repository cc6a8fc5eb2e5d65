from django.db import models
from django.urls import reverse

from accounts.models import Territory, User
from annexes.models.jobs import Job, JobKind, JobState
from plans.models import Plan


class ImportState(models.TextChoices):
    UPLOADED = "UPLOADED", "Déposé"
    ANALYSED = "ANALYSED", "À confirmer"
    APPLIED = "APPLIED", "Importé"
    DROPPED = "DROPPED", "Abandonné"
    UNDONE = "UNDONE", "Annulé"


class ImportBatch(models.Model):
    """One or several annexes on their way into a plan: what was read in them, what was decided, what came of it.

    `reading` is what the files give together. `options` holds how they are to be read (`layouts`: part → layout,
    `mappings`: part → field of each column, `rubrics`: folded label → field), `decisions` what a person decided in the
    preview (`annexes.deciding.decisions.Decisions`). `file_name` and `sha256` name the whole: the file when there is
    one.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="imports", verbose_name="plan")
    user = models.ForeignKey(User, models.SET_NULL, related_name="imports", verbose_name="déposé par", null=True)
    state = models.CharField("état", max_length=20, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    options = models.JSONField("lecture demandée", default=dict, blank=True)
    decisions = models.JSONField("décisions", default=dict, blank=True)
    job = models.ForeignKey(Job, models.SET_NULL, related_name="imports", verbose_name="travail", null=True, blank=True)
    reading = models.JSONField("lecture", default=dict, blank=True)
    summary = models.JSONField("bilan", default=dict, blank=True)
    plan_fingerprint = models.CharField("empreinte du plan à l’analyse", max_length=64, blank=True)
    created_at = models.DateTimeField("déposé le", auto_now_add=True)
    applied_at = models.DateTimeField("importé le", null=True, blank=True)
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="annulé par", null=True, blank=True
    )

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return reverse("annexes:import", args=[self.plan.territory.slug, self.plan.slug, self.pk])

    def works(self, *kinds: JobKind) -> list[Job]:
        """The works on this import that wait or run, one whose worker was killed included. One query."""
        over = (JobState.DONE, JobState.FAILED, JobState.CANCELLED)
        jobs = Job.objects.filter(plan_id=self.plan_id, kind__in=kinds, options__batch=self.pk)
        return list(jobs.exclude(state__in=over))

    def is_being_written(self) -> bool:
        """Whether a person confirmed it and a worker will write it or does. One query."""
        return any(not job.is_stale() for job in self.works(JobKind.APPLY))

    @property
    def history_key(self) -> str:
        """The batch of the revisions that this import writes."""
        return f"import-{self.pk}"

    @property
    def state_words(self) -> str:
        """« À confirmer », or that it cannot be, unless decisions may have cured what was wrong."""
        blocked = self.state == ImportState.ANALYSED and self.summary.get("errors") and not self.decisions
        return "Erreurs à corriger" if blocked else str(ImportState(self.state).label)


class ImportFile(models.Model):
    """One file of an import, as it came: an upload, a file of an archive, or what was pasted into the page."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="files", verbose_name="import")
    rank = models.PositiveSmallIntegerField("rang")
    file = models.FileField("fichier", upload_to="imports/%Y/%m/", max_length=300)
    name = models.CharField("nom du fichier", max_length=200)
    sha256 = models.CharField("empreinte SHA-256", max_length=64)
    reading = models.JSONField("lecture", default=dict, blank=True)  # empty until the file is read

    class Meta:
        verbose_name = "fichier d’import"
        verbose_name_plural = "fichiers d’import"
        ordering = ["batch", "rank"]
        constraints = (models.UniqueConstraint(fields=["batch", "rank"], name="import_file_rank"),)

    def __str__(self) -> str:
        return self.name


class ColumnMapping(models.Model):
    """The fields that the columns of a header hold, as somebody chose them: they serve again for the same titles.

    The rubric of a fiche document is the only column of a header of its own.
    """

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="column_mappings", verbose_name="territoire")
    signature = models.CharField("empreinte des titres", max_length=40)  # annexes.readers.mapping.signature
    header = models.JSONField("titres des colonnes", default=list)
    fields = models.JSONField("champs", default=list)
    user = models.ForeignKey(User, models.SET_NULL, related_name="+", verbose_name="choisie par", null=True, blank=True)
    updated_at = models.DateTimeField("choisie le", auto_now=True)

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"
        ordering = ["-updated_at", "-pk"]
        constraints = (
            models.UniqueConstraint(fields=["territory", "signature"], name="column_mapping_signature_unique"),
        )

    def __str__(self) -> str:
        return ", ".join(str(title) for title in self.header)[:200]
