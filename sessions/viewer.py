"""The Viewer of study sessions: which ones this person reaches."""

from functools import cached_property

from django.db.models import Q

from readings.people.models import User
from readings.people.viewer import Viewer as CircleViewer

from .models import Attendance, StudySession


class Viewer(CircleViewer):
    @cached_property
    def session_ids(self) -> frozenset[int]:
        """Sessions this person may see: drafts are for facilitators, and what a link once opened is
        over a while after the session. One query, each half by an index."""
        if not self.user.is_authenticated:
            return frozenset()
        opened = Q(opened_at__isnull=False)
        of_circles = StudySession.objects.filter(
            Q(circle_id__in=self.facilitated_circle_ids) | opened & Q(circle_id__in=self.circle_ids)
        )
        attended = Attendance.objects.of(self.user).open_to_guests()
        return frozenset(
            of_circles.values_list("pk", flat=True).union(
                attended.values_list("study_session_id", flat=True)
            )
        )


class MemberViewer(Viewer):
    """Whoever takes part in this session: what all in it see, and nothing that is one person's own."""

    def __init__(self, study_session: StudySession) -> None:
        super().__init__(User(pk=0))  # nobody: wrote nothing, kept nothing
        self._memberships = []
        self.circle_ids = frozenset({study_session.circle_id})
        self.facilitated_circle_ids = frozenset()
        self.session_ids = frozenset({study_session.pk})
