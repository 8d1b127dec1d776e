"""Passages: stretches of an edition that something is pinned to."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .editions import Edition
from .library import Reading

CONTEXT = 32  # characters of prefix and suffix, as W3C TextQuoteSelector keeps them


class WordsMoved(ValueError):
    """The words at these offsets are not the words that were selected."""


class Passage(models.Model):
    """One per pinned thing, never shared, never changed: choosing other words makes a new one.

    Offsets are code points of the canonical text of the edition it was made on.
    """

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="+")
    origin = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exact = models.TextField()
    prefix = models.CharField(max_length=CONTEXT, blank=True)
    suffix = models.CharField(max_length=CONTEXT, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.exact[:60]

    @classmethod
    def pin(cls, edition: Edition, start: int, end: int, exact: str | None = None) -> Passage:
        """Pin these words of a published edition. Raises WordsMoved if they are not there."""
        text = edition.text.text
        if not 0 <= start < end <= len(text) or (exact is not None and text[start:end] != exact):
            raise WordsMoved
        passage = cls.objects.create(
            reading_id=edition.reading_id,
            origin=edition,
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )
        Placement.objects.create(passage=passage, edition=edition, start=start, end=end)
        return passage


class Placement(models.Model):
    """Where a passage stands in one edition."""

    class Status(models.TextChoices):
        SAME = "same", _("same words")
        EDITED = "edited", _("edited")
        MOVED = "moved", _("moved")
        REMOVED = "removed", _("removed")

    passage = models.ForeignKey(Passage, models.CASCADE, related_name="placements")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.SAME)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["passage", "edition"], name="one_placement_per_edition"
            ),
            models.CheckConstraint(
                condition=Q(status="removed", start=None, end=None)
                | (~Q(status="removed") & Q(start__lt=F("end"))),
                name="removed_means_no_range",
            ),
        ]
        indexes = [models.Index(fields=["edition", "start"], name="placement_on_the_page")]

    def __str__(self) -> str:
        return f"{self.passage_id} in {self.edition_id}"
