"""Fiches that name others: links and mergers follow the fiche, whatever number it bears after the import."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.enums import Status
from actions.models import Action, ActionLink
from annexes.applying.apply import Applied, CannotImport, import_outline
from annexes.load import load
from annexes.outline import ActionOutline, Carried, FicheAddress, LinkOutline, PlanOutline
from plans.models import Plan
from tests.annexes.samples import fiche, oo, plan, theme, without_keys
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


def bring(some: Plan, outline: PlanOutline) -> Applied:
    return import_outline(plan=some, incoming=outline, by=None)


def of(*fiches: ActionOutline) -> PlanOutline:
    return plan(theme("Enfance", oo("Ouvrir", *fiches)))


def link_to(name: str, **where: str) -> tuple[LinkOutline, ...]:
    return (LinkOutline("voir", "AT jeunesse", FicheAddress(name, **{"theme": "Enfance", **where})),)


def linked(title: str) -> str | None:
    link = ActionLink.objects.get(action__title=title)
    return link.target and link.target.title


def merged(title: str, number: int | None, into: str | None, **more: object) -> ActionOutline:
    address = FicheAddress(into, "Enfance") if into else None
    reason = {"status": Status.MERGED, "status_reason": "Reprise"}
    return fiche(title, number, merged_into=address, **{**reason, **more})  # type: ignore[arg-type]


def test_link_of_a_fiche_that_the_file_leaves_out_follows_the_renumbered_one(empty_plan: Plan) -> None:
    bring(empty_plan, of(fiche("a", 1, links=link_to("2")), fiche("b", 2)))
    bring(empty_plan, of(fiche("neuve", 2), fiche("b", 3)))
    assert linked("a") == "b"
    (a,) = [one for one in load(empty_plan).all_actions() if one.title == "a"]
    assert a.links == link_to("3")


def test_link_of_the_file_is_understood_with_the_numbers_of_the_file(empty_plan: Plan) -> None:
    bring(empty_plan, of(fiche("a", 1, links=link_to("2")), fiche("b", 2)))
    outline = of(fiche("a", 1, links=link_to("2")), fiche("neuve", 2), fiche("b", 3))
    applied = bring(empty_plan, outline)
    assert linked("a") == "neuve"
    (change,) = [change for change in applied.diff.changes if change.label == "Fiche 1 : a"]
    assert [(field.name, field.old, field.new) for field in change.fields] == [("links", link_to("3"), link_to("2"))]
    assert bring(empty_plan, outline).diff.is_empty


def test_two_fiches_may_exchange_their_numbers_and_keep_their_links(empty_plan: Plan) -> None:
    bring(empty_plan, of(fiche("a", 1), fiche("b", 2), fiche("c", 3, links=link_to("1"))))
    bring(empty_plan, of(fiche("b", 1), fiche("a", 2), fiche("c", 3, links=link_to("2"))))
    assert linked("c") == "a"


def test_fiche_is_found_by_its_title_in_any_case_and_theme(empty_plan: Plan) -> None:
    outline = of(fiche("a", 1, links=link_to("LA CRECHE du port", theme="")), fiche("La crèche du port", 2))
    applied = bring(empty_plan, outline)
    assert applied.issues == ()
    assert linked("a") == "La crèche du port"
    assert bring(empty_plan, outline).diff.is_empty


def test_homonyms_without_number_are_told_apart(empty_plan: Plan) -> None:
    links = (LinkOutline("voir", target=FicheAddress("b", "Enfance", twin=2)),)
    outline = of(fiche("a", 1, links=links), fiche("b"), fiche("b", description="seconde"))
    bring(empty_plan, outline)
    target = ActionLink.objects.get().target
    assert target is not None
    assert target.description == "seconde"
    assert without_keys(load(empty_plan)).themes == outline.themes


def test_name_of_no_fiche_keeps_the_text_and_is_said(empty_plan: Plan) -> None:
    applied = bring(empty_plan, of(fiche("a", 1, links=link_to("99"), source="Données!A2")))
    assert [(issue.code, issue.where) for issue in applied.issues] == [("unknown-linked-fiche", "Données!A2")]
    assert (ActionLink.objects.get().text, linked("a")) == ("voir", None)


def test_link_leads_to_a_fiche_of_another_plan_of_the_territory(empty_plan: Plan) -> None:
    other = PlanFactory(territory=empty_plan.territory, slug="contrat", title="Contrat")
    bring(other, of(fiche("Médiation", 4)))
    bring(empty_plan, of(fiche("a", 1, links=link_to("4", plan="contrat"))))
    assert linked("a") == "Médiation"
    assert next(load(empty_plan).all_actions()).links == link_to("4", plan="contrat")
    stranger = PlanFactory(slug="contrat", title="Contrat")
    bring(stranger, of(fiche("Médiation", 4)))
    Action.objects.filter(plan=other).update(number=5)
    applied = bring(empty_plan, of(fiche("a", 1, links=link_to("4", plan="contrat"))))
    assert [issue.code for issue in applied.issues] == ["unknown-linked-fiche"]


def test_merged_fiche_and_the_one_that_takes_it_over_come_together(empty_plan: Plan) -> None:
    outline = of(merged("a", 1, "2"), fiche("b", 2))
    bring(empty_plan, outline)
    assert Action.objects.get(title="a").merged_into == Action.objects.get(title="b")
    assert without_keys(load(empty_plan)).themes == outline.themes


@pytest.mark.parametrize(
    ("into", "words"), [(None, "dans quelle fiche"), ("1", "avec elle-même"), ("9", "dans quelle")]
)
def test_fiche_merged_nowhere_is_refused_with_its_address(empty_plan: Plan, into: str | None, words: str) -> None:
    with pytest.raises(CannotImport, match=words) as refusal:
        bring(empty_plan, of(merged("a", 1, into, source="Données!A2")))
    assert {issue.where for issue in refusal.value.issues} == {"Données!A2"}
    assert not empty_plan.actions.exists()


def test_document_without_room_for_the_target_gives_the_fiche_up(empty_plan: Plan) -> None:
    carries = Carried(action=frozenset({"title", "number", "status", "status_reason"}))
    outline = replace(of(merged("a", 1, None)), carries=carries)
    applied = bring(empty_plan, outline)
    assert [issue.code for issue in applied.issues] == ["merged-nowhere"]
    assert Action.objects.get().status == Status.DROPPED
    assert bring(empty_plan, outline).diff.is_empty


def test_document_without_room_for_the_target_keeps_the_one_that_is_known(empty_plan: Plan) -> None:
    bring(empty_plan, of(merged("a", 1, "2"), fiche("b", 2)))
    carries = Carried(action=frozenset({"title", "number", "status", "status_reason"}))
    applied = bring(empty_plan, replace(of(merged("a", 1, None), fiche("b", 2)), carries=carries))
    assert applied.diff.is_empty
    assert applied.issues == ()


def test_names_cost_the_same_queries_for_many_fiches(empty_plan: Plan) -> None:
    def queries(count: int) -> int:
        fiches = [fiche(f"Fiche {n}", n, links=link_to(str(n % count + 1))) for n in range(1, count + 1)]
        some = PlanFactory(territory=empty_plan.territory)
        with CaptureQueriesContext(connection) as captured:
            bring(some, of(*fiches))
            load(some)
        return len(captured)

    assert queries(30) == queries(3)
