"""From what was read to what it would change: the names of the territory, the places it names, the comparison."""

from collections.abc import Iterator
from dataclasses import replace

from annexes.changes import PlanDiff
from annexes.checks import number_conflicts
from annexes.diff import match_plan
from annexes.directory import Directory, map_actions
from annexes.matching import title_key
from annexes.naming import compare_naming
from annexes.outline import ActionOutline, ObjectiveOutline, ObjectivePath, PlanOutline
from annexes.reading import Issue, Severity


def plan_diff(current: PlanOutline, incoming: PlanOutline, directory: Directory) -> tuple[PlanDiff, list[Issue]]:
    """What `incoming` brings to the plan `current`, and what is to be said of it; errors forbid to write it."""
    issues = list(directory.unknown_words(incoming))
    incoming = _with_known_places(current, directory.canonical(incoming), issues)
    incoming = _with_known_files(current, incoming, issues)
    diff, naming = compare_naming(current, incoming, directory.territory)
    issues.extend(naming)
    issues.extend(number_conflicts(diff.target))
    return diff, issues


def path_key(path: ObjectivePath) -> ObjectivePath:
    """The key under which two writings of the same place are equal."""
    return tuple(map(title_key, path))


def _with_known_places(current: PlanOutline, incoming: PlanOutline, issues: list[Issue]) -> PlanOutline:
    """Leave out, and say, the objectives that a fiche would also serve and that neither plan nor file has."""
    if not any(action.also_serves for action in incoming.all_actions()):
        return incoming
    known = {*_paths(current), *_paths(incoming)}

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


def _with_known_files(current: PlanOutline, incoming: PlanOutline, issues: list[Issue]) -> PlanOutline:
    """Leave out, and say, the uploaded files that its fiche has not: none comes in a sheet."""
    if not any(document.file for action in incoming.all_actions() for document in action.documents):
        return incoming
    matches = match_plan(current, incoming)

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


def _paths(outline: PlanOutline) -> Iterator[ObjectivePath]:
    for theme in outline.themes:
        stack: list[tuple[ObjectivePath, ObjectiveOutline]] = [((title_key(theme.title),), o) for o in theme.objectives]
        while stack:
            above, objective = stack.pop()
            path = (*above, title_key(objective.label))
            yield path
            stack.extend((path, child) for child in objective.children)
