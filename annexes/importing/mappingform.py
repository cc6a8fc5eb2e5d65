"""The screen where a person says what each column of a flat sheet holds."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from annexes.columns import TITLE_COLUMN
from annexes.columns.foreign import BY_KEY, DESCRIBED, FIELDS, LEVEL_OF, NOTHING
from annexes.readers.mapping.propose import Likelihood, Proposed, propose
from annexes.reading import Part
from plans.enums import Level

LEFT_OUT = "Ne pas reprendre"
IDENTITIES = frozenset({TITLE_COLUMN, *LEVEL_OF})


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One column of the file: its title, its first values, the field to choose, why that one stands there."""

    title: str
    samples: tuple[str, ...]
    field: forms.BoundField
    why: str
    likelihood: Likelihood | None  # None for what a person chose


class MappingForm(BootstrapMixin, forms.Form):
    """`level_labels`: how the kind of plan calls its levels. The choices stand in the order of a fiche, grouped."""

    def __init__(
        self, part: Part, *args: Any, level_labels: Mapping[Level, str], chosen: str = "", **kwargs: Any
    ) -> None:
        self.part, self.chosen = part, chosen
        self.proposed = propose(part.header, part.samples)
        super().__init__(*args, **kwargs)
        choices = list(_choices(level_labels))
        current = part.mapping or tuple(one.field for one in self.proposed)
        for rank, (title, field) in enumerate(zip(part.header, current, strict=True)):
            self.fields[f"colonne-{rank}"] = forms.ChoiceField(
                label=f"Champ de la colonne « {title or rank + 1} »", choices=choices, initial=field, required=False
            )
            self.fields[f"colonne-{rank}"].widget.attrs["class"] = "form-select form-select-sm"
        self.fields["retenir"] = forms.BooleanField(
            label="Retenir ces choix pour les prochains fichiers de mêmes titres",
            initial=True,
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    @property
    def mapping(self) -> tuple[str, ...]:
        """The field of each column, once the form is valid."""
        return tuple(self.cleaned_data[f"colonne-{rank}"] for rank in range(len(self.part.header)))

    def rows(self) -> Iterator[MappingRow]:
        samples = [*self.part.samples, *[()] * len(self.part.header)]
        for rank, title in enumerate(self.part.header):
            field = self[f"colonne-{rank}"]
            why, likelihood = self._why(self.proposed[rank], str(field.initial or ""))
            yield MappingRow(title, samples[rank], field, why, likelihood)

    def _why(self, proposed: Proposed, current: str) -> tuple[str, Likelihood | None]:
        if self.chosen:
            return self.chosen, None
        if proposed.field == current:
            return proposed.likelihood.label, proposed.likelihood
        return Likelihood.POSSIBLE.label, Likelihood.POSSIBLE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        columns: dict[str, list[str]] = {}
        for rank, title in enumerate(self.part.header):
            field = cleaned.get(f"colonne-{rank}", NOTHING)
            columns.setdefault(field, []).append(f"«\u00a0{title or f'colonne {rank + 1}'}\u00a0»")
        for field, titles in columns.items():
            if len(titles) > 1 and BY_KEY[field].once:
                named = f"{', '.join(titles[:-1])} et {titles[-1]}"
                self.add_error(
                    None,
                    f"Une seule colonne peut donner «\u00a0{field}\u00a0», et {named} le donnent\u00a0: gardez la "
                    f"meilleure, et choisissez pour l’autre un champ voisin ou «\u00a0{DESCRIBED}\u00a0».",
                )
                self._mark(field)
        if not IDENTITIES & columns.keys() and not self.errors:
            self.add_error(
                None,
                f"Dites quelle colonne donne «\u00a0{TITLE_COLUMN}\u00a0», ou au moins l’intitulé d’un objectif\u00a0: "
                "sans cela, rien ne peut être repris.",
            )
        return cleaned

    def _mark(self, field: str) -> None:
        """The columns that give the same field, for screen readers and the eye."""
        for name, value in self.cleaned_data.items():
            if value == field and name in self.fields:
                self.fields[name].widget.attrs |= {
                    "class": "form-select form-select-sm is-invalid",
                    "aria-invalid": "true",
                }


def _choices(level_labels: Mapping[Level, str]) -> Iterator[tuple[str, Any]]:
    yield NOTHING, LEFT_OUT
    yield DESCRIBED, DESCRIBED
    groups: dict[str, list[tuple[str, str]]] = {}
    names = {title: level_labels.get(level, title) for title, level in LEVEL_OF.items()}
    for field in FIELDS:
        if not field.group:
            continue
        level = next((title for title in names if field.key == title or field.key.startswith(f"{title} – ")), "")
        label = field.key.replace(level, names[level], 1) if level else field.key
        groups.setdefault(names.get(field.group, field.group), []).append((field.key, label))
    yield from groups.items()
