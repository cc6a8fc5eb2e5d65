"""Partners in the forms of a dossier: a known one is linked, another organisation stays as it is written."""

from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from actions.forms.picks import Pick
from actions.names import Names
from partners.models import Partner
from plans.models import Childcare, Plan

TOLD = "Un partenaire de l’annuaire est retrouvé ; un autre organisme reste comme vous l’écrivez."


@dataclass(slots=True)
class FileLists:
    """What the rows of a dossier pick from: the partners of the territory, the accueils of the plan. Two queries."""

    plan: Plan
    partners: dict[int, str]
    childcares: dict[int, str] = field(default_factory=dict)
    known_names: Names | None = None

    @classmethod
    def load(cls, plan: Plan) -> "FileLists":
        partners = Partner.objects.filter(territory=plan.territory_id).order_by("name").values_list("pk", "name")
        childcares = Childcare.objects.filter(plan=plan).values_list("pk", "name")
        return cls(plan, dict(partners), dict(childcares))

    def more(self, source: str) -> str:
        """The address that proposes more of what people type."""
        return reverse(f"suggestions:{source}", args=[self.plan.territory.slug])

    def named(self, pick: Pick, kept: str = "") -> tuple[int | None, str]:
        """The key of the partner that was chosen or written, else the words; those of `kept` stay words."""
        if pick.pk or not pick.new:
            return pick.pk, ""
        if pick.new != kept:
            if self.known_names is None:
                self.known_names = Names.load(self.plan.territory)
            if known := self.known_names.partner(pick.new):
                return known, ""
        return None, pick.new


def offer(form: Any, name: str, lists: FileLists) -> None:
    """Let a PickField of a form choose among the partners."""
    chosen = form[name].value()[0]
    picking = form.fields[name]
    picking.offer(lists.partners, chosen=[int(chosen)] if chosen.isdecimal() else [])
    picking.widget.attrs["data-combobox-url"] = lists.more("partners")


def pick_of(partner: int | None, label: str) -> Pick:
    return Pick(pk=partner) if partner else Pick(new=label)
