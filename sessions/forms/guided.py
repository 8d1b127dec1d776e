"""Taking questions from a guide, and keeping a plan's as one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from readings.models import Guide, Question
from readings.people.forms import KeyedForm


class PickForm(KeyedForm):
    """Which questions of a guide: ticked, by their ids."""

    questions = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={
            "required": _("Tick at least one question."),
            "invalid_choice": _("The guide has changed meanwhile. Please tick again."),
        },
    )

    def __init__(self, *args, questions: list[Question], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["questions"].choices = [(question.pk, question.text) for question in questions]

    @property
    def picked(self) -> list[Question]:
        """In the order of the guide."""
        ids = set(self.cleaned_data["questions"])
        return [question for question in self.questions if question.pk in ids]


class ReadyPlanForm(KeyedForm):
    """A meeting of a ready plan for this session, or all of them in a row: `row-ID`."""

    meeting = forms.ChoiceField()

    def __init__(self, *args, guide: Guide, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.plans = list(guide.plans.all())
        self.meetings = {}
        for plan in self.plans:
            row = [meeting for meeting in plan.meetings.all() if meeting.questions]
            self.meetings |= {str(meeting.pk): [meeting] for meeting in row}
            if row:
                self.meetings[f"row-{plan.pk}"] = row
        self.fields["meeting"].choices = [(name, name) for name in self.meetings]

    @property
    def chosen(self) -> list:
        return self.meetings[self.cleaned_data["meeting"]]


class KeepForm(KeyedForm):
    """Keep a plan's questions as a guide."""


class OursForm(KeyedForm):
    """A guide that comes with the app."""

    name = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args, names, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [(name, name) for name in names]
