"""The laws between the rooms: imports run one way, and each heavy library stays in its room."""

import ast
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ["accounts", "partners", "plans", "actions", "indicators", "annexes"]  # from upstream to downstream
FENCED = {
    "mptt": {"plans"},
    "openpyxl": {"annexes"},
    "xlsxwriter": {"annexes"},
    "python_calamine": {"annexes"},
    "docx": {"annexes"},
    "weasyprint": {"annexes"},
    "fontTools": {"annexes"},
    "django_tasks": {"annexes"},
}
WITHOUT_DATABASE = [
    "outline.py", "reading.py", "labels.py", "columns", "values", "readers", "annotate", "excel", "pdf", "word",
    "contents", "jsonform.py",
]  # fmt: skip


def modules(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.py") if "migrations" not in path.parts)


def imported_names(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


def imported_packages(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported_names(path)}


@pytest.mark.parametrize("app", APPS)
def test_app_imports_nothing_downstream(app: str) -> None:
    forbidden = {*APPS[APPS.index(app) + 1 :], "pedt_planner", "tests"}
    seen = 0
    for path in modules(ROOT / app):
        seen += 1
        assert not imported_packages(path) & forbidden, f"{path.relative_to(ROOT)} imports downstream"
    assert seen >= 3


def test_fenced_library_stays_in_its_room() -> None:
    met = set()
    for app in [*APPS, "pedt_planner"]:
        for path in modules(ROOT / app):
            for library in imported_packages(path) & FENCED.keys():
                met.add(library)
                assert app in FENCED[library], f"{path.relative_to(ROOT)} imports {library}"
    assert met >= FENCED.keys() - {"openpyxl"}  # the tests and the benchmarks read workbooks again with it


def test_readers_and_writers_know_no_database() -> None:
    seen = 0
    for name in WITHOUT_DATABASE:
        place = ROOT / "annexes" / name
        for path in modules(place) if place.is_dir() else [place]:
            seen += 1
            names = {n for n in imported_names(path) if n.startswith("django.db") or n.endswith(".models")}
            assert not names, f"{path.relative_to(ROOT)} imports {names}"
    assert seen >= len(WITHOUT_DATABASE)


def test_module_is_short_and_finished() -> None:
    seen = 0
    for app in [*APPS, "pedt_planner"]:
        for path in modules(ROOT / app):
            seen += 1
            text = path.read_text("utf-8")
            assert text.count("\n") <= 400, f"{path.relative_to(ROOT)} is past 400 lines"
            for word in ("TODO", "FIXME", "NotImplementedError"):
                assert word not in text, f"{path.relative_to(ROOT)} says {word}"
    assert seen >= 40


def test_vendored_file_matches_its_checksum() -> None:
    """Each row of static/vendor/README.md names a file and its SHA-256, and each vendored file has a row."""
    vendor = ROOT / "static" / "vendor"
    listed = dict(re.findall(r"\| `([^`]+)` \|.*`([0-9a-f]{64})`", (vendor / "README.md").read_text("utf-8")))
    files = {
        str(path.relative_to(vendor)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in vendor.rglob("*")
        if path.is_file() and path.name != "README.md" and "LICENSE" not in path.name.upper()
    }
    assert files
    assert listed == files
