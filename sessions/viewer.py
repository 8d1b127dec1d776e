"""The Viewer of study sessions: which ones this person reaches."""

from functools import cached_property

from django.db.models import Q

from readings.people.viewer import Viewer as CircleViewer

from .models import Attendance, StudySession


class Viewer(CircleViewer):
    @cached_property
    def attended_session_ids(self) -> frozenset[int]:
        """Sessions this person came into and was not removed from."""
        if not self.user.is_authenticated:
            return frozenset()
        return frozenset(
            Attendance.objects.of(self.user).values_list("study_session_id", flat=True)
        )

    @cached_property
    def session_ids(self) -> frozenset[int]:
        """Sessions this person may see: drafts are for facilitators."""
        opened = Q(opened_at__isnull=False)
        return frozenset(
            StudySession.objects.filter(
                Q(circle_id__in=self.facilitated_circle_ids)
                | opened & Q(circle_id__in=self.circle_ids)
                | opened & Q(pk__in=self.attended_session_ids)
            ).values_list("pk", flat=True)
        )
