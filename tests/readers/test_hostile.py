"""Files that are not what they say, or that nobody should open: each gets its sentence, and memory stays bounded."""

import resource
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annexes.readers import read_annexe
from annexes.readers.container import MAX_UNPACKED
from annexes.reading import Issue, Reading, Severity
from tests.readers.makers import HEADER, codes, issue, read, rezipped, tree, word, xlsx

TABLE = [HEADER, ["I – Grandir", "OI 1 : Aider", "OO 1 : Dire", "Fiche 1 : Ouvrir"]]
PLAIN = xlsx(("Jeunesse", TABLE))
DOCUMENT = word("# JEUNESSE", TABLE)
SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504


def refused(data: bytes, name: str = "annexe.xlsx") -> Issue:
    """The one error of a file that cannot be read: it says what is wrong and what to do."""
    reading = read(data, name)
    assert reading.outline.themes == ()
    (only,) = reading.issues
    assert only.severity is Severity.ERROR
    assert only.where == f"Fichier {name}"
    assert only.message
    assert only.proposal
    return only


def sheet(rows: str) -> bytes:
    return f'<worksheet xmlns="{NAMESPACE}"><sheetData>{rows}</sheetData></worksheet>'.encode()


def inline(address: str, text: str) -> str:
    return f'<c r="{address}" t="inlineStr"><is><t>{text}</t></is></c>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b"\x00\x01\x02 not an office file", "unknown-format"),
        (b"PK\x03\x04 broken archive", "damaged-file"),
        (PLAIN[: len(PLAIN) // 2], "damaged-file"),
        (b"%PDF-1.7\n", "pdf-file"),
        (b"{\\rtf1 texte}", "other-format"),
        (b"<html><table></table></html>", "no-content"),
        (b"<?xml version='1.0'?><racine/>", "other-format"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", "other-format"),
        (OLE + "WordDocument".encode("utf-16-le"), "other-format"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted-file"),
        (OLE + "Workbook".encode("utf-16-le"), "damaged-file"),
        (OLE, "other-format"),
    ],
)
def test_file_that_is_no_annexe_is_refused_in_words(data: bytes, code: str) -> None:
    assert refused(data).code == code


def test_file_above_the_limit_is_refused_before_it_is_read() -> None:
    reading = read_annexe(BytesIO(b"x" * 2_000_000), name="a.xlsx", max_bytes=1_048_576)

    assert issue(reading, "too-big").message == "le fichier dépasse 1 Mo"


def test_path_is_read_like_an_open_file(tmp_path: Path) -> None:
    path = tmp_path / "jeunesse.xlsx"
    path.write_bytes(PLAIN)

    assert tree(read_annexe(path, name=path.name).outline)[0] == "[Jeunesse]"
    assert codes(read_annexe(tmp_path / "absent.xlsx", name="absent.xlsx")) == ["unopenable-file"]


def test_zip_of_documents_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("annexe.xlsx", PLAIN)

    assert refused(out.getvalue(), "annexes.zip").code == "plain-zip"


@pytest.mark.parametrize(
    ("entry", "content", "code"),
    [
        ("ppt/presentation.xml", b"<p/>", "other-format"),
        ("xl/workbook.bin", b"\x00", "other-format"),
        ("mimetype", b"application/vnd.oasis.opendocument.presentation", "other-format"),
        ("mimetype", b"application/vnd.oasis.opendocument.text", "damaged-file"),
    ],
)
def test_document_of_another_kind_is_refused(entry: str, content: bytes, code: str) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, content)

    assert refused(out.getvalue()).code == code


def test_bomb_is_refused_by_what_it_declares() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(SHEET, "w", force_zip64=True) as stream:
            block = b"\x00" * 2**20
            for _ in range(MAX_UNPACKED // 2**20 + 1):
                stream.write(block)

    assert refused(out.getvalue()).code == "zip-bomb"


def test_bomb_that_lies_about_its_size_is_refused_by_what_it_gives() -> None:
    """The directory declares 1,000 bytes; the stream gives 64 MiB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = b"".join(packer.compress(b"\x20" * 2**20) for _ in range(64)) + packer.flush()
    data = _archive_of("xl/worksheets/sheet1.xml", packed, declared=1000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert refused(data).code == "zip-bomb"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 40 * 1024


def test_archive_of_countless_entries_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for index in range(5000):
            archive.writestr(f"xl/{index}.xml", b"")

    assert refused(out.getvalue()).code == "zip-bomb"


def test_archive_with_a_password_is_refused() -> None:
    data = bytearray(PLAIN)
    position = data.find(b"PK\x01\x02")
    data[position + 8] |= 1

    assert refused(bytes(data)).code == "encrypted-file"


@pytest.mark.parametrize(
    ("data", "entry", "name"), [(PLAIN, SHEET, "a.xlsx"), (DOCUMENT, "word/document.xml", "a.docx")]
)
def test_entity_bomb_is_refused(data: bytes, entry: str, name: str) -> None:
    bomb = b'<?xml version="1.0"?>' + b" " * 5000 + b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert refused(rezipped(data, {entry: bomb}), name).code == "xml-declarations"


def test_deeply_nested_document_is_refused() -> None:
    depth = 20_000
    deep = b"<w:sdt><w:sdtContent>" * depth + b"</w:sdtContent></w:sdt>" * depth
    namespace = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    document = b'<w:document xmlns:w="' + namespace + b'"><w:body>' + deep + b"</w:body></w:document>"

    assert refused(rezipped(DOCUMENT, {"word/document.xml": document}), "a.docx").code == "damaged-file"


def test_million_of_formatted_rows_costs_little_and_is_read() -> None:
    """A formatted row is a row of XML without a value: calamine would give none, and so do we."""
    rows = f'<row r="1">{inline("A1", "Axe 1 : Grandir")}</row><row r="2">{inline("A2", "OI 1 : Aider")}</row>'
    empty = "".join(f'<row r="{row}" s="1" customFormat="1"><c r="A{row}" s="1"/></row>' for row in range(3, 300_000))
    far = '<row r="2000000" s="1"><c r="XFD2000000" s="1"/></row>'
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    reading = read(rezipped(PLAIN, {SHEET: sheet(rows + empty + far)}))

    assert tree(reading.outline) == ["[Jeunesse]", "1 Grandir", ". OI 1 Aider"]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_value_in_the_last_cell_of_a_sheet_is_refused_before_memory_is_taken() -> None:
    rows = f'<row r="1">{inline("A1", "Axe 1 : Grandir")}</row><row r="1048576">{inline("XFD1048576", "x")}</row>'

    found = refused(rezipped(PLAIN, {SHEET: sheet(rows)}))

    assert found.code == "sheet-too-large"
    assert "XFD1048576" in found.message


def test_cells_without_addresses_do_not_escape_the_measure() -> None:
    wide = "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>"
    rows = wide + "<row><c><v>1</v></c></row>" * 20_000

    assert refused(rezipped(PLAIN, {SHEET: sheet(rows)})).code == "sheet-too-large"


def test_merged_cell_as_large_as_the_sheet_is_read() -> None:
    merged = b'<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    content = sheet(f'<row r="1">{inline("A1", "Axe 1 : Grandir")}</row>').replace(b"</worksheet>", merged)

    assert tree(read(rezipped(PLAIN, {SHEET: content})).outline) == ["[Jeunesse]", "1 Grandir"]


def test_formula_gives_its_saved_value_and_it_is_said() -> None:
    rows = (
        f'<row r="1">{inline("A1", "Axe 1 : Grandir")}</row>'
        '<row r="2"><c r="A2" t="str"><f>"OI 1 : "&amp;B9</f><v>OI 1 : Aider</v></c></row>'
        '<row r="3"><c r="A3"><f>CONCAT(B1)</f></c><c r="B3"><f>A1</f><v></v></c></row>'
        '<row r="4"><c r="A4" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )

    reading = read(rezipped(PLAIN, {SHEET: sheet(rows)}))

    assert tree(reading.outline) == ["[Jeunesse]", "1 Grandir", ". OI 1 Aider"]
    assert "4 cellule(s)" in issue(reading, "formulas").message
    without = [i.where for i in reading.issues if i.code == "formula-without-value"]
    assert without == ["Feuille Jeunesse, A3", "Feuille Jeunesse, B3"]
    assert "formula-error" in codes(reading)


def test_macros_and_links_are_never_followed_and_it_is_said() -> None:
    data = rezipped(
        PLAIN, {"xl/vbaProject.bin": b"\x00macro", "xl/externalLinks/externalLink1.xml": b"<externalLink/>"}
    )

    reading = read(data, "annexe.xlsm")

    assert tree(reading.outline)[1] == "I Grandir"
    assert codes(reading) == ["macros", "external-links"]


@pytest.mark.parametrize(("data", "name"), [(DOCUMENT, "annexe.xlsx"), (PLAIN, "annexe.docx"), (PLAIN, "annexe.pdf")])
def test_wrong_extension_is_read_by_its_content(data: bytes, name: str) -> None:
    reading = read(data, name)

    assert tree(reading.outline)[-1] == ". . . * 1 Ouvrir"
    assert issue(reading, "wrong-extension").severity is Severity.INFO


def test_file_without_text_is_refused() -> None:
    assert refused(xlsx(("Feuil1", [[]]))).code == "no-content"
    assert refused(word(), "a.docx").code == "no-content"
    assert refused(b"  \n ", "a.csv").code == "no-content"


def test_control_characters_are_taken_out() -> None:
    rows = f'<row r="1">{inline("A1", "Axe 1 : Gran_x0007_dir&#x202E; ici")}</row>'

    (axis,) = read(rezipped(PLAIN, {SHEET: sheet(rows)})).outline.themes[0].objectives

    assert axis.title.isprintable()
    assert axis.title.startswith("Gran")


def test_damaged_parts_are_refused() -> None:
    assert refused(rezipped(PLAIN, {SHEET: b"<worksheet><sheetData><row>"})).code == "damaged-file"
    assert refused(rezipped(DOCUMENT, {"word/document.xml": b"<w:document"}), "a.docx").code == "damaged-file"
    assert refused(rezipped(DOCUMENT, {}, drop=["word/document.xml"]), "a.docx").code in {"damaged-file", "plain-zip"}


def test_document_without_its_companions_is_read() -> None:
    bare = rezipped(DOCUMENT, {}, drop=["word/styles.xml", "docProps/core.xml", "word/_rels/document.xml.rels"])

    assert tree(read(bare, "a.docx").outline)[-1] == ". . . * 1 Ouvrir"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from([PLAIN, DOCUMENT]), st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 255)), max_size=8))
def test_random_damage_never_raises(data: bytes, bytes_changed: list[tuple[int, int]]) -> None:
    damaged = bytearray(data)
    for position, value in bytes_changed:
        damaged[position % len(damaged)] = value

    assert isinstance(read(bytes(damaged)), Reading)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_text_is_read_or_refused(rows: list[list[str]]) -> None:
    text = "\n".join(";".join(cell.replace(";", " ").replace("\n", " ") for cell in row) for row in rows)

    assert isinstance(read(text.encode("utf-8", "replace"), "a.csv"), Reading)


def _archive_of(entry: str, packed: bytes, *, declared: int) -> bytes:
    """A zip of one deflated entry whose headers declare whatever they like."""
    name = entry.encode()
    common = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, 0, len(packed), declared, len(name), 0)
    local = b"PK\x03\x04" + common + name + packed
    central = b"PK\x01\x02" + struct.pack("<H", 20) + common + struct.pack("<HHHII", 0, 0, 0, 0, 0) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def odf(kind: str, content: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", content)
    return out.getvalue()


OFFICE = 'xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"<html>" + b"<div>" * 5000 + b"AXE 1 : Grandir", "a.html", "too-deep"),
        (b"<html>" + b"<table><tr><td>" * 5000 + b"AXE 1 : Grandir", "a.html", "too-deep"),
        (b"<html>" + b"<zz " * 300 + b">" + b"<b>" * 5000 + b"AXE 1 : Grandir", "a.html", "too-deep"),
        (b"<html>" + b"<p>" * 2_000_001, "a.html", "too-much-content"),
        (b"<html>" + b" " * (33 * 2**20), "a.html", "too-much-content"),
        (b"<html><table>" + b"<tr><td>a" * 300_001, "a.html", "too-many-cells"),
        (odf("text", "<!DOCTYPE a [<!ENTITY b 'bb'>]><a>&b;</a>"), "a.odt", "xml-declarations"),
        (odf("text", "<a>" * 20_000 + "</a>" * 20_000), "a.odt", "damaged-file"),
        (odf("text", "<a/>"), "a.odt", "damaged-file"),
        (odf("text", f"<a {OFFICE}><o:body><o:text/></o:body></a>"), "a.odt", "no-content"),
        (odf("spreadsheet", "<a>" * 20_000 + "</a>" * 20_000), "a.ods", "damaged-file"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_hostile_page_or_opendocument_is_refused(data: bytes, name: str, code: str) -> None:
    assert refused(data, name).code == code


def test_spans_of_a_page_cost_nothing() -> None:
    page = b"<html><table><tr>" + b"<td rowspan=65534 colspan=1000>AXE 1 : Grandir</td>" * 500 + b"</tr></table>"
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    read(page, "a.html")

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024


def test_page_fetches_nothing_and_runs_nothing() -> None:
    page = (
        b"<html><head><link rel=stylesheet href='file:///etc/passwd'><script>document.write('OI 9')</script></head>"
        b"<body><p>AXE 1 : Grandir</p><img src='http://valmire.example/x.png' alt='OI 8 : Non'>"
        b"<iframe src='file:///etc/passwd'></iframe><object data='file:///etc/passwd'>OI 7 : Non</object></body></html>"
    )

    assert tree(read(page, "a.html").outline) == ["1 Grandir"]


OLD_WORKBOOK = Path(__file__).parent.parent / "data" / "tableau-libreoffice.xls"
DIMENSIONS, TEXT = struct.pack("<HH", 0x200, 14), struct.pack("<HH", 0xFD, 10)  # records of a sheet of an old workbook


@pytest.mark.parametrize(
    ("record", "content", "code"),
    [
        (DIMENSIONS, struct.pack("<IIHH", 0, 0xFFFFFFF0, 0, 0xFFF0), "damaged-file"),
        (TEXT, struct.pack("<HH", 65_000, 250), "sheet-too-large"),
    ],
    ids=["reservation of terabytes", "cell far away"],
)
def test_old_workbook_that_asks_for_all_memory_ends_nothing(record: bytes, content: bytes, code: str) -> None:
    data = bytearray(OLD_WORKBOOK.read_bytes())
    start = data.rfind(record) + len(record)
    data[start : start + len(content)] = content

    assert refused(bytes(data), "a.xls").code == code


def test_old_workbook_whose_sectors_turn_in_circles_ends_nothing() -> None:
    """Every sector of the file is said to follow the first one."""
    data = bytearray(OLD_WORKBOOK.read_bytes())
    table = 512 + 512 * struct.unpack_from("<I", data, 76)[0]
    for place in range(table, table + 512, 4):
        data[place : place + 4] = struct.pack("<I", 0)

    assert refused(bytes(data), "a.xls").code == "damaged-file"


@pytest.mark.parametrize(
    "cell",
    ["<c r='xfd1048576'>", '<c r="A99999999999">', '<c\nr="XFD1048576">', '<c r = "XFD1048576">'],
)
def test_far_cell_written_as_nobody_does_ends_nothing(cell: str) -> None:
    rows = f'<row r="1">{inline("A1", "Axe 1 : Grandir")}</row><row>{cell}<v>1</v></c></row>'

    assert refused(rezipped(PLAIN, {SHEET: sheet(rows)})).code in {"damaged-file", "sheet-too-large"}


def test_near_cell_written_as_nobody_does_is_read() -> None:
    rows = '<row r="1"><c t="inlineStr"\n r="A1"><is><t>Axe 1 : Grandir</t></is></c></row>'

    assert tree(read(rezipped(PLAIN, {SHEET: sheet(rows)})).outline) == ["[Jeunesse]", "1 Grandir"]
