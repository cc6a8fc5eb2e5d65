"""An import taken back: all of it or nothing, whatever it did; what stands in the way is said before."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.aggregates import bare, content, contents, registered
from accounts.enums import Change, Origin
from accounts.history import record
from accounts.models import Journal, Revision, User
from actions.enums import Role, Status
from actions.models import Action, Participation
from annexes.applying.apply import CannotImport, import_outline
from annexes.deciding.decisions import Decisions
from annexes.importing.services import foreseen
from annexes.load import load, load_whole
from annexes.models import ImportBatch, ImportState
from annexes.outline import FicheAddress, ListOutline, ParticipationOutline, PlanOutline, StepOutline
from annexes.undoing.undo import CannotUndo, obstacles, undo_import
from indicators.models import Indicator, Measurement
from partners.models import Contact, Partner
from plans.models import Objective, Plan
from plans.tree import layout, move
from tests.annexes.samples import (
    axis,
    fiche,
    full_fiche,
    full_indicator,
    oi,
    oo,
    plan,
    plan_outlines,
    small_plan,
    theme,
    without_keys,
)
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


def brought(
    some: Plan, outline: PlanOutline, by: User | None = None, decisions: Decisions | None = None
) -> ImportBatch:
    """An import of that outline, as a batch that is written."""
    batch = ImportBatch.objects.create(plan=some, user=by, file_name="annexe.xlsx", sha256="0" * 64)
    import_outline(
        plan=some,
        incoming=outline,
        by=by,
        source=batch.file_name,
        batch=batch.history_key,
        decisions=decisions or Decisions(),
    )
    batch.state = ImportState.APPLIED
    batch.save()
    return batch


def everything(some: Plan) -> dict[str, Any]:
    """All that the database holds, with the keys of objects; those of the rows that hang on them may change."""
    some = Plan.objects.get(pk=some.pk)
    held = {
        model.__name__: {key: bare(one) for key, one in contents(model, _all(model)).items()} for model in registered()
    }
    return {"outline": load_whole(some), "layout": layout(some.pk), "keys": _keys(load(some)), **held}


def _all(model: Any) -> Any:
    return model._base_manager.values_list("pk", flat=True)


def differences(before: Any, after: Any, where: str = "") -> list[str]:
    """What differs, field by field: whole plans are long to print."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = dict.fromkeys((*before, *after))
        return [one for name in names for one in differences(before.get(name), after.get(name), f"{where}.{name}")]
    return [] if before == after else [f"{where}: {str(before)[:200]} → {str(after)[:200]}"]


def _keys(outline: PlanOutline) -> list[Any]:
    return [(action.pk, action.title) for action in outline.all_actions()]


def said(batch: ImportBatch) -> list[str]:
    return [str(one).replace("\u00a0", " ") for one in obstacles(batch)]


def test_import_into_an_empty_plan_leaves_it_empty(empty_plan: Plan) -> None:
    before = everything(empty_plan)
    batch = brought(empty_plan, plan(theme("Enfance", oo("Jouer", replace(full_fiche(), also_serves=(), links=())))))
    assert everything(empty_plan) != before
    undo_import(batch, None)
    assert everything(empty_plan) == before
    assert not Partner.objects.exists()
    assert not Contact.objects.exists()
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert batch.undone_at is not None


def test_same_file_can_be_imported_again(empty_plan: Plan) -> None:
    undo_import(brought(empty_plan, small_plan()), None)
    again = brought(empty_plan, small_plan())
    assert without_keys(load(empty_plan)).themes == small_plan().themes
    undo_import(again, None)
    assert not Action.objects.exists()


def test_import_is_taken_back_once(empty_plan: Plan) -> None:
    batch = brought(empty_plan, small_plan())
    undo_import(batch, None)
    undo_import(batch, None)
    assert Journal.objects.filter(verb="annulation d’un import").count() == 1


LONGER = plan(
    theme(
        "Enfance",
        axis("Découvrir", oo("Sortir", fiche("Forêt", 5)), code="II"),
        axis(
            "Bien grandir",
            oi(
                "Accueillir",
                oo("Informer", fiche("Relais", 1), code="OO 2"),
                oo("Ouvrir des places", fiche("Portage", 2), fiche("Crèche du port", 9), code="OO 1"),
                code="OI 1",
            ),
            code="I",
        ),
        note="Relu",
    ),
    theme("Sport", unattached=(fiche("Stade"),)),
)


def test_changed_moved_and_renumbered_come_back_in_place_and_rank(empty_plan: Plan) -> None:
    brought(empty_plan, small_plan())
    before = everything(empty_plan)
    batch = brought(empty_plan, LONGER)
    assert everything(empty_plan) != before
    undo_import(batch, None)
    assert everything(empty_plan) == before


def test_fiche_merged_into_a_created_one_comes_back(empty_plan: Plan) -> None:
    brought(empty_plan, plan(theme("Enfance", oo("Jouer", fiche("Crèche", 1)))))
    before = everything(empty_plan)
    merged = fiche("Crèche", 3, status=Status.MERGED, status_reason="Réunies", merged_into=FicheAddress("1", "Enfance"))
    batch = brought(empty_plan, plan(theme("Enfance", oo("Jouer", merged, fiche("Maison des petits", 1)))))
    assert Action.objects.get(number=3).merged_into == Action.objects.get(number=1)
    undo_import(batch, None)
    assert everything(empty_plan) == before


def test_deleted_objects_come_back_with_their_keys(empty_plan: Plan) -> None:
    brought(empty_plan, replace(small_plan()))
    brought(empty_plan, plan(theme("Enfance", axis("Bien grandir", oo("Conter", fiche("Contes", 8)), code="I"))))
    before = everything(empty_plan)
    incoming = plan(theme("Enfance", axis("Bien grandir", code="I")))
    missing = foreseen(empty_plan, load(empty_plan), incoming, Decisions()).diff.absent()
    batch = brought(empty_plan, incoming, decisions=Decisions(deleted=frozenset(change.key for change in missing)))
    assert not Action.objects.filter(theme__title="Enfance").exists()
    undo_import(batch, None)
    assert everything(empty_plan) == before


def test_lists_that_the_workbook_changed_are_as_before(empty_plan: Plan) -> None:
    brought(empty_plan, plan(theme("Sport", oo("Jouer", replace(full_fiche(), also_serves=(), links=())))))
    Partner.objects.filter(name="CAF de Brume").update(note="Convention")
    before = everything(empty_plan)
    rows = (("CAF de Brume", "CAF", "Relue"), ("Club nautique", "", "Nouveau"))
    partners = ListOutline("partenaires", ("Nom", "Sigle", "Remarque"), rows)
    words = ListOutline("domaines", ("Libellé",), (("Mot neuf",),))
    swim = fiche("Nager", 3, domains=("Mot neuf",), participations=(ParticipationOutline(Role.LEAD, "Club nautique"),))
    batch = brought(empty_plan, replace(plan(theme("Sport", oo("Jouer", swim))), directory=(partners, words)))
    assert Partner.objects.filter(name="CAF de Brume", note="Relue").exists()
    assert Action.objects.get(title="Nager").domains.get().label == "Mot neuf"
    undo_import(batch, None)
    assert everything(empty_plan) == before


def test_measurements_come_back_with_their_keys(empty_plan: Plan) -> None:
    brought(empty_plan, plan(theme("Sport", oo("Jouer", fiche("Nager", 3, indicators=(full_indicator(),))))))
    before = everything(empty_plan)
    batch = brought(empty_plan, plan(theme("Sport", oo("Jouer", fiche("Nager", 3)))))
    assert not Indicator.objects.exists()
    undo_import(batch, None)
    assert everything(empty_plan) == before
    assert Measurement.objects.exists() == bool(full_indicator().measurements)


# What stands in the way


@pytest.fixture
def somebody(db: None) -> User:
    return UserFactory(full_name="Camille Essai")


@pytest.fixture
def batch(empty_plan: Plan, somebody: User) -> ImportBatch:
    full = replace(full_fiche(), also_serves=(), links=())
    return brought(empty_plan, plan(*small_plan().themes, theme("Sport", oo("Jouer", full))), by=somebody)


def refused(batch: ImportBatch, *sentences: str) -> None:
    """The import cannot be taken back, for these reasons, and nothing of it was."""
    before = everything(batch.plan)
    assert said(batch) == list(sentences)
    with pytest.raises(CannotUndo) as refusal:
        undo_import(batch, None)
    assert [one.replace("\u00a0", " ") for one in refusal.value.sentences] == list(sentences)
    assert everything(batch.plan) == before
    batch.refresh_from_db()
    assert batch.state == ImportState.APPLIED


def edited(instance: Any, by: User, **values: Any) -> None:
    """Change an object as a form does, with its line of history."""
    before = content(instance)
    type(instance)._base_manager.filter(pk=instance.pk).update(**values)
    told: dict[str, Any] = {"by": by, "territory": instance.plan.territory, "plan_key": instance.plan_id}
    record(Change.EDITED, instance, before=before, after=content(instance), **told)


def test_created_fiche_changed_since_is_told_with_who(batch: ImportBatch, somebody: User) -> None:
    edited(Action.objects.get(title="Relais"), somebody, title="Relais petite enfance")
    day = f"{timezone.localdate():%d/%m/%Y}"
    refused(batch, f"Fiche 2 : Relais : modifié le {day} par Camille Essai")
    (one,) = obstacles(batch)
    assert one.url == Action.objects.get(number=2).get_absolute_url()


def test_change_taken_back_stands_in_the_way_of_nothing(batch: ImportBatch, empty_plan: Plan) -> None:
    later = brought(empty_plan, plan(theme("Enfance", unattached=(fiche("Relais", 2, description="Neuf"),))))
    assert said(batch)
    undo_import(later, None)
    assert said(batch) == []
    undo_import(batch, None)
    assert not Action.objects.exists()


def test_newer_import_of_the_same_objects_is_named(batch: ImportBatch, empty_plan: Plan) -> None:
    later = brought(empty_plan, plan(theme("Enfance", unattached=(fiche("Relais", 2, description="Neuf"),))))
    day = f"{timezone.localdate():%d/%m/%Y}"
    refused(batch, f"Fiche 2 : Relais : modifié le {day} par l’import de « annexe.xlsx », à annuler d’abord")
    assert obstacles(batch)[0].url == later.get_absolute_url()


def test_field_changed_since_is_named(empty_plan: Plan, somebody: User) -> None:
    brought(empty_plan, small_plan())
    batch = brought(empty_plan, plan(theme("Enfance", unattached=(fiche("Relais", 2, description="Neuf"),))))
    edited(Action.objects.get(title="Relais"), somebody, title="Relais du port")
    assert said(batch) == []  # the import did not write the title
    edited(Action.objects.get(number=2), somebody, description="Réécrit")
    day = f"{timezone.localdate():%d/%m/%Y}"
    refused(batch, f"Fiche 2 : Relais : modifié le {day} par Camille Essai (Description)")


def test_other_fields_of_a_changed_fiche_stay_as_they_are_now(empty_plan: Plan, somebody: User) -> None:
    brought(empty_plan, small_plan())
    batch = brought(empty_plan, plan(theme("Enfance", unattached=(fiche("Relais", 2, description="Neuf"),))))
    edited(Action.objects.get(number=2), somebody, title="Relais du port")
    undo_import(batch, None)
    assert Action.objects.filter(title="Relais du port", description="").count() == 1


def test_partner_that_serves_elsewhere_is_told(batch: ImportBatch) -> None:
    other = PlanFactory(territory=batch.plan.territory)
    action = Action.objects.create(plan=other, title="Radio du fleuve")
    Participation.objects.create(action=action, partner=Partner.objects.get(name="CAF de Brume"), role="PARTNER")
    refused(batch, "CAF de Brume : sert depuis à « Radio du fleuve »")
    assert obstacles(batch)[0].url == action.get_absolute_url()


def test_objective_that_received_another_fiche_is_told(batch: ImportBatch) -> None:
    objective = Objective.objects.get(title="Informer")
    theme_of_it = Objective.objects.get(title="Enfance")
    Action.objects.create(plan=batch.plan, theme=theme_of_it, objective=objective, title="Permanence")
    refused(
        batch,
        "Enfance : sert depuis à « Permanence »",
        "OO 2 : Informer : sert depuis à « Permanence »",
    )


def test_what_was_deleted_since_stands_in_the_way_of_nothing(batch: ImportBatch) -> None:
    Action.objects.get(title="Radio").delete()
    undo_import(batch, None)
    assert not Action.objects.exists()
    assert Objective.objects.count() == 1


def test_number_taken_since_is_told(empty_plan: Plan) -> None:
    brought(empty_plan, small_plan())
    batch = brought(empty_plan, plan(theme("Jeunesse", axis("Sortir", oo("Bouger", fiche("Navette", 4)), code="I"))))
    there = Objective.objects.get(title="Jeunesse")
    Action.objects.create(plan=empty_plan, theme=there, number=1, title="Skate")
    refused(batch, "Fiche 1 : Navette : avait le numéro 1, que porte depuis « Fiche 1 : Skate »")


def test_partner_that_is_gone_cannot_come_back_to_its_fiche(empty_plan: Plan) -> None:
    brought(empty_plan, plan(theme("Sport", oo("Jouer", replace(full_fiche(), also_serves=(), links=())))))
    bare = replace(full_fiche(), also_serves=(), links=(), participations=(), fundings=())
    batch = brought(empty_plan, plan(theme("Sport", oo("Jouer", bare))))
    Partner.objects.get(name="CAF de Brume").delete()
    refused(batch, "Fiche 7 bis : Ludothèque itinérante : avait « CAF de Brume », qui n’existe plus")


def test_order_that_somebody_chose_since_stays(empty_plan: Plan) -> None:
    brought(empty_plan, plan(theme("Enfance", oo("A"), oo("B"), oo("C"))))
    batch = brought(empty_plan, plan(theme("Enfance", oo("C"), oo("New"), oo("A"), oo("B"))))
    keys = dict(Objective.objects.filter(plan=empty_plan).values_list("title", "pk"))
    move(plan_id=empty_plan.pk, objective_id=keys["B"], target_id=keys["C"], position="left")
    undo_import(batch, None)
    titles = [one.title for one in load(empty_plan).themes[0].objectives]
    assert titles == ["B", "C", "A"]


# History, speed


def test_undo_is_one_line_of_the_journal_and_one_batch_of_history(batch: ImportBatch, somebody: User) -> None:
    lines = Revision.objects.filter(batch=batch.history_key).count()
    undo_import(batch, somebody)
    told = Revision.objects.filter(source=batch.history_key, origin=Origin.UNDO)
    assert told.count() == lines
    assert told.values("batch").distinct().count() == 1
    entry = Journal.objects.get(verb="annulation d’un import")
    assert (entry.actor, entry.batch) == (somebody, told[0].batch)
    assert entry.changes["source"] == "annexe.xlsx"


def test_queries_do_not_depend_on_the_number_of_fiches(empty_plan: Plan) -> None:
    def queries(count: int) -> int:
        fiches = (fiche(f"Fiche {n}", steps=(StepOutline("Un"),)) for n in range(count))
        batch = brought(empty_plan, plan(theme("Enfance", oo("Jouer", *fiches))))
        with CaptureQueriesContext(connection) as captured:
            undo_import(batch, None)
        return len(captured)

    few = queries(2)
    assert queries(90) == few
    assert few < 220


@given(first=plan_outlines(), second=plan_outlines(), doomed=st.sets(st.integers(0, 12)))
@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # whole plans are long to print
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_plan_and_directory_are_as_before(
    empty_plan: Plan, first: PlanOutline, second: PlanOutline, doomed: set[int]
) -> None:
    """load(plan) and the directory after an undo are what they were, whatever the plan and the file."""
    with transaction.atomic():
        brought(empty_plan, first)
        before = everything(empty_plan)
        absent = [change.key for change in foreseen(empty_plan, load(empty_plan), second, Decisions()).diff.absent()]
        chosen = frozenset(key for rank, key in enumerate(absent) if rank in doomed)
        with suppress(CannotImport):  # a number twice: nothing is written
            undo_import(brought(empty_plan, second, decisions=Decisions(deleted=chosen)), None)
        assert differences(before, everything(empty_plan)) == []
        transaction.set_rollback(True)
