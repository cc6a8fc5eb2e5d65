"""The history as people read it: who, when, which object, what was there and what is there now."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.aggregates import Content, changed, label_of, registered, unnamed, wordings
from accounts.diffing import Piece, in_short, word_diff
from accounts.enums import Change, Origin
from accounts.models import Revision, RevisionQuerySet, User

NOBODY = "une personne dont le compte est supprimé"
SOFTWARE = "le logiciel"
SHORT = 70
_SILENT = {"plan", "territory", "position"}
_BATCH = re.compile(r"[0-9a-f]{32}|import-\d+")  # accounts.history.new_batch, or an import
SHOWN_FIELDS = 5


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: both values in words, and their difference; `short` when « old → new » says it on one line."""

    name: str
    label: str
    before: str
    after: str
    pieces: list[Piece]

    @property
    def tells(self) -> bool:
        """Whether its value is worth reading when the whole object is told: not « Non », nor a rank."""
        return self.name not in _SILENT and self.before != "Non"

    @property
    def short(self) -> bool:
        return all(len(text) <= SHORT and "\n" not in text for text in (self.before, self.after))


@dataclass(slots=True)
class Entry:
    """One line of a history. `size` is the number of changes of its batch, when it stands for all of them."""

    line: Revision
    kind: str
    who: str
    said: str
    size: int = 1
    changes: list[FieldChange] = field(default_factory=list)
    more: int = 0
    url: str = ""
    import_url: str = ""
    history_url: str = ""
    undone_batch: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person looks for in a history; an empty value asks for everything."""

    person: int | None = None
    kind: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""

    @property
    def anything(self) -> bool:
        return bool(self.person or self.kind or self.since or self.until or self.text)

    def among(self, lines: RevisionQuerySet) -> RevisionQuerySet:
        asked = Q()
        if self.person:
            asked &= Q(actor=self.person)
        if self.kind:
            asked &= Q(model=self.kind)
        if self.since:
            asked &= Q(at__date__gte=self.since)
        if self.until:
            asked &= Q(at__date__lte=self.until)
        if self.text:
            asked &= Q(object_label__icontains=self.text)
        return lines.filter(asked)


def heads(lines: RevisionQuerySet) -> RevisionQuerySet:
    """`lines` with one line, the last written, for each batch."""
    later = lines.order_by().filter(batch=OuterRef("batch"), pk__gt=OuterRef("pk"))
    return lines.exclude(~Q(batch="") & Exists(later)).select_related("actor")


def sizes(lines: RevisionQuerySet, shown: Iterable[Revision]) -> dict[str, int]:
    """How many of `lines` each batch of those shown holds. One query."""
    batches = {line.batch for line in shown if line.batch}
    found = lines.filter(batch__in=batches).order_by().values("batch").annotate(n=Count("pk"))
    return dict(found.values_list("batch", "n"))


def actors(lines: RevisionQuerySet) -> list[User]:
    """Who wrote these lines. One query."""
    return list(User.objects.filter(pk__in=lines.order_by().values("actor")).order_by("full_name"))


def entry(line: Revision, size: int = 1, *, whole: bool = False, without: Collection[str] = ()) -> Entry:
    """A line in words, without a query; `whole` with all its fields and their whole texts.

    Objects of the models `without` (« partners.contact ») are named in none of its fields.
    """
    undoing = bool(line.origin == Origin.UNDO and _BATCH.fullmatch(line.source))
    told = Entry(
        line,
        kind=kind_of(line.model),
        who=str(line.actor) if line.actor else (SOFTWARE if line.origin == Origin.IMPORT else NOBODY),
        said="" if undoing else line.source,
        size=size,
        undone_batch=line.source if undoing else "",
    )
    if size == 1 and (whole or line.change not in {Change.CREATED, Change.DELETED, Change.RESTORED}):
        changes = field_changes(line, whole=whole, without=without)
        told.changes = changes if whole else changes[:SHOWN_FIELDS]
        told.more = len(changes) - len(told.changes)
    return told


def field_changes(line: Revision, *, whole: bool = False, without: Collection[str] = ()) -> list[FieldChange]:
    """The fields that a line changed, with their values in words; those that say nothing in both are left out."""
    try:
        model = apps.get_model(line.model)
    except LookupError:
        return []
    if model not in registered():
        return []
    before, after = line.before, line.after
    if without:
        before, after = (unnamed(model, values, without) for values in (before, after))
        if before and after:
            before, after = changed(before, after)
    told = [_field_change(model, name, before, after, whole) for name in dict.fromkeys([*before, *after])]
    return [change for change in told if change.before or change.after]


def _field_change(model: type[models.Model], name: str, before: Content, after: Content, whole: bool) -> FieldChange:
    old, new = wordings(model, name, before.get(name), after.get(name))
    pieces = word_diff(old, new)
    return FieldChange(name, label_of(model, name), old, new, pieces if whole else in_short(pieces))


def kind_of(label: str) -> str:
    """« Fiche action » for « actions.action »."""
    try:
        name = str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        name = label
    return name[:1].upper() + name[1:]


def kinds() -> list[tuple[str, str]]:
    """The sorts of objects that have a history, with their French names."""
    known = [(model._meta.label_lower, kind_of(model._meta.label_lower)) for model in registered()]
    return sorted(known, key=lambda pair: pair[1])


def deleted(lines: RevisionQuerySet) -> RevisionQuerySet:
    """The deletions whose object has not come back since."""
    back = Revision.objects.filter(
        model=OuterRef("model"),
        object_key=OuterRef("object_key"),
        change__in=[Change.CREATED, Change.RESTORED],
        pk__gt=OuterRef("pk"),
    )
    again = Revision.objects.filter(
        model=OuterRef("model"), object_key=OuterRef("object_key"), change=Change.DELETED, pk__gt=OuterRef("pk")
    )
    gone = lines.filter(change=Change.DELETED).exclude(before={})
    return gone.exclude(Exists(back)).exclude(Exists(again)).select_related("actor")
