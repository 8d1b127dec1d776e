"""What a box holds that nobody has sent yet."""

from django import forms
from django.core.validators import RegexValidator

from readings.people.forms import LinesField
from sessions.models import Contribution, Note

SLOT = r"^(note:\d{1,18}:\d{1,9}|again:\d{1,18}:\d{1,18}|(reply|answer|edit|minutes):\d{1,18})\Z"
MORE = ("kind", "owner", "due_on")
LONGEST_DRAFT = 50_000  # more than one may share: what is pasted is cut down later, not lost


class DraftForm(forms.Form):
    """A box as it is: sent again and again, each time with all of its words."""

    slot = forms.CharField(validators=[RegexValidator(SLOT)])
    key = forms.UUIDField()
    turn = forms.IntegerField(min_value=0, max_value=10**9)
    version = forms.IntegerField(min_value=0, max_value=10**9)
    body = LinesField(required=False, strip=False, max_length=LONGEST_DRAFT)
    tag = forms.ChoiceField(choices=Contribution.Tag, required=False)
    start = forms.IntegerField(min_value=0, max_value=10**9, required=False)
    end = forms.IntegerField(min_value=1, max_value=10**9, required=False)
    exact = LinesField(required=False, strip=False)
    kind = forms.ChoiceField(choices=Note.Kind, required=False)
    owner = forms.CharField(required=False, max_length=120)
    due_on = forms.CharField(required=False, max_length=20)

    def clean_body(self) -> str:
        """Nothing but spaces is nothing."""
        body = self.cleaned_data["body"]
        return body if body.strip() else ""

    @property
    def words(self) -> dict:
        """As `Draft.keep` takes it: what only a note of the meeting has stands in `more`."""
        words = dict(self.cleaned_data)
        more = {name: words.pop(name) for name in MORE}
        return words | {"more": {name: value for name, value in more.items() if value}}
