from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.access import require, signed_in, territory_or_404
from accounts.enums import Change, Origin
from accounts.history import is_undone
from accounts.models import Revision
from accounts.perms import Abilities
from partners.bulkundo import undo_changes
from partners.entries import ONLY_COORDINATORS
from partners.models import DirectoryImport

SHOWN = 100


def undo(request: HttpRequest, territory: str, batch: str) -> HttpResponse:
    """What changes made together did; take them back."""
    found, role = territory_or_404(request, territory)
    can = Abilities(role)
    lines = Revision.objects.filter(batch=batch, territory=found).select_related("actor")
    shown, count = list(lines[:SHOWN]), lines.count()
    foreign = lines.exclude(model__startswith="partners.").exclude(model__startswith="actions.")
    imported = lines.filter(origin=Origin.IMPORT).exists() or DirectoryImport.objects.filter(batch=batch).exists()
    # The tree of a plan is undone under its own lock; an import, on its own page, by administrators.
    if not count or imported or foreign.exists():
        raise Http404
    require(can.edit_plans, ONLY_COORDINATORS)
    merged = any(line.change == Change.MERGED and line.model == "partners.partner" for line in shown)
    back = reverse("partners:duplicates" if merged else "directory:partners", args=[found.slug])
    if request.method == "POST" and not is_undone(batch):
        undone = undo_changes(batch, territory=found, by=signed_in(request))
        if undone.done:
            plural = "s" if undone.done > 1 else ""
            messages.success(request, f"C’est annulé : {undone.done} changement{plural} repris.")
        for sentence in undone.refused[:20]:
            messages.warning(request, sentence)
        return redirect(back)
    context = {"territory": found, "lines": shown, "count": count, "undone": is_undone(batch), "back": back}
    return render(request, "partners/undo.html", context)
