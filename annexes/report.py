"""An import said in lines of text, for a terminal."""

from collections.abc import Iterable, Iterator
from textwrap import shorten
from typing import TypeVar

from annexes.comparing.changes import ACTION, Change, ChangeKind, PlanDiff
from annexes.comparing.fieldwords import field_words, is_told
from annexes.deciding.proposals import Proposal
from annexes.outline import HintKind
from annexes.reading import Fate, Issue, Reading, Severity
from annexes.summaries import LIST_NAMES, SAID, LevelNames, in_words
from annexes.vocabulary import Vocabulary
from annexes.whereabouts import address_in_words
from plans.enums import Level

SHOWN = 40  # lines of one list
TEXT_LENGTH = 80  # characters of a cell
DEFAULT_NAMES: LevelNames = {
    Level.THEME: ("Thème", "Thèmes"),
    Level.AXIS: ("Axe", "Axes"),
    Level.INTERMEDIATE: ("Objectif intermédiaire", "Objectifs intermédiaires"),
    Level.OPERATIONAL: ("Objectif opérationnel", "Objectifs opérationnels"),
    ACTION: ("Fiche", "Fiches"),
    **LIST_NAMES,
}
PLURALS = {Severity.ERROR: "erreurs", Severity.WARNING: "alertes", Severity.INFO: "informations"}

T = TypeVar("T")


def issue_lines(issues: Iterable[Issue]) -> Iterator[str]:
    """Errors first, each list after its number; one line an issue, its address at the beginning."""
    by_severity: dict[Severity, list[Issue]] = {severity: [] for severity in Severity}
    for issue in issues:
        by_severity[issue.severity].append(issue)
    for severity, some in by_severity.items():
        if some:
            yield f"{len(some)} {PLURALS[severity] if len(some) > 1 else severity.label.lower()} :"
            yield from (f"  {issue_line(issue)}" for issue in some)


def issue_line(issue: Issue) -> str:
    """« Feuille Enfance, B13 : une fiche dans la colonne des objectifs ; rattachée à OO 4 »."""
    where = f"{address_in_words(issue.where)} : " if issue.where else ""
    return f"{where}{issue.message}{f' ; {issue.proposal}' if issue.proposal else ''}"


def fate_lines(reading: Reading) -> Iterator[str]:
    """What became of the source cells: how many were taken up, then those kept as text or left out, by address."""
    said = f"Cellules lues : {reading.cells}, dont {reading.attached} reprises dans le plan"
    yield f"{said}." if reading.fates else f"{said} : rien n’est laissé de côté."
    for fate in Fate:
        some = [one for one in reading.fates if one.fate is fate]
        lines = (
            f"  {address_in_words(one.where)} : « {shorten(one.text, TEXT_LENGTH, placeholder='…')} » ; {one.reason}"
            for one in some
        )
        yield from _list(f"{fate.label} ({len(some)}) :", lines)


def proposal_lines(proposals: Iterable[Proposal]) -> Iterator[str]:
    """What a person may accept, by kind: the name that `--accept` takes, then before → after."""
    by_kind: dict[HintKind, list[str]] = {}
    for one in proposals:
        where = f"{address_in_words(one.where)} : " if one.where else ""
        by_kind.setdefault(one.kind, []).append(f"  {where}{one.before} → {one.after}")
    for kind, lines in by_kind.items():
        yield from _list(f"{kind.label} (--accept {kind.value}) :", lines)


def diff_lines(diff: PlanDiff, names: LevelNames, vocabulary: Vocabulary) -> Iterator[str]:
    """What an import writes: numbers of each level, then what is changed, moved or missing, one line each."""
    counts = diff.counts()
    if diff.is_empty:
        yield "Rien à changer : tout est déjà dans le plan."
    for kind, word in SAID.items():
        if words := in_words({level: number.get(kind.value, 0) for level, number in counts.items()}, names):
            yield f"{word} : {words}."
    if words := in_words({level: number["unchanged"] for level, number in counts.items()}, names):
        yield f"Inchangés : {words}."
    if diff.reordered:
        yield f"Listes remises dans l’ordre du fichier : {diff.reordered}."
    changed = [change for change in diff.changes if is_told(change)]
    yield from _list("Détail :", (line for change in changed for line in _change_lines(change, vocabulary)))
    missing = [f"  {change.label}" for change in diff.changes if change.kind is ChangeKind.MISSING]
    yield from _list("Dans le plan mais pas dans le fichier (conservés) :", missing)


def _change_lines(change: Change, vocabulary: Vocabulary) -> Iterator[str]:
    place = f", de « {change.before} » à « {change.place} »" if change.kind is ChangeKind.MOVED else ""
    yield f"  {change.label} : {change.kind.label}{place}"
    for field in change.fields:
        words = field_words(change, field, vocabulary)
        yield f"    {words.name} : {words.old} → {words.new}"


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    some = list(lines)
    if some:
        yield title
        yield from some[:SHOWN]
        if len(some) > SHOWN:
            yield f"  … et {len(some) - SHOWN} autres lignes."
