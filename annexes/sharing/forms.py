"""What is asked for a link: which version, for whom, until when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from accounts.forms import BootstrapMixin
from accounts.text import one_line
from annexes.models import ShareLink, Version
from annexes.sharing.links import LONGEST

DURATIONS = {"7": "7 jours", "30": "30 jours", "90": "90 jours", "": "jusqu’à une date"}


class LinkForm(BootstrapMixin, forms.Form):
    """A new link to one of `versions`; `expires_on` is what comes out, whichever way it was said."""

    version = forms.ChoiceField(label="Version")
    label = forms.CharField(
        label="Pour qui",
        max_length=ShareLink._meta.get_field("label").max_length,
        help_text="Lu dans la liste des liens seulement\u00a0: «\u00a0Élus\u00a0», «\u00a0Préfecture\u00a0»…",
    )
    duration = forms.ChoiceField(
        label="Durée",
        choices=list(DURATIONS.items()),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    until = forms.DateField(
        label="Jusqu’au",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="Un an au plus. Le lien s’ouvre encore ce jour-là.",
    )

    def __init__(self, *args: Any, versions: Sequence[Version], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = {str(version.number): version for version in versions}
        choices = [(number, words_of(version)) for number, version in self.versions.items()]
        self.fields["version"].choices = choices  # type: ignore[attr-defined]

    def clean_version(self) -> Version:
        return self.versions[self.cleaned_data["version"]]

    def clean_label(self) -> str:
        return one_line(self.cleaned_data["label"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        today = timezone.localdate()
        if days := given.get("duration"):
            given["expires_on"] = today + timedelta(days=int(days))
        elif "until" in given:
            given["expires_on"] = self._until(given["until"], today)
        return given

    def _until(self, day: date | None, today: date) -> date | None:
        last = today + LONGEST
        if day is None:
            self.add_error("until", "Indiquez le dernier jour, ou choisissez une durée.")
        elif day < today:
            self.add_error("until", "Ce jour est passé\u00a0: choisissez une date à venir.")
        elif day > last:
            self.add_error("until", f"Un lien dure un an au plus\u00a0: choisissez une date jusqu’au {last:%d/%m/%Y}.")
        return day


def words_of(version: Version) -> str:
    """« Version 3 – réactualisé en décembre (12/12/2026, Signé) »."""
    day = timezone.localdate(version.frozen_at)
    return f"{version} ({day:%d/%m/%Y}, {version.get_plan_status_display()})"
