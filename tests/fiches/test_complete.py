"""Nothing of a fiche is forgotten: each of its fields and relations is in its aggregate and in its form."""

from typing import Any

from django.db import models
from django.test import Client

from accounts.aggregates import aggregate_of
from actions.models import Action
from plans.models import Plan
from tests.fiches.conftest import Address
from tests.fiches.typing import untouched

DERIVED = {"id", "search_text", "created_at", "updated_at"}
GIVEN_BY_THE_ADDRESS = {"plan"}
WRITTEN_BY_A_RENEWAL = {"renewed_from"}
THROUGH_ROWS = {"partners": "participations", "schemes": "scheme_uses"}
OF_OTHERS = {"linked_from", "merged_from", "renewals", "decisions"}  # what other fiches, or meetings, say of this one
SHOWN_AS = {"indicators": "indicateurs-TOTAL_FORMS", "scheme_uses": "schemes", "documents": "documents-TOTAL_FORMS"}


def names_of_an_action() -> tuple[set[str], set[str]]:
    """Its own fields; what hangs on it."""
    own: set[str] = set()
    hanging: set[str] = set()
    for field in Action._meta.get_fields():
        if isinstance(field, models.ManyToOneRel) and not isinstance(field, models.ManyToManyRel):
            hanging.add(str(field.get_accessor_name()))
        elif isinstance(field, models.Field) and not field.auto_created:
            own.add(field.name)
    return own - DERIVED - THROUGH_ROWS.keys(), hanging - OF_OTHERS


def rows_of(model: type[models.Model], owner: str) -> set[str]:
    return {f.name for f in model._meta.concrete_fields} - {"id", owner, "position"}


def test_aggregate_forgets_no_field_of_a_fiche() -> None:
    own, hanging = names_of_an_action()
    aggregate = aggregate_of(Action)
    assert len(own) > 35
    assert len(hanging) >= 8
    assert set(aggregate.fields) | set(aggregate.many) == own
    assert {children.name for children in aggregate.children} == hanging


def test_aggregate_forgets_no_field_of_what_hangs_on_a_fiche() -> None:
    seen = 0
    for children in aggregate_of(Action).children:
        seen += 1
        relation: Any = Action._meta.get_field(children.name)
        below = {one.name for one in children.children}
        owners = {f.name for f in children.model._meta.concrete_fields if f.is_relation and f.blank and f.null}
        missing = rows_of(children.model, relation.field.name) - set(children.fields) - below
        assert missing <= owners - {"contact", "partner", "scheme", "target"}, children.name
    assert seen >= 8


def test_form_forgets_no_field_of_a_fiche(plan: Plan, coordinator: Client, address: Address) -> None:
    Plan.objects.update(has_wednesday_charter=True)
    names = set(untouched(coordinator.get(address("new")).content.decode()))
    page = coordinator.get(address("new")).content.decode()
    own, hanging = names_of_an_action()
    for name in own - GIVEN_BY_THE_ADDRESS - WRITTEN_BY_A_RENEWAL:
        assert f'name="{name}"' in page, name
    for name in hanging:
        shown = SHOWN_AS.get(name, f"{name}-TOTAL_FORMS")
        assert f'name="{shown}"' in page or shown in names, name


def test_form_forgets_no_field_of_what_hangs_on_a_fiche(coordinator: Client, address: Address) -> None:
    page = coordinator.get(address("new")).content.decode()
    seen = 0
    for children in aggregate_of(Action).children:
        if children.name in ("scheme_uses", "indicators"):  # one list; a section of another app, tested there
            continue
        for field in set(children.fields) - {"file", "funder_label"}:  # a page of its own; typed in place of a partner
            seen += 1
            assert f'name="{children.name}-__prefix__-{field}"' in page, f"{children.name}.{field}"
    assert seen >= 20
