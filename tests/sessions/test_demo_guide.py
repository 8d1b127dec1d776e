"""The guide to the demo's text, in both languages, held against that text."""

import re
from collections import Counter
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

import readings
from readings.guide_files import KINDS, find_section, headings_line, read, spans, write
from readings.importing import read as read_text
from readings.rendering import NUMBERED, outline_of, place
from sessions.demo.texts import ESSAYS, WORDS

GUIDES = Path(readings.__file__).parent / "content" / "guides"
FILES = {language: (GUIDES / f"around-one-page.{language}.md").read_bytes() for language in ESSAYS}
CITED = re.compile(r"¶\u00a0(\d+)")
DAY = {"en": "%-d %B %Y", "fr": "%-d {month} %Y"}
MONTHS = {8: "août", 12: "décembre"}


class Text:
    """An essay as the app numbers it. A table or a note is read with the paragraphs around it."""

    def __init__(self, name):
        blocks = [
            SimpleNamespace(kind=block.kind, text=block.text, level=block.level)
            for block in read_text((WORDS / name).read_bytes(), name).kept
        ]
        place(blocks)
        self.outline = outline_of(blocks)
        self.paragraph = {block.number: block.text for block in blocks if block.kind in NUMBERED}
        self.beside = " ".join(
            block.text for block in blocks if block.kind in ("table", "footnote")
        )

    def said(self, paragraphs):
        cited = (self.paragraph[number] for number in _numbers(paragraphs))
        return " ".join((*cited, self.beside))


@pytest.fixture(params=ESSAYS)
def language(request):
    return request.param


@pytest.fixture
def text(language):
    return Text(ESSAYS[language])


@pytest.fixture
def guide(language):
    return read(FILES[language])


def _numbers(paragraphs):
    return [number for first, last in spans(paragraphs) for number in range(first, last + 1)]


def test_the_file_is_in_the_one_form_and_knows_its_text(guide, text, language):
    assert write(guide).encode() == FILES[language]
    assert guide.language == language
    assert guide.headings == headings_line(text.outline)


def test_it_asks_questions_of_every_kind_in_the_order_of_the_text(guide):
    assert 8 <= len(guide.questions) <= 10
    assert {question.kind for question in guide.questions} == set(KINDS)
    assert (guide.questions[0].kind, guide.questions[-1].kind) == ("opening", "closing")
    sections = [question.section for question in guide.questions]
    assert sections == sorted(sections)


def test_every_question_has_a_place_in_the_text_and_one_to_return_to(guide, text):
    for question in guide.questions:
        at = find_section(text.outline, question.section, question.section_hash)
        assert at == question.section
        section = text.outline[at]
        inside = range(section["first"], section["last"] + 1)
        assert set(_numbers(question.paragraphs)) <= set(inside), question.text
        cited = {int(number) for number in CITED.findall(question.note)}
        assert cited, question.text
        assert cited <= set(text.paragraph)


def test_every_note_says_what_comes_up_and_how_to_go_on(guide, language):
    parts = {
        "en": ("What usually comes up", "A follow-up", "Go back to"),
        "fr": ("Ce qui revient souvent", "Pour relancer", "À relire"),
    }[language]
    for question in guide.questions:
        assert question.text.endswith("?")
        assert all(part in question.note for part in parts), question.text


def test_every_name_stands_where_the_guide_says(guide, text):
    for name in guide.names:
        *_first, last = re.findall(r"\w{3,}", name.title)
        assert last.rstrip("s") in text.said(name.paragraphs), name.title


def test_every_date_stands_where_the_guide_says(guide, text, language):
    for event in guide.timeline:
        assert event.title[:4] in text.said(event.paragraphs), event.title
        if len(event.title) == len("2000-01-01"):
            day = date.fromisoformat(event.title)
            words = day.strftime(DAY[language].format(month=MONTHS[day.month]))
            assert words in text.said(event.paragraphs), words
    titles = [event.title for event in guide.timeline]
    assert titles == sorted(titles)


def test_its_plan_fills_an_evening(guide):
    (plan,) = guide.plans
    (meeting,) = plan.meetings
    asked = [guide.questions[number - 1] for number in meeting.questions]
    assert plan.minutes == 90
    assert {question.section for question in asked} == set(meeting.sections)
    assert 60 <= sum(question.minutes for question in asked) <= plan.minutes - 15


def test_both_languages_ask_the_same_in_the_same_places():
    english, french = (read(FILES[language]) for language in ESSAYS)

    def shape(guide):
        return (
            [(q.kind, q.minutes, q.section, q.paragraphs) for q in guide.questions],
            [Counter(CITED.findall(q.note)) for q in guide.questions],
            [
                (plan.minutes, [(m.sections, m.questions) for m in plan.meetings])
                for plan in guide.plans
            ],
            [name.paragraphs for name in guide.names],
            [(event.title, event.paragraphs) for event in guide.timeline],
        )

    assert shape(english) == shape(french)


def test_french_is_set_as_french():
    words = re.sub(r"(?m)^(?:[a-z]+: .*|---)$", "", FILES["fr"].decode())
    assert not re.findall(r".{8}[^\u202f][;:!?»]|«[^\u202f]", words)
    assert not re.findall(r"['\"]", words)
