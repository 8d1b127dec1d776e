"""From a GuideFile to the one way of writing it: what `read` has read comes back byte for byte."""

from __future__ import annotations

import re

from .parts import GuideFile, Meeting, Plan, Question
from .tidy import tidy_line, tidy_text

PARTS = {"Questions": "questions", "Plans": "plans", "Names": "names", "Timeline": "timeline"}


def write(guide: GuideFile) -> str:
    header = _pairs(
        title=guide.title,
        language=guide.language,
        authors=guide.authors,
        reading=guide.reading,
        headings=guide.headings,
        licence=guide.licence,
    )
    pieces = ["\n".join(["---", *header, "---"]), _escaped(guide.intro)]
    for heading, name in PARTS.items():
        if entries := getattr(guide, name):
            pieces.append(f"## {heading}")
            for entry in entries:
                pieces += _entry(entry)
    return "\n\n".join(piece for piece in pieces if piece) + "\n"


def _entry(entry) -> list[str]:
    if isinstance(entry, Question):
        return _question(entry)
    if isinstance(entry, Plan):
        pieces = _block("###", entry.title, entry.text, minutes=entry.minutes)
        for meeting in entry.meetings:
            pieces += _meeting(meeting)
        return pieces
    return _block("###", entry.title, entry.text, paragraphs=entry.paragraphs)


def _question(question: Question) -> list[str]:
    section = question.section
    pin = None if section is None else f"{section} {question.section_hash}".strip()
    return _block(
        "###",
        question.text,
        question.note,
        kind=question.kind,
        minutes=question.minutes,
        section=pin,
        paragraphs=question.paragraphs,
    )


def _meeting(meeting: Meeting) -> list[str]:
    return _block(
        "####",
        meeting.title,
        meeting.text,
        sections=" ".join(map(str, meeting.sections)),
        questions=" ".join(map(str, meeting.questions)),
    )


def _block(signs: str, title: str, text: str, **values) -> list[str]:
    return ["\n".join([f"{signs} {tidy_line(title)}", *_pairs(**values)]), _escaped(text)]


def _pairs(**values) -> list[str]:
    lines = {key: "" if value is None else tidy_line(str(value)) for key, value in values.items()}
    return [f"{key}: {line}" for key, line in lines.items() if line]


def _escaped(text: str) -> str:
    """A line of text that could be taken for a heading gets a backslash before it."""
    return re.sub(r"^(?=\\*#)", r"\\", tidy_text(text), flags=re.MULTILINE)
