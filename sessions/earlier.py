"""What the same circle wrote about a text in earlier sessions: to be read in a later one, and brought up.

`visible_to` alone decides: whoever came by the link of one session finds nothing of the others.
"""

from __future__ import annotations

from django.db.models import Exists, OuterRef

from .models import Annotation, Contribution, StudySession
from .models.contribution_queries import ContributionQuerySet
from .models.meetings import StudySessionQuerySet
from .viewer import Viewer


def earlier_sessions(viewer: Viewer, study_session: StudySession) -> StudySessionQuerySet:
    """Those in whose margin this person may read something."""
    told = Annotation.objects.visible_to(viewer).told().filter(study_session=OuterRef("pk"))
    return StudySession.objects.visible_to(viewer).earlier_than(study_session).filter(Exists(told))


def earlier_notes(viewer: Viewer, study_session: StudySession) -> ContributionQuerySet:
    """Notes that may be brought up again, where their words stand in the text of today."""
    sessions = earlier_sessions(viewer, study_session).values("pk")
    rows = Annotation.objects.visible_to(viewer).told().filter(study_session__in=sessions)
    return rows.placed_in(study_session.edition)


def with_what_they_bring_up(notes: list[Annotation], viewer: Viewer) -> None:
    """Give each note its `brought_up`: the earlier one, if this person may read it; at most one query."""
    wanted, found = [note.earlier_id for note in notes if note.earlier_id], {}
    if wanted:
        rows = Contribution.objects.visible_to(viewer).told().with_author()
        found = rows.select_related("study_session").in_bulk(wanted)
    for note in notes:
        note.brought_up = found.get(note.earlier_id)
