"""What members write: answers, replies, and changes to one's own words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from readings.people.forms import KeyedForm
from sessions.models.contributions import LONGEST

REQUIRED = _("There are no words here yet.")


def words_field(label, *, rows: int = 4) -> forms.CharField:
    field = forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": rows, "dir": "auto"}),
        error_messages={
            "required": REQUIRED,
            "max_length": _(
                "This is too long by far. Please keep it under %(limit_value)d characters."
            ),
        },
    )
    field.widget.attrs.pop("maxlength", None)  # a phone would cut what is pasted, without a word
    return field


class AnswerForm(KeyedForm):
    body = words_field(_("Your answer"))


class ReplyForm(KeyedForm):
    body = words_field(_("Your reply"), rows=3)


class EditForm(forms.Form):
    body = words_field(_("Your words"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def meet(self, current) -> None:
        """The words were changed elsewhere meanwhile: keep these, to be saved over those on purpose."""
        self.data = self.data.copy()
        self.data["version"] = current.version
        self.add_error(None, _("These words were changed elsewhere meanwhile. Both are here."))
