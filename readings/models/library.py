"""Readings: the texts of circles and of the site, and what is known of them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from readings.people.models import Circle, Stale
from readings.text import fold, runs_from_the_right

if TYPE_CHECKING:
    from .editions import Edition


class TextInUse(ValueError):
    """A session reads this text, or people have written about it."""


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

    def of_site(self) -> ReadingQuerySet:
        return self.filter(circle=None)

    def unfinished(self) -> ReadingQuerySet:
        """The twin of `is_unfinished`; after `with_progress`."""
        return self.filter(Q(has_draft=True) | Q(edition=None))

    def without_licence(self) -> ReadingQuerySet:
        return self.published().filter(licence="")

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

    def with_progress(self) -> ReadingQuerySet:
        """With `has_draft`, and of the latest import `is_being_read` and why it failed, if it did."""
        from .editions import Edition  # editions know readings
        from .imports import Import  # so do imports

        latest = Import.objects.filter(reading=OuterRef("pk")).order_by("-pk")
        return self.annotate(
            has_draft=Exists(Edition.objects.drafts().filter(reading=OuterRef("pk"))),
            import_failure=Subquery(latest.values("failure")[:1]),
            is_being_read=Exists(latest.filter(finished_at=None)),
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
    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

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

    @property
    def is_unfinished(self) -> bool:
        """Whether something is still to be done before it reads as it should; from `with_progress`."""
        return self.has_draft or not self.edition_id

    def propose(self, document) -> None:
        """Take title, authors and language from an imported document where nobody named them."""
        self.title = self.title or (document.title or "")[:300]
        self.authors = self.authors or ", ".join(document.authors)[:300]
        self.language = self.language or (document.language or "")[:12]
        self.save(update_fields=["title", "authors", "language"])

    @transaction.atomic
    def describe(self, *, version: int, **facts) -> None:
        """Change its title, authors and so on. Raises Stale if they were changed since they were read."""
        current = Reading.objects.select_for_update(no_key=True).get(pk=self.pk)
        stands = all(getattr(current, name) == value for name, value in facts.items())
        if current.version != version and not stands:
            raise Stale(current)
        for name, value in facts.items():
            setattr(self, name, value)
        self.version = current.version + 1
        self.save(update_fields=[*facts, "version"])

    @transaction.atomic
    def remove(self) -> None:
        """Delete it for good, with its guides and the files it came from. Raises TextInUse."""
        if self.guides.exclude(circle=self.circle_id).exists():  # of circles, on a text of the site
            raise TextInUse
        files = [each.file for each in self.imports.all()]
        try:
            with transaction.atomic():
                self.delete()
        except (models.RestrictedError, models.ProtectedError):
            raise TextInUse from None
        for file in files:
            transaction.on_commit(partial(file.storage.delete, file.name))

    def draft(self) -> Edition | None:
        """The edition that is being reviewed, if there is one."""
        return self.editions.filter(published_at=None).order_by("-pk").first()
