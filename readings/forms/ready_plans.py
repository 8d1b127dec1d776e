"""Ready plans of a guide: what one is called, and for each meeting its questions in their order."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.guide_files.pins import numbered
from readings.guide_files.reading import LONGEST
from readings.models import Guide, Question, ReadyMeeting, ReadyPlan
from readings.people.forms import KeyedForm, MinutesField, VersionedForm

from .guides import LineField, TextField


class PlanFields(forms.Form):
    title = LineField(
        label=_("Name"),
        help_text=_("One evening, five questions; or three meetings; or whatever says it best."),
        max_length=LONGEST["title"],
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": _("What is this plan called?")},
    )
    minutes = MinutesField(
        label=_("Minutes of each meeting"),
        required=False,
        error_messages={
            "invalid": _("How many minutes? Write a number, such as 90."),
            "min_value": _("A meeting takes at least one minute."),
            "max_value": _("A meeting takes a day at most."),
        },
    )
    text = TextField(
        label=_("For whom it is"),
        max_length=LONGEST["text"],
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    use_required_attribute = False  # the server says it in a sentence, and keeps the rest
    NAMES = ("title", "minutes", "text")
    kind = "plan"

    @classmethod
    def values_of(cls, plan: ReadyPlan) -> dict:
        return {name: getattr(plan, name) for name in (*cls.NAMES, "version")}

    @property
    def content(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.NAMES}


class NewPlanForm(PlanFields, KeyedForm):
    pass


class PlanForm(PlanFields, VersionedForm):
    pass


class MeetingFields(forms.Form):
    """Which questions are ticked, and beside each its place; one without a place comes last."""

    title = LineField(
        label=_("Name of the meeting"),
        max_length=LONGEST["title"],
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": _("What is this meeting called?")},
    )
    questions = forms.TypedMultipleChoiceField(
        label=_("Questions"),
        coerce=int,
        error_messages={
            "required": _("Tick at least one question."),
            "invalid_choice": _("The guide has changed meanwhile. Please tick again."),
        },
    )
    sections = forms.TypedMultipleChoiceField(
        label=_("To read before"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    text = TextField(
        label=_("Note for facilitators"),
        help_text=_("It comes into the plan with the first step."),
        max_length=LONGEST["text"],
        required=False,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
    )
    use_required_attribute = False
    MOST_PLACES = 999

    def __init__(
        self,
        *args,
        guide: Guide,
        questions: list[Question],
        meeting: ReadyMeeting | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.guide_questions = questions
        self.before = list(meeting.questions) if meeting else []
        self.sections_before = list(meeting.sections) if meeting else []
        self.fields["questions"].choices = [(each.pk, each.text) for each in questions]
        for each in questions:
            self.fields[self._place_of(each.pk)] = self._place_field(each)
        self._offer_sections(guide)

    def _place_field(self, question: Question) -> forms.IntegerField:
        wrong = gettext("The place of a question is a number, such as 1.")
        return forms.IntegerField(
            label=gettext("Place of question %(number)s") % {"number": question.number},
            min_value=1,
            max_value=self.MOST_PLACES,
            required=False,
            initial=self._place_before(question.pk),
            widget=forms.TextInput({"inputmode": "numeric", "size": 2, "maxlength": 3}),
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        )

    def _offer_sections(self, guide: Guide) -> None:
        """Where the text has the headings the guide was written for; elsewhere they stay as they are."""
        if not guide.fits(guide.outline) or len(guide.outline) < 2:
            del self.fields["sections"]
            return
        self.fields["sections"].choices = [
            (number, guide.outline[place]["title"] or gettext("The beginning"))
            for number, place in sorted(numbered(guide.outline).items())
        ]

    @staticmethod
    def _place_of(pk: int) -> str:
        return f"place_{pk}"

    def _place_before(self, pk: int) -> int | None:
        return self.before.index(pk) + 1 if pk in self.before else None

    @classmethod
    def values_of(cls, meeting: ReadyMeeting) -> dict:
        names = ("title", "questions", "sections", "text", "version")
        return {name: getattr(meeting, name) for name in names}

    @property
    def rows(self) -> list[tuple[Question, bool, forms.BoundField]]:
        """Each question with whether it is ticked and the field of its place: as asked, then the rest."""
        ticked = {str(pk) for pk in self["questions"].value() or ()}
        order = {pk: place for place, pk in enumerate(self.before)}
        rows = sorted(self.guide_questions, key=lambda each: order.get(each.pk, len(order)))
        return [(each, str(each.pk) in ticked, self[self._place_of(each.pk)]) for each in rows]

    @property
    def content(self) -> dict:
        data = self.cleaned_data
        return {
            "title": data["title"],
            "questions": self._in_order(),
            "sections": sorted(data.get("sections", self.sections_before)),
            "text": data["text"],
        }

    def _in_order(self) -> list[int]:
        """By their places; of two at one place, the one just put there comes first."""
        ticked = set(self.cleaned_data["questions"])

        def place(pk: int) -> tuple[int, bool]:
            wanted, before = self.cleaned_data[self._place_of(pk)], self._place_before(pk)
            return wanted or self.MOST_PLACES + 1, wanted == before

        return sorted((each.pk for each in self.guide_questions if each.pk in ticked), key=place)


class NewMeetingForm(MeetingFields, KeyedForm):
    pass


class MeetingForm(MeetingFields, VersionedForm):
    pass
