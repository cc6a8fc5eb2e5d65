from django.contrib import messages
from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy

from accounts.access import signed_in
from accounts.enums import MemberRole
from accounts.forms import ChangePasswordForm, ForgottenPasswordForm, NewPasswordForm, ProfileForm, SignInForm


class SignIn(auth_views.LoginView):
    template_name = "accounts/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_default_redirect_url(self) -> str:
        """A pilote who works for one territory begins with the fiches that she leads."""
        roles = signed_in(self.request).memberships.filter(is_active=True).order_by()
        found = list(roles.values_list("territory__slug", "role")[:2])
        if len(found) == 1 and found[0][1] == MemberRole.CONTRIBUTOR:
            return reverse("people:mine", args=[found[0][0]])
        return super().get_default_redirect_url()


class PasswordForgotten(auth_views.PasswordResetView):
    template_name = "accounts/password_forgotten.html"
    form_class = ForgottenPasswordForm
    email_template_name = "accounts/password_mail.txt"
    subject_template_name = "accounts/password_mail_subject.txt"
    success_url = reverse_lazy("accounts:password-sent")


class PasswordNew(auth_views.PasswordResetConfirmView):
    template_name = "accounts/password_new.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("accounts:password-done")


class PasswordChange(auth_views.PasswordChangeView):
    template_name = "accounts/password_change.html"
    form_class = ChangePasswordForm
    success_url = reverse_lazy("accounts:profile")

    def form_valid(self, form: ChangePasswordForm) -> HttpResponse:  # type: ignore[override]
        messages.success(self.request, "Votre mot de passe est changé.")
        return super().form_valid(form)


def profile(request: HttpRequest) -> HttpResponse:
    """My name, my function and my roles."""
    user = signed_in(request)
    form = ProfileForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Vos informations sont enregistrées.")
        return redirect("accounts:profile")
    memberships = user.memberships.select_related("territory")
    return render(request, "accounts/profile.html", {"form": form, "memberships": memberships})
