"""A second number in a title: « FA 4. Tutorat (FA 5 abandonnée) » speaks of a fiche that nothing else may say."""

from collections.abc import Iterator

from annexes.labels import flat
from annexes.readers.drafts import ActionDraft, ObjectiveDraft, ThemeDraft
from annexes.reading import Issue, Severity
from annexes.wordings import MENTION, POINTING


def second_numbers(theme: ThemeDraft) -> Iterator[Issue]:
    """One warning for each title that bears the number of another fiche or objective without pointing at it."""
    drafts: list[ObjectiveDraft | ActionDraft] = [*theme.walk(), *theme.all_actions()]
    for draft in drafts:
        if (mention := _mention(draft)) is not None:
            it = "l’intitulé" if isinstance(draft, ActionDraft) else "le titre"
            yield draft.cell.issue(
                Severity.WARNING,
                "second-number",
                f"un second numéro (« {mention} ») se trouve dans {it} de {_named(draft)}",
                f"gardé dans {it} ; si c’est une autre fiche ou un autre objectif, donnez-lui sa ligne ou sa cellule",
            )


def _mention(draft: ObjectiveDraft | ActionDraft) -> str | None:
    key = flat(draft.title)
    for match in MENTION.finditer(key):
        before = key[: match.start()].rstrip(" (").rpartition(" ")[2]
        if match["number"] != _own_number(draft) and before not in POINTING:
            return draft.title[match.start() : match.end()].strip()
    return None


def _own_number(draft: ObjectiveDraft | ActionDraft) -> str:
    if isinstance(draft, ObjectiveDraft):
        return draft.number
    return str(draft.number) if draft.number is not None else draft.code


def _named(draft: ObjectiveDraft | ActionDraft) -> str:
    return f"la {draft.name}" if isinstance(draft, ActionDraft) else draft.name
