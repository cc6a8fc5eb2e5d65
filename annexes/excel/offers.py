"""The lists of the sheet « Listes »: what the drop-down lists of « Données » offer, from the plan and its territory."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from accounts.text import fold
from actions.enums import FundingKind, FundingNature, FundingStatus, PlaceKind, Role
from annexes.columns import ALSO, LEVELS, LISTS, LOOSE, MAIN, Column
from annexes.outline import PlanOutline
from annexes.vocabulary import Vocabulary
from indicators.enums import Direction, Frequency, IndicatorKind, IndicatorNature

# What stands between the bars of a record: shown, so that nobody has to guess the words.
_RECORD_WORDS: tuple[tuple[str, Any], ...] = (
    ("Rôle d’un partenaire", Role),
    ("Type de lieu", PlaceKind),
    ("Type de financement", FundingKind),
    ("Crédits", FundingNature),
    ("Statut d’un financement", FundingStatus),
    ("Type d’indicateur", IndicatorKind),
    ("Nature d’un indicateur", IndicatorNature),
    ("Sens d’un indicateur", Direction),
    ("Fréquence d’un indicateur", Frequency),
)


@dataclass(frozen=True, slots=True)
class Offers:
    """The names that a territory knows, in the order in which they are shown."""

    partners: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferedList:
    """One column of « Listes ». `name` is that of its range; `key` what the columns of « Données » call it by."""

    key: str
    title: str
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        return "Liste_" + re.sub(r"\W+", "_", fold(self.title).title())


def offered_lists(
    outline: PlanOutline, vocabulary: Vocabulary, offers: Offers, columns: Sequence[Column]
) -> list[OfferedList]:
    """The lists that have at least one value, each under one key.

    What the plan uses is in its lists, even when the territory offers it no more: a cell read back is never cut there.
    """
    live = dict(_live(outline, offers))
    actions = list(outline.all_actions())
    found: dict[str, OfferedList] = {}
    for column in columns:
        if column.choices:
            found[column.title] = OfferedList(column.title, column.title, column.choices)
        elif column.vocabulary:
            name = column.vocabulary
            used = (vocabulary.label(name, code) for action in actions for code in getattr(action, name))
            values = tuple(dict.fromkeys((*vocabulary.labels.get(name, {}).values(), *used)))
            found[name] = OfferedList(name, column.title, values)
        elif column.offers:
            values = tuple(dict.fromkeys(live.get(column.offers, ())))
            title = {"partners": "Partenaires"}.get(column.offers, column.title)
            found[column.offers] = OfferedList(column.offers, title, values)
    for title, kind in _RECORD_WORDS:
        found[title] = OfferedList(title, title, tuple(str(member.label) for member in kind))
    return [one for one in found.values() if one.values]


def key_of(column: Column) -> str:
    """The key of the list that a column draws on, or nothing."""
    return column.vocabulary or column.offers or (column.title if column.choices else "")


def write_lists(workbook: Any, lists: Sequence[OfferedList]) -> None:
    """« Listes »: one list a column, each a named range; locked, since what is typed there would be of no effect."""
    sheet = workbook.add_worksheet(LISTS)
    head = workbook.add_format({"bold": True, "bg_color": "#17506b", "font_color": "#ffffff"})
    for rank, one in enumerate(lists):
        widest = max(len(text) for text in (one.title, *one.values))
        sheet.set_column(rank, rank, min(60, widest + 2))
        sheet.write_string(0, rank, one.title, head)
        for row, value in enumerate(one.values, 1):
            sheet.write_string(row, rank, value)
        letters = xl_col_to_name(rank)
        workbook.define_name(one.name, f"={LISTS}!${letters}$2:${letters}${len(one.values) + 1}")
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.protect("", {"format_columns": True})


def validation(column: Column, lists: Sequence[OfferedList]) -> dict[str, Any] | None:
    """The drop-down list of a column, or the message of one that takes several values; nothing for free text.

    A list of the software is imposed; a list of the territory or of the plan is offered, since a name may be new.
    """
    found = next((one for one in lists if one.key == key_of(column)), None)
    if column.is_several:
        return {"validate": "any", "input_title": column.title[:32], "input_message": _message(column, found)}
    if found is None:
        return None
    options: dict[str, Any] = {"validate": "list", "source": f"={found.name}"}
    if not column.choices:
        return {**options, "show_error": False}
    error = "Choisissez une valeur de la liste déroulante : toute autre bloquerait l’import."
    return {**options, "error_title": "Valeur inconnue", "error_message": error}


def _message(column: Column, found: OfferedList | None) -> str:
    """At most 255 characters, the most that Excel shows."""
    text = "Une valeur par ligne : Alt+Entrée va à la ligne."
    if column.parts and len(column.parts) < 110:
        text = f"Une ligne par élément (Alt+Entrée) : {column.parts}."
    elif column.parts:
        text = (
            "Une ligne par élément (Alt+Entrée), ses parties séparées par « | » : voir la note du titre de la colonne."
        )
    known = f" Valeurs connues : feuille « {LISTS} », colonne « {found.title} »." if found else ""
    return (text + known)[:255]


def _live(outline: PlanOutline, offers: Offers) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "attachments", (MAIN, ALSO, LOOSE)
    yield "themes", tuple(theme.title for theme in outline.themes if theme.title)
    for level in LEVELS:
        objectives = (o for theme in outline.themes for o in theme.walk() if o.level is level and o.title)
        yield level.value, tuple(objective.title for objective in objectives)
    yield "partners", offers.partners
    yield "schemes", (*offers.schemes, *(name for action in outline.all_actions() for name in action.schemes))
    yield "places", offers.places
