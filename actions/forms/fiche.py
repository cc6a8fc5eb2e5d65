"""The whole form of a fiche: its fields, its rows, the sections of downstream apps; all of it is one content."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest

from accounts.aggregates import Content, Row
from actions.enums import PlaceKind, Role
from actions.forms.action import ActionForm
from actions.forms.doubts import NEW, Doubt, doubts_of, field_name
from actions.forms.faults import Fault, faults_of, field_faults
from actions.forms.lists import Lists
from actions.forms.picks import Pick
from actions.forms.rows import SETS
from actions.models import Action
from actions.parts import FormPart, Section, sections
from plans.models import Plan

FIELDS = {
    "participations": ("role", "partner", "contact"),
    "fundings": (
        "partner", "funder_label", "scheme", "year", "kind", "nature", "status",
        "planned", "requested", "granted", "spent",
    ),
    "steps": ("title", "who", "due_on", "done_on"),
    "links": ("group", "target", "text"),
    "notes": ("year", "written_on", "text"),
    "documents": ("title", "url", "file"),
}  # fmt: skip


SECTIONS = "*"  # where the sections of downstream apps stand
PAGE = (
    "title", "number", "number_suffix", "code", "version_label", "objective", "also_serves", "theme", "position",
    "is_doubtful", "status", "priority", "nature", "horizon", "progress", "weather", "status_reason", "merged_into",
    "challenge", "context", "objectives_text", "description", "outputs", "expected_effects",
    "audiences", "audience_note", "age_min", "age_max", "age_band", "child_times", "scales", "scale_note", "places",
    "domains", "new_places", "charter_axes", "participations", "more_partners", "elected_lead", "schemes",
    "funding_note", "fundings", "schedule_kind", "starts_on", "due_on", "school_year", "schedule_note", "steps",
    SECTIONS, "links", "notes", "documents",
)  # fmt: skip
TITLES = {
    "new_places": "Nouveaux lieux",
    "participations": "Partenaires",
    "fundings": "Financements",
    "steps": "Étapes",
    "links": "Liens",
    "notes": "Bilans",
    "documents": "Documents",
}


@dataclass(frozen=True, slots=True)
class BoundSection:
    section: Section
    part: FormPart


class FicheForm:
    """Bound when the request is a POST. `action` has no key for a fiche that is being created."""

    def __init__(self, request: HttpRequest, plan: Plan, action: Action) -> None:
        self.action, self.plan = action, plan
        self.lost: list[str] = []  # sentences for what went away while the person was typing
        self.lists = Lists.load(plan, action)
        self.doubts: list[Doubt] = []  # the new names that resemble a known partner, once asked
        self.given = request.POST
        data = request.POST if request.method == "POST" else None
        self.stored: dict[str, list[Row]] = {name: self._stored(name) for name in FIELDS}
        self.main = ActionForm(data, instance=action, lists=self.lists, initial=self._initial())
        self.rows = {
            name: made(
                data,
                prefix=name,
                initial=self._row_initial(name) if data is None else None,
                form_kwargs={"lists": self.lists},
            )
            for name, made in SETS.items()
        }
        self.sections = [BoundSection(section, section.build(request, action)) for section in sections()]

    def is_valid(self) -> bool:
        """Every part is asked, so that every error is shown at once."""
        valid = all(
            [
                self.main.is_valid(),
                *(rows.is_valid() for rows in self.rows.values()),
                *(bound.part.is_valid() for bound in self.sections),
            ]
        )
        self.doubts = doubts_of(self.plan.territory, self._new_partners(), self.lists.partners, self.given)
        return valid and all(doubt.choice for doubt in self.doubts)

    def faults(self) -> list[Fault]:
        """The errors of the whole page in its order."""
        faults = [Fault("", "", "", str(message)) for message in self.main.non_field_errors()]
        for name in PAGE:
            if name == SECTIONS:
                for bound in self.sections:
                    faults += [fault for form in bound.part.forms for fault in faults_of(form, bound.section.title)]
            elif name in self.rows:
                faults += faults_of(self.rows[name], TITLES[name])
            else:
                faults += field_faults(self.main, name)
            if name == "more_partners":
                faults += [doubt.fault for doubt in self.doubts if not doubt.choice]
        return faults

    def content(self) -> Content:
        """What the form says, as `accounts.aggregates` writes it; creates the partners, contacts, dispositifs and
        places that it names and that the territory lacks. Only once valid, inside the transaction that writes."""
        part = self.main.content()
        part["places"] = sorted([*part["places"], *self._new_places()], key=lambda one: int(one["pk"]))
        part["participations"] = self._participations()
        part["scheme_uses"] = self._scheme_uses()
        part["fundings"] = [self._funding(form.cleaned_data) for form in self.rows["fundings"].rows]
        for name in ("steps", "links", "notes"):
            part[name] = [self._row(name, form.cleaned_data) for form in self.rows[name].rows]
        part["documents"] = [self._document(form) for form in self.rows["documents"].rows]
        return part

    def refuse(self, error: ValidationError) -> None:
        """Show what only the database could refuse: a number that somebody took a moment ago."""
        if not hasattr(error, "error_dict"):
            self.main.add_error(None, error)
            return
        for name, messages in error.message_dict.items():
            self.main.add_error(name if name in self.main.fields else None, messages)

    def save_sections(self, action: Action) -> None:
        for bound in self.sections:
            bound.part.save(action)

    @property
    def created(self) -> list[str]:
        """What `content()` had to create: « le partenaire « Radio Vallée » »."""
        return self.lists.known_names.created if self.lists.known_names else []

    def _initial(self) -> dict[str, Any]:
        if not self.action.pk:
            return {"position": None, "objective": self.action.objective_id, "theme": self.action.theme_id}
        return {
            "schemes": list(self.lists.scheme_uses),
            "objective": self.action.objective_id,
            "theme": self.action.theme_id,
            "merged_into": self.action.merged_into_id,
            **{
                name: list(getattr(self.action, name).values_list("pk", flat=True))
                for name in ("also_serves", "domains", "audiences", "scales", "child_times", "places", "charter_axes")
            },
        }

    def _stored(self, name: str) -> list[Row]:
        """The rows of a list as the database holds them."""
        if not self.action.pk:
            return []
        return list(getattr(self.action, name).values("pk", *FIELDS[name]))

    def _row_initial(self, name: str) -> list[dict[str, Any]]:
        rows = [{"key": row["pk"], **row} for row in self.stored.get(name, [])]
        for row in rows:
            if name == "fundings" and not row["partner"]:
                row["partner"] = Pick(new=row["funder_label"])
        return rows

    def _key(self, name: str, given: dict[str, Any]) -> int | None:
        known = {row["pk"] for row in self.stored[name]}
        return given["key"] if given.get("key") in known else None

    def _row(self, name: str, given: dict[str, Any], **more: Any) -> Row:
        values = {**given, **more}
        return {"pk": self._key(name, given), **{field: _json(values.get(field)) for field in FIELDS[name]}}

    def _participations(self) -> list[Row]:
        rows = []
        for form in self.rows["participations"].rows:
            given = form.cleaned_data
            partner, contact = self._partner(given["partner"]), given["contact"]
            if contact.new:
                contact = Pick(pk=self.lists.names.make_contact(partner, contact.new))
            rows.append(self._row("participations", given, partner=Pick(pk=partner), contact=contact))
        held = {row["partner"]["pk"] for row in rows if row["role"] == Role.PARTNER}
        for name in self.main.cleaned_data["more_partners"]:
            partner = self._named(name)
            if partner not in held:
                held.add(partner)
                rows.append(
                    {"pk": None, "role": Role.PARTNER.value, "partner": _json(Pick(pk=partner)), "contact": None}
                )
        return rows

    def _scheme_uses(self) -> list[Row]:
        """The dispositifs in their order; a row that was there keeps its key."""
        chosen = self.main.cleaned_data["schemes"]
        schemes = dict.fromkeys([*chosen.pks, *map(self.lists.names.make_scheme, chosen.new)])
        return [{"pk": self.lists.scheme_uses.get(scheme), "scheme": _json(Pick(pk=scheme))} for scheme in schemes]

    def _funding(self, given: dict[str, Any]) -> Row:
        """A funder that was typed is a partner when the directory knows the name, else another source as written."""
        funder, scheme = given["partner"], given["scheme"]
        label = funder.new
        kept = {row["funder_label"] for row in self.stored["fundings"]}
        if label and label not in kept and (known := self.lists.names.partner(label)):
            funder, label = Pick(pk=known), ""
        if scheme.new:
            scheme = Pick(pk=self.lists.names.make_scheme(scheme.new))
        return self._row("fundings", given, partner=Pick(pk=funder.pk), funder_label=label, scheme=scheme)

    def _document(self, form: Any) -> Row:
        given = form.cleaned_data
        return self._row("documents", given, url=given.get("url", ""), file=form.kept_file)

    def _new_places(self) -> list[Row]:
        names = self.lists.names
        chosen = set(self.main.cleaned_data["places"].pks)
        made = dict.fromkeys(
            names.make_place(PlaceKind(given["kind"]), given["name"], given["code"])
            for given in (form.cleaned_data for form in self.rows["new_places"].rows)
        )
        return [{"pk": pk, "label": ""} for pk in made if pk not in chosen]

    def _partner(self, pick: Pick) -> int:
        return pick.pk or self._named(pick.new)

    def _named(self, name: str) -> int:
        """The partner of that name: the known one that it resembles when the person said so, else created."""
        said = {doubt.key: doubt.known for doubt in self.doubts if doubt.choice != NEW}
        return said.get(field_name(name)) or self.lists.names.make_partner(name)

    def _new_partners(self) -> list[str]:
        """The names that would be created as partners."""
        picks = [form.cleaned_data.get("partner") for form in self.rows["participations"].rows]
        typed = [*(pick.new for pick in picks if pick), *self.main.cleaned_data.get("more_partners", [])]
        return [name for name in typed if name and self.lists.names.partner(name) is None]


def _json(value: Any) -> Any:
    if isinstance(value, Pick):
        return {"pk": value.pk, "label": ""} if value.pk else None
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value
