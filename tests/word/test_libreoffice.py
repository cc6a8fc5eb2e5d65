"""What LibreOffice makes of our Word documents: they open, whole."""

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest

from annexes.word.fiche import write_fiches_docx
from tests.contents.fiches import EDITION, FULL, OTHER, plan_of, sheets_of

SOFFICE = shutil.which("soffice")


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_fiches_open_in_libreoffice(tmp_path: Path) -> None:
    assert SOFFICE is not None
    source = tmp_path / "fiches.docx"
    source.write_bytes(write_fiches_docx(sheets_of(plan_of(FULL, OTHER)), EDITION))
    subprocess.run(
        [SOFFICE, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--convert-to", "pdf", "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    document = pypdfium2.PdfDocument(tmp_path / "fiches.pdf")
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    document.close()
    assert 3 <= len(pages) <= 4
    assert "Fiche action n° 8 bis Ouvrir la maison des parents" in pages[0]
    assert any("Prêter des jeux" in page and "Ouvrir la maison" not in page for page in pages[1:])
    assert f"Page 1 / {len(pages)}" in pages[0]
    assert all("Édition du 21 novembre 2026" in page for page in pages)
