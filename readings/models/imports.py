"""Imports: a file or pasted text on its way to becoming a draft edition."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from readings.importing import Document, Unreadable
from readings.importing.isolate import read_isolated
from readings.importing.sentences import REFUSALS, WARNINGS
from readings.people.models import Circle, Receipt, User

from .editions import Edition
from .library import Reading, kept_by

NAME_LENGTH = 200
PROMPT = timedelta(seconds=10)  # most jobs are taken up and done well within this
LONG = timedelta(seconds=20)


def stored_under(instance, filename: str) -> str:
    """A name of our own; what the file was called at home stays out of the path."""
    return f"imports/{uuid.uuid4()}"


class ImportQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> ImportQuerySet:
        return self.filter(kept_by(viewer, "reading__"))

    def latest_of(self, reading: Reading) -> Import | None:
        return self.filter(reading=reading).order_by("-pk").first()


class Import(models.Model):
    reading = models.ForeignKey(Reading, models.CASCADE, related_name="imports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.FileField(upload_to=stored_under)
    name = models.CharField(_("file name"), max_length=NAME_LENGTH, blank=True)  # none: pasted
    next = models.CharField(max_length=500, blank=True)  # the page to go on with once published
    started_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True, blank=True)  # a worker has begun to read it
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

    def get_absolute_url(self) -> str:
        return reverse("readings:importing", args=[self.pk])

    # How far along

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def has_failed(self) -> bool:
        return bool(self.failure)

    @property
    def waits(self) -> bool:
        """Longer than usual, with no worker to take it up."""
        return not self.taken_at and timezone.now() - self.started_at > PROMPT

    @property
    def takes_long(self) -> bool:
        return bool(self.taken_at) and timezone.now() - self.taken_at > LONG

    @property
    def refusal(self) -> str:
        """Why it could not be read, in one sentence."""
        return gettext(REFUSALS.get(self.failure, REFUSALS["failed"]))

    @property
    def notices(self) -> list[str]:
        """What a reviewer should know; the lines left out are counted on the page itself."""
        return [
            gettext(WARNINGS[warning["code"]]) % warning["values"]
            for warning in self.warnings
            if warning["code"] in WARNINGS and warning["code"] != "left_out"
        ]

    # Commands

    @classmethod
    def add(
        cls,
        *,
        by: User,
        key: uuid.UUID,
        circle: Circle | None,
        title: str,
        data: bytes,
        name: str,
        next: str,
    ) -> Import:
        """A new reading of a circle, or of the site, and its import. Raises KeyReused."""
        body = {
            "circle": circle and circle.pk,
            "title": title,
            "name": name,
            "next": next,
            "data": hashlib.sha256(data).hexdigest(),
        }
        with Receipt.once(user=by, key=key, body=body) as receipt:
            if receipt.is_repeat:
                return receipt.found
            reading = Reading.objects.create(circle=circle, title=title, created_by=by)
            started = cls.begin(reading=reading, by=by, data=data, name=name, next=next)
            receipt.keep(started)
            return started

    @classmethod
    @transaction.atomic
    def begin(
        cls, *, reading: Reading, by: User, data: bytes, name: str = "", next: str = ""
    ) -> Import:
        """Keep what was given and let a worker read it. `next`: where to go on once published."""
        started = cls(reading=reading, by=by, name=name[-NAME_LENGTH:], next=next)
        started.file.save("text", ContentFile(data), save=False)
        started.save()
        started._defer()
        return started

    def begin_instead(self, *, by: User, data: bytes, name: str) -> Import:
        """Another text in place of one that could not be read; pressed twice, it begins once."""
        with transaction.atomic():
            Reading.objects.select_for_update().get(pk=self.reading_id)
            latest = type(self).objects.latest_of(self.reading)
            if latest != self:
                return latest
            return self.begin(reading=self.reading, by=by, data=data, name=name, next=self.next)

    def read(self) -> None:
        """Make a draft of the file, or note why not. Done twice, it makes one draft."""
        if self.is_finished:
            return
        self.taken_at = timezone.now()
        self.save(update_fields=["taken_at"])
        try:
            with self.file.open() as file:
                document = read_isolated(file.read(), self.name)
        except Unreadable as refusal:
            self._finish(failure=refusal.code)
        except Exception:
            self._finish(failure="failed")
            raise
        else:
            self._finish(document=document)

    @transaction.atomic
    def try_again(self) -> None:
        if (
            type(self)
            .objects.filter(pk=self.pk)
            .exclude(failure="")
            .update(failure="", started_at=timezone.now(), taken_at=None, finished_at=None)
        ):
            self._defer()

    @transaction.atomic
    def _finish(self, *, document: Document | None = None, failure: str = "") -> None:
        current = type(self).objects.select_for_update().get(pk=self.pk)
        if current.is_finished:
            return
        if document:
            self.edition = Edition.draft_from(self.reading, document, by=self.by)
            self.warnings = document.as_data()["warnings"]
            self.reading.propose(document)
        self.failure = failure
        self.finished_at = timezone.now()
        self.save(update_fields=["edition", "warnings", "failure", "finished_at"])

    def _defer(self) -> None:
        from readings.jobs import read_import  # jobs import models

        read_import.defer(import_id=self.pk)


def forget_files(before: datetime) -> int:
    """Delete files that no import names any more, as when a circle was deleted; how many there were."""
    folder, _sep, _name = stored_under(None, "").partition("/")
    storage = Import._meta.get_field("file").storage
    if not storage.exists(folder):
        return 0
    kept = set(Import.objects.values_list("file", flat=True))
    names = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
    gone = [n for n in names if n not in kept and storage.get_modified_time(n) < before]
    for name in gone:
        storage.delete(name)
    return len(gone)
