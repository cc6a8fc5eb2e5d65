"""A zip of documents made into its files: counted, named and unpacked one by one, and nothing else unpacked."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from zipfile import ZipInfo

from accounts.text import one_line
from annexes.readers.container import DEFAULT_MAX_BYTES, MIB, Archive, refusal
from annexes.reading import Unreadable

MAX_FILES = 200
MAX_TOTAL = 200 * MIB
MAX_RATIO = 200  # bytes out for one byte in; a real document is already packed
MAX_NAME = 150
DOCUMENTS = frozenset(
    {".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods", ".ots", ".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott"}
    | {".csv", ".tsv", ".txt", ".htm", ".html", ".xml", ".json"}
)
REFUSED = frozenset({".doc", ".pdf", ".rtf", ".ppt", ".pptx"})  # read_annexe says why, and what to do
_OFFICE = frozenset({"[Content_Types].xml", "mimetype", "content.xml", "xl/workbook.xml", "word/document.xml"})
_UTF8 = 0x800


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive in the order of their names, and what was left out of it with the reason."""

    files: tuple[tuple[str, bytes], ...]
    skipped: tuple[tuple[str, str], ...] = ()


def is_plain_zip(data: bytes) -> bool:
    """Whether `data` is an archive of files, and not a document that is an archive itself (xlsx, docx, ods…)."""
    if not data.startswith(b"PK"):
        return False
    try:
        archive = Archive("", data)
    except Unreadable:
        return False
    return bool(archive.entries) and _OFFICE.isdisjoint(archive.entries)


def unpacked(name: str, data: bytes) -> Unpacked:
    """The documents of a zip. Raise `Unreadable`: a bomb, a password, too many files, none that can be read."""
    archive = Archive(name, data)
    chosen: list[tuple[str, str]] = []
    skipped: list[tuple[str, str]] = []
    for entry, info in archive.entries.items():
        shown = _shown_name(entry, info)
        if entry.endswith("/"):
            continue
        if reason := _left_out(shown):
            skipped.append((shown, reason))
        else:
            chosen.append((shown, entry))
    if len(chosen) > MAX_FILES:
        raise refusal(
            name,
            "too-many-files",
            f"l’archive compte {len(chosen)} documents : {MAX_FILES} au plus sont lus en une fois",
            "faites plusieurs archives, et importez-les l’une après l’autre",
        )
    if not chosen:
        raise refusal(
            name,
            "no-document",
            "l’archive ne contient aucun document qui puisse être lu",
            "mettez-y des documents Word ou des classeurs (.docx, .xlsx, .ods, .odt, .csv)",
        )
    files = tuple(_contents(archive, sorted(chosen)))
    return Unpacked(files, tuple(sorted(skipped)))


def _contents(archive: Archive, chosen: list[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """The bytes of the chosen entries, under names that no two of them share."""
    total = 0
    seen: Counter[str] = Counter()
    for name, entry in chosen:
        info = archive.entries[entry]
        total += info.file_size
        if total > MAX_TOTAL or info.file_size > MAX_RATIO * max(info.compress_size, 1) + MIB:
            raise refusal(
                archive.name,
                "zip-bomb",
                f"une fois décompressée, l’archive dépasse {MAX_TOTAL // MIB} Mo ou est anormalement comprimée",
                "refaites l’archive avec moins de documents, ou importez-les un par un",
            )
        seen[name] += 1
        yield _numbered(name, seen[name]), archive.read(entry, DEFAULT_MAX_BYTES)


def _left_out(name: str) -> str:
    """Why an entry is no document of the batch, or nothing."""
    path = PurePosixPath(name)
    if "__MACOSX" in path.parts or path.name in {".DS_Store", "Thumbs.db", "desktop.ini"}:
        return "fichier du système, sans contenu"
    if path.name.startswith(("~$", ".~lock", "._")):
        return "verrou d’un document ouvert, sans contenu"
    if path.name.startswith("."):
        return "fichier caché"
    suffix = path.suffix.lower()
    if suffix in {".zip", ".7z", ".rar", ".gz", ".tar"}:
        return "archive dans l’archive : ouvrez-la et importez ses documents"
    if suffix not in DOCUMENTS | REFUSED:
        return "ni un document Word, ni un classeur"
    return ""


def _shown_name(entry: str, info: ZipInfo) -> str:
    """The name of an entry as its author wrote it, with its folders: old archives say nothing of their alphabet."""
    name = entry
    if not info.flag_bits & _UTF8:
        raw = entry.encode("cp437", "replace")
        for encoding in ("utf-8", "cp850"):  # what macOS writes without saying so, and what Windows does in France
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    parts = [part for part in PurePosixPath(one_line(name)).parts if part not in {"..", ".", "/"}]
    return "/".join(parts)[-MAX_NAME:] or "sans-nom"


def _numbered(name: str, rank: int) -> str:
    path = PurePosixPath(name)
    return name if rank == 1 else str(path.with_name(f"{path.stem} ({rank}){path.suffix}"))
