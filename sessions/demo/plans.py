"""Plans from files, through the commands that facilitators use."""

from datetime import datetime
from uuid import uuid4

from readings.models import Edition, Reading
from readings.people.models import Circle, User
from sessions.models import Prompt, StudySession
from sessions.models.plans import plan_session

STEP = ("title", "minutes", "question", "beforehand", "note")


def plan(
    words: dict, circle: Circle, readings: dict[str, Reading], *, by: User, starts_at: datetime
) -> StudySession:
    reading = readings[words["text"]]
    steps = words["steps"]
    study_session = plan_session(
        by=by,
        key=uuid4(),
        circle=circle,
        steps=[_content(step, reading.edition) for step in steps],
        source={"reading": reading},
        title=words["title"],
        starts_at=starts_at,
        minutes=sum(step["minutes"] for step in steps),
        place=words["place"],
        preparation=words["preparation"],
    )
    _set_sections(study_session, words["sections"])
    for asked in words.get("beforehand", ()):
        Prompt.objects.create(study_session=study_session, text=asked["question"], beforehand=True)
    return study_session


def find(edition: Edition, words: str) -> tuple[int, int]:
    """Where these words stand. They occur once, or the demo would point at the wrong place."""
    text = edition.text.text
    if text.count(words) != 1:
        raise ValueError(f"{text.count(words)} times in the text: {words}")
    start = text.index(words)
    return start, start + len(words)


def _content(step: dict, edition: Edition) -> dict:
    content = {name: step[name] for name in STEP if name in step}
    return content | ({"span": find(edition, step["words"])} if "words" in step else {})


def _set_sections(study_session: StudySession, titles: list[str]) -> None:
    assigned = study_session.assigned
    outline = [section["title"] for section in assigned.outline]
    places = [outline.index(title) for title in titles]
    assigned.set_to(places, version=assigned.version)
