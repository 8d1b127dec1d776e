import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from .models.users import NAME_LENGTH


class KeyedForm(forms.Form):
    """A form that creates something: it carries a key, so that sending it again does no harm."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def refuse_reused_key(self) -> None:
        """The key was used for other words: say so, keep the words, and offer a fresh key."""
        self.data = self.data.copy()
        self.data[self.add_prefix("key")] = str(uuid.uuid4())
        self.add_error(
            None,
            _("This was sent before with other words. Yours are still here; send them again."),
        )


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides e-mail and password; the adapter saves it."""

    name = forms.CharField(label=_("Your name"), max_length=NAME_LENGTH)

    def signup(self, request, user) -> None:
        """allauth calls this after saving; nothing is left to do."""
