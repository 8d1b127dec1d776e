"""What a session reads: a text, the sections of it that are set, and the edition it stays with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Q

from readings.models import Edition, Reading
from readings.people.compiled import compiled
from readings.people.models import Stale
from readings.text import reading_minutes

if TYPE_CHECKING:
    from .meetings import StudySession


class AssignedReadingQuerySet(models.QuerySet):
    def on_edition(self, edition: Edition) -> AssignedReadingQuerySet:
        """What is read in this edition: the one it began with, else the current one."""
        current = Q(fixed_edition=None, reading__edition=edition)
        return self.filter(Q(fixed_edition=edition) | current)

    def with_page(self) -> AssignedReadingQuerySet:
        """With reading and edition, and the rendered page of the text."""
        texts = ("reading__edition__text", "fixed_edition__text")
        return self.select_related(*texts).defer(*(f"{text}__text" for text in texts))

    def with_outline(self) -> AssignedReadingQuerySet:
        """With reading, edition and outline, without the text itself."""
        return self.select_related("reading__edition__text", "fixed_edition__text").defer(
            "reading__edition__text__text",
            "reading__edition__text__html",
            "fixed_edition__text__text",
            "fixed_edition__text__html",
        )


class AssignedReading(models.Model):
    """What a session reads. RESTRICT, since PROTECT would also stop deleting a whole circle."""

    study_session = models.ForeignKey(
        "StudySession", models.CASCADE, related_name="assigned_readings"
    )
    reading = models.ForeignKey(Reading, models.RESTRICT, related_name="+")
    position = models.PositiveIntegerField(default=0)
    sections = ArrayField(models.PositiveIntegerField(), default=list, blank=True)
    """Places in the outline of the sections that are set to read; empty means all of it."""
    fixed_edition = models.ForeignKey(
        Edition, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)  # of the sections

    objects = AssignedReadingQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["study_session", "reading"], name="a_reading_is_assigned_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id} for {self.study_session_id}"

    @property
    def edition(self) -> Edition | None:
        """The current edition until the session runs, then the one it began with."""
        return self.fixed_edition or self.reading.edition

    @transaction.atomic
    def set_to(self, sections: list[int], *, version: int) -> None:
        """Set these sections to read; all of them is written as none. Raises Stale if others were set
        since this version was read."""
        wanted = [] if len(sections) == len(self.outline) else sorted(sections)
        self.study_session.hold()
        current = AssignedReading.objects.get(pk=self.pk)
        self.sections, self.version = current.sections, current.version
        if wanted == self.sections:
            return
        if self.version != version:
            raise Stale(current)
        self.rewrite(wanted)
        self.study_session.tell_of_plan()

    def rewrite(self, sections: list[int]) -> None:
        """Set these, whatever was set before."""
        self.sections, self.version = sections, self.version + 1
        self.save(update_fields=["sections", "version"])

    def fix_edition(self) -> None:
        if self.fixed_edition_id is None:
            self.fixed_edition_id = self.reading.edition_id
            self.save(update_fields=["fixed_edition"])

    @property
    def outline(self) -> list[dict]:
        return self.edition.text.outline if self.edition else []

    def sets(self, place: int) -> bool:
        """Whether the section at this place of the outline is set to read."""
        return not self.sections or place in self.sections

    @property
    def begins_at(self) -> dict | None:
        """The section one begins with, where others stand before it."""
        first = next(iter(self.set_sections), None)
        return first if first and first != self.outline[0] else None

    @property
    def set_sections(self) -> list[dict]:
        """The sections set to read, in order."""
        return [section for place, section in enumerate(self.outline) if self.sets(place)]

    @property
    def words(self) -> int:
        return sum(section["words"] for section in self.set_sections)

    @property
    def minutes(self) -> int:
        """How long the set sections take to read."""
        return reading_minutes(self.words)


@compiled
def reads(study_session: StudySession, edition: Edition) -> models.QuerySet:
    """Something, if this is an edition that the session reads."""
    rows = AssignedReading.objects.on_edition(edition).filter(study_session=study_session)
    return rows.values_list("pk")


@compiled
def assigned_to(study_session: StudySession) -> AssignedReadingQuerySet:
    """What a session reads, the first of it, with the outline."""
    return AssignedReading.objects.filter(study_session=study_session).with_outline()[:1]
