"""What somebody asks of a reading before it is seen: a layout, the field of columns, of rubrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accounts.text import fold
from annexes.importing.merging import FICHE
from annexes.readers.mapping.rubrics import KEYS
from annexes.reading import Part


@dataclass(frozen=True, slots=True)
class AskedReading:
    """`layout` for every part that can be read so, `layouts` for a part alone.

    `fields` are given by the title of a column, or by the label of a rubric of fiche documents.
    """

    layout: str = ""
    layouts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.layout or self.layouts or self.fields)

    def layouts_of(self, parts: Sequence[Part]) -> dict[str, str]:
        """The layout asked for each part that would be read otherwise."""
        wanted = {part.key: self.layout for part in parts if self.layout in part.choices}
        wanted.update({part.key: self.layouts[part.key] for part in parts if part.key in self.layouts})
        return {part.key: wanted[part.key] for part in parts if wanted.get(part.key, part.layout) != part.layout}

    def mappings_of(self, parts: Sequence[Part]) -> dict[str, tuple[str, ...]]:
        """The field of each column of the parts that have one of the columns named; the others keep theirs."""
        fields = {fold(title): name for title, name in self.fields.items()}
        found = {}
        for part in _tables(parts):
            proposed = part.mapping or ("",) * len(part.header)
            wanted = tuple(fields.get(fold(title), own) for title, own in zip(part.header, proposed, strict=True))
            if any(fold(title) in fields for title in part.header):
                found[part.key] = wanted
        return found

    def rubrics_of(self, parts: Sequence[Part]) -> dict[str, str]:
        """The field of the rubrics that are named, by their folded labels."""
        fields = {fold(label): name for label, name in self.fields.items()}
        labels = {fold(label) for part in parts if part.layout == FICHE for label in part.header}
        return {label: name for label, name in fields.items() if label in labels}

    def unmet(self, parts: Sequence[Part]) -> list[str]:
        """The wishes that no part can follow: part keys, layouts, columns and rubrics."""
        keys, headers = {part.key for part in parts}, {fold(title) for part in parts for title in part.header}
        unmet = [key for key in self.layouts if key not in keys]
        columns = {fold(title) for part in _tables(parts) for title in part.header}
        unmet += [
            title
            for title, name in self.fields.items()
            if fold(title) not in headers or not (fold(title) in columns or name in KEYS)
        ]
        if self.layout and not any(self.layout in part.choices for part in parts):
            unmet.append(self.layout)
        return unmet


def _tables(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.layout != FICHE]
