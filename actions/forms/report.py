"""What the person who leads a fiche reports: status, progress, weather, steps and the bilan of the year."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import formset_factory
from django.http import QueryDict
from django.utils import timezone

from accounts.aggregates import Content, Row, bare
from accounts.forms import BootstrapMixin
from actions.enums import STATUSES_OWING_A_REASON, Status, Weather
from actions.forms.fields import LineField, YearField
from actions.forms.rows import ROWS_LIMIT, NoteForm, RowSet, StepForm, this_year
from actions.models import PROGRESS_STEPS, Action
from plans.models import TITLE_LENGTH

RECENT = 1  # the bilans of this year and of so many before it are there to be completed
MAIN = ("status", "status_reason", "progress", "weather")


class MainForm(BootstrapMixin, forms.Form):
    """Where the fiche stands. Merging it into another is not the business of who leads it."""

    status = forms.ChoiceField(label="Statut")
    progress = forms.TypedChoiceField(
        label="Avancement",
        choices=[("", "—"), *((step, f"{step} %") for step in PROGRESS_STEPS)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    weather = forms.ChoiceField(label="Météo", choices=[("", "—"), *Weather.choices], required=False)
    status_reason = LineField(label="Motif (report, suspension, abandon)", max_length=TITLE_LENGTH, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.initial["status"]
        choices = [(status.value, status.label) for status in Status if status != Status.MERGED or now == status]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        status = given.get("status")
        if status in STATUSES_OWING_A_REASON and not given.get("status_reason") and "status_reason" not in self.errors:
            self.add_error("status_reason", f"Le statut « {Status(status).label} » demande un motif.")
        return given


class NoteLine(NoteForm):
    """A bilan; without a year, of this one."""

    year = YearField(label="Année", required=False, initial=this_year)
    field_order = ["year", "written_on", "text"]

    def has_changed(self) -> bool:
        """A line with nothing but its year says nothing yet."""
        return any(name not in ("key", "year", "ORDER", "DELETE") for name in self.changed_data)

    def clean_year(self) -> int:
        return self.cleaned_data["year"] or this_year()


def _set(form: type[forms.Form], extra: int) -> Any:
    return formset_factory(
        form, formset=RowSet, extra=extra, can_delete=True, max_num=ROWS_LIMIT, validate_max=True,
        absolute_max=ROWS_LIMIT + 100,
    )  # fmt: skip


StepSet, NoteSet = _set(StepForm, 0), _set(NoteLine, 1)


class Report:
    """The compact form of one fiche; `stored` is its content, `seen` its token. Bound to the POST that holds it."""

    def __init__(self, action: Action, stored: Content, seen: str, data: QueryDict | None = None) -> None:
        self.action, self.stored = action, stored
        self.prefix = f"f{action.pk}"
        bound = data if data is not None and f"{self.prefix}-seen" in data else None
        self.is_bound = bound is not None
        self.seen = str(bound[f"{self.prefix}-seen"]) if bound is not None else seen
        self.error = self.said = ""
        self.conflict = False
        since = timezone.localdate().year - RECENT
        self.older = [row for row in stored["notes"] if row["year"] < since]
        recent = [row for row in stored["notes"] if row["year"] >= since]
        steps = [] if bound else [_initial(row) for row in stored["steps"]]  # a row that was sent stands for itself
        notes = [] if bound else [_initial(row) for row in recent]
        rows = {"form_kwargs": {"lists": None}}
        self.main = MainForm(bound, prefix=self.prefix, initial={name: stored[name] for name in MAIN})
        self.steps = StepSet(bound, prefix=f"{self.prefix}-steps", initial=steps, **rows)
        self.notes = NoteSet(bound, prefix=f"{self.prefix}-notes", initial=notes, **rows)

    def is_valid(self) -> bool:
        return all([self.main.is_valid(), self.steps.is_valid(), self.notes.is_valid()])

    @property
    def refused(self) -> bool:
        return bool(self.error or self.conflict or (self.is_bound and not self.is_valid()))

    @property
    def to_do(self) -> int:
        """How many steps are not done yet."""
        return sum(1 for row in self.stored["steps"] if not row["done_on"])

    def content(self) -> Content:
        """What the form says, as `accounts.aggregates` writes it; once valid."""
        part: Content = {name: self.main.cleaned_data[name] for name in MAIN}
        part["steps"] = self._rows("steps", self.steps, ("title", "who", "due_on", "done_on"))
        part["notes"] = [*self._rows("notes", self.notes, ("year", "written_on", "text")), *self.older]
        part["notes"].sort(key=lambda row: -row["year"])
        return part

    def says_something(self) -> bool:
        """Whether it differs from what the database holds; once valid."""
        return any(bare(value) != bare(self.stored[name]) for name, value in self.content().items())

    def refuse(self, error: ValidationError) -> None:
        self.error = " ".join(error.messages)

    def _rows(self, name: str, rows: Any, fields: tuple[str, ...]) -> list[Row]:
        known = {row["pk"]: row for row in self.stored[name]}
        written = []
        for form in rows.rows:
            given = form.cleaned_data
            row = {**known.get(given["key"], {}), **{field: _json(given[field]) for field in fields}}
            written.append(row if given["key"] in known else {k: v for k, v in row.items() if k != "pk"})
        return written


def _initial(row: Row) -> dict[str, Any]:
    """A stored row for its form: its key, and dates as dates."""
    dates = {name: date.fromisoformat(row[name]) for name in ("due_on", "done_on", "written_on") if row.get(name)}
    return {**row, "key": row["pk"], **dates}


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
