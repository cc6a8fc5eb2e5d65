"""What the pages of the data of a dossier have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from accounts.access import require
from accounts.aggregates import Row, content, write_content
from accounts.editing import Conflict, Saved, Vanished, conflict_page, save_edit, vanished_page
from accounts.enums import Change
from accounts.models import Revision
from plans.access import plan_or_404
from plans.models import Plan

ONLY_COORDINATORS = "Modifier le dossier est réservé à la coordination et à l’administration du territoire."


def editable_plan(request: HttpRequest, territory: str, plan: str) -> Plan:
    found, _ = plan_or_404(request, territory, plan)
    require(request.can.edit_plans, ONLY_COORDINATORS)  # type: ignore[attr-defined]
    return found


def page_of(plan: Plan, name: str, *more: Any) -> str:
    """The address of a page of the dossier of a plan."""
    return reverse(f"file:{name}", args=[plan.territory.slug, plan.slug, *more])


def write(
    request: HttpRequest, plan: Plan, instance: models.Model, apply: Callable[[], Any], *, back: str, done: str
) -> HttpResponse | None:
    """Save an edit and say so, with the way to take it back; the page to answer with when it is not written."""
    outcome = save_edit(instance, request=request, territory=plan.territory, plan_key=plan.pk, apply=apply)
    if isinstance(outcome, Conflict):
        return conflict_page(request, outcome, action_url=request.get_full_path(), back_url=back)
    if isinstance(outcome, Vanished):
        return vanished_page(request, outcome, back_url=back)
    tell(request, plan, instance, outcome, done)
    return None


def write_rows(request: HttpRequest, plan: Plan, name: str, rows: Callable[[list[Row]], list[Row]], **what: str) -> Any:
    """Write one list of a plan; `rows` is given the list as it stands, inside the transaction."""
    return write(request, plan, plan, lambda: write_content(plan, {name: rows(content(plan)[name])}), **what)


def tell(request: HttpRequest, plan: Plan, instance: models.Model, outcome: Saved, done: str) -> None:
    if outcome.changed:
        tell_undo(request, plan, instance, done)
    else:
        messages.success(request, "Rien n’a changé.")
    if outcome.sentence:
        messages.info(request, outcome.sentence)


def tell_undo(request: HttpRequest, plan: Plan, instance: models.Model, done: str) -> None:
    """What was done, and the way to the line of history that takes it back or restores what is gone."""
    line = Revision.objects.about(instance).first()
    if line is None:
        messages.success(request, done)
        return
    gone = line.change == Change.DELETED
    url = reverse("history:restore" if gone else "history:revision", args=[plan.territory.slug, line.pk])
    words = "Restaurer" if gone else "Voir ou annuler"
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, url, words))
