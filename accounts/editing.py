"""Edits made on what a person saw: nobody's work is overwritten in silence.

A form carries a short digest of each field as it was shown (`seen_token`), and of each row of its lists. When it comes
back, fields that somebody else changed meanwhile keep the other's value if this person left them alone; lists that both
changed are put together row by row; what cannot be is put to her, both texts side by side, and nothing is written until
she has chosen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict

from accounts.access import signed_in
from accounts.aggregates import Content, Row, content, label_of, wordings, write_content
from accounts.diffing import Piece, word_diff
from accounts.enums import Change
from accounts.expired import typed_of
from accounts.history import record
from accounts.merging import digest, merge_rows
from accounts.models import Revision, Territory

CHOICE = "keep-"
JUDGED = "judged"
SHORT = 70
SOMEBODY = "une autre personne"
MINE, THEIRS = "mine", "theirs"
_OURS = ("csrfmiddlewaretoken", JUDGED)


@dataclass(frozen=True, slots=True)
class Saved:
    """The edit is written. `kept`: the labels of the fields where what somebody else wrote meanwhile was kept."""

    kept: list[str]
    changed: bool

    @property
    def sentence(self) -> str:
        """What to tell about the fields that somebody else changed meanwhile; `""` when there is none."""
        return f"Modifié entre-temps par une autre personne, et gardé : {', '.join(self.kept)}." if self.kept else ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that two people changed: both values, in words."""

    name: str
    label: str
    theirs: str
    mine: str

    @property
    def choice(self) -> str:
        """The name of the input that holds the choice."""
        return CHOICE + self.name

    @property
    def pieces(self) -> list[Piece]:
        """Their text and this person’s, word by word; nothing for short values, which are read at a glance."""
        long = any(len(text) > SHORT or "\n" in text for text in (self.theirs, self.mine))
        return word_diff(self.theirs, self.mine) if long else []


@dataclass(frozen=True, slots=True)
class Conflict:
    """Nothing is written: `clashes` are to be judged.

    `kept` names the fields where what the other wrote will be kept, `mine` those that this person alone changed.
    """

    instance: models.Model
    clashes: list[Clash]
    kept: list[str]
    mine: list[str]
    judged: str
    last: Revision | None

    @property
    def other(self) -> str:
        """Who changed the object last."""
        return str(self.last.actor) if self.last and self.last.actor else SOMEBODY


@dataclass(frozen=True, slots=True)
class Vanished:
    """Nothing is written: the object was deleted meanwhile."""

    instance: models.Model
    deleted: Revision | None

    @property
    def name(self) -> str:
        """What the object was called; a form may have changed the instance meanwhile."""
        return self.deleted.object_label if self.deleted else str(self.instance)

    @property
    def other(self) -> str:
        """Who deleted the object."""
        return str(self.deleted.actor) if self.deleted and self.deleted.actor else SOMEBODY


def seen_token(instance: models.Model) -> str:
    """What a form was filled with: a digest of each field of the object, for a hidden input named `seen`."""
    return _token(content(instance)) if instance.pk else ""


def token_of(held: Content) -> str:
    """The same for a content that was read already (`contents` reads many at once)."""
    return _token(held)


def save_edit(
    instance: models.Model,
    *,
    request: HttpRequest,
    territory: Territory,
    plan_key: int | None,
    apply: Callable[[], Any],
    seen: str | None = None,
    source: str = "",
    change: Change = Change.EDITED,
) -> Saved | Conflict | Vanished:
    """Run `apply`, which writes what the person wants, and keep it unless it would undo what somebody else wrote.

    One transaction, the row locked. `seen` is the `seen` input of the form unless given; a form that comes without one
    has seen nothing, so each change of it is put to the person. A ValidationError of `apply` passes through, with
    nothing written.
    """
    model, post = type(instance), request.POST
    known = _digests(post.get("seen", "") if seen is None else seen)
    judged = _digests(post.get(JUDGED, ""))
    with transaction.atomic():
        row = model._base_manager.select_for_update(of=("self",)).filter(pk=instance.pk).order_by().first()
        if row is None:
            return Vanished(instance, _history(instance).filter(change=Change.DELETED).first())
        before = content(row)
        point = transaction.savepoint()
        apply()
        after = content(row)
        stale = [name for name in before if known.get(name) != digest(before[name])]
        theirs = [name for name in stale if digest(after[name]) == known.get(name)]
        both = [n for n in stale if n not in theirs and digest(after[n]) != digest(before[n])]
        merged = _merged(row, both, known, before, after)
        both = [name for name in both if name not in merged]
        chosen = {n: post.get(CHOICE + n) for n in both if judged.get(n) == digest(before[n])}
        if any(chosen.get(name) not in (MINE, THEIRS) for name in both):
            transaction.savepoint_rollback(point)
            clashes = [Clash(n, label_of(model, n), *wordings(model, n, before[n], after[n])) for n in both]
            alone = [name for name in after if name not in stale and digest(after[name]) != digest(before[name])]
            return Conflict(
                row,
                clashes,
                kept=[label_of(model, name) for name in (*theirs, *merged)],
                mine=[label_of(model, name) for name in alone],
                judged=_token({name: before[name] for name in both}),
                last=_history(row).first(),
            )
        transaction.savepoint_commit(point)
        back = {name: before[name] for name in theirs}
        back |= {name: before[name] for name, choice in chosen.items() if choice == THEIRS}
        if back:
            write_content(row, back)
        else:
            row = model._base_manager.get(pk=row.pk)
        if back or merged:
            after = content(row)
        line = record(
            change,
            row,
            by=signed_in(request),
            territory=territory,
            plan_key=plan_key,
            before=before,
            after=after,
            source=source,
        )
    return Saved([label_of(model, name) for name in (*theirs, *merged)], changed=line is not None)


def _merged(
    row: models.Model, names: list[str], known: Mapping[str, str], before: Content, after: Content
) -> dict[str, list[Row]]:
    """Write the lists that both changed, put together where no row was touched by both and no rule forbids it."""
    merged: dict[str, list[Row]] = {}
    for name in names:
        if not isinstance(before[name], list) or name not in known:
            continue
        start = f"{name}."
        shown = {int(key[len(start) :]): value for key, value in known.items() if key.startswith(start)}
        rows = merge_rows(shown, before[name], after[name])
        if rows is None:
            continue
        try:
            with transaction.atomic():
                write_content(row, {name: rows})
        except ValidationError:  # two pilotes: a choice is needed
            continue
        merged[name] = rows
    return merged


def conflict_page(request: HttpRequest, conflict: Conflict, *, action_url: str, back_url: str) -> HttpResponse:
    """The page where the person judges field by field; it posts her form again to `action_url`. Status 409."""
    context = {"conflict": conflict, "posted": _posted(request.POST), "action_url": action_url, "back_url": back_url}
    return render(request, "accounts/conflict.html", context, status=409)


def vanished_page(request: HttpRequest, vanished: Vanished, *, back_url: str) -> HttpResponse:
    """The page that gives back what was typed on an object that somebody deleted. Status 410."""
    context = {
        "vanished": vanished,
        "typed": typed_of(request),
        "again": request.get_full_path(),
        "back_url": back_url,
    }
    return render(request, "accounts/vanished.html", context, status=410)


def _posted(post: "MultiValueDict[str, str]") -> list[tuple[str, str]]:
    """Each value of the form, but what these pages put there themselves."""
    names = [name for name in post if name not in _OURS and not name.startswith(CHOICE)]
    return [(name, value) for name in names for value in post.getlist(name)]


def _history(instance: models.Model) -> "models.QuerySet[Revision]":
    return Revision.objects.about(instance).select_related("actor")


def _token(values: Mapping[str, Any]) -> str:
    """« title:1f… steps:9a… steps.12:77… »: each field, and each row of each list."""
    parts = []
    for name, value in values.items():
        parts.append(f"{name}:{digest(value)}")
        if isinstance(value, list):
            parts += [f"{name}.{row['pk']}:{digest(row)}" for row in value]
    return " ".join(parts)


def _digests(token: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in token.split())
    return {name: digest for name, _, digest in pairs}


__all__ = [
    "Clash",
    "Conflict",
    "Content",
    "Saved",
    "Vanished",
    "conflict_page",
    "save_edit",
    "seen_token",
    "token_of",
    "vanished_page",
]
