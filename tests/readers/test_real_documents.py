"""The real annexes, where they are at hand: every title, number and attachment as a careful person read them."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from actions.enums import Role, Status
from annexes.outline import ObjectiveOutline, ThemeOutline
from annexes.readers import read_annexe
from annexes.reading import Reading
from plans.enums import Level

REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="the real documents are not at hand")


def read(name: str) -> Reading:
    reading = read_annexe(REAL / name, name=name)
    assert reading.cells == reading.attached + len(reading.fates)
    assert not reading.has_errors
    return reading


def expected(code: str) -> dict[str, Any]:
    themes: list[dict[str, Any]] = json.loads((REAL / "pgt.expected.json").read_text("utf-8"))["themes"]
    return next(theme for theme in themes if theme["code"] == code)


def same(title: str) -> str:
    """A title without the spaces that the expected file adds inside parentheses."""
    return re.sub(r"(?<=\()\s+|\s+(?=\))", "", title)


def as_expected(objective: ObjectiveOutline) -> dict[str, Any]:
    return {
        "title": same(objective.title),
        "code": objective.code,
        "note": [objective.note] if objective.note else [],
        "actions": [(action.number, same(action.title)) for action in objective.actions],
        "children": [as_expected(child) for child in objective.children],
    }


def wanted(theme: dict[str, Any]) -> list[dict[str, Any]]:
    return [node("", axis, "ois", "OI ", "oos") for axis in theme["axes"]]


def node(prefix: str, data: dict[str, Any], children: str, child_prefix: str, grandchildren: str) -> dict[str, Any]:
    return {
        "title": same(data["titre"]),
        "code": f"{prefix}{data['numero']}",
        "note": data.get("texte_libre", []),
        "actions": [(number, same(title)) for number, title in data.get("fiches", [])],
        "children": [node(child_prefix, child, grandchildren, "OO ", "") for child in data.get(children, [])],
    }


def only_theme(reading: Reading) -> ThemeOutline:
    assert len(reading.outline.themes) == 1
    return reading.outline.themes[0]


@pytest.mark.parametrize(
    ("name", "code", "counts"),
    [("pgt-petite-enfance.xlsx", "petite-enfance", (4, 10, 23, 23)), ("pgt-enfance.docx", "enfance", (3, 14, 47, 93))],
)
def test_real_tableau_is_read_as_expected(name: str, code: str, counts: tuple[int, ...]) -> None:
    reading = read(name)

    theme = only_theme(reading)
    assert [as_expected(axis) for axis in theme.objectives] == wanted(expected(code))
    levels = (Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)
    assert (*(reading.outline.count(level) for level in levels), len(list(theme.all_actions()))) == counts
    assert not theme.unattached


def test_real_petite_enfance_says_what_is_doubtful() -> None:
    reading = read("pgt-petite-enfance.xlsx")

    theme = only_theme(reading)
    assert (theme.title, theme.version_label, str(theme.version_date)) == (
        "Petite enfance", "réactualisé en décembre 21", "2021-12-01",
    )  # fmt: skip
    warnings = {(i.where, i.code): i.proposal for i in reading.issues if i.severity == "warning"}
    assert warnings.pop(("Feuille Petite enfance, B9", "shifted-cell")) == "rattachée à OO 4"
    assert [where.rpartition(" ")[2] for where, code in warnings if code == "oo-without-fiche"] == ["C34", "C35", "C41"]
    assert len(warnings) == 3


def test_real_enfance_says_what_is_doubtful() -> None:
    reading = read("pgt-enfance.docx")

    theme = only_theme(reading)
    assert (theme.title, theme.annexe_number, theme.age_min, theme.age_max) == ("Enfance", "II-2", 3, 11)
    warnings = [i for i in reading.issues if i.severity == "warning"]
    assert [(i.where, i.code) for i in warnings] == [("Tableau 1, ligne 13, colonne 1", "shifted-cell")]
    assert "sentence-for-fiche" in [i.code for i in reading.issues]


def test_real_parentalite_is_a_list_of_actions_under_way() -> None:
    reading = read("pgt-parentalite.docx")

    theme, wanted = only_theme(reading), expected("parentalite")
    assert (theme.title, theme.note) == (wanted["titre"], wanted["consigne"])
    assert [(a.title, list(a.people(Role.OPERATOR))) for a in theme.unattached] == [
        (action["titre"], action["porteurs_mention"]) for action in wanted["actions_non_rattachees"]
    ]
    assert {action.status for action in theme.unattached} == {Status.ONGOING}
    assert len(theme.unattached) == 15
