"""The plans of the demonstration as outlines, without a database."""

import json
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.conf import settings

from actions.enums import PlaceKind, Status
from annexes.outline import ActionOutline, ObjectiveOutline, PlaceOutline, PlanOutline, SectionOutline
from pedt_planner.demo.files import plan_file
from pedt_planner.demo.sources import LISTS, Names, Paths, paths_of, read_tree, theme_outline, typeset
from pedt_planner.reference import fixture_path
from plans.enums import Level

PGT, PEDT, CITY, PRE = "pgt-2025-2029", "pedt-2025-2028", "contrat-de-ville-2024-2030", "pre-2027-2029"
Kept = Callable[[Iterable[ActionOutline]], tuple[ActionOutline, ...]]
THREE_LEVELS = [Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL]


def demo_folder() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "demo"


@cache
def demo_outlines() -> dict[str, PlanOutline]:
    """The plans of the fictional territory, by slug. Reads files alone."""
    years = date(2025, 1, 1), date(2029, 12, 31)
    pgt = _plan("Projet global de territoire 2025-2029", "PGT", *years, "pgt", THREE_LEVELS)
    years = date(2025, 9, 1), date(2028, 8, 31)
    pedt = _plan("Projet éducatif de territoire 2025-2028", "PEDT", *years, "pedt", THREE_LEVELS[1:])
    years = date(2024, 7, 1), date(2030, 6, 30)
    title = "Contrat de ville « Engagements Quartiers 2030 »"
    city = _plan(title, "CONTRAT_VILLE", *years, "contrat-de-ville", THREE_LEVELS[:2])
    years = date(2027, 1, 1), date(2029, 12, 31)
    pre = _plan("Programme de réussite éducative 2027-2029", "PRE", *years, "pre", [Level.AXIS, Level.INTERMEDIATE])
    return {
        PGT: replace(pgt, has_wednesday_charter=True),
        PEDT: replace(pedt, has_wednesday_charter=True),
        CITY: city,
        PRE: pre,
    }


def directory() -> dict[str, dict[str, Any]]:
    """The partners of the sources, by key."""
    return _toml(demo_folder() / "directory.toml")


def places() -> dict[str, dict[str, str]]:
    """The places of the sources, by key."""
    return _toml(demo_folder() / "places.toml")


def theme_sources(folder: str) -> list[dict[str, Any]]:
    """The sources of a plan, one a theme, in the order of print."""
    return [_toml(path) for path in sorted((demo_folder() / folder).glob("*.toml"))]


def presentation() -> dict[str, list[dict[str, str]]]:
    """The texts that present each plan, by folder."""
    return _toml(demo_folder() / "presentation.toml")


def follow_up(folder: str) -> dict[str, dict[str, Any]]:
    """What the fiches of a plan received since, by « theme:number »."""
    path = demo_folder() / "follow-up" / f"{folder}.toml"
    return _toml(path) if path.exists() else {}


@dataclass(frozen=True, slots=True)
class Signed:
    """What a plan was when it was signed, and what its version is called."""

    outline: PlanOutline
    label: str


def signed(slug: str) -> Signed | None:
    """The plan as its source says that it was signed: nothing was done yet; None for a plan that has no such source."""
    source = _toml(demo_folder() / "signed.toml").get(slug)
    if source is None:
        return None
    themes = []
    for theme in demo_outlines()[slug].themes:
        kept = partial(_as_signed, theme.title, source)
        themes.append(replace(theme, objectives=_each(theme.objectives, kept), unattached=kept(theme.unattached)))
    return Signed(replace(demo_outlines()[slug], themes=tuple(themes)), source["label"])


def _each(objectives: Iterable[ObjectiveOutline], kept: Kept) -> tuple[ObjectiveOutline, ...]:
    return tuple(replace(one, children=_each(one.children, kept), actions=kept(one.actions)) for one in objectives)


def _as_signed(theme: str, source: dict[str, Any], actions: Iterable[ActionOutline]) -> tuple[ActionOutline, ...]:
    begun: dict[str, Any] = {"status_reason": "", "merged_into": None, "progress": None, "weather": "", "notes": ()}
    there = [(f"{theme}:{one.reference}", one) for one in actions]
    return tuple(
        replace(one, title=source["titles"].get(name, one.title), status=Status.APPROVED, **begun)
        for name, one in there
        if name not in source["absent"]
    )


def _plan(title: str, kind: str, starts_on: date, ends_on: date, folder: str, levels: list[Level]) -> PlanOutline:
    names = _names()
    trees = [(source, read_tree(source, levels)) for source in theme_sources(folder)]
    paths: Paths = {}
    for source, nodes in trees:
        paths |= paths_of(source, nodes)
    since = follow_up(folder)
    themes = tuple(theme_outline(source, nodes, paths, names, since) for source, nodes in trees)
    texts = tuple(
        SectionOutline(one["title"], typeset(one["text"]), key=one.get("key", ""))
        for one in presentation().get(folder, [])
    )
    file = plan_file(demo_folder() / "files" / f"{folder}.toml")
    return PlanOutline(title, kind, starts_on, ends_on, sections=texts, file=file, themes=themes)


def _names() -> Names:
    return Names(
        partners={key: partner["name"] for key, partner in directory().items()},
        schemes={scheme["slug"]: scheme["name"] for scheme in _reference("schemes")},
        places={key: PlaceOutline(place["name"], PlaceKind(place["kind"])) for key, place in places().items()},
        codes={name: [term["code"] for term in _reference(name)] for name in LISTS},
    )


def _reference(name: str) -> list[dict[str, Any]]:
    return [row["fields"] for row in json.loads(fixture_path(name).read_text("utf-8"))]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text("utf-8"))
