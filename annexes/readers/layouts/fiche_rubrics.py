"""The rubrics of a fiche that no field answers to: given the field that a person chose, or kept in words and said."""

from annexes.columns.foreign import NOTHING
from annexes.readers.drafts import Builder
from annexes.readers.layouts.fiche_text import Block, FicheText
from annexes.readers.mapping.rubrics import RUBRIC_OF, WITHOUT_FIELD, RubricFields
from annexes.reading import Severity
from annexes.values.blanks import says_nothing, without_dotted_lines


def choose_fields(fiche: FicheText, rubrics: RubricFields, builder: Builder) -> None:
    """Give such rubrics the field that was chosen for their label, in this import or in an earlier one."""
    for block in fiche.blocks:
        if block.rubric is not None and block.rubric not in WITHOUT_FIELD:
            continue
        texts = [line for line in map(without_dotted_lines, block.texts) if line]
        if block.others or says_nothing("\n".join(texts)):
            continue
        is_new = block.words not in {label for label, _ in rubrics.labels.values()}
        block.chosen = rubrics.field_of(block.words, texts)
        if block.chosen is None:
            continue
        block.rubric = RUBRIC_OF.get(block.chosen, block.rubric)
        if is_new and rubrics.is_remembered(block.words):
            builder.say(
                block.cell,
                Severity.INFO,
                "remembered-rubric",
                f"la rubrique « {block.words} » est lue comme la dernière fois : {_field(block.chosen)}",
                "changez-la si besoin par « Associer les rubriques »",
            )


def say_kept(block: Block, builder: Builder) -> None:
    """That a rubric has no field, where its text is, and how to give it one."""
    proposal = (
        "son texte est gardé à la fin de la description, sous cette étiquette ; pour lui donner un champ : "
        "« Associer les rubriques »"
    )
    if block.rubric is None:
        message = f"« {block.words} » n’est pas une rubrique connue d’une fiche"
        builder.say(block.cell, Severity.WARNING, "unknown-label", message, proposal)
    else:
        message = f"la rubrique « {block.words} » n’a pas de champ dans la fiche"
        builder.say(block.cell, Severity.INFO, "rubric-without-field", message, proposal)


def say_asides(fiche: FicheText, builder: Builder) -> None:
    """Which plain lines may be rubrics of their own, and where they were left."""
    for aside in fiche.asides:
        builder.say(
            aside.cell,
            Severity.WARNING,
            "may-be-label",
            f"« {aside.label} : » ressemble à une rubrique, sans en avoir la mise en forme",
            f"cette ligne reste dans « {aside.rubric} » ; si c’est une rubrique, mettez son nom en gras",
        )


def _field(key: str) -> str:
    return f"« {key} »" if key != NOTHING else "laissée de côté"
