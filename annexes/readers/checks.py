"""What is said of a plan once it is read: numbers, empty objectives, residue, lengths. Nothing is corrected."""

import re
from collections import Counter
from collections.abc import Iterator

from accounts.text import fold
from annexes.outline import HintKind
from annexes.readers.drafts import ActionDraft, Builder, ObjectiveDraft, ThemeDraft
from annexes.readers.grid import Cell
from annexes.readers.hints import CUT, DOUBLED, MAY_DOUBLE, hint_also, hint_places, hint_words
from annexes.readers.second_numbers import second_numbers
from annexes.readers.siblings import SUFFIXES
from annexes.reading import Issue, Severity
from plans.enums import Level

TITLE_LIMIT = 1000
TEXT_LIMIT = 10_000
_SHORT_TEXTS = frozenset({"audience_note", "scale_note", "schedule_note", "elected_lead"})

_MAX_GAPS = 20
_GLUED_QUESTION = re.compile(r"\w\?(?!\s*$)")
_MARKUP = re.compile(
    r"\[(?:bookmark|signet|image|lien)\b[^\]]*\]|_Toc\d+|erreur ?! ?(?:signet|source)|error! |"
    r"#(?:ref|n/a|value|name\?|div/0)!?|"
    r"\{ ?(?:ref|pageref|hyperlink|mergefield)\b|<[/a-z][^<>]{0,40}>",
    re.IGNORECASE,
)


def check(builder: Builder) -> None:
    """Say what there is to say of the themes that were read; give « bis » to the second of two fiches of one number."""
    hint_places(builder)
    for theme in builder.themes:
        _disambiguate(builder, theme)
        builder.issues.extend(_gaps(theme))
        builder.issues.extend(_empty_objectives(theme))
        builder.issues.extend(_untitled(theme))
        builder.issues.extend(second_numbers(theme))
        builder.issues.extend(_residue(theme))
        builder.issues.extend(_lengths(theme))
        builder.issues.extend(_same_titles(theme))
    builder.issues.extend(_annexe_numbers(builder.themes))


def _disambiguate(builder: Builder, theme: ThemeDraft) -> None:
    """Two fiches of one number in a theme: both are kept, the second becomes « bis »."""
    met: dict[tuple[int | str, str], ActionDraft] = {}
    next_number = 1 + max((action.number or 0 for action in theme.all_actions()), default=0)
    for action in theme.all_actions():
        number = action.number if action.number is not None else action.code
        if not number and number != 0:
            continue
        if other := met.get((number, action.suffix)):
            free = next((s for s in SUFFIXES if (number, s) not in met), f"n° {len(met) + 1}")
            builder.say(
                action.cell,
                Severity.WARNING,
                "duplicate-fiche",
                f"la {action.name} « {action.title[:80]} » porte le même numéro que « {other.title[:80]} » "
                f"({other.cell.where})",
                f"gardée sous le numéro {number} {free} : changez-le dans le fichier avant l’import, ou dans la fiche "
                f"après (premier numéro libre à la suite : {next_number})",
            )
            if action.number is None:
                action.code = f"{action.code} {free}"
            else:
                action.suffix = free
            met[number, free] = action
        else:
            met[number, action.suffix] = action


def _gaps(theme: ThemeDraft) -> Iterator[Issue]:
    referred = set(theme.placeholders.values())
    numbers = {a.number for a in theme.all_actions() if a.number is not None and a not in referred}
    if len(numbers) < 2:
        return
    last = min(max(numbers), min(numbers) + len(numbers) * 3 + 10)
    missing = [number for number in range(1, last) if number not in numbers]
    if len(missing) > len(numbers):  # the fiches before the first are those of another file
        missing = [number for number in missing if number > min(numbers)]
    if not missing or len(missing) > len(numbers):
        return
    shown = ", ".join(str(number) for number in missing[:_MAX_GAPS]) + ("…" if len(missing) > _MAX_GAPS else "")
    where = f"Thème {theme.title}" if theme.title else "Fiches"
    plural = len(missing) > 1
    yield Issue(
        where,
        Severity.INFO,
        "missing-number",
        f"{'les numéros' if plural else 'le numéro'} {shown} "
        f"{'ne sont donnés' if plural else 'n’est donné'} à aucune fiche "
        f"({len(numbers)} fiches, jusqu’au n° {max(numbers)})",
        "rien n’est renuméroté",
    )


def _empty_objectives(theme: ThemeDraft) -> Iterator[Issue]:
    if not any(True for _ in theme.all_actions()):
        return
    before: ObjectiveDraft | None = None
    covered: dict[ActionDraft, list[ObjectiveDraft]] = {}
    shared = {id(o.cell) for o in theme.walk() if any(action.cell is not o.cell for action in o.actions)}
    for objective in theme.walk():
        if objective.level is not Level.OPERATIONAL:
            if not objective.children and not objective.actions and not objective.note and not objective.effects:
                yield objective.cell.issue(
                    Severity.INFO, "empty-objective", f"{objective.name} n’a ni objectif ni fiche", "gardé tel quel"
                )
            before = None
            continue
        if objective.actions:
            before = objective
        elif id(objective.cell) in shared:
            continue  # one cell for several objectives: what stands beside it has been said
        elif objective.expects_actions and not objective.note and not _served(theme, objective):
            action = _may_cover(before, objective)
            if action is not None and before is not None:
                for fiche in before.actions:
                    if fiche.cell is action.cell:
                        covered.setdefault(fiche, []).append(objective)
            yield objective.cell.issue(
                Severity.WARNING,
                "oo-without-fiche",
                f"{objective.name} n’a aucune fiche",
                _explained(action, objective),
            )
    for action, objectives in covered.items():
        hint_also(action, objectives, objectives[0].cell)


def _served(theme: ThemeDraft, objective: ObjectiveDraft) -> bool:
    return any(objective in action.also_serves for action in theme.all_actions() if action.also_serves)


def _may_cover(before: ObjectiveDraft | None, objective: ObjectiveDraft) -> ActionDraft | None:
    """The fiche above that could be meant: it is alone and its neighbours are empty, or its cell covers this row."""
    if before is None or before.parent is not objective.parent or before.grid is not objective.grid:
        return None
    last = before.actions[-1]
    return last if _reaches(last, objective) or len(before.actions) == 1 else None


def _reaches(action: ActionDraft, objective: ObjectiveDraft) -> bool:
    return action.cell.rowspan > 1 and action.cell.covers(objective.cell.row)


def _explained(action: ActionDraft | None, objective: ObjectiveDraft) -> str:
    if action is None:
        return "complétez le fichier, ou laissez l’objectif sans fiche"
    if _reaches(action, objective):
        return f"la cellule de la {action.name} est fusionnée jusqu’ici : elle couvre peut-être aussi cet objectif"
    return f"la {action.name}, seule au-dessus, couvre peut-être aussi cet objectif : rien n’a été recopié"


def _untitled(theme: ThemeDraft) -> Iterator[Issue]:
    for objective in theme.walk():
        if not objective.title and (theme.title or not objective.pointed):  # else `comparing.pointing` looks for it
            yield objective.cell.issue(
                Severity.WARNING,
                "objective-without-title",
                f"{objective.name} a un numéro et pas de titre",
                "complétez-le avant ou après l’import",
            )


def _titled(theme: ThemeDraft) -> Iterator[ObjectiveDraft | ActionDraft]:
    yield from theme.walk()
    yield from theme.all_actions()


def _residue(theme: ThemeDraft) -> Iterator[Issue]:
    for draft in _titled(theme):
        odd = list(_odd_parts(draft.title, cut_said=any(hint.kind is HintKind.WORD for hint in draft.hints)))
        if odd:
            hint_words(draft)
        for what, proposal in odd:
            yield draft.cell.issue(Severity.INFO, "residue", f"{draft.name} : {what}", proposal)


def _odd_parts(title: str, *, cut_said: bool) -> Iterator[tuple[str, str]]:
    kept = "titre gardé tel quel"
    if (match := DOUBLED.search(title)) and match[1].lower() not in MAY_DOUBLE:
        yield f"mot répété (« {match[0]} »)", kept
    if title.count("(") != title.count(")"):
        yield "parenthèse qui n’est pas fermée, ou pas ouverte", kept
    if title.count("«") != title.count("»"):
        yield "guillemet qui n’est pas fermé, ou pas ouvert", kept
    if match := _GLUED_QUESTION.search(title):
        yield f"point d’interrogation au milieu du titre (« …{title[max(0, match.start() - 15) : match.end()]} »)", kept
    if match := _MARKUP.search(title):
        yield f"reste de mise en forme (« {match[0]} »)", kept
    if not cut_said and (match := CUT.search(title)):
        yield f"mot qui semble coupé (« {match[0]} »)", f"lire « {match[1]}{match[2]} » ?"


def _lengths(theme: ThemeDraft) -> Iterator[Issue]:
    for draft in _titled(theme):
        yield from _too_long(draft.cell, f"le titre de {draft.name}", draft.title, TITLE_LIMIT)
    for objective in theme.walk():
        yield from _too_long(objective.cell, f"la description {objective.of_it}", objective.description, TEXT_LIMIT)
        yield from _too_long(objective.cell, f"la remarque {objective.of_it}", objective.note, TEXT_LIMIT)
        if objective.effects:
            yield from _too_long(objective.cell, "les effets attendus", objective.effects.text, TEXT_LIMIT)
    for action in theme.all_actions():
        for field, value in action.fields.items():
            if isinstance(value, str):
                limit = TITLE_LIMIT if field in _SHORT_TEXTS else TEXT_LIMIT
                yield from _too_long(action.cell, f"un texte de la {action.name}", value, limit)


def _too_long(cell: Cell, what: str, text: str, limit: int) -> Iterator[Issue]:
    if len(text) > limit:
        yield cell.issue(
            Severity.ERROR,
            "too-long",
            f"{what} compte {len(text)} caractères : {limit} au plus peuvent être enregistrés",
            "raccourcissez ce texte dans le fichier, ou mettez-en la suite dans une autre cellule",
        )


def _same_titles(theme: ThemeDraft) -> Iterator[Issue]:
    counts = Counter(fold(action.title) for action in theme.all_actions())
    met: dict[str, ActionDraft] = {}
    for action in theme.all_actions():
        key = fold(action.title)
        if counts[key] > 1 and key in met:
            yield action.cell.issue(
                Severity.WARNING,
                "same-title",
                f"la {action.name} porte le même intitulé que la {met[key].name}",
                "gardées toutes les deux : fusionnez-les si c’est la même action",
            )
        met.setdefault(key, action)


def _annexe_numbers(themes: list[ThemeDraft]) -> Iterator[Issue]:
    met: dict[str, ThemeDraft] = {}
    for theme in themes:
        other = met.setdefault(theme.annexe_number, theme)
        if theme.annexe_number and other is not theme and theme.annexe_cell is not None:
            yield theme.annexe_cell.issue(
                Severity.WARNING,
                "duplicate-annexe",
                f"le numéro d’annexe {theme.annexe_number} est déjà celui du thème {other.title}",
                "donnez un autre numéro à l’un des deux",
            )
