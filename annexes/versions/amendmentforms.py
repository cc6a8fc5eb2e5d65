"""The forms of an avenant: its text, and a step of its circuit."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from accounts.forms import BootstrapMixin
from actions.forms.fields import FrenchDateField, LineField, ProseField
from actions.forms.life import FUTURE
from plans.amendments import AmendmentStep
from plans.enums import AmendmentStatus
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Amendment

SETTLED = ("number", "title", "purpose")  # once it is sent, only its délibération and its dates are still awaited


class AmendmentForm(BootstrapMixin, forms.ModelForm):  # type: ignore[type-arg]
    """What an avenant says of itself; what it changes is read in the plan."""

    number = forms.IntegerField(label="Numéro", min_value=1, max_value=999)
    title = LineField(
        label="Objet", max_length=300, help_text="En une ligne : « ajout de deux fiches sur la parentalité »."
    )
    purpose = ProseField(
        label="Exposé des motifs",
        max_length=LONG_TEXT_LENGTH,
        required=False,
        help_text="Pourquoi le plan change. Il est demandé avant la transmission.",
    )
    deliberation = LineField(
        label="Référence de la délibération",
        max_length=150,
        required=False,
        help_text="Elle peut venir plus tard ; elle est demandée avant la signature.",
    )
    deliberated_on = FrenchDateField(label="Date de la délibération", required=False, months=False)
    effective_on = FrenchDateField(
        label="Prend effet le", required=False, months=False, help_text="Vide : le jour de la signature."
    )

    class Meta:
        model = Amendment
        fields = ["number", "title", "purpose", "deliberation", "deliberated_on", "effective_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.status != AmendmentStatus.DRAFT:
            for name in SETTLED:
                del self.fields[name]

    def clean_number(self) -> int:
        number: int = self.cleaned_data["number"]
        others = Amendment.objects.filter(plan=self.instance.plan_id, number=number).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("Un avenant de ce plan porte déjà ce numéro.")
        return number

    def clean_deliberated_on(self) -> date | None:
        day: date | None = self.cleaned_data["deliberated_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(FUTURE)
        return day


class AmendmentStepForm(BootstrapMixin, forms.Form):
    """When a step took place, and why where it is owed."""

    on = FrenchDateField(label="Date de l’acte", months=False)

    def __init__(self, *args: Any, amendment: Amendment, step: AmendmentStep, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.amendment, self.step = amendment, step
        if step.owes_reason:
            self.fields["reason"] = LineField(
                label="Motif",
                max_length=TITLE_LENGTH,
                widget=forms.Textarea({"rows": 2, "data-grow": "", "class": "form-control"}),
                help_text="Il reste dans l’historique de l’avenant.",
                error_messages={"required": "Dites pourquoi : ce passage demande son motif."},
            )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(FUTURE)
        sent, approved = self.amendment.submitted_on, self.amendment.deliberated_on
        if self.step.after == AmendmentStatus.SIGNED:
            if sent and day < sent:
                raise forms.ValidationError(f"L’avenant a été transmis le {sent:%d/%m/%Y} : il est signé ensuite.")
            if approved and day < approved:
                raise forms.ValidationError(f"La délibération est du {approved:%d/%m/%Y} : la signature la suit.")
        return day
