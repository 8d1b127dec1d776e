"""What the buttons of the run page send."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_NOTE = 10_000
PLACES = [("run", "run"), ("recap", "recap")]


class StepForm(forms.Form):
    """The step that was before the eyes of the person who pressed."""

    step = forms.IntegerField(widget=forms.HiddenInput)


class NextForm(StepForm):
    """No step, when none is on: the plan got its steps after the start."""

    step = forms.IntegerField(required=False, widget=forms.HiddenInput)


class ExtendForm(StepForm):
    given = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class SkipForm(StepForm):
    skipped = forms.BooleanField(required=False, widget=forms.HiddenInput)


class StepNoteForm(StepForm):
    body = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label=_("Note for facilitators"),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )


class KeepForm(forms.Form):
    kept = forms.BooleanField(required=False, widget=forms.HiddenInput)
    then = forms.ChoiceField(choices=PLACES, required=False, widget=forms.HiddenInput)
