"""The settings of a circle."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from readings.people.forms import NameField, VersionedForm, zone_choices
from readings.people.models import Circle


class CircleForm(VersionedForm):
    name = NameField(
        label=_("Name of the circle"),
        max_length=120,
        error_messages={
            "required": _("Please give your circle a name."),
            "max_length": _("Please choose a name of at most %(limit_value)d characters."),
        },
    )
    timezone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("For sessions planned from now on; those that stand keep theirs."),
        choices=zone_choices,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_("Of the messages you send with links. Each person’s own pages are in theirs."),
        choices=settings.LANGUAGES,
    )

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["name"].widget.attrs["autocomplete"] = "off"

    @classmethod
    def of(cls, circle: Circle) -> CircleForm:
        return cls(initial={name: getattr(circle, name) for name in cls.base_fields})
