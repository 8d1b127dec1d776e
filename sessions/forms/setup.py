"""The first person names herself, and her circle."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from readings.people.forms import NameField, zone_choices
from readings.people.models import User


def server_zones() -> list[tuple[str, str]]:
    return [("", _("As this server: %(zone)s") % {"zone": settings.TIME_ZONE}), *zone_choices()]


class SetupForm(forms.Form):
    name = NameField()
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("To sign in. Nothing is sent to it."),
        widget=forms.EmailInput({"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("Password"),
        help_text=_("At least 8 characters."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        strip=False,
    )
    circle = NameField(
        label=_("Name of your circle"),
        max_length=120,
        help_text=_("The group you read with."),
        error_messages={
            "required": _("Please give your circle a name."),
            "max_length": _("Please choose a name of at most %(limit_value)d characters."),
        },
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, initial=get_language
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=server_zones, required=False)

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["circle"].widget.attrs["autocomplete"] = "off"

    def clean_timezone(self) -> str:
        return self.cleaned_data["timezone"] or settings.TIME_ZONE

    def clean_password(self) -> str:
        person = User(name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email"))
        validate_password(self.cleaned_data["password"], person)
        return self.cleaned_data["password"]
