"""The plan of the database as an outline. About twenty-five queries, whatever the size of the plan.

A dossier adds one for each of its lists that holds something."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from actions.enums import FundingKind, FundingNature, FundingStatus, PlaceKind, Role, ScheduleKind, Status
from actions.models import Action, ActionLink, ActionNote, Decision, Document, Funding, Participation, SchemeUse, Step
from annexes.applying.directorylists import load_lists
from annexes.applying.measurements import in_order
from annexes.comparing.addresses import addresses_by_key
from annexes.comparing.matching import place_rank
from annexes.loadfile import load_file
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
    PlanOutline,
    SectionOutline,
    StepOutline,
    TargetOutline,
    ThemeOutline,
)
from indicators.aggregates import INDICATORS, TARGETS
from indicators.enums import Direction, IndicatorKind, IndicatorNature
from indicators.models import Indicator, Measurement, Target
from plans.enums import Level
from plans.models import Objective, Plan

# The plain fields of an action: outline name → model name.
ACTION_COLUMNS = {
    "title": "title",
    "number": "number",
    "suffix": "number_suffix",
    "code": "code",
    "version_label": "version_label",
    "status": "status",
    "status_reason": "status_reason",
    "nature": "nature",
    "priority": "priority",
    "horizon": "horizon",
    "progress": "progress",
    "weather": "weather",
    "challenge": "challenge",
    "context": "context",
    "objectives": "objectives_text",
    "description": "description",
    "outputs": "outputs",
    "expected_effects": "expected_effects",
    "audience_note": "audience_note",
    "age_min": "age_min",
    "age_max": "age_max",
    "scale_note": "scale_note",
    "schedule_kind": "schedule_kind",
    "starts_on": "starts_on",
    "due_on": "due_on",
    "school_year": "school_year",
    "schedule_note": "schedule_note",
    "elected_lead": "elected_lead",
    "funding_note": "funding_note",
    "doubtful": "is_doubtful",
}
REFERENCE_LISTS = ("domains", "audiences", "scales", "child_times", "charter_axes")
OBJECTIVE_COLUMNS = (
    "pk",
    "parent_id",
    "level",
    "code",
    "title",
    "description",
    "note",
    "effect_group_id",
    "effect_group__text",
    "version_label",
    "version_date",
    "annexe_number",
    "age_min",
    "age_max",
)


def load(plan: Plan) -> PlanOutline:
    """The whole plan, with the key of each node in `pk`."""
    rows = list(Objective.objects.filter(plan=plan).order_by("lft").values(*OBJECTIVE_COLUMNS))
    children: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        children[row["parent_id"]].append(row)
    builder = _Builder(plan, children)
    top = children[children[None][0]["pk"]] if children[None] else []
    themes = [builder.theme(row) for row in top if row["level"] == Level.THEME]
    loose = [row for row in top if row["level"] != Level.THEME]
    if loose or builder.by_theme.get(None):
        themes.insert(0, builder.without_theme(loose))
    return PlanOutline(
        title=plan.title,
        kind=plan.kind.code,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        has_wednesday_charter=plan.has_wednesday_charter,
        renewed_from=plan.renewed_from.slug if plan.renewed_from else "",
        sections=tuple(SectionOutline(*row) for row in plan.sections.values_list(*_SECTION)),
        file=load_file(plan, builder.addresses),
        themes=tuple(themes),
        slug=plan.slug,
    )


def load_whole(plan: Plan) -> PlanOutline:
    """The whole plan with the lists of the directory that go with it: all that may be edited outside."""
    return replace(load(plan), directory=load_lists(plan))


class _Builder:
    def __init__(self, plan: Plan, children: dict[int | None, list[dict[str, Any]]]) -> None:
        self.children = children
        self.paths: dict[int, ObjectivePath] = {}
        self._walk_paths()
        self.addresses = addresses_by_key(plan, _named_plans(plan))
        self.objective_indicators = _indicators(plan, "objective")
        self.by_objective: dict[int, list[ActionOutline]] = defaultdict(list)
        self.by_theme: dict[int | None, list[ActionOutline]] = defaultdict(list)
        for theme_id, objective_id, action in load_actions(plan, self.paths, self.addresses):
            if objective_id is None:
                self.by_theme[theme_id].append(action)
            else:
                self.by_objective[objective_id].append(action)

    def theme(self, row: dict[str, Any]) -> ThemeOutline:
        return ThemeOutline(
            title=row["title"],
            code=row["code"],
            version_label=row["version_label"],
            version_date=row["version_date"],
            annexe_number=row["annexe_number"],
            age_min=row["age_min"],
            age_max=row["age_max"],
            description=row["description"],
            note=row["note"],
            indicators=self.objective_indicators.get(row["pk"], ()),
            objectives=self.objectives(self.children[row["pk"]]),
            unattached=tuple(self.by_theme.get(row["pk"], ())),
            pk=row["pk"],
        )

    def without_theme(self, rows: list[dict[str, Any]]) -> ThemeOutline:
        return ThemeOutline(title="", objectives=self.objectives(rows), unattached=tuple(self.by_theme.get(None, ())))

    def objectives(self, rows: list[dict[str, Any]]) -> tuple[ObjectiveOutline, ...]:
        groups: dict[int, int] = {}
        built = []
        for row in rows:
            effects = None
            if (group_id := row["effect_group_id"]) is not None:
                group = groups.setdefault(group_id, len(groups) + 1)
                effects = ExpectedEffects(group, row["effect_group__text"])
            built.append(
                ObjectiveOutline(
                    level=Level(row["level"]),
                    title=row["title"],
                    code=row["code"],
                    description=row["description"],
                    note=row["note"],
                    effects=effects,
                    children=self.objectives(self.children.get(row["pk"], [])),
                    actions=tuple(self.by_objective.get(row["pk"], ())),
                    indicators=self.objective_indicators.get(row["pk"], ()),
                    pk=row["pk"],
                )
            )
        return tuple(built)

    def _walk_paths(self) -> None:
        """The path of each objective: the title of its theme, then the label of each level."""
        stack: list[tuple[dict[str, Any], ObjectivePath]] = []
        for root in self.children[None]:
            for row in self.children[root["pk"]]:
                if row["level"] == Level.THEME:
                    stack.extend((child, (row["title"],)) for child in self.children[row["pk"]])
                else:
                    stack.append((row, ("",)))
        while stack:
            row, above = stack.pop()
            label = f"{row['code']} : {row['title']}" if row["code"] else row["title"]
            path = self.paths[row["pk"]] = (*above, label)
            stack.extend((child, path) for child in self.children.get(row["pk"], []))


def load_actions(
    plan: Plan, paths: Mapping[int, ObjectivePath], addresses: Mapping[int, FicheAddress]
) -> Iterable[tuple[int | None, int | None, ActionOutline]]:
    """The actions of a plan in the order of print, each with the keys of its theme and of its objective."""
    lists = {name: _reference_codes(plan, name) for name in REFERENCE_LISTS}
    participations = _grouped(
        Participation.objects.filter(action__plan=plan), "action_id", _PARTICIPATION, _participation
    )
    schemes = _grouped(SchemeUse.objects.filter(action__plan=plan), "action_id", ("scheme__name",), lambda r: r[0])
    fundings = _grouped(Funding.objects.filter(action__plan=plan), "action_id", _FUNDING, _funding)
    steps = _grouped(Step.objects.filter(action__plan=plan), "action_id", _STEP, lambda r: StepOutline(*r))
    links = _grouped(
        ActionLink.objects.filter(action__plan=plan), "action_id", _LINK, lambda row: _link(row, addresses)
    )
    notes = _grouped(ActionNote.objects.filter(action__plan=plan), "action_id", _NOTE, _note, "-year")
    documents = _grouped(
        Document.objects.filter(action__plan=plan), "action_id", _DOCUMENT, lambda row: DocumentOutline(*row)
    )
    places = _places(plan)
    indicators = _indicators(plan, "action")
    serves: dict[int, list[ObjectivePath]] = defaultdict(list)
    served = Action.also_serves.through.objects.filter(action__plan=plan).order_by("pk")
    for action_id, objective_id in served.values_list("action_id", "objective_id"):
        serves[action_id].append(paths[objective_id])

    names, columns = list(ACTION_COLUMNS), list(ACTION_COLUMNS.values())
    rows = Action.objects.filter(plan=plan).order_by("position", "pk")
    for theme_id, objective_id, pk, into, former, *values in rows.values_list(
        "theme_id", "objective_id", "pk", "merged_into_id", "renewed_from_id", *columns
    ):
        fields: dict[str, Any] = dict(zip(names, values, strict=True))
        if into is not None:
            fields["merged_into"] = addresses[into]
        if former is not None:
            fields["renewed_from"] = addresses[former]
        fields["status"] = Status(fields["status"])
        fields["schedule_kind"] = ScheduleKind(fields["schedule_kind"])
        for name, codes in lists.items():
            if pk in codes:
                fields[name] = tuple(codes[pk])
        yield (
            theme_id,
            objective_id,
            ActionOutline(
                **fields,
                participations=participations.get(pk, ()),
                schemes=schemes.get(pk, ()),
                fundings=fundings.get(pk, ()),
                steps=steps.get(pk, ()),
                indicators=indicators.get(pk, ()),
                links=links.get(pk, ()),
                notes=notes.get(pk, ()),
                documents=documents.get(pk, ()),
                places=places.get(pk, ()),
                also_serves=tuple(serves.get(pk, ())),
                pk=pk,
            ),
        )


_PARTICIPATION = ("role", "partner__name", "contact__full_name")
_FUNDING = (
    "partner__name",
    "funder_label",
    "scheme__name",
    "year",
    "kind",
    "nature",
    "status",
    "planned",
    "requested",
    "granted",
    "spent",
)
_SECTION = ("title", "text", "key", "is_not_concerned")
_STEP = ("title", "due_on", "done_on", "who")
_LINK = ("text", "group", "target_id")
_NOTE = ("year", "text", "written_on")
_DOCUMENT = ("title", "url", "file")
_MEASUREMENT = ("year", "breakdown", "value", "text", "measured_on", "source")


def _participation(row: tuple[Any, ...]) -> ParticipationOutline:
    return ParticipationOutline(Role(row[0]), row[1], row[2] or "")


def _funding(row: tuple[Any, ...]) -> FundingOutline:
    partner, label, scheme, year, kind, nature, status, *amounts = row
    return FundingOutline(
        partner or label,
        scheme or "",
        year,
        FundingKind(kind),
        FundingNature(nature) if nature else None,
        FundingStatus(status),
        *amounts,
    )


def _named_plans(plan: Plan) -> set[int]:
    """The plans whose fiches the fiches and the decisions of a plan name. One query."""
    links = ActionLink.objects.filter(action__plan=plan, target__isnull=False).order_by().values("target__plan")
    mergers = Action.objects.filter(plan=plan, merged_into__isnull=False).order_by().values("merged_into__plan")
    renewed = Action.objects.filter(plan=plan, renewed_from__isnull=False).order_by().values("renewed_from__plan")
    decided = Decision.objects.filter(meeting__committee__plan=plan, action__isnull=False).order_by()
    named = (links, mergers, renewed, decided.values("action__plan"))
    conditions = (Q(pk__in=plans) for plans in named)
    return set(Plan.objects.filter(reduce(or_, conditions)).values_list("pk", flat=True))


def _link(row: tuple[Any, ...], addresses: Mapping[int, FicheAddress]) -> LinkOutline:
    text, group, target = row
    return LinkOutline(text, group, addresses[target] if target is not None else None)


def _note(row: tuple[Any, ...]) -> NoteOutline:
    return NoteOutline(*row)


def _indicators(plan: Plan, owner: str) -> dict[int, tuple[IndicatorOutline, ...]]:
    """The indicators of the fiches or of the objectives of a plan with all they hold, by the key of their owner."""
    targets = _grouped(
        Target.objects.filter(**{f"indicator__{owner}__plan": plan}),
        "indicator_id",
        TARGETS.fields,
        lambda row: TargetOutline(*row),
    )
    measurements = _grouped(
        Measurement.objects.filter(**{f"indicator__{owner}__plan": plan}),
        "indicator_id",
        _MEASUREMENT,
        lambda row: MeasurementOutline(*row),
    )

    def build(row: tuple[Any, ...]) -> IndicatorOutline:
        pk, label, kind, nature, unit, direction, source, frequency, breakdown, *baseline = row
        value, text, day = baseline
        return IndicatorOutline(
            label,
            IndicatorKind(kind),
            IndicatorNature(nature),
            unit,
            Direction(direction),
            source,
            frequency,
            breakdown,
            value,
            text,
            day,
            targets.get(pk, ()),
            in_order(measurements.get(pk, ())),
        )

    indicators = Indicator.objects.filter(**{f"{owner}__plan": plan})
    return _grouped(indicators, f"{owner}_id", ("pk", *INDICATORS.fields), build)


def _places(plan: Plan) -> dict[int, tuple[PlaceOutline, ...]]:
    groups: dict[int, list[PlaceOutline]] = defaultdict(list)
    rows = Action.places.through.objects.filter(action__plan=plan)
    for action, name, kind in rows.values_list("action_id", "place__name", "place__kind"):
        groups[action].append(PlaceOutline(name, PlaceKind(kind)))
    return {action: tuple(sorted(places, key=place_rank)) for action, places in groups.items()}


def _grouped(
    queryset: Any, key: str, columns: tuple[str, ...], build: Callable[[tuple[Any, ...]], Any], *order: str
) -> dict[int, tuple[Any, ...]]:
    """The rows of a queryset built and grouped by `key`, in their order."""
    groups: dict[int, list[Any]] = defaultdict(list)
    for owner, *row in queryset.order_by(*order, "position", "pk").values_list(key, *columns):
        groups[owner].append(build(tuple(row)))
    return {owner: tuple(items) for owner, items in groups.items()}


def _reference_codes(plan: Plan, name: str) -> dict[int, list[str]]:
    """The codes of one reference list by action, in the order of the list."""
    through = getattr(Action, name).through
    term = getattr(Action, name).field.related_model._meta.model_name
    groups: dict[int, list[str]] = defaultdict(list)
    rows = through.objects.filter(action__plan=plan).order_by(f"{term}__position", f"{term}__label")
    for action_id, code in rows.values_list("action_id", f"{term}__code"):
        groups[action_id].append(code)
    return groups
