"""The page where an invited person chooses her name and her password."""

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from accounts import people
from accounts.forms import AcceptForm
from accounts.invitations import opened_by


@login_not_required
@sensitive_post_parameters()
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: the person is signed in at the end. A link that opens nothing says why."""
    opened = opened_by(token)
    if opened.invitation is None:
        return render(request, "accounts/invitation.html", {"why": opened.why})
    membership = opened.invitation.membership
    user = membership.user
    form = AcceptForm(user, request.POST or None, initial={"full_name": user.full_name})
    if request.method == "POST" and form.is_valid():
        people.accept(user=user, full_name=form.cleaned_data["full_name"], password=form.cleaned_data["new_password1"])
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, f"Bienvenue. Votre compte est ouvert pour {membership.territory}.")
        return redirect("home")
    context = {"form": form, "invitation": opened.invitation, "membership": membership}
    return render(request, "accounts/invitation.html", context, status=422 if form.errors else 200)
