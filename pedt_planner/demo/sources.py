"""Turn the sources of a demonstration theme (`fixtures/demo/**/*.toml`) into an outline.

A source has the objectives as an indented text, the way an annexe reads, and one table a fiche that says under
which objective it stands (« I/2/1 »: axe I, OI 2, OO 1). Partners and dispositifs are named by their keys.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from accounts.text import one_line
from actions.enums import FundingKind, FundingNature, FundingStatus, Role, ScheduleKind, Status
from annexes.comparing.matching import place_rank
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    ExpectedEffects,
    FicheAddress,
    FundingOutline,
    IndicatorOutline,
    LinkOutline,
    MeasurementOutline,
    NoteOutline,
    ObjectiveOutline,
    ObjectivePath,
    ParticipationOutline,
    PlaceOutline,
    StepOutline,
    TargetOutline,
    ThemeOutline,
)
from indicators.enums import Direction, IndicatorKind, IndicatorNature
from plans.enums import Level

Source = Mapping[str, Any]

NBSP = "\u00a0"
ROLES = {
    "lead": Role.LEAD,
    "co_leads": Role.CO_LEAD,
    "facilitators": Role.FACILITATOR,
    "operators": Role.OPERATOR,
    "partners": Role.PARTNER,
    "funders": Role.FUNDER,
    "contractors": Role.CONTRACTOR,
    "relays": Role.RELAY,
}
LINES = ("title", "suffix", "code", "version_label", "audience_note", "scale_note", "schedule_note", "elected_lead")
TEXTS = ("challenge", "context", "objectives", "description", "outputs", "expected_effects", "funding_note")
PLAIN = ("number", "nature", "priority", "horizon", "progress", "weather", "starts_on", "due_on", "school_year")
LISTS = ("domains", "audiences", "scales", "child_times", "charter_axes")
OTHERS = (
    "under",
    "status",
    "reason",
    "ages",
    "schedule",
    "lead_contact",
    "schemes",
    "fundings",
    "steps",
    "indicators",
    "links",
    "also_serves",
    "doubtful",
    "merged_into",
    "places",
    "notes",
    "documents",
)
FICHE_KEYS = {*ROLES, *LINES, *TEXTS, *PLAIN, *LISTS, *OTHERS}


class DemoSourceError(ValueError):
    """A source of the demonstration that says something impossible."""


@dataclass(frozen=True)
class Names:
    """What the keys of the sources stand for: partners, dispositifs, and the reference lists in their order."""

    partners: Mapping[str, str]
    schemes: Mapping[str, str]
    places: Mapping[str, PlaceOutline]
    codes: Mapping[str, list[str]]


@dataclass
class Node:
    """An objective while its theme is being read; `key` is its address in the sources (« I/2/1 »)."""

    key: str
    path: ObjectivePath
    level: Level
    code: str
    title: str
    description: str = ""
    note: str = ""
    children: list["Node"] = field(default_factory=list)

    def walk(self) -> Iterator["Node"]:
        yield self
        for child in self.children:
            yield from child.walk()


Paths = dict[str, ObjectivePath]  # « Jeunesse:II/1/2 » → the address of the objective


def typeset(text: str) -> str:
    """A long text of the sources with French non-breaking spaces."""
    text = re.sub(r" ([:;!?»%€])", NBSP + r"\1", text.strip())
    return re.sub(r"(?<=\d) (?=\d{3}\b)", NBSP, text.replace("« ", "«" + NBSP))


def read_tree(source: Source, levels: list[Level]) -> list[Node]:
    """The objectives of a theme: « code : titre » on lines indented by two spaces a level, `→` remark, `|` text."""
    title = source.get("title", "")
    top: list[Node] = []
    trail: list[Node] = []
    for line in filter(str.strip, source["tree"].splitlines()):
        text, depth = line.strip(), (len(line) - len(line.lstrip())) // 2
        if text.startswith(("→ ", "| ")):
            setattr(trail[-1], "note" if text[0] == "→" else "description", typeset(text[2:]))
            continue
        code, _, wording = text.partition(" : ") if _has_code(text) else ("", "", text)
        siblings = trail[depth - 1].children if depth else top
        key = "/".join(
            [*(n.key.rsplit("/", 1)[-1] for n in trail[:depth]), code.split(" ")[-1] or str(len(siblings) + 1)]
        )
        label = f"{code} : {wording}" if code else wording
        path = (*(trail[depth - 1].path if depth else (title,)), label)
        trail[depth:] = [Node(key, path, levels[depth], code, wording)]
        siblings.append(trail[depth])
    return top


def paths_of(source: Source, nodes: list[Node]) -> Paths:
    return {f"{source.get('title', '')}:{node.key}": node.path for top in nodes for node in top.walk()}


def theme_outline(
    source: Source, nodes: list[Node], paths: Paths, names: Names, follow_up: Mapping[str, Source] | None = None
) -> ThemeOutline:
    """The theme of a source. Raise DemoSourceError when a fiche stands nowhere or a key is unknown."""
    title = source.get("title", "")
    keys = {node.key for top in nodes for node in top.walk()}
    actions: dict[str, list[ActionOutline]] = defaultdict(list)
    for fiche in sorted(fiches_of(source), key=lambda f: (f.get("number", 10_000), f.get("suffix", ""))):
        if (under := fiche.get("under", "")) and under not in keys:
            raise DemoSourceError(f"{title}: no objective {under} for « {fiche['title']} »")
        since = (follow_up or {}).get(f"{title}:{fiche.get('number') or fiche.get('code')}", {})
        actions[under].append(_action(_followed(fiche, since), title, paths, names))
    indicators: dict[str, list[IndicatorOutline]] = defaultdict(list)
    for under, *values in source.get("objective_indicators", []):
        indicators[under].append(_indicator(values))
    effects = _effects(source)
    ages = source.get("ages", [None, None])
    return ThemeOutline(
        title=title,
        code=source.get("code", ""),
        version_label=source.get("version_label", ""),
        version_date=source.get("version_date"),
        annexe_number=source.get("annexe_number", ""),
        age_min=ages[0],
        age_max=ages[1],
        note=typeset(source.get("note", "")),
        objectives=tuple(_objective(node, actions, indicators, effects) for node in nodes),
        unattached=tuple(actions[""]),
    )


def fiches_of(source: Source) -> list[Source]:
    """All fiches of a source: the long ones (`[[fiche]]`) and those of one line (`brief`)."""
    return [*source.get("fiche", []), *source.get("brief", [])]


def _has_code(text: str) -> bool:
    return bool(re.match(r"(?:(?:OI|OO|OG) \d+|[IVX]+|\d+(?:\.\d+)*) : ", text))


def _objective(
    node: Node,
    actions: Mapping[str, list[ActionOutline]],
    indicators: Mapping[str, list[IndicatorOutline]],
    effects: Mapping[str, ExpectedEffects],
) -> ObjectiveOutline:
    return ObjectiveOutline(
        level=node.level,
        title=node.title,
        code=node.code,
        description=node.description,
        note=node.note,
        effects=effects.get(node.key),
        children=tuple(_objective(child, actions, indicators, effects) for child in node.children),
        actions=tuple(actions.get(node.key, ())),
        indicators=tuple(indicators.get(node.key, ())),
    )


def _effects(source: Source) -> dict[str, ExpectedEffects]:
    """The effets attendus of each objective; a row covers neighbours, and rows count under their parent."""
    rows: dict[str, int] = defaultdict(int)
    found: dict[str, ExpectedEffects] = {}
    for row in source.get("effects", []):
        parents = {key.rpartition("/")[0] for key in row["covers"]}
        if len(parents) != 1:
            raise DemoSourceError(f"a row of effects covers {row['covers']}, of several parents")
        parent = parents.pop()
        rows[parent] += 1
        found |= dict.fromkeys(row["covers"], ExpectedEffects(rows[parent], typeset(row["text"])))
    return found


def _followed(fiche: Source, since: Source) -> Source:
    """A fiche with what it received since; more is said of the indicators that it has."""
    more = dict(since.get("indicators", []))
    indicators = [
        [*values, more.pop(values[0])] if values[0] in more else values for values in fiche.get("indicators", [])
    ]
    if more:
        raise DemoSourceError(f"no indicator {list(more)} in « {fiche['title']} »")
    return {**fiche, **since, "indicators": indicators}


def _action(fiche: Source, theme: str, paths: Paths, names: Names) -> ActionOutline:
    if unknown := fiche.keys() - FICHE_KEYS:
        raise DemoSourceError(f"unknown {unknown} in « {fiche['title']} »")
    ages = fiche.get("ages", [None, None])
    plain: dict[str, Any] = {name: fiche[name] for name in PLAIN if name in fiche}
    plain |= {name: one_line(fiche[name]) for name in LINES if name in fiche}
    plain |= {name: typeset(fiche[name]) for name in TEXTS if name in fiche}
    plain |= {name: tuple(sorted(fiche[name], key=names.codes[name].index)) for name in LISTS if name in fiche}
    return ActionOutline(
        **plain,
        status=Status(fiche.get("status", Status.PROPOSED)),
        status_reason=fiche.get("reason", ""),
        merged_into=_address(fiche.get("merged_into", "")),
        age_min=ages[0],
        age_max=ages[1],
        schedule_kind=ScheduleKind(fiche.get("schedule", ScheduleKind.UNDEFINED)),
        participations=tuple(_participations(fiche, names)),
        schemes=tuple(names.schemes[slug] for slug in fiche.get("schemes", [])),
        fundings=tuple(_funding(line, names) for line in fiche.get("fundings", [])),
        steps=tuple(_step(step) for step in fiche.get("steps", [])),
        indicators=tuple(_indicator(values) for values in fiche.get("indicators", [])),
        links=tuple(LinkOutline(text, group, _address("".join(to))) for group, text, *to in fiche.get("links", [])),
        places=tuple(sorted((names.places[key] for key in fiche.get("places", [])), key=place_rank)),
        notes=tuple(sorted((_note(values) for values in fiche.get("notes", [])), key=lambda note: -note.year)),
        documents=tuple(DocumentOutline(title, url) for title, url in fiche.get("documents", [])),
        also_serves=tuple(paths[key if ":" in key else f"{theme}:{key}"] for key in fiche.get("also_serves", [])),
        doubtful=fiche.get("doubtful", False),
    )


def _address(text: str) -> FicheAddress | None:
    """« Petite enfance:6 », or « pgt-2025-2029/Petite enfance:6 » from another plan."""
    place, _, name = text.rpartition(":")
    plan, _, theme = place.rpartition("/")
    return FicheAddress(name, theme, plan) if name else None


def _participations(fiche: Source, names: Names) -> Iterator[ParticipationOutline]:
    for name, role in ROLES.items():
        keys = fiche.get(name, [])
        for key in [keys] if isinstance(keys, str) else keys:
            contact = fiche.get("lead_contact", "") if role is Role.LEAD else ""
            yield ParticipationOutline(role=role, partner=names.partners[key], contact=contact)


def _funding(line: list[Any], names: Names) -> FundingOutline:
    """[financeur, dispositif, année, type, nature, statut, prévu, sollicité, accordé, réalisé], amounts optional."""
    funder, scheme, year, kind, nature, status, *amounts = line
    euros = [Decimal(str(amount)) for amount in amounts] + [None] * (4 - len(amounts))
    return FundingOutline(
        funder=names.partners.get(funder, funder),
        scheme=names.schemes[scheme] if scheme else "",
        year=year,
        kind=FundingKind(kind),
        nature=FundingNature(nature) if nature else None,
        status=FundingStatus(status),
        planned=euros[0],
        requested=euros[1],
        granted=euros[2],
        spent=euros[3],
    )


def _step(values: list[Any]) -> StepOutline:
    title, due_on, done_on, who = values
    return StepOutline(title=title, due_on=_day(due_on), done_on=_day(done_on), who=who)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _note(values: list[Any]) -> NoteOutline:
    year, written_on, text = values
    return NoteOutline(year, typeset(text), written_on)


def _indicator(values: list[Any]) -> IndicatorOutline:
    label, kind, nature, unit, direction, source, *more = values
    since = more[0] if more else {}
    return IndicatorOutline(
        label,
        IndicatorKind(kind),
        IndicatorNature(nature),
        unit,
        Direction(direction),
        source,
        frequency=since.get("frequency", ""),
        breakdown=since.get("breakdown", ""),
        baseline=_figure(since.get("baseline")),
        baseline_text=since.get("baseline_text", ""),
        baseline_on=since.get("baseline_on"),
        targets=tuple(_target(due_on, aim) for due_on, aim in since.get("targets", [])),
        measurements=tuple(_measurement(*values) for values in since.get("measurements", [])),
    )


def _target(due_on: date, aim: Any) -> TargetOutline:
    return TargetOutline(due_on, text=aim) if isinstance(aim, str) else TargetOutline(due_on, _figure(aim))


def _measurement(year: int, breakdown: str, value: Any, source: str) -> MeasurementOutline:
    return MeasurementOutline(year, breakdown, _figure(value), source=typeset(source))


def _figure(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
