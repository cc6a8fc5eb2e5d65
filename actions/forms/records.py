"""What a meeting gave: who came, what was said of each point, what was decided, when the next one is."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from accounts.aggregates import Content, Row
from accounts.forms import BootstrapMixin
from actions.committees.words import seat_said
from actions.enums import STATUSES_OWING_A_REASON, Priority, Status
from actions.forms.fields import FrenchDateField, LineField, ProseField
from actions.forms.lists import Lists
from actions.forms.picks import Pick, PickField
from actions.forms.rows import RowForm, RowSet, rows_of
from plans.enums import Presence
from plans.models import LONG_TEXT_LENGTH, TITLE_LENGTH, Meeting

STATUSES = [(status.value, status.label) for status in Status if status is not Status.MERGED]
ASKED = ("action", "new_status", "status_reason", "new_priority")  # what is carried to a fiche
KEPT = ("applied_at", "applied_by")


class RecordForm(BootstrapMixin, forms.Form):
    minutes = ProseField(label="Compte rendu", max_length=LONG_TEXT_LENGTH, required=False, rows=4)
    next_on = FrenchDateField(label="Prochaine réunion", required=False, months=False)

    def __init__(self, *args: Any, held_on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held_on = held_on

    def clean_next_on(self) -> date | None:
        given: date | None = self.cleaned_data["next_on"]
        if given and given <= self.held_on:
            raise ValidationError(f"La prochaine réunion vient après celle-ci, le {self.held_on:%d/%m/%Y}.")
        return given


class AttendanceForm(RowForm):
    seat = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    label = LineField(
        label="Organisme et fonction",
        max_length=420,
        error_messages={"required": "Indiquez l’organisme, jamais le nom d’une personne."},
    )
    presence = forms.ChoiceField(label="Présence", choices=[("", "à noter"), *Presence.choices], required=False)


class ExchangeForm(RowForm):
    note = ProseField(label="Échanges", max_length=LONG_TEXT_LENGTH, required=False, rows=2)


class DecisionForm(RowForm):
    text = ProseField(
        label="Décision",
        rows=2,
        max_length=LONG_TEXT_LENGTH,
        error_messages={"required": "Écrivez la décision, ou retirez la ligne."},
    )
    action = PickField(
        label="Fiche concernée",
        required=False,
        new="numéro ou titre de la fiche",
        told="Une fiche de ce plan.",
        names="noms-fiches",
    )
    new_status = forms.ChoiceField(label="Nouveau statut", choices=[("", "inchangé"), *STATUSES], required=False)
    new_priority = forms.TypedChoiceField(
        label="Nouvelle priorité",
        choices=[("", "inchangée"), *Priority.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    status_reason = LineField(label="Motif (report, suspension, abandon)", max_length=TITLE_LENGTH, required=False)
    who = LineField(label="Qui", max_length=200, required=False)
    due_on = FrenchDateField(label="Pour le", required=False, end=True)
    done_on = FrenchDateField(label="Fait le", required=False, months=False)
    PICKED: ClassVar[dict[str, str]] = {"action": "fiches"}

    def clean_action(self) -> Pick:
        given: Pick = self.cleaned_data["action"]
        if given.new:
            given = Pick(pk=self.lists.fiche_named(given.new))
        if given.pk and given.pk not in set(self.lists.own_fiches):
            raise ValidationError("Cette fiche est celle d’un autre plan : choisissez-en une de ce plan.")
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        asks = given.get("new_status") or given.get("new_priority") is not None
        if asks and "action" not in self.errors and not given.get("action"):
            self.add_error("action", "Choisissez la fiche dont le statut ou la priorité change.")
        status = given.get("new_status")
        if status in STATUSES_OWING_A_REASON and not given.get("status_reason"):
            self.add_error("status_reason", f"Le statut « {Status(status).label} » demande un motif.")
        return given


AttendanceSet = rows_of(AttendanceForm, extra=1, can_order=False)
NoteSet = rows_of(ExchangeForm, extra=0, can_order=False)
DecisionSet = rows_of(DecisionForm, extra=1)


class Record:
    """The whole form of a meeting. `stored` is its content; `all_present` notes « Présent » where nothing is."""

    def __init__(
        self,
        meeting: Meeting,
        stored: Content,
        lists: Lists,
        data: QueryDict | None = None,
        *,
        all_present: bool = False,
    ) -> None:
        self.meeting, self.stored, self.lists = meeting, stored, lists
        self.main = RecordForm(
            data,
            initial={"minutes": meeting.minutes, "next_on": meeting.next_on},
            held_on=timezone.localdate(meeting.starts_at),
        )
        if data is not None and all_present:
            data = _filled(data)
        is_new = data is None  # a row that was sent stands for itself
        attendances = _attendances(meeting, stored) if is_new else []
        notes = [{"key": row["pk"], "note": row["note"]} for row in stored["agenda"]] if is_new else []
        decisions = [_initial(row) for row in stored["decisions"]] if is_new else []
        self.attendances: RowSet = AttendanceSet(
            data, initial=attendances, prefix="attendances", form_kwargs={"lists": None}
        )
        self.notes: RowSet = NoteSet(data, initial=notes, prefix="notes", form_kwargs={"lists": None})
        self.decisions: RowSet = DecisionSet(data, initial=decisions, prefix="decisions", form_kwargs={"lists": lists})

    def is_valid(self) -> bool:
        answers = [one.is_valid() for one in (self.main, self.attendances, self.notes, self.decisions)]
        return all(answers)  # each of them says its errors

    @property
    def points(self) -> list[tuple[str, Any]]:
        """The title of each point of the agenda, with the form of what was said of it."""
        titles = {str(row["pk"]): row["title"] for row in self.stored["agenda"]}
        return [(titles[key], form) for form in self.notes if (key := str(form["key"].value() or "")) in titles]

    def content(self, now: Content) -> Content:
        """What it says, as the content of a meeting holds it; `now` is that content when it is written. Once valid."""
        return {
            **self.main.cleaned_data,
            "agenda": self._agenda(now),
            "attendances": [self._attendance(form.cleaned_data) for form in self.attendances.rows if _noted(form)],
            "decisions": self._decisions(now),
        }

    def _agenda(self, now: Content) -> list[Row]:
        notes = {form.cleaned_data["key"]: form.cleaned_data["note"] for form in self.notes.forms if form.cleaned_data}
        return [{**row, "note": notes.get(row["pk"], row["note"])} for row in now["agenda"]]

    def _attendance(self, given: dict[str, Any]) -> Row:
        return {"pk": given.get("key"), **{name: given[name] for name in ("seat", "label", "presence")}}

    def _decisions(self, now: Content) -> list[Row]:
        """What was carried to its fiche stays so as long as the decision asks the same of the same fiche."""
        known = {row["pk"]: row for row in now["decisions"]}
        written: list[Row] = []
        for form in self.decisions.rows:
            given = form.cleaned_data
            row: Row = {name: given[name] for name in ("text", "who", "new_status", "status_reason", "new_priority")}
            row |= {"pk": given.get("key"), "action": given["action"].pk}
            row |= {name: given[name].isoformat() if given[name] else None for name in ("due_on", "done_on")}
            former = known.get(given.get("key"))
            if former and all(_bare(former[name]) == _bare(row[name]) for name in ASKED):
                row |= {name: former[name] for name in KEPT}
            written.append(row)
        return written


def _attendances(meeting: Meeting, stored: Content) -> list[dict[str, Any]]:
    """What is noted already, then the seats of the instance of whom nothing is."""
    rows = [
        {"key": row["pk"], "seat": _bare(row["seat"]), "label": row["label"], "presence": row["presence"]}
        for row in stored["attendances"]
    ]
    noted = {row["seat"] for row in rows}
    seats = meeting.committee.seats.select_related("partner")
    return [*rows, *({"seat": s.pk, "label": seat_said(s), "presence": ""} for s in seats if s.pk not in noted)]


def _filled(data: QueryDict) -> QueryDict:
    """The same form with « Présent » wherever nothing was noted."""
    filled = data.copy()
    for name, value in data.items():
        rank = name.removesuffix("-presence")
        if name.startswith("attendances-") and rank != name and not value and data.get(f"{rank}-label"):
            filled[name] = Presence.PRESENT.value
    return filled


def _noted(form: Any) -> bool:
    return bool(form.cleaned_data.get("presence"))


def _initial(row: Row) -> dict[str, Any]:
    dates = {name: date.fromisoformat(row[name]) for name in ("due_on", "done_on") if row.get(name)}
    return {**row, "key": row["pk"], "action": Pick(pk=_bare(row["action"])), **dates}


def _bare(value: Any) -> Any:
    """A value without its label; a blank one is None."""
    return value["pk"] if isinstance(value, dict) else None if value == "" else value
