"""What the RGPD gives a person: a copy of all that is held about her, and the way to ask for its erasure."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from accounts.access import signed_in
from accounts.personal import held_about, mail_deletion_asked
from accounts.tables import csv_response


def export(request: HttpRequest) -> HttpResponse:
    """All that is held about the person, as JSON, or as one table with `?format=csv`."""
    held = held_about(signed_in(request))
    if request.GET.get("format") != "csv":
        response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
        return response
    cells = (
        (name, rank, field, value)
        for name, rows in held.items()
        for rank, row in enumerate(rows, 1)
        for field, value in row.items()
    )
    return csv_response("mes-donnees", ["ensemble", "ligne", "champ", "valeur"], cells)


def ask_deletion(request: HttpRequest) -> HttpResponse:
    """Ask the administrators of one's territories to erase one's account, or take the request back."""
    user = signed_in(request)
    if request.method != "POST":
        return render(request, "accounts/deletion.html")
    asked = "annuler" not in request.POST
    user.deletion_asked_on = timezone.localdate() if asked else None
    user.save(update_fields=["deletion_asked_on"])
    if not asked:
        messages.success(request, "Votre demande est retirée : rien n’a été supprimé.")
    elif mail_deletion_asked(user):
        messages.success(request, "Votre demande est enregistrée ; les personnes qui administrent sont prévenues.")
    else:
        messages.success(request, "Votre demande est enregistrée : les personnes qui administrent la verront.")
    return redirect("accounts:profile")
