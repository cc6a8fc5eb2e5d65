"""The relevé de décisions of a meeting."""

from django.db import models

from accounts.models import User
from actions.enums import Priority, Status
from actions.models.action import Action
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Meeting


class Decision(models.Model):
    """A decision of a meeting; one about a fiche may change its statut or its priority, and stays linked to it.

    It outlives its fiche: what was decided stays written.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="decisions", verbose_name="réunion")
    text = models.TextField("décision", max_length=LONG_TEXT_LENGTH)
    action = models.ForeignKey(
        Action, models.SET_NULL, related_name="decisions", verbose_name="fiche action", null=True, blank=True
    )
    new_status = models.CharField("nouveau statut", max_length=20, choices=Status, blank=True)
    status_reason = models.CharField("motif", max_length=TITLE_LENGTH, blank=True)
    new_priority = models.PositiveSmallIntegerField("nouvelle priorité", choices=Priority, null=True, blank=True)
    who = models.CharField("qui", max_length=200, blank=True)
    due_on = models.DateField("pour le", null=True, blank=True)
    done_on = models.DateField("fait le", null=True, blank=True)
    applied_at = models.DateTimeField("portée sur la fiche le", null=True, blank=True)
    applied_by = models.ForeignKey(
        User, models.SET_NULL, related_name="+", verbose_name="portée par", null=True, blank=True
    )
    position = models.PositiveSmallIntegerField("rang", default=0)

    class Meta:
        verbose_name = "décision"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text[:80]
