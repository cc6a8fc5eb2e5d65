"""Whose list a page imports or exports: one of the directory of a territory, or the measurements of a plan."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import Territory
from annexes.lists.measurementlists import MeasurementResource
from partners.enums import MEASUREMENTS, DirectoryList
from partners.listresource import ListResource, resource_of
from partners.models import DirectoryImport
from plans.models import Plan

PAGES = {
    DirectoryList.PARTNERS: "partners",
    DirectoryList.CONTACTS: "contacts",
    DirectoryList.SCHEMES: "schemes",
    DirectoryList.PLACES: "places",
}


@dataclass(frozen=True, slots=True)
class ListScope:
    """A list with its addresses; `make` gives its resource anew, since one is read with the directory as it is."""

    territory: Territory
    what: str
    label: str
    make: Callable[[], ListResource]
    back: str  # the page where it is consulted
    plan: Plan | None = None

    @property
    def imports(self) -> "QuerySet[DirectoryImport]":
        plan = self.plan.pk if self.plan else None
        return DirectoryImport.objects.filter(territory=self.territory, what=self.what, plan_key=plan)

    def url(self, name: str, *keys: int) -> str:
        """Of its « import », « preview », « returned » and « export » pages."""
        if self.plan is not None:
            return reverse(f"sheets:measures-{name}", args=[self.territory.slug, self.plan.slug, *keys])
        return reverse(f"sheets:{name}", args=[self.territory.slug, self.what, *keys])

    @property
    def import_url(self) -> str:
        return self.url("import")

    @property
    def export_url(self) -> str:
        return self.url("export")


def directory_scope(territory: Territory, what: str) -> ListScope | None:
    """The list of that name of a territory, or None."""
    resource = resource_of(what)
    if resource is None:
        return None
    chosen = DirectoryList(what)
    if chosen in PAGES:
        back = reverse(f"directory:{PAGES[chosen]}", args=[territory.slug])
    else:
        back = reverse("directory:list", args=[territory.slug, what])
    return ListScope(territory, what, str(chosen.label), lambda: resource(territory), back)


def measurement_scope(plan: Plan, year: int | None = None) -> ListScope:
    """The measurements of the indicators of a plan; `year` is the one to be collected."""
    back = reverse("indicators:list", args=[plan.territory.slug, plan.slug])
    label = "Mesures des indicateurs"
    return ListScope(plan.territory, MEASUREMENTS, label, lambda: MeasurementResource(plan, year=year), back, plan)


def scope_of(waiting: DirectoryImport) -> ListScope:
    """The list of an import. Raise LookupError when it is no longer a list of ours."""
    if waiting.plan_key is not None:
        return measurement_scope(Plan.objects.select_related("territory", "kind").get(pk=waiting.plan_key))
    scope = directory_scope(waiting.territory, waiting.what)
    if scope is None:
        raise LookupError(waiting.what)
    return scope
