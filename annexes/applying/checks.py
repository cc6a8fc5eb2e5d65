"""What must hold before an outline may be written: rules and limits of the database, said as issues with their address.

Nothing that passes here may fail in the database.
"""

from collections.abc import Iterator
from dataclasses import replace

from actions.enums import STATUSES_OWING_A_REASON, Role
from annexes.applying.directory import map_actions
from annexes.applying.filelimits import file_issues
from annexes.applying.limits import (
    ACTION_LENGTHS,
    OBJECTIVE_LENGTHS,
    THEME_LENGTHS,
    child_issues,
    effects_issues,
    plan_issues,
    text_issues,
    value_issues,
)
from annexes.outline import ActionOutline, ObjectiveOutline, ParticipationOutline, PlanOutline, ThemeOutline
from annexes.reading import Issue, Severity
from partners.models import name_key
from plans.enums import Level

CHILD_FIELDS = ("participations", "fundings", "steps", "indicators", "links", "places", "notes", "documents")
NO_REASON = "Motif non précisé dans le document importé"


def fit(outline: PlanOutline, levels: frozenset[Level]) -> tuple[PlanOutline, list[Issue]]:
    """The outline made fit for a kind of plan that uses `levels`, and what stands in the way or was mended.

    Errors must block the import; what was mended is said in warnings. Without `levels`, any level will do.
    """
    issues: list[Issue] = []
    if levels and Level.THEME not in levels and any(theme.title for theme in outline.themes):
        outline = _without_themes(outline, issues)
    issues.extend(plan_issues(outline))
    issues.extend(file_issues(outline.file, outline.sections))
    for theme in outline.themes:
        issues.extend(_theme_issues(theme, levels))
    outline = map_actions(outline, lambda action: _mended(action, issues))
    return outline, issues


def number_conflicts(target: PlanOutline) -> Iterator[Issue]:
    """The numbers that a plan would hold twice in a theme once the file is imported: errors."""
    for theme in target.themes:
        holders: dict[tuple[int, str], ActionOutline] = {}
        for action in theme.all_actions():
            if action.number is None:
                continue
            first = holders.setdefault((action.number, action.suffix), action)
            if first is not action:
                message = f"deux fiches du thème porteraient le numéro {action.reference}"
                proposal = f"l’autre est « {first.title[:120]} » : changez l’un des deux numéros"
                yield Issue(
                    action.source or first.source,
                    Severity.ERROR,
                    "number-taken",
                    message,
                    proposal,
                    action.title[:120],
                )


def _without_themes(outline: PlanOutline, issues: list[Issue]) -> PlanOutline:
    for theme in outline.themes:
        if theme.title:
            message = f"ce type de plan n’a pas de thème : « {theme.title} » n’est pas repris comme niveau"
            issues.append(Issue(theme.source, Severity.INFO, "theme-left-out", message))
    objectives = tuple(objective for theme in outline.themes for objective in theme.objectives)
    unattached = tuple(action for theme in outline.themes for action in theme.unattached)
    return replace(outline, themes=(ThemeOutline("", objectives=objectives, unattached=unattached),))


def _theme_issues(theme: ThemeOutline, levels: frozenset[Level]) -> Iterator[Issue]:
    if Level.THEME in levels and not theme.title:
        message = "le document ne nomme pas son thème : ce qu’il contient est placé directement sous le plan"
        proposal = "donnez le nom du thème dans le document, au-dessus du tableau ou dans le nom de la feuille"
        yield Issue(theme.source or "Document", Severity.WARNING, "no-theme", message, proposal)
    yield from text_issues(theme, THEME_LENGTHS, "le thème")
    yield from value_issues(theme, "le thème")
    yield from child_issues(theme.indicators, theme.source, "le thème")
    for objective in theme.walk():
        yield from _objective_issues(objective, levels)
    seen: dict[tuple[int, str], str] = {}
    for action in theme.all_actions():
        yield from _action_issues(action)
        if action.number is None:
            continue
        key = (action.number, action.suffix)
        if key in seen:
            message = f"le numéro de fiche {action.reference} est donné deux fois dans le thème"
            proposal = f"la première est en {seen[key]} : changez l’un des deux numéros"
            yield Issue(action.source, Severity.ERROR, "number-twice", message, proposal, action.title[:120])
        seen.setdefault(key, action.source)


def _objective_issues(objective: ObjectiveOutline, levels: frozenset[Level]) -> Iterator[Issue]:
    name = objective.code or "un objectif"
    yield from text_issues(objective, OBJECTIVE_LENGTHS, name)
    yield from effects_issues(objective, name)
    yield from child_issues(objective.indicators, objective.source, name)
    if levels and objective.level not in levels:
        message = f"le niveau « {objective.level.label} » n’existe pas dans ce type de plan"
        proposal = "choisissez un autre type de plan, ou reprenez la colonne sous un niveau qui existe"
        yield Issue(objective.source, Severity.ERROR, "level-unknown", message, proposal, objective.title[:120])
    for child in objective.children:
        if child.level.rank <= objective.level.rank:
            message = f"« {child.label} » ne peut pas se placer sous « {objective.label} » (règle V01)"
            yield Issue(child.source, Severity.ERROR, "level-above", message, "vérifiez les deux niveaux")


def _action_issues(action: ActionOutline) -> Iterator[Issue]:
    name = f"la fiche {action.reference}" if action.reference else "une fiche"
    yield from text_issues(action, ACTION_LENGTHS, name)
    yield from value_issues(action, name)
    for children in (getattr(action, field) for field in CHILD_FIELDS):
        if children:
            yield from child_issues(children, action.source, name)
    if action.schemes:
        yield from child_issues(action.schemes, action.source, name)


def _mended(action: ActionOutline, issues: list[Issue]) -> ActionOutline:
    """Give the reason that a status owes, keep one pilote and each partner once in a role; all are said."""
    if action.status in STATUSES_OWING_A_REASON and not action.status_reason:
        message = f"le statut « {action.status.label} » demande un motif"
        proposal = f"« {NO_REASON} » est inscrit : complétez-le dans la fiche"
        issues.append(Issue(action.source, Severity.WARNING, "no-reason", message, proposal, action.title[:120]))
        action = replace(action, status_reason=NO_REASON)
    if len(action.participations) < 2:
        return action
    leads = [p for p in action.participations if p.role is Role.LEAD]
    if len({name_key(p.partner) for p in leads}) > 1:
        others = ", ".join(p.partner for p in leads[1:])
        message = f"plusieurs pilotes : {leads[0].partner} reste pilote"
        proposal = f"inscrits comme co-pilotes : {others}"
        issues.append(Issue(action.source, Severity.WARNING, "several-leads", message, proposal, action.title[:120]))
        kept = tuple(
            replace(p, role=Role.CO_LEAD) if p.role is Role.LEAD and p is not leads[0] else p
            for p in action.participations
        )
        action = replace(action, participations=kept)
    return _each_partner_once(action, issues)


def _each_partner_once(action: ActionOutline, issues: list[Issue]) -> ActionOutline:
    held: dict[tuple[Role, str], ParticipationOutline] = {}
    for p in action.participations:
        held.setdefault((p.role, name_key(p.partner)), p)
    if len(held) == len(action.participations):
        return action
    for p in action.participations:
        if p.contact and p.contact != (contact := held[(p.role, name_key(p.partner))].contact):
            message = f"« {p.partner} » figure deux fois comme {p.role.label.lower()} : il est inscrit une fois"
            proposal = f"contact gardé : {contact or 'aucun'} ; laissé de côté : {p.contact}"
            issues.append(Issue(action.source, Severity.WARNING, "partner-twice", message, proposal))
    return replace(action, participations=tuple(held.values()))
