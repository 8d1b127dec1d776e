from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from readings.people.forms import LinesField, VersionedForm
from sessions.models import Contribution, Recap
from sessions.models.contributions import LONGEST

LONGEST_OPENING = 5_000
MOST_PRESENT = 100_000
HIGHEST = 2**31 - 1  # a version, as the database counts


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


class WordingForm(VersionedForm):
    """How kept words stand in the recap. `of`: the version of them that was before the eyes."""

    wording = LinesField(
        label=_("As it stands in the recap"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    of = forms.IntegerField(max_value=HIGHEST, widget=forms.HiddenInput)

    @classmethod
    def for_kept(cls, words: Contribution) -> WordingForm:
        """`words` as `recaps.kept` gives them."""
        return cls(
            initial={
                "wording": words.line.wording or words.body,
                "of": words.version,
                "version": words.line.version,
            },
            auto_id=f"kept-{words.pk}-%s",
        )


class MoveForm(forms.Form):
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
