"""The objectives of a plan as places for its fiches, each named apart from the others and found by what is typed."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from accounts.text import fold
from actions.placement import Spot
from plans.enums import Level
from plans.levels import Ladder
from plans.models import Objective, Plan

TITLE_SHOWN = 140


@dataclass(frozen=True, slots=True)
class Destination:
    """« OO 1 : Accompagner la scolarité », with the way that leads to it: « Enfance › Axe II › OI 2 »."""

    spot: Spot
    label: str
    path: str
    text: str  # what stands for it in a text field: unique in the plan


class Destinations:
    """Two queries, when they are first needed."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    @cached_property
    def every(self) -> dict[int, Destination]:
        """By key, in the order of print, without the themes."""
        ladder = Ladder.of(self.plan.kind)
        rows = Objective.objects.visible().filter(plan=self.plan)
        names: dict[int, tuple[str, ...]] = {}
        themes: dict[int, int] = {}
        found: dict[int, Destination] = {}
        texts: Counter[str] = Counter()
        for pk, parent, level, code, title in rows.values_list("pk", "parent_id", "level", "code", "title"):
            rung = ladder.rung(level)
            said = code if not code or code.startswith(rung.prefix) else f"{rung.prefix} {code}"
            short = title if len(title) <= TITLE_SHOWN else f"{title[: TITLE_SHOWN - 1]}…"
            above = names.get(parent, ())
            is_theme = level == Level.THEME
            names[pk] = (*above, (short if is_theme else said) or short[:60] or rung.singular)
            theme = pk if is_theme else themes.get(parent)
            if theme:
                themes[pk] = theme
            spot = Spot(pk, parent, theme, Level(level), code, title, is_lowest=level == ladder.lowest.level)
            label = " : ".join(filter(None, (said, short))) or f"{rung.singular} sans intitulé"
            path = " › ".join(above)
            text = f"{label} — {path}" if path else label
            texts[text] += 1
            if texts[text] > 1:
                text = f"{text} ({texts[text]})"
            found[pk] = Destination(spot, label, path, text)
        return found

    @cached_property
    def open(self) -> dict[int, Destination]:
        """Those that a fiche may hang on: all but the themes."""
        return {pk: one for pk, one in self.every.items() if one.spot.level is not Level.THEME}

    @cached_property
    def themes(self) -> dict[int, Destination]:
        return {pk: one for pk, one in self.every.items() if one.spot.level is Level.THEME}

    @cached_property
    def spots(self) -> list[Spot]:
        return [one.spot for one in self.every.values()]

    def named(self, text: str) -> Destination | None:
        """The one that a person typed: its whole text, its label, its code or words, when they say one objective."""
        wanted = fold(text)
        for name in ("text", "label"):
            found = [one for one in self.open.values() if fold(getattr(one, name)) == wanted]
            if len(found) == 1:
                return found[0]
        found = [one for one in self.open.values() if wanted and fold(one.spot.code) == wanted]
        if not found and wanted:
            found = [one for one in self.open.values() if _has_words(fold(one.text), wanted.split())]
        return found[0] if len(found) == 1 else None


def _has_words(text: str, wanted: list[str]) -> bool:
    """Whether each word begins one of the text; both are folded."""
    return all(f" {word}" in f" {text}" for word in wanted)
