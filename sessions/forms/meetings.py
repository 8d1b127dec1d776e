"""Planning a session: what to read, when, where."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readings.forms import TextForm as NewTextForm
from readings.forms.adding import EXAMPLE_TITLE
from readings.models import Reading
from readings.people.forms import KeyedForm, LinesField, MinutesField, VersionedForm
from readings.people.models import Circle
from sessions.models import Gate, StudySession
from sessions.starters import SHAPES, USUAL_MINUTES

from .agenda import point_at_slots

TUESDAY = 1
USUAL_TIME = "19:00"
YEARS = range(1900, 3000)
LONGEST_PREPARATION = 2000


def next_tuesday(zone: ZoneInfo) -> date:
    """The coming one; on a Tuesday, that of next week."""
    today = timezone.localdate(timezone=zone)
    return today + timedelta(days=(TUESDAY - today.weekday() - 1) % 7 + 1)


class WhenAndWhere(forms.Form):
    """The fields a meeting is made of; `starts_at` comes out in the zone of the circle."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=gettext_lazy("Time"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    minutes = MinutesField(
        label=gettext_lazy("Minutes"),
        error_messages={
            "min_value": gettext_lazy("A meeting takes at least one minute."),
            "max_value": gettext_lazy("A meeting takes a day at most."),
            "invalid": gettext_lazy("How many minutes? Write a number, such as 90."),
        },
    )
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    call_url = forms.URLField(
        label=gettext_lazy("Call link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocapitalize": "none"}),
        help_text=gettext_lazy("If you meet by video or phone, too."),
        error_messages={"invalid": gettext_lazy("A call link begins with https://")},
    )
    use_required_attribute = False  # the server says it in a sentence, and keeps the rest

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        call_url = self.fields["call_url"]
        call_url.validators = [
            validator
            for validator in call_url.validators
            if not isinstance(validator, URLValidator)
        ] + [URLValidator(schemes=["http", "https"], message=call_url.error_messages["invalid"])]

    def clean_day(self) -> date:
        """No clock of the world may leave what Python and browsers count as years."""
        day = self.cleaned_data["day"]
        if day.year not in YEARS:
            raise forms.ValidationError(_("Which year is that? Please write it with four digits."))
        return day

    def details(self, zone: ZoneInfo) -> dict:
        """What StudySession keeps of these."""
        data = self.cleaned_data
        return {
            "starts_at": datetime.combine(data["day"], data["time"], tzinfo=zone),
            "minutes": data["minutes"],
            "place": data["place"],
            "call_url": data["call_url"],
        }


class DetailsForm(VersionedForm, WhenAndWhere):
    """The top of the plan. `version` is the session's as it was read."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("What shall the session be called?")},
    )
    preparation = LinesField(
        label=gettext_lazy("How to prepare"),
        max_length=LONGEST_PREPARATION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Members see it above what to read."),
    )
    gate = forms.ChoiceField(
        label=gettext_lazy("What others write in the text shows"),
        choices=Gate.choices,
        required=False,
        help_text=gettext_lazy("Facilitators see every shared note at once."),
    )
    field_order = ["version", "title"]
    current = None  # the session as someone else saved it meanwhile

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        point_at_slots(self)

    @classmethod
    def values_of(cls, study_session: StudySession) -> dict:
        starts_at = study_session.starts_at.astimezone(study_session.zone)
        return {
            "version": study_session.version,
            "title": study_session.title,
            "day": starts_at.date(),
            "time": starts_at.time(),
            "minutes": study_session.minutes,
            "place": study_session.place,
            "call_url": study_session.call_url,
            "preparation": study_session.preparation,
            "gate": study_session.gate,
        }

    @classmethod
    def bound_to(cls, study_session: StudySession) -> DetailsForm:
        """As if it had just been sent, to say something about it."""
        form = cls(cls.values_of(study_session), auto_id="details-%s")
        form.full_clean()
        return form

    def details(self, zone: ZoneInfo) -> dict:
        own = {name: self.cleaned_data[name] for name in ("title", "preparation")}
        if gate := self.cleaned_data["gate"]:  # a page from before there were gates does not say
            own["gate"] = gate
        return super().details(zone) | own


class SourceForm(KeyedForm, NewTextForm):
    """What will you read? A text of the library, a new one, the example, or none for now."""

    class Source:
        LIBRARY, NEW, EXAMPLE, LATER = "library", "new", "example", "later"

    source = forms.ChoiceField(label=gettext_lazy("What will you read?"), widget=forms.RadioSelect)
    reading = forms.ModelChoiceField(
        Reading.objects.none(),
        label=gettext_lazy("Text from the library"),
        required=False,
        empty_label=gettext_lazy("Choose a text"),
    )
    field_order = ["key", "circle", "source", "reading", "text", "file"]
    may_wait = True

    def __init__(self, *args, readings, **kwargs) -> None:
        """`readings`: what this person may choose from."""
        super().__init__(*args, **kwargs)
        self.readings = list(readings)
        self.fields["text"].widget.attrs["rows"] = 8
        self.fields["reading"].queryset = readings
        self.fields["reading"].choices = [
            ("", self.fields["reading"].empty_label),
            *((reading.pk, str(reading)) for reading in self.readings),
        ]
        source = self.Source
        self.fields["source"].choices = [
            *([(source.LIBRARY, _("A text from the library"))] if self.readings else []),
            (source.NEW, _("A new text: paste it, or choose a file")),
            (source.EXAMPLE, _("The short example text, to look around")),
            *([(source.LATER, _("I will choose a text later"))] if self.may_wait else []),
        ]
        self.initial.setdefault("source", source.NEW)

    def circle_of_reading(self) -> Circle | None:
        raise NotImplementedError

    @property
    def text_title(self) -> str:
        if self.cleaned_data["source"] == self.Source.EXAMPLE:
            return EXAMPLE_TITLE
        reading = self.text_source.get("reading")
        return reading.title if reading else ""

    @property
    def text_source(self) -> dict:
        """As the commands take it: a reading, or the bytes of a new one and their name."""
        data = self.cleaned_data
        if data["source"] == self.Source.LIBRARY:
            return {"reading": data["reading"]}
        if data["source"] == self.Source.LATER:
            return {}
        title = EXAMPLE_TITLE if data["source"] == self.Source.EXAMPLE else ""
        return {"data": data["data"], "name": data["name"], "reading_title": title}

    def clean(self) -> dict:
        data = self.cleaned_data
        source = data.get("source")
        if source in (self.Source.NEW, self.Source.EXAMPLE):
            data["example"] = source == self.Source.EXAMPLE
            return super().clean()
        for name in ("text", "file"):
            self.errors.pop(name, None)
        if source == self.Source.LIBRARY and "reading" not in self.errors:
            self._clean_reading(data.get("reading"))
        return data

    def _clean_reading(self, reading: Reading | None) -> None:
        circle = self.circle_of_reading()
        if not reading:
            self.add_error("reading", _("Which text? Choose one."))
        elif circle and reading.circle_id not in (None, circle.pk):
            self.add_error("reading", _("This text belongs to another circle."))


class NewSessionForm(SourceForm, WhenAndWhere):
    """What will you read, and when?"""

    circle = forms.ModelChoiceField(
        Circle.objects.none(), label=gettext_lazy("Circle"), empty_label=None
    )

    shape = forms.ChoiceField(
        label=gettext_lazy("How long, and in which shape?"),
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args, circles: list[Circle], **kwargs) -> None:
        """`circles`: those this person facilitates."""
        super().__init__(*args, **kwargs)
        self.fields["shape"].choices = [
            *((shape.name, shape.title) for shape in SHAPES),
            ("", _("Another length")),
        ]
        self.fields["minutes"].required = False
        self.circles = circles
        self.fields["circle"].queryset = Circle.objects.filter(pk__in=[c.pk for c in circles])
        self.fields["circle"].choices = [(circle.pk, circle.name) for circle in circles]
        if len(circles) == 1:
            del self.fields["circle"]

    def suggest(self, reading_pk: str) -> None:
        """What a fresh form says: the reading it was asked for, next Tuesday at seven."""
        reading = next((each for each in self.readings if str(each.pk) == reading_pk), None)
        own = (c for c in self.circles if reading and c.pk == reading.circle_id)
        circle = next(own, self.circles[0])
        self.initial |= {
            "circle": circle.pk,
            "source": self.Source.LIBRARY if reading else self.Source.NEW,
            "reading": reading and reading.pk,
            "day": next_tuesday(ZoneInfo(circle.timezone)),
            "time": USUAL_TIME,
            "shape": str(USUAL_MINUTES),
            "minutes": USUAL_MINUTES,
        }

    def clean(self) -> dict:
        data = super().clean()
        if data.get("shape"):
            self.errors.pop("minutes", None)
            data["minutes"] = int(data["shape"])
        elif not data.get("minutes") and "minutes" not in self.errors:
            self.add_error("minutes", _("How many minutes?"))
        return data

    @property
    def for_circle(self) -> Circle:
        return self.circles[0] if len(self.circles) == 1 else self.cleaned_data["circle"]

    def circle_of_reading(self) -> Circle | None:
        return None if "circle" in self.errors else self.for_circle


class TextChoiceForm(SourceForm):
    """The text of a session that has none yet, or another one."""

    may_wait = False

    def __init__(self, *args, circle: Circle, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.circle = circle
        if self.readings:
            self.initial["source"] = self.Source.LIBRARY

    def circle_of_reading(self) -> Circle:
        return self.circle


class SectionsForm(VersionedForm):
    sections = forms.TypedMultipleChoiceField(
        coerce=int,
        error_messages={"required": gettext_lazy("Leave at least one section ticked.")},
    )

    def __init__(self, *args, outline: list[dict], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = [(place, place) for place in range(len(outline))]
