from django import forms
from django.utils.translation import gettext_lazy as _

from .models.users import NAME_LENGTH


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides e-mail and password; the adapter saves it."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_LENGTH)

    def signup(self, request, user) -> None:
        """allauth calls this after saving; nothing is left to do."""
