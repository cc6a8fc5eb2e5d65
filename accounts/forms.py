from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, PasswordResetForm, SetPasswordForm

from accounts.enums import MemberRole
from accounts.models import User
from accounts.text import one_line


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


class AcceptForm(BootstrapMixin, SetPasswordForm):
    """An invited person's name and password, on one page."""

    full_name = forms.CharField(
        label="Votre nom", max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    field_order = ["full_name"]

    def clean_full_name(self) -> str:
        name = one_line(self.cleaned_data["full_name"])
        self.user.full_name = name  # so that the password is refused when it looks like it
        return name


class InviteForm(BootstrapMixin, forms.Form):
    """Whom to let in, and what she may do."""

    email = forms.EmailField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        help_text="Son adresse professionnelle : le lien de l’invitation y part.",
    )
    full_name = forms.CharField(label="Nom", max_length=150, required=False, help_text="Elle pourra le corriger.")
    role = forms.ChoiceField(label="Rôle", choices=MemberRole.choices, initial=MemberRole.READER)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_full_name(self) -> str:
        return one_line(self.cleaned_data["full_name"])

    def clean_role(self) -> MemberRole:
        return MemberRole(self.cleaned_data["role"])


class RoleForm(BootstrapMixin, forms.Form):
    role = forms.ChoiceField(label="Rôle", choices=MemberRole.choices)

    def clean_role(self) -> MemberRole:
        return MemberRole(self.cleaned_data["role"])


class ProfileForm(BootstrapMixin, forms.ModelForm):
    class Meta:
        model = User
        fields = ["full_name", "function"]
