"""Editions of a reading and their blocks. An edition that was published never changes."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import connection, models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from readings import inline
from readings.people.compiled import compiled
from readings.people.models import User
from readings.publishing import bears_words, tell_published
from readings.rendering import render
from readings.text import reading_minutes

from .library import Reading, kept_by


class NothingToRead(ValueError):
    """Every block of the draft is left out or without words."""


class AlreadyPublished(ValueError):
    """What was published never changes."""


class Annotated(ValueError):
    """People's words are pinned to the text, so its words stay as they are."""


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

    def block_from(self, start: int) -> Block | None:
        """The block that starts there."""
        for block in blocks_from(self, start):
            block.edition = self
            return block
        return None

    def block_at(self, place: int) -> Block | None:
        """The block with words that holds this place of the text; the first one, if none does."""
        for block in last_block_before(self, place) or first_block(self):
            block.edition = self
            return block
        return None

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

    @classmethod
    @transaction.atomic
    def again(cls, reading: Reading, *, by: User) -> Edition:
        """A draft of the text as it is published, or the one there is. Raises Annotated."""
        reading = Reading.objects.select_for_update(no_key=True).get(pk=reading.pk)
        if draft := reading.draft():
            return draft
        if bears_words(reading):
            raise Annotated
        return cls.copied(
            reading.edition.blocks.all(), reading=reading, based_on=reading.edition, created_by=by
        )

    @classmethod
    @transaction.atomic
    def copied(cls, blocks: BlockQuerySet, **fields) -> Edition:
        """A draft with the same blocks, at the same positions."""
        draft = cls.objects.create(**fields)
        copied = ["position", "kind", "level", "text", "marks", "language", "proposal"]
        Block.objects.bulk_create(
            Block(edition=draft, **values) for values in blocks.order_by("position").values(*copied)
        )
        return draft

    @transaction.atomic
    def drop(self) -> None:
        """Give up a draft of a text that is published: what readers see stays. Twice is once."""
        reading = Reading.objects.select_for_update(no_key=True).get(pk=self.reading_id)
        if reading.edition_id:
            reading.editions.drafts().filter(pk=self.pk).delete()

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @transaction.atomic
    def publish(self, *, note: str = "", **facts) -> None:
        """Number the blocks, fix the canonical text, render it once, and make this the current edition.

        `facts` are fields of the reading, saved along; `note` says what changed. Pressed twice, it
        publishes once. Raises NothingToRead if no words are left, Annotated if someone wrote about
        the edition before. Who pins words takes no lock on the reading, and a session tells its
        members last: so we ask once more when every session that reads it is held.
        """
        from .passages import carry_passages  # passages know editions

        reading = Reading.objects.select_for_update(no_key=True).get(pk=self.reading_id)
        if Edition.objects.select_for_update().get(pk=self.pk).is_published:
            return
        blocks = list(self.blocks.kept().order_by("position"))
        if not any(block.text.strip() for block in blocks):
            raise NothingToRead
        for block in blocks:
            if block.kind == Block.Kind.HEADING:
                block.level = max(block.level, FIRST_LEVEL)
        rendered = render(blocks)  # sets number, start and end on each block
        Block.objects.save_places(blocks)
        EditionText.objects.create(
            edition=self,
            text=rendered.text,
            html=rendered.html,
            outline=rendered.outline,
            words=rendered.words,
        )
        self.number = (reading.editions.aggregate(n=models.Max("number"))["n"] or 0) + 1
        self.published_at, self.note = timezone.now(), note
        self.save(update_fields=["number", "published_at", "note"])
        reading.edition = self
        if reading.circle_id is None and not reading.listed_at:
            facts["listed_at"] = self.published_at  # in the library of the site
        for name, value in facts.items():
            setattr(reading, name, value)
        reading.save(update_fields=["edition", *facts])
        self.reading = reading
        tell_published(reading)
        carry_passages(self)
        if self.based_on_id and bears_words(reading):
            raise Annotated


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

    def kept(self) -> BlockQuerySet:
        """What readers meet. Lines left out stay with their edition: a later review may take them back."""
        return self.exclude(kind=Block.Kind.LEFT_OUT)

    def guessed(self) -> BlockQuerySet:
        """What the import was not told but guessed: the reviewer looks at these first, kind by kind."""
        first, last = (
            When(proposal__kind=Block.Kind.HEADING, then=0),
            When(proposal__kind=Block.Kind.LEFT_OUT, then=2),
        )
        kinds = [Case(first, last, default=1), "proposal__kind", "proposal__why", "position"]
        return self.filter(proposal__isnull=False).order_by(*kinds)

    def mark_seen(self) -> int:
        """Remember that someone looked at these guesses and left them as they are."""
        seen = Value({"seen": True}, models.JSONField())
        merged = models.Func(F("proposal"), seen, template="%(expressions)s", arg_joiner=" || ")
        return self.filter(proposal__isnull=False).order_by().update(proposal=merged)

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
        LEFT_OUT = "left_out", _("leave out")

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
    proposal = models.JSONField(null=True)  # {"kind", "why"}: what the import guessed; "seen"
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
        indexes = [
            models.Index(fields=["edition", "start"], name="block_at_a_place"),
            GinIndex(fields=["search"], name="block_search"),
        ]

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


@compiled
def blocks_from(edition: Edition, start: int) -> BlockQuerySet:
    return Block.objects.filter(edition=edition, start=start)[:1]


@compiled
def last_block_before(edition: Edition, place: int) -> BlockQuerySet:
    blocks = Block.objects.filter(edition=edition, start__lte=place).kept().exclude(text="")
    return blocks.order_by("-position")[:1]


@compiled
def first_block(edition: Edition) -> BlockQuerySet:
    return Block.objects.filter(edition=edition).kept().exclude(text="")[:1]
