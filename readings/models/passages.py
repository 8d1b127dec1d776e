"""Passages: stretches of an edition that something is pinned to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from readings.people.statements import insert
from readings.stored import stored_text

from .editions import Block, Edition, EditionText
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
        passage, placement = cls.find(edition, start, end, exact)
        insert(passage, placement)
        return passage

    @classmethod
    def find(
        cls, edition: Edition, start: int, end: int, exact: str | None = None
    ) -> tuple[Passage, Placement]:
        """The rows that pin these words, still to be written. Raises WordsMoved."""
        text = stored_text(edition.pk)
        if not 0 <= start < end <= len(text) or (exact is not None and text[start:end] != exact):
            raise WordsMoved
        passage = cls._of(edition, text, start, end)
        return passage, passage._placement()

    @classmethod
    def pin_all(cls, edition: Edition, spans: list[tuple[int, int]]) -> list[Passage]:
        """A passage for each of these stretches, which the edition has; three queries for any many."""
        text = stored_text(edition.pk)
        passages = cls.objects.bulk_create(cls._of(edition, text, *span) for span in spans)
        Placement.objects.bulk_create(passage._placement() for passage in passages)
        return passages

    @classmethod
    def _of(cls, edition: Edition, text: str, start: int, end: int) -> Passage:
        return cls(
            reading_id=edition.reading_id,
            origin=edition,
            start=start,
            end=end,
            exact=text[start:end],
            prefix=text[max(0, start - CONTEXT) : start],
            suffix=text[end : end + CONTEXT],
        )

    def _placement(self) -> Placement:
        """Where it stands in the edition it was made on."""
        return Placement(passage=self, edition=self.origin, start=self.start, end=self.end)


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> PlacementQuerySet:
        """In one's own circles' texts: what circles pinned to a text of the site is not for editors."""
        return self.filter(passage__reading__circle_id__in=viewer.facilitated_circle_ids)

    def lost_in(self, edition: Edition) -> PlacementQuerySet:
        """Of passages whose words went with this edition."""
        return self.filter(edition=edition, status=Placement.Status.REMOVED)


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

    objects = PlacementQuerySet.as_manager()

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
        # What touches some words begins anywhere before their end: the index itself says where it ends.
        indexes = [models.Index(fields=["edition", "start", "end"], name="placement_at_words")]

    def __str__(self) -> str:
        return f"{self.passage_id} in {self.edition_id}"


def carry_passages(edition: Edition) -> None:
    """Place the passages of a text in its new edition: on their own words, else nowhere.

    An edition comes from the one before by review, which leaves each block at its position: a block
    that says the same there is the same block. Where a passage stood last decides.
    """
    last: dict[int, Placement] = {}
    placed = Placement.objects.filter(passage__reading_id=edition.reading_id, start__isnull=False)
    for placement in placed.exclude(edition=edition).order_by("edition__number"):
        last[placement.passage_id] = placement
    by_edition: dict[int, list[Placement]] = defaultdict(list)
    for placement in last.values():
        by_edition[placement.edition_id].append(placement)
    for edition_id, placements in by_edition.items():
        move = Move(edition_id, edition.pk)
        Placement.objects.bulk_create(
            Placement(passage_id=old.passage_id, edition=edition, **move.place(old.start, old.end))
            for old in placements
        )


class Move:
    """Where the words of one edition stand in another."""

    def __init__(self, old: int, new: int) -> None:
        texts = dict(
            EditionText.objects.filter(edition__in=(old, new)).values_list("edition_id", "text")
        )
        self.old_text, self.new_text = texts[old], texts[new]
        self.blocks = self._blocks(old)
        self.starts = [block.start for block in self.blocks]
        self.ends = [block.end for block in self.blocks]
        self.now = {block.position: block for block in self._blocks(new)}

    def place(self, start: int, end: int) -> dict:
        """The fields of a placement. Words between two blocks count: all must still stand together."""
        first = self.blocks[bisect_right(self.starts, start) - 1]
        last = self.blocks[bisect_left(self.ends, end)]
        if first.position in self.now and last.position in self.now:
            new_start = start - first.start + self.now[first.position].start
            new_end = end - last.start + self.now[last.position].start
            if new_start < new_end and self.new_text[new_start:new_end] == self.old_text[start:end]:
                return {"start": new_start, "end": new_end}
        return {"status": Placement.Status.REMOVED}

    @staticmethod
    def _blocks(edition: int) -> list[Block]:
        blocks = Block.objects.filter(edition=edition, start__isnull=False)
        return list(blocks.only("position", "start", "end").order_by("position"))
