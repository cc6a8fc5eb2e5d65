"""What a printed document says about itself, beside the content of the plan."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from plans.enums import Level


class Variant(StrEnum):
    CONTRACTUAL = "contractual"  # the columns of the signed annex
    FOLLOW_UP = "follow_up"  # with pilote, échéance, priorité and statut


@dataclass(frozen=True, slots=True)
class LevelLabels:
    singular: str
    plural: str
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """How the territory’s documents look: its logo, and the colour of titles and of the heads of tables."""

    ink: str = "#17506b"
    logo: bytes = b""
    logo_type: str = ""  # « image/png », « image/jpeg » or « image/svg+xml »
    logo_text: str = ""  # what replaces the picture for those who do not see it


@dataclass(frozen=True, slots=True)
class Edition:
    territory: str
    plan_title: str
    kind_label: str
    edited_on: date
    period: str = ""
    draft: bool = False  # prints the mark « PROJET »
    level_labels: Mapping[Level, LevelLabels] = field(default_factory=dict)
    action_label: str = "Fiche action"
    action_label_plural: str = "Fiches actions"
    variant: Variant = Variant.CONTRACTUAL
    annexe_number: str = ""  # of the whole document, in the foot of its pages
    deliberation: str = ""  # « Délibération n° 2026-114 du 3 décembre 2026 »
    version_label: str = ""
    archival: bool = False  # as PDF/A, for PDFs
    perimeter: str = ""  # what part of the plan it is about, in words: « Thème : Enfance »
    brand: Brand = field(default_factory=Brand)

    def labels(self, level: Level) -> LevelLabels:
        """The kind's own names of a level, or the usual ones."""
        return self.level_labels.get(level) or LevelLabels(level.label, level.label)
