from django import forms
from django.utils.translation import gettext_lazy as _

from readings.models.passages import WordsMoved
from readings.people.forms import KeyedForm
from sessions.models import Contribution, SessionClosed
from sessions.models.contributions import LONGEST

REFUSALS = {
    SessionClosed: _(
        "The session was closed before your words arrived. They are still here, for you to copy."
    ),
    WordsMoved: _(
        "The text is no longer the one on your screen. Your words are still here:"
        " copy them, then load the page again."
    ),
}


class LinesField(forms.CharField):
    """Browsers send line ends as CRLF; here they are LF, in the text and in what people write."""

    def to_python(self, value) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


class GoForm(forms.Form):
    """The number of a paragraph, as readers cite it."""

    go = forms.IntegerField(min_value=1)


class PlaceForm(forms.Form):
    """The block that is open."""

    at = forms.IntegerField(min_value=0, required=False)


class AnnotationForm(KeyedForm):
    """A comment or question on words of the text; two buttons name its audience."""

    edition = forms.IntegerField(widget=forms.HiddenInput)
    at = forms.IntegerField(widget=forms.HiddenInput, min_value=0)  # the block that is open
    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    end = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    exact = LinesField(widget=forms.HiddenInput, strip=False)
    tag = forms.ChoiceField(choices=Contribution.Tag, initial=Contribution.Tag.COMMENT)
    body = LinesField(
        label=_("Your words"),
        max_length=LONGEST,
        error_messages={"required": _("Write something first.")},
    )
    audience = forms.ChoiceField(
        choices=Contribution.Audience,
        error_messages={"required": _("Press one of the two buttons: for yourself, or shared.")},
    )

    def refuse(self, refusal: Exception) -> None:
        """Say why nothing was kept; what was typed stays in the form."""
        self.add_error(None, REFUSALS[type(refusal)])
