"""How fast complete fiches become a document, beside other ways to print them. Prints tables; see README.md beside.

    python benchmarks/documents.py [--quick | --sizes 10 100] [--processes 4]

Ours: the whole dossier (cover, sommaire, tableaux, fiches, calendar, funding, indicators, indexes), tagged, when
nothing is kept from before (cold) and after a change to one fiche; one fiche alone in a warm worker. Beside, the fiches
without the rest: WeasyPrint on their HTML as one tagged document, Chromium printing it, LibreOffice converting our Word
file. Everything runs in processes of its own; « processor » counts all of them, « MB » is the largest one.
"""

import argparse
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
SIZES = (10, 100, 500, 2000)
QUICK = (10, 100)
ONE_DOCUMENT = 500  # fiches that WeasyPrint can lay out at once in a bearable time
LIMIT = 3600.0  # seconds
ROWS = 10_000  # fiches of the workbook
WORDS = """
accompagner atelier école collège famille lecture sport culture parcours numérique santé jardin musique théâtre langage
animateur formation vacances périscolaire ludothèque mercredi quartier bourg orientation parentalité éveil partage
""".split()  # noqa: SIM905
LITTLE = "avec les pour des dans chaque par une sur leurs".split()  # noqa: SIM905


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="10 and 100 fiches, without the workbook")
    parser.add_argument("--sizes", type=int, nargs="+", help="numbers of fiches")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="children that lay pages out")
    parser.add_argument("--run", choices=sorted(RUNS), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pedt_planner.settings")
    if options.run:
        import django

        django.setup()
        print(json.dumps(RUNS[options.run](options.size)))
        return
    sizes = options.sizes or (QUICK if options.quick else SIZES)
    print(f"{'fiches':>7}  {'':28}{'seconds':>9}{'processor':>11}{'pages':>7}{'pages/s':>9}{'ms/page':>9}{'MB':>7}")
    for size in sizes:
        for name in ("ours", "one document", "Chromium", "LibreOffice"):
            measure(name, size, options.processes)
    if not options.quick and not options.sizes:
        measure("workbook", ROWS, 1)


def measure(name: str, size: int, processes: int) -> None:
    """Run one way in a process of its own, and print what it cost."""
    from watching import watch

    program = {"Chromium": _chromium(), "LibreOffice": shutil.which("soffice")}.get(name, "python")
    if name == "one document" and size > ONE_DOCUMENT:
        return
    if program is None:
        print(f"{size:>7,}  {name}: not found")
        return
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "DATA_DIR": folder,
            "DEBUG": "true",
            "RENDER_PROCESSES": str(processes),
            "BENCHMARK_PROGRAM": program,
        }
        cost = watch([sys.executable, __file__, "--run", name, "--size", str(size)], environment, LIMIT)
        if cost is None:
            print(f"{size:>7,}  {name}: failed")
            return
        for line in json.loads(cost.output.splitlines()[-1]):
            # What another program spent is known when all is over.
            spent = line.get("processor", 0.0) if program == "python" else cost.processor - line["before"]
            show(size, line, spent, cost.memory)


def show(size: int, line: dict[str, Any], spent: float, memory: float) -> None:
    import pikepdf

    if "said" in line:
        print(f"{size:>7,}  {line['said']}", flush=True)
        return
    with pikepdf.open(line["file"]) as pdf:
        pages = len(pdf.pages)
    name, wall = line["name"], line["wall"]
    print(
        f"{size:>7,}  {name:28}{wall:>9.2f}{spent:>11.2f}{pages:>7,}{pages / wall:>9.0f}{1000 * spent / pages:>9.0f}"
        f"{memory:>7.0f}",
        flush=True,
    )


def ours(size: int) -> list[dict[str, Any]]:
    """The dossier cold, then after a change to one fiche in the middle; one fiche alone."""
    outline, middle = complete_outline_of(size), size // 2 + 1
    edited = _changed(outline, middle, lambda one: replace(one, context=f"- Un mot de plus\n{one.context}"))
    alone = _changed(outline, 1, lambda one: replace(one, title="Une autre fiche"))
    lines = [
        _timed("ours, dossier, cold", lambda: _dossier(outline)),
        _timed("ours, after one change", lambda: _dossier(edited)),
        _timed("ours, one fiche", lambda: _fiche(alone)),
    ]
    share = lines[1]["wall"] / lines[0]["wall"]
    return [*lines, {"said": f"after one change: {share:.1%} of cold (at most 10 %)"}]


def one_document(size: int) -> list[dict[str, Any]]:
    """WeasyPrint alone, tagged."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    from annexes.pdf.fetcher import OnlyOurs

    html, css = _html(complete_outline_of(size))

    def write() -> bytes:
        fonts = FontConfiguration()
        sheet = weasyprint.CSS(string=css, url_fetcher=OnlyOurs(), font_config=fonts)
        source = weasyprint.HTML(string=html, url_fetcher=OnlyOurs())
        return source.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")

    return [_timed("WeasyPrint, one document", write)]


def chromium(size: int) -> list[dict[str, Any]]:
    from annexes.pdf.typography import FONTS

    html, css = _html(complete_outline_of(size))
    css = css.replace('url("font:', f'url("file://{FONTS}/')
    folder = Path(os.environ["DATA_DIR"])
    page, pdf = folder / "fiches.html", folder / "fiches.pdf"
    page.write_text(html.replace("</head>", f"<style>{css}</style></head>"), "utf-8")
    command = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", f"--print-to-pdf={pdf}"]

    def write() -> bytes:
        _run([*command, f"--user-data-dir={folder / 'chromium'}", page.as_uri()])
        return pdf.read_bytes()

    return [_timed("Chromium", write)]


def libreoffice(size: int) -> list[dict[str, Any]]:
    from annexes.word.fiche import write_fiches_docx

    folder = Path(os.environ["DATA_DIR"])
    (folder / "fiches.docx").write_bytes(write_fiches_docx(_sheets(complete_outline_of(size)), _edition()))
    profile = f"-env:UserInstallation={(folder / 'office').as_uri()}"

    def write() -> bytes:
        _run([profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "fiches.docx")])
        return (folder / "fiches.pdf").read_bytes()

    return [_timed("LibreOffice, our Word file", write)]


def workbook(size: int) -> list[dict[str, Any]]:
    """« Données » written by us, and the same cells by XlsxWriter alone."""
    import xlsxwriter
    from python_calamine import CalamineWorkbook
    from sheets import whole_outline_of

    from annexes.excel import write_workbook
    from annexes.vocabulary import Vocabulary

    outline, edition = whole_outline_of(size), _edition()
    start = time.perf_counter()
    content = write_workbook(outline, edition=edition, vocabulary=Vocabulary())
    mine = time.perf_counter() - start
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    start = time.perf_counter()
    with xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True, "strings_to_formulas": False}) as plain:
        day = plain.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = plain.add_worksheet(name)
            for row, values in enumerate(rows):
                for column, value in enumerate(values):
                    if isinstance(value, date):
                        sheet.write_datetime(row, column, value, day)
                    elif value != "":
                        sheet.write(row, column, value)
    theirs = time.perf_counter() - start
    said = (
        f"workbook: {mine:.1f} s, XlsxWriter {theirs:.1f} s for the same cells, ratio {mine / theirs:.2f} (at most 1.5)"
    )
    return [{"said": said}]


RUNS: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "ours": ours,
    "one document": one_document,
    "Chromium": chromium,
    "LibreOffice": libreoffice,
    "workbook": workbook,
}


def complete_outline_of(size: int) -> Any:
    """A plan whose fiches are filled as real ones are: two pages each."""
    from sheets import whole_outline_of

    from annexes.applying.directory import map_actions

    return map_actions(whole_outline_of(size), _complete)


def _complete(action: Any) -> Any:
    some = random.Random(action.number)
    return replace(
        action,
        pk=action.number,
        challenge=_sentence(some, 30),
        context=_bullets(some, 5, 22),
        objectives=_bullets(some, 6, 16),
        description="\n".join(_sentence(some, 45) for _ in range(5)),
        outputs=_bullets(some, 5, 18),
        expected_effects=_bullets(some, 5, 18),
        funding_note=_sentence(some, 25),
    )


def _sentence(some: random.Random, length: int) -> str:
    words = [some.choice(LITTLE if rank % 2 else WORDS) for rank in range(length)]
    return f"{' '.join(words).capitalize()}."


def _bullets(some: random.Random, count: int, length: int) -> str:
    return "\n".join(f"- {_sentence(some, length)}" for _ in range(count))


def _changed(outline: Any, number: int, change: Callable[[Any], Any]) -> Any:
    from annexes.applying.directory import map_actions

    return map_actions(outline, lambda action: change(action) if action.number == number else action)


def _sheets(outline: Any) -> list[Any]:
    from annexes.contents.fiche import fiche_sheets

    return list(fiche_sheets(outline, _edition()))


def _dossier(outline: Any) -> bytes:
    from annexes.contents.dossier import Dossier
    from annexes.pdf.dossier import write_dossier_pdf

    return write_dossier_pdf(Dossier(outline, _edition()))


def _fiche(outline: Any) -> bytes:
    from annexes.pdf.fiches import write_fiches_pdf

    return write_fiches_pdf(_sheets(outline)[:1], _edition())


def _html(outline: Any) -> tuple[str, str]:
    """All the fiches as one document, and its style."""
    from annexes.pdf.fiches import fiche_chunk

    chunks = [fiche_chunk(sheet, _edition()) for sheet in _sheets(outline)]
    bodies = (re.search(r"<body>(.*)</body>", chunk.html, re.DOTALL)[1] for chunk in chunks)  # type: ignore[index]
    head = '<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"><title>Fiches</title></head>'
    return f"{head}<body>{''.join(bodies)}</body></html>", chunks[0].style.css()


def _edition() -> Any:
    from annexes.edition import Edition

    return Edition(
        "Val d’essai", "Plan d’essai 2026-2029", "Projet global de territoire", date(2026, 9, 1), "2026-2029"
    )


def _timed(name: str, work: Callable[[], bytes]) -> dict[str, Any]:
    from watching import session_processor

    before, start = session_processor(), time.perf_counter()
    content = work()
    wall, spent = time.perf_counter() - start, session_processor() - before
    file = Path(os.environ["DATA_DIR"]) / f"{name}.pdf"
    file.write_bytes(content)
    return {"name": name, "wall": wall, "processor": spent, "before": before, "file": str(file)}


def _run(arguments: list[str]) -> None:
    program = os.environ["BENCHMARK_PROGRAM"]
    subprocess.run([program, *arguments], check=True, capture_output=True, timeout=LIMIT)


def _chromium() -> str | None:
    """The browser of the system, or the one that Playwright brought."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


if __name__ == "__main__":
    main()
