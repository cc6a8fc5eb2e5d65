"""Make the files of the corpus anew: `python -m tests.corpus.make` (those of LibreOffice where it is installed)."""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from annexes.jsonform import outline_to_json
from tests.corpus.cases import AnyCase, Case, Office, all_cases

DATA = Path(__file__).resolve().parents[1] / "data"
OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
FILTERS = {"xlsx": "xlsx", "ods": "ods", "xls": "xls:MS Excel 97", "docx": "docx", "odt": "odt"}


def content_of(case: AnyCase) -> bytes | None:
    """The bytes of a case; None for a file of LibreOffice where it is not installed."""
    if isinstance(case, Case):
        return case.make()
    return saved_by_office(case) if OFFICE else None


def saved_by_office(case: Office) -> bytes:
    return converted(case.source.make(), case.source.name, case.name.rpartition(".")[2])


def converted(content: bytes, name: str, ending: str) -> bytes:
    """A file opened by LibreOffice without a window and saved in another format."""
    if OFFICE is None:
        raise FileNotFoundError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / name
        source.write_bytes(content)
        out = Path(folder) / "out"
        command = [
            OFFICE,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            FILTERS[ending],
        ]
        subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120)
        return (out / f"{source.stem}.{ending}").read_bytes()


def main() -> None:
    expected = DATA / "expected"
    expected.mkdir(parents=True, exist_ok=True)
    for case in all_cases():
        content = content_of(case)
        if content is None:
            sys.stdout.write(f"{case.name}: LibreOffice is not installed, the file is left as it is\n")
            continue
        (DATA / case.name).write_bytes(content)
        wanted = {"issues": sorted(case.issues), **outline_to_json(case.plan)}
        (expected / f"{case.name}.json").write_text(json.dumps(wanted, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    import django

    django.setup()
    main()
