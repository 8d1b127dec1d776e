"""What a guide file holds, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

KINDS = ("opening", "understanding", "interpreting", "judging", "closing")


@dataclass(slots=True)
class Question:
    """`section` is the number of a heading, 0 for what stands before the first one.

    `paragraphs` are as people cite them: "34", "34-36", "34, 40-42".
    """

    text: str
    kind: str
    minutes: int | None = None
    section: int | None = None
    section_hash: str = ""
    paragraphs: str = ""
    note: str = ""


@dataclass(slots=True)
class Meeting:
    """Questions by their numbers in the file, from 1, in the order they are asked."""

    title: str
    sections: list[int] = field(default_factory=list)
    questions: list[int] = field(default_factory=list)
    text: str = ""


@dataclass(slots=True)
class Plan:
    title: str
    minutes: int | None = None  # of each meeting
    text: str = ""
    meetings: list[Meeting] = field(default_factory=list)


@dataclass(slots=True)
class Name:
    title: str
    paragraphs: str = ""
    text: str = ""


@dataclass(slots=True)
class Event:
    """`title` is its date: "1936", "1936-07" or "1936-07-17"."""

    title: str
    paragraphs: str = ""
    text: str = ""


@dataclass(slots=True)
class GuideFile:
    title: str
    language: str = ""
    authors: str = ""
    reading: str = ""  # its title, for people
    headings: str = ""  # "17 5c1f09e2": recognises the text
    licence: str = ""
    intro: str = ""
    questions: list[Question] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    timeline: list[Event] = field(default_factory=list)
