"""What a person ticked goes, with all that hangs on it; what stands in the way and the order of the rest are said."""

from dataclasses import replace

import pytest

from accounts.enums import Change
from accounts.models import Journal, Revision
from actions.enums import Status
from actions.models import Action, ActionLink
from annexes.applying.apply import CannotImport
from annexes.importing.services import foreseen
from annexes.load import load
from annexes.outline import ExpectedEffects, IndicatorOutline
from indicators.models import Indicator
from plans.models import EffectGroup, Plan
from tests.annexes.bringing import bring, fiche_of, ticked
from tests.annexes.samples import axis, fiche, full_fiche, oi, oo, plan, small_plan, theme
from tests.annexes.test_apply import assert_tree_is_sound, loaded
from tests.factories import PlanFactory

pytestmark = pytest.mark.django_db


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
