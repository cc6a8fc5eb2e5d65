"""The tree as a whole: undo the last change, number again."""

from django.http import HttpRequest, HttpResponse

from accounts.access import signed_in
from plans.enums import SIGNED_STATUSES
from plans.levels import Ladder
from plans.structure import CannotRenumber, CannotUndo, Stale, last_change, new_codes, renumber_codes, undo
from plans.views.answers import address, done, editable_plan, find_or_none, label, panel, place_in, refused


def undo_last(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Take the last change of the tree back; a link of a message leads to the question."""
    found = editable_plan(request, territory, plan)
    change = last_change(found)
    if request.method == "POST":
        asked = request.POST.get("changement", "")
        try:
            result = undo(plan=found, change_id=int(asked) if asked.isdecimal() else 0, by=signed_in(request))
        except CannotUndo as error:
            return refused(request, found, str(error), change.focus if change else None)
        return done(request, found, result.sentence, result.focus, undo=False)
    if change is None:
        return refused(request, found, "Aucun changement de l’arbre n’est à annuler.")
    return panel(
        request, found, "plans/_undo.html", "Annuler le dernier changement de l’arbre",
        change=change, action=address(found, "structure-undo"),
    )  # fmt: skip


def renumber(request: HttpRequest, territory: str, plan: str) -> HttpResponse:
    """Old and new codes side by side, then apply: of the whole plan, or of what stands `sous` an objective."""
    found = editable_plan(request, territory, plan)
    asked = request.GET.get("sous", "")
    under = find_or_none(found, int(asked)) if asked.isdecimal() and len(asked) < 19 else None
    key = under.pk if under else None
    error = ""
    if request.method == "POST":
        try:
            result = renumber_codes(plan=found, under=key, seen=request.POST.get("seen", ""), by=signed_in(request))
        except CannotRenumber as refusal:
            return refused(request, found, str(refusal), key)
        except Stale as refusal:
            error = str(refusal)
        else:
            return done(request, found, result.sentence, key)
    changes, seen = new_codes(found, key)
    where = f" sous « {label(Ladder.of(found.kind), under)} »" if under else ""
    return panel(
        request, found, "plans/_renumber.html", f"Renuméroter{where}",
        changes=changes, seen=seen, error=error, is_signed=found.status in SIGNED_STATUSES,
        action=f"{address(found, 'structure-renumber')}{f'?sous={key}' if key else ''}",
        back_url=place_in(found, key), status=422 if error else 200,
    )  # fmt: skip
