"""What a guide is made of: a question, a name, a dated event."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.guide_files import KINDS, section_pin, spans
from readings.guide_files.pins import spans_line
from readings.guide_files.reading import LONGEST, is_date
from readings.models import Edition, Entry, Question
from readings.people.forms import KeyedForm, MinutesField, VersionedForm

from .guides import LineField, TextField


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
    minutes = MinutesField(
        label=_("Minutes"),
        required=False,
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
