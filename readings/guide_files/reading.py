"""From the bytes of a file to a GuideFile, strictly: what is not understood is refused with its line.

One grammar throughout: a header of `key: value` lines between two lines `---`; then text; `## Part`;
`### entry`; directly below a heading its `key: value` lines; after an empty line its text, to the
next heading. A line of text that begins with # is written \\#.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date

from . import sentences
from .parts import KINDS, Event, GuideFile, Meeting, Name, Plan, Question
from .pins import spans, spans_line
from .sentences import BadGuide
from .tidy import tidy_line, tidy_text

LARGEST = 500_000  # bytes
MOST = {"questions": 200, "plans": 20, "meetings": 60, "names": 300, "timeline": 300}
LONGEST = {
    "title": 300,
    "question": 2000,
    "text": 10_000,
    "note": 5000,
    "paragraphs": 200,
    "licence": 120,
}
PARTS = {"Questions": "questions", "Plans": "plans", "Names": "names", "Timeline": "timeline"}
HEADER = ["title", "language", "authors", "reading", "headings", "licence"]
KEYS = {
    "questions": ["kind", "minutes", "section", "paragraphs"],
    "plans": ["minutes"],
    "meetings": ["sections", "questions"],
    "names": ["paragraphs"],
    "timeline": ["paragraphs"],
}
PAIR = re.compile(r"([a-z]+) *:(?: +(.*)|)")
HEADING = re.compile(r"(#+)(?: +(.*)|)")
LANGUAGE = re.compile(r"(?=.{2,12}$)[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
HASHED = re.compile(r"([0-9]{1,5})(?: +([0-9a-f]{8}))?")
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
NUMBER = re.compile(r"[0-9]{1,5}")
ESCAPED = re.compile(r"\\+#")
LONGEST_MEETING = 24 * 60


@dataclass(slots=True)
class Entry:
    """A heading with what stands below it; values and texts with the lines they stand on."""

    line: int
    level: int
    title: str
    values: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)
    text_line: int = 0


def read(data: bytes) -> GuideFile:
    """Raises BadGuide."""
    lines = _lines(data)
    header, end = _header(lines)
    intro, parts = _parts(lines, end)
    for name, entries in parts.items():
        _check_count(entries, name)
    questions = [_question(entry) for entry in parts["questions"]]
    return GuideFile(
        **_header_values(header),
        intro=_text(intro),
        questions=questions,
        plans=_plans(parts["plans"], len(questions)),
        names=[_name(entry) for entry in parts["names"]],
        timeline=[_event(entry) for entry in parts["timeline"]],
    )


def _lines(data: bytes) -> list[str]:
    if len(data) > LARGEST:
        raise BadGuide(0, sentences.TOO_LARGE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadGuide(data[: error.start].count(b"\n") + 1, sentences.NOT_TEXT) from None
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if not text.strip():
        raise BadGuide(0, sentences.EMPTY)
    lines = [line.rstrip() for line in text.split("\n")]
    for number, line in enumerate(lines, start=1):
        if any(unicodedata.category(sign) == "Cc" and sign != "\t" for sign in line):
            raise BadGuide(number, sentences.CONTROL)
    return lines


# Lines, headings, keys


def _header(lines: list[str]) -> tuple[Entry, int]:
    """The header as an entry, and the number of the line that closes it."""
    if lines[0] != "---":
        raise BadGuide(1, sentences.NO_HEADER)
    header = Entry(1, 0, "")
    for number, line in enumerate(lines[1:], start=2):
        if line == "---":
            return header, number
        if line:
            _take_pair(header, number, line, HEADER)
    raise BadGuide(len(lines), sentences.OPEN_HEADER)


def _parts(lines: list[str], end: int) -> tuple[Entry, dict[str, list[Entry]]]:
    """What stands before the first heading, and the entries of each part, meetings among plans."""
    entry = intro = Entry(end, 0, "", text_line=end + 1)
    found: list[str] = []
    parts: dict[str, list[Entry]] = {name: [] for name in PARTS.values()}
    in_keys = False
    for number, line in enumerate(lines[end:], start=end + 1):
        if line.startswith("#"):
            entry, in_keys = _heading(number, line), True
            if entry.level == 2:
                found.append(_part(entry, found))
            else:
                _put(entry, parts[found[-1]] if found else None, found)
        elif line and entry.level == 2:
            raise BadGuide(number, sentences.TEXT_OF_PART)
        elif in_keys and line:
            _take_pair(entry, number, line, KEYS["meetings" if entry.level == 4 else found[-1]])
        elif in_keys:
            in_keys, entry.text_line = False, number
        else:
            entry.text.append(line[1:] if ESCAPED.match(line) else line)
    return intro, parts


def _heading(number: int, line: str) -> Entry:
    match = HEADING.fullmatch(line)
    if not match:
        raise BadGuide(number, sentences.HEADING_SPACE)
    title = tidy_line(match[2] or "")
    if not title:
        raise BadGuide(number, sentences.HEADING_EMPTY)
    if not 2 <= len(match[1]) <= 4:
        raise BadGuide(number, sentences.OUT_OF_PLACE, signs=match[1])
    return Entry(number, len(match[1]), title)


def _part(entry: Entry, found: list[str]) -> str:
    if entry.title not in PARTS:
        known = ", ".join(PARTS)
        raise BadGuide(entry.line, sentences.UNKNOWN_PART, title=entry.title, known=known)
    if PARTS[entry.title] in found:
        raise BadGuide(entry.line, sentences.PART_TWICE, title=entry.title)
    return PARTS[entry.title]


def _put(entry: Entry, entries: list[Entry] | None, found: list[str]) -> None:
    """Entries stand in a part, meetings below a plan."""
    if entries is None or (entry.level == 4 and (found[-1] != "plans" or not entries)):
        raise BadGuide(entry.line, sentences.OUT_OF_PLACE, signs="#" * entry.level)
    entries.append(entry)


def _take_pair(entry: Entry, number: int, line: str, known: list[str]) -> None:
    match = PAIR.fullmatch(line)
    if not match:
        raise BadGuide(number, sentences.NO_PAIR)
    key, value = match[1], tidy_line(match[2] or "")
    if key not in known:
        raise BadGuide(number, sentences.UNKNOWN_KEY, key=key, known=", ".join(known))
    if key in entry.values:
        raise BadGuide(number, sentences.KEY_TWICE, key=key)
    if not value:
        raise BadGuide(number, sentences.NO_VALUE, key=key)
    entry.values[key], entry.lines[key] = value, number


def _check_count(entries: list[Entry], part: str) -> None:
    for name, level in ((part, 3), ("meetings", 4)):
        found = [entry for entry in entries if entry.level == level]
        if len(found) > MOST[name]:
            raise BadGuide(found[MOST[name]].line, sentences.TOO_MANY, most=MOST[name])


# Values


def _header_values(header: Entry) -> dict[str, str]:
    if "title" not in header.values:
        raise BadGuide(header.line, sentences.NO_TITLE)
    for key, value in header.values.items():
        _check_length(header.lines[key], value, LONGEST.get(key, LONGEST["title"]))
    language, headings = header.values.get("language"), header.values.get("headings")
    if language and not LANGUAGE.fullmatch(language):
        raise BadGuide(header.lines["language"], sentences.LANGUAGE, value=language)
    if headings:
        match = HASHED.fullmatch(headings)
        if not match or not match[2]:
            raise BadGuide(header.lines["headings"], sentences.HEADINGS)
        header.values["headings"] = f"{int(match[1])} {match[2]}"
    return header.values


def _question(entry: Entry) -> Question:
    _check_length(entry.line, entry.title, LONGEST["question"])
    section, section_hash = _section(entry)
    return Question(
        text=entry.title,
        kind=_kind(entry),
        minutes=_minutes(entry),
        section=section,
        section_hash=section_hash,
        paragraphs=_paragraphs(entry),
        note=_text(entry, LONGEST["note"]),
    )


def _kind(entry: Entry) -> str:
    kind, known = entry.values.get("kind"), ", ".join(KINDS)
    if not kind:
        raise BadGuide(entry.line, sentences.NO_KIND, known=known)
    if kind not in KINDS:
        raise BadGuide(entry.lines["kind"], sentences.UNKNOWN_KIND, value=kind, known=known)
    return kind


def _minutes(entry: Entry) -> int | None:
    value = entry.values.get("minutes")
    if value is None:
        return None
    if not NUMBER.fullmatch(value) or not 1 <= int(value) <= LONGEST_MEETING:
        raise BadGuide(entry.lines["minutes"], sentences.MINUTES, value=value)
    return int(value)


def _section(entry: Entry) -> tuple[int | None, str]:
    value = entry.values.get("section")
    if value is None:
        return None, ""
    match = HASHED.fullmatch(value)
    if not match:
        raise BadGuide(entry.lines["section"], sentences.SECTION)
    return int(match[1]), match[2] or ""


def _paragraphs(entry: Entry) -> str:
    value = entry.values.get("paragraphs")
    if value is None:
        return ""
    found = spans(value)
    if not found:
        raise BadGuide(entry.lines["paragraphs"], sentences.PARAGRAPHS)
    line = spans_line(found)
    _check_length(entry.lines["paragraphs"], line, LONGEST["paragraphs"])
    return line


def _plans(entries: list[Entry], questions: int) -> list[Plan]:
    plans: list[Plan] = []
    for entry in entries:
        if entry.level == 4:
            plans[-1].meetings.append(_meeting(entry, questions))
        else:
            plans.append(Plan(_title(entry), _minutes(entry), _text(entry)))
    begun = [entry for entry in entries if entry.level == 3]
    for plan, entry in zip(plans, begun, strict=True):
        if not plan.meetings:
            raise BadGuide(entry.line, sentences.NO_MEETING)
    return plans


def _meeting(entry: Entry, questions: int) -> Meeting:
    meeting = Meeting(
        _title(entry), _numbers(entry, "sections"), _numbers(entry, "questions"), _text(entry)
    )
    if not meeting.questions:
        raise BadGuide(entry.line, sentences.NO_QUESTIONS)
    for number in meeting.questions:
        if not 1 <= number <= questions:
            raise BadGuide(
                entry.lines["questions"], sentences.NO_QUESTION, number=number, count=questions
            )
    return meeting


def _numbers(entry: Entry, key: str) -> list[int]:
    pieces = entry.values.get(key, "").replace(",", " ").split()
    if not all(NUMBER.fullmatch(piece) for piece in pieces):
        raise BadGuide(entry.lines[key], sentences.NUMBERS, key=key)
    numbers = [int(piece) for piece in pieces]
    for number in numbers:
        if numbers.count(number) > 1:
            raise BadGuide(entry.lines[key], sentences.NUMBER_TWICE, key=key, number=number)
    return numbers


def _name(entry: Entry) -> Name:
    return Name(_title(entry), _paragraphs(entry), _words(entry))


def _event(entry: Entry) -> Event:
    return Event(_date(entry), _paragraphs(entry), _words(entry))


def _date(entry: Entry) -> str:
    if not is_date(entry.title):
        raise BadGuide(entry.line, sentences.DATE, value=entry.title)
    return entry.title


def is_date(text: str) -> bool:
    match = DATE.fullmatch(text)
    try:
        return bool(match and date(*(int(piece or 1) for piece in match.groups())))
    except ValueError:
        return False


def _title(entry: Entry) -> str:
    _check_length(entry.line, entry.title, LONGEST["title"])
    return entry.title


def _words(entry: Entry) -> str:
    """Its text, which must not be missing."""
    if not (text := _text(entry)):
        raise BadGuide(entry.line, sentences.NO_WORDS)
    return text


def _text(entry: Entry, most: int = LONGEST["text"]) -> str:
    """Paragraphs with one empty line between."""
    text = tidy_text("\n".join(entry.text))
    _check_length(entry.text_line, text, most)
    return text


def _check_length(line: int, value: str, most: int) -> None:
    if len(value) > most:
        raise BadGuide(line, sentences.TOO_LONG, most=most)
