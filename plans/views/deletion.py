"""Deleting a branch: what goes with it is named, and what becomes of its fiches is chosen."""

from django.http import HttpRequest, HttpResponse

from accounts.access import signed_in
from plans.deletion import branch_of, delete_branch
from plans.hanging import registered
from plans.structure import Stale, named
from plans.tree import CannotDelete
from plans.views.answers import address, done, editable_plan, find_or_none, gone, panel, place_in

SHOWN = 12  # names of each kind


def delete(request: HttpRequest, territory: str, plan: str, pk: int) -> HttpResponse:
    """Name what hangs below, then delete; the digest of what was named comes back with the confirmation."""
    found = editable_plan(request, territory, plan)
    objective = find_or_none(found, pk)
    if objective is None:
        return gone(request, found)
    error, status = "", 200
    if request.method == "POST":
        stay = [one.name for one in registered() if request.POST.get(f"{one.name}-avec") != "supprimer"]
        seen = request.POST.get("seen", "")
        try:
            result = delete_branch(plan=found, objective_id=pk, seen=seen, stay=stay, by=signed_in(request))
        except (Stale, CannotDelete) as refusal:
            error, status = str(refusal), 422
        else:
            return done(request, found, result.sentence, result.focus)
    branch = branch_of(found, objective)
    return panel(
        request, found, "plans/_delete.html", f"Supprimer {named(objective)}",
        branch=branch, error=error,
        below=_shown([str(one) or "(sans intitulé)" for one in branch.below]),
        held=[(hanging, several[:SHOWN], len(several), len(several[SHOWN:])) for hanging, several in branch.held],
        status=status, action=address(found, "objective-delete", pk),
        empty=not (branch.below or branch.held or branch.effects), back_url=place_in(found, pk),
    )  # fmt: skip


def _shown(names: list[str]) -> tuple[list[str], int]:
    """The first names, and how many are left unsaid."""
    return names[:SHOWN], len(names[SHOWN:])
