"""The texts of the demo, written for it: one essay, in two languages, paragraph by paragraph the same."""

from pathlib import Path
from uuid import uuid4

from readings.builtin_guides import FOLDER as GUIDES
from readings.guide_files import read as read_guide
from readings.importing import read
from readings.models import Edition, Reading
from readings.models.bringing import bring
from readings.people.models import Circle, User

WORDS = Path(__file__).with_name("words")
ESSAYS = {"en": "around_one_page.md", "fr": "autour_d_une_page.md"}
GUIDE = "around-one-page"
LICENCE = "CC0"


def publish(name: str, circle: Circle, *, by: User) -> Reading:
    """Import a file as any other would be, and publish it as it came."""
    document = read((WORDS / name).read_bytes(), name)
    reading = Reading.objects.create(circle=circle, licence=LICENCE, created_by=by)
    reading.propose(document)
    Edition.draft_from(reading, document, by=by).publish()
    reading.refresh_from_db()
    return reading


def take_guide(reading: Reading, *, by: User) -> None:
    """Make what we wrote for this text the circle's own, as a facilitator would."""
    name = f"{GUIDE}.{reading.language}"
    file = read_guide((GUIDES / f"{name}.md").read_bytes())
    bring(file, by=by, key=uuid4(), reading=reading, circle=reading.circle, builtin=name)
