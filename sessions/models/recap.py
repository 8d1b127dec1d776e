"""The recap: a draft only facilitators see, until one shares it."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from readings.people.models import Stale, User

from .attendances import Attendance
from .changes import Change
from .events import Event, record
from .meetings import StudySession


class RecapQuerySet(models.QuerySet):
    def visible_to(self, viewer) -> RecapQuerySet:
        return self.filter(
            Q(study_session__circle_id__in=viewer.facilitated_circle_ids)
            | Q(study_session_id__in=viewer.session_ids, shared_at__isnull=False)
        )

    def of_session(self, study_session: StudySession) -> Recap | None:
        return self.filter(study_session=study_session).first()

    def with_count(self) -> RecapQuerySet:
        """With `counted`: how many had their page open while the clock ran."""
        came = Attendance.objects.of_session(OuterRef("study_session")).came().order_by()
        count = came.values("study_session").annotate(n=Count("pk")).values("n")
        return self.annotate(counted=Coalesce(Subquery(count), 0))


class Recap(models.Model):
    """The draft only facilitators see, until one shares it."""

    study_session = models.OneToOneField(StudySession, models.CASCADE, related_name="recap")
    opening = models.TextField(_("a few words to begin with"), blank=True)
    present = models.PositiveIntegerField(_("how many were there"), null=True, blank=True)
    with_names = models.BooleanField(_("say who wrote what was kept"), default=False)
    shared_at = models.DateTimeField(null=True, blank=True)
    shared_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = RecapQuerySet.as_manager()

    def __str__(self) -> str:
        return f"recap of {self.study_session_id}"

    @property
    def is_shared(self) -> bool:
        return self.shared_at is not None

    @classmethod
    def blank(cls, study_session: StudySession) -> Recap:
        """What there is before anyone wrote at it: not saved, with `counted` all the same."""
        recap = cls(study_session=study_session)
        recap.counted = Attendance.objects.of_session(study_session).came().count()
        return recap

    @classmethod
    @transaction.atomic
    def of(cls, study_session: StudySession) -> Recap:
        """The recap of a session, made when there is none yet, and held until the transaction ends."""
        cls.objects.get_or_create(study_session=study_session)
        return cls.objects.select_for_update().get(study_session=study_session)

    @classmethod
    @transaction.atomic
    def edit(
        cls,
        study_session: StudySession,
        *,
        version: int,
        opening: str,
        present: int | None,
        with_names: bool,
    ) -> Recap:
        """Change what stands at its head. Raises Stale when that changed since it was read."""
        recap = cls.of(study_session)
        stands = (recap.opening, recap.present, recap.with_names)
        if recap.version != version and stands != (opening, present, with_names):
            raise Stale(recap)
        recap.opening, recap.present, recap.with_names = opening, present, with_names
        recap.version += 1
        recap.save(update_fields=["opening", "present", "with_names", "version"])
        if recap.is_shared:
            record(study_session, Event.Kind.RECAPPED, recap, even_if_closed=True)
        return recap

    def share(self, *, by: User) -> bool:
        """Show it to everyone in the session; there is no one to show it to before the opening."""
        opened = self.study_session.opened_at is not None
        return opened and self._become(timezone.now(), by, by=by, kind=Change.Kind.SHARE)

    def unshare(self, *, by: User | None = None) -> bool:
        """Make it a draft again."""
        return self._become(None, None, by=by, kind=Change.Kind.UNSHARE)

    @transaction.atomic
    def _become(
        self, shared_at: datetime | None, shared_by: User | None, *, by: User | None, kind: str
    ) -> bool:
        held = Recap.objects.select_for_update().get(pk=self.pk)
        if held.is_shared == (shared_at is not None):
            return False
        self.shared_at, self.shared_by = shared_at, shared_by
        self.save(update_fields=["shared_at", "shared_by"])
        if by:
            Change.remember_note(self.study_session, by=by, kind=kind)
        record(self.study_session, Event.Kind.RECAPPED, self, even_if_closed=True)
        return True
