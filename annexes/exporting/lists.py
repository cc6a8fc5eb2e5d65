"""What the export page of a plan proposes: its themes and objectives, its fiches, the partners of the territory."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q
from django.urls import reverse

from actions.listing.scope import Scope
from actions.models import Action
from plans.enums import Level
from plans.models import Plan

Choices = list[tuple[str, str]]
Grouped = list[tuple[str, Choices]]
FICHES_PROPOSED = 400  # in the native list of a browser without scripts; typing finds the others
LONGEST = 110  # characters of a label


@dataclass(frozen=True, slots=True)
class Lists:
    plan: Plan
    themes: frozenset[int]
    parts: Grouped  # the objectives by theme, in the order of print
    partners: Choices
    fiches_url: str

    @classmethod
    def load(cls, plan: Plan) -> "Lists":
        """Two queries."""
        themes: set[int] = set()
        parts: Grouped = []
        depth: list[int] = []
        for place in Scope(plan.territory, plan).objectives.values():
            while depth and depth[-1] < place.lft:
                depth.pop()
            if place.level == Level.THEME:
                themes.add(place.pk)
                parts.append((place.label[:LONGEST], [(str(place.pk), "Tout le thème")]))
            else:
                if not parts:
                    parts.append(("Objectifs", []))
                parts[-1][1].append(
                    (str(place.pk), "\u2003" * max(len(depth) - bool(themes), 0) + place.label[:LONGEST])
                )
            depth.append(place.rght)
        partners = [(key, name) for key, name, *_ in Scope(plan.territory).partners]
        url = reverse("suggestions:actions", args=[plan.territory.slug])
        return cls(plan, frozenset(themes), parts, partners, f"{url}?plan={plan.slug}")

    def title_of(self, part: int) -> str:
        """The label of a theme or of an objective, or nothing for another plan’s."""
        for theme, below in self.parts:
            for key, label in below:
                if key == str(part):
                    return theme if part in self.themes else label.strip()
        return ""

    def fiches(self, chosen: Collection[str]) -> Grouped:
        """The first fiches of the plan by theme, with those that are chosen. One query, two beyond 400 fiches."""
        rows = Action.objects.filter(plan=self.plan).order_by(
            "theme__lft", F("number").asc(nulls_last=True), "position", "pk"
        )
        fields = ("pk", "number", "number_suffix", "code", "title", "theme__title")
        found = list(rows.values_list(*fields)[:FICHES_PROPOSED])
        missing = {int(key) for key in chosen if key.isdecimal() and len(key) < 19} - {row[0] for row in found}
        if missing:
            found += rows.filter(Q(pk__in=missing)).values_list(*fields)
        groups: dict[str, Choices] = {}
        for pk, number, suffix, code, title, theme in found:
            reference = f"{number} {suffix}".strip() if number is not None else code
            label = f"{reference} – {title}" if reference else title
            groups.setdefault(theme or "Sans thème", []).append((str(pk), label[:LONGEST]))
        return list(groups.items())
