"""Coming in by a session link."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from readings.people.forms import KeyedForm, NameField

TOKEN = re.compile(r"[\w-]{16,40}")


class CodeForm(forms.Form):
    """A session link, pasted whole or only its last part."""

    code = forms.CharField(
        label=_("Session link or code"),
        max_length=500,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off", "dir": "ltr"}),
        error_messages={"max_length": _("This is too long to be a session link.")},
    )

    def clean_code(self) -> str:
        last = self.cleaned_data["code"].rstrip("/").rsplit("/", 1)[-1]
        if not TOKEN.fullmatch(last):
            raise forms.ValidationError(
                _("This is not a session link. Paste the whole link from the message you got.")
            )
        return last


class JoinForm(KeyedForm):
    name = NameField(widget=forms.TextInput({"autofocus": True}))  # nothing else is asked here
