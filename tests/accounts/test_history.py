"""Each change leaves a line, and can be taken back."""

import pytest

from accounts.aggregates import bare, content, write_content
from accounts.enums import Change, MemberRole, Origin
from accounts.history import is_undone, new_batch, record, record_many, restore, revision, undo_batch
from accounts.models import Revision, User
from actions.models import Action, Step
from tests.factories import ActionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fiche() -> Action:
    action = ActionFactory(title="Ouvrir la ludothèque")
    Step.objects.create(action=action, title="Choisir un lieu")
    return action


@pytest.fixture
def author(fiche: Action) -> User:
    return UserFactory(memberships={fiche.plan.territory: MemberRole.COORDINATOR})


def edit(fiche: Action, by: User, batch: str = "", **part: object) -> Revision | None:
    before = content(fiche)
    write_content(fiche, dict(part))
    return record(
        Change.EDITED,
        fiche,
        by=by,
        territory=fiche.plan.territory,
        plan_key=fiche.plan_id,
        before=before,
        after=content(fiche),
        origin=Origin.BULK if batch else Origin.FORM,
        batch=batch,
    )


def delete(fiche: Action, by: User) -> Revision:
    before, key, territory = content(fiche), fiche.pk, fiche.plan.territory
    fiche.delete()
    line = record(Change.DELETED, fiche, by=by, territory=territory, before=before, key=key)
    assert line
    return line


def test_a_line_keeps_what_changed_alone(fiche: Action, author: User) -> None:
    line = edit(fiche, author, title="Ouvrir")
    assert line
    assert line.before == {"title": "Ouvrir la ludothèque"}
    assert line.after == {"title": "Ouvrir"}
    assert list(Revision.objects.about(fiche)) == [line]


def test_nothing_changed_leaves_no_line(fiche: Action, author: User) -> None:
    assert edit(fiche, author, title=fiche.title) is None
    assert not Revision.objects.exists()


def test_a_deleted_object_needs_its_key(fiche: Action, author: User) -> None:
    before = content(fiche)
    fiche.delete()
    with pytest.raises(ValueError, match="key"):
        revision(Change.DELETED, fiche, by=author, territory=None, before=before)


def test_a_deleted_fiche_comes_back_whole(fiche: Action, author: User) -> None:
    before, key = content(fiche), fiche.pk
    line = delete(fiche, author)
    back = restore(line, by=author)
    assert back.lost == []
    assert back.instance.pk == key
    assert bare(content(back.instance)) == bare(before)
    assert Revision.objects.about(back.instance)[0].change == Change.RESTORED


def test_a_batch_is_taken_back_where_nothing_changed_since(fiche: Action, author: User) -> None:
    others = [ActionFactory(plan=fiche.plan) for _ in range(3)]
    batch = new_batch()
    for action in (fiche, *others):
        edit(action, author, batch, priority=1)
    edit(others[0], author, priority=2)
    undone = undo_batch(batch, territory=fiche.plan.territory, by=author)
    assert undone.done == 3
    assert undone.refused == [f"{others[0]} : a changé depuis."]
    assert [Action.objects.get(pk=action.pk).priority for action in (fiche, *others)] == [0, 2, 0, 0]
    assert is_undone(batch)
    assert Revision.objects.filter(origin=Origin.UNDO).count() == 3


def test_a_batch_of_creations_and_deletions_is_taken_back(fiche: Action, author: User) -> None:
    batch, territory = new_batch(), fiche.plan.territory
    created = ActionFactory(plan=fiche.plan)
    lines = [revision(Change.CREATED, created, by=author, territory=territory, after=content(created), batch=batch)]
    before, key = content(fiche), fiche.pk
    fiche.delete()
    lines.append(revision(Change.DELETED, fiche, by=author, territory=territory, before=before, key=key, batch=batch))
    assert record_many(lines) == 2
    assert undo_batch(batch, territory=territory, by=author).done == 2
    assert [action.pk for action in Action.objects.all()] == [key]


def test_another_territory_takes_nothing_back(fiche: Action, author: User) -> None:
    batch = new_batch()
    edit(fiche, author, batch, priority=1)
    assert undo_batch(batch, territory=ActionFactory().plan.territory, by=author).done == 0
