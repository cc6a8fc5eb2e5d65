"""What an import would do, in a sentence, in figures and level by level."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from annexes.comparing.changes import ChangeKind, PlanDiff
from annexes.preview.asked import Asked
from annexes.preview.lines import Tree
from annexes.preview.looks import State
from annexes.summaries import LevelNames, in_words

_VERBS = {
    ChangeKind.CREATED: "crée",
    ChangeKind.CHANGED: "modifie",
    ChangeKind.MOVED: "déplace",
    ChangeKind.DELETED: "supprime",
}
_COLUMNS = {
    "created": "À créer",
    "changed": "À modifier",
    "moved": "À déplacer",
    "unchanged": "Sans changement",
    "missing": "Absents du fichier, conservés",
    "deleted": "À supprimer",
}


@dataclass(frozen=True, slots=True)
class Figure:
    """One number; `url` shows what it counts."""

    number: int
    label: str
    url: str
    symbol: str = ""
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """A table: its columns beside the level, and for each level its name and its numbers."""

    columns: list[str]
    rows: list[tuple[str, list[int]]]


@dataclass(frozen=True, slots=True)
class Summary:
    """`sentences` tell what the import does; `in_short` is the bar at the foot of the page."""

    sentences: list[str]
    figures: list[Figure]
    counts: Counts
    in_short: str
    deleted: int


def summary_of(diff: PlanDiff, tree: Tree, names: LevelNames, asked: Asked) -> Summary:
    """`names` are those of the levels of the plan."""
    counts = diff.counts()
    by_kind: Counter[str] = Counter()
    for numbers in counts.values():
        by_kind.update(numbers)
    out = tree.numbers[State.OUT]
    return Summary(
        sentences=_sentences(counts, names, diff.reordered, out),
        figures=_figures(by_kind, out, asked),
        counts=_counts(counts, names),
        in_short=_in_short(by_kind),
        deleted=by_kind["deleted"],
    )


def _sentences(counts: Mapping[str, Counter[str]], names: LevelNames, reordered: int, out: int) -> list[str]:
    said = []
    for kind, verb in _VERBS.items():
        if words := in_words({level: number[kind.value] for level, number in counts.items()}, names):
            said.append(f"{verb} {words}")
    sentences = [f"Cet import {' ; '.join(said)}."] if said else []
    if reordered:
        sentences.append(
            "Il change l’ordre d’une liste." if reordered == 1 else f"Il change l’ordre de {reordered} listes."
        )
    if missing := in_words({level: number["missing"] for level, number in counts.items()}, names):
        sentences.append(f"Le plan contient aussi {missing} que le fichier ne nomme pas\u00a0: conservés.")
    if out:
        sentences.append(f"{out} lignes sont laissées de côté." if out > 1 else "Une ligne est laissée de côté.")
    return sentences


def _figures(numbers: Counter[str], out: int, asked: Asked) -> list[Figure]:
    shown = [
        _figure(State.CREATED, numbers["created"], "créé", asked),
        _figure(State.CHANGED, numbers["changed"], "modifié", asked),
        _figure(State.MOVED, numbers["moved"], "déplacé", asked),
        _figure(State.SAME, numbers["unchanged"], "inchangé", asked),
    ]
    shown = [figure for figure in shown if figure.number] or shown[:1]
    absent = numbers["missing"] + numbers["deleted"]
    if absent:
        shown.append(Figure(absent, "absents du fichier" if absent > 1 else "absent du fichier", "#absents", "–"))
    if numbers["deleted"]:
        label = "à supprimer"
        shown.append(Figure(numbers["deleted"], label, "#absents", State.DELETED.symbol, warns=True))
    if out:
        label = "laissés de côté" if out > 1 else "laissé de côté"
        shown.append(Figure(out, label, f"{asked.query(etat=State.OUT.value)}#arbre", State.OUT.symbol))
    return shown


def _figure(state: State, number: int, word: str, asked: Asked) -> Figure:
    return Figure(number, f"{word}s" if number > 1 else word, f"{asked.query(etat=state.value)}#arbre", state.symbol)


def _counts(counts: Mapping[str, Counter[str]], names: LevelNames) -> Counts:
    """What was read and created always has its column; what else may happen, where it happens."""
    kept = [kind for kind in _COLUMNS if kind == "created" or any(numbers[kind] for numbers in counts.values())]
    rows = []
    for level, (_, plural) in names.items():
        if numbers := counts.get(level):
            read = sum(number for kind, number in numbers.items() if kind not in ("missing", "deleted"))
            rows.append((plural, [read, *(numbers[kind] for kind in kept)]))
    return Counts(["Lus", *(_COLUMNS[kind] for kind in kept)], rows)


def _in_short(numbers: Counter[str]) -> str:
    """« 12 à créer, 3 à modifier »."""
    states = {"created": State.CREATED, "changed": State.CHANGED, "moved": State.MOVED, "deleted": State.DELETED}
    return ", ".join(f"{number} {state.words}" for kind, state in states.items() if (number := numbers[kind]))
