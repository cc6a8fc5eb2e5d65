"""The forms of an instance and of its seats, and of a meeting that is prepared."""

import re
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.aggregates import Content, Row
from accounts.forms import BootstrapMixin
from accounts.text import fold
from actions.forms.fields import FrenchDateField, LineField, ProseField
from actions.forms.lists import Lists
from actions.forms.picks import Pick, PickField
from actions.forms.rows import RowForm, RowSet, rows_of
from plans.enums import CommitteeKind, SeatQuality
from plans.models import LONG_TEXT_LENGTH, Committee, Meeting

_HOUR = re.compile(r"(\d{1,2})(?:\s*[h:]\s*(\d{2})?)?(?:\s*min)?")


class HourField(forms.Field):
    """« 14 h 30 », « 14:30 », « 9h »; written back as « 14:30 »."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update(placeholder="hh:mm", maxlength=12, autocomplete="off", size=6)

    def to_python(self, value: Any) -> time | None:
        if isinstance(value, time) or value in self.empty_values:
            return value or None
        match = _HOUR.fullmatch(str(value).replace("\u00a0", " ").strip().lower())
        if match is None or int(match[1]) > 23 or int(match[2] or 0) > 59:
            raise ValidationError("Écrivez une heure comme 14:30 ou 14 h 30.", code="hour")
        return time(int(match[1]), int(match[2] or 0))

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value


class CommitteeForm(BootstrapMixin, forms.Form):
    kind = forms.ChoiceField(label="Type d’instance", choices=CommitteeKind.choices, initial=CommitteeKind.COPIL)
    name = LineField(
        label="Nom",
        max_length=200,
        required=False,
        help_text="Laissé vide, c’est celui du type : « Comité de pilotage (COPIL) ».",
    )
    frequency = LineField(
        label="Fréquence",
        max_length=200,
        required=False,
        help_text="Par exemple : deux fois par an, en juin et octobre.",
    )
    purpose = ProseField(label="Rôle", max_length=LONG_TEXT_LENGTH, required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name") and given.get("kind"):
            given["name"] = str(CommitteeKind(given["kind"]).label)
        return given

    @staticmethod
    def initial_of(committee: Committee) -> dict[str, Any]:
        return {name: getattr(committee, name) for name in ("kind", "name", "frequency", "purpose")}


class SeatForm(RowForm):
    partner = PickField(
        label="Organisme",
        new="nom d’un partenaire, ou autre organisme",
        told="Un partenaire connu est retrouvé ; un autre organisme reste comme vous l’écrivez.",
        names="noms-partenaires",
        error_messages={"required": "Indiquez l’organisme qui siège, ou retirez la ligne."},
    )
    function = LineField(label="Fonction", max_length=200, required=False)
    quality = forms.ChoiceField(label="Qualité", choices=SeatQuality.choices, initial=SeatQuality.MEMBER)
    contact = PickField(
        label="Contact à inviter",
        new="nom d’un contact du partenaire",
        told="Un contact de l’annuaire ; son nom n’est imprimé nulle part.",
        required=False,
    )
    PICKED: ClassVar[dict[str, str]] = {"partner": "partners", "contact": "contacts"}

    def known(self, source: str) -> dict[int, str]:
        if source == "contacts":
            return {pk: name for pk, (_, name) in self.lists.contacts.items()}
        return super().known(source)

    def clean_partner(self) -> Pick:
        """A name that the directory knows is that partner."""
        given: Pick = self.cleaned_data["partner"]
        known = self.lists.names.partner(given.new) if given.new else None
        return Pick(pk=known) if known else given

    def clean_contact(self) -> Pick:
        """One of the directory, of that partner."""
        given: Pick = self.cleaned_data["contact"]
        partner: Pick = self.cleaned_data.get("partner") or Pick()
        if given.new:
            named = [pk for pk, (of, name) in self.lists.contacts.items() if fold(name).startswith(fold(given.new))]
            own = [pk for pk in named if self.lists.contacts[pk][0] == partner.pk] or named
            if len(own) != 1:
                raise ValidationError(f"Aucun contact de l’annuaire ne s’appelle « {given.new} » : ajoutez-le d’abord.")
            given = Pick(pk=own[0])
        if given.pk and self.lists.contacts[given.pk][0] != partner.pk:
            owner = self.lists.partners[self.lists.contacts[given.pk][0]]
            raise ValidationError(f"Ce contact est celui de « {owner} » : choisissez-en un de cet organisme.")
        return given


SeatSet = rows_of(SeatForm)


def seat_set(committee: Committee | None, lists: Lists, data: Any = None) -> RowSet:
    """The seats of an instance as rows, or what was sent of them: each row that was sent stands for itself."""
    seats = committee.seats.all() if committee and data is None else ()
    initial = [
        {
            "key": seat.pk,
            "partner": Pick(pk=seat.partner_id) if seat.partner_id else Pick(new=seat.organisation),
            "function": seat.function,
            "quality": seat.quality,
            "contact": Pick(pk=seat.contact_id),
        }
        for seat in seats
    ]
    rows: RowSet = SeatSet(data, initial=initial, prefix="seats", form_kwargs={"lists": lists})
    return rows


def seat_rows(rows: RowSet) -> list[Row]:
    """The rows as the content of the instance holds them; once they are valid."""
    written: list[Row] = []
    for form in rows.rows:
        given = form.cleaned_data
        partner: Pick = given["partner"]
        written.append(
            {
                "pk": given.get("key"),
                "partner": partner.pk,
                "organisation": partner.new,
                "function": given["function"],
                "quality": given["quality"],
                "contact": given["contact"].pk,
            }
        )
    return written


class MeetingForm(BootstrapMixin, forms.Form):
    """When and where, and the words of the convocation."""

    day = FrenchDateField(label="Date", months=False, error_messages={"required": "Indiquez la date de la réunion."})
    begins = HourField(label="De", error_messages={"required": "Indiquez l’heure du début."})
    ends = HourField(label="À", required=False)
    place = LineField(label="Lieu", max_length=200, required=False)
    link = forms.URLField(
        label="Visioconférence",
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Écrivez une adresse complète, comme https://exemple.fr/salle."},
    )
    invitation = ProseField(
        label="Texte de la convocation",
        max_length=LONG_TEXT_LENGTH,
        required=False,
        rows=5,
        help_text="Date, lieu et ordre du jour s’ajoutent d’eux-mêmes. Laissé vide, un texte d’usage est écrit.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, ends = given.get("begins"), given.get("ends")
        if begins and ends and ends <= begins:
            self.add_error("ends", "La fin de la réunion suit son début.")
        return given

    def content(self) -> Content:
        """What it says, as the content of a meeting holds it; once valid."""
        given = self.cleaned_data
        ends = given.get("ends")
        return {
            "starts_at": _at(given["day"], given["begins"]),
            "ends_at": _at(given["day"], ends) if ends else None,
            **{name: given[name] for name in ("place", "link", "invitation")},
        }

    @staticmethod
    def initial_of(meeting: Meeting) -> dict[str, Any]:
        starts = timezone.localtime(meeting.starts_at)
        return {
            "day": starts.date(),
            "begins": starts.time(),
            "ends": timezone.localtime(meeting.ends_at).time() if meeting.ends_at else None,
            **{name: getattr(meeting, name) for name in ("place", "link", "invitation")},
        }


class AgendaForm(RowForm):
    title = LineField(label="Point", max_length=300, error_messages={"required": "Nommez ce point."})
    presenter = LineField(label="Présenté par (fonction)", max_length=200, required=False)


AgendaSet = rows_of(AgendaForm)


def agenda_set(initial: list[dict[str, Any]], data: Any = None) -> RowSet:
    rows: RowSet = AgendaSet(
        data, initial=initial if data is None else [], prefix="agenda", form_kwargs={"lists": None}
    )
    return rows


def agenda_rows(rows: RowSet, known: list[Row]) -> list[Row]:
    """The points as the content of the meeting holds them, each with the exchanges that are written of it already."""
    notes = {row["pk"]: row["note"] for row in known}
    given = (form.cleaned_data for form in rows.rows)
    return [
        {"pk": one.get("key"), "title": one["title"], "presenter": one["presenter"], "note": notes.get(one["key"], "")}
        for one in given
    ]


class CancelForm(BootstrapMixin, forms.Form):
    reason = LineField(
        label="Motif de l’annulation",
        max_length=300,
        error_messages={"required": "Dites pourquoi la réunion est annulée : les personnes convoquées le liront."},
    )


def _at(day: Any, hour: time) -> str:
    return timezone.make_aware(datetime.combine(day, hour)).isoformat()
