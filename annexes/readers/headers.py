"""The header rows of a table: what each column is for, by its wording."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from accounts.text import fold
from annexes.labels import Kind, classify
from annexes.readers.grid import Cell


class Column(StrEnum):
    """What a column holds. The members after `EFFECTS` are fields of a fiche."""

    THEME = "theme"
    AXIS = "axis"
    INTERMEDIATE = "intermediate"
    OPERATIONAL = "operational"
    ACTION = "action"
    NUMBER = "number"
    TITLE = "title"
    EFFECTS = "effects"
    LEAD = "lead"
    CO_LEAD = "co_lead"
    OPERATOR = "operator"
    FACILITATOR = "facilitator"
    PARTNER = "partner"
    FUNDER = "funder"
    SCHEMES = "schemes"
    SCHEDULE = "schedule"
    PRIORITY = "priority"
    STATUS = "status"
    PROGRESS = "progress"
    AUDIENCE = "audience_note"
    SCALE = "scale_note"
    FUNDING = "funding_note"
    DESCRIPTION = "description"
    CONTEXT = "context"
    OUTPUTS = "outputs"
    OUTPUT_INDICATORS = "output_indicators"
    OUTCOME_INDICATORS = "outcome_indicators"
    ELECTED_LEAD = "elected_lead"
    REFERENCES = "references"  # « fiches annexées »
    OTHER = "other"  # « observations » and what has no place in a fiche


STRUCTURE = frozenset(
    {Column.THEME, Column.AXIS, Column.INTERMEDIATE, Column.OPERATIONAL, Column.ACTION, Column.NUMBER, Column.TITLE}
)
# What objectives are called where they say why: axes beside other objectives (`_settle_levels`).
PURPOSES = ("enjeu", "finalite", "ambition", "visee")
# How a column is called inside a sentence: « une fiche dans la colonne des objectifs intermédiaires ».
COLUMN_NAMES = {
    Column.THEME: "des thèmes",
    Column.AXIS: "des axes",
    Column.INTERMEDIATE: "des objectifs intermédiaires",
    Column.OPERATIONAL: "des objectifs opérationnels",
    Column.ACTION: "des fiches",
    Column.NUMBER: "des numéros",
    Column.TITLE: "des intitulés",
    Column.EFFECTS: "des effets attendus",
}

_HOPED = r"(?:attendue?s?|esperee?s?|recherchee?s?|visee?s?|escomptee?s?|souhaitee?s?)"
_WORDINGS: tuple[tuple[Column, str], ...] = (
    (
        Column.REFERENCES,
        r"(?:n (?:de |des )?)?fiches?(?: actions?)? (?:en |ci |jointes? en )?(?:annexe\w*|jointes?)|annexes?|"
        r"fiches? (?:de )?reference|renvois?(?: .*)?",
    ),
    (
        Column.NUMBER,
        r"n|no|num|numero|ref|reference|code|(?:n|no|numero|code|reference) (?:de |de la |d )?(?:fiche|action)s?",
    ),
    (
        Column.TITLE,
        r"(?:intitule|titre|libelle|nom|designation)s?"
        r"(?: (?:de |de la |de l |des |du )?(?:fiche|action|projet|operation)s?)*",
    ),
    (Column.THEME, r"themes?|thematiques?|piliers?|volets?"),
    (
        Column.AXIS,
        r"axes?(?: (?:strategiques?|prioritaires?|thematiques?))?(?: (?:[ivx]+|\d+))?|"
        r"orientations?(?: (?:strategiques?|educatives?|politiques?|prioritaires?|generales?))?",
    ),
    (
        Column.INTERMEDIATE,
        r"objectifs? (?:intermediaires?|generaux|general|strategiques?|globaux|global|educatifs?|prioritaires?|"
        r"partages?)(?: o[ig])?|o[ig]|(?:enjeux?|finalites?|ambitions?|visees?)"
        r"(?: (?:educati(?:fs?|ves?)|prioritaires?|generales?|strategiques?|partagee?s?|identifie?s?|retenue?s?|"
        r"(?:du|de la|de l|des) (?:\w+ ?){1,4}))?|objectifs?(?: (?:vises?|poursuivis?|recherches?|fixes?|retenus?))?",
    ),
    (Column.OPERATIONAL, r"objectifs? operationnels?(?: oo)?|oo|sous objectifs?|objectifs? specifiques?"),
    (
        Column.ACTION,
        r"(?:n (?:et )?)?(?:fiches?(?: d)? ?)?actions?"
        r"(?: (?:a mener|a mettre en oeuvre|prevues?|proposees?|retenues?|concretes?))?|"
        r"fiches?|fiches? projets?|projets?|(?:liste des )?(?:fiches )?actions?(?: n et intitules?)?|"
        r"n et (?:intitule|titre|libelle)s?(?: .*)?|(?:fiches? )?orientations? operationnelles?|"
        r"actions? (?:envisagees?|engagees?|realisees?|existantes?|nouvelles?|du territoire)|"
        r"declinaisons? operationnelles?",
    ),
    (
        Column.EFFECTS,
        rf"effets?(?: {_HOPED})?(?: .*)?|resultats? {_HOPED}(?: .*)?|"
        rf"(?:retombees?|impacts?|benefices?|changements?|apports?|plus values?)(?: {_HOPED})?"
        r"(?: (?:pour|sur|chez|aupres|du|de la|de l|des)(?: .*)?)?|ce qui (?:va |doit )?change(?:r|ra)?(?: .*)?",
    ),
    (Column.CO_LEAD, r"co ?pilotes?"),
    (Column.ELECTED_LEAD, r"elue?s? referente?s?"),
    (
        Column.LEAD,
        r"pilotes?(?: .*)?|pilotage|responsables?(?: .*)?|referente?s?(?: .*)?|chefs? de file|service pilote|qui",
    ),
    (Column.OPERATOR, r"porteurs?(?: .*)?|operateurs?(?: .*)?|structures? porteuses?|maitres? d ouvrage"),
    (Column.FACILITATOR, r"animateurs?(?: .*)?|animation"),
    (Column.FUNDER, r"financeurs?(?: .*)?"),
    (Column.PARTNER, r"partenaires?(?: .*)?|partenariats?(?: .*)?|acteurs?(?: .*)?"),
    (Column.SCHEMES, r"dispositifs?(?: .*)?"),
    (
        Column.SCHEDULE,
        r"echeances?(?: .*)?|calendriers?(?: .*)?|echeanciers?|delais?|periodes?|planning|dates?(?: .*)?|quand",
    ),
    (Column.PRIORITY, r"priorites?(?: .*)?|priorisation|niveau de priorite|degre de priorite|rang"),
    (Column.STATUS, r"statuts?(?: .*)?|etat(?: .*)?|suivi|etat d avancement"),
    (Column.PROGRESS, r"avancement(?: .*)?|taux d avancement|degre d avancement|realise a"),
    (Column.AUDIENCE, r"publics?(?: .*)?|beneficiaires?|cibles?|(?:tranches? d )?ages?"),
    (Column.SCALE, r"echelles?(?: .*)?|territoires?(?: .*)?|lieux?|perimetre|secteur"),
    (Column.FUNDING, r"financements?(?: .*)?|budgets?(?: .*)?|couts?(?: .*)?|moyens?(?: .*)?"),
    (Column.OUTPUTS, r"realisations?(?: attendues?)?|resultats?|livrables?"),
    (Column.OUTCOME_INDICATORS, r"indicateurs? (?:d |de )?(?:effets?|impacts?|resultats?).*"),
    (Column.OUTPUT_INDICATORS, r"indicateurs?(?: .*)?|evaluation|modalites d evaluation"),
    (Column.DESCRIPTION, r"descriptions?(?: .*)?|descriptifs?(?: .*)?|contenus?(?: .*)?|modalites?(?: .*)?|details?"),
    (Column.CONTEXT, r"contextes?(?: .*)?|constats?(?: .*)?|besoins?(?: .*)?"),
    (
        Column.OTHER,
        r"observations?|remarques?|commentaires?|notes?|informations? complementaires?|divers|bilan(?: .*)?",
    ),
)
_QUESTION = re.compile(r"(?:ce qu\w*|qui|quoi|quand|comment|pourquoi|pour (?:qui|quoi)|avec (?:qui|quoi)|combien|ou)\b")
_LONGEST = 80  # characters of the name of a column
_COMPILED = tuple((column, re.compile(rf"(?:{wording})$")) for column, wording in _WORDINGS)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns of a table by their position, and the axis that the header row names (« AXE STRATEGIQUE I »)."""

    columns: dict[int, Column] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    axis_number: str = ""
    axis_title: str = ""

    def at(self, cell: Cell) -> Column | None:
        """The column of a cell; the first that says something when the cell spans several."""
        for col in range(cell.col, cell.col + min(cell.colspan, 64)):
            if col in self.columns:
                return self.columns[col]
        return None

    def spans(self, cell: Cell, column: Column) -> bool:
        return any(self.columns.get(col) is column for col in range(cell.col, cell.col + min(cell.colspan, 64)))

    def has(self, *columns: Column) -> bool:
        return any(column in columns for column in self.columns.values())

    @property
    def width(self) -> int:
        return max(self.columns, default=-1) + 1


def column_of(text: str) -> Column | None:
    """What the wording of a header cell says, or `None`."""
    if len(text) > _LONGEST or text[:1].isdigit() or ":" in text[:-2]:
        return None
    return _column_of(fold(text))


def read_header(cells: Sequence[Cell]) -> Header | None:
    """The header that a row makes, or `None`: most of its cells name columns, one of them a level or the fiches."""
    columns: dict[int, Column] = {}
    names: dict[int, str] = {}
    number = title = ""
    recognised = 0
    for cell in cells:
        text = " ".join(cell.lines)
        column = column_of(text)
        if column is None:
            if cell is cells[0] and len(cells) > 1 and (label := classify(text)).kind is Kind.AXIS:
                column, number, title = Column.AXIS, label.number, label.title
        elif column is Column.AXIS and (label := classify(text)).kind is Kind.AXIS:
            number = label.number
        for col in range(cell.col, cell.col + min(cell.colspan, 64)):
            names[col] = text
            if column is not None:
                columns[col] = column
        recognised += column is not None
    structural = len({column for column in columns.values() if column in STRUCTURE or column is Column.EFFECTS})
    _settle_levels(columns, names)
    if recognised < 2 or recognised * 2 < len(cells) or structural < 1:
        return None
    if title and structural < 2:
        return None
    return Header(columns, names, number, title)


def names_columns(cells: Sequence[Cell]) -> bool:
    """Whether a first row looks like a header whose columns are not known: questions, or some known names."""
    texts = [" ".join(cell.lines) for cell in cells]
    asked = [len(text) <= _LONGEST and _QUESTION.match(fold(text)) is not None for text in texts]
    named = [asks or column_of(text) is not None for asks, text in zip(asked, texts, strict=True)]
    return len(cells) > 1 and sum(named) * 2 >= len(cells)


def read_second_line(above: Header, cells: Sequence[Cell]) -> Header | None:
    """The columns that a row names under a header cell that covers several: « Objectifs » | « intermédiaires »."""
    columns: dict[int, Column] = {}
    names: dict[int, str] = {}
    for cell in cells:
        text = " ".join(cell.lines)
        over = above.names.get(cell.col, "")
        shared = sum(1 for name in above.names.values() if name == over) > 1
        column = column_of(f"{over} {text}") if over and shared else None
        if column not in STRUCTURE and column is not Column.EFFECTS:
            return None
        columns[cell.col], names[cell.col] = column, f"{over} {text}"
    return Header(columns, names) if columns else None


def merge_headers(above: Header, below: Header) -> Header:
    """Two header rows, one under the other, as one; the lower wins where both speak."""
    return Header(
        {**above.columns, **below.columns},
        {**above.names, **below.names},
        below.axis_number or above.axis_number,
        below.axis_title or above.axis_title,
    )


def _settle_levels(columns: dict[int, Column], names: dict[int, str]) -> None:
    """The level of what is called by general words, told by the columns that stand beside it.

    Where purposes (« enjeux », « finalités ») stand beside objectives and there is no axis, they are the axes. In a
    table of effects without a further level, the purposes stay general objectives and the objectives are operational.
    """
    level = [col for col, column in columns.items() if column is Column.INTERMEDIATE]
    purposes = [col for col in level if fold(names[col]).startswith(PURPOSES)]
    known = set(columns.values())
    if not known & {Column.ACTION, Column.TITLE}:
        results = {col: Column.EFFECTS for col in columns if fold(names[col]) in ("resultat", "resultats")}
        columns.update(results)
        known = set(columns.values())
    if not purposes or len(purposes) == len(level) or Column.AXIS in known:
        return
    if Column.EFFECTS in known and not known & {Column.OPERATIONAL, Column.ACTION, Column.TITLE}:
        columns.update({col: Column.OPERATIONAL for col in level if col not in purposes})
    else:
        columns.update(dict.fromkeys(purposes, Column.AXIS))


@lru_cache(maxsize=4096)
def _column_of(key: str) -> Column | None:
    for column, pattern in _COMPILED:
        if pattern.match(key):
            return column
    return None
