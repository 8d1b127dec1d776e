"""What the buttons of the run page send."""

from django import forms
from django.utils.translation import gettext_lazy as _

from readings.people.forms import LinesField

LONGEST_NOTE = 10_000
PLACES = [(name, name) for name in ("run", "recap")]


class OnStepForm(forms.Form):
    """The step that was before the eyes of the person who pressed."""

    step = forms.IntegerField(widget=forms.HiddenInput)


class NextForm(OnStepForm):
    """No step, when none is on: the plan got its steps after the start."""

    step = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ExtendForm(OnStepForm):
    given = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    less = forms.BooleanField(required=False, widget=forms.HiddenInput)


class SkipForm(OnStepForm):
    skipped = forms.BooleanField(required=False, widget=forms.HiddenInput)


class CloseForm(forms.Form):
    open_gates = forms.BooleanField(required=False)


class StepNoteForm(OnStepForm):
    body = LinesField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("Note for facilitators"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class KeepForm(forms.Form):
    kept = forms.BooleanField(required=False, widget=forms.HiddenInput)
    then = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)


class UndoForm(forms.Form):
    change = forms.IntegerField(widget=forms.HiddenInput)
    then = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)
