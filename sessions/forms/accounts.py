"""Giving up an account, and bringing a guest's words into one."""

from allauth.account.adapter import get_adapter
from django import forms
from django.utils.translation import gettext_lazy as _

from readings.people.models import User


class DeleteAccountForm(forms.Form):
    """Asks for the password, or, of someone who has none, for a tick."""

    password = forms.CharField(
        label=_("Your password"),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        strip=False,
    )
    sure = forms.BooleanField(
        label=_("Yes, delete all of it"),
        error_messages={"required": _("Please tick this if you are sure.")},
    )

    def __init__(self, *args, user: User, **options) -> None:
        super().__init__(*args, **options)
        self.user = user
        del self.fields["sure" if user.has_usable_password() else "password"]

    def clean_password(self) -> str:
        if not self.user.check_password(self.cleaned_data["password"]):
            raise forms.ValidationError(_("This is not your password."))
        return self.cleaned_data["password"]


class MergeForm(forms.Form):
    """E-mail and password of the account that a guest's words go to; `form.account` once it is valid."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        strip=False,
    )

    def __init__(self, *args, request, **options) -> None:
        super().__init__(*args, **options)
        self.request = request

    def clean(self) -> dict:
        """As on the page for signing in: too many tries are refused there and here."""
        data = super().clean()
        if not self.errors:
            email, password = data["email"].lower(), data["password"]
            adapter = get_adapter(self.request)
            self.account = adapter.authenticate(self.request, email=email, password=password)
            if self.account is None:
                raise adapter.validation_error("email_password_mismatch")
        return data
