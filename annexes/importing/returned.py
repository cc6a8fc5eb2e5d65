"""The files of an import, given back with what is said of them: each as it came, coloured and commented."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, TypeVar

from annexes.annotate import Annotated, annotated
from annexes.importing.merging import name_apart
from annexes.importing.readings import reading_from_json
from annexes.importing.services import preview
from annexes.models import ImportBatch, ImportFile, ImportState
from annexes.outline import Hint
from annexes.readers.positions import split_file
from annexes.reading import CellFate, Issue, Unreadable

ZIP = "application/zip"
_IN_MEMORY = 20 * 1024 * 1024  # bytes of an archive that are kept in memory before it goes to a file
_EACH_IN_ITS_FILE = "Fichier "

Said = TypeVar("Said", Issue, CellFate, Hint)


@dataclass(frozen=True, slots=True)
class Told:
    """Everything that is said of the files of an import, as its preview says it."""

    issues: Sequence[Issue] = ()
    fates: Sequence[CellFate] = ()
    hints: Sequence[Hint] = ()


def told(batch: ImportBatch) -> Told:
    """What to write in the files: with the plan in sight while the import waits, what was read afterwards."""
    if batch.state != ImportState.ANALYSED:
        reading = reading_from_json(batch.reading)
        return Told(reading.issues, reading.fates)
    seen = preview(batch)
    hints = [Hint(one.kind, "", None, one.before, one.after, one.where) for one in seen.proposals]
    return Told(seen.reading.issues, seen.reading.fates, hints)


def returned_file(file: ImportFile, all_told: Told, *, several: bool) -> Annotated:
    """One file of an import with what is said of it. Raise `Unreadable` when it cannot be opened.

    What is said of no file in particular is listed in each.
    """
    names = {file.name, name_apart(file.name, file.rank)} if several else set()
    with file.file.open("rb") as content:
        return annotated(
            content.read(),
            file.name,
            _of_file(all_told.issues, names),
            _of_file(all_told.fates, names),
            _of_file(all_told.hints, names),
        )


def returned_archive(files: Sequence[ImportFile], all_told: Told) -> IO[bytes]:
    """A zip of the files, each with what is said of it; of one that cannot be opened, why. To be closed."""
    out = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 — the response that sends it closes it
    taken: set[str] = set()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            try:
                made = returned_file(file, all_told, several=True)
                name, content = made.name, made.content
            except Unreadable as refusal:
                name, content = f"{file.name}.txt", f"{refusal.issue.message}\n{refusal.issue.proposal}\n".encode()
            name = str(PurePosixPath(file.name).with_name(PurePosixPath(name).name))
            name = name if name not in taken else name_apart(name, file.rank)
            taken.add(name)
            archive.writestr(name, content)
    out.seek(0)
    return out


def _of_file(several: Sequence[Said], names: set[str]) -> Iterator[Said]:
    """What is said of the file of these names, or of none; everything when there are no names."""
    for one in several:
        where = one.where
        own, _ = split_file(where)
        about = where.removeprefix(_EACH_IN_ITS_FILE) if where.startswith(_EACH_IN_ITS_FILE) else own
        if not names or not about or about in names:
            yield one
