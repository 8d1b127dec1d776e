from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from readings.people.forms import LinesField, VersionedForm
from sessions.models import Note, StudySession
from sessions.models.drafts import MINUTES, slot_of

from .contributions import WordsForm
from .running import LONGEST_NOTE, PLACES


class NoteFields(forms.Form):
    """What a note holds. Who and by when belong to actions: for other kinds they are let go."""

    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=[
            (Note.Kind.MINUTES, pgettext_lazy("of a meeting", "Minutes")),
            (Note.Kind.DECISION, _("Decision")),
            (Note.Kind.ACTION, _("Action")),
            (Note.Kind.OPEN_QUESTION, _("Open question")),
        ],
        initial=Note.Kind.MINUTES,
        widget=forms.RadioSelect,
    )
    body = LinesField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        error_messages={"required": _("Write a few words first.")},
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    owner = forms.CharField(
        label=_("Who"),
        max_length=120,
        required=False,
        widget=forms.TextInput({"dir": "auto", "list": "people", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=_("By when"), required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    then = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict:
        cleaned = super().clean()
        if cleaned.get("kind") != Note.Kind.ACTION:
            cleaned.update(owner="", due_on=None)
            self.errors.pop("due_on", None)
        return cleaned

    @property
    def note(self) -> dict:
        """The cleaned values that the commands of a note take."""
        return {name: self.cleaned_data[name] for name in ("kind", "body", "owner", "due_on")}


class NoteForm(NoteFields, WordsForm):
    """A new one; `begun` is what was typed there before (`Draft.minutes_beside`)."""

    @classmethod
    def on(cls, study_session: StudySession, *, then: str, begun: dict | None = None) -> NoteForm:
        words = (
            {"body": begun["body"], "drafted": begun["version"]} | begun["more"] if begun else {}
        )
        form = cls(initial={"then": then} | words)
        form.slot = slot_of(MINUTES, study_session.pk)
        return form


class NoteEditForm(NoteFields, VersionedForm):
    @classmethod
    def of(cls, note: Note, **options) -> NoteEditForm:
        fields = ("kind", "body", "owner", "due_on", "version")
        then = options.pop("then", "")
        initial = {name: getattr(note, name) for name in fields}
        return cls(initial={**initial, "then": then}, **options)


class DoneForm(forms.Form):
    done = forms.BooleanField(required=False)
