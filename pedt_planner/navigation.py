"""The ways through a territory and a plan: the same bars on all their pages, each person seeing what she may open."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from accounts.perms import Abilities


@dataclass(frozen=True, slots=True)
class Way:
    """One link of a bar: the page it opens, and the other pages where it is the current one.

    `pages` are view names, or namespaces ending with a colon. `needs` names what the person must be able to do.
    """

    label: str
    view: str
    pages: tuple[str, ...] = ()
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str
    current: str  # « page », « true » for a page inside it, or nothing: the value of aria-current


IN_TERRITORY = (
    Way("Mes fiches", "people:mine", ("people:mine-one",), needs="contribute"),
    Way("Plans", "territory", ("plans:new",)),
    Way("Fiches", "all-actions"),
    Way("Agenda", "agenda:agenda", ("agenda:",)),
    Way("Partenaires", "directory:partners", ("directory:partner", "partners:partner", "partners:duplicates")),
    Way("Contacts", "directory:contacts", ("partners:contact",), needs="contribute"),
    Way("Dispositifs", "directory:schemes", ("directory:scheme", "partners:scheme")),
)
SETTINGS = (
    Way("Lieux", "directory:places", ("directory:place",)),
    Way("Listes de référence", "directory:lists", ("directory:list", "directory:term", "directory:axes")),
    Way("Types de plan", "plan-kinds:list", ("plan-kinds:", "kind-rows:"), needs="manage_lists"),
    Way("Identité visuelle", "brand:edit", needs="manage_lists"),
    Way("Page publique", "brand:public-page", needs="manage_lists"),
    Way("Personnes", "people:members", ("people:member", "people:invite"), needs="manage_people"),
    Way("Historique", "history:territory", ("history:",)),
    Way("Corbeille", "history:bin", needs="edit_plans"),
)
IN_PLAN = (
    Way("Plan", "actions:plan", ("plans:objective", "plans:effects", "plans:structure", "plans:edit")),
    Way("Fiches", "actions:list", ("actions:action", "actions:bulk")),
    Way("À rattacher", "actions:attach", ("actions:attach", "actions:move"), needs="edit_plans"),
    Way("Indicateurs", "indicators:list", ("indicators:",)),
    Way("Alertes", "plans:alerts"),
    Way("Dossier", "file:index", ("file:",)),
    Way("Instances", "committees:list", ("committees:", "annexes:meeting")),
    Way("Vie du plan", "life:plan", ("life:", "versions:", "share:", "renewal:", "history:")),
    Way(
        "Documents",
        "annexes:documents",
        (
            "annexes:synthesis",
            "annexes:calendar",
            "annexes:funding",
            "annexes:evaluation",
            "annexes:export",
            "annexes:import",
        ),
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The bars of the page, for templates: empty outside a territory, without plan links outside a plan. No query."""
    territory, plan = getattr(request, "territory", None), getattr(request, "plan", None)
    if territory is None:
        return {}
    can: Abilities = request.can  # type: ignore[attr-defined]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "nav_territory": territory,
        "nav_plan": plan,
        "territory_links": list(_links(IN_TERRITORY, can, here, territory.slug)),
        "settings_links": list(_links(SETTINGS, can, here, territory.slug)),
        "plan_links": list(_links(IN_PLAN, can, here, territory.slug, plan.slug)) if plan else [],
    }


def _links(ways: tuple[Way, ...], can: Abilities, here: str, *slugs: str) -> Iterator[Link]:
    for way in ways:
        if way.needs and not getattr(can, way.needs):
            continue
        current = "page" if here == way.view else "true" if way.pages and here.startswith(way.pages) else ""
        yield Link(way.label, reverse(way.view, args=slugs), current)
