"""The form of an accueil, and the rows of the périscolaire activities."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from accounts.aggregates import Row
from accounts.forms import BootstrapMixin
from accounts.text import fold
from actions.forms.fields import LineField, ProseField
from actions.forms.named import TOLD, FileLists, offer, pick_of
from actions.forms.picks import Pick, PickField
from actions.forms.rows import RowForm, RowSet, rows_of
from plans.activitypaste import Read
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Activity, Childcare

ACTIVITIES_LIMIT = 400
MOMENTS = "« lundi, mardi, jeudi, vendredi, de 16 h 30 à 18 h 30 »"
NO_NAME = "Jamais le nom d’un enfant ni d’une famille."


class ChildcareForm(BootstrapMixin, forms.ModelForm):
    """Every field of an accueil; `manager` is a partner or, in words, another body."""

    manager = PickField(
        label="Gestionnaire",
        required=False,
        new="nom du gestionnaire, connu ou autre organisme",
        told=TOLD,
        names="noms-partenaires",
    )

    class Meta:
        model = Childcare
        fields = [
            "name", "period", "place", "manager", "is_declared", "declaration", "moments", "longest_hours",
            "capacity_under_6", "staff_under_6", "capacity_six_plus", "staff_six_plus", "qualified_staff",
            "qualification_note", "note", "position",
        ]  # fmt: skip
        localized_fields = ["longest_hours"]
        field_classes = {
            "name": LineField,
            "place": LineField,
            "declaration": LineField,
            "moments": LineField,
            "qualification_note": LineField,
        }
        help_texts = {
            "name": "« Accueil périscolaire du soir, école du Port »",
            "place": "L’école ou le bâtiment, et la commune.",
            "declaration": "Celui que donne le service départemental à la jeunesse.",
            "moments": MOMENTS,
            "longest_hours": "La plus longue durée sans interruption : au-delà de cinq heures, le taux change.",
            "capacity_under_6": "Au moment où ils sont le plus nombreux.",
            "staff_under_6": "Présents en même temps.",
            "qualified_staff": "BAFA, CAP petite enfance ou équivalent.",
            "qualification_note": "« direction BPJEPS, 4 BAFA, 1 stagiaire »",
            "position": "Le rang dans la liste.",
        }
        error_messages = {"name": {"required": "Donnez un nom à cet accueil."}}

    def __init__(self, *args: Any, lists: FileLists, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = lists
        self.kept_label = self.instance.manager_label
        self.initial.setdefault("manager", pick_of(self.instance.partner_id, self.instance.manager_label))
        self.fields["note"] = ProseField(
            label="Remarque", required=False, max_length=LONG_TEXT_LENGTH, rows=3, help_text=NO_NAME
        )
        self.fields["note"].widget.attrs["class"] = "form-control"
        self.fields["position"].required = False
        for name in ("moments", "qualification_note"):
            self.fields[name].widget.attrs["maxlength"] = TITLE_LENGTH
        offer(self, "manager", lists)

    def clean_position(self) -> int:
        """Left empty, it stays what it is: a new one comes last."""
        given = self.cleaned_data.get("position")
        return self.instance.position if given is None else int(given)

    def save(self, commit: bool = True) -> Any:
        self.instance.partner_id, self.instance.manager_label = self.lists.named(
            self.cleaned_data["manager"], self.kept_label
        )
        return super().save(commit)


class ActivityForm(RowForm):
    title = LineField(label="Activité", max_length=300, error_messages={"required": "Nommez cette activité."})
    childcare = forms.TypedChoiceField(label="Accueil", required=False, coerce=int, empty_value=None)
    operator = PickField(
        label="Intervenant",
        required=False,
        new="nom de l’intervenant, connu ou autre organisme",
        told="Une association, un service : pas le nom d’une personne.",
        names="noms-partenaires",
    )
    place = LineField(label="Lieu", max_length=200, required=False)
    moments = LineField(label="Jours et heures", max_length=TITLE_LENGTH, required=False)
    audience = LineField(label="Public", max_length=300, required=False)
    age_min = forms.IntegerField(label="De (ans)", min_value=0, max_value=120, required=False)
    age_max = forms.IntegerField(label="À (ans)", min_value=0, max_value=120, required=False)
    capacity = forms.IntegerField(label="Places", min_value=0, max_value=32_000, required=False)
    supervision = LineField(label="Encadrement", max_length=300, required=False)
    PICKED = {"operator": "partners"}
    NUMBERS = ("age_min", "age_max", "capacity")

    def __init__(self, *args: Any, lists: FileLists, **kwargs: Any) -> None:
        super().__init__(*args, lists=lists, **kwargs)  # type: ignore[arg-type]
        field: Any = self.fields["childcare"]
        field.choices = [("", "—"), *lists.childcares.items()]
        for name in self.NUMBERS:
            self.fields[name].widget = forms.TextInput({"inputmode": "numeric", "size": 4, "class": "form-control"})
            self.fields[name].error_messages["invalid"] = "Écrivez un nombre entier."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        low, high = given.get("age_min"), given.get("age_max")
        if low is not None and high is not None and low > high:
            self.add_error("age_max", "L’âge maximum est inférieur à l’âge minimum : inversez-les.")
        return given


ActivitySet = rows_of(ActivityForm, limit=ACTIVITIES_LIMIT)
ROW = ("title", "place", "moments", "audience", "age_min", "age_max", "capacity", "supervision")


def activity_set(lists: FileLists, activities: Sequence[Activity], data: Mapping[str, Any] | None = None) -> RowSet:
    """The rows of the activities of a plan, or what was sent of them."""
    initial = [initial_of(one) for one in activities] if data is None else None
    rows: RowSet = ActivitySet(data, initial=initial, prefix="activities", form_kwargs={"lists": lists})
    return rows


def initial_of(activity: Activity) -> dict[str, Any]:
    return {
        "key": activity.pk,
        "childcare": activity.childcare_id,
        "operator": pick_of(activity.partner_id, activity.operator_label),
        **{name: getattr(activity, name) for name in ROW},
    }


def activity_rows(rows: RowSet, lists: FileLists, held: Sequence[Row]) -> list[Row]:
    """The rows as the content of the plan holds them; once they are valid."""
    labels = {row["pk"]: row["operator_label"] for row in held}
    written = []
    for form in rows.rows:
        given = form.cleaned_data
        key = given["key"] if given.get("key") in labels else None
        partner, label = lists.named(given["operator"], labels.get(key, ""))
        said = {name: given[name] for name in ROW}
        written.append(
            {"pk": key, "childcare": given["childcare"], "partner": partner, "operator_label": label, **said}
        )
    return written


def pasted_data(read: Read, activities: Sequence[Activity], lists: FileLists) -> tuple[dict[str, Any], list[str]]:
    """The rows as if somebody had typed what was pasted below what is there; and what was left out, in sentences."""
    rows: list[dict[str, Any]] = []
    for known in map(initial_of, activities):
        picked: Pick = known.pop("operator")
        rows.append({**known, "operator": picked.pk or "", "operator-new": picked.new})
    notes = list(read.notes)
    by_name = {fold(name): pk for pk, name in lists.childcares.items()}
    for line in read.lines:
        said: dict[str, Any] = dict(line.cells)
        if name := said.pop("childcare", ""):
            said["childcare"] = by_name.get(fold(name), "")
            if not said["childcare"]:
                notes.append(
                    f"Ligne {line.number}, accueil\u00a0: « {name} » n’est pas un accueil de ce plan, laissé vide."
                )
        said["operator-new"] = said.pop("operator", "")
        rows.append(said)
    data = {"activities-TOTAL_FORMS": str(len(rows)), "activities-INITIAL_FORMS": "0"}
    for rank, row in enumerate(rows):
        given = {name: "" if value is None else str(value) for name, value in row.items()}
        data |= {f"activities-{rank}-{name}": value for name, value in {**given, "ORDER": str(rank + 1)}.items()}
    return data, notes
