"""Decisions written into the database, and the same file brought again."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from actions.enums import Role
from annexes.applying.apply import CannotImport, fingerprint, import_outline
from annexes.comparing.changes import ChangeKind
from annexes.comparing.pairs import every, key_of
from annexes.deciding.decisions import UNDECIDED, Decisions
from annexes.deciding.keys import partner_key, place_key, same_key
from annexes.deciding.proposals import Proposal, keys_of_kind
from annexes.deciding.remembering import remembered, remembered_options
from annexes.importing.batches import fitted
from annexes.importing.readings import reading_to_json
from annexes.importing.services import CannotConfirm, Preview, confirm, foreseen, preview
from annexes.load import load
from annexes.models import ImportBatch, ImportState
from annexes.outline import HintKind, ListOutline, ParticipationOutline, PlanOutline
from annexes.reading import Reading, Severity
from annexes.refs import with_refs
from annexes.undoing.undo import undo_import
from partners.models import AgeingTerm, Partner
from plans.models import Plan
from tests.annexes.bringing import bring, fiche_of, ticked
from tests.annexes.samples import fiche, oo, plan, plan_outlines, small_plan, theme
from tests.annexes.test_apply import assert_tree_is_sound, law, undone
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


def drawn(data: st.DataObject, current: PlanOutline, incoming: PlanOutline) -> Decisions:
    """Any decisions, mostly sensible ones."""
    refs = [node.ref for t in incoming.themes for node in every(t)] or ["0"]
    known = sorted(key_of(node) for t in current.themes for node in every(t)) or ["action:1"]
    places = [*refs, *(key.replace("objective:", "pk:") for key in known if key.startswith("objective"))]
    return Decisions(
        left_out=data.draw(st.frozensets(st.sampled_from(refs), max_size=2)),
        moved=data.draw(st.dictionaries(st.sampled_from(refs), st.sampled_from(places), max_size=2)),
        deleted=data.draw(st.frozensets(st.sampled_from(known), max_size=2)),
    )


@law
@given(plan_outlines(), plan_outlines(), st.data())
def test_what_is_decided_is_what_is_written(
    words: None, first: PlanOutline, second: PlanOutline, data: st.DataObject
) -> None:
    with undone():
        some = PlanFactory()
        bring(some, first)
        before = load(some)
        decisions = drawn(data, before, with_refs(second))
        expected = foreseen(some, before, with_refs(second), decisions)
        try:
            applied = import_outline(plan=some, incoming=with_refs(second), by=None, decisions=decisions)
        except CannotImport:
            assert any(issue.severity is Severity.ERROR for issue in expected.issues)
            assert load(some) == before
            return
        assert applied.diff.changes == expected.diff.changes
        assert load(some) == applied.diff.target
        assert_tree_is_sound(some)
        gone = {change.key for change in applied.diff.changes if change.kind is ChangeKind.DELETED}
        left = {key_of(node) for t in load(some).themes for node in every(t)}
        assert not gone & left
        assert {key_of(node) for t in before.themes for node in every(t)} - left == gone


@law
@given(plan_outlines(), plan_outlines(), st.data())
def test_what_was_decided_is_taken_back_whole(
    words: None, first: PlanOutline, second: PlanOutline, data: st.DataObject
) -> None:
    with undone():
        some = PlanFactory()
        bring(some, first)
        before, partners = load(some), set(Partner.objects.values_list("pk", "name"))
        batch = ImportBatch.objects.create(plan=some, state=ImportState.APPLIED, file_name="a.xlsx", sha256="a" * 64)
        decisions = drawn(data, before, with_refs(second))
        try:
            import_outline(plan=some, incoming=with_refs(second), by=None, decisions=decisions, batch=batch.history_key)
        except CannotImport:
            return
        undo_import(batch, None)
        assert load(some) == before
        assert [(n.pk, n.title) for t in load(some).themes for n in every(t)] == [
            (n.pk, n.title) for t in before.themes for n in every(t)
        ]
        assert set(Partner.objects.values_list("pk", "name")) == partners
        assert_tree_is_sound(some)


@pytest.fixture
def batch_of(empty_plan: Plan) -> Callable[..., ImportBatch]:
    def make(outline: PlanOutline, decisions: Decisions = UNDECIDED, sha256: str = "a" * 64) -> ImportBatch:
        return ImportBatch.objects.create(
            plan=empty_plan,
            user=UserFactory(),
            state=ImportState.ANALYSED,
            file_name="annexe.xlsx",
            sha256=sha256,
            reading=reading_to_json(Reading(outline=with_refs(outline))),
            decisions=decisions.to_json(),
            plan_fingerprint=fingerprint(load(empty_plan)),
        )

    return make


def again_of(batch: ImportBatch) -> Decisions:
    return remembered(batch, batch.reading).decisions


def with_partner(name: str) -> PlanOutline:
    lead = (ParticipationOutline(Role.LEAD, name),)
    return plan(theme("Enfance", oo("Ouvrir", fiche("Accueil", 1, participations=lead), code="OO 1")))


def said(seen: Preview | list[Proposal]) -> list[tuple[str, str, str]]:
    proposals = seen if isinstance(seen, list) else seen.proposals
    return [(one.kind.value, one.before, one.after) for one in proposals]


def test_likely_partner_is_proposed_and_written_when_accepted(
    empty_plan: Plan, batch_of: Callable[..., ImportBatch]
) -> None:
    francas = Partner.objects.create(territory=empty_plan.territory, name="Les Francas de Brume")
    seen = preview(batch_of(with_partner("Francas de Brume")))
    assert said(seen) == [("partner", "Francas de Brume", "Les Francas de Brume")]
    accepted = keys_of_kind(seen.proposals, seen.proposals[0].kind)
    assert accepted == {partner_key("Francas de Brume", francas.pk)}
    confirm(batch_of(with_partner("Francas de Brume"), Decisions(accepted=accepted)), None)
    assert Partner.objects.get() == francas
    assert [alias.label for alias in francas.aliases.all()] == ["Francas de Brume"]
    again = preview(batch_of(with_partner("FRANCAS de Brume")))  # even from another file
    assert again.diff.is_empty
    assert again.proposals == []


def test_two_partners_in_one_name_are_not_taken_for_one(empty_plan: Plan) -> None:
    Partner(territory=empty_plan.territory, name="Caisse d’allocations familiales", acronym="CAF").prepare().save()
    both = ParticipationOutline(Role.PARTNER, "CAF et MSA")
    incoming = with_refs(plan(theme("Enfance", unattached=(fiche("Ludothèque", participations=(both,)),))))
    assert keys_of_kind(foreseen(empty_plan, load(empty_plan), incoming).proposals, HintKind.PARTNER) == frozenset()


def test_other_name_of_a_partner_goes_with_its_import(empty_plan: Plan, batch_of: Callable[..., ImportBatch]) -> None:
    francas = Partner.objects.create(territory=empty_plan.territory, name="Les Francas de Brume")
    chosen = Decisions(partners={"Francas de Brume": francas.pk})
    batch = batch_of(with_partner("Francas de Brume"), chosen)
    confirm(batch, None)
    assert francas.aliases.exists()
    undo_import(batch, None)
    assert not francas.aliases.exists()
    assert not empty_plan.actions.exists()


def test_name_that_has_aged_is_proposed_in_today_s_words(
    empty_plan: Plan, batch_of: Callable[..., ImportBatch], ageing: None
) -> None:
    seen = preview(batch_of(with_partner("RAM du fleuve")))
    assert said(seen) == [("ageing", "RAM du fleuve", "Relais petite enfance du fleuve")]
    confirm(
        batch_of(with_partner("RAM du fleuve"), Decisions(accepted=frozenset(one.key for one in seen.proposals))), None
    )
    assert Partner.objects.get().name == "Relais petite enfance du fleuve"


def test_two_writings_of_a_new_partner_are_proposed_as_one(
    empty_plan: Plan, batch_of: Callable[..., ImportBatch]
) -> None:
    def named(*names: str) -> PlanOutline:
        fiches = [
            fiche(f"Atelier {rank}", rank, participations=(ParticipationOutline(Role.LEAD, name),))
            for rank, name in enumerate(names, 1)
        ]
        return plan(theme("Enfance", oo("Ouvrir", *fiches, code="OO 1")))

    file = named("Les Francas de Brume", "Francas de Brume", "Les Francas de Brume", "Club de voile")
    seen = preview(batch_of(file))
    assert said(seen) == [("partner", "Francas de Brume", "Les Francas de Brume")]
    confirm(batch_of(file, Decisions(accepted=frozenset(one.key for one in seen.proposals))), None)
    assert set(Partner.objects.values_list("name", flat=True)) == {"Les Francas de Brume", "Club de voile"}
    again = preview(batch_of(file, again_of(batch_of(file))))
    assert again.diff.is_empty
    assert again.proposals == []


@pytest.fixture
def ageing(db: None) -> None:
    AgeingTerm.objects.create(old="RAM", new="relais petite enfance")


def test_twin_of_a_fiche_is_proposed_and_becomes_it(empty_plan: Plan, batch_of: Callable[..., ImportBatch]) -> None:
    old, new = "Accueillir les enfants du port le mercredi", "Accueillir les enfants des ports le mercredi"
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche(old), code="OO 1"))))
    file = plan(theme("Enfance", oo("Ouvrir", fiche(new), code="OO 1")))
    (proposal,) = preview(batch_of(file)).proposals
    key = fiche_of(empty_plan, old).pk
    assert (proposal.kind.value, proposal.ref, proposal.key) == ("same", "0/0#0", same_key("0/0#0", key))
    confirm(batch_of(file, Decisions(accepted=frozenset({proposal.key}))), None)
    assert list(empty_plan.actions.values_list("pk", "title")) == [(key, new)]
    again = batch_of(file)
    assert preview(batch_of(file, again_of(again))).diff.is_empty


def test_place_of_a_fiche_that_hangs_on_nothing_is_proposed(
    empty_plan: Plan, batch_of: Callable[..., ImportBatch]
) -> None:
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir des places de crèche", code="OO 1"), oo("Lire", code="OO 2"))))
    file = plan(theme("Enfance", unattached=(fiche("Créer dix places de crèche au port"), fiche("Zzz"))))
    (proposal,) = preview(batch_of(file)).proposals
    target = empty_plan.objectives.get(code="OO 1")
    assert (proposal.kind.value, proposal.key) == ("place", place_key("0#0", f"pk:{target.pk}"))
    assert "crèche" in proposal.reason
    confirm(batch_of(file, Decisions(accepted=frozenset({proposal.key}))), None)
    assert fiche_of(empty_plan, "Créer dix places de crèche au port").objective == target
    again = preview(batch_of(file, again_of(batch_of(file))))
    assert again.diff.is_empty
    assert [one.key for one in again.proposals] == [proposal.key]


def test_decisions_are_remembered_for_the_same_file_alone(
    empty_plan: Plan, batch_of: Callable[..., ImportBatch]
) -> None:
    bring(empty_plan, small_plan())
    decisions = Decisions(renamed={"0/0/0/0#1": "Relais du port"}, deleted=ticked(empty_plan, "Radio"))
    file = plan(small_plan().themes[0], replace(small_plan().themes[1], unattached=()))
    confirm(batch_of(file, decisions), None)
    assert set(empty_plan.actions.values_list("title", flat=True)) == {"Crèche du port", "Relais du port", "Navette"}
    again = again_of(batch_of(file))
    assert again == replace(decisions, deleted=frozenset())
    assert preview(batch_of(file, again)).diff.is_empty
    assert again_of(batch_of(file, sha256="b" * 64)) == Decisions()
    assert again_of(batch_of(small_plan())) == Decisions()  # the same file, read otherwise since
    ImportBatch.objects.filter(state=ImportState.APPLIED).update(state=ImportState.UNDONE)
    assert again_of(batch_of(file)) == Decisions()


def test_error_that_is_left_out_does_not_block_any_more(empty_plan: Plan, batch_of: Callable[..., ImportBatch]) -> None:
    file = with_refs(plan(theme("Enfance", oo("Ouvrir", fiche("a", 1), fiche("b", 1)))))
    reading = fitted(Reading(outline=file), frozenset())
    assert reading.has_errors
    batch = batch_of(file)
    batch.reading = reading_to_json(reading)
    batch.save()
    with pytest.raises(CannotConfirm):
        confirm(batch, None)
    batch.decisions = Decisions(left_out=frozenset({"0/0#1"})).to_json()
    batch.save()
    assert not preview(batch).reading.has_errors
    confirm(batch, None)
    assert list(empty_plan.actions.values_list("title", flat=True)) == ["a"]


def test_number_of_queries_of_a_preview_does_not_depend_on_the_file(
    empty_plan: Plan, batch_of: Callable[..., ImportBatch]
) -> None:
    def queries(count: int) -> int:
        fiches = [
            fiche(f"Atelier {n}", n, participations=(ParticipationOutline(Role.PARTNER, f"Club numéro {n}"),))
            for n in range(count)
        ]
        batch = batch_of(plan(theme("Enfance", oo("Ouvrir"), unattached=tuple(fiches))))
        batch.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            preview(batch)
        return len(captured)

    Partner.objects.create(territory=empty_plan.territory, name="Club des marins")
    queries(1)
    assert queries(20) == queries(10)


def test_way_of_reading_is_remembered_with_the_file(empty_plan: Plan, batch_of: Callable[..., ImportBatch]) -> None:
    first = batch_of(small_plan())
    first.options = {"layouts": {"1": "liste"}, "skipped": [["a.exe", "pas un document"]]}
    first.save()
    assert remembered_options(batch_of(small_plan())) == {}
    confirm(first, None)
    assert remembered_options(batch_of(small_plan())) == {"layouts": {"1": "liste"}}


def test_row_of_a_list_is_left_out_alone(empty_plan: Plan) -> None:
    rows = (("Club de voile", "CV"), ("Ludothèque du quai", "LQ"))
    file = replace(small_plan(), directory=(ListOutline("partenaires", ("Nom", "Sigle"), rows),))
    seen = foreseen(empty_plan, load(empty_plan), with_refs(file))
    refs = {change.label: change.ref for change in seen.diff.changes if change.level == "partenaires"}
    assert refs == {"Club de voile": "@partenaires:2", "Ludothèque du quai": "@partenaires:3"}
    decisions = Decisions(left_out=frozenset({"@partenaires:2"}))
    seen = foreseen(empty_plan, load(empty_plan), with_refs(file), decisions)
    assert [change.label for change in seen.diff.changes if change.level == "partenaires"] == ["Ludothèque du quai"]
    assert not seen.issues
    import_outline(plan=empty_plan, incoming=with_refs(file), by=None, decisions=decisions)
    assert list(Partner.objects.values_list("name", flat=True)) == ["Ludothèque du quai"]


def test_decisions_that_were_forgotten_do_not_come_back(empty_plan: Plan, batch_of: Callable[..., ImportBatch]) -> None:
    confirm(batch_of(small_plan(), Decisions(renamed={"0/0/0/0#1": "Relais du port"})), None)
    confirm(batch_of(small_plan()), None)
    assert again_of(batch_of(small_plan())) == UNDECIDED
