"""Placing one label in the plan: an objective or a fiche, with the lines that came under it."""

from dataclasses import replace

from annexes.labels import Kind, Label, classify
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft
from annexes.readers.grid import Cell
from annexes.readers.hints import hint_words
from annexes.reading import Severity
from plans.enums import Level

LEVEL_OF = {
    Kind.AXIS: Level.AXIS,
    Kind.INTERMEDIATE: Level.INTERMEDIATE,
    Kind.OPERATIONAL: Level.OPERATIONAL,
}


def place_objective(builder: Builder, level: Level, label: Label, cell: Cell) -> ObjectiveDraft:
    """Open the objective; the lines under its title become its description, or its note when they point elsewhere."""
    objective = builder.open_objective(level, label, cell)
    _propose_word(builder, label, cell, objective)
    for line in label.more:
        if classify(line).kind is Kind.REFERENCE and level is Level.OPERATIONAL:
            note_objective(builder, objective, line, cell)
        else:
            objective.description = _with_line(objective.description, line)
    if label.more and objective.description:
        builder.say(
            cell,
            Severity.INFO,
            "extra-lines",
            f"des lignes suivent le titre {objective.of_it}",
            "gardées dans sa description",
        )
    return objective


def place_action(
    builder: Builder, label: Label, cell: Cell, parent: ObjectiveDraft | None, *, doubtful: bool = False
) -> ActionDraft:
    """Add the fiche; the lines under its title become its description."""
    if not label.title:
        builder.say(
            cell,
            Severity.WARNING,
            "fiche-without-title",
            f"la fiche {label.number} n’a pas d’intitulé",
            "complétez-la avant ou après l’import",
        )
        label = replace(label, title=f"Fiche {label.number} (sans intitulé)")
    action = builder.add_action(label, cell, parent, doubtful=doubtful)
    _propose_word(builder, label, cell, action)
    if label.more:
        text = str(action.fields.get("description", ""))
        for line in label.more:
            text = _with_line(text, line)
        action.fields["description"] = text
        builder.say(
            cell,
            Severity.INFO,
            "extra-lines",
            f"des lignes suivent l’intitulé de la {action.name}",
            "gardées dans sa description",
        )
    return action


def note_objective(builder: Builder, objective: ObjectiveDraft, text: str, cell: Cell) -> None:
    """Keep on the objective a sentence that stands where its fiches were expected."""
    objective.note = _with_line(objective.note, text)
    builder.attach(cell)
    builder.say(
        cell,
        Severity.INFO,
        "sentence-for-fiche",
        "une phrase tient lieu de fiche",
        f"gardée comme remarque {objective.of_it}",
    )


def _with_line(text: str, line: str) -> str:
    return f"{text}\n{line}" if text else line


def _propose_word(builder: Builder, label: Label, cell: Cell, draft: ObjectiveDraft | ActionDraft) -> None:
    if label.cut:
        hint_words(draft)
        builder.say(
            cell,
            Severity.WARNING,
            "cut-word",
            "un mot semble coupé par un saut de ligne ou de page : il a été laissé tel quel",
            f"lire « {label.cut} » ?",
        )
