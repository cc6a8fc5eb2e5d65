"""A zip of documents: its files by their names, and what is left out of it."""

import zipfile
from io import BytesIO

import pytest

from annexes.readers import archives
from annexes.readers.archives import is_plain_zip, unpacked
from annexes.reading import Unreadable
from tests.readers.makers import word, xlsx

DOCUMENT = word("AXE 1 : Grandir")


def zipped(*entries: tuple[str, bytes], compress: bool = False) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return out.getvalue()


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        unpacked("fiches.zip", data)
    assert caught.value.issue.where == "Fichier fiches.zip"
    assert caught.value.issue.proposal
    return caught.value.issue.code


def test_documents_come_with_their_names_and_the_rest_with_a_reason() -> None:
    data = zipped(
        ("Été/fiche n° 2.docx", DOCUMENT),
        ("Été/Fiche 1.DOCX", DOCUMENT),
        ("__MACOSX/Été/._fiche.docx", b"x"),
        ("Été/~$fiche.docx", b"x"),
        ("photo.png", b"x"),
        ("ancien.zip", b"x"),
        ("ancien.doc", b"x"),
    )

    found = unpacked("fiches.zip", data)

    assert [name for name, _ in found.files] == ["ancien.doc", "Été/Fiche 1.DOCX", "Été/fiche n° 2.docx"]
    assert dict(found.files)["Été/Fiche 1.DOCX"] == DOCUMENT
    assert dict(found.skipped) == {
        "__MACOSX/Été/._fiche.docx": "fichier du système, sans contenu",
        "Été/~$fiche.docx": "verrou d’un document ouvert, sans contenu",
        "photo.png": "ni un document Word, ni un classeur",
        "ancien.zip": "archive dans l’archive : ouvrez-la et importez ses documents",
    }


@pytest.mark.parametrize("encoding", ["utf-8", "cp850"])
def test_names_of_old_archives_keep_their_accents(encoding: str) -> None:
    raw = "fiche été.csv".encode(encoding)
    data = zipped(("f" * len(raw), b"a;b")).replace(b"f" * len(raw), raw)

    assert [name for name, _ in unpacked("fiches.zip", data).files] == ["fiche été.csv"]


def test_names_never_leave_the_archive_and_are_never_shared() -> None:
    found = unpacked("fiches.zip", zipped(("../../fiche.csv", b"a"), ("fiche.csv", b"b"), ("/etc/fiche.csv", b"c")))

    assert [name for name, _ in found.files] == ["etc/fiche.csv", "fiche.csv", "fiche (2).csv"]


def test_documents_that_are_archives_are_told_apart() -> None:
    assert is_plain_zip(zipped(("word/fiche.docx", DOCUMENT)))
    assert not is_plain_zip(DOCUMENT)
    assert not is_plain_zip(xlsx(("Enfance", [["a"]])))
    assert not is_plain_zip(b"a;b")
    assert not is_plain_zip(b"PK\x03\x04 broken")


def test_archive_of_too_many_documents_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_FILES", 2)

    assert refusal(zipped(*((f"{rank}.csv", b"a") for rank in range(3)))) == "too-many-files"


def test_archive_without_documents_is_refused() -> None:
    assert refusal(zipped(("photo.png", b"x"))) == "no-document"


def test_archive_that_unpacks_to_too_much_is_refused() -> None:
    assert refusal(zipped(("a.csv", b"a" * 3_000_000), compress=True)) == "zip-bomb"


def test_archive_with_a_password_is_refused() -> None:
    data = bytearray(zipped(("a.csv", b"a")))
    data[data.find(b"PK\x01\x02") + 8] |= 1

    assert refusal(bytes(data)) == "encrypted-file"
