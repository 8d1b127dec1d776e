"""Who may do what in a study session. The only module here that knows roles."""

from readings.people.permissions import can_facilitate

from .models import Contribution, Note, StudySession
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


def can_react(viewer: Viewer, contribution: Contribution) -> bool:
    """To what someone else shared."""
    return (
        contribution.author_id != viewer.user.pk
        and not contribution.is_private
        and can_write(viewer, contribution.study_session)
    )


def can_bring_up(viewer: Viewer, earlier: Contribution, study_session: StudySession) -> bool:
    """Say something anew about the words of an earlier session's note that can be read."""
    is_told = not (earlier.deleted_at or earlier.is_withheld)
    return is_told and can_write(viewer, study_session)


def can_settle(viewer: Viewer, contribution: Contribution) -> bool:
    """Mark a question as answered: whoever asked it, and facilitators."""
    return (
        contribution.is_question
        and can_write(viewer, contribution.study_session)
        and (
            contribution.author_id == viewer.user.pk or can_run(viewer, contribution.study_session)
        )
    )


def can_hide(viewer: Viewer, contribution: Contribution) -> bool:
    """What someone else shared; one's own words one deletes."""
    return can_keep(viewer, contribution) and contribution.author_id != viewer.user.pk


def can_take_up(viewer: Viewer, contribution: Contribution) -> bool:
    """Make a step of what can be read there, while there is a plan to change."""
    is_told = not (contribution.deleted_at or contribution.hidden_at)
    return is_told and can_keep(viewer, contribution) and not contribution.study_session.is_closed


def can_keep(viewer: Viewer, contribution: Contribution) -> bool:
    return can_run(viewer, contribution.study_session) and not contribution.is_private


def can_tick(viewer: Viewer, note: Note) -> bool:
    """Say that an action is done: whoever took it on, and facilitators."""
    return note.is_action and (
        note.owned_by_id == viewer.user.pk or can_run(viewer, note.study_session)
    )


__all__ = [
    "can_bring_up",
    "can_edit",
    "can_facilitate",
    "can_hide",
    "can_keep",
    "can_plan",
    "can_react",
    "can_run",
    "can_settle",
    "can_take_up",
    "can_tick",
    "can_write",
]
