"""A node of a tree whose instances may be stale: they write their content, never their place."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models, transaction
from django.db.models.base import ModelBase
from mptt.models import MPTTModel

from plans.managers import TREE_FIELDS, TreeGuardError, require_lock

PLACE = ("plan_id", "parent_id", "level")


class PlacedModel(MPTTModel):
    """mptt's model, with a `save` that cannot harm the tree.

    A new node is inserted under the lock of its plan alone. A known one writes its content only: wherever another
    person moved it since it was read, there it stays; changing its plan, parent or level by `save` is refused.
    """

    plan_id: int
    parent_id: int | None
    tree_id: int
    lft: int

    _place: dict[str, Any] | None = None  # what PLACE was when the node was read; absent names were deferred

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        node = super().from_db(*args, **kwargs)
        node.remember_place()
        return node

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Any] | None = None,
    ) -> None:
        names = None if fields is None else list(fields)
        super().refresh_from_db(using=using, fields=names, from_queryset=from_queryset)
        if names is None or {"plan", "parent", *PLACE}.intersection(names):
            self.remember_place()

    def remember_place(self) -> None:
        """Take the place that the node has now for the one that the database holds."""
        self._place = {name: self.__dict__[name] for name in PLACE if name in self.__dict__}
        self._mptt_meta.update_mptt_cached_fields(self)  # type: ignore[attr-defined]

    def save(
        self,
        *,
        force_insert: bool | tuple[ModelBase, ...] = False,
        force_update: bool = False,
        using: str | None = None,
        update_fields: Iterable[str] | None = None,
    ) -> None:
        if self._state.adding:
            self._check_insertion()
            super().save(force_insert=True, using=using)  # type: ignore[no-untyped-call]
            self.remember_place()
            return
        moved = [name for name, value in (self._place or {}).items() if self.__dict__.get(name, value) != value]
        if moved:
            raise TreeGuardError(f"{', '.join(moved)}: written by plans.tree alone")
        writable = self._content_fields()
        names = writable if update_fields is None else writable.intersection(update_fields)
        if names:
            super().save(force_update=force_update, using=using, update_fields=names)  # type: ignore[no-untyped-call]

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """Remove a branch under the lock of its plan: `plans.tree.delete` is the way."""
        require_lock(self.plan_id)
        if self.parent_id is None:
            raise TreeGuardError("the root goes with its plan alone")
        with transaction.atomic():  # mptt closes the gap first: it must open again when a row is protected
            return super().delete(*args, **kwargs)  # type: ignore[no-untyped-call]

    def _check_insertion(self) -> None:
        require_lock(self.plan_id)
        if self.parent_id is None and (self.lft, self.tree_id) != (1, self.plan_id):
            raise TreeGuardError("a plan has one root: use plans.tree.create_root()")

    def _content_fields(self) -> set[str]:
        """The names of the fields that `save` writes: neither the key, nor the tree, nor what was not read."""
        skipped = {*TREE_FIELDS, *self.get_deferred_fields()}
        fields = (field for field in self._meta.concrete_fields if not field.primary_key)
        return {field.name for field in fields if not {field.name, field.attname} & skipped}
