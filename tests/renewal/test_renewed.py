"""A new plan from an old one: what goes on, what begins anew, what stays behind."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from actions.enums import ScheduleKind, Status
from annexes.outline import (
    ActionOutline,
    DocumentOutline,
    FicheAddress,
    FundingOutline,
    LinkOutline,
    MeasurementOutline,
    PlanOutline,
    SectionOutline,
)
from annexes.renewal.renewed import OFFERED, PROPOSED, Taken, renewed
from tests.annexes.samples import axis, fiche, full_fiche, full_indicator, oo, plan, theme

LIVED = {  # what a fiche lived in its plan, and does not take with it
    "version_label", "status", "status_reason", "merged_into", "progress", "weather", "schedule_kind", "starts_on",
    "due_on", "school_year", "schedule_note", "fundings", "steps", "indicators", "notes", "documents",
    "renewed_from", "links",
}  # fmt: skip


def old(*actions: ActionOutline) -> PlanOutline:
    numbered = tuple(replace(one, pk=rank) for rank, one in enumerate(actions, 1))
    whole = plan(theme("Enfance", axis("Jouer", oo("Dehors", *numbered), oo("Dedans"))))
    return replace(whole, slug="pedt-2022", sections=(SectionOutline("Le territoire", "Un port."),))


def only(outline: PlanOutline) -> ActionOutline:
    (action,) = outline.all_actions()
    return action


def test_content_goes_on_and_life_stays_behind() -> None:
    before = only(old(full_fiche()))
    after = only(renewed(old(full_fiche()), {1: Status.ONGOING}, Taken()))
    kept = {field.name for field in fields(ActionOutline) if field.compare} - LIVED
    assert {name: getattr(after, name) for name in kept} == {name: getattr(before, name) for name in kept}
    assert (after.status, after.progress, after.weather, after.steps, after.notes) == (Status.ONGOING, None, "", (), ())
    assert after.due_on is after.starts_on is after.school_year is None
    assert after.renewed_from == FicheAddress(before.reference, "Enfance", "pedt-2022")


def test_fiche_that_stops_is_not_there_and_its_objective_is() -> None:
    whole = old(fiche("Une", 1), fiche("Deux", 2))
    assert [one.title for one in renewed(whole, {2: Status.TO_START}, Taken()).all_actions()] == ["Deux"]
    assert [one.title for one in renewed(whole, {}, Taken()).themes[0].objectives[0].children] == ["Dehors", "Dedans"]
    bare = renewed(whole, {2: Status.TO_START}, Taken(empty_objectives=False))
    assert [one.title for one in bare.themes[0].objectives[0].children] == ["Dehors"]


def test_last_measure_is_where_an_indicator_starts_from() -> None:
    measures = (
        MeasurementOutline(2024, value=Decimal(12), measured_on=date(2024, 6, 30)),
        MeasurementOutline(2025, value=Decimal(18), text="en hausse"),
        MeasurementOutline(2025, "QPV", Decimal(5)),
    )
    whole = old(fiche("Une", 1, indicators=(replace(full_indicator(), measurements=measures),)))
    (one,) = only(renewed(whole, {1: Status.ONGOING}, Taken())).indicators
    assert (one.baseline, one.baseline_text, one.baseline_on) == (Decimal(18), "en hausse", date(2025, 12, 31))
    assert (one.targets, one.measurements) == ((), ())
    assert only(renewed(whole, {1: Status.ONGOING}, Taken(indicators=False))).indicators == ()


def test_funders_go_on_once_without_year_nor_amount() -> None:
    lines = tuple(FundingOutline("Caf", "CLAS", year, planned=Decimal(100)) for year in (2024, 2025))
    after = only(renewed(old(fiche("Une", 1, fundings=lines)), {1: Status.ONGOING}, Taken()))
    assert after.fundings == (FundingOutline("Caf", "CLAS"),)


def test_link_to_a_fiche_that_stops_keeps_its_words() -> None:
    stops, goes = FicheAddress("2", "Enfance"), FicheAddress("3", "Enfance")
    links = (
        LinkOutline("Voir", target=stops),
        LinkOutline("Aussi", target=goes),
        LinkOutline("Là", target=FicheAddress("9", plan="ctg")),
    )
    whole = old(fiche("Une", 1, links=links), fiche("Deux", 2), fiche("Trois", 3))
    after = next(renewed(whole, {1: Status.ONGOING, 3: Status.ONGOING}, Taken()).all_actions())
    assert [one.target for one in after.links] == [None, goes, FicheAddress("9", plan="ctg")]


def test_rhythm_without_dates_is_kept() -> None:
    whole = old(fiche("Une", 1, schedule_kind=ScheduleKind.YEARLY, schedule_note="En mars"))
    after = only(renewed(whole, {1: Status.PERMANENT}, Taken()))
    assert (after.schedule_kind, after.schedule_note) == (ScheduleKind.YEARLY, "En mars")


def test_files_stay_with_the_old_fiche() -> None:
    documents = (DocumentOutline("Affiche", file="documents/1/a.pdf"), DocumentOutline("Site", "https://val.example"))
    after = only(renewed(old(fiche("Une", 1, documents=documents)), {1: Status.ONGOING}, Taken()))
    assert after.documents == (DocumentOutline("Site", "https://val.example"),)


def test_texts_of_the_dossier_come_when_they_are_wanted() -> None:
    assert renewed(old(), {}, Taken()).sections == (SectionOutline("Le territoire", "Un port."),)
    assert renewed(old(), {}, Taken(sections=False)).sections == ()


def test_every_status_has_a_proposal_among_those_offered() -> None:
    assert set(PROPOSED) == set(Status)
    assert {one for one in PROPOSED.values() if one} <= set(OFFERED)
