"""The final evaluation of a plan: objective by objective, what was done and what it changed.

Nothing is computed that nobody wrote: what was done is the status and the bilans of the fiches, what changed is the
measurements of the indicators beside their baseline and their target. What is missing is said, and never filled.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.enums import CLOSED_STATUSES, STATUSES_OWING_A_REASON, Status
from actions.wording import status_wording
from annexes.contents.anchors import anchors_of
from annexes.contents.commitments import name_of
from annexes.contents.model import CellKind, Grid, GridColumn, GridRow, RowStyle
from annexes.contents.order import placed
from annexes.contents.synthesis import synthesis_of
from annexes.contents.tableau import LOOSE, said
from annexes.contents.wording import counted
from annexes.edition import Edition
from annexes.outline import (
    ActionOutline,
    IndicatorOutline,
    MeasurementOutline,
    ObjectiveOutline,
    PlanOutline,
    ThemeOutline,
)
from indicators.enums import Direction
from indicators.wording import aim_wording, figure, period
from plans.enums import Level

TITLE = "Évaluation finale"
NOTICE = (
    "Ce qui a été fait vient des bilans des fiches, ce que cela a changé des mesures des indicateurs. Ce qui n’a pas "
    "été écrit ou mesuré est dit, jamais complété."
)
NOTHING_WRITTEN = "Aucun bilan écrit."
NOT_MEASURED = "Non mesuré"
TO_WRITE = "À écrire en réunion : ce plan n’a pas de fiche."
DONE = (Status.DONE, Status.PERMANENT)
CHANGED = (
    GridColumn("Indicateur", share=3.4),
    GridColumn("Départ", share=1.6),
    GridColumn("Cible", share=1.6),
    GridColumn("Dernière mesure", share=1.7),
    GridColumn("Lecture", share=2),
)

Anchors = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class EvaluatedObjective:
    """An axe, or whatever stands highest below a theme, with all that hangs on it and below it.

    In its tables, a row names each objective over what hangs on it; one where nothing hangs says so.
    """

    name: str
    words: tuple[str, ...]
    done: Grid
    changed: Grid


@dataclass(frozen=True, slots=True)
class EvaluatedTheme:
    title: str
    objectives: tuple[EvaluatedObjective, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """`summary` counts by theme or axe; `gaps` says what was never written or measured."""

    words: tuple[str, ...]
    summary: Grid
    themes: tuple[EvaluatedTheme, ...]
    stopped: Grid
    gaps: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not any(theme.objectives for theme in self.themes)


def evaluation_of(outline: PlanOutline, edition: Edition) -> Evaluation:
    """The evaluation of a plan, or of the part of it that the outline holds."""
    actions = [action for *_, action in placed(outline)]
    indicators = [one for theme in outline.themes for one in _all_indicators(theme)]
    anchors = anchors_of(outline)
    return Evaluation(
        words=tuple(_words(actions, indicators, edition)),
        summary=_summary(outline, edition) if actions else Grid(()),
        themes=tuple(
            _theme(theme, edition, anchors) if actions else _theme_without_fiches(theme, edition)
            for theme in outline.themes
        ),
        stopped=_stopped(actions, anchors),
        gaps=tuple(_gaps(actions, indicators)),
    )


def reading(one: IndicatorOutline) -> str:
    """What the last measure says beside the target, or beside where it began: « Cible atteinte »."""
    last = last_measure(one)
    if last is None:
        return NOT_MEASURED
    target = one.targets[-1] if one.targets else None
    if last.value is None:
        return "À apprécier"
    parts = []
    if target is not None and target.value is not None:
        parts.append(_beside_target(one, last.value - target.value))
    if one.baseline is not None:
        parts.append(_since_the_start(last.value - one.baseline, one.unit))
    return "\n".join(parts) or "Sans cible ni point de départ"


def last_measure(one: IndicatorOutline) -> MeasurementOutline | None:
    """The last one of the whole; that of a part when the whole was never measured."""
    whole = [measure for measure in one.measurements if not measure.breakdown]
    return max(whole or one.measurements, key=lambda measure: measure.year, default=None)


def is_reached(one: IndicatorOutline) -> bool:
    """Whether its last measure is at its last target, or beyond it on the side that is aimed at."""
    last, target = last_measure(one), one.targets[-1] if one.targets else None
    if last is None or target is None or last.value is None or target.value is None:
        return False
    gap = last.value - target.value
    return gap >= 0 if one.direction is Direction.UP else gap <= 0 if one.direction is Direction.DOWN else gap == 0


def _beside_target(one: IndicatorOutline, gap: Decimal) -> str:
    if is_reached(one):
        return "Cible atteinte"
    if one.direction in (Direction.UP, Direction.DOWN):
        return f"Cible non atteinte : écart de {figure(abs(gap), one.unit)}"
    return f"Écart à la cible : {_signed(gap, one.unit)}"


def _since_the_start(change: Decimal, unit: str) -> str:
    return f"{_signed(change, unit)} depuis le départ" if change else "Stable depuis le départ"


def _signed(change: Decimal, unit: str) -> str:
    return f"{'+' if change > 0 else '−'}\N{NO-BREAK SPACE}{figure(abs(change), unit)}"


def _words(actions: Sequence[ActionOutline], indicators: Sequence[IndicatorOutline], edition: Edition) -> Iterator[str]:
    yield NOTICE
    if actions:
        label = edition.action_label if len(actions) == 1 else edition.action_label_plural
        yield f"{len(actions)} {label[0].lower()}{label[1:]} : {_by_status(actions)}."
    if indicators:
        measured = [one for one in indicators if last_measure(one) is not None]
        reached = sum(is_reached(one) for one in measured)
        yield (
            f"{counted(len(indicators), 'indicateur')}, dont {counted(len(measured), 'mesuré')} ; "
            f"{counted(reached, 'cible atteinte', 'cibles atteintes')}."
        )


def _by_status(actions: Sequence[ActionOutline]) -> str:
    counts = Counter(action.status for action in actions)
    return ", ".join(f"{counts[one]} {_many(str(one.label).lower(), counts[one])}" for one in Status if counts[one])


def _many(status: str, number: int) -> str:
    """« réalisées », and « en cours », which does not agree."""
    return f"{status}s" if number > 1 and status.endswith("e") else status


def _summary(outline: PlanOutline, edition: Edition) -> Grid:
    synthesis = synthesis_of(outline, edition)
    columns = (
        GridColumn(synthesis.by or "Plan", share=2.6),
        *(GridColumn(group, CellKind.NUMBER, 1.35) for group in synthesis.groups),
        GridColumn("Total", CellKind.NUMBER, 0.9),
    )
    rows = [GridRow(("\n".join(filter(None, (row.name, row.where))), *row.counts, row.total)) for row in synthesis.rows]
    if len(rows) > 1:
        rows.append(GridRow((synthesis.whole.name, *synthesis.whole.counts, synthesis.whole.total), RowStyle.TOTAL))
    return Grid(columns, tuple(rows), "Où en sont les fiches", row_headers=True)


def _theme_without_fiches(theme: ThemeOutline, edition: Edition) -> EvaluatedTheme:
    """Of a plan without any fiche: what was done is to be written beside the effects expected."""
    return EvaluatedTheme("", tuple(_without_fiches(top, edition) for top in theme.objectives))


def _theme(theme: ThemeOutline, edition: Edition, anchors: Anchors) -> EvaluatedTheme:
    found = []
    if theme.indicators:
        found.append(EvaluatedObjective("Le thème dans son ensemble", (), _done([]), _changed(_own(theme.indicators))))
    found += [_objective(top, edition, anchors) for top in theme.objectives]
    if theme.unattached:
        rows = [_fiche(action, anchors) for action in theme.unattached]
        found.append(EvaluatedObjective(LOOSE, (), _done(rows), _changed(_of_fiches(theme.unattached))))
    title = f"{edition.labels(Level.THEME).singular} : {theme.title}" if theme.title else ""
    return EvaluatedTheme(title, tuple(found))


def _objective(top: ObjectiveOutline, edition: Edition, anchors: Anchors) -> EvaluatedObjective:
    done: list[GridRow] = []
    changed: list[GridRow] = []
    words: list[str] = []
    for node in top.walk():
        name = said(node, edition.labels(node.level).singular)
        effects = _flat(node.effects.text) if node.effects else ""
        own = [*_own(node.indicators), *_of_fiches(node.actions)]
        if node is top:
            words += [f"Effets attendus : {effects}"] if effects else []
        else:
            group = "\n".join(filter(None, (name, effects and f"Effets attendus : {effects}")))
            done.append(GridRow((group, "", ""), RowStyle.GROUP))
            if own:
                changed.append(GridRow((name, *[""] * (len(CHANGED) - 1)), RowStyle.GROUP))
        done += [_fiche(action, anchors) for action in node.actions]
        if not node.actions and not node.children and not node.indicators:
            done.append(GridRow(("Aucune fiche ni aucun indicateur", "", "")))
        changed += own
    actions = [action for node in top.walk() for action in node.actions]
    if actions:
        words.append(f"{counted(len(actions), 'fiche')} : {_by_status(actions)}.")
    name = said(top, edition.labels(top.level).singular)
    return EvaluatedObjective(name, tuple(words), _done(_that_say(done)), _changed(changed))


def _without_fiches(top: ObjectiveOutline, edition: Edition) -> EvaluatedObjective:
    rows, changed = [], []
    for node in top.walk():
        name = said(node, edition.labels(node.level).singular)
        if not node.children:
            rows.append(GridRow((name, _flat(node.effects.text) if node.effects else "", TO_WRITE)))
        if node.indicators:
            changed += [GridRow((name, *[""] * (len(CHANGED) - 1)), RowStyle.GROUP), *_own(node.indicators)]
    columns = (
        GridColumn("Objectif", share=3),
        GridColumn("Effets attendus", share=3.4),
        GridColumn("Constats", share=3),
    )
    grid = Grid(columns, tuple(rows), "Ce qui a été fait", row_headers=True)
    return EvaluatedObjective(said(top, edition.labels(top.level).singular), (), grid, _changed(changed))


def _that_say(rows: Sequence[GridRow]) -> list[GridRow]:
    """Without the names of objectives over other objectives, when nothing at all hangs below."""
    return list(rows) if any(row.style is not RowStyle.GROUP for row in rows) else []


def _done(rows: Sequence[GridRow]) -> Grid:
    columns = (GridColumn("Fiche", share=3), GridColumn("Statut", share=1.4), GridColumn("Bilan", share=5))
    return Grid(columns, tuple(rows), "Ce qui a été fait", row_headers=True)


def _fiche(action: ActionOutline, anchors: Anchors) -> GridRow:
    return GridRow((name_of(action), _status(action), _bilan(action)), anchor=anchors[id(action)])


def _status(action: ActionOutline) -> str:
    progress = f"{action.progress} %" if action.progress is not None and action.status not in CLOSED_STATUSES else ""
    return "\n".join(filter(None, (status_wording(Status(action.status)), progress)))


def _bilan(action: ActionOutline) -> str:
    """The notes, the oldest first; the steps that were done, when there is none; why it was not, when it was not."""
    steps = [step.title for step in action.steps if step.done_on]
    told = "\n".join(f"{note.year} : {_flat(note.text)}" for note in reversed(action.notes))
    parts = (
        told or NOTHING_WRITTEN,
        f"Étapes faites : {', '.join(steps)}" if steps and not told else "",
        f"Motif : {action.status_reason}" if action.status_reason else "",
    )
    return "\n".join(filter(None, parts))


def _flat(text: str) -> str:
    """A text on one line; the items of a list follow each other after a dot."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(f"· {line[1:].strip()}" if line[0] in "-–•·" else line for line in lines)


def _own(indicators: Sequence[IndicatorOutline]) -> list[GridRow]:
    return [_indicator(one, "") for one in indicators]


def _of_fiches(actions: Sequence[ActionOutline]) -> list[GridRow]:
    return [_indicator(one, name_of(action)) for action in actions for one in action.indicators]


def _changed(rows: Sequence[GridRow]) -> Grid:
    return Grid(CHANGED, tuple(rows), "Ce que cela a changé", row_headers=True)


def _indicator(one: IndicatorOutline, owner: str) -> GridRow:
    target = one.targets[-1] if one.targets else None
    cells = (
        "\n".join(filter(None, (one.label, str(one.kind.label), owner))),
        aim_wording(one.baseline, one.baseline_text, one.baseline_on, one.unit),
        aim_wording(target.value, target.text, target.due_on, one.unit) if target else "",
        _measure(one),
        reading(one),
    )
    return GridRow(cells)


def _measure(one: IndicatorOutline) -> str:
    last = last_measure(one)
    if last is None:
        return ""
    value = aim_wording(last.value, last.text, None, one.unit)
    year = period(last.year, one.frequency)
    return "\n".join(filter(None, (value, f"{year}, {last.breakdown}" if last.breakdown else year)))


def _stopped(actions: Iterable[ActionOutline], anchors: Anchors) -> Grid:
    columns = (GridColumn("Fiche", share=4), GridColumn("Statut", share=1.4), GridColumn("Motif", share=4))
    rows = tuple(
        GridRow(
            (name_of(one), status_wording(Status(one.status)), one.status_reason or "Motif non écrit"),
            anchor=anchors[id(one)],
        )
        for one in actions
        if one.status in STATUSES_OWING_A_REASON
    )
    return Grid(columns, rows, "Reportées, suspendues, abandonnées ou fusionnées", row_headers=True)


def _gaps(actions: Sequence[ActionOutline], indicators: Sequence[IndicatorOutline]) -> Iterator[str]:
    if silent := [one for one in actions if one.status in DONE and not one.notes]:
        words = "réalisées ou reconduites n’ont" if len(silent) > 1 else "réalisée ou reconduite n’a"
        yield f"{counted(len(silent), 'fiche')} {words} aucun bilan : {_named(silent)}."
    if mute := [one for one in actions if not one.indicators and one.status in DONE]:
        words = "réalisées ou reconduites n’ont" if len(mute) > 1 else "réalisée ou reconduite n’a"
        yield f"{counted(len(mute), 'fiche')} {words} aucun indicateur : {_named(mute)}."
    if unmeasured := sum(last_measure(one) is None for one in indicators):
        words = "n’ont jamais été mesurés" if unmeasured > 1 else "n’a jamais été mesuré"
        yield f"{counted(unmeasured, 'indicateur')} {words}."


def _named(actions: Sequence[ActionOutline], most: int = 12) -> str:
    names = [action.reference or f"« {action.title} »" for action in actions[:most]]
    more = len(actions) - len(names)
    return ", ".join(names) + (f" et {more} {'autres' if more > 1 else 'autre'}" if more else "")


def _all_indicators(theme: ThemeOutline) -> Iterator[IndicatorOutline]:
    yield from theme.indicators
    for objective in theme.walk():
        yield from objective.indicators
    for action in theme.all_actions():
        yield from action.indicators
