"""What members write: answers, replies, and changes to one's own words."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from readings.models.passages import WordsMoved
from readings.people.forms import (
    KeyedForm,
    LinesField,
    VersionedForm,
    with_fields_as_they_are,
)
from sessions.models import Draft, SessionClosed
from sessions.models.contributions import LONGEST

REQUIRED = _("There are no words here yet.")
REFUSALS = {
    SessionClosed: _(
        "The session was closed before your words arrived. They are still here, for you to copy."
    ),
    WordsMoved: _(
        "The text is no longer the one on your screen. Your words are still here:"
        " copy them, then load the page again."
    ),
}


def words_field(label, *, rows: int = 4, required: bool = True, **attrs) -> LinesField:
    field = LinesField(
        label=label,
        max_length=LONGEST,
        required=required,
        widget=forms.Textarea({"rows": rows, "dir": "auto", **attrs}),
        error_messages={
            "required": REQUIRED,
            "max_length": _(
                "This is too long by far. Please keep it under %(limit_value)d characters."
            ),
        },
    )
    field.widget.attrs.pop("maxlength", None)  # a phone would cut what is pasted, without a word
    return field


class WordsForm(KeyedForm):
    """Something new to say; where it comes too late, it stays in the form.

    What is typed is kept as a draft: `slot` names the box, `drafted` the version that it shows.
    """

    drafted = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    slot = ""

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("drafted", 0)

    def clean_drafted(self) -> int:
        return self.cleaned_data["drafted"] or 0

    def take_up(self, slot: str, draft: Draft | None) -> None:
        """Go on with what was typed here before; words that were refused just now come first."""
        self.slot = slot
        if draft:
            words = {"body": draft.body, "tag": draft.tag, "drafted": draft.version}
            self.initial |= words | draft.more

    def refuse(self, refusal: Exception) -> None:
        """Say why nothing was kept."""
        self.add_error(None, REFUSALS[type(refusal)])


@with_fields_as_they_are
class AnswerForm(WordsForm):
    body = words_field(_("Your answer"))


@with_fields_as_they_are
class ReplyForm(WordsForm):
    body = words_field(_("Your reply"), rows=3)


class EditForm(WordsForm, VersionedForm):
    """The version makes a save safe to send again; its draft goes by the key."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    body = words_field(_("Your words"))
    body.widget.attrs["autofocus"] = True

    def meet(self, current) -> None:
        """The words were changed elsewhere meanwhile: keep these, to be saved over those on purpose."""
        self.renew(current.version)
        self.add_error(None, _("These words were changed elsewhere meanwhile. Both are here."))
