"""Guides: questions to discuss on a reading, with what helps to ask them. Facilitators see them.

A question points at a section by the number and hash of its heading, as files do, and at paragraphs
by a passage. What points at nothing in today's version keeps its pin, and pages list it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Count, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.guide_files import headings_line
from readings.guide_files.reading import LONGEST, LONGEST_MEETING, MOST
from readings.people.models import Circle, User

from .library import Reading, kept_by
from .parts import Part, check_version, set_values
from .passages import Passage
from .ready_plans import ReadyMeeting, ReadyPlan


class GuideQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> GuideQuerySet:
        """Facilitators meet their circles' guides and the site's; members only what is asked of them."""
        visible = kept_by(viewer)
        if viewer.facilitated_circle_ids:
            visible |= Q(circle=None, listed_at__isnull=False)
        return self.filter(visible)

    def of_reading(self, reading: Reading) -> GuideQuerySet:
        return self.filter(reading=reading).order_by(F("circle").asc(nulls_last=True), "pk")

    def for_circle(self, circle: Circle) -> GuideQuerySet:
        """What this circle may use: its own guides, and the site's."""
        return self.filter(Q(circle=circle) | Q(circle=None))

    def with_reading(self) -> GuideQuerySet:
        """With reading, edition and outline, without the text itself."""
        return self.select_related("circle", "reading__circle", "reading__edition__text").defer(
            "reading__edition__text__text", "reading__edition__text__html"
        )

    def with_counts(self) -> GuideQuerySet:
        return self.annotate(question_count=Count("questions"))

    def with_plan_titles(self) -> GuideQuerySet:
        """With `plan_titles`: what its ready plans are called, in order."""
        plans = ReadyPlan.objects.filter(guide=OuterRef("pk")).order_by("position")
        return self.annotate(plan_titles=ArraySubquery(plans.values("title")))

    def with_plans(self) -> GuideQuerySet:
        """With their ready plans and the meetings of these; two queries."""
        return self.prefetch_related("plans__meetings")


class Guide(models.Model):
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="guides")
    circle = models.ForeignKey(
        Circle, models.CASCADE, null=True, blank=True, related_name="guides"
    )  # null: the site's own
    title = models.CharField(_("title"), max_length=LONGEST["title"])
    language = models.CharField(_("language"), max_length=12, blank=True)
    authors = models.CharField(_("authors"), max_length=LONGEST["title"], blank=True)
    licence = models.CharField(_("licence"), max_length=LONGEST["licence"], blank=True)
    intro = models.TextField(_("what this guide is for"), blank=True)
    reading_name = models.CharField(max_length=LONGEST["title"], blank=True)  # as its file says
    headings = models.CharField(max_length=20, blank=True)  # of the text it was written for
    builtin = models.CharField(max_length=80, blank=True)  # the file of ours it was taken from
    forked_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    listed_at = models.DateTimeField(null=True, blank=True)
    listed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="guide_has_a_title"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("readings:guide", args=[self.pk])

    @property
    def edition(self):
        return self.reading.edition

    @property
    def outline(self) -> list[dict]:
        return self.edition.text.outline if self.edition else []

    def fits(self, outline: list[dict]) -> bool:
        """Whether a text has the headings this guide was written for, as far as it says."""
        return self.headings in ("", headings_line(outline))

    def hold(self) -> Guide:
        """Its row, kept for this transaction: who else changes the guide waits."""
        return Guide.objects.select_for_update().get(pk=self.pk)

    @transaction.atomic
    def edit(self, *, version: int, **details) -> None:
        """Raises Stale if it was changed since this version was read."""
        current = self.hold()
        check_version(current, version, details)
        self.version = current.version + 1
        set_values(self, details)

    def list(self, *, by: User) -> None:
        """Let every circle that reads the site's texts see it."""
        self.listed_at, self.listed_by = timezone.now(), by
        self.save(update_fields=["listed_at", "listed_by"])

    @transaction.atomic
    def discard(self) -> None:
        """Delete it with all it holds; passages that its questions were pinned to, too."""
        pinned = self.questions.exclude(passage=None).values_list("passage_id", flat=True)
        passages = Passage.objects.filter(pk__in=list(pinned))
        self.delete()
        passages.delete()


class Question(Part):
    class Kind(models.TextChoices):
        OPENING = "opening", _("opening")
        UNDERSTANDING = "understanding", _("understanding")
        INTERPRETING = "interpreting", _("interpreting")
        JUDGING = "judging", _("judging")
        CLOSING = "closing", _("closing")

    SENTENCES = {
        Kind.OPENING: _("Anyone can answer it, however much they have read."),
        Kind.UNDERSTANDING: _("What does the text say? The answer can be found in it."),
        Kind.INTERPRETING: _("What does it mean? The text allows more than one answer."),
        Kind.JUDGING: _("Is it true, is it right? We hold it against what we know."),
        Kind.CLOSING: _("What do we take with us, and what do we do now?"),
    }

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="questions")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    text = models.TextField(_("question"))
    minutes = models.PositiveIntegerField(
        _("minutes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_MEETING)],
    )
    note = models.TextField(_("note for facilitators"), blank=True)
    section = models.PositiveIntegerField(null=True, blank=True)  # number of the heading, from 1
    section_hash = models.CharField(max_length=8, blank=True)
    paragraphs = models.CharField(max_length=LONGEST["paragraphs"], blank=True)
    passage = models.ForeignKey(Passage, models.SET_NULL, null=True, blank=True, related_name="+")
    """The first of its paragraphs, or the first stretch of them."""

    most = MOST["questions"]

    class Meta(Part.Meta):
        verbose_name = _("question of a guide")
        verbose_name_plural = _("questions of a guide")
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "position"],
                name="guide_questions_are_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~Q(text=""), name="guide_question_has_words"),
            models.CheckConstraint(
                condition=Q(minutes=None) | Q(minutes__gt=0), name="guide_question_takes_time"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return f"{self.guide.get_absolute_url()}#q{self.pk}"

    @property
    def kind_sentence(self) -> str:
        return self.SENTENCES[self.Kind(self.kind)]

    def _write(self, *, span: tuple[int, int] | None = None, **content) -> None:
        """`span`: where its paragraphs stand in today's version; they keep their passage if they
        are cited as before."""
        before, left_behind = self.paragraphs, None
        if content["paragraphs"] != before:
            left_behind = self.passage
            edition = self.guide.edition
            self.passage = Passage.pin(edition, *span) if span and edition else None
        set_values(self, content, "passage")
        if left_behind:
            left_behind.delete()

    @transaction.atomic
    def discard(self) -> None:
        """Take it out, of the ready plans too."""
        self.guide.hold()
        ReadyMeeting.objects.filter(plan__guide=self.guide_id).without(self.pk)
        passage = self.passage
        super().discard()
        if passage:
            passage.delete()


class Entry(Part):
    """A name of the text, or a dated event in it."""

    class Kind(models.TextChoices):
        NAME = "name", _("name")
        EVENT = "event", _("event")

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=LONGEST["title"])  # of an event: "1936", "1936-07-17"
    paragraphs = models.CharField(max_length=LONGEST["paragraphs"], blank=True)
    text = models.TextField(_("in our words"))

    most = MOST["names"]
    apart_by = ("kind",)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["guide", "kind", "position"],
                name="guide_entries_are_in_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(text=""), name="entry_says_something"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.guide.get_absolute_url()}#e{self.pk}"
