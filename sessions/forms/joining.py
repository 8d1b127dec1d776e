"""Coming in by a session link, or by an invitation to a circle."""

import re

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from readings.people.forms import KeyedForm, NameField
from readings.people.models import User

TOKEN = re.compile(r"[\w-]{16,40}")


class CodeForm(forms.Form):
    """A session link, pasted whole or only its last part; a guest's own link and an
    invitation to a circle work as well."""

    code = forms.CharField(
        label=_("Session link or code"),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "dir": "ltr"}),
        error_messages={"max_length": _("This is too long to be a session link.")},
    )

    def clean_code(self) -> str:
        """The page it leads to."""
        *before, last = self.cleaned_data["code"].rstrip("/").split("/")
        if not TOKEN.fullmatch(last):
            raise forms.ValidationError(
                _("This is not a session link. Paste the whole link from the message you got.")
            )
        if before[-2:] == ["circle", "join"]:
            return reverse("sessions:circle_join", args=[last])
        name = "sessions:come_back" if before[-1:] == ["back"] else "sessions:join"
        return reverse(name, args=[last])


class OnlyForm(KeyedForm):
    """Nothing else is asked on its page: one types at once, after a refusal where it was refused."""

    def add_error(self, field, error) -> None:
        super().add_error(field, error)
        if first := next((name for name in self.fields if name in self.errors), None):
            for name, one in self.fields.items():
                one.widget.attrs["autofocus"] = name == first


class JoinForm(OnlyForm):
    name = NameField(widget=forms.TextInput({"autofocus": True}))


class NewcomerForm(OnlyForm):
    """Someone without an account makes one, to be a member of a circle."""

    name = NameField(widget=forms.TextInput({"autofocus": True}))
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("To sign in. Nobody in the circle sees it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 8 characters."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_password(self) -> str:
        person = User(name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email"))
        validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]

    def refuse_email(self) -> None:
        self.add_error(
            "email", _("This e-mail cannot be used here. If it is yours, sign in with it instead.")
        )
