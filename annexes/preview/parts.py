"""How each part of a file was read, how else it could be, and the cells of it that became nothing of the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.text import fold
from annexes.columns.foreign import DESCRIBED
from annexes.preview.asked import CELLS, Asked
from annexes.preview.looks import Filter
from annexes.readers.layouts import BY_KEY, LABELS
from annexes.reading import CellFate, Fate, Part, Reading

SHOWN = 40  # cells listed before « afficher les autres »
COLUMNS = "colonnes"  # the layout whose columns are matched to fields on a page of its own
FICHE = "fiche"  # the layout whose rubrics are
_FATES = {"texte": Fate.KEPT, "ignore": Fate.IGNORED}


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a file. `choices` are the layouts that could read it, with the one that did."""

    key: str
    where: str
    layout: str
    label: str
    help: str
    choices: list[tuple[str, str]]
    has_columns: bool


@dataclass(frozen=True, slots=True)
class Rubrics:
    """How many labels of fiche documents no field answers to, and how many of them are kept as text."""

    number: int
    kept: int


@dataclass(frozen=True, slots=True)
class CellList:
    """What became of the source cells: how many of each fate, and those that became no object."""

    cells: int
    attached: int
    kept: int
    ignored: int
    fates: Sequence[CellFate]
    hidden: int
    filters: list[Filter]
    is_open: bool

    @property
    def total(self) -> int:
        return self.kept + self.ignored


def part_rows(parts: Sequence[Part]) -> list[PartRow]:
    """A row a part; the help of a layout stands beside the first part that it read."""
    first = {part.layout: part.key for part in reversed(parts)}
    return [
        PartRow(
            key=part.key,
            where=part.where,
            layout=part.layout,
            label=LABELS.get(part.layout, part.layout),
            help=BY_KEY[part.layout].help if part.layout in BY_KEY and first[part.layout] == part.key else "",
            choices=[(key, LABELS.get(key, key)) for key in dict.fromkeys([part.layout, *part.choices])],
            has_columns=part.layout != FICHE and (part.layout == COLUMNS or bool(part.header)),
        )
        for part in parts
    ]


def rubrics_of(parts: Sequence[Part]) -> Rubrics:
    """The rubrics of all fiches together, each label once."""
    fiches = [part for part in parts if part.layout == FICHE]
    fields = {fold(label): field for one in fiches for label, field in zip(one.header, one.mapping, strict=True)}
    return Rubrics(len(fields), sum(field == DESCRIBED for field in fields.values()))


def cell_list(reading: Reading, asked: Asked) -> CellList:
    wanted = _FATES.get(asked.fate)
    fates = [fate for fate in reading.fates if wanted is None or fate.fate is wanted]
    numbers = {fate: sum(one.fate is fate for one in reading.fates) for fate in Fate}
    shown = fates if asked.whole(CELLS) else fates[:SHOWN]
    filters = [
        Filter("", "Toutes", len(reading.fates), wanted is None, asked.query(sort="")),
        *(
            Filter(key, label, numbers[fate], wanted is fate, asked.query(sort=key))
            for (key, fate), label in zip(_FATES.items(), ("Conservées en texte", "Ignorées"), strict=True)
        ),
    ]
    return CellList(
        reading.cells,
        reading.attached,
        numbers[Fate.KEPT],
        numbers[Fate.IGNORED],
        shown,
        len(fates) - len(shown),
        filters,
        wanted is not None or asked.whole(CELLS),
    )
