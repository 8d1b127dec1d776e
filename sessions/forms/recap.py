from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from readings.people.forms import LinesField, VersionedForm
from sessions.models import Recap

LONGEST_OPENING = 5_000
MOST_PRESENT = 100_000


class RecapForm(VersionedForm):
    opening = LinesField(
        label=_("A few words to begin with"),
        required=False,
        max_length=LONGEST_OPENING,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    present = forms.IntegerField(
        label=_("How many were there"), required=False, min_value=0, max_value=MOST_PRESENT
    )
    with_names = forms.BooleanField(label=_("Say who wrote what was kept"), required=False)

    @classmethod
    def of(cls, recap: Recap) -> RecapForm:
        """With what stands there; `recap` knows how many were counted."""
        fields = ("opening", "present", "with_names", "version")
        form = cls(initial={name: getattr(recap, name) for name in fields})
        form.fields["present"].help_text = ngettext(
            "We counted one person. Write another number if you know better.",
            "We counted %(n)s people. Write another number if you know better.",
            recap.counted,
        ) % {"n": recap.counted}
        return form
