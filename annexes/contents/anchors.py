"""The names of fiches inside a document: what links, bookmarks, the sommaire and the indexes lead to."""

from collections.abc import Mapping

from annexes.contents.model import action_anchor
from annexes.edition import Edition
from annexes.outline import PlanOutline


def anchors_of(outline: PlanOutline) -> Mapping[int, str]:
    """The anchor of each fiche, by `id`: from its key, or from its rank for a fiche that no database has."""
    return {id(one): action_anchor(one.pk or f"-{rank}") for rank, one in enumerate(outline.all_actions(), 1)}


def entry_of(reference: str, title: str, edition: Edition) -> str:
    """« Fiche 72 – Ouvrir la maison des parents », as lists of fiches say it."""
    number = f"{edition.action_label.split(' ')[0]} {reference}" if reference else ""
    return " – ".join(filter(None, (number, title))) or edition.action_label
