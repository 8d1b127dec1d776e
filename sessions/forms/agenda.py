"""The steps of a plan."""

from __future__ import annotations

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readings.models import Edition
from readings.people.forms import KeyedForm, LinesField, MinutesField, VersionedForm
from sessions.models import AgendaItem, Gate
from sessions.models.prompts import LONGEST_QUESTION
from sessions.starters import EMPTY, MORE, SHAPES, Shape

LONGEST_NOTE = 5000
# "34", "¶ 34", "34-36", "34 to 36"
PARAGRAPHS = re.compile(r"¶*\s*(\d{1,6})(?:\s*(?:[-–—]|to|à)\s*¶*\s*(\d{1,6}))?", re.IGNORECASE)


def point_at_slots(form: forms.Form) -> None:
    """What a save has to say appears in a slot beside each field: it is read out with the field."""
    for name, field in form.fields.items():
        bound = form[name]
        ids = [f"{bound.auto_id}-slot", *([f"{bound.auto_id}_helptext"] if field.help_text else [])]
        if bound.auto_id and not field.widget.is_hidden:
            field.widget.attrs["aria-describedby"] = " ".join(ids)


class StepForm(VersionedForm):
    """One step. The passage is a section of the outline, or paragraphs by their numbers."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("What is this step called?")},
    )
    minutes = MinutesField(
        label=gettext_lazy("Minutes"),
        error_messages={
            "required": gettext_lazy("How many minutes?"),
            "invalid": gettext_lazy("How many minutes? Write a number, such as 10."),
            "min_value": gettext_lazy("A step takes at least one minute."),
            "max_value": gettext_lazy("A step takes a day at most."),
        },
    )
    question = LinesField(
        label=gettext_lazy("Question"),
        max_length=LONGEST_QUESTION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    beforehand = forms.BooleanField(
        label=gettext_lazy("Ask it before the meeting too"), required=False
    )
    gate = forms.ChoiceField(
        label=gettext_lazy("Others’ answers show"),
        choices=[
            ("", gettext_lazy("as usual: at once; asked beforehand, only after one’s own")),
            *Gate.choices,
        ],
        required=False,
        help_text=gettext_lazy("Facilitators see every answer at once."),
    )
    section = forms.TypedChoiceField(
        label=gettext_lazy("About a section"), coerce=int, empty_value=None, required=False
    )
    paragraphs = forms.CharField(
        label=gettext_lazy("or paragraphs"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"size": 8}),
        help_text=gettext_lazy("34, or 34-36"),
    )
    note = LinesField(
        label=gettext_lazy("Note for facilitators"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)  # someone took it out
    use_required_attribute = False

    def __init__(self, *args, edition: Edition | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        point_at_slots(self)
        self.edition = edition
        self.outline = edition.text.outline if edition else []
        if not edition:
            del self.fields["section"], self.fields["paragraphs"]
            return
        self.fields["section"].choices = [
            ("", _("none in particular")),
            *((place, section_name(section)) for place, section in enumerate(self.outline)),
        ]

    is_stale = False  # someone else saved this step since it was read
    is_gone = False  # or took it out

    @property
    def opens(self) -> bool:
        """Whether something that is folded away has to be seen."""
        return self.is_gone or bool(set(self.errors) - {"title", "minutes"})

    @classmethod
    def of(cls, step: AgendaItem, edition: Edition | None, data=None) -> StepForm:
        form = cls(
            data,
            initial=cls.values_of(step, edition) if data is None else None,
            edition=edition,
            auto_id=f"step-{step.pk}-%s",
        )
        form.step_pk = step.pk
        return form

    @classmethod
    def values_of(cls, step: AgendaItem, edition: Edition | None) -> dict:
        """What the step holds, as the form shows it; `step` comes from `steps_with_all`."""
        return {
            "version": step.version,
            "title": step.title,
            "minutes": step.minutes,
            "question": step.prompt.text if step.prompt else "",
            "beforehand": bool(step.prompt and step.prompt.beforehand),
            "gate": step.prompt.gate if step.prompt else "",
            "note": step.note.body if step.note else "",
            **_place_of(step.excerpt, edition),
        }

    def clean_paragraphs(self) -> str:
        paragraphs = self.cleaned_data["paragraphs"].strip()
        if paragraphs and not PARAGRAPHS.fullmatch(paragraphs):
            raise forms.ValidationError(_("Write a number, or two: 34, or 34-36."))
        return paragraphs

    def clean(self) -> dict:
        data = super().clean()
        section, paragraphs = data.get("section"), data.get("paragraphs")
        data["span"] = None
        if section is not None and paragraphs:
            self.add_error("paragraphs", _("A section or paragraphs: choose one of the two."))
        elif section is not None:
            data["span"] = (self.outline[section]["start"], self.outline[section]["end"])
        elif paragraphs:
            data["span"] = self._span_of(paragraphs)
        return data

    def content(self) -> dict:
        """What a step is written from."""
        names = ["title", "minutes", "question", "beforehand", "gate", "note", "span"]
        return {name: self.cleaned_data[name] for name in names}

    def _span_of(self, paragraphs: str) -> tuple[int, int] | None:
        first, last = PARAGRAPHS.fullmatch(paragraphs).groups()
        numbers = sorted({int(first), int(last or first)})
        blocks = {block.number: block for block in self.edition.blocks.filter(number__in=numbers)}
        if missing := [number for number in numbers if number not in blocks]:
            self.add_error("paragraphs", self._no_paragraph(missing[-1]))
            return None
        return blocks[numbers[0]].start, blocks[numbers[-1]].end

    def _no_paragraph(self, number: int) -> str:
        last = self.edition.text.last_number
        if not last:
            return _("This text has no numbered paragraphs.")
        return _("There is no ¶ %(number)s: the text ends with ¶ %(last)s.") % {
            "number": number,
            "last": last,
        }


def section_name(section: dict) -> str:
    return section["title"] or _("The beginning")


def _place_of(excerpt, edition: Edition | None) -> dict:
    if excerpt is None:
        return {"section": "", "paragraphs": ""}
    for place, section in enumerate(edition.text.outline):
        if (section["start"], section["end"]) == (excerpt.start, excerpt.end):
            return {"section": place, "paragraphs": ""}
    numbers = excerpt.numbers
    if not numbers:
        return {"section": "", "paragraphs": ""}
    is_one = numbers[0] == numbers[-1]
    return {
        "section": "",
        "paragraphs": str(numbers[0]) if is_one else f"{numbers[0]}-{numbers[-1]}",
    }


class AddStepForm(KeyedForm):
    starter = forms.ChoiceField(choices=[(step.name, step.title) for step in [EMPTY, *MORE]])


class FillForm(KeyedForm):
    shape = forms.ChoiceField(choices=[(shape.name, shape.title) for shape in SHAPES])

    @property
    def chosen(self) -> Shape:
        return next(shape for shape in SHAPES if shape.name == self.cleaned_data["shape"])


class MoveForm(forms.Form):
    after = forms.IntegerField(min_value=0)  # the step before it, by id; 0: first


class ChangeForm(forms.Form):
    change = forms.IntegerField(min_value=1)  # the change of the plan to undo, or to do again
