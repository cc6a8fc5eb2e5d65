"""Sections that other apps add to the form: shown, checked with it, saved with it."""

from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.test import Client

from actions import parts
from actions.models import Action
from plans.models import Plan
from tests.fiches.conftest import Address
from tests.fiches.typing import fill, refusals


class ColourForm(forms.Form):
    colour = forms.CharField(label="Couleur", max_length=10)


class ColourPart:
    """Writes what it is told in the version of the fiche."""

    def __init__(self, request: HttpRequest, action: Action) -> None:
        self.form = ColourForm(request.POST if request.method == "POST" else None, prefix="couleurs")
        self.form.fields["colour"].initial = action.version_label

    @property
    def forms(self) -> list[Any]:
        return [self.form]

    def is_valid(self) -> bool:
        return self.form.is_valid()

    def save(self, action: Action) -> None:
        Action.objects.filter(pk=action.pk).update(version_label=self.form.cleaned_data["colour"])


@pytest.fixture
def colours(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> None:
    (tmp_path / "couleurs.html").write_text("<label for='id_couleurs-colour'>Couleur</label>{{ part.form.colour }}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    monkeypatch.setattr(parts, "_sections", dict(parts._sections))
    parts.register(parts.Section("couleurs", "Couleurs du quai", "couleurs.html", ColourPart))


@pytest.mark.usefixtures("colours")
def test_section_is_shown_checked_and_saved_with_the_form(plan: Plan, coordinator: Client, address: Address) -> None:
    url = address("new")
    page = coordinator.get(url).content.decode()
    assert 'href="#couleurs"' in page
    assert "Couleurs du quai" in page
    refused = coordinator.post(url, fill(coordinator, url, title=" "))
    assert len(refusals(refused)) == 2
    assert 'href="#id_couleurs-colour"' in refused.content.decode()
    assert not Action.objects.exists()
    given = fill(coordinator, url, title="Ouvrir")
    assert refusals(coordinator.post(url, {**given, "couleurs-colour": ["bleu"]})) == []
    assert Action.objects.get(plan=plan).version_label == "bleu"
