from dataclasses import replace

import pytest

from accounts.text import one_line
from actions.enums import Role
from annexes.contents.model import FicheStyle
from annexes.outline import ActionOutline, FundingOutline, IndicatorOutline, NoteOutline
from annexes.word.fiche import write_fiches_docx
from pedt_planner.demo.outlines import CITY, PGT, demo_outlines
from tests.contents.fiches import EDITION, FULL, OTHER, plan_of, sheet_of, sheets_of
from tests.pdf.test_fiches import HOSTILE
from tests.word.reading import opened, read_back, rows, styled

# What our reader of fiches reads of a document, and finds as it was.
PLAIN = ("status", "status_reason", "nature", "priority", "horizon", "progress", "weather", "version_label")
PROSE = ("challenge", "context", "objectives", "description", "outputs", "expected_effects", "funding_note")
LISTS = ("domains", "audiences", "age_min", "age_max", "elected_lead", "steps", "documents", "school_year")


def written(*actions: ActionOutline, style: FicheStyle = FicheStyle.COMPLETE) -> bytes:
    return write_fiches_docx(sheets_of(plan_of(*actions), style), EDITION)


def spaced(text: str) -> str:
    """A text as readers keep it: non-breaking spaces are spaces."""
    return "\n".join(map(one_line, text.split("\n")))


def test_fiche_has_real_headings_and_tables() -> None:
    document = opened(written(FULL, OTHER))
    assert styled(document, "Heading 1") == [
        "Fiche action n° 8 bis\nOuvrir la maison des parents",
        "Fiche action n° 9\nPrêter des jeux",
    ]
    assert styled(document, "Heading 2")[:3] == ["Motif du statut", "Enjeu", "Contexte et constats"]
    facts, steps, fundings, indicators, *_ = document.tables
    assert ["Statut", "+ Fusionnée", "Priorité", "Moyenne"] in rows(facts)
    assert rows(steps)[0] == ["N°", "Étape", "Qui", "Échéance", "Fait le"]
    assert rows(fundings)[-1][0] == "Total"
    assert rows(indicators)[0][0] == "Indicateur"


def test_each_fiche_begins_a_page() -> None:
    document = opened(written(FULL, OTHER))
    first, second = [one for one in document.paragraphs if one.style.name == "Heading 1"]
    assert not first.paragraph_format.page_break_before
    assert second.paragraph_format.page_break_before


def test_styles_differ_by_what_is_empty() -> None:
    complete, elected, blank = (
        opened(written(OTHER, style=style)) for style in (FicheStyle.COMPLETE, FicheStyle.ELECTED, FicheStyle.BLANK)
    )
    assert "Non renseigné" in styled(complete, "Annexe – précision")
    assert styled(elected, "Heading 2") == []
    assert len(styled(blank, "Annexe – ligne à remplir")) > 20
    assert [rows(table)[0][0] for table in blank.tables[1:]] == ["N°", "Financeur", "Indicateur"]


def test_form_asks_for_what_the_kind_of_plan_has() -> None:
    document = opened(written(FULL, style=FicheStyle.FORM))
    assert styled(document, "Heading 1") == ["Fiche action n° ……………\nIntitulé :"]
    lines = styled(document, "Annexe – ligne à remplir")
    assert [line.strip() for line in lines[:5]] == [
        "",
        "Thème :",
        "Axe :",
        "Objectif intermédiaire :",
        "Objectif opérationnel :",
    ]


def test_plan_without_fiche_says_so() -> None:
    assert styled(opened(write_fiches_docx([], EDITION)), "Normal") == ["Aucune fiche à ce jour."]


@pytest.mark.parametrize("slug", [PGT, CITY])
@pytest.mark.parametrize("style", [FicheStyle.COMPLETE, FicheStyle.ELECTED])
def test_fiches_of_the_demonstration_are_read_back(slug: str, style: FicheStyle) -> None:
    outline = demo_outlines()[slug]
    read, reading = read_back(write_fiches_docx(sheets_of(outline, style), EDITION))
    assert {issue.code for issue in reading.issues} <= {"unclear-value", "missing-number", "unknown-label"}
    found = {action.title: action for action in read.all_actions()}
    assert len(found) == len({action.title for action in outline.all_actions()})
    for source in outline.all_actions():
        same_as_before(source, found[source.title])


def same_as_before(source: ActionOutline, read: ActionOutline) -> None:
    assert (read.number, read.suffix, read.code) == (source.number, source.suffix, source.code)
    for name in PLAIN:
        assert getattr(read, name) == getattr(source, name), (source.title, name)
    for name in PROSE:
        if name not in ("description", "funding_note"):  # where readers keep what they are not sure of
            assert getattr(read, name) == spaced(getattr(source, name)), (source.title, name)
    assert spaced(read.description).startswith(spaced(source.description))
    assert read.steps == source.steps
    for link, was in zip(read.links, source.links, strict=True):
        assert spaced(was.text).endswith(link.text)  # « Axe 2 : santé » is read as « santé », under « Axe 2 »
        assert link.group == was.group or link.text != spaced(was.text)
    assert notes(read.notes) == notes(source.notes)
    assert [one.label for one in read.indicators] == [one.label for one in source.indicators]
    assert [one.kind for one in read.indicators] == [one.kind for one in source.indicators]
    assert [values(one) for one in read.indicators] == [values(one) for one in source.indicators]


def notes(found: tuple[NoteOutline, ...]) -> list[tuple[int, str, object]]:
    return [(note.year, spaced(note.text), note.written_on) for note in found]


def values(one: IndicatorOutline) -> tuple[object, ...]:
    measures = [(measure.year, measure.breakdown, measure.value) for measure in one.measurements]
    return one.unit, one.direction, one.frequency, one.baseline, [aim.value for aim in one.targets], measures


def test_whole_fiche_is_read_back_with_its_money_and_its_figures() -> None:
    read, _ = read_back(written(replace(FULL, doubtful=False), OTHER))
    action = next(iter(read.all_actions()))
    assert action.fundings == FULL.fundings
    assert action.people(Role.LEAD) == ("Service famille",)
    assert {one.role for one in action.participations} == set(Role)
    assert action.schemes == FULL.schemes
    assert action.also_serves == ()  # recalled in the fiche, changed in the software
    (indicator,) = action.indicators
    (source,) = FULL.indicators
    assert (indicator.baseline, indicator.baseline_text) == (source.baseline, source.baseline_text)
    assert indicator.measurements == source.measurements
    assert indicator.targets == source.targets
    theme = read.themes[0]
    assert theme.title == "Enfance"
    assert [one.title for one in theme.walk()] == [
        "Soutenir les parents",
        "Accueillir les familles",
        "Ouvrir des lieux",
    ]


def test_line_of_another_software_under_a_funder_stays_in_its_name() -> None:
    action = replace(OTHER, fundings=(FundingOutline("CAF\nsous réserve", year=2026),))
    read, _ = read_back(written(action))
    assert next(iter(read.all_actions())).fundings[0].funder == "CAF sous réserve"


def test_blank_fiches_are_read_as_blank() -> None:
    read, _ = read_back(written(OTHER, style=FicheStyle.BLANK))
    (action,) = read.all_actions()
    assert (action.title, action.description, action.challenge) == (OTHER.title, "", "")


@pytest.mark.parametrize("name", list(HOSTILE))
def test_hostile_text_gives_a_document_that_opens(name: str) -> None:
    text = HOSTILE[name]
    action = ActionOutline(text[:300], description=text, elected_lead=text, schemes=(text[:3_000],), pk=1)
    document = opened(write_fiches_docx([sheet_of(action)], EDITION))
    assert "\x07" not in document.element.xml
    assert len(styled(document, "Heading 1")) == 1
