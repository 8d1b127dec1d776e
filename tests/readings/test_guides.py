"""Guides as rows: brought from files and back, changed by several people, pinned to a text."""

from uuid import uuid4

import pytest

from readings.guide_files import headings_line, read, section_pin, write
from readings.guiding import with_places
from readings.models import Edition, Entry, FullGuide, Guide, Passage, Question, ReadyMeeting
from readings.models.bringing import as_file, bring
from readings.people.models import KeyReused, Stale
from tests.builders import make_guide, make_reading, make_user

pytestmark = pytest.mark.django_db


def a_file(reading, **changes):
    outline = reading.edition.text.outline
    number, hash = section_pin(outline, 1)
    text = f"""\
---
title: To read in company
language: en
reading: Reading
headings: {headings_line(outline)}
licence: CC-BY-SA-4.0
---

For slow readers.

## Questions

### What did you expect?
kind: opening
minutes: 10

### Why does a good question have several answers?
kind: interpreting
minutes: 20
section: {number} {hash}
paragraphs: 4-5

Read ¶ 4 aloud first.

### Who spoke least?
kind: closing
section: {number} {hash}

## Plans

### One evening
minutes: 90

#### All of it
sections: 1 2
questions: 1 2 3

## Names

### The lamp
paragraphs: 5

It hangs in the hall.

## Timeline

### 1936-07
paragraphs: 1

The circle meets.
"""
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text


def brought(reading, text=None, **facts):
    file = read((text or a_file(reading)).encode())
    return bring(file, by=None, key=uuid4(), reading=reading, circle=reading.circle, **facts)


def test_a_file_comes_back_byte_for_byte(reading):
    text = a_file(reading)
    assert write(as_file(brought(reading, text))) == text


def test_questions_are_pinned_to_their_paragraphs(reading):
    first, second, third = with_places(brought(reading).questions.all(), reading.edition)
    assert (first.section_place, first.is_lost) == (None, False)
    assert second.excerpt.label == "¶ 4 to 5"
    assert second.passage.exact.startswith("A good question")
    assert (third.section_place, third.excerpt, third.is_lost) == (1, None, False)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("paragraphs: 4-5", "paragraphs: 9"),  # the text ends before
        ("paragraphs: 4-5", "paragraphs: 1-2"),  # stands in another section
        ("section: 2", "section: 2 0badf00d #"),
    ],
)
def test_a_pin_that_is_not_found_is_kept_and_points_nowhere(reading, old, new):
    text = a_file(reading)
    if "#" in new:
        lines = [f"section: 2 {'0' * 8}" if li.startswith(old) else li for li in text.split("\n")]
        text = "\n".join(lines)
    else:
        text = text.replace(old, new)
    guide = brought(reading, text)
    lost = [q for q in with_places(guide.questions.all(), reading.edition) if q.is_lost]
    assert lost
    assert lost[0].passage is None
    assert write(as_file(guide)) == text


def test_paragraphs_of_another_text_are_not_trusted(circle, reading):
    text = a_file(reading)
    text = "\n".join(line for line in text.split("\n") if not line.startswith("section:"))
    other = make_reading(circle, blocks=[("heading", "Else"), *[("paragraph", "Words.")] * 9])
    assert not Passage.objects.exists()
    guide = brought(other, text)
    assert not Passage.objects.exists()
    assert with_places(guide.questions.all(), other.edition)[1].is_lost


def test_the_same_key_brings_one_guide(reading, facilitator):
    given = {"by": facilitator, "key": uuid4(), "reading": reading, "circle": reading.circle}
    file = read(a_file(reading).encode())
    assert bring(file, **given) == bring(file, **given)
    file.title = "Another"
    with pytest.raises(KeyReused):
        bring(file, **given)


def test_a_guide_is_seen_by_facilitators_only(circle, reading, facilitator, member, outsider):
    from sessions.viewer import Viewer

    guide = make_guide(reading)
    site = make_guide(make_reading(None), circle=None)

    def seen_by(user):
        return set(Guide.objects.visible_to(Viewer(user)))

    assert seen_by(facilitator) == {guide}
    assert seen_by(member) == seen_by(outsider) == set()
    site.list(by=facilitator)
    assert seen_by(facilitator) == {guide, site}
    assert seen_by(outsider) == {site}
    assert seen_by(member) == set()
    assert seen_by(make_user(is_editor=True)) == {site}


def content(**changes):
    return {
        "kind": "judging",
        "text": "Is it so?",
        "minutes": 15,
        "note": "",
        "section": None,
        "section_hash": "",
        "paragraphs": "",
        **changes,
    }


def test_a_question_is_added_once_and_changed_by_one_at_a_time(reading, facilitator):
    guide = make_guide(reading, questions=1)
    key = uuid4()
    added = [Question.add(by=facilitator, key=key, to=guide, **content()) for _ in "ab"]
    assert added[0] == added[1]
    assert added[0].position == 1
    first, second = (Question.objects.get(pk=added[0].pk) for _ in "ab")
    first.edit(version=1, **content(text="Is it?"))
    second.edit(version=1, **content(text="Is it?"))  # arrived twice
    with pytest.raises(Stale) as stale:
        second.edit(version=1, **content(text="Was it?"))
    assert stale.value.current.text == "Is it?"


def test_a_question_lets_its_passage_go_only_where_it_is_cited_otherwise(reading, facilitator):
    guide = make_guide(reading)
    block = reading.edition.blocks.get(number=1)
    given = content(paragraphs="1", span=(block.start, block.end))
    question = Question.add(by=facilitator, key=uuid4(), to=guide, **given)
    pinned = question.passage
    assert pinned.exact == block.text
    question.edit(version=1, **content(text="Other words?", paragraphs="1", span=None))
    question.refresh_from_db()
    assert question.passage == pinned
    question.edit(version=2, **content(paragraphs="", span=None))
    assert not Passage.objects.exists()


def test_questions_move_and_go(reading):
    guide = make_guide(reading, questions=3)
    one, two, three = guide.questions.all()
    assert three.move(after=0) == 1
    assert list(guide.questions.all()) == [three, one, two]
    assert three.move(after=two.pk) == 3
    assert list(guide.questions.all()) == [one, two, three]
    two.discard()
    two.discard()
    assert list(guide.questions.all()) == [one, three]


def test_a_question_that_goes_leaves_the_ready_plans(reading):
    guide = brought(reading)
    second = guide.questions.all()[1]
    second.discard()
    assert second.pk not in ReadyMeeting.objects.get().questions
    assert not Passage.objects.exists()
    assert read(write(as_file(guide)).encode()).plans[0].meetings[0].questions == [1, 2]


def test_names_and_events_have_an_order_each(reading, facilitator):
    guide = make_guide(reading)
    given = {"by": facilitator, "to": guide, "paragraphs": "", "text": "Words"}
    for kind, title in (("name", "A"), ("event", "1936"), ("name", "B")):
        Entry.add(key=uuid4(), kind=kind, title=title, **given)
    assert list(guide.entries.filter(kind="name").values_list("position", "title")) == [
        (0, "A"),
        (1, "B"),
    ]


def test_a_full_guide_says_so(reading, facilitator, monkeypatch):
    monkeypatch.setattr(Question, "most", 1)
    guide = make_guide(reading, questions=1)
    with pytest.raises(FullGuide):
        Question.add(by=facilitator, key=uuid4(), to=guide, **content())


def test_discarding_a_guide_takes_its_passages_along(reading):
    guide = brought(reading)
    guide.discard()
    assert not Passage.objects.exists()
    assert not Question.objects.exists()


def test_guides_fetch_nothing_for_each_question(circle, django_assert_num_queries):
    for many in (1, 3):
        reading = make_reading(circle)
        guide = make_guide(reading, questions=many)
        for question in guide.questions.all():
            block = reading.edition.blocks.get(number=1)
            question.passage = Passage.pin(reading.edition, block.start, block.end)
            question.save()
        questions = list(guide.questions.select_related("passage"))
        with django_assert_num_queries(3):  # places, blocks, the text once
            with_places(questions, reading.edition)


def test_pins_follow_a_text_that_is_published_again(reading, facilitator):
    guide = brought(reading)
    draft = Edition.again(reading, by=facilitator)
    draft.blocks.get(text__startswith="We never finished").become(
        "caption"
    )  # ¶ 3 has no number now
    draft.publish()
    guide = Guide.objects.with_reading().get()
    question = with_places(guide.questions.select_related("passage"), guide.edition)[1]
    assert question.excerpt.label == "¶ 3 to 4"
    assert as_file(guide).questions[1].paragraphs == "3-4"
