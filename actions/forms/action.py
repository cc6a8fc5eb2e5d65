"""The fields of a fiche itself; what hangs on it stands in `rows.py`."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Max

from accounts.aggregates import Content
from accounts.forms import BootstrapMixin
from actions.enums import STATUSES_OWING_A_REASON, ScheduleKind, Status
from actions.forms.fields import FrenchDateField, LineField, ProseField, SchoolYearField
from actions.forms.lists import TERMS, Lists
from actions.forms.picks import Pick, PickField, Picks, TokensField
from actions.models import Action
from actions.numbering import next_number
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH

NAMES_LIMIT = 100
PROSE = {
    "challenge": (2, "Ce qui est en jeu, en une phrase."),
    "context": (6, "Quels sont les constats, les besoins qui justifient cette action ?"),
    "objectives_text": (6, "Ce que vise l’action."),
    "description": (6, "Ce qui se fait, comment, avec quels moyens."),
    "outputs": (5, "Ce que l’action produit : ateliers, réseau, outil…"),
    "expected_effects": (5, "Ce qu’elle change pour les publics."),
    "funding_note": (3, "Ce qui ne tient pas en lignes : « voir les dispositifs ci-dessus »."),
}
LINES = {
    "title": TITLE_LENGTH,
    "number_suffix": 10,
    "code": 30,
    "version_label": 100,
    "status_reason": TITLE_LENGTH,
    "audience_note": TITLE_LENGTH,
    "scale_note": TITLE_LENGTH,
    "schedule_note": TITLE_LENGTH,
    "elected_lead": 200,
}
SCHEDULE_NEEDS: dict[
    str, tuple[tuple[str, ...], str]
] = {  # what each kind of calendar cannot do without: the fields of which one is given, and the sentence
    ScheduleKind.DATE: (("due_on",), "Indiquez la date, ou choisissez « Non défini »."),
    ScheduleKind.PERIOD: (("starts_on", "due_on"), "Indiquez le début ou la fin, ou choisissez « Non défini »."),
    ScheduleKind.SCHOOL_YEAR: (("school_year",), "Indiquez l’année scolaire, ou choisissez « Non défini »."),
}


class ActionForm(BootstrapMixin, forms.ModelForm):
    """A fiche without what hangs on it. `content()` gives its part of the aggregate; nothing is saved here."""

    title = LineField(label="Intitulé", max_length=TITLE_LENGTH)
    objective = PickField(label="Objectif principal", required=False)
    theme = PickField(label="Thème", required=False)
    also_serves = TokensField(label="Sert aussi")
    merged_into = PickField(label="Fusionnée dans", required=False)
    age_band = forms.ChoiceField(label="Tranche d’âge", required=False)
    starts_on = FrenchDateField(label="Début", required=False)
    due_on = FrenchDateField(label="Échéance", required=False, end=True)
    school_year = SchoolYearField(label="Année scolaire", required=False)
    domains = TokensField(label="Domaines")
    audiences = TokensField(label="Publics")
    scales = TokensField(label="Échelles territoriales")
    child_times = TokensField(label="Temps de l’enfant")
    places = TokensField(label="Lieux")
    charter_axes = forms.TypedMultipleChoiceField(
        label="Axes de la charte Plan mercredi", required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    schemes = TokensField(label="Dispositifs mobilisables", new="ou nouveaux, un par ligne")
    more_partners = forms.CharField(
        label="Coller une liste de partenaires",
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 2}),
        help_text="Séparés par des virgules ou des retours à la ligne ; chacun devient « Partenaire ».",
    )

    class Meta:
        model = Action
        fields = [
            "number", "number_suffix", "code", "title", "version_label", "is_doubtful", "position",
            "status", "status_reason", "nature", "priority", "horizon", "progress", "weather",
            *PROSE,
            "audience_note", "age_min", "age_max", "scale_note",
            "schedule_kind", "starts_on", "due_on", "school_year", "schedule_note", "elected_lead",
        ]  # fmt: skip
        labels = {"position": "Rang"}
        help_texts = {
            "number": "Unique dans le thème.",
            "code": "Si la fiche n’a pas de numéro : 1.2.4.",
            "position": "Ordre d’impression.",
            "elected_lead": "Sa fonction, sans son nom.",
            "is_doubtful": "À cocher tant que la place de la fiche est à confirmer.",
        }

    def __init__(self, *args: Any, lists: Lists, **kwargs: Any) -> None:
        self.lists = lists
        super().__init__(*args, **kwargs)
        for name, (rows, help_text) in PROSE.items():
            label = self.fields[name].label
            self._replace(name, ProseField(label=label, rows=rows, max_length=LONG_TEXT_LENGTH, help_text=help_text))
        for name, length in LINES.items():
            if name != "title":
                known = self.fields[name]
                self._replace(name, LineField(label=known.label, max_length=length, help_text=known.help_text))
        for name in ("age_min", "age_max", "number", "position"):
            self.fields[name].widget.attrs.update(inputmode="numeric", min=0)
        self._offer()
        if not self.is_bound and self.instance.pk is None:
            self.fields["title"].widget.attrs["autofocus"] = True
        # What this form made anew has no class yet.
        for field in self.fields.values():
            if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple | forms.Select):
                field.widget.attrs.setdefault("class", "form-control")

    @property
    def offers_charter(self) -> bool:
        """Only where the plan holds a charter, or where the fiche says something of it already."""
        return self.lists.plan.has_wednesday_charter or bool(self.initial.get("charter_axes"))

    def content(self) -> Content:
        """The fields and the links of the fiche, as `accounts.aggregates` writes them; without `plan` and children."""
        given = self.cleaned_data
        part: Content = {name: _json(given[name]) for name in self.Meta.fields}
        part |= {name: _related(given[name].pk) for name in ("objective", "theme", "merged_into")}
        for name in (*TERMS, "also_serves", "places"):
            chosen = given[name].pks if isinstance(given[name], Picks) else given[name]
            part[name] = [_related(pk) for pk in sorted(chosen)]
        return part

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._place(given)
        self._ages(given)
        self._status(given)
        self._schedule(given)
        self._number(given)
        return given

    def clean_more_partners(self) -> list[str]:
        """The names of the list, each once."""
        text: str = self.cleaned_data["more_partners"].replace(";", "\n").replace(",", "\n")
        names = list(dict.fromkeys(filter(None, (" ".join(part.split()).strip("-–•· ") for part in text.split("\n")))))
        if len(names) > NAMES_LIMIT or any(len(name) > 200 for name in names):
            raise forms.ValidationError(f"{NAMES_LIMIT} noms au plus, de 200 caractères au plus.")
        return names

    def clean_position(self) -> int:
        """The rank that was given, or the last one under the objective."""
        given: int | None = self.cleaned_data["position"]
        objective = self.data.get("objective", "")
        moved = self.instance.pk and objective != str(self.instance.objective_id or "")
        if given is not None and not (moved and given == self.instance.position):
            return given
        beside = Action.objects.filter(plan=self.lists.plan, objective=objective if objective.isdecimal() else None)
        last: int | None = beside.aggregate(last=Max("position"))["last"]
        return 0 if last is None else last + 1

    def _replace(self, name: str, field: forms.Field) -> None:
        field.required = False
        self.fields[name] = field

    def _offer(self) -> None:
        lists, action = self.lists, self.instance
        fields: dict[str, Any] = self.fields
        names = {pk: placed.label for pk, placed in lists.objectives.items()}
        fields["objective"].offer(names, lists.objective_groups())
        fields["also_serves"].offer(names, lists.objective_groups())
        fields["theme"].offer(lists.themes, [("", lists.themes.items())])
        fields["position"].required = False
        merged = self["merged_into"].value() if self.is_bound else (str(action.merged_into_id or ""), "")
        chosen = [int(merged[0])] if merged[0].isdecimal() else []
        proposed = [pk for pk in dict.fromkeys([*chosen, *lists.own_fiches]) if pk in lists.fiches]
        fields["merged_into"].offer(lists.fiches, [("", [(pk, lists.fiches[pk]) for pk in proposed])])
        fields["merged_into"].widget.attrs["data-combobox-url"] = lists.more("actions")
        for name in ("domains", "audiences", "scales", "child_times"):
            fields[name].offer(lists.terms[name])
        fields["places"].offer(lists.places)
        fields["charter_axes"].choices = list(lists.terms["charter_axes"].items())
        fields["schemes"].offer(lists.schemes, chosen=lists.scheme_uses)
        bands = [(str(pk), label) for pk, (label, _, _) in lists.bands.items()]
        fields["age_band"].choices = [("", "— choisir pour remplir les âges —"), *bands]

    def _place(self, given: dict[str, Any]) -> None:
        """The theme of a fiche is that of its objective; only a fiche without an objective says its own."""
        objective: Pick | None = given.get("objective")
        if objective and objective.pk:
            given["theme"] = Pick(pk=self.lists.objectives[objective.pk].theme)
            serves: Picks = given.get("also_serves", Picks())
            given["also_serves"] = Picks(tuple(pk for pk in serves.pks if pk != objective.pk))

    def _ages(self, given: dict[str, Any]) -> None:
        if band := given.get("age_band"):
            _, given["age_min"], given["age_max"] = self.lists.bands[int(band)]
        low, high = given.get("age_min"), given.get("age_max")
        if low is not None and high is not None and low > high:
            self.add_error("age_max", "L’âge maximum est inférieur à l’âge minimum.")

    def _status(self, given: dict[str, Any]) -> None:
        status = given.get("status")
        if status in STATUSES_OWING_A_REASON and not given.get("status_reason") and "status_reason" not in self.errors:
            self.add_error("status_reason", f"Le statut « {Status(status).label} » demande un motif.")
        if status == Status.MERGED and not given.get("merged_into") and "merged_into" not in self.errors:
            self.add_error("merged_into", "Choisissez la fiche qui a repris celle-ci.")

    def _schedule(self, given: dict[str, Any]) -> None:
        start, due = given.get("starts_on"), given.get("due_on")
        if isinstance(start, date) and isinstance(due, date) and due < start:
            self.add_error("due_on", "L’échéance précède le début.")
        names, sentence = SCHEDULE_NEEDS.get(given.get("schedule_kind", ""), ((), ""))
        if names and not any(given.get(name) or name in self.errors for name in names):
            self.add_error(names[-1], sentence)

    def _number(self, given: dict[str, Any]) -> None:
        if given.get("number") is None:
            return
        theme: Pick = given.get("theme") or Pick()
        beside = Action.objects.filter(plan=self.lists.plan, theme=theme.pk)
        same = beside.filter(number=given["number"])
        taken = same.filter(number_suffix=given.get("number_suffix", "")).exclude(pk=self.instance.pk or 0).first()
        if taken:
            where = "du thème" if theme.pk else "du plan"
            free = next_number(self.lists.plan, theme.pk)
            said = f"Une autre fiche {where} porte déjà ce numéro : « {taken.title[:80]} ». Le prochain libre : {free}."
            self.add_error("number", said)


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _related(pk: int | None) -> dict[str, Any] | None:
    return None if pk is None else {"pk": pk, "label": ""}
