"""The commitments of a partner across the plans of its territory, from the database."""

from dataclasses import replace
from datetime import date

from accounts.models import Territory
from actions.mentions import Names
from annexes.applying.directory import without_private_contacts
from annexes.contents.commitments import Commitments, Committed, commitments_of
from annexes.edition import Edition
from annexes.editions import edition_of
from annexes.load import load
from partners.models import Partner
from plans.models import Plan


def committed(partner: Partner) -> Committed:
    """The partner with its names. One query."""
    aliases = [alias.label for alias in partner.aliases.order_by("label")]
    others = [name for name in dict.fromkeys((partner.acronym, *aliases)) if name and name != partner.name]
    return Committed(partner.name, Names.of((partner.name, *others)), tuple(others))


def load_commitments(territory: Territory, partner: Partner, *, today: date, contacts: bool) -> Commitments:
    """Those of every plan, the last one to begin first, as the page of the partner has them."""
    plans = []
    for plan in in_order(territory):
        outline = load(plan)
        plans.append(
            (edition_of(plan, today=today), outline if contacts else without_private_contacts(outline, territory))
        )
    return commitments_of(plans, committed(partner))


def in_order(territory: Territory) -> list[Plan]:
    plans = Plan.objects.filter(territory=territory).select_related("kind", "territory")
    return sorted(plans, key=lambda plan: (-plan.starts_on.toordinal() if plan.starts_on else 0, plan.pk))


def edition_for(partner: Partner, edition: Edition) -> Edition:
    """What the document says of itself: it is of the territory, not of the plan that it is asked from."""
    title = f"Engagements – {partner.name}"
    return replace(edition, plan_title=title, kind_label="", period="", draft=False, version_label="", perimeter="")
