"""Readings and their editions. An edition that was published never changes."""

from __future__ import annotations

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from readings import inline
from readings.people.models import Circle, User
from readings.publishing import tell_published
from readings.rendering import render
from readings.text import fold, reading_minutes, runs_from_the_right


class NothingToRead(ValueError):
    """Every block of the draft is left out or without words."""


class AlreadyPublished(ValueError):
    """What was published never changes."""


def kept_by(viewer, reading: str = "") -> Q:
    """Texts this person looks after, drafts included: their circles', and for editors the site's."""
    kept = Q(**{f"{reading}circle_id__in": viewer.facilitated_circle_ids})
    return kept | Q(**{f"{reading}circle": None}) if viewer.is_editor else kept


class ReadingQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ReadingQuerySet:
        visible = kept_by(viewer) | Q(circle_id__in=viewer.circle_ids, edition__isnull=False)
        if viewer.has_library:
            visible |= Q(circle=None, listed_at__isnull=False, edition__isnull=False)
        return self.filter(visible)

    def published(self) -> ReadingQuerySet:
        return self.filter(edition__isnull=False)

    def matching(self, words: str) -> ReadingQuerySet:
        """Every word somewhere in the title or the authors' names, whatever its case and accents."""
        found = self
        for word in fold(words).split():
            found = found.filter(Q(sort_title__contains=word) | Q(sort_authors__contains=word))
        return found

    def of_circle(self, circle: Circle) -> ReadingQuerySet:
        return self.filter(circle=circle)

    def newest_first(self) -> ReadingQuerySet:
        return self.order_by("-created_at", "-pk")

    def for_circle(self, circle: Circle) -> ReadingQuerySet:
        """What this circle may meet on: its own texts, and the site's."""
        return self.filter(Q(circle=circle) | Q(circle=None))

    def in_order(self) -> ReadingQuerySet:
        """By title, with the length of each; the texts themselves stay where they are."""
        return (
            self.order_by("sort_title", "pk")
            .select_related("circle", "edition__text")
            .defer("edition__text__text", "edition__text__html", "edition__text__outline")
        )

    def ours_first(self) -> ReadingQuerySet:
        """The circles' texts, circle by circle, then the site's own."""
        ordered = self.in_order()
        return ordered.order_by(
            F("circle__name").asc(nulls_last=True), "circle", *ordered.query.order_by
        )

    def with_page(self) -> ReadingQuerySet:
        """With the rendered page of its current edition, without the bare text."""
        return self.select_related("circle", "edition__text").defer("edition__text__text")


class Reading(models.Model):
    circle = models.ForeignKey(
        Circle, models.CASCADE, null=True, blank=True, related_name="readings"
    )  # null: the site's own
    title = models.CharField(_("title"), max_length=300, blank=True)
    sort_title = models.CharField(max_length=300, blank=True, editable=False)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    sort_authors = models.CharField(max_length=300, blank=True, editable=False)
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
        self.sort_authors = fold(self.authors)[:300]
        if (fields := kwargs.get("update_fields")) is not None:
            also = {f"sort_{name}" for name in ("title", "authors") if name in fields}
            kwargs["update_fields"] = {*fields, *also}
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("readings:detail", args=[self.pk])

    def get_review_url(self) -> str:
        return reverse("readings:review", args=[self.pk])

    @property
    def direction(self) -> str:
        """Of the page as a whole, margin included: its language tells, else the letters of its title."""
        known = LANG_INFO.get(self.language) or LANG_INFO.get(self.language.partition("-")[0])
        is_rtl = known.get("bidi", False) if known else runs_from_the_right(self.title)
        return "rtl" if is_rtl else "ltr"

    def propose(self, document) -> None:
        """Take title, authors and language from an imported document where nobody named them."""
        self.title = self.title or (document.title or "")[:300]
        self.authors = self.authors or ", ".join(document.authors)[:300]
        self.language = self.language or (document.language or "")[:12]
        self.save(update_fields=["title", "authors", "language"])

    def draft(self) -> Edition | None:
        """The edition that is being reviewed, if there is one."""
        return self.editions.filter(published_at=None).order_by("-pk").first()


class EditionQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> EditionQuerySet:
        """Drafts to those who look after the text, published ones to all who may read it."""
        may_read = self.filter(reading__in=Reading.objects.visible_to(viewer))
        return may_read.filter(kept_by(viewer, "reading__") | Q(published_at__isnull=False))

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

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @transaction.atomic
    def publish(self, **facts) -> None:
        """Number the blocks, fix the canonical text, render it once, and make this the current edition.

        `facts` are fields of the reading, saved along. Pressed twice, it publishes once. Raises
        NothingToRead if no words are left.
        """
        reading = Reading.objects.select_for_update().get(pk=self.reading_id)
        if Edition.objects.select_for_update().get(pk=self.pk).is_published:
            return
        blocks = list(self.blocks.exclude(kind=Block.Kind.LEFT_OUT).order_by("position"))
        if not any(block.text.strip() for block in blocks):
            raise NothingToRead
        for block in blocks:
            if block.kind == Block.Kind.HEADING:
                block.level = max(block.level, FIRST_LEVEL)
        rendered = render(blocks)  # sets number, start and end on each block
        Block.objects.save_places(blocks)
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
        for name, value in facts.items():
            setattr(reading, name, value)
        reading.save(update_fields=["edition", *facts])
        self.reading = reading
        tell_published(reading)


class EditionText(models.Model):
    """Apart from Edition, so that no list ever loads megabytes."""

    edition = models.OneToOneField(Edition, models.CASCADE, primary_key=True, related_name="text")
    text = models.TextField()
    html = models.TextField()
    outline = models.JSONField(default=list)  # sections: see readings.rendering
    words = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"text of {self.edition_id}"

    @property
    def minutes(self) -> int:
        return reading_minutes(self.words)

    @property
    def last_number(self) -> int:
        """Of its paragraphs, as readers cite them; 0 if none has one."""
        return max((section["last"] or 0 for section in self.outline), default=0)

    @property
    def page(self) -> SafeString:
        """The stored HTML; readings.rendering escapes everything that came from outside."""
        return mark_safe(self.html)  # noqa: S308


FIRST_LEVEL, LAST_LEVEL = 2, 6  # of headings in a text; the page's own title is 1


class BlockQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> BlockQuerySet:
        """As the review shows them; readers meet the rendered page instead."""
        return self.filter(kept_by(viewer, "edition__reading__"))

    def guessed(self) -> BlockQuerySet:
        """What the import was not told but guessed: the reviewer looks at these first."""
        return self.filter(proposal__isnull=False).order_by("position")

    def save_places(self, blocks: list[Block]) -> None:
        """What publishing sets on each block, in one statement: bulk_update takes seconds for a book."""
        columns = ["id", "level", "number", "start", "end"]
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE readings_block AS block
                SET level = new.level, number = new.number, start = new.start, "end" = new."end"
                FROM unnest(%s::bigint[], %s::int[], %s::int[], %s::int[], %s::int[])
                    AS new (id, level, number, start, "end")
                WHERE block.id = new.id
                """,
                [[getattr(block, column) for block in blocks] for column in columns],
            )

    def between(self, first: int, last: int) -> BlockQuerySet:
        return self.filter(position__gte=first, position__lte=last).order_by("position")


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

    objects = BlockQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "position"],
                name="block_positions_are_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(start=None, end=None) | Q(start__lte=F("end")),
                name="block_ends_after_it_starts",
            ),
        ]
        indexes = [GinIndex(fields=["search"], name="block_search")]

    def __str__(self) -> str:
        return f"{self.kind} {self.position}"

    @property
    def html(self) -> SafeString:
        """Its words with emphasis and links; `inline` escapes everything else."""
        return mark_safe(inline.to_html(self.text, self.marks))  # noqa: S308

    @transaction.atomic
    def become(self, kind: str, level: int | None = None) -> None:
        """Say what this block of a draft is; the last to say so wins. Raises AlreadyPublished."""
        if Edition.objects.select_for_update().get(pk=self.edition_id).is_published:
            raise AlreadyPublished
        self.kind = kind
        is_heading = kind == self.Kind.HEADING
        self.level = (level or max(self.level, FIRST_LEVEL)) if is_heading else 0
        self.save(update_fields=["kind", "level"])
