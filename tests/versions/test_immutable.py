"""The database itself refuses to change or to delete a frozen version."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Field, Model, ProtectedError

from accounts.personal import erase
from annexes.models import Version, VersionFile, VersionReason
from annexes.versions.freezing import freeze
from plans.models import Plan
from plans.services import delete_plan, what_goes_with, why_kept
from tests.factories import PlanFactory, UserFactory

FROZEN: tuple[type[Model], ...] = (Version, VersionFile)
COLUMNS = [
    pytest.param(model, field, id=f"{model.__name__}.{field.column}")
    for model in FROZEN
    for field in model._meta.concrete_fields
]


@pytest.fixture
def version(db: None) -> Version:
    version = freeze(PlanFactory(), reason=VersionReason.ON_DEMAND, by=UserFactory(), documents=())
    VersionFile.objects.create(version=version, document="dossier", label="Dossier", name="d.pdf", file="d.pdf", size=1)
    return version


@pytest.mark.parametrize(("model", "field"), COLUMNS)
def test_no_column_is_changed_by_sql(version: Version, model: type[Model], field: Field) -> None:
    other = version.frozen_by_id if field.name == "frozen_by" else F(field.name)
    with pytest.raises(IntegrityError, match="version figée"), transaction.atomic():
        model._default_manager.update(**{field.name: other})


@pytest.mark.parametrize("model", FROZEN)
def test_nothing_is_saved_again_nor_deleted(version: Version, model: type[Model]) -> None:
    one = model._default_manager.get()
    with pytest.raises(IntegrityError, match="version figée"), transaction.atomic():
        one.save()
    with pytest.raises(IntegrityError, match="version figée"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {model._meta.db_table}")
    with pytest.raises((IntegrityError, ProtectedError)), transaction.atomic():
        one.delete()
    assert model._default_manager.count() == 1


def test_a_person_who_is_erased_leaves_the_version(version: Version) -> None:
    person = version.frozen_by
    assert person is not None
    erase([person])
    version.refresh_from_db()
    assert version.frozen_by is None


def test_a_plan_with_a_version_is_kept(version: Version) -> None:
    plan = version.plan
    assert "1 version" in why_kept(plan, what_goes_with(plan))
    with pytest.raises(ProtectedError), transaction.atomic():
        delete_plan(plan=plan, by=None)
    assert Plan.objects.filter(pk=plan.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_tests_that_commit_clean_up_after_themselves() -> None:
    """The next test begins with an empty table, and the rule holds again."""
    freeze(PlanFactory(), reason=VersionReason.ON_DEMAND, by=UserFactory(), documents=())


@pytest.mark.django_db(transaction=True)
def test_the_rule_holds_after_them() -> None:
    version = freeze(PlanFactory(), reason=VersionReason.ON_DEMAND, by=UserFactory(), documents=())
    with pytest.raises(IntegrityError):
        version.delete()
