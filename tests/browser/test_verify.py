"""The check of a document in a browser: its fingerprint is computed there, and the file is not sent."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from annexes.models import VersionReason
from tests.factories import PlanFactory
from tests.sharing.freezing import PDF, frozen

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser"), pytest.mark.django_db(transaction=True)]


def test_a_file_is_checked_without_being_sent(live_server: Any, page: Page, tmp_path: Path) -> None:
    frozen(PlanFactory(title="Projet éducatif de Valmire"), VersionReason.SIGNED, label="signée en juin")
    sent: list[str] = []
    received = tmp_path / "reçu.pdf"
    received.write_bytes(PDF)
    page.on("request", lambda request: sent.append(request.method))

    page.goto(f"{live_server.url}/verifier/")
    page.set_input_files("#fichier", received)
    page.wait_for_url("**/verifier/?empreinte=*")
    assert "Version 1 – signée en juin" in page.inner_text("main")

    received.write_bytes(PDF + b" change")
    page.set_input_files("#fichier", received)
    page.get_by_role("heading", name="Aucune version").wait_for()
    assert set(sent) == {"GET"}
