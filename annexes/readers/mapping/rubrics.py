"""The rubrics of fiche documents that no field answers to: what a person chose for each, by its label."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.text import fold, one_line
from annexes.columns import THEME, TITLE_COLUMN
from annexes.columns.foreign import DESCRIBED, FIELDS, LEVEL_OF, NOTES, NUMBER, SCHEDULE
from annexes.readers.layouts.layout import Columns
from annexes.readers.mapping.cells import RUBRICS
from annexes.readers.mapping.signature import rubric_signature
from annexes.readers.mapping.table import SHOWN, shown
from annexes.readers.rubrics import Rubric
from plans.enums import Level

WITHOUT_FIELD = frozenset({Rubric.OTHER, Rubric.MEANS, Rubric.CRITERIA})
MOST = 200  # labels of a part that are offered
# The rubric that is read for a field, where the whole fiche has something to say of it.
RUBRIC_OF: Mapping[str, Rubric] = {
    **RUBRICS,
    TITLE_COLUMN: Rubric.TITLE,
    NUMBER: Rubric.CODE,
    THEME: Rubric.THEME,
    "Calendrier": Rubric.SCHEDULE,
    "Début": Rubric.STARTS,
    "Échéance": Rubric.ENDS,
    "Étapes": Rubric.STEPS,
    "Liens": Rubric.LINKS,
    "Documents": Rubric.DOCUMENTS,
    SCHEDULE: Rubric.SCHEDULE,
    NOTES: Rubric.NOTES,
    **{
        name: {
            Level.AXIS: Rubric.AXIS,
            Level.INTERMEDIATE: Rubric.INTERMEDIATE,
            Level.OPERATIONAL: Rubric.OPERATIONAL,
        }[level]
        for name, level in LEVEL_OF.items()
    },
}
_OF_ROWS = frozenset({"Suffixe du n°", "Code", "À vérifier"})  # nobody writes them under a rubric of their own
FIELDS_OF_RUBRICS = tuple(
    one for one in FIELDS if one.key in RUBRIC_OF or not (one.group in (THEME, *LEVEL_OF) or one.key in _OF_ROWS)
)
KEYS = frozenset(one.key for one in FIELDS_OF_RUBRICS)


@dataclass(slots=True)
class RubricFields:
    """The field of each such rubric of a part: `asked` of this import, by folded labels, else what is remembered."""

    asked: Mapping[str, str]
    remembered: Mapping[str, Sequence[str]]
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)  # folded → as written first, field
    samples: dict[str, list[str]] = field(default_factory=dict)

    def field_of(self, label: str, texts: Sequence[str]) -> str | None:
        """The field that somebody chose for a label, if anybody did; the label is noted with its text."""
        key = fold(label)
        chosen = self.asked.get(key)
        if chosen is None:
            chosen = next(iter(self.remembered.get(rubric_signature(label), ())), None)
        chosen = chosen if chosen in KEYS else None
        if len(self.labels) < MOST:
            self.labels.setdefault(key, (one_line(label), chosen if chosen is not None else DESCRIBED))
            samples = self.samples.setdefault(key, [])
            if len(samples) < SHOWN and (sample := shown(" ".join(texts))) not in samples:
                samples.append(sample)
        return chosen

    def is_remembered(self, label: str) -> bool:
        """Whether the field comes from an earlier import."""
        return fold(label) not in self.asked

    def columns(self) -> Columns:
        header, fields = zip(*self.labels.values(), strict=True) if self.labels else ((), ())
        return Columns(header, tuple(tuple(self.samples[key]) for key in self.labels), fields)
