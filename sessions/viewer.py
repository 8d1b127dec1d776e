"""The Viewer of study sessions: which ones this person reaches, and what gates hold back from them."""

from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Q, QuerySet, Value, When

from readings.people.compiled import compiled
from readings.people.models import User
from readings.people.viewer import Viewer as CircleViewer

from .models import Attendance, Contribution, Prompt, StudySession


class Viewer(CircleViewer):
    in_queries = (
        *CircleViewer.in_queries,
        *("session_ids", "margins_held_back", "answers_held_back"),
    )

    @property
    def session_ids(self) -> frozenset[int]:
        """Sessions this person may see: drafts are for facilitators, and what a link once opened is
        over a while after the session."""
        return frozenset(self._reach)

    @property
    def margins_held_back(self) -> frozenset[int]:
        """Sessions in whose text others' notes do not show to this person yet."""
        return frozenset(pk for pk, (is_held, _prompts) in self._reach.items() if is_held)

    @property
    def answers_held_back(self) -> frozenset[int]:
        """Questions whose other answers do not show to this person yet."""
        return frozenset(pk for _is_held, prompts in self._reach.values() for pk in prompts)

    def look_again(self) -> None:
        """What this person just shared may have passed a gate, where one held something back."""
        if any(is_held or prompts for is_held, prompts in self._reach.values()):
            del self._reach

    @cached_property
    def _reach(self) -> dict[int, tuple[bool, list[int]]]:
        """By the id of each session: whether its margin is held back, and which questions; one query."""
        if not self.user.is_authenticated:
            return {}
        return {
            pk: (False, []) if circle in self.facilitated_circle_ids else (holds, prompts)
            for pk, circle, holds, prompts in self._reached()
        }

    def _reached(self) -> list[tuple]:
        return reached_by(self)


class MemberViewer(Viewer):
    """Whoever takes part in this session: what all in it see, and nothing that is one person's own."""

    def __init__(self, study_session: StudySession) -> None:
        super().__init__(User(pk=0))  # nobody: wrote nothing, kept nothing
        self._memberships = []
        self.circle_ids = frozenset({study_session.circle_id})
        self.facilitated_circle_ids = frozenset()
        self.study_session = study_session

    def _reached(self) -> QuerySet:
        return reached(self, Q(pk=self.study_session.pk))


@compiled
def reached_by(viewer: Viewer) -> QuerySet:
    """The sessions of this person's circles, and those a link opened."""
    attended = Attendance.objects.of(viewer.user).open_to_guests()
    return reached(
        viewer,
        Q(circle_id__in=viewer.facilitated_circle_ids)
        | Q(circle_id__in=viewer.circle_ids, opened_at__isnull=False)
        | Q(pk__in=attended.values("study_session")),
    )


def reached(viewer: Viewer, sessions: Q) -> QuerySet:
    """These sessions, each with its circle, whether its margin is held back, and which questions."""
    own = Contribution.objects.by(viewer.user).shared()  # deleted ones, too: passed stays passed
    wrote = own.of_kind(Contribution.Kind.ANNOTATION).values("study_session")
    answered = own.of_kind(Contribution.Kind.ANSWER).values("prompt")
    holds = When(StudySession.gated_q() & ~Q(pk__in=wrote), then=Value(True))
    unanswered = Prompt.objects.gated().filter(study_session=OuterRef("pk"))
    return StudySession.objects.filter(sessions).values_list(
        "pk",
        "circle",
        Case(holds, default=Value(False)),
        ArraySubquery(unanswered.exclude(pk__in=answered).values("pk")),
    )
