"""From what was read to what it would change: the names of the territory, the places it names, the comparison."""

from collections.abc import Iterator
from dataclasses import replace

from accounts.models import Territory
from actions.models import Action
from annexes.applying.checks import number_conflicts
from annexes.applying.directory import Directory, map_actions
from annexes.comparing.changes import ACTION, ChangeKind, PlanDiff
from annexes.comparing.diff import match_plan
from annexes.comparing.homonyms import told_apart
from annexes.comparing.knownfile import known_file
from annexes.comparing.matching import NOTHING, Settled, path_key
from annexes.comparing.naming import compare_naming
from annexes.comparing.pairs import every, key_of, label_of, paths
from annexes.deciding.decisions import Decisions
from annexes.fileoutline import EMPTY_FILE
from annexes.outline import ActionOutline, PlanOutline
from annexes.reading import Issue, Severity
from plans.models import Plan


def plan_diff(
    current: PlanOutline, incoming: PlanOutline, directory: Directory, settled: Settled = NOTHING
) -> tuple[PlanDiff, list[Issue]]:
    """What `incoming` brings to the plan `current`, and what is to be said of it; errors forbid to write it."""
    issues = list(directory.unknown_words(incoming))
    incoming = told_apart(current, directory.canonical(incoming), settled, issues)
    incoming = _with_known_places(current, incoming, issues)
    incoming = _with_known_files(current, incoming, settled, issues)
    incoming = _with_known_dossier(current, incoming, directory.territory, issues)
    diff, naming = compare_naming(current, incoming, directory.territory, settled)
    diff = _without_lost_places(current, diff)
    issues.extend(naming)
    issues.extend(_needed_elsewhere(current, diff))
    issues.extend(number_conflicts(diff.target))
    return diff, issues


def kept_after_all(current: PlanOutline, diff: PlanDiff, decisions: Decisions) -> list[Issue]:
    """The deletions that were asked and that are not done: the file names these things now, or they hold what stays."""
    refused = decisions.deleted - {change.key for change in diff.changes if change.kind is ChangeKind.DELETED}
    names = {key_of(node): label_of(node) for theme in current.themes for node in every(theme)} if refused else {}
    message = "n’est pas supprimé : le fichier le nomme, ou il porte une ligne que vous avez laissée de côté"
    return [
        Issue("", Severity.WARNING, "decision-refused", f"« {names[key][:120]} » {message}", "relisez les absents")
        for key in sorted(refused)
        if key in names
    ]


def _needed_elsewhere(current: PlanOutline, diff: PlanDiff) -> Iterator[Issue]:
    """Errors for the fiches to delete into which a fiche of another plan was merged. One query when any is deleted."""
    gone = [one.pk for one in diff.changes if one.kind is ChangeKind.DELETED and one.level == ACTION]
    if not gone:
        return
    for action in Action.objects.filter(merged_into__in=gone).select_related("merged_into", "plan").order_by("pk"):
        if action.plan.slug != current.slug:
            message = (
                f"« {action.merged_into} » ne peut pas être supprimée : « {action} » du plan « {action.plan} » y a été"
            )
            proposal = "décochez sa suppression, ou changez d’abord le statut de cette fiche"
            yield Issue("", Severity.ERROR, "still-needed", f"{message} fusionnée", proposal)


def _without_lost_places(current: PlanOutline, diff: PlanDiff) -> PlanDiff:
    """A fiche serves no more an objective that goes."""
    gone = {one.pk for one in diff.changes if one.kind is ChangeKind.DELETED and one.level != ACTION}
    if not gone:
        return diff
    here = {path_key(path) for path in paths(diff.target).values()}
    before = paths(current)
    lost = {path_key(before[id(o)]) for theme in current.themes for o in theme.walk() if o.pk in gone} - here

    def served(action: ActionOutline) -> ActionOutline:
        kept = tuple(path for path in action.also_serves if path_key(path) not in lost)
        return action if len(kept) == len(action.also_serves) else replace(action, also_serves=kept)

    return replace(diff, target=map_actions(diff.target, served))


def _with_known_places(current: PlanOutline, incoming: PlanOutline, issues: list[Issue]) -> PlanOutline:
    """Leave out, and say, the objectives that a fiche would also serve and that neither plan nor file has."""
    if not any(action.also_serves for action in incoming.all_actions()):
        return incoming
    known = {path_key(path) for outline in (current, incoming) for path in paths(outline).values()}

    def checked(action: ActionOutline) -> ActionOutline:
        lost = [path for path in action.also_serves if path_key(path) not in known]
        for path in lost:
            message = (
                f"une fiche sert aussi « {path[-1] if path else ''} », qui n’est ni dans le plan ni dans le fichier"
            )
            proposal = "ce second rattachement n’est pas repris : corrigez l’intitulé, ou ajoutez-le dans la fiche"
            excerpt = " › ".join(path)[:120]
            issues.append(Issue(action.source, Severity.WARNING, "unknown-place", message, proposal, excerpt))
        return replace(action, also_serves=tuple(p for p in action.also_serves if p not in lost)) if lost else action

    return map_actions(incoming, checked)


def _with_known_dossier(
    current: PlanOutline, incoming: PlanOutline, territory: Territory, issues: list[Issue]
) -> PlanOutline:
    """The dossier and the former plan that a file names, as this plan may take them. One query at most."""
    former = incoming.renewed_from
    named = Plan.objects.of(territory).filter(slug=former).exclude(slug=current.slug)
    if former not in ("", current.renewed_from) and not named.exists():
        message = f"le plan repris, « {former[:80]} », n’est pas sur ce territoire"
        proposal = "importez-le d’abord, ou corrigez son nom court"
        issues.append(Issue("Plan", Severity.WARNING, "unknown-plan", message, proposal))
        former = current.renewed_from
    if (incoming.file, current.file) == (EMPTY_FILE, EMPTY_FILE):
        return incoming if former == incoming.renewed_from else replace(incoming, renewed_from=former)
    file = known_file(current.file, incoming.file, incoming.carries, issues)
    return replace(incoming, renewed_from=former, file=file)


def _with_known_files(
    current: PlanOutline, incoming: PlanOutline, settled: Settled, issues: list[Issue]
) -> PlanOutline:
    """Leave out, and say, the uploaded files that its fiche has not: none comes in a sheet."""
    if not any(document.file for action in incoming.all_actions() for document in action.documents):
        return incoming
    matches = match_plan(current, incoming, settled)

    def checked(action: ActionOutline) -> ActionOutline:
        known = matches.get(id(action))
        files = {document.file for document in known.documents} if known is not None else set()
        kept, seen = [], set()
        for document in action.documents:
            if document.file and (document.file not in files or document.file in seen):
                message = f"le fichier du document « {document.title} » n’est pas dans cette fiche"
                proposal = "ce document n’est pas repris : déposez le fichier dans la fiche"
                excerpt = document.file[:120]
                issues.append(Issue(action.source, Severity.WARNING, "unknown-file", message, proposal, excerpt))
                continue
            seen.add(document.file)
            kept.append(document)
        return action if len(kept) == len(action.documents) else replace(action, documents=tuple(kept))

    return map_actions(incoming, checked)
