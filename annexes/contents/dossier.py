"""A dossier: which parts of a plan it prints, each with what it says, in the order of print."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from annexes.contents.anchors import entry_of
from annexes.contents.fiche import fiche_sheets
from annexes.contents.filetables import (
    FilePart,
    activity_part,
    charter_part,
    childcare_part,
    committee_part,
    deliberation_words,
    diagnostic_part,
    programme_part,
    visa_part,
)
from annexes.contents.indexes import IndexEntry, partner_index, scheme_index
from annexes.contents.indicators import IndicatorTable, indicators_of
from annexes.contents.model import FicheSheet, FicheStyle
from annexes.contents.order import placed
from annexes.contents.tableau import LOOSE, said, title_of
from annexes.edition import Edition
from annexes.outline import ObjectiveOutline, PlanOutline, SectionOutline, ThemeOutline
from annexes.vocabulary import Vocabulary

PRESENTATION_TITLE = "Présentation"
PARTNERS_TITLE, SCHEMES_TITLE = "Index des partenaires", "Index des dispositifs"
PARTNERS_WORDS = "Le rôle de chacun, puis le numéro des fiches."
SCHEMES_WORDS = "Le numéro des fiches qui les mobilisent."


class Section(StrEnum):
    """The parts of a dossier, in the order of print."""

    COVER = "couverture"
    CONTENTS = "sommaire"
    PRESENTATION = "presentation"
    DIAGNOSTIC = "diagnostic"
    CHILDCARES = "accueils"
    ACTIVITIES = "activites"
    CHARTER = "charte"
    PROGRAMME = "programme"
    COMMITTEES = "instances"
    TABLEAUX = "tableaux"
    FICHES = "fiches"
    CALENDAR = "calendrier"
    FUNDING = "financement"
    INDICATORS = "indicateurs"
    VISAS = "avis"
    PARTNERS = "partenaires"
    SCHEMES = "dispositifs"


@dataclass(frozen=True, slots=True)
class FicheGroup:
    """The fiches under one axe; `title` is « Axe II : … », or « Actions à rattacher »."""

    title: str
    sheets: tuple[FicheSheet, ...]


@dataclass(frozen=True, slots=True)
class ThemePart:
    """A theme of the dossier; `rank` is its place in the plan, from 0.

    `texts` are what the theme and its objectives say of themselves, each after the name of its objective.
    """

    rank: int
    theme: ThemeOutline
    title: str
    texts: tuple[tuple[str, str], ...]
    groups: tuple[FicheGroup, ...]

    @property
    def texts_title(self) -> str:
        return "Présentation du thème" if self.theme.title and self.theme.description else "Présentation des objectifs"

    @property
    def sheets(self) -> tuple[FicheSheet, ...]:
        return tuple(sheet for group in self.groups for sheet in group.sheets)


@dataclass(frozen=True)
class Dossier:
    """What is asked for. Every part that has nothing to say is left out."""

    outline: PlanOutline
    edition: Edition
    sections: frozenset[Section] = frozenset(Section)
    style: FicheStyle = FicheStyle.COMPLETE
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    contacts: bool = False
    portrait: bool = False

    def has(self, section: Section) -> bool:
        return section in self.sections

    @cached_property
    def themes(self) -> tuple[ThemePart, ...]:
        """The themes with their fiches; without fiches when they are not asked for."""
        groups: dict[int, list[FicheGroup]] = {}
        for (theme, title), sheets in groupby(self._sheets(), key=lambda found: (id(found[0]), found[1])):
            groups.setdefault(theme, []).append(FicheGroup(title, tuple(sheet for *_, sheet in sheets)))
        return tuple(
            ThemePart(
                rank,
                theme,
                title_of(theme, self.outline, self.edition),
                tuple(self._texts(theme)),
                tuple(groups.get(id(theme), ())),
            )
            for rank, theme in enumerate(self.outline.themes)
        )

    @cached_property
    def texts(self) -> tuple[SectionOutline, ...]:
        """The texts of presentation; a title alone is not printed."""
        asked = self.outline.sections if self.has(Section.PRESENTATION) else ()
        return tuple(section for section in asked if section.text.strip())

    @cached_property
    def data(self) -> tuple[FilePart, ...]:
        """The data of the dossier as tables, those that stand before the tableaux."""
        return tuple(part for section, part in self._data() if self.has(section))

    @cached_property
    def visas(self) -> FilePart | None:
        """The délibération, the opinions, the signatures and the avenants; None without any."""
        file = self.outline.file
        part = replace(visa_part(file.visas, file.amendments), words=deliberation_words(self.outline))
        return part if self.has(Section.VISAS) and (part.tables or part.words) else None

    @cached_property
    def indicators(self) -> IndicatorTable:
        asked = self.outline if self.has(Section.INDICATORS) else PlanOutline()
        return indicators_of(asked, self.edition)

    @cached_property
    def partners(self) -> tuple[IndexEntry, ...]:
        return partner_index(self.outline, self.edition) if self.has(Section.PARTNERS) else ()

    @cached_property
    def schemes(self) -> tuple[IndexEntry, ...]:
        return scheme_index(self.outline, self.edition) if self.has(Section.SCHEMES) else ()

    def name_of(self, sheet: FicheSheet) -> str:
        """« Fiche 72 – Ouvrir la maison des parents »."""
        return entry_of(sheet.reference, sheet.title, self.edition)

    def _data(self) -> Iterator[tuple[Section, FilePart]]:
        file = self.outline.file
        if file.figures:
            yield Section.DIAGNOSTIC, diagnostic_part(file.figures)
        if file.childcares:
            yield Section.CHILDCARES, childcare_part(file.childcares)
        if file.activities:
            yield Section.ACTIVITIES, activity_part(file.activities)
        charter = charter_part(self.outline, self.edition, self.vocabulary)
        if charter is not None and self.outline.has_wednesday_charter:
            yield Section.CHARTER, charter
        if file.programme is not None:
            yield Section.PROGRAMME, programme_part(file.programme)
        if file.committees:
            yield Section.COMMITTEES, committee_part(file.committees)

    def _sheets(self) -> Iterator[tuple[ThemeOutline, str, FicheSheet]]:
        """Each fiche with its theme and the title of the group that it stands in."""
        if not self.has(Section.FICHES):
            return
        style = FicheStyle.BLANK if self.style is FicheStyle.FORM else self.style
        sheets = fiche_sheets(
            self.outline, self.edition, style=style, vocabulary=self.vocabulary, contacts=self.contacts
        )
        for (theme, path, _), sheet in zip(placed(self.outline), sheets, strict=False):
            yield theme, self._group(path), sheet

    def _texts(self, theme: ThemeOutline) -> Iterator[tuple[str, str]]:
        if theme.description:
            yield "", theme.description
        for objective in theme.walk():
            if objective.description:
                yield said(objective, self.edition.labels(objective.level).singular), objective.description

    def _group(self, path: tuple[ObjectiveOutline, ...]) -> str:
        return said(path[0], self.edition.labels(path[0].level).singular) if path else LOOSE
