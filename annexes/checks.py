"""What must hold before an outline may be written: the limits of the database, said as issues with their address."""

from collections.abc import Iterator
from dataclasses import replace

from actions.enums import STATUSES_OWING_A_REASON, Role
from actions.models import Action, ActionLink, Step
from annexes.directory import map_actions
from annexes.load import ACTION_COLUMNS
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.reading import Issue, Severity
from indicators.models import Indicator
from partners.models import Partner, Scheme
from plans.enums import Level
from plans.models import Objective

NO_REASON = "Motif non précisé dans le document importé"


def _length(model: type, name: str) -> int:
    return int(model._meta.get_field(name).max_length or 0)  # type: ignore[attr-defined]


ACTION_LENGTHS = {name: length for name, column in ACTION_COLUMNS.items() if (length := _length(Action, column))}
OBJECTIVE_LENGTHS = {name: _length(Objective, name) for name in ("code", "title", "description", "note")}
THEME_LENGTHS = {name: _length(Objective, name) for name in ("code", "title", "note", "version_label", "annexe_number")}


def fit(outline: PlanOutline, levels: frozenset[Level]) -> tuple[PlanOutline, list[Issue]]:
    """The outline made fit for a kind of plan that uses `levels`, and what stands in the way or was mended.

    Errors must block the import; what was mended is said in warnings.
    """
    issues: list[Issue] = []
    if levels and Level.THEME not in levels and any(theme.title for theme in outline.themes):
        outline = _without_themes(outline, issues)
    for theme in outline.themes:
        issues.extend(_theme_issues(theme, levels))
    outline = map_actions(outline, lambda action: _mended(action, issues))
    return outline, issues


def _without_themes(outline: PlanOutline, issues: list[Issue]) -> PlanOutline:
    for theme in outline.themes:
        if theme.title:
            message = f"Ce type de plan n’a pas de thème : « {theme.title} » n’est pas repris comme niveau."
            issues.append(Issue(theme.source, Severity.INFO, "theme-left-out", message))
    objectives = tuple(objective for theme in outline.themes for objective in theme.objectives)
    unattached = tuple(action for theme in outline.themes for action in theme.unattached)
    return replace(outline, themes=(ThemeOutline("", objectives=objectives, unattached=unattached),))


def _theme_issues(theme: ThemeOutline, levels: frozenset[Level]) -> Iterator[Issue]:
    yield from _too_long(theme, THEME_LENGTHS, "Le thème")
    yield from _ages(theme)
    for objective in theme.walk():
        yield from _too_long(objective, OBJECTIVE_LENGTHS, objective.code or "Un objectif")
        if levels and objective.level not in levels:
            message = f"Le niveau « {objective.level.label} » n’existe pas dans ce type de plan."
            proposal = "Choisir un autre type de plan, ou reprendre la colonne sous un niveau qui existe."
            yield Issue(objective.source, Severity.ERROR, "level-unknown", message, proposal, objective.title[:120])
        if not objective.title:
            yield Issue(objective.source, Severity.WARNING, "no-title", f"{objective.code} n’a pas d’intitulé.")
    seen: dict[tuple[int, str], str] = {}
    for action in theme.all_actions():
        yield from _action_issues(action)
        if action.number is None:
            continue
        key = (action.number, action.suffix)
        if key in seen:
            message = f"Le numéro de fiche {action.reference} est donné deux fois dans le thème."
            proposal = f"La première est en {seen[key]}. Changer l’un des deux numéros."
            yield Issue(action.source, Severity.ERROR, "number-twice", message, proposal, action.title[:120])
        seen[key] = action.source


def _action_issues(action: ActionOutline) -> Iterator[Issue]:
    name = f"La fiche {action.reference}" if action.reference else "Une fiche"
    yield from _too_long(action, ACTION_LENGTHS, name)
    yield from _ages(action)
    if action.starts_on and action.due_on and action.due_on < action.starts_on:
        message = f"{name} : l’échéance ({action.due_on:%d/%m/%Y}) précède le début ({action.starts_on:%d/%m/%Y})."
        yield Issue(action.source, Severity.ERROR, "dates-reversed", message, "Corriger l’une des deux dates.")
    parts: list[tuple[str, int, str]] = [
        *((p.partner, _length(Partner, "name"), "un nom de partenaire") for p in action.participations),
        *((s, _length(Scheme, "name"), "un nom de dispositif") for s in action.schemes),
        *((s.title, _length(Step, "title"), "une étape") for s in action.steps),
        *((i.label, _length(Indicator, "label"), "un indicateur") for i in action.indicators),
        *((k.text, _length(ActionLink, "text"), "un lien") for k in action.links),
    ]
    for text, limit, what in parts:
        if len(text) > limit:
            message = f"{name} : {what} compte {len(text)} caractères, la limite est de {limit}."
            yield Issue(action.source, Severity.ERROR, "too-long", message, "Le raccourcir.", text[:120])


def _ages(owner: ThemeOutline | ActionOutline) -> Iterator[Issue]:
    low, high = owner.age_min, owner.age_max
    if low is not None and high is not None and low > high:
        message = f"L’âge minimum ({low}) dépasse l’âge maximum ({high})."
        yield Issue(owner.source, Severity.ERROR, "ages-reversed", message, "Corriger l’un des deux âges.")
    if max(low or 0, high or 0) > 120:
        yield Issue(owner.source, Severity.ERROR, "age-too-high", "Un âge dépasse 120 ans.", "Le corriger.")


def _too_long(
    owner: ThemeOutline | ObjectiveOutline | ActionOutline, limits: dict[str, int], name: str
) -> Iterator[Issue]:
    for field, limit in limits.items():
        text = getattr(owner, field)
        if isinstance(text, str) and len(text) > limit:
            message = f"{name} : un texte compte {len(text)} caractères, la limite est de {limit}."
            proposal = "Le raccourcir, ou en mettre une partie dans un autre champ."
            yield Issue(owner.source, Severity.ERROR, "too-long", message, proposal, text[:120])


def _mended(action: ActionOutline, issues: list[Issue]) -> ActionOutline:
    """Give the reason that a status owes, and keep one pilote; both are said."""
    if action.status in STATUSES_OWING_A_REASON and not action.status_reason:
        message = f"Le statut « {action.status.label} » demande un motif."
        proposal = f"« {NO_REASON} » est inscrit : le compléter dans la fiche."
        issues.append(Issue(action.source, Severity.WARNING, "no-reason", message, proposal, action.title[:120]))
        action = replace(action, status_reason=NO_REASON)
    leads = [p for p in action.participations if p.role is Role.LEAD]
    if len(leads) > 1:
        others = ", ".join(p.partner for p in leads[1:])
        message = f"Plusieurs pilotes : {leads[0].partner} reste pilote."
        proposal = f"Inscrits comme co-pilotes : {others}."
        issues.append(Issue(action.source, Severity.WARNING, "several-leads", message, proposal, action.title[:120]))
        kept = tuple(
            replace(p, role=Role.CO_LEAD) if p.role is Role.LEAD and p is not leads[0] else p
            for p in action.participations
        )
        action = replace(action, participations=kept)
    return action
