"""The forms of the life of a plan: a step, the délibération, an opinion or a signature."""

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.forms import BootstrapMixin
from actions.forms.documents import SCAN_KINDS, sound_file
from actions.forms.fields import FrenchDateField, LineField, ProseField
from actions.forms.picks import Pick, PickField
from partners.models import Partner
from plans.enums import VisaOutcome, VisaStage
from plans.lifecycle import Obstacle, Transition
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Plan, StatusChange, Visa
from plans.visas import GIVEN, OUTCOMES, expected_visas

STEP_REASON_LENGTH = TITLE_LENGTH // 2  # the rest tells what was passed over
FUTURE = "Cette date est à venir : indiquez le jour où l’acte a eu lieu."


class StepForm(BootstrapMixin, forms.Form):
    """When a step took place, why where it is owed, and each thing that is passed over."""

    happened_on = FrenchDateField(label="Date de l’acte", months=False)

    def __init__(self, *args: Any, plan: Plan, step: Transition, warnings: list[Obstacle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plan, self.step = plan, step
        owed = step.owes_reason or bool(warnings)
        self.fields["reason"] = LineField(
            label="Motif",
            max_length=STEP_REASON_LENGTH,
            required=owed,
            widget=forms.Textarea({"rows": 2, "data-grow": "", "class": "form-control"}),
            help_text="Il reste dans l’historique du plan.",
            error_messages={"required": "Dites pourquoi : ce passage demande son motif."},
        )
        if warnings:
            self.fields["passed_over"] = forms.MultipleChoiceField(
                label="Ce qui est signalé",
                choices=[(one.key, f"Je passe outre : {one.sentence}") for one in warnings],
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": "Corrigez ce qui est signalé, ou cochez chaque ligne pour passer outre."},
            )
        self.keys = {one.key for one in warnings}

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(FUTURE)
        last = StatusChange.objects.filter(plan=self.plan).first()
        if last and day < last.happened_on and not self.step.is_back:
            raise forms.ValidationError(f"L’étape d’avant est du {last.happened_on:%d/%m/%Y} : celle-ci la suit.")
        return day

    def clean_passed_over(self) -> list[str]:
        given: list[str] = self.cleaned_data["passed_over"]
        if self.keys - set(given):
            raise forms.ValidationError("Corrigez ce qui est signalé, ou cochez chaque ligne pour passer outre.")
        return given


class DeliberationForm(BootstrapMixin, forms.ModelForm):
    """The act of the council that approved the plan."""

    deliberation = LineField(
        label="Référence de la délibération",
        max_length=150,
        required=False,
        help_text="Par exemple : délibération n° 2026-045 du conseil communautaire.",
    )
    deliberated_on = FrenchDateField(label="Date de la délibération", required=False, months=False)

    class Meta:
        model = Plan
        fields = ["deliberation", "deliberated_on"]

    def clean_deliberated_on(self) -> date | None:
        day: date | None = self.cleaned_data["deliberated_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(FUTURE)
        return day


class VisaForm(BootstrapMixin, forms.ModelForm):
    """An opinion or a signature: of whom, asked when, given when, with which answer, and its scanned page."""

    label = LineField(label="Autorité", max_length=200, help_text="Par exemple : préfet, CAF, conseil d’école du Port.")
    partner = PickField(label="Partenaire de l’annuaire", required=False)
    signer = LineField(label="Nom et fonction de la personne", max_length=200, required=False)
    asked_on = FrenchDateField(label="Demandé le", required=False, months=False)
    given_on = FrenchDateField(label="Rendu le", required=False, months=False)
    reference = LineField(label="Référence du courrier ou de l’acte", max_length=150, required=False)
    remarks = ProseField(label="Observations", max_length=LONG_TEXT_LENGTH, required=False, rows=3)
    scan = forms.FileField(
        label="Avis ou page signée, numérisé",
        required=False,
        max_length=150,
        help_text="PDF, JPEG ou PNG ; 20 Mo au plus.",
        error_messages={"max_length": "Le nom du fichier est trop long : 150 caractères au plus."},
    )
    drop_scan = forms.BooleanField(label="Retirer le fichier", required=False)

    class Meta:
        model = Visa
        fields = ["label", "is_required", "outcome", "signer", "asked_on", "given_on", "reference", "remarks"]

    field_order = (
        "label", "partner", "signer", "asked_on", "outcome", "given_on", "reference", "remarks", "scan",
        "drop_scan", "is_required",
    )  # fmt: skip

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visa, partner = self.instance, self.fields["partner"]
        known = dict(Partner.objects.filter(territory=plan.territory_id).order_by("name").values_list("pk", "name"))
        partner.offer(known, chosen=[visa.partner_id] if visa.partner_id else [])  # type: ignore[attr-defined]
        partner.widget.attrs["data-combobox-url"] = reverse("suggestions:partners", args=[plan.territory.slug])
        self.initial["partner"] = visa.partner_id
        self.fields["outcome"].choices = [(one.value, one.label) for one in OUTCOMES[VisaStage(visa.stage)]]  # type: ignore[attr-defined]
        if visa.stage == VisaStage.SIGNATURE:
            self.fields["given_on"].label = "Signé le"
            self.fields["asked_on"].label = "Envoyé à la signature le"
        if visa.key in {one.key for one in expected_visas(plan) if one.is_required} and visa.key:
            del self.fields["is_required"]
        if not visa.file:
            del self.fields["drop_scan"]

    def clean_scan(self) -> UploadedFile | None:
        scan: UploadedFile | None = self.cleaned_data["scan"]
        way_out = "numérisez-le en noir et blanc"
        return sound_file(scan, SCAN_KINDS, "PDF, JPEG ou PNG", way_out) if scan else None

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        outcome, asked, day = given.get("outcome"), given.get("asked_on"), given.get("given_on")
        if outcome in GIVEN[VisaStage(self.instance.stage)] and not day and "given_on" not in self.errors:
            self.add_error("given_on", "Indiquez le jour de cette réponse.")
        elif outcome == VisaOutcome.AWAITED and day:
            self.add_error("outcome", "Une date est indiquée : dites quelle est la réponse.")
        if day and day > timezone.localdate():
            self.add_error("given_on", FUTURE)
        if asked and day and day < asked:
            self.add_error("given_on", "La réponse précède la demande : vérifiez les deux dates.")
        return given

    def save(self, commit: bool = True) -> Visa:
        pick: Pick = self.cleaned_data["partner"]
        self.instance.partner_id = pick.pk
        if self.cleaned_data.get("drop_scan"):
            self.instance.file = ""
        if scan := self.cleaned_data["scan"]:
            self.instance.file = scan
        return super().save(commit)  # type: ignore[no-any-return]
