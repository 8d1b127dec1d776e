"""Guides: written by hand, brought as a file, copied, taken from those that come with the app."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.guide_files import KINDS, LARGEST, BadGuide, read, section_pin, spans
from readings.guide_files.pins import spans_line
from readings.guide_files.reading import LONGEST, LONGEST_MEETING, is_date
from readings.guide_files.tidy import tidy_line, tidy_text
from readings.models import Edition, Entry, Guide, Question
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


class PartFields(forms.Form):
    """What a part of a guide is about, cited by paragraphs."""

    paragraphs = LineField(
        label=_("Paragraphs"),
        help_text=_("34, or 34-36, or 34, 40-42"),
        max_length=LONGEST["paragraphs"],
        required=False,
        widget=forms.TextInput({"size": 12, "autocomplete": "off"}),
    )
    use_required_attribute = False  # the server says it in a sentence, and keeps the rest

    def __init__(self, *args, edition: Edition | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.edition = edition

    def clean_paragraphs(self) -> str:
        written = self.cleaned_data["paragraphs"]
        if not written:
            return ""
        found = spans(written)
        if not found:
            raise forms.ValidationError(gettext("Write numbers: 34, or 34-36, or 34, 40-42."))
        return spans_line(found)


class QuestionFields(PartFields):
    kind = forms.ChoiceField(label=_("Kind"), widget=forms.RadioSelect)
    text = LineField(
        label=_("Question"),
        max_length=LONGEST["question"],
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
        error_messages={"required": _("What do you ask?")},
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST_MEETING,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 3, "maxlength": 4}),
        error_messages={
            "invalid": _("How many minutes? Write a number, such as 10."),
            "min_value": _("A question takes at least one minute."),
            "max_value": _("A question takes a day at most."),
        },
    )
    section = forms.ChoiceField(label=_("About a section"), required=False)
    note = TextField(
        label=_("Note for facilitators"),
        help_text=_("What usually comes up, what to ask next, which paragraph to go back to."),
        max_length=LONGEST["note"],
        required=False,
        widget=forms.Textarea({"rows": 5, "dir": "auto"}),
    )
    field_order = ["text", "kind", "section", "paragraphs", "minutes", "note"]
    LOST = "lost"  # a section that is not in today's version: it stays written down

    def __init__(self, *args, question: Question | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.outline = self.edition.text.outline if self.edition else []
        self.fields["kind"].choices = [
            (kind, f"{Question.Kind(kind).label.capitalize()}. {Question.SENTENCES[kind]}")
            for kind in KINDS
        ]
        choices = [("", gettext("none in particular"))]
        if self._section_is_lost:
            sentence = gettext("heading %(number)s, not found in this text")
            choices.append((self.LOST, sentence % {"number": question.section}))
        choices += [
            (str(i), s["title"] or gettext("The beginning")) for i, s in enumerate(self.outline)
        ]
        self.fields["section"].choices = choices

    @property
    def _section_is_lost(self) -> bool:
        question = self.question
        return bool(question and question.section is not None and question.section_place is None)

    @classmethod
    def values_of(cls, question: Question) -> dict:
        """`question` comes from `with_places`."""
        place = question.section_place if question.section is not None else None
        lost = cls.LOST if question.section is not None else ""
        names = ["kind", "text", "minutes", "paragraphs", "note", "version"]
        return {name: getattr(question, name) for name in names} | {
            "section": lost if place is None else str(place)
        }

    def clean(self) -> dict:
        data = super().clean()
        section = data.get("section")
        data["pin"] = (None, "")
        if section == self.LOST:
            data["pin"] = (self.question.section, self.question.section_hash)
        elif section:
            data["pin"] = section_pin(self.outline, int(section))
        data["span"] = self._span(data.get("paragraphs"))
        return data

    def _span(self, paragraphs: str | None) -> tuple[int, int] | None:
        """Where they stand; as they stood if they are cited as before."""
        if not paragraphs or (self.question and paragraphs == self.question.paragraphs):
            return None
        cited = spans(paragraphs)
        numbers = {number for span in cited for number in span}
        blocks = self.edition.blocks.filter(number__in=numbers) if self.edition else ()
        block_of = {block.number: block for block in blocks}
        if missing := sorted(numbers - block_of.keys()):
            self.add_error("paragraphs", self._no_paragraph(missing[0]))
            return None
        first, last = cited[0]
        return block_of[first].start, block_of[last].end

    def _no_paragraph(self, number: int) -> str:
        last = self.edition.text.last_number if self.edition else 0
        if not last:
            return gettext("This text has no numbered paragraphs.")
        return gettext("There is no ¶ %(number)s: the text ends with ¶ %(last)s.") % {
            "number": number,
            "last": last,
        }

    @property
    def content(self) -> dict:
        data = self.cleaned_data
        section, section_hash = data["pin"]
        return {name: data[name] for name in ("kind", "text", "minutes", "paragraphs", "note")} | {
            "section": section,
            "section_hash": section_hash,
            "span": data["span"],
        }


class NewQuestionForm(QuestionFields, KeyedForm):
    pass


class QuestionForm(QuestionFields, VersionedForm):
    pass


class EntryFields(PartFields):
    title = LineField(max_length=LONGEST["title"], widget=forms.TextInput({"dir": "auto"}))
    text = TextField(
        label=_("In your words"),
        max_length=LONGEST["text"],
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write a few words first.")},
    )
    field_order = ["title", "paragraphs", "text"]

    def __init__(self, *args, kind: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        title = self.fields["title"]
        if kind == Entry.Kind.EVENT:
            title.label, title.help_text = (
                gettext("Date"),
                gettext("1936, or 1936-07, or 1936-07-17"),
            )
            title.error_messages["required"] = gettext("When was it?")
        else:
            title.label = gettext("Name")
            title.error_messages["required"] = gettext("Who or what is it?")

    @classmethod
    def values_of(cls, entry: Entry) -> dict:
        return {name: getattr(entry, name) for name in ("title", "paragraphs", "text", "version")}

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if self.kind == Entry.Kind.EVENT and not is_date(title):
            raise forms.ValidationError(
                gettext("Write a date as 1936, as 1936-07 or as 1936-07-17.")
            )
        return title

    @property
    def content(self) -> dict:
        names = ("title", "paragraphs", "text")
        return {"kind": self.kind} | {name: self.cleaned_data[name] for name in names}


class NewEntryForm(EntryFields, KeyedForm):
    pass


class EntryForm(EntryFields, VersionedForm):
    pass


class MovePartForm(forms.Form):
    after = forms.IntegerField(min_value=0)  # the one before it, by id; 0: first
