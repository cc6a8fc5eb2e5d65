"""An archive that nobody has vetted: refused unless it is whole, of a reasonable size, and as it says of itself.

Nothing is unpacked to the disk under a name that the archive gives: files are read by pieces and go through the
storage. Every file is counted and compared with its fingerprint before anything is written.
"""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from types import TracebackType
from typing import IO

from annexes.archiving.form import MANIFEST, OUTLINE, README, Entry, Manifest
from annexes.jsonform import UnknownFormat, outline_from_json
from annexes.outline import PlanOutline
from annexes.versions.frozen import without_keys

MIB = 1024 * 1024
CHUNK = MIB
MOST_FILES = 20_000
MOST_UNPACKED = 4096 * MIB
MOST_DATA = 128 * MIB  # of a file of data, read whole
MOST_TOLD = 20  # faults named one by one
PATH = re.compile(r"[^/\\:\x00-\x1f]+(?:/[^/\\:\x00-\x1f]+)*")
# A RuntimeError is of an encrypted member, or of a compression that zipfile does not know.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError)


class Refused(Exception):
    """The archive cannot be taken back; `reasons` says why, in French, one sentence a fault."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class PackedPlan:
    """An archive open for reading, whole and as its manifest says. Raise Refused."""

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except DAMAGED as error:
            raise Refused("Ce fichier n’est pas une archive zip, ou il est endommagé.") from error
        self._check_directory()
        self.manifest = self._read_manifest()
        self._entries = {one.path: one for one in self.manifest.files}
        self._check_files()

    def __enter__(self) -> "PackedPlan":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def entry(self, path: str) -> Entry:
        return self._entries[path]

    def outline(self) -> PlanOutline:
        """The plan as it was when the archive was made."""
        return self._outline(OUTLINE)

    def text(self, path: str) -> str:
        """The content of a version, once it is known to be one."""
        self._outline(path)
        return self._data(path).decode()

    def chunks(self, path: str) -> Iterator[bytes]:
        with self._zip.open(path) as entry:
            while piece := entry.read(CHUNK):
                yield piece

    def _outline(self, path: str) -> PlanOutline:
        try:
            return outline_from_json(without_keys(self._data(path)))
        except (UnknownFormat, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Refused(f"« {path} » n’est pas un plan que cette version du logiciel sait lire.") from error

    def _data(self, path: str) -> bytes:
        if self._zip.getinfo(path).file_size > MOST_DATA:
            raise Refused(f"« {path} » dépasse {MOST_DATA // MIB} Mo.")
        return b"".join(self.chunks(path))

    def _check_directory(self) -> None:
        infos = self._zip.infolist()
        names = [info.filename for info in infos]
        faults = []
        if len(infos) > MOST_FILES:
            faults.append(f"L’archive contient plus de {MOST_FILES} fichiers.")
        if sum(info.file_size for info in infos) > MOST_UNPACKED:
            faults.append(f"L’archive se déploie sur plus de {MOST_UNPACKED // MIB} Mo.")
        if any(info.flag_bits & 1 for info in infos):
            faults.append("L’archive est protégée par un mot de passe.")
        if len(set(names)) != len(names):
            faults.append("L’archive contient deux fichiers du même nom.")
        unsafe = [name for name in names if not _is_safe(name)]
        faults += [f"« {name[:200]} » n’est pas un nom permis dans une archive." for name in unsafe]
        if MANIFEST not in names:
            faults.append(f"Il manque « {MANIFEST} » : ce n’est pas l’archive d’un plan.")
        _refuse(faults)

    def _read_manifest(self) -> Manifest:
        try:
            return Manifest.from_json(json.loads(self._data(MANIFEST)))
        except (KeyError, TypeError, ValueError, AttributeError, RecursionError, *DAMAGED) as error:
            raise Refused(f"« {MANIFEST} » n’est pas d’une archive que cette version du logiciel sait lire.") from error

    def _check_files(self) -> None:
        names = set(self._zip.namelist()) - {MANIFEST, README}
        faults = [f"Il manque « {path} »." for path in self._entries if path not in names]
        faults += [f"« {name} » n’est pas annoncé par « {MANIFEST} »." for name in sorted(names - self._entries.keys())]
        _refuse(faults)
        _refuse([fault for one in self.manifest.files if (fault := self._fault(one))])
        for version in self.manifest.versions:
            if self._entries[version.content].sha256 != version.sha256:
                faults.append(f"Les données de la version {version.number} n’ont pas l’empreinte de cette version.")
        _refuse(faults)

    def _fault(self, entry: Entry) -> str:
        digest, size = hashlib.sha256(), 0
        try:
            for piece in self.chunks(entry.path):
                digest.update(piece)
                size += len(piece)
                if size > entry.size:
                    return f"« {entry.path} » est plus grand qu’annoncé."
        except DAMAGED:
            return f"« {entry.path} » est endommagé."
        is_same = size == entry.size and digest.hexdigest() == entry.sha256
        return "" if is_same else f"« {entry.path} » n’a pas l’empreinte annoncée."


def _is_safe(name: str) -> bool:
    """Whether a path stays inside the archive: no « .. », no drive, no root."""
    return bool(PATH.fullmatch(name)) and not {".", ".."} & set(name.split("/")) and len(name) < 300


def _refuse(faults: list[str]) -> None:
    if faults:
        more = [f"Et {len(faults) - MOST_TOLD} autres fautes."] if len(faults) > MOST_TOLD else []
        raise Refused(*faults[:MOST_TOLD], *more)
