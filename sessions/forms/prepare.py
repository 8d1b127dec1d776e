"""From what people wrote beforehand to a step of the plan."""

from __future__ import annotations

from django import forms

from readings.people.forms import KeyedForm


class TakeUpForm(KeyedForm):
    """A passage, by where it starts and ends, or a thread, by the id of its note."""

    start = forms.IntegerField(min_value=0, required=False)
    end = forms.IntegerField(min_value=1, required=False)
    thread = forms.IntegerField(min_value=1, required=False)
    in_talk = forms.BooleanField(required=False)  # pressed beside the text: the answer stands there
