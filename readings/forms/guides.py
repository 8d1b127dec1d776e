"""Guides: written by hand, brought as a file, copied, taken from those that come with the app."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.guide_files import LARGEST, BadGuide, read
from readings.guide_files.reading import LONGEST
from readings.guide_files.tidy import tidy_line, tidy_text
from readings.models import Guide
from readings.people.forms import KeyedForm, LinesField, VersionedForm
from readings.people.models import Circle

from .reviewing import languages


class LineField(forms.CharField):
    """Words on one line, as a guide's file has them."""

    def to_python(self, value) -> str:
        return tidy_line(super().to_python(value))


class TextField(LinesField):
    """Paragraphs, as a guide's file has them."""

    def to_python(self, value) -> str:
        return tidy_text(super().to_python(value))


class GuideFields(forms.Form):
    title = LineField(
        label=_("Title"),
        max_length=LONGEST["title"],
        widget=forms.TextInput({"dir": "auto"}),
        error_messages={"required": _("What is this guide called?")},
    )
    intro = TextField(
        label=_("What this guide is for"),
        help_text=_("For whom, for how long an evening, what to keep an eye on."),
        max_length=LONGEST["text"],
        required=False,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if own := self.initial.get("language"):
            known = dict(self.fields["language"].choices)
            self.fields["language"].choices = [
                *known.items(),
                *([] if own in known else [(own, own)]),
            ]


class CircleForm(KeyedForm):
    """What is made belongs to a circle, or to the site; it is asked for only where there is a choice."""

    circle = forms.ModelChoiceField(
        label=_("For which circle?"), queryset=Circle.objects.none(), empty_label=None
    )

    def __init__(self, *args, circles: list[Circle], for_site: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["circle"]
        field.queryset = Circle.objects.filter(pk__in=[circle.pk for circle in circles])
        field.required = not for_site
        field.choices = [
            *((circle.pk, circle.name) for circle in circles),
            *([("", _("For everyone on this site"))] if for_site else []),
        ]
        if len(field.choices) == 1:
            field.widget = forms.HiddenInput()
        if circles:
            self.initial.setdefault("circle", circles[0].pk)


class NewGuideForm(GuideFields, CircleForm):
    field_order = ["title", "intro", "language", "circle"]


class GuideForm(GuideFields, VersionedForm):
    authors = LineField(
        label=_("Authors"),
        max_length=LONGEST["title"],
        required=False,
        widget=forms.TextInput({"dir": "auto"}),
    )
    licence = LineField(
        label=_("Licence"),
        help_text=_("Under which terms it may be shared, if you know."),
        max_length=LONGEST["licence"],
        required=False,
    )
    names = ["title", "intro", "language", "authors", "licence"]

    @classmethod
    def values_of(cls, guide: Guide) -> dict:
        return {name: getattr(guide, name) for name in [*cls.names, "version"]}

    @property
    def details(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}


class CopyGuideForm(CircleForm):
    pass


class UploadGuideForm(CircleForm):
    """Cleaned, it has the `guide` that the file holds."""

    file = forms.FileField(
        label=_("A guide as a file"),
        help_text=_("Markdown (.md), up to 500 kB."),
        allow_empty_file=True,  # "There are no words in this file" says it better
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt"}),
        error_messages={"required": _("Please choose a file.")},
    )
    field_order = ["file", "circle"]
    most_bytes = LARGEST
    too_large = _("This file is larger than 500 kB, the most we can read as a guide.")

    def clean_file(self):
        file = self.cleaned_data["file"]
        try:
            self.cleaned_data["guide"] = read(file.read(LARGEST + 1))
        except BadGuide as bad:
            raise forms.ValidationError(sentence_of(bad)) from None
        return file


def sentence_of(bad: BadGuide) -> str:
    """What is wrong with the file, and in which line."""
    reason = gettext(bad.sentence) % bad.values
    if not bad.line:
        return reason
    return gettext("Line %(line)s: %(reason)s") % {"line": bad.line, "reason": reason}


class TakeGuideForm(CircleForm):
    """One of the guides that come with the app."""

    name = forms.ChoiceField(widget=forms.HiddenInput)

    def __init__(self, *args, names, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [(name, name) for name in names]
