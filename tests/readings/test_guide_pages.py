"""The pages of guides, as a facilitator uses them; no scripts needed."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from readings import builtin_guides
from readings.guide_files import headings_line, read
from readings.models import Entry, Guide, Question
from tests.builders import make_circle, make_guide, make_question
from tests.pages import text

pytestmark = pytest.mark.django_db

FILE = """\
---
title: To read in company
---

## Questions

### What did you expect?
kind: opening
minutes: 10
section: 2
paragraphs: 4

Ask the quiet ones first.
"""


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


def at(name, *ids):
    return reverse(f"readings:{name}", args=ids)


def uploaded(reading, data, **more):
    file = SimpleUploadedFile("guide.md", data if isinstance(data, bytes) else data.encode())
    return {"key": uuid4(), "circle": reading.circle_id, "file": file, **more}


def test_a_text_leads_to_its_guides_and_to_writing_one(browser, login, member, reading):
    address = reading.get_absolute_url()
    assert "Write a guide" in text(browser.get(address))
    guide = make_guide(reading)
    assert guide.get_absolute_url() in text(browser.get(address))
    assert "guide" not in text(login(member).get(address)).lower()


def test_a_guide_shows_questions_by_section_with_notes(browser, reading):
    browser.post(at("guide_upload", reading.pk), uploaded(reading, FILE))
    page = text(browser.get(Guide.objects.get().get_absolute_url()))
    for words in (
        "What did you expect?",
        "Ask the quiet ones first.",
        "opening",
        "¶ 4",
        "On asking",
    ):
        assert words in page
    assert "Anyone can answer it" in page


def test_a_file_is_brought_and_given_back(browser, reading):
    answer = browser.post(at("guide_upload", reading.pk), uploaded(reading, FILE))
    guide = Guide.objects.get()
    assert answer.url == guide.get_absolute_url()
    file = browser.get(at("guide_file", guide.pk))
    assert file.content.decode() == FILE
    assert "attachment" in file.headers["Content-Disposition"]


def test_a_file_that_cannot_be_read_says_the_line_and_saves_nothing(browser, reading):
    bad = FILE.replace("opening", "openning")
    answer = browser.post(at("guide_upload", reading.pk), uploaded(reading, bad))
    assert answer.status_code == 422
    assert "Line 8: There is no kind “openning”." in text(answer)
    large = browser.post(at("guide_upload", reading.pk), uploaded(reading, b"a" * 500_001))
    assert "larger than 500 kB" in text(large)
    assert not Guide.objects.exists()


def test_a_guide_is_written_by_hand(browser, reading):
    given = {"key": uuid4(), "circle": reading.circle_id, "title": "Ours", "language": "en"}
    browser.post(at("guide_new", reading.pk), given)
    guide = Guide.objects.get()
    assert guide.headings == headings_line(reading.edition.text.outline)
    added = {
        "key": uuid4(),
        "text": "Who  speaks?",
        "kind": "judging",
        "minutes": "15",
        "section": "1",
        "paragraphs": "4",
        "note": "One.\r\n\r\n\r\nTwo.",
    }
    browser.post(at("question_add", guide.pk), added)
    question = guide.questions.get()
    assert (question.text, question.section, question.note) == ("Who speaks?", 2, "One.\n\nTwo.")
    assert question.passage.exact.startswith("A good question")
    exported = browser.get(at("guide_file", guide.pk)).content
    assert read(exported).questions[0].paragraphs == "4"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("text", "", "What do you ask?"),
        ("minutes", "ten", "Write a number"),
        ("paragraphs", "four", "Write numbers"),
        ("paragraphs", "99", "There is no ¶ 99: the text ends with ¶ 5."),
        ("kind", "other", "Select a valid choice"),
    ],
)
def test_what_a_question_lacks_is_said_at_the_field(browser, reading, field, value, sentence):
    guide = make_guide(reading)
    given = {"key": uuid4(), "text": "Why?", "kind": "closing", "note": "My words", field: value}
    answer = browser.post(at("question_add", guide.pk), given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "My words" in text(answer)
    assert not Question.objects.exists()


def test_two_who_change_a_question_lose_nothing(browser, reading):
    question = make_question(make_guide(reading), text="First?")
    given = {"text": "Mine?", "kind": "closing", "version": 1}
    assert browser.post(at("question_edit", question.pk), given).status_code == 302
    late = browser.post(at("question_edit", question.pk), given | {"text": "Yours?"})
    assert late.status_code == 409
    assert "Mine?" in text(late)
    assert "Yours?" in text(late)
    again = browser.post(at("question_edit", question.pk), given | {"text": "Yours?", "version": 2})
    assert again.status_code == 302
    question.refresh_from_db()
    assert question.text == "Yours?"


def test_a_lost_pin_is_listed_and_survives_an_edit(browser, reading):
    guide = make_guide(reading)
    question = make_question(guide, section=9, section_hash="0badf00d", paragraphs="120")
    page = text(browser.get(guide.get_absolute_url()))
    assert "was not found in this version of the text" in page
    assert "heading 9, ¶ 120" in page
    form = text(browser.get(at("question_edit", question.pk)))
    assert "heading 9, not found in this text" in form
    given = {
        "text": "Why?",
        "kind": "closing",
        "version": 1,
        "section": "lost",
        "paragraphs": "120",
    }
    assert browser.post(at("question_edit", question.pk), given).status_code == 302
    question.refresh_from_db()
    assert (question.section, question.section_hash, question.paragraphs) == (9, "0badf00d", "120")


def test_questions_move_and_go_by_their_buttons(browser, reading):
    guide = make_guide(reading, questions=3)
    one, two, three = guide.questions.all()
    browser.post(at("question_move", three.pk), {"after": 0})
    assert list(guide.questions.all()) == [three, one, two]
    browser.post(at("question_delete", one.pk))
    assert list(guide.questions.all()) == [three, two]


def test_names_and_dates_are_written_and_told_in_words(browser, reading):
    guide = make_guide(reading)
    given = {"key": uuid4(), "title": "1936-07", "text": "The circle meets.", "paragraphs": "2"}
    browser.post(at("entry_add", guide.pk, "event"), given)
    assert "July 1936" in text(browser.get(guide.get_absolute_url()))
    wrong = browser.post(at("entry_add", guide.pk, "event"), given | {"title": "in July"})
    assert "Write a date as 1936" in text(wrong)
    assert browser.get(at("entry_add", guide.pk, "rumour")).status_code == 404
    entry = Entry.objects.get()
    changed = given | {"version": 1, "title": "1936-07-01"}
    assert browser.post(at("entry_edit", entry.pk), changed).status_code == 302
    assert "1 July 1936" in text(browser.get(guide.get_absolute_url()))
    in_french = browser.get(guide.get_absolute_url(), headers={"Accept-Language": "fr"})
    assert "1er juillet 1936" in text(in_french)
    browser.post(at("entry_delete", entry.pk))
    assert not Entry.objects.exists()


def test_a_copy_is_ones_own(browser, facilitator, reading):
    guide = make_guide(reading, questions=2)
    other = make_circle(facilitator=facilitator)
    given = {"key": uuid4(), "circle": reading.circle_id}
    copied = browser.post(at("guide_copy", guide.pk), given)
    copy = Guide.objects.exclude(pk=guide.pk).get()
    assert copied.url == copy.get_absolute_url()
    assert (copy.forked_from, copy.questions.count()) == (guide, 2)
    elsewhere = browser.post(at("guide_copy", guide.pk), {"key": uuid4(), "circle": other.pk})
    assert elsewhere.status_code == 422  # the text is of one circle


def test_a_guide_of_ours_is_offered_where_the_headings_fit_and_taken_once(
    browser, reading, monkeypatch
):
    file = read(FILE.encode())
    file.headings = headings_line(reading.edition.text.outline)
    other = read(FILE.encode())
    other.headings = "9 00000000"
    ours = {"lamps.en": file, "seas.en": other}
    monkeypatch.setattr(builtin_guides, "all_guides", lambda: ours)
    page = text(browser.get(at("guides", reading.pk)))
    assert page.count("Take this guide") == 1
    assert not Guide.objects.exists()
    given = {"key": uuid4(), "circle": reading.circle_id}
    seas = browser.post(at("guide_take", reading.pk), given | {"name": "seas.en"})
    assert seas.status_code == 422
    browser.post(at("guide_take", reading.pk), given | {"name": "lamps.en"})
    assert Guide.objects.get().builtin == "lamps.en"
    assert "Take this guide" not in text(browser.get(at("guides", reading.pk)))


def test_a_guide_asks_the_database_the_same_for_any_many(
    browser, circle, reading, django_assert_max_num_queries
):
    counts = []
    for many in (1, 3):
        guide = make_guide(reading, questions=many)
        for position in range(many):
            guide.entries.create(kind="name", position=position, title="A", text="B")
            plan = guide.plans.create(position=position, title="Evening")
            plan.meetings.create(position=0, title="M", questions=[guide.questions.first().pk])
        with django_assert_max_num_queries(12) as queries:
            browser.get(guide.get_absolute_url())
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_how_to_write_a_file_is_told_and_true(browser):
    page = browser.get(at("guide_format"))
    example = page.content.decode().split('<pre class="guide__file"')[1].split(">", 1)[1]
    assert read(example.split("</pre>")[0].encode()).plans[0].meetings[0].questions == [1]
