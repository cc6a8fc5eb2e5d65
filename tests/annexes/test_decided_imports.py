"""Decisions and deletions written into the database, and the same file brought again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.enums import Change
from accounts.models import Journal, Revision
from actions.enums import Role, Status
from actions.models import Action, ActionLink
from annexes.applying.apply import Applied, CannotImport, fingerprint, import_outline
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
from annexes.outline import ExpectedEffects, HintKind, IndicatorOutline, ListOutline, ParticipationOutline, PlanOutline
from annexes.reading import Reading, Severity
from annexes.refs import with_refs
from annexes.undoing.undo import undo_import
from indicators.models import Indicator
from partners.models import AgeingTerm, Partner
from plans.models import EffectGroup, Plan
from tests.annexes.samples import axis, fiche, full_fiche, oi, oo, plan, plan_outlines, small_plan, theme
from tests.annexes.test_apply import assert_tree_is_sound, law, loaded, undone
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


def bring(into: Plan, incoming: PlanOutline, **decisions: Any) -> Applied:
    return import_outline(plan=into, incoming=with_refs(incoming), by=None, decisions=Decisions(**decisions))


def fiche_of(some: Plan, title: str) -> Action:
    return some.actions.get(title=title)


def ticked(some: Plan, *titles: str) -> frozenset[str]:
    keys = {f"action:{pk}" for pk in some.actions.filter(title__in=titles).values_list("pk", flat=True)}
    return frozenset(
        keys | {f"objective:{pk}" for pk in some.objectives.filter(title__in=titles).values_list("pk", flat=True)}
    )


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


def test_deleted_fiche_goes_with_all_that_it_holds(empty_plan: Plan) -> None:
    outline = plan(theme("Enfance", oo("Ouvrir", replace(full_fiche(), also_serves=(), links=()), fiche("a", 1))))
    bring(empty_plan, outline)
    key = fiche_of(empty_plan, "Ludothèque itinérante").pk
    applied = bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche("a", 1)))), deleted={f"action:{key}"})
    assert applied.diff.counts()["ACTION"] == {"deleted": 1, "unchanged": 1}
    assert loaded(empty_plan) == plan(theme("Enfance", oo("Ouvrir", fiche("a", 1))))
    assert not Indicator.objects.exists()
    line = Revision.objects.get(change=Change.DELETED)
    assert (line.model, line.object_key) == ("actions.action", key)
    assert line.before["description"] == "Un camion"
    assert len(line.before["fundings"]) == 2
    assert Journal.objects.order_by("pk").last().changes["counts"]["ACTION"]["deleted"] == 1  # type: ignore[union-attr]


def test_deleted_objective_goes_with_its_fiches_effects_and_indicators(empty_plan: Plan) -> None:
    effects = ExpectedEffects(1, "Des enfants sereins")
    low = oo("Ouvrir", fiche("a", 1), code="OO 1", indicators=(IndicatorOutline("Places"),))
    branch = oi("Accueillir", low, code="OI 1", effects=effects)
    kept = oi("Informer", oo("Dire", fiche("b", 2), code="OO 1"), code="OI 2")
    bring(empty_plan, plan(theme("Enfance", axis("Grandir", branch, kept, code="I"))))
    file = plan(theme("Enfance", axis("Grandir", kept, code="I")))
    bring(empty_plan, file, deleted=ticked(empty_plan, "Accueillir"))
    assert loaded(empty_plan) == file
    assert_tree_is_sound(empty_plan)
    assert not EffectGroup.objects.exists()
    assert not Indicator.objects.exists()
    gone = list(Revision.objects.filter(change=Change.DELETED).order_by("pk").values_list("object_label", flat=True))
    assert gone == ["Fiche 1 : a", "OO 1 : Ouvrir", "OI 1 : Accueillir", "Des enfants sereins"]


def test_fiche_takes_the_number_of_the_one_that_goes(empty_plan: Plan) -> None:
    bring(empty_plan, small_plan())
    key = fiche_of(empty_plan, "Navette").pk
    first, second = small_plan().themes
    file = plan(theme("Enfance", axis("Bien grandir", code="I")), second)
    bring(empty_plan, file, moved={"1/0/0#0": "0"}, deleted=ticked(empty_plan, "Crèche du port", "Relais"))
    moved = fiche_of(empty_plan, "Navette")
    assert (moved.pk, moved.number, moved.theme.title) == (key, 1, first.title)  # type: ignore[union-attr]
    assert empty_plan.actions.count() == 2


def test_links_and_places_of_what_goes_are_forgotten_by_the_others(empty_plan: Plan) -> None:
    first = small_plan()
    bring(empty_plan, first)
    relais, navette = fiche_of(empty_plan, "Relais"), fiche_of(empty_plan, "Navette")
    ActionLink.objects.create(action=navette, text="Voir le relais", target=relais)
    navette.also_serves.add(empty_plan.objectives.get(title="Informer"))
    other = PlanFactory(territory=empty_plan.territory)
    bring(other, plan(theme("Sport", oo("Courir", fiche("Piste", 1)))))
    ActionLink.objects.create(action=fiche_of(other, "Piste"), text="Voir aussi", target=relais)
    seen = foreseen(empty_plan, load(empty_plan), plan(theme("Enfance")))
    told = {key: [loss.what for loss in some] for key, some in seen.losses.items()}
    assert told[f"action:{relais.pk}"] == ["2 liens d’autres fiches"]
    (informer,) = ticked(empty_plan, "Informer")
    assert told[informer] == ["1 fiche qui le sert aussi"]
    bring(empty_plan, plan(theme("Enfance")), deleted=ticked(empty_plan, "Bien grandir"))
    assert [a.title for a in load(empty_plan).all_actions()] == ["Navette", "Radio"]
    assert set(ActionLink.objects.values_list("text", "target")) == {("Voir le relais", None), ("Voir aussi", None)}
    assert not navette.also_serves.exists()
    assert set(Revision.objects.filter(change=Change.EDITED).values_list("object_label", "plan_key")) == {
        ("Fiche 1 : Navette", empty_plan.pk),
        ("Fiche 1 : Piste", other.pk),
    }


def test_fiche_into_which_another_was_merged_stays(empty_plan: Plan) -> None:
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche("a", 1), fiche("b", 2)))))
    Action.objects.filter(title="b").update(
        status=Status.MERGED, status_reason="Doublon", merged_into=fiche_of(empty_plan, "a")
    )
    before = load(empty_plan)
    with pytest.raises(CannotImport, match="ne peut pas être supprimée"):
        bring(empty_plan, plan(theme("Enfance", oo("Ouvrir"))), deleted=ticked(empty_plan, "a"))
    assert load(empty_plan) == before


def test_fiche_of_another_plan_holds_it_too(empty_plan: Plan) -> None:
    bring(empty_plan, plan(theme("Enfance", oo("Ouvrir", fiche("a", 1)))))
    other = PlanFactory(territory=empty_plan.territory, title="Plan des jeux")
    bring(other, plan(theme("Sport", oo("Courir", fiche("Piste", 1)))))
    Action.objects.filter(title="Piste").update(
        status=Status.MERGED, status_reason="Doublon", merged_into=fiche_of(empty_plan, "a")
    )
    with pytest.raises(CannotImport, match="ne peut pas être supprimée"):
        bring(empty_plan, plan(theme("Enfance", oo("Ouvrir"))), deleted=ticked(empty_plan, "a"))


def test_deletion_that_is_not_done_is_said(empty_plan: Plan) -> None:
    bring(empty_plan, small_plan())
    applied = bring(empty_plan, small_plan(), deleted=ticked(empty_plan, "Relais"))
    (issue,) = applied.issues
    assert issue.code == "decision-refused"
    assert "Relais" in issue.message


def test_moves_and_order_are_kept_for_the_way_back(empty_plan: Plan) -> None:
    bring(empty_plan, plan(theme("Enfance", oo("Un", fiche("a"), fiche("b"), code="OO 1"), oo("Deux", code="OO 2"))))
    pks = dict(empty_plan.actions.values_list("title", "pk"))
    keys = dict(empty_plan.objectives.values_list("title", "pk"))
    Journal.objects.all().delete()
    bring(empty_plan, plan(theme("Enfance", oo("Deux", code="OO 2"), oo("Un", fiche("b"), fiche("a"), code="OO 1"))))
    kept = Journal.objects.get().changes
    assert kept["ranks"] == {str(pks["a"]): [0, 1], str(pks["b"]): [1, 0]}
    before, after = kept["layout"]
    assert [pk for pk, _ in before][-2:] == [keys["Un"], keys["Deux"]]
    assert [pk for pk, _ in after][-2:] == [keys["Deux"], keys["Un"]]


# Previews and the same file again


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
