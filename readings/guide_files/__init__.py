"""Guides as files: Markdown that a person can write by hand, read strictly and written canonically.

`read` says in one sentence, with its line, what it cannot take (`BadGuide`). `write` gives one form
of it, so that a file in that form comes back byte for byte. Nothing here knows Django.
"""

from .parts import KINDS, Event, GuideFile, Meeting, Name, Plan, Question
from .pins import find_section, heading_hash, headings_line, section_pin, spans
from .reading import LARGEST, read
from .sentences import BadGuide
from .writing import write

__all__ = [
    "KINDS",
    "LARGEST",
    "BadGuide",
    "Event",
    "GuideFile",
    "Meeting",
    "Name",
    "Plan",
    "Question",
    "find_section",
    "heading_hash",
    "headings_line",
    "read",
    "section_pin",
    "spans",
    "write",
]
