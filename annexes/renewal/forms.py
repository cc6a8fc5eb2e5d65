"""What is asked to renew a plan: the identity of the new one, what goes with it, the fate of each fiche."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms

from accounts.models import Territory
from actions.enums import Status
from actions.wording import status_wording
from annexes.contents.commitments import name_of
from annexes.contents.order import placed
from annexes.contents.tableau import LOOSE, said
from annexes.edition import Edition
from annexes.outline import ActionOutline, PlanOutline
from annexes.renewal.renewed import OFFERED, PROPOSED, Taken
from plans.enums import Level
from plans.forms import PlanForm
from plans.kinds import missing_levels
from plans.models import Plan, PlanKind

STOPS = ""
STOPS_WORDS = "S’arrête"
FATES = (*((status.value, f"Continue : {str(status.label).lower()}") for status in OFFERED), (STOPS, STOPS_WORDS))


class RenewalForm(PlanForm):
    """The identity of the new plan, proposed from the old one, and what it takes from it."""

    sections = forms.BooleanField(label="Les textes du dossier, à mettre à jour", required=False, initial=True)
    figures = forms.BooleanField(label="Les chiffres du diagnostic, à mettre à jour", required=False, initial=True)
    childcares = forms.BooleanField(label="Les accueils et les activités", required=False, initial=True)
    committees = forms.BooleanField(label="Les instances et leur composition", required=False, initial=True)
    indicators = forms.BooleanField(
        label="Les indicateurs ; leur dernière mesure devient leur point de départ", required=False, initial=True
    )
    fundings = forms.BooleanField(
        label="Les financeurs et les dispositifs, sans année ni montant", required=False, initial=True
    )
    empty_objectives = forms.BooleanField(
        label="Les objectifs sous lesquels aucune fiche ne continue", required=False, initial=True
    )

    def __init__(self, *args: Any, old: Plan, used: Counter[Level], **kwargs: Any) -> None:
        territory: Territory = old.territory
        kwargs["initial"] = {**proposed_identity(old), **kwargs.get("initial", {})}
        super().__init__(*args, territory=territory, **kwargs)
        self.old, self.used = old, used

    def clean_kind(self) -> PlanKind:
        kind: PlanKind = self.cleaned_data["kind"]
        if missing := missing_levels(kind, self.used):
            names = ", ".join(str(level.label).lower() for level in missing)
            raise forms.ValidationError(f"Ce type n’a pas tous les niveaux du plan à reprendre : {names}.")
        return kind

    @property
    def taken(self) -> Taken:
        given = self.cleaned_data
        return Taken(**{name: given[name] for name in TAKEN})

    def taken_fields(self) -> Iterator[Any]:
        return (self[name] for name in TAKEN)

    def identity_fields(self) -> Iterator[Any]:
        return (field for field in self.visible_fields() if field.name not in TAKEN)


TAKEN = tuple(Taken.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Choice:
    """A fiche and what becomes of it: `fate` is the status that it has in the new plan, or nothing."""

    action: ActionOutline
    name: str
    status: str
    fate: str

    @property
    def field(self) -> str:
        return f"fiche-{self.action.pk}"


@dataclass(frozen=True, slots=True)
class Group:
    """The fiches that stand under one objective."""

    title: str
    choices: tuple[Choice, ...]


def groups(outline: PlanOutline, edition: Edition, given: Any = None) -> list[Group]:
    """The fiches in the order of print, each with its fate: as `given` by a form, else as is proposed."""
    found: dict[str, list[Choice]] = {}
    for theme, path, action in placed(outline):
        names = [said(one, edition.labels(one.level).singular) for one in path] or [LOOSE]
        title = " › ".join(filter(None, (theme.title, *names)))
        found.setdefault(title, []).append(_choice(action, given))
    return [Group(title, tuple(choices)) for title, choices in found.items()]


def statuses_of(found: list[Group]) -> dict[int, Status]:
    """The status in the new plan of each fiche that goes on."""
    return {
        choice.action.pk: Status(choice.fate)
        for group in found
        for choice in group.choices
        if choice.fate and choice.action.pk is not None
    }


def proposed_identity(old: Plan) -> dict[str, Any]:
    """The title with the years of the new plan in the place of the old ones, the next period, of the same length."""
    start = old.ends_on + timedelta(days=1) if old.ends_on else None
    end = _moved(old.ends_on, start, old.starts_on) if old.starts_on and old.ends_on and start else None
    return {
        "kind": old.kind_id,
        "title": _title(old, start, end),
        "starts_on": start,
        "ends_on": end,
        "has_wednesday_charter": old.has_wednesday_charter,
    }


def _choice(action: ActionOutline, given: Any) -> Choice:
    status = Status(action.status)
    proposed = PROPOSED[status]
    fate = proposed.value if proposed else STOPS
    if given is not None:
        answer = given.get(f"fiche-{action.pk}", STOPS)
        fate = answer if answer in OFFERED else STOPS
    return Choice(action, name_of(action), status_wording(status), fate)


def _moved(end: date, start: date, old_start: date) -> date:
    """The end of a period that lasts as many years and days as the old one."""
    years = start.year - old_start.year
    try:
        return end.replace(year=end.year + years)
    except ValueError:  # 29 February
        return end.replace(year=end.year + years, day=28)


def _title(old: Plan, start: date | None, end: date | None) -> str:
    if not (old.starts_on and old.ends_on and start and end):
        return f"{old.title} (suite)"[:200]
    years = {str(old.starts_on.year): str(start.year), str(old.ends_on.year): str(end.year)}
    title = re.sub(r"\b(?:19|20)\d\d\b", lambda found: years.get(found[0], found[0]), old.title)
    return title if title != old.title else f"{old.title} (suite)"[:200]
