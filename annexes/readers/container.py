"""Opening a file that nobody has vetted: what it is by its content, and whether it may be read at all.

Nothing is unpacked that was not counted first: a file that unpacks to more than `MAX_UNPACKED` bytes is refused
by what its directory declares, then by what its streams really give.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from annexes.reading import Issue, Severity, Unreadable

MIB = 1024 * 1024
DEFAULT_MAX_BYTES = 50 * MIB
MAX_UNPACKED = 256 * MIB
MAX_ENTRIES = 4096
CHUNK = MIB

_LOCAL_HEADER = 30
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_MARKUP_SAMPLE = 4096
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:\{\s*[\"}]|\[\s*[\[{])")
_PAGE = re.compile(rb"<(?:!doctype html|html|head|meta|body|style|table|google-sheets|!--\s*startfragment)")
_EXTENSIONS = {
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "ods": (".ods", ".ots"),
    "odt": (".odt", ".ott"),
    "xls": (".xls", ".xlt"),
    "xml2003": (".xls", ".xml"),
    "html": (".html", ".htm", ".xls"),
    "csv": (".csv", ".tsv", ".txt"),
    "json": (".json", ".txt"),
}


class Format(StrEnum):
    XLSX = "xlsx"
    DOCX = "docx"
    ODS = "ods"
    ODT = "odt"
    XLS = "xls"
    XML2003 = "xml2003"
    HTML = "html"
    CSV = "csv"
    JSON = "json"

    @property
    def label(self) -> str:
        return {
            "xlsx": "un classeur Excel",
            "docx": "un document Word",
            "ods": "un classeur OpenDocument",
            "odt": "un document OpenDocument",
            "xls": "un ancien classeur Excel",
            "xml2003": "un classeur Excel enregistré en XML",
            "html": "une page web",
            "csv": "un tableau en texte (csv)",
            "json": "un fichier JSON",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that may be read: its format by content, its bytes, its archive when it is one, and what to say of it."""

    name: str
    format: Format
    data: bytes
    archive: "Archive | None" = None
    issues: tuple[Issue, ...] = ()


def refusal(name: str, code: str, message: str, proposal: str) -> Unreadable:
    """The exception that says in French why `name` cannot be read, and what to do."""
    return Unreadable(Issue(f"Fichier {name}", Severity.ERROR, code, message, proposal))


def damaged(name: str) -> Unreadable:
    return refusal(
        name,
        "damaged-file",
        "le fichier est endommagé ou incomplet : son contenu ne peut pas être lu",
        "ouvrez-le dans Word, Excel ou LibreOffice, enregistrez-le sous un autre nom, puis importez cette copie",
    )


@dataclass(slots=True)
class Archive:
    """A zip archive whose entries are unpacked by chunks and counted; `name` is the file's, for the messages."""

    name: str
    data: bytes
    entries: dict[str, zipfile.ZipInfo] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.data.count(b"PK\x01\x02") > MAX_ENTRIES:
            raise _bomb(self.name)
        try:
            with zipfile.ZipFile(BytesIO(self.data)) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, ValueError, OverflowError, RuntimeError, EOFError, OSError) as error:
            raise damaged(self.name) from error
        self.entries = {info.filename.replace("\\", "/").lstrip("/"): info for info in infos}
        if sum(info.file_size for info in infos) > MAX_UNPACKED:
            raise _bomb(self.name)
        if any(info.flag_bits & 1 for info in infos):
            raise _protected(self.name)

    def __contains__(self, entry: str) -> bool:
        return entry in self.entries

    def chunks(self, entry: str) -> Iterator[bytes]:
        """The unpacked bytes of `entry` by pieces of at most 1 MiB; never more than its directory declares."""
        info = self.entries[entry]
        header = self.data[info.header_offset : info.header_offset + _LOCAL_HEADER]
        if len(header) < _LOCAL_HEADER or header[:4] != b"PK\x03\x04":
            raise damaged(self.name)
        start = info.header_offset + _LOCAL_HEADER
        start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        packed = memoryview(self.data)[start : start + info.compress_size]
        if info.compress_type == zipfile.ZIP_STORED:
            yield from (bytes(packed[i : i + CHUNK]) for i in range(0, len(packed), CHUNK))
        elif info.compress_type == zipfile.ZIP_DEFLATED:
            yield from self._inflate(packed, info.file_size)
        else:
            raise damaged(self.name)

    def read(self, entry: str, limit: int) -> bytes:
        """All of `entry`, refused beyond `limit` bytes."""
        parts, size = [], 0
        for chunk in self.chunks(entry):
            size += len(chunk)
            if size > limit:
                raise refusal(
                    self.name,
                    "too-much-content",
                    f"le document contient plus de {limit // MIB} Mo de texte et de mise en forme",
                    "découpez-le en plusieurs fichiers, par exemple un par thème",
                )
            parts.append(chunk)
        return b"".join(parts)

    def verify(self) -> None:
        """Unpack every entry once without keeping it: refuse the bomb that lies, and declarations nobody writes."""
        total = 0
        for entry in self.entries:
            tail = b""
            watched = entry.endswith((".xml", ".rels"))
            for chunk in self.chunks(entry):
                total += len(chunk)
                if total > MAX_UNPACKED:
                    raise _bomb(self.name)
                if watched and DOCTYPE.search(tail + chunk):
                    raise refusal(
                        self.name,
                        "xml-declarations",
                        "le fichier contient des déclarations (DOCTYPE) qu’aucun logiciel de bureautique n’écrit",
                        "recopiez le tableau dans un nouveau document, puis importez celui-ci",
                    )
                tail = chunk[-10:]

    def _inflate(self, packed: memoryview, declared: int) -> Iterator[bytes]:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        given, position = 0, 0
        pending = b""
        while not inflater.eof:
            if not pending:
                pending = bytes(packed[position : position + CHUNK])
                position += CHUNK
            try:
                chunk = inflater.decompress(pending, CHUNK)
            except zlib.error as error:
                raise damaged(self.name) from error
            pending = inflater.unconsumed_tail
            given += len(chunk)
            if given > declared:
                raise _bomb(self.name)
            if chunk:
                yield chunk
            elif not pending and position >= len(packed):
                break
        if given != declared:
            raise damaged(self.name)


def open_file(file: BinaryIO | Path, *, name: str, max_bytes: int = DEFAULT_MAX_BYTES) -> Opened:
    """The file, read into memory and identified. Raise `Unreadable` for what must not or cannot be read."""
    data = _bytes(file, name, max_bytes)
    if data.startswith(b"PK"):
        archive = Archive(name, data)
        fmt = _archive_format(archive)
        archive.verify()
        return Opened(name, fmt, data, archive, tuple(_remarks(name, fmt, archive)))
    if data.startswith(_OLE):
        return Opened(name, _ole_format(name, data), data, issues=tuple(_extension_remark(name, Format.XLS)))
    text_format = _text_format(name, data)
    return Opened(name, text_format, data, issues=tuple(_extension_remark(name, text_format)))


def _bytes(file: BinaryIO | Path, name: str, max_bytes: int) -> bytes:
    try:
        if isinstance(file, Path):
            with file.open("rb") as stream:
                data = stream.read(max_bytes + 1)
        else:
            data = file.read(max_bytes + 1)
    except OSError as error:
        raise refusal(
            name, "unopenable-file", "le fichier n’a pas pu être ouvert", "vérifiez qu’il existe et renvoyez-le"
        ) from error
    if len(data) > max_bytes:
        raise refusal(
            name,
            "too-big",
            f"le fichier dépasse {max_bytes // MIB} Mo" if max_bytes >= MIB else "le fichier est trop volumineux",
            "retirez les images, ou découpez le document en plusieurs fichiers",
        )
    if not data:
        raise refusal(
            name, "empty-file", "le fichier est vide", "vérifiez que le bon fichier a été choisi et renvoyez-le"
        )
    return data


def _archive_format(archive: Archive) -> Format:
    names = archive.entries
    if "mimetype" in names and names["mimetype"].file_size < 200:
        mimetype = archive.read("mimetype", 200)
        if b"opendocument.spreadsheet" in mimetype:
            return Format.ODS
        if b"opendocument.text" in mimetype:
            return Format.ODT
        if b"opendocument" in mimetype:
            raise _other_software(archive.name, "un document OpenDocument d’une autre sorte", ".odt, .ods ou .docx")
    if any(name.endswith("xl/workbook.bin") for name in names):
        raise _other_software(archive.name, "un classeur Excel binaire (.xlsb)", ".xlsx")
    if "xl/workbook.xml" in names or any(name.startswith("xl/worksheets/") for name in names):
        return Format.XLSX
    if "word/document.xml" in names or any(name.startswith("word/document") for name in names):
        return Format.DOCX
    if any(name.startswith("ppt/") for name in names):
        raise _other_software(archive.name, "une présentation PowerPoint", ".docx ou .xlsx")
    if not names:
        raise damaged(archive.name)
    raise refusal(
        archive.name,
        "plain-zip",
        "le fichier est une archive zip, pas un document",
        "ouvrez l’archive et importez les documents Word ou Excel qu’elle contient, un par un",
    )


def _ole_format(name: str, data: bytes) -> Format:
    if "EncryptedPackage".encode("utf-16-le") in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise _protected(name)
    if "WordDocument".encode("utf-16-le") in data:
        raise _other_software(name, "un ancien document Word (.doc)", ".docx")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return Format.XLS
    raise _other_software(name, "un ancien document de bureautique", ".docx ou .xlsx")


def _text_format(name: str, data: bytes) -> Format:
    start = data[:1024].lstrip()
    if start.startswith(b"%PDF"):
        raise refusal(
            name,
            "pdf-file",
            "le fichier est un PDF : un PDF garde l’apparence du tableau, pas ses cellules",
            "importez le document Word ou Excel d’où il vient",
        )
    if start.startswith(b"{\\rtf"):
        raise _other_software(name, "un document RTF", ".docx")
    if (marked_up := _markup_format(name, data)) is not None:
        return marked_up
    is_utf16 = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not is_utf16 and b"\x00" in data[: 64 * 1024]:
        raise refusal(
            name,
            "unknown-format",
            "le fichier n’est ni un document Word ni un classeur Excel",
            "importez un fichier .docx, .xlsx, .ods ou .csv",
        )
    return Format.JSON if _JSON.match(data) else Format.CSV


def _markup_format(name: str, data: bytes) -> Format | None:
    """What a text that begins with a tag is; None for a text that does not."""
    start = data[:_MARKUP_SAMPLE].replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe")
    start = start.removeprefix(b"\xfe\xff").lstrip().lower()
    if start.startswith(b"mime-version:"):
        raise _other_software(name, "une page web archivée (.mht)", ".xlsx ou .docx")
    if start.startswith(b"version:") and b"starthtml:" in start[:200]:
        return Format.HTML  # the clipboard of Windows
    if not start.startswith(b"<"):
        return None
    if start.startswith(b"<?xml") and b"<html" not in start:
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            return Format.XML2003
        raise _other_software(name, "un fichier XML", ".xlsx ou .docx")
    whole_page = _PAGE.match(start) is not None or Path(name).suffix.lower() in {".html", ".htm"}
    return Format.HTML if whole_page or b"<table" in data.replace(b"\x00", b"").lower() else None


def _remarks(name: str, fmt: Format, archive: Archive) -> Iterator[Issue]:
    yield from _extension_remark(name, fmt)
    where = f"Fichier {name}"
    if any(entry.lower().endswith("vbaproject.bin") for entry in archive.entries):
        yield Issue(
            where,
            Severity.INFO,
            "macros",
            "le fichier contient des macros : elles n’ont pas été exécutées, seules les valeurs ont été lues",
        )
    if any(entry.startswith("xl/externalLinks/") for entry in archive.entries):
        yield Issue(
            where,
            Severity.INFO,
            "external-links",
            "le classeur renvoie à d’autres fichiers : ils n’ont pas été ouverts, "
            "les dernières valeurs enregistrées ont été lues",
        )


def _extension_remark(name: str, fmt: Format) -> Iterator[Issue]:
    extension = Path(name).suffix.lower()
    if extension and extension not in _EXTENSIONS[fmt.value]:
        yield Issue(
            f"Fichier {name}",
            Severity.INFO,
            "wrong-extension",
            f"le nom du fichier finit par « {extension} », mais son contenu est {fmt.label} : il a été lu comme tel",
        )


def _bomb(name: str) -> Unreadable:
    return refusal(
        name,
        "zip-bomb",
        f"une fois décompressé, le fichier dépasse {MAX_UNPACKED // MIB} Mo ou ne correspond pas à ce qu’il annonce",
        "recopiez le tableau dans un nouveau document, puis importez celui-ci",
    )


def _protected(name: str) -> Unreadable:
    return refusal(
        name,
        "encrypted-file",
        "le fichier est protégé par un mot de passe",
        "ouvrez-le, retirez le mot de passe (Fichier, Informations, Protéger), enregistrez-le et renvoyez-le",
    )


def _other_software(name: str, what: str, wanted: str) -> Unreadable:
    return refusal(
        name,
        "other-format",
        f"le fichier est {what}, que le logiciel ne lit pas",
        f"ouvrez-le, choisissez « Enregistrer sous » au format {wanted}, et importez ce nouveau fichier",
    )
