"""What others see about one person in a session, for this person: the figures they are counted in.

The same numbers that others meet, from the same rules: nothing is counted here that is not shown, and
nothing is shown that a gate still holds back.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from .models import Answer, Contribution, Prompt, StudySession
from .models.counting import counted
from .prepare import Preparation, Stop
from .viewer import Viewer


@dataclass
class AboutMe:
    has_written: bool
    is_held_back: bool  # how many others wrote does not show to this person yet
    stops: list[Stop]  # along the text, where this person is one of `people`
    answered: list[Prompt]  # each with how many `answers` it has


def about_me(viewer: Viewer, study_session: StudySession) -> AboutMe:
    own = Contribution.objects.by(viewer.user).in_session(study_session)
    asked = Prompt.objects.visible_to(viewer).in_session(study_session)
    holds = asked.filter(pk__in=viewer.answers_held_back)
    stops = Preparation(viewer, study_session).stops
    return AboutMe(
        has_written=own.shared().live().unhidden().exists(),
        is_held_back=study_session.pk in viewer.margins_held_back or holds.exists(),
        stops=sorted(
            (stop for stop in stops if viewer.user.pk in stop.who),
            key=lambda stop: stop.excerpt.start,
        ),
        answered=_answered(viewer, asked),
    )


def _answered(viewer: Viewer, asked) -> list[Prompt]:
    told = Answer.objects.visible_to(viewer).told().unhidden().filter(prompt=OuterRef("pk"))
    mine = asked.filter(Exists(told.by(viewer.user)))
    return list(mine.in_order().annotate(answers=counted(told)))
