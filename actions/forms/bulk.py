"""What is asked of many fiches at once; a field that is left empty changes nothing."""

from datetime import date
from typing import Any

from django import forms

from accounts.forms import BootstrapMixin
from accounts.text import fold
from actions.enums import STATUSES_OWING_A_REASON, Priority, Role, ScheduleKind, Status
from actions.forms.fields import FrenchDateField, LineField, SchoolYearField
from actions.forms.picks import PickField, TokensField
from actions.listing.changes import BULK_ROLES, BULK_STATUSES, LEAD_FILL, LEAD_REMOVE, LEAD_REPLACE, Changes
from partners.models import Partner, Scheme
from plans.models import TITLE_LENGTH, Plan

SAME = ("", "— ne pas changer —")
SCHEDULES = {
    ScheduleKind.DATE: "Fixer l’échéance",
    ScheduleKind.PERIOD: "Fixer le début et la fin",
    ScheduleKind.SCHOOL_YEAR: "Fixer l’année scolaire",
    ScheduleKind.YEARLY: "Chaque année",
    ScheduleKind.CONTINUOUS: "En continu",
    ScheduleKind.UNDEFINED: "Effacer les dates (non défini)",
}
NEEDED: dict[str, tuple[str, ...]] = {
    ScheduleKind.DATE: ("due_on",),
    ScheduleKind.PERIOD: ("starts_on", "due_on"),
    ScheduleKind.SCHOOL_YEAR: ("school_year",),
}
LEADS = {
    LEAD_REPLACE: "Mettre ce pilote partout, à la place de l’ancien",
    LEAD_FILL: "Mettre ce pilote aux fiches qui n’en ont pas",
    LEAD_REMOVE: "Retirer le pilote",
}


class BulkForm(BootstrapMixin, forms.Form):
    """The changes to make; `changes()` once it is valid. Two queries."""

    status = forms.ChoiceField(
        label="Statut", required=False, choices=[SAME, *((s.value, s.label) for s in BULK_STATUSES)]
    )
    status_reason = LineField(
        label="Motif du statut",
        required=False,
        max_length=TITLE_LENGTH,
        help_text="Obligatoire pour « Reportée », « Suspendue » et « Abandonnée ».",
    )
    priority = forms.TypedChoiceField(
        label="Priorité",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[SAME, *((p.value, p.label) for p in (Priority.HIGH, Priority.MEDIUM, Priority.LOW, Priority.NONE))],
    )
    schedule = forms.ChoiceField(
        label="Changement du calendrier",
        required=False,
        choices=[SAME, *((kind.value, said) for kind, said in SCHEDULES.items())],
    )
    starts_on = FrenchDateField(label="Début", required=False)
    due_on = FrenchDateField(label="Échéance", required=False, end=True)
    school_year = SchoolYearField(label="Année scolaire", required=False)
    lead = forms.ChoiceField(label="Changement de pilote", required=False, choices=[SAME, *LEADS.items()])
    leader = PickField(label="Nouveau pilote", required=False)
    add_partners = TokensField(label="Partenaires à ajouter")
    add_role = forms.ChoiceField(
        label="Leur rôle", initial=Role.PARTNER, choices=[(role.value, role.label) for role in BULK_ROLES]
    )
    remove_partners = TokensField(label="Partenaires à retirer")
    remove_role = forms.ChoiceField(
        label="De quel rôle",
        required=False,
        choices=[("", "Tous les rôles, sauf pilote"), *((role.value, role.label) for role in BULK_ROLES)],
    )
    add_schemes = TokensField(label="Dispositifs à ajouter")
    remove_schemes = TokensField(label="Dispositifs à retirer")

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Partner.objects.filter(territory=plan.territory).order_by().values_list("pk", "name")
        partners = dict(sorted(rows, key=lambda row: fold(row[1])))
        found = Scheme.objects.available_to(plan.territory).order_by()
        schemes = dict(sorted(((one.pk, str(one)) for one in found), key=lambda row: fold(row[1])))
        self.fields["leader"].offer(partners, [("", partners.items())])  # type: ignore[attr-defined]
        for name, known in (("partners", partners), ("schemes", schemes)):
            for verb in ("add", "remove"):
                self.fields[f"{verb}_{name}"].offer(known)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self._check_status(given)
        self._check_schedule(given)
        self._check_lists(given)
        if not self.errors and not self.changes():
            raise forms.ValidationError("Choisissez au moins une chose à changer.")
        return given

    def changes(self) -> Changes:
        given = self.cleaned_data
        leads = given.get("lead") in (LEAD_REPLACE, LEAD_FILL)
        dates = NEEDED.get(given.get("schedule") or "", ())
        return Changes(
            status=given["status"],
            reason=given["status_reason"],
            priority=given["priority"],
            schedule=given["schedule"],
            starts_on=_iso(given["starts_on"]) if "starts_on" in dates else None,
            due_on=_iso(given["due_on"]) if "due_on" in dates else None,
            school_year=given["school_year"] if "school_year" in dates else None,
            lead=given["lead"],
            leader=given["leader"].pk if leads else None,
            add_role=given["add_role"],
            add_partners=given["add_partners"].pks,
            remove_role=given["remove_role"],
            remove_partners=given["remove_partners"].pks,
            add_schemes=given["add_schemes"].pks,
            remove_schemes=given["remove_schemes"].pks,
        )

    def _check_status(self, given: dict[str, Any]) -> None:
        status, reason = given.get("status"), given.get("status_reason")
        if status in STATUSES_OWING_A_REASON and not reason and "status_reason" not in self.errors:
            self.add_error("status_reason", f"Le statut « {Status(status).label} » demande un motif.")
        if reason and not status and "status" not in self.errors:
            self.add_error("status", "Choisissez le statut que ce motif explique.")

    def _check_schedule(self, given: dict[str, Any]) -> None:
        kind = given.get("schedule") or ""
        for name in NEEDED.get(kind, ()):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, f"À indiquer pour « {SCHEDULES[ScheduleKind(kind)]} ».")
        for name in ("starts_on", "due_on", "school_year"):
            if given.get(name) and not kind and "schedule" not in self.errors:
                self.add_error("schedule", "Choisissez ce que cette date change.")
        start, due = given.get("starts_on"), given.get("due_on")
        if kind == ScheduleKind.PERIOD and start and due and due < start:
            self.add_error("due_on", "L’échéance précède le début.")

    def _check_lists(self, given: dict[str, Any]) -> None:
        leader = given.get("leader")
        if given.get("lead") in (LEAD_REPLACE, LEAD_FILL) and not leader and "leader" not in self.errors:
            self.add_error("leader", "Choisissez le nouveau pilote.")
        if leader and not given.get("lead") and "lead" not in self.errors:
            self.add_error("lead", "Choisissez ce que ce pilote change.")
        for name in ("partners", "schemes"):
            add, remove = given.get(f"add_{name}"), given.get(f"remove_{name}")
            if not add or not remove or not {*add.pks} & {*remove.pks}:
                continue
            if name == "schemes" or given.get("remove_role") in ("", given.get("add_role")):
                self.add_error(f"remove_{name}", "Le même nom est à ajouter et à retirer : choisissez l’un des deux.")


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
