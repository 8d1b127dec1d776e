from datetime import date, time
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from readings.models import Import, Reading
from sessions.forms.meetings import next_tuesday
from sessions.models import FacilitatorNote, Prompt, StudySession
from sessions.starters import MORE, SHAPES, shape_of, starter, steps_for
from tests.builders import make_circle, make_draft, make_reading

URL = reverse("sessions:new")


def sent(**fields) -> dict:
    return {
        "key": str(uuid4()),
        "source": "later",
        "day": "2030-11-26",
        "time": "19:00",
        "minutes": "90",
        "place": "Union hall",
        "call_url": "",
        **fields,
    }


def test_the_page_suggests_next_tuesday_at_seven(facilitator, circle, login):
    response = login(facilitator).get(URL)
    values = response.context["form"].initial
    assert values["day"].weekday() == 1
    assert values["day"] > timezone.localdate()
    assert (values["time"], values["minutes"]) == ("19:00", 90)
    assert "form.circle" not in response.content.decode()


@pytest.mark.parametrize(
    ("today", "tuesday"), [("2026-11-22", 24), ("2026-11-23", 24), ("2026-11-24", 1)]
)
def test_next_tuesday_is_still_to_come(monkeypatch, today, tuesday):
    monkeypatch.setattr(timezone, "localdate", lambda timezone: date.fromisoformat(today))
    assert next_tuesday(ZoneInfo("UTC")).day == tuesday


def test_a_reading_of_the_library_leads_to_its_plan(facilitator, circle, reading, login):
    response = login(facilitator).post(URL, sent(source="library", reading=reading.pk))
    study_session = StudySession.objects.get()
    assert response.url == reverse("sessions:plan", args=[study_session.pk])
    assert study_session.is_draft
    assert study_session.title == "Session on Reading in company"
    assert study_session.assigned.reading == reading
    assert study_session.starts_at.astimezone(study_session.zone).time() == time(19)


def test_a_new_plan_is_filled_to_the_planned_end(facilitator, circle, login):
    login(facilitator).post(URL, sent())
    study_session = StudySession.objects.get()
    steps = study_session.agenda_items.all()
    assert [step.title for step in steps] == [str(step.title) for step in shape_of(90).steps]
    assert sum(step.minutes for step in steps) == study_session.minutes == 90
    assert Prompt.objects.filter(study_session=study_session).count() == 4
    assert FacilitatorNote.objects.filter(study_session=study_session).count() == 6
    assert study_session.title == "Session of 26 November"


@pytest.mark.parametrize("minutes", [45, 60, 75, 90, 120, 121, 240])
def test_the_steps_fill_the_time_there_is(minutes):
    assert sum(step.minutes for step in steps_for(minutes)) == minutes
    assert all(step.minutes > 0 for step in steps_for(minutes))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_is_as_long_as_it_says(shape):
    assert sum(step.minutes for step in shape.steps) == shape.minutes
    assert steps_for(shape.minutes) == shape.steps
    assert shape.why


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_step_one_can_add_says_why_in_a_line(language):
    with override(language):
        assert all(1 < len(str(step.why)) <= 110 for step in [*MORE, *SHAPES])


def test_shapes_are_made_of_steps_one_can_add():
    assert {step.name for shape in SHAPES for step in shape.steps} <= {s.name for s in MORE}
    assert starter("empty").question == ""


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_chosen_gives_steps_and_length(facilitator, circle, login, shape):
    login(facilitator).post(URL, sent(shape=shape.name, minutes="nonsense"))
    study_session = StudySession.objects.get()
    assert study_session.minutes == shape.minutes
    titles = list(study_session.agenda_items.values_list("title", flat=True))
    assert titles == [str(step.title) for step in shape.steps]


def test_another_length_is_one_to_name(facilitator, circle, login):
    response = login(facilitator).post(URL, sent(shape="", minutes=""))
    assert response.status_code == 422
    assert response.context["form"].errors["minutes"] == ["How many minutes?"]
    login(facilitator).post(URL, sent(shape="", minutes="75"))
    assert StudySession.objects.get().minutes == 75


def test_a_plan_speaks_the_language_of_the_circle(facilitator, login):
    circle = facilitator.memberships.first() or make_circle(facilitator=facilitator, language="fr")
    login(facilitator).post(URL, sent())
    assert StudySession.objects.get().circle == circle


def test_a_pasted_text_leads_to_its_import_and_from_there_to_the_plan(facilitator, circle, login):
    response = login(facilitator).post(URL, sent(source="new", text="A title\n\nAnd words."))
    started, study_session = Import.objects.get(), StudySession.objects.get()
    assert response.url == started.get_absolute_url()
    assert started.next == reverse("sessions:plan", args=[study_session.pk])
    assert study_session.assigned.reading == started.reading
    assert started.file.read() == b"A title\n\nAnd words."


def test_a_file_is_taken_with_its_name(facilitator, circle, login):
    file = SimpleUploadedFile("evening.md", b"# Title\n\nWords.")
    login(facilitator).post(URL, sent(source="new", file=file))
    assert Import.objects.get().name == "evening.md"


def test_the_example_has_its_title(facilitator, circle, login):
    login(facilitator).post(URL, sent(source="example"))
    assert Reading.objects.get().title
    assert Reading.objects.get().title in StudySession.objects.get().title


def test_sent_twice_it_makes_one_session(facilitator, circle, login):
    body = sent(source="new", text="Words of a text.")
    browser = login(facilitator)
    first, second = browser.post(URL, body), browser.post(URL, body)
    assert first.url == second.url
    assert StudySession.objects.count() == Import.objects.count() == 1


def test_same_key_for_other_words_is_refused_and_keeps_them(facilitator, circle, login):
    body = sent()
    browser = login(facilitator)
    browser.post(URL, body)
    response = browser.post(URL, body | {"place": "Somewhere else"})
    assert response.status_code == 422
    assert "Somewhere else" in response.content.decode()
    assert response.context["form"].data["key"] != body["key"]
    assert StudySession.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "at", "sentence"),
    [
        ({"source": "new", "text": "  "}, "text", "Please paste a text"),
        ({"source": "library", "reading": ""}, "reading", "Which text?"),
        ({"minutes": "0"}, "minutes", "at least one minute"),
        ({"minutes": "soon"}, "minutes", "Write a number"),
        ({"call_url": "javascript:alert(1)"}, "call_url", "begins with https"),
        ({"call_url": "ftp://example.org/x"}, "call_url", "begins with https"),
        ({"place": "x" * 201}, "place", "200"),
        ({"day": "never"}, "day", "valid date"),
    ],
)
def test_bad_input_is_named_where_it_happened(
    facilitator, circle, reading, login, fields, at, sentence
):
    response = login(facilitator).post(URL, sent(**fields))
    assert response.status_code == 422
    assert sentence in str(response.context["form"].errors[at])
    assert not StudySession.objects.exists()


def test_an_empty_file_is_refused_and_the_rest_kept(facilitator, circle, login):
    file = SimpleUploadedFile("nothing.txt", b"")
    response = login(facilitator).post(URL, sent(source="new", file=file))
    assert response.status_code == 422
    assert "Union hall" in response.content.decode()
    assert not Reading.objects.exists()


def test_the_circle_is_asked_for_only_when_there_are_several(facilitator, circle, login):
    browser = login(facilitator)
    assert "circle" not in browser.get(URL).context["form"].fields
    other = make_circle(facilitator=facilitator, name="Second")
    assert "circle" in browser.get(URL).context["form"].fields
    browser.post(URL, sent(circle=other.pk))
    assert StudySession.objects.get().circle == other


def test_a_text_of_another_circle_is_refused(facilitator, circle, reading, login):
    other = make_circle(facilitator=facilitator, name="Second")
    body = sent(circle=other.pk, source="library", reading=reading.pk)
    response = login(facilitator).post(URL, body)
    assert response.status_code == 422
    assert not StudySession.objects.exists()


def test_a_text_one_may_not_see_cannot_be_chosen(facilitator, circle, outsider, login):
    foreign = make_reading(outsider.memberships.get().circle)
    response = login(facilitator).post(URL, sent(source="library", reading=foreign.pk))
    assert response.status_code == 422
    assert not StudySession.objects.exists()


def test_the_link_of_a_reading_chooses_it(facilitator, circle, reading, login):
    response = login(facilitator).get(URL, {"reading": reading.pk})
    assert response.context["form"].initial["reading"] == reading.pk
    assert response.context["form"].initial["source"] == "library"


def test_who_facilitates_nothing_cannot_plan(member, circle, login):
    assert login(member).get(URL).status_code == 403
    assert login(member).post(URL, sent()).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_library(
    facilitator, circle, login, count, django_assert_max_num_queries
):
    for number in range(count):
        make_reading(circle, title=f"Text {number}")
    browser = login(facilitator)
    with django_assert_max_num_queries(5):
        browser.get(URL)


def begin_on_new_text(circle, facilitator, login) -> StudySession:
    login(facilitator).post(URL, sent(source="new", text="Some words of one's own."))
    make_draft(Reading.objects.get())
    return StudySession.objects.get()


def test_a_text_that_gets_its_title_names_the_session(circle, facilitator, login):
    study_session = begin_on_new_text(circle, facilitator, login)
    reading = Reading.objects.get()
    reading.draft().publish(title="On lamps")
    study_session.refresh_from_db()
    assert (study_session.title, study_session.version) == ("Session on On lamps", 2)


def test_a_name_that_someone_gave_stays(circle, facilitator, login):
    study_session = begin_on_new_text(circle, facilitator, login)
    study_session.replan(version=1, title="The long evening")
    Reading.objects.get().draft().publish(title="On lamps")
    study_session.refresh_from_db()
    assert study_session.title == "The long evening"


def test_a_text_chosen_later_names_the_session_too(circle, facilitator, reading, login):
    browser = login(facilitator)
    browser.post(URL, sent(source="later"))
    study_session = StudySession.objects.get()
    body = {"key": uuid4(), "source": "library", "reading": reading.pk}
    browser.post(reverse("sessions:plan_text", args=[study_session.pk]), body)
    study_session.refresh_from_db()
    assert study_session.title == "Session on Reading in company"
