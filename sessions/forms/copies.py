"""A session again: when, where, in which circle."""

from __future__ import annotations

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from readings.people.forms import KeyedForm
from readings.people.models import Circle
from sessions.models import StudySession
from sessions.models.copies import is_there

from .meetings import WhenAndWhere

WEEK = timedelta(days=7)


class CopyForm(KeyedForm, WhenAndWhere):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("What shall the session be called?")},
    )
    circle = forms.ModelChoiceField(
        Circle.objects.none(), label=gettext_lazy("Circle"), empty_label=None
    )
    with_notes = forms.BooleanField(
        label=gettext_lazy("Copy the notes for facilitators, too"),
        required=False,
        help_text=gettext_lazy("Facilitators of the circle you choose will read them."),
    )
    field_order = ["key", "circle", "title"]

    def __init__(self, *args, source: StudySession, circles: list[Circle], **kwargs) -> None:
        """`circles`: those this person facilitates."""
        super().__init__(*args, **kwargs)
        self.source = source
        self.fields["circle"].queryset = Circle.objects.filter(pk__in=[c.pk for c in circles])
        self.fields["circle"].choices = [(circle.pk, self._name(circle)) for circle in circles]
        self.initial |= self._suggestion()

    @property
    def reading(self):
        return self.source.assigned.reading if self.source.assigned else None

    def _name(self, circle: Circle) -> str:
        if self.reading and not is_there(self.reading, circle):
            return _("%(circle)s (without the text, which that circle does not have)") % {
                "circle": circle
            }
        return str(circle)

    def _suggestion(self) -> dict:
        """The same day of the week and the same hour, next time."""
        begins = self.source.starts_at.astimezone(self.source.zone)
        day = begins.date() + WEEK
        while day <= timezone.localdate(timezone=self.source.zone):
            day += WEEK
        return {
            "circle": self.source.circle_id,
            "title": self.source.title,
            "day": day,
            "time": begins.time(),
            "minutes": self.source.minutes,
            "place": self.source.place,
            "call_url": self.source.call_url,
            "with_notes": True,
        }
