from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm

from accounts.models import User


class BootstrapMixin:
    """Bootstrap's classes on every field, and the errors tied to their field for screen readers."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            widget = field.widget
            if isinstance(widget, forms.CheckboxInput):
                widget.attrs.setdefault("class", "form-check-input")
            elif isinstance(widget, forms.Select):
                widget.attrs.setdefault("class", "form-select")
            elif not isinstance(widget, forms.RadioSelect):
                widget.attrs.setdefault("class", "form-control")


class SignInForm(BootstrapMixin, AuthenticationForm):
    error_messages = {
        "invalid_login": "Adresse ou mot de passe inconnu. Vérifiez les majuscules, ou changez de mot de passe.",
        "inactive": "Ce compte est fermé. Adressez-vous à la personne qui administre votre territoire.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Adresse électronique"
        self.fields["username"].widget.attrs.update(type="email", autocomplete="username", inputmode="email")
        self.fields["password"].label = "Mot de passe"


class ForgottenPasswordForm(BootstrapMixin, PasswordResetForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Adresse électronique"


class NewPasswordForm(BootstrapMixin, SetPasswordForm):
    pass


class ChangePasswordForm(BootstrapMixin, PasswordChangeForm):
    pass


class ProfileForm(BootstrapMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "function"]
