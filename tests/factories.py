"""Invented objects for tests: the least that the rules allow, and names that say what they are."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from accounts.enums import MemberRole
from accounts.models import Membership, Territory, User
from actions.models import Action
from partners.models import Partner
from plans.enums import Level
from plans.models import Objective, Plan, PlanKind, PlanKindLevel
from plans.services import create_plan
from plans.tree import add_child

PASSWORD = "un mot de passe assez long"
LEVELS = (Level.THEME, Level.AXIS, Level.INTERMEDIATE, Level.OPERATIONAL)


class TerritoryFactory(DjangoModelFactory[Territory]):
    class Meta:
        model = Territory

    name = factory.Sequence(lambda n: f"Commune de Valmire {n}")
    slug = factory.Sequence(lambda n: f"valmire-{n}")


class UserFactory(DjangoModelFactory[User]):
    """A person who may sign in with PASSWORD. `memberships={territory: role}` gives her roles."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@valmire.example")
    full_name = factory.Sequence(lambda n: f"Camille Essai {n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return User.objects.create_user(**{"password": PASSWORD, **kwargs})

    @factory.post_generation
    def memberships(self, create: bool, extracted: dict[Territory, MemberRole] | None, **kwargs: Any) -> None:
        for territory, role in (extracted or {}).items():
            Membership.objects.create(user=self, territory=territory, role=role)


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    territory = factory.SubFactory(TerritoryFactory)
    role = MemberRole.COORDINATOR


class PlanKindFactory(DjangoModelFactory[PlanKind]):
    """A national type of plan that uses the four levels, or `levels=[…]`."""

    class Meta:
        model = PlanKind
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"ESSAI_{n}")
    name = factory.Sequence(lambda n: f"Projet d’essai {n}")

    @factory.post_generation
    def levels(self, create: bool, extracted: list[Level] | None, **kwargs: Any) -> None:
        for level in LEVELS if extracted is None else extracted:
            PlanKindLevel.objects.create(kind=self, level=level, singular=level.label, plural=level.label)


class PlanFactory(DjangoModelFactory[Plan]):
    """A draft with the hidden root of its tree, as `create_plan` makes it."""

    class Meta:
        model = Plan

    territory = factory.SubFactory(TerritoryFactory)
    kind = factory.SubFactory(PlanKindFactory)
    title = factory.Sequence(lambda n: f"Projet éducatif {n}")
    by = None

    @classmethod
    def _create(cls, model_class: type[Plan], *args: Any, **kwargs: Any) -> Plan:
        status = kwargs.pop("status", None)
        plan = create_plan(**kwargs)
        if status:
            plan.status = status
            plan.save()
        return plan


class ObjectiveFactory(DjangoModelFactory[Objective]):
    """An objective placed by `plans.tree`: last under `parent`, or under the root; on the level below it."""

    class Meta:
        model = Objective

    plan = factory.Maybe("parent", factory.SelfAttribute("parent.plan"), factory.SubFactory(PlanFactory))
    parent = None
    title = factory.Sequence(lambda n: f"Objectif {n}")

    @classmethod
    def _create(cls, model_class: type[Objective], *args: Any, **kwargs: Any) -> Objective:
        parent = kwargs.pop("parent") or kwargs["plan"].objectives.get(parent=None)
        kwargs.pop("plan")
        level = kwargs.pop("level", None) or list(Level)[Level(parent.level).rank + 1]
        return add_child(plan_id=parent.plan_id, parent_id=parent.pk, level=level, **kwargs)


class PartnerFactory(DjangoModelFactory[Partner]):
    class Meta:
        model = Partner

    territory = factory.SubFactory(TerritoryFactory)
    name = factory.Sequence(lambda n: f"Association du Moulin {n}")


class ActionFactory(DjangoModelFactory[Action]):
    """A fiche under `objective`, or attached to nothing in `plan`."""

    class Meta:
        model = Action

    objective = None
    plan = factory.Maybe("objective", factory.SelfAttribute("objective.plan"), factory.SubFactory(PlanFactory))
    title = factory.Sequence(lambda n: f"Action {n}")
