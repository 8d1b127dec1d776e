"""Who may do what in a study session. The only module here that knows roles."""

from readings.people.permissions import can_facilitate

from .models import Contribution, StudySession
from .viewer import Viewer


def can_plan(viewer: Viewer) -> bool:
    """Plan a session: whoever facilitates a circle."""
    return bool(viewer.facilitated_circle_ids)


def can_run(viewer: Viewer, study_session: StudySession) -> bool:
    """Plan, run, note and recap."""
    return study_session.circle_id in viewer.facilitated_circle_ids


def can_write(viewer: Viewer, study_session: StudySession) -> bool:
    """Annotate, answer, reply: everyone in the session, from its opening until it closes."""
    return (
        study_session.pk in viewer.session_ids
        and study_session.opened_at is not None
        and not study_session.is_closed
    )


def can_edit(viewer: Viewer, contribution: Contribution) -> bool:
    return contribution.author_id == viewer.user.pk and can_write(
        viewer, contribution.study_session
    )


def can_keep(viewer: Viewer, contribution: Contribution) -> bool:
    return can_run(viewer, contribution.study_session) and not contribution.is_private


__all__ = ["can_edit", "can_facilitate", "can_keep", "can_plan", "can_run", "can_write"]
