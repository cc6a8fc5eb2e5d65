"""The sheet « Annexe » of our own workbook, when it comes back alone: as good as any annexe made by hand."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import openpyxl
import pytest

from annexes.edition import Edition, Variant
from annexes.excel import write_workbook
from annexes.outline import ObjectiveOutline, PlanOutline
from annexes.readers import read_annexe
from annexes.vocabulary import Vocabulary
from pedt_planner.demo.outlines import demo_outlines

EDITION = Edition("Val-Fictif", "Plan d’essai", "Projet global de territoire", date(2026, 9, 1))


def printed_alone(outline: PlanOutline, variant: Variant) -> bytes:
    edition = replace(EDITION, variant=variant)
    workbook = openpyxl.load_workbook(BytesIO(write_workbook(outline, edition=edition, vocabulary=Vocabulary())))
    for name in workbook.sheetnames:
        if name != "Annexe":
            del workbook[name]
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def shown(objective: ObjectiveOutline) -> tuple[object, ...]:
    """What the print says of an objective."""
    fiches = [(action.reference, action.title) for action in objective.actions]
    effects = objective.effects.text if objective.effects else ""
    return objective.label, spaced(objective.note), spaced(effects), fiches, [shown(one) for one in objective.children]


def spaced(text: str) -> str:
    """A cell that is read on one line has plain spaces."""
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_printed_sheet_alone_gives_the_plan_back(slug: str, variant: Variant) -> None:
    outline = demo_outlines()[slug]

    reading = read_annexe(BytesIO(printed_alone(outline, variant)), name="annexe.xlsx")

    assert not reading.has_errors
    for theme, wanted in zip(reading.outline.themes, outline.themes, strict=True):
        told = (theme.title, theme.annexe_number, theme.version_label, theme.note)
        assert told == (wanted.title, wanted.annexe_number, wanted.version_label, wanted.note)
        assert [shown(objective) for objective in theme.objectives] == [shown(o) for o in wanted.objectives]
        assert [action.title for action in theme.unattached] == [action.title for action in wanted.unattached]
