"""The screens where a person says what each column of a flat sheet, or each rubric of fiche documents, holds."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.text import fold
from annexes.columns import TITLE_COLUMN
from annexes.columns.foreign import BY_KEY, DESCRIBED, FIELDS, LEVEL_OF, NOTHING, ForeignField
from annexes.readers.mapping.propose import Likelihood, Proposed, propose
from annexes.readers.mapping.rubrics import FIELDS_OF_RUBRICS, KEYS
from annexes.readers.mapping.table import SHOWN
from annexes.reading import Part
from plans.enums import Level

LEFT_OUT = "Ne pas reprendre"
CHOSEN, REMEMBERED = "Choisie ici", "Retenue la dernière fois"
IDENTITIES = frozenset({TITLE_COLUMN, *LEVEL_OF})


@dataclass(frozen=True, slots=True)
class MappingRow:
    """One column or rubric of the file: its title, its first values, the field to choose, why that one stands there."""

    title: str
    samples: tuple[str, ...]
    field: forms.BoundField
    why: str
    likelihood: Likelihood | None  # None for what a person chose


class FieldsForm(BootstrapMixin, forms.Form):
    """A field to choose for each title of a header. The choices stand in the order of a fiche, grouped."""

    what, keep = "", ""  # « colonne », and what the box that keeps the choices says

    def __init__(
        self, header: Sequence[str], samples: Sequence[tuple[str, ...]], current: Sequence[str], choices: list[Any],
        *args: Any, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.header, self.samples = tuple(header), [*samples, *[()] * len(header)]
        super().__init__(*args, **kwargs)
        for rank, (title, field) in enumerate(zip(header, current, strict=True)):
            label = f"Champ de la {self.what} « {title or rank + 1} »"
            chosen = forms.ChoiceField(label=label, choices=choices, initial=field, required=False)
            chosen.widget.attrs["class"] = "form-select form-select-sm"
            self.fields[f"{self.what}-{rank}"] = chosen
        self.fields["retenir"] = forms.BooleanField(
            label=self.keep,
            initial=True,
            required=False,
            widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
        )

    @property
    def mapping(self) -> tuple[str, ...]:
        """The field of each title, once the form is valid."""
        return tuple(self.cleaned_data[f"{self.what}-{rank}"] for rank in range(len(self.header)))

    def rows(self) -> Iterator[MappingRow]:
        for rank, title in enumerate(self.header):
            field = self[f"{self.what}-{rank}"]
            why, likelihood = self.why(rank, str(field.initial or ""))
            yield MappingRow(title, self.samples[rank], field, why, likelihood)

    def why(self, rank: int, current: str) -> tuple[str, Likelihood | None]:
        """Why a field stands there: the words, and how likely it is; `None` for what a person chose."""
        return CHOSEN, None


class RubricsForm(FieldsForm):
    """The rubrics of the fiches of an import that no field answers to, each by its label; `known` are remembered."""

    what, keep = "rubrique", "Retenir ces choix pour les prochains documents"

    def __init__(
        self, parts: Iterable[Part], *args: Any, level_labels: Mapping[Level, str], asked: Iterable[str],
        known: Iterable[str], **kwargs: Any,
    ) -> None:  # fmt: skip
        self.asked, self.known = frozenset(asked), frozenset(known)
        rubrics: dict[str, tuple[str, str]] = {}
        samples: dict[str, dict[str, None]] = {}
        for part in parts:
            for label, texts, field in zip(part.header, part.samples, part.mapping, strict=True):
                rubrics.setdefault(fold(label), (label, field))
                samples.setdefault(fold(label), {}).update(dict.fromkeys(texts))
        header = [label for label, _ in rubrics.values()]
        shown = [tuple(texts)[:SHOWN] for texts in samples.values()]
        self.proposed = propose(header, shown)
        current = [
            self._likely(one) if field == DESCRIBED and fold(label) not in self.asked | self.known else field
            for (label, field), one in zip(rubrics.values(), self.proposed, strict=True)
        ]
        super().__init__(header, shown, current, list(_choices(level_labels, FIELDS_OF_RUBRICS)), *args, **kwargs)

    def why(self, rank: int, current: str) -> tuple[str, Likelihood | None]:
        key = fold(self.header[rank])
        if key in self.asked:
            return CHOSEN, None
        if key in self.known:
            return REMEMBERED, None
        likelihood = self.proposed[rank].likelihood if current != DESCRIBED else Likelihood.NONE
        return likelihood.label, likelihood

    def _likely(self, proposed: Proposed) -> str:
        """What stands chosen when nobody said anything: a bare possibility is worth less than the text as it is."""
        is_worth = proposed.likelihood in (Likelihood.CERTAIN, Likelihood.LIKELY) and proposed.field != NOTHING
        return proposed.field if is_worth and proposed.field in KEYS else DESCRIBED


class MappingForm(FieldsForm):
    """The columns of a flat sheet. `level_labels`: how the kind of plan calls its levels."""

    what, keep = "colonne", "Retenir ces choix pour les prochains fichiers de mêmes titres"

    def __init__(
        self, part: Part, *args: Any, level_labels: Mapping[Level, str], chosen: str = "", **kwargs: Any
    ) -> None:
        self.chosen = chosen
        self.proposed = propose(part.header, part.samples)
        current = part.mapping or tuple(one.field for one in self.proposed)
        super().__init__(part.header, part.samples, current, list(_choices(level_labels, FIELDS)), *args, **kwargs)

    def why(self, rank: int, current: str) -> tuple[str, Likelihood | None]:
        proposed = self.proposed[rank]
        if self.chosen:
            return self.chosen, None
        if proposed.field == current:
            return proposed.likelihood.label, proposed.likelihood
        return Likelihood.POSSIBLE.label, Likelihood.POSSIBLE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        columns: dict[str, list[str]] = {}
        for rank, title in enumerate(self.header):
            field = cleaned.get(f"{self.what}-{rank}", NOTHING)
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


def _choices(level_labels: Mapping[Level, str], fields: Iterable[ForeignField]) -> Iterator[tuple[str, Any]]:
    yield NOTHING, LEFT_OUT
    yield DESCRIBED, DESCRIBED
    groups: dict[str, list[tuple[str, str]]] = {}
    names = {title: level_labels.get(level, title) for title, level in LEVEL_OF.items()}
    for field in fields:
        if not field.group:
            continue
        level = next((title for title in names if field.key == title or field.key.startswith(f"{title} – ")), "")
        label = field.key.replace(level, names[level], 1) if level else field.key
        groups.setdefault(names.get(field.group, field.group), []).append((field.key, label))
    yield from groups.items()
