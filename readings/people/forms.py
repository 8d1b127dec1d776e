from __future__ import annotations

import uuid
from unicodedata import category
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from .models.users import NAME_LENGTH

A_DAY = 24 * 60  # minutes
JOINERS = "\u200c\u200d"  # invisible, but they shape emoji and some scripts
UNSEEN = {"Cc", "Cf", "Co", "Cs"}

CONTINENTS = {
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific",
}  # fmt: skip


class Unchanged(dict):
    """The fields of forms that change none of them: to copy them costs more than to check what was sent."""

    def __deepcopy__(self, memo: dict) -> Unchanged:
        return self


def with_fields_as_they_are[Form: type[forms.Form]](form: Form) -> Form:
    """For a form whose code changes none of its fields: all of its kind have the same."""
    form.base_fields = Unchanged(form.base_fields)
    return form


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


class VersionedForm(forms.Form):
    """A save names the version it read; the command raises Stale if that is no longer the newest."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def renew(self, version: int) -> None:
        """The words stay as typed; saving them again replaces the newer ones."""
        self.data = self.data.copy()
        self.data["version"] = version


class LinesField(forms.CharField):
    """Lines that people write: browsers end them with CR LF, here they end with LF."""

    def to_python(self, value) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class MinutesField(forms.IntegerField):
    """How many minutes something takes: one at least, a day at most."""

    def __init__(self, **options) -> None:
        digits = {"inputmode": "numeric", "size": 3, "maxlength": 4}
        super().__init__(min_value=1, max_value=A_DAY, widget=forms.TextInput(digits), **options)


class NameField(forms.CharField):
    """A person's name: anything one can see, emoji too. Too long is said, never silently cut."""

    def __init__(self, **options) -> None:
        options.setdefault("label", _("Your name"))
        options.setdefault("max_length", NAME_LENGTH)
        options.setdefault(
            "error_messages",
            {
                "required": _("Please write a name. It need not be your full one."),
                "max_length": _("Please choose a name of at most %(limit_value)d characters."),
            },
        )
        super().__init__(**options)

    def widget_attrs(self, widget) -> dict:
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # a browser would cut what is pasted, without a word
        return {"autocomplete": "name", "dir": "auto", **attrs}

    def to_python(self, value) -> str:
        """Without what cannot be seen and could turn the line around (controls, marks of direction)."""
        name = super().to_python(value)
        name = " ".join(name.split())
        name = "".join(c for c in name if c in JOINERS or category(c) not in UNSEEN)
        return name if name.strip(JOINERS) else ""


def zone_choices() -> list[tuple[str, str]]:
    """The time zones people know by a place, and UTC."""
    places = sorted(name for name in available_timezones() if name.split("/")[0] in CONTINENTS)
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class SignupForm(forms.Form):
    """What allauth's sign-up asks besides e-mail and password; the adapter saves it."""

    name = NameField()

    def signup(self, request, user) -> None:
        """allauth calls this after saving; nothing is left to do."""
