"""The tableau in Word: a real table that our own reader understands as it was."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from annexes.edition import Edition, Variant
from annexes.outline import ActionOutline, ObjectiveOutline, PlanOutline, ThemeOutline
from annexes.readers.reading import read_annexe
from annexes.word.tableau import write_tableau_docx
from pedt_planner.demo.outlines import demo_outlines
from plans.enums import Level

EDITION = Edition("Val-Fictif", "Plan d’essai 2026", "Projet global de territoire", date(2026, 9, 1), draft=True)


def edition_of(outline: PlanOutline, variant: Variant) -> Edition:
    return replace(EDITION, plan_title=outline.title, variant=variant)


def printed(outline: PlanOutline) -> Iterator[tuple[str, ...]]:
    """What a tableau says of a plan, in its order; no-break spaces are spaces."""
    for theme in outline.themes:
        yield "thème", theme.title
        for objective in theme.walk():
            effects = objective.effects.text if objective.effects else ""
            yield plain(objective.level.name, objective.code, objective.title, objective.note, effects)
            yield from (plain("fiche", one.reference, one.title) for one in objective.actions)
        yield from (plain("à rattacher", one.reference, one.title) for one in theme.unattached)


def plain(*texts: str) -> tuple[str, ...]:
    return tuple(text.replace("\u00a0", " ").replace("\u202f", " ") for text in texts)


@pytest.mark.parametrize("variant", list(Variant))
@pytest.mark.parametrize("slug", sorted(demo_outlines()))
def test_tableau_of_each_demo_plan_is_read_back_as_it_was(slug: str, variant: Variant) -> None:
    outline = demo_outlines()[slug]
    content = write_tableau_docx(outline, edition_of(outline, variant))
    reading = read_annexe(BytesIO(content), name="annexe.docx")
    assert not reading.has_errors
    assert list(printed(reading.outline)) == list(printed(outline))


def test_follow_up_gives_back_leads_priorities_and_statuses() -> None:
    outline = demo_outlines()["pgt-2025-2029"]
    content = write_tableau_docx(outline, edition_of(outline, Variant.FOLLOW_UP))
    read = read_annexe(BytesIO(content), name="annexe.docx").outline
    pairs = list(zip(outline.all_actions(), read.all_actions(), strict=True))
    assert pairs
    assert [one.status for one, _ in pairs] == [other.status for _, other in pairs]
    attached = [(one, other) for one, other in pairs if other.priority]
    assert attached
    assert all(one.priority == other.priority for one, other in attached)


def test_cells_of_one_objective_are_merged_and_rows_are_not_cut() -> None:
    fiches = tuple(ActionOutline(f"Action {n}", number=n) for n in range(1, 4))
    axis = ObjectiveOutline(Level.AXIS, "Un axe", "I", actions=fiches)
    outline = PlanOutline("Plan", themes=(ThemeOutline("Enfance", objectives=(axis,)),))
    table = docx.Document(BytesIO(write_tableau_docx(outline, EDITION))).tables[0]._tbl
    rows = table.findall(qn("w:tr"))
    merges = [[one.get(qn("w:val")) for one in row.iter(qn("w:vMerge"))] for row in rows]
    assert merges == [[], ["restart"], ["continue"], ["continue"]]
    assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
    assert [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows] == [True, False, False, False]


def test_page_stands_upright_where_columns_have_room() -> None:
    outline = demo_outlines()["contrat-de-ville-2024-2030"]
    widths = []
    for variant in (Variant.CONTRACTUAL, Variant.FOLLOW_UP):
        content = write_tableau_docx(outline, edition_of(outline, variant), portrait=True)
        widths.append(round(docx.Document(BytesIO(content)).sections[0].page_width.mm))
    assert widths == [210, 297]
