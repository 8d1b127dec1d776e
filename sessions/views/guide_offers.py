"""What a plan says of the guides to its text."""

from __future__ import annotations

from django.http import HttpRequest

from readings.builtin_guides import guides_for
from readings.models import Guide
from readings.models.guides import GuideQuerySet
from sessions.forms.guided import KeepForm, OursForm
from sessions.models import StudySession


def guides_context(request: HttpRequest, study_session: StudySession) -> dict:
    """What the plan page offers: guides to its text, and the way to keep its questions as one."""
    assigned = study_session.assigned
    if not assigned or not assigned.edition:
        return {}
    guides = list(guides_for_plan(request, study_session).with_plan_titles())
    return {
        "guides": guides,
        "ours": ours_for_plan(study_session, guides),
        "keep_form": KeepForm(auto_id=False),
    }


def ours_for_plan(study_session: StudySession, guides: list[Guide]) -> list[dict]:
    """Guides that come with the app, fit the text, and are not among these yet."""
    fitting = guides_for(study_session.assigned.outline, language=study_session.circle.language)
    taken = {guide.builtin for guide in guides}
    return [
        {
            "title": file.title,
            "language": file.language,
            "plan_titles": [plan.title for plan in file.plans],
            "form": OursForm(names=[name], initial={"name": name}, auto_id=False),
        }
        for name, file in fitting.items()
        if name not in taken
    ]


def guides_for_plan(request: HttpRequest, study_session: StudySession) -> GuideQuerySet:
    """Guides to its text that its circle may use."""
    guides = Guide.objects.visible_to(request.viewer).of_reading(study_session.assigned.reading)
    return guides.for_circle(study_session.circle)
