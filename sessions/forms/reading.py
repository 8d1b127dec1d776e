from django import forms
from django.utils.translation import gettext_lazy as _

from readings.people.forms import LinesField
from sessions.models import Contribution

from .contributions import WordsForm, words_field


class GoForm(forms.Form):
    """The number of a paragraph, as readers cite it."""

    go = forms.IntegerField(min_value=1)


class PlaceForm(forms.Form):
    """The block that is open."""

    at = forms.IntegerField(min_value=0, required=False)


class AnnotationForm(WordsForm):
    """A comment or question on words of the text; two buttons name its audience."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    at = forms.IntegerField(widget=forms.HiddenInput, min_value=0)  # the block that is open
    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    exact = LinesField(widget=forms.HiddenInput, strip=False)
    tag = forms.ChoiceField(choices=Contribution.Tag, initial=Contribution.Tag.COMMENT)
    body = words_field(_("Your words"), rows=2, placeholder=" ")  # by this CSS knows it is empty
    audience = forms.ChoiceField(
        choices=Contribution.Audience,
        error_messages={"required": _("Press one of the two buttons: for yourself, or shared.")},
    )
