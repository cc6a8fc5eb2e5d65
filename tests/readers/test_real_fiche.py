"""The real fiche, where it is at hand: every piece of it, as a careful person read it."""

import json
from pathlib import Path
from typing import Any

import pytest

from actions.enums import Role, ScheduleKind
from annexes.outline import ActionOutline
from annexes.readers import read_annexe
from annexes.reading import Severity
from indicators.enums import IndicatorKind

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"
NAME = "fiche-1.2.4"

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real documents are not at hand")


def lines(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.split("\n")]


def spaced(texts: list[str]) -> list[str]:
    """Texts without the doubled spaces of the document."""
    return [" ".join(text.split()) for text in texts]


def labels(action: ActionOutline, kind: IndicatorKind) -> list[str]:
    return [indicator.label for indicator in action.indicators if indicator.kind is kind]


def test_real_fiche_is_read_whole() -> None:
    reading = read_annexe(REAL / f"{NAME}.docx", name=f"{NAME}.docx")
    wanted: dict[str, Any] = json.loads((REAL / f"{NAME}.expected.json").read_text("utf-8"))

    (action,) = reading.outline.all_actions()
    (theme,) = reading.outline.themes
    axis, challenge = theme.walk()
    assert (reading.layout, reading.fates, reading.attached) == ("fiche", (), reading.cells)
    assert (action.code, action.title) == (wanted["code"], wanted["titre"])
    assert wanted["version"] in action.version_label
    assert (theme.title, axis.code) == (f"Pilier {wanted['pilier']}", str(wanted["axe"]))
    assert (action.challenge, challenge.title) == (wanted["enjeu"], wanted["enjeu"])
    assert lines(action.context) == spaced(wanted["contexte"])
    assert lines(action.objectives) == spaced(wanted["objectifs_et_dynamiques"])
    assert lines(action.outputs) == spaced(wanted["realisations_attendues"])
    assert lines(action.expected_effects) == spaced(wanted["effets_attendus"])
    assert (action.scales, action.scale_note) == (("quartier", "commune"), "")
    assert list(action.people(Role.FACILITATOR)) == wanted["animateur"]
    assert list(action.people(Role.PARTNER)) == wanted["partenaires"]
    assert list(action.schemes) == wanted["dispositifs"]
    assert (action.funding_note, action.schedule_kind) == (wanted["financements"], ScheduleKind.CONTINUOUS)
    assert labels(action, IndicatorKind.OUTPUT) == wanted["indicateurs_realisation"]
    assert labels(action, IndicatorKind.OUTCOME) == wanted["indicateurs_effets"]
    assert [(link.group, link.text) for link in action.links] == [
        (group["theme"], text) for group in wanted["liens"] for text in group["orientations"]
    ]


def test_real_fiche_raises_no_false_alarm() -> None:
    reading = read_annexe(REAL / f"{NAME}.docx", name=f"{NAME}.docx")

    warnings = [issue.code for issue in reading.issues if issue.severity is not Severity.INFO]
    assert warnings == ["objective-without-title"]  # the document numbers its axis and never names it
