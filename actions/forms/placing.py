"""Where fiches go: under an objective, or under none, in a theme or in none."""

from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from actions.attaching import Wish
from actions.destinations import Destinations
from actions.models import Action

NOWHERE = "0"


class DestinationForm(BootstrapMixin, forms.Form):
    to = forms.ChoiceField(
        label="Objectif qui la reçoit",
        widget=forms.Select({"data-combobox": ""}),
        error_messages={
            "required": "Choisissez la destination.",
            "invalid_choice": "Cet objectif n’est plus dans le plan : choisissez-en un autre.",
        },
    )
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, destinations: Destinations, fiche: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fiche is None:
            self.fields["to"].label = "Objectif qui les reçoit"
        elif fiche.objective_id or fiche.theme_id:
            self.initial["to"] = f"o{fiche.objective_id}" if fiche.objective_id else f"t{fiche.theme_id}"
        self.initial["was"] = str(fiche.objective_id or "") if fiche else ""
        self.fields["to"].choices = _choices(destinations)  # type: ignore[attr-defined]

    def wish(self, action: int, was: str | None = None) -> Wish:
        """What was chosen, for that fiche; only when valid."""
        kind, key = self.cleaned_data["to"][:1], self.cleaned_data["to"][1:]
        seen = self.cleaned_data["was"] if was is None else was
        return Wish(
            action,
            int(key) if kind == "o" else None,
            int(seen) if seen.isdecimal() else None,
            theme=int(key) if kind == "t" else None,
        )


def _choices(destinations: Destinations) -> list[Any]:
    """The objectives under the theme that they lie in, and the ways to hang on nothing."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for pk, one in destinations.open.items():
        theme = destinations.themes.get(one.spot.theme or 0)
        way = one.path.removeprefix(theme.label).removeprefix(" › ") if theme else one.path
        groups.setdefault(theme.label if theme else "Objectifs", []).append(
            (f"o{pk}", f"{way} › {one.label}" if way else one.label)
        )
    nothing = [(f"t{pk}", f"À rattacher, dans « {one.label} »") for pk, one in destinations.themes.items()]
    nothing.append((NOWHERE, "À rattacher, sans thème" if nothing else "À rattacher"))
    return [("", "Choisir une destination"), *groups.items(), ("Sans objectif", nothing)]
