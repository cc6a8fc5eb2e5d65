"""What a person hands in, made into the files of an import: several at once, those of an archive, a pasted table."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from pathlib import PurePath

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from annexes.readers.archives import DOCUMENTS, unpacked
from annexes.readers.pasted import as_file
from annexes.reading import Unreadable

MAX_FILES = 50  # in one import
ARCHIVE = ".zip"
ACCEPTED = (*sorted(DOCUMENTS), ARCHIVE)

# What is often handed in and cannot be read: what it is, and what to do.
_NOT_READ = {
    ".doc": "est un document Word d’avant 2007. Ouvrez-le dans Word, enregistrez-le en .docx",
    ".pdf": "est un PDF : il garde l’apparence d’un tableau, pas ses cellules. Prenez le document Word ou le classeur "
    "d’où il vient",
    ".rtf": "est un document RTF. Ouvrez-le dans Word, enregistrez-le en .docx",
}


@dataclass(slots=True)
class HandedIn:
    """The files to read, those of an archive that are not documents (name, reason), and what refuses the whole."""

    uploads: list["UploadedFile[bytes]"] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def handed_in(files: Sequence["UploadedFile[bytes]"], html: str, text: str, now: datetime) -> HandedIn:
    """Everything that was chosen or pasted; `now` names what was pasted."""
    taken = HandedIn()
    for file in files:
        if refusal := _refusal(file):
            taken.refusals.append(refusal)
        elif PurePath(file.name or "").suffix.lower() == ARCHIVE:
            _unpack(file, taken)
        else:
            taken.uploads.append(file)
    name, content = as_file(html, text)
    if content:
        suffix = PurePath(name).suffix
        taken.uploads.append(SimpleUploadedFile(f"Collage du {now:%d-%m-%Y à %H h %M}{suffix}", content))
    if len(taken.uploads) > MAX_FILES:
        taken.refusals.append(
            f"{len(taken.uploads)} fichiers à la fois, c’est trop\u00a0: la limite est de {MAX_FILES}. "
            "Faites plusieurs imports, l’un après l’autre."
        )
    return taken


def megabytes(size: int) -> str:
    """Rounded up, so that what is past a limit never reads as the limit."""
    return f"{ceil(size * 10 / 1024**2) / 10:.1f}".removesuffix(".0").replace(".", ",") + "\u00a0Mo"


def _refusal(file: "UploadedFile[bytes]") -> str:
    size, limit = file.size or 0, settings.IMPORT_MAX_BYTES
    if size > limit:
        return (
            f"«\u00a0{file.name}\u00a0» pèse {megabytes(size)}, la limite est de {megabytes(limit)}. "
            "Retirez les images, ou partagez le fichier en plusieurs."
        )
    suffix = PurePath(file.name or "").suffix.lower()
    if suffix not in ACCEPTED:
        what = _NOT_READ.get(suffix, "n’est ni un classeur ni un document Word. Enregistrez-le en .xlsx ou en .docx")
        return f"«\u00a0{file.name}\u00a0» {what}, puis déposez-le de nouveau."
    return ""


def _unpack(file: "UploadedFile[bytes]", taken: HandedIn) -> None:
    try:
        found = unpacked(file.name or "archive.zip", file.read())
    except Unreadable as error:
        taken.refusals.append(
            f"«\u00a0{file.name}\u00a0»\u00a0: {error.issue.message}. {_sentence(error.issue.proposal)}"
        )
        return
    # Django keeps of a name what follows the last « / »: the folders of an archive tell its files apart.
    taken.uploads += [SimpleUploadedFile(name.replace("/", " – "), data) for name, data in found.files]
    taken.skipped += found.skipped


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}." if words else ""
