"""New, edit, delete, merge: the same pages for every kind of entry."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError, RestrictedError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html

from accounts.access import require, signed_in, territory_or_404
from accounts.aggregates import content, create_content, write_content
from accounts.editing import Conflict, Vanished, conflict_page, save_edit, seen_token, vanished_page
from accounts.enums import Change
from accounts.history import new_batch, record
from accounts.models import Territory
from accounts.perms import Abilities
from partners.entries import EntryKind
from partners.forms import DirectoryForm, MergeForm, ReplaceForm
from partners.merging import Merged, merge, uses
from partners.pairing import chosen_values, pairing

TOLD = 10  # sentences about what a merge could not keep


@dataclass(frozen=True, slots=True)
class Warned:
    """What a form that is right may still be warned of: entries that look like the one to be created."""

    title: str
    links: Sequence[tuple[str, str, str]]  # name, address, reason
    confirm: str


Check = Callable[[Territory, DirectoryForm], Warned | None]


def new_entry(
    request: HttpRequest,
    territory: str,
    kind: EntryKind,
    *,
    initial: dict[str, Any] | None = None,
    check: Check | None = None,
    complete: Callable[[Territory, dict[str, Any]], None] | None = None,
) -> HttpResponse:
    """Create an entry; `complete` adds what the form does not ask (its territory, its code)."""
    found = _open(request, territory, kind)
    form = kind.form(request.POST or None, territory=found, initial=initial)
    warned = None
    if request.method == "POST" and form.is_valid():
        warned = check(found, form) if check and not request.POST.get("distinct") else None
        if warned is None:
            values = {"territory": {"pk": found.pk, "label": str(found)}} if _has_territory(kind) else {}
            values |= form.content()
            if complete:
                complete(found, values)
            if entry := _created(request, found, kind, form, values):
                told(request, found, kind, 0, entry)
                back = _safe_next(request) or kind.page(entry, found)
                return redirect(kind.url("new", found) if "another" in request.POST else back)
    context = {"territory": found, "kind": kind, "form": form, "warned": warned, "back": kind.list_url(found)}
    return render(request, "partners/entry_form.html", context, status=422 if form.errors or warned else 200)


def edit_entry(
    request: HttpRequest,
    territory: str,
    kind: EntryKind,
    pk: int,
    *,
    propose: Callable[[Any], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Change an entry; what somebody else changed meanwhile is never overwritten in silence.

    `propose` fills the form with other values than those that the entry has.
    """
    found = _open(request, territory, kind)
    entry = kind.rows(found).filter(pk=pk).first()
    if entry is None and request.method == "POST" and request.POST.get("seen"):
        return vanished_page(request, Vanished(kind.model(pk=pk), None), back_url=kind.list_url(found))
    entry = entry or get_object_or_404(kind.rows(found), pk=pk)
    token = request.POST.get("seen") or seen_token(entry)
    initial = propose(entry) if propose and request.method == "GET" else None
    form = kind.form(request.POST or None, instance=entry, territory=found, initial=initial)
    if request.method == "POST" and form.is_valid():
        part = form.content()
        entry.refresh_from_db()
        try:
            saved = save_edit(
                entry, request=request, territory=found, plan_key=None, apply=lambda: write_content(entry, part)
            )
        except ValidationError as error:
            show_errors(form, error)
        else:
            back = kind.page(entry, found)
            if isinstance(saved, Conflict):
                return conflict_page(request, saved, action_url=kind.url("edit", found, pk), back_url=back)
            if isinstance(saved, Vanished):
                return vanished_page(request, saved, back_url=kind.list_url(found))
            entry.refresh_from_db()
            told(request, found, kind, 1, entry, saved.sentence)
            return redirect(kind.page(entry, found))
    context = {
        "territory": found,
        "kind": kind,
        "form": form,
        "entry": entry,
        "seen": token,
        "back": kind.page(entry, found),
        "delete_url": kind.url("delete", found, pk),
        "merge_url": kind.url("merge", found, pk),
        "history_url": reverse("history:object", args=[found.slug, kind.model._meta.label_lower, pk]),
    }
    return render(request, "partners/entry_form.html", context, status=422 if form.errors else 200)


def delete_entry(
    request: HttpRequest, territory: str, kind: EntryKind, pk: int, *, hanging: Sequence[str] = ()
) -> HttpResponse:
    """Delete an entry that nothing names; replace one that is named. `hanging` are the relations that go with it."""
    found = _open(request, territory, kind)
    entry = get_object_or_404(kind.rows(found), pk=pk)
    used = uses(entry)
    with_it = [row for name in hanging for row in getattr(entry, name).all()]
    form = ReplaceForm(request.POST or None, choices=kind.others(entry, found)) if used and kind.merges else None
    if request.method == "POST" and form is not None and form.is_valid():
        return redirect(f"{kind.url('merge', found, pk)}?avec={form.cleaned_data['by'].pk}&remplacer=1")
    if request.method == "POST" and not used:
        try:
            batch = _deleted(request, found, [*with_it, entry])
        except (RestrictedError, ProtectedError):  # named meanwhile
            return redirect(kind.url("delete", found, pk))
        told(request, found, kind, 2, entry, batch=batch)
        return redirect(kind.list_url(found))
    context = {
        "territory": found,
        "kind": kind,
        "entry": entry,
        "uses": used,
        "with_it": with_it,
        "form": form,
        "back": kind.page(entry, found),
    }
    return render(request, "partners/entry_delete.html", context, status=422 if request.method == "POST" else 200)


def merge_entries(request: HttpRequest, territory: str, kind: EntryKind, pk: int) -> HttpResponse:
    """Two entries side by side: which stays, and the value of each field; then one of them is left."""
    found = _open(request, territory, kind)
    one = get_object_or_404(kind.rows(found), pk=pk)
    key = request.POST.get("avec") or request.GET.get("avec", "")
    other = kind.others(one, found).filter(pk=key).first() if key.isdecimal() else None
    if other is None:
        form = ReplaceForm(None, choices=kind.others(one, found))
        context = {"territory": found, "kind": kind, "entry": one, "form": form, "back": kind.page(one, found)}
        return render(request, "partners/merge_with.html", context)
    pair = pairing(one, other)
    own = set(kind.rows(found).filter(pk__in=[one.pk, other.pk]).values_list("pk", flat=True))
    initial = {"kept": str(other.pk)} if "remplacer" in request.GET or other.pk not in own else None
    merging = MergeForm(request.POST if "kept" in request.POST else None, pair=pair, own=own, initial=initial)
    if merging.is_valid():
        kept, lost = (one, other) if merging.cleaned_data["kept"] == str(one.pk) else (other, one)
        values = chosen_values(pair, 0 if kept is one else 1, merging.sides())
        try:
            done = merge(kept=kept, lost=lost, values=values, territory=found, by=signed_in(request))
        except ValidationError as error:
            show_errors(merging, error)
        else:
            kept.refresh_from_db()
            _told_merge(request, found, kept, str(lost), done)
            return redirect(_safe_next(request) or kind.page(kept, found))
    context = {
        "territory": found,
        "kind": kind,
        "pair": pair,
        "form": merging,
        "other": other,
        "next": _safe_next(request),
        "back": kind.page(one, found),
    }
    return render(request, "partners/merge.html", context, status=422 if merging.errors else 200)


def told(
    request: HttpRequest,
    territory: Territory,
    kind: EntryKind,
    what: int,
    entry: Model,
    more: str = "",
    batch: str = "",
) -> None:
    """Say what was done, with « Annuler » where it can be."""
    sentence = f"{kind.capital()} « {entry} » {kind.done[what]}."
    undo = format_html(' <a href="{}">Annuler</a>', undo_url(territory, batch)) if batch else ""
    messages.success(request, format_html("{}{}{}", sentence, f" {more}" if more else "", undo))


def undo_url(territory: Territory, batch: str) -> str:
    return reverse("partners:undo", args=[territory.slug, batch])


def show_errors(form: Any, error: ValidationError) -> None:
    """Put the errors of a writing at their fields; what no field holds stands at the top."""
    for name, sentences in error.message_dict.items() if hasattr(error, "error_dict") else [("", error.messages)]:
        for sentence in sentences:
            form.add_error(name if name in form.fields else None, sentence)


def _created(
    request: HttpRequest, territory: Territory, kind: EntryKind, form: DirectoryForm, values: dict[str, Any]
) -> Model | None:
    """The entry, written with its line of history; None, and the errors in the form, when a rule forbids it."""
    try:
        with transaction.atomic():
            entry, _ = create_content(kind.model, values)
            record(Change.CREATED, entry, by=signed_in(request), territory=territory, after=content(entry))
    except ValidationError as error:
        show_errors(form, error)
        return None
    return entry


def _deleted(request: HttpRequest, territory: Territory, rows: Sequence[Model]) -> str:
    """Delete these rows with a line of history each; the batch that brings them back."""
    batch, by = new_batch(), signed_in(request)
    with transaction.atomic():
        for row in rows:
            before, key = content(row), row.pk
            row.delete()
            record(Change.DELETED, row, by=by, territory=territory, before=before, key=key, batch=batch)
    return batch


def _told_merge(request: HttpRequest, territory: Territory, kept: Model, lost: str, done: Merged) -> None:
    followed = (
        f" {done.touched} objets ont suivi." if done.touched > 1 else " Un objet a suivi." if done.touched else ""
    )
    undo = undo_url(territory, done.batch)
    words = '« {} » et « {} » ne font plus qu’un.{} <a href="{}">Annuler la fusion</a>'
    messages.success(request, format_html(words, lost, kept, followed, undo))
    for sentence in done.dropped[:TOLD]:
        messages.warning(request, sentence)
    if len(done.dropped) > TOLD:
        messages.warning(request, f"Et {len(done.dropped) - TOLD} autres, que l’historique garde.")


def _open(request: HttpRequest, territory: str, kind: EntryKind) -> Territory:
    found, role = territory_or_404(request, territory)
    require(kind.may(Abilities(role)), kind.refusal)
    return found


def _has_territory(kind: EntryKind) -> bool:
    return any(field.name == "territory" for field in kind.model._meta.concrete_fields)


def _safe_next(request: HttpRequest) -> str:
    """Where the person came from, when it is a page of this site."""
    asked = request.POST.get("suite") or request.GET.get("suite", "")
    return asked if asked.startswith("/t/") and "//" not in asked and "\\" not in asked else ""
