"""Readings and their editions. An edition that was published never changes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import Circle, User
from readings.rendering import render
from readings.text import fold


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ReadingQuerySet:
        return self.filter(
            Q(circle_id__in=viewer.facilitated_circle_ids)
            | Q(circle_id__in=viewer.circle_ids, edition__isnull=False)
            | (Q(circle=None) if viewer.circle_ids else Q(pk__in=()))
            & Q(listed_at__isnull=False, edition__isnull=False)
        )

    def published(self) -> ReadingQuerySet:
        return self.filter(edition__isnull=False)

    def in_order(self) -> ReadingQuerySet:
        return self.order_by("sort_title", "pk").select_related("circle", "edition__text")


class Reading(models.Model):
    circle = models.ForeignKey(
        Circle, models.CASCADE, null=True, blank=True, related_name="readings"
    )  # null: the site's own
    title = models.CharField(_("title"), max_length=300, blank=True)
    sort_title = models.CharField(max_length=300, blank=True, editable=False)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    listed_at = models.DateTimeField(null=True, blank=True)
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    edition = models.ForeignKey(
        "readings.Edition", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.CheckConstraint(
                condition=Q(edition=None) | ~Q(title=""), name="published_reading_has_a_title"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Text without a title"))

    def save(self, *args, **kwargs) -> None:
        self.sort_title = fold(self.title)[:300]
        if (fields := kwargs.get("update_fields")) and "title" in fields:
            kwargs["update_fields"] = {*fields, "sort_title"}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("readings:detail", args=[self.pk])

    def draft(self) -> Edition | None:
        """The edition that is being reviewed, if there is one."""
        return self.editions.filter(published_at=None).order_by("-pk").first()


class EditionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> EditionQuerySet:
        return self.filter(
            Q(reading__circle_id__in=viewer.facilitated_circle_ids)
            | Q(reading__circle_id__in=viewer.circle_ids, published_at__isnull=False)
            | (Q(reading__circle=None) if viewer.circle_ids else Q(pk__in=()))
            & Q(reading__listed_at__isnull=False, published_at__isnull=False)
        )

    def drafts(self) -> EditionQuerySet:
        return self.filter(published_at=None)


class Edition(models.Model):
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    note = models.CharField(_("what changed"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "number"], name="edition_numbers_are_unique"
            ),
            models.CheckConstraint(
                condition=Q(number=None, published_at=None)
                | Q(number__isnull=False, published_at__isnull=False),
                name="published_edition_has_number_and_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reading_id}/{self.number or 'draft'}"

    @classmethod
    @transaction.atomic
    def draft_from(cls, reading: Reading, document, *, by: User | None = None) -> Edition:
        """A draft holding the blocks of an imported document, guesses included."""
        edition = cls.objects.create(reading=reading, created_by=by, based_on=reading.edition)
        Block.objects.bulk_create(
            Block(
                edition=edition,
                position=position,
                kind=Block.Kind.LEFT_OUT if block.left_out else block.kind,
                level=block.level,
                text=block.text,
                marks=block.marks,
                proposal=block.proposal,
            )
            for position, block in enumerate(document.blocks)
        )
        return edition

    @transaction.atomic
    def publish(self) -> None:
        """Number the blocks, fix the canonical text, render it once, and make this the current edition."""
        reading = Reading.objects.select_for_update().get(pk=self.reading_id)
        blocks = list(self.blocks.exclude(kind=Block.Kind.LEFT_OUT).order_by("position"))
        rendered = render(blocks)  # sets number, start and end on each block
        Block.objects.bulk_update(blocks, ["number", "start", "end"], batch_size=500)
        self.blocks.filter(kind=Block.Kind.LEFT_OUT).delete()
        EditionText.objects.create(
            edition=self,
            text=rendered.text,
            html=rendered.html,
            outline=rendered.outline,
            words=rendered.words,
        )
        self.number = (reading.editions.aggregate(n=models.Max("number"))["n"] or 0) + 1
        self.published_at = timezone.now()
        self.save(update_fields=["number", "published_at"])
        reading.edition = self
        reading.save(update_fields=["edition"])
        self.reading = reading


class EditionText(models.Model):
    """Apart from Edition, so that no list ever loads megabytes."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()
    html = models.TextField()
    outline = models.JSONField(default=list)  # sections: see readings.rendering
    words = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"text of {self.edition_id}"


class Block(models.Model):
    class Kind(models.TextChoices):
        HEADING = "heading", _("heading")
        PARAGRAPH = "paragraph", _("paragraph")
        QUOTATION = "quotation", _("quotation")
        LIST_ITEM = "list_item", _("list item")
        CAPTION = "caption", _("caption")
        VERSE = "verse", _("verse")
        FOOTNOTE = "footnote", _("footnote")
        CODE = "code", _("code")
        TABLE = "table", _("table")
        SEPARATOR = "separator", _("separator")
        LEFT_OUT = "left_out", _("leave out")  # in drafts only

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="blocks")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PARAGRAPH)
    level = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    marks = models.JSONField(default=list)
    language = models.CharField(max_length=12, blank=True)
    number = models.PositiveIntegerField(null=True)  # as readers cite it; headings have none
    start = models.PositiveIntegerField(null=True)  # code points in the canonical text
    end = models.PositiveIntegerField(null=True)
    proposal = models.JSONField(null=True)  # {"kind", "why"}: what the import guessed
    search = SearchVectorField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="block_positions_are_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__lte=models.F("end")),
                name="block_ends_after_it_starts",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="block_search")]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"
