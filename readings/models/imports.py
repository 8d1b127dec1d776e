"""Imports: a file or pasted text on its way to becoming a draft edition."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .library import Edition, Reading


def stored_under(instance, filename: str) -> str:
    """A name of our own; what the file was called at home stays out of the path."""
    return f"imports/{uuid.uuid4()}"


class ImportQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ImportQuerySet:
        return self.filter(reading__circle_id__in=viewer.facilitated_circle_ids)


class Import(models.Model):
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="imports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to=stored_under)
    name = models.CharField(_("file name"), max_length=200)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=40, blank=True)  # a code of readings.importing
    warnings = models.JSONField(default=list)
    edition = models.ForeignKey(Edition, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")

    def __str__(self) -> str:
        return self.name

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None
