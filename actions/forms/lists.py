"""What the form of a fiche proposes: objectives, terms, partners, fiches; a constant number of queries."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.urls import reverse

from accounts.text import fold
from actions.models import Action, AgeBand, Audience, CharterAxis, ChildTime, Place, Scale
from actions.names import Names
from actions.set_aside import offered
from actions.wording import ages_wording, fiche_label
from partners.models import Contact, Domain, Partner, Scheme
from plans.enums import Level
from plans.models import Objective, Plan, PlanKindLevel

FICHES_PROPOSED = 400  # in the native list of a browser without scripts; typing finds the others
TERMS: dict[str, Any] = {
    "domains": Domain,
    "audiences": Audience,
    "scales": Scale,
    "child_times": ChildTime,
    "charter_axes": CharterAxis,
}


@dataclass(slots=True)
class Placed:
    """An objective as a choice, with the theme that it lies in."""

    label: str
    group: str
    theme: int | None
    level: str


@dataclass(slots=True)
class Lists:
    """Read once for a page, whatever the number of rows of its form."""

    plan: Plan
    objectives: dict[int, Placed]
    themes: dict[int, str]
    terms: dict[str, dict[int, str]]
    places: dict[int, str]
    bands: dict[int, tuple[str, int | None, int | None]]
    partners: dict[int, str]
    contacts: dict[int, tuple[int, str]]  # partner, name
    schemes: dict[int, str]
    fiches: dict[int, str]
    own_fiches: list[int]  # those of the plan
    references: dict[str, list[int]]  # what fiches are called, folded
    files: dict[int, str]  # the documents of the fiche that are kept here
    place_codes: dict[tuple[str, str], str]  # kind and comparable name of each place
    scheme_uses: dict[int, int]  # the dispositifs of the fiche in its order, each with the key of its row
    groups: list[str]  # the transversal axes that the links of the territory name
    known_names: Names | None = None

    @classmethod
    def load(cls, plan: Plan, action: Action) -> "Lists":
        """Eighteen queries."""
        territory = plan.territory
        objectives, themes = _objectives(plan)
        fiches, own_fiches, references = _fiches(plan, action)
        places = list(Place.objects.filter(territory=territory).order_by("kind", "name"))
        contacts = Contact.objects.filter(partner__territory=territory).order_by("full_name", "pk")
        return cls(
            plan=plan,
            objectives=objectives,
            themes=themes,
            terms={
                name: dict(offered(model, territory, action).order_by("position", "label").values_list("pk", "label"))
                for name, model in TERMS.items()
            },
            places={place.pk: f"{place} – {place.get_kind_display()}" for place in places},
            place_codes={(place.kind, place.name_key): place.code for place in places},
            bands={
                band.pk: (f"{band.label} ({ages_wording(band.age_min, band.age_max)})", band.age_min, band.age_max)
                for band in offered(AgeBand, territory)
                if ages_wording(band.age_min, band.age_max)
            },
            partners=dict(Partner.objects.filter(territory=territory).order_by("name").values_list("pk", "name")),
            contacts={
                pk: (partner, f"{name} ({function})" if function else name)
                for pk, partner, name, function in contacts.values_list("pk", "partner_id", "full_name", "function")
            },
            schemes={scheme.pk: str(scheme) for scheme in Scheme.objects.available_to(territory).order_by("name")},
            fiches=fiches,
            own_fiches=own_fiches,
            references=references,
            files=dict(action.documents.exclude(file="").values_list("pk", "file")) if action.pk else {},
            scheme_uses=dict(action.scheme_uses.values_list("scheme_id", "pk")) if action.pk else {},
            groups=sorted(
                Action.objects.of(territory)
                .exclude(links__group="")
                .exclude(links=None)
                .order_by()
                .values_list("links__group", flat=True)
                .distinct()[:200]
            ),
        )

    @property
    def names(self) -> Names:
        """What names mean in the territory; three queries the first time."""
        if self.known_names is None:
            self.known_names = Names.load(self.plan.territory)
        return self.known_names

    def more(self, source: str) -> str:
        """The address that proposes more of what people type."""
        return reverse(f"suggestions:{source}", args=[self.plan.territory.slug])

    @property
    def proposed_fiches(self) -> list[str]:
        return list(self.fiches.values())[:FICHES_PROPOSED]

    def fiche_named(self, text: str) -> int:
        """The fiche that a person typed: its number in this plan, its title, or what the list calls it.

        Raise ValidationError.
        """
        wanted = fold(text).removeprefix("fiche ").removeprefix("n ")
        found = self.references.get(wanted) or [pk for pk, label in self.fiches.items() if fold(label) == wanted]
        if not found:
            raise ValidationError(f"Aucune fiche ne s’appelle « {text} » : donnez son numéro, ou choisissez-la.")
        if len(found) > 1:
            raise ValidationError(f"Plusieurs fiches s’appellent « {text} » : choisissez dans la liste.")
        return found[0]

    def objective_groups(self) -> list[tuple[str, list[tuple[int, str]]]]:
        groups: dict[str, list[tuple[int, str]]] = {}
        for pk, placed in self.objectives.items():
            groups.setdefault(placed.group, []).append((pk, placed.label))
        return list(groups.items())


def _fiches(plan: Plan, action: Action) -> tuple[dict[int, str], list[int], dict[str, list[int]]]:
    """The fiches of the territory but this one, those of the plan first; the keys of those.

    And what people call them: a number is that of a fiche of the plan, a title too where the plan has it.
    """
    found = Action.objects.of(plan.territory).exclude(pk=action.pk or 0)
    ordered = found.order_by(F("plan__starts_on").desc(nulls_last=True), "plan_id", "number", "pk")
    rows: list[Any] = list(
        ordered.values_list("pk", "plan_id", "number", "number_suffix", "code", "title", "plan__title")
    )
    rows.sort(key=lambda row: row[1] != plan.pk)
    references: dict[str, list[int]] = {}
    elsewhere: dict[str, list[int]] = {}
    own = []
    for pk, owner, number, suffix, code, title, _ in rows:
        if owner != plan.pk:
            elsewhere.setdefault(fold(title), []).append(pk)
        else:
            own.append(pk)
            reference = f"{number} {suffix}" if number is not None else code
            for said in {fold(reference), fold(title)} - {""}:
                references.setdefault(said, []).append(pk)
    return {pk: fiche_label(*rest) for pk, _, *rest in rows}, own, {**elsewhere, **references}


def _objectives(plan: Plan) -> tuple[dict[int, Placed], dict[int, str]]:
    """The objectives that a fiche may hang on, in the order of print, and the themes."""
    prefixes = dict(PlanKindLevel.objects.filter(kind=plan.kind_id).order_by().values_list("level", "prefix"))
    placed: dict[int, Placed] = {}
    themes: dict[int, str] = {}
    above: list[tuple[int, int, str, str]] = []  # rght, key, level, code: the path down to the current one
    rows = Objective.objects.filter(plan=plan, parent__isnull=False).order_by("lft")
    for pk, rght, level, code, title in rows.values_list("pk", "rght", "level", "code", "title"):
        while above and above[-1][0] < rght:
            above.pop()
        prefix = prefixes.get(level, "")
        said = code if not code or code.startswith(prefix) else f"{prefix} {code}"
        theme = next((key for _, key, kind, _ in above if kind == Level.THEME), None)
        if level == Level.THEME:
            themes[pk] = " – ".join(filter(None, (code, title)))
        else:
            path = " › ".join(word for _, _, kind, word in above if word and kind != Level.THEME)
            named = " : ".join(filter(None, (said, title))) or "(sans intitulé)"
            placed[pk] = Placed(f"{path} › {named}" if path else named, themes.get(theme or 0, ""), theme, level)
        above.append((rght, pk, level, said))
    return placed, themes
