"""Ready plans of a guide, written on pages; no scripts needed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from readings.guide_files import read
from readings.models import ReadyMeeting, ReadyPlan
from tests.builders import make_guide
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


@pytest.fixture
def guide(reading):
    return make_guide(reading, questions=4)


@pytest.fixture
def plan(guide):
    plan = guide.plans.create(position=0, title="One evening")
    ids = [question.pk for question in guide.questions.all()]
    plan.meetings.create(position=0, title="The evening", questions=ids[:3])
    return plan


def at(name, *ids):
    return reverse(f"readings:{name}", args=ids)


def choice(meeting, places, **more):
    """What the form of a meeting sends: `places` by the ids of the questions that are ticked."""
    named = {f"place_{pk}": place for pk, place in places.items()}
    return {"version": meeting.version, "title": "M", "questions": list(places)} | named | more


def test_a_plan_is_written_from_nothing_and_leaves_as_a_file(browser, guide):
    page = text(browser.get(guide.get_absolute_url()))
    assert at("plan_add", guide.pk) in page
    given = {"key": uuid4(), "title": "One  evening", "minutes": "90", "text": "For a start."}
    assert browser.post(at("plan_add", guide.pk), given).status_code == 302
    plan = guide.plans.get()
    assert (plan.title, plan.minutes, plan.text) == ("One evening", 90, "For a start.")
    meeting = plan.meetings.get()
    assert "Choose its questions" in text(browser.get(guide.get_absolute_url()))
    one, _, three, _ = guide.questions.all()
    browser.post(
        at("meeting_edit", meeting.pk),
        choice(meeting, {one.pk: "2", three.pk: "1"}, title="Evening", sections=["2"]),
    )
    meeting.refresh_from_db()
    assert (meeting.title, meeting.questions, meeting.sections) == (
        "Evening", [three.pk, one.pk], [2],
    )  # fmt: skip
    exported = read(browser.get(at("guide_file", guide.pk)).content)
    assert exported.plans[0].meetings[0].questions == [3, 1]


def test_a_plan_of_several_meetings(browser, guide, plan):
    two = guide.questions.all()[1]
    given = {"key": uuid4(), "title": "Another", "questions": [two.pk]}
    browser.post(at("meeting_add", plan.pk), given)
    first, second = plan.meetings.all()
    assert second.questions == [two.pk]
    browser.post(at("meeting_move", second.pk), {"after": 0})
    assert list(plan.meetings.all()) == [second, first]
    browser.post(at("meeting_delete", first.pk))
    assert list(plan.meetings.all()) == [second]


def test_a_place_just_written_comes_before_one_that_stood_there(browser, plan, guide):
    meeting = plan.meetings.get()
    one, two, three, four = (question.pk for question in guide.questions.all())
    page = text(browser.get(at("meeting_edit", meeting.pk)))
    assert "Place of question 3" in page
    browser.post(
        at("meeting_edit", meeting.pk),
        choice(meeting, {one: "1", two: "2", three: "1", four: ""}),
    )
    meeting.refresh_from_db()
    assert meeting.questions == [three, one, two, four]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "What is this meeting called?"),
        ({"questions": []}, "Tick at least one question."),
        ({"questions": [0]}, "The guide has changed meanwhile."),
        ({"place": "first"}, "is a number, such as 1"),
    ],
)
def test_what_a_meeting_lacks_is_said(browser, plan, guide, changes, sentence):
    meeting, one = plan.meetings.get(), guide.questions.first().pk
    given = choice(meeting, {one: changes.pop("place", "1")}, text="My words") | changes
    answer = browser.post(at("meeting_edit", meeting.pk), given)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert "My words" in text(answer)
    meeting.refresh_from_db()
    assert meeting.title == "The evening"


def test_two_who_change_a_meeting_or_a_plan_lose_nothing(browser, plan, guide):
    meeting, one = plan.meetings.get(), guide.questions.first().pk
    address = at("meeting_edit", meeting.pk)
    browser.post(address, choice(meeting, {one: "1"}, title="Mine"))
    late = browser.post(address, choice(meeting, {one: "1"}, title="Yours"))
    assert late.status_code == 409
    assert "Mine" in text(late)
    assert 'value="Yours"' in text(late)
    assert browser.post(address, choice(meeting, {one: "1"}, title="Yours", version=2)).url
    given = {"title": "Mine", "version": 1}
    assert browser.post(at("plan_edit", plan.pk), given).status_code == 302
    late = browser.post(at("plan_edit", plan.pk), given | {"title": "Yours"})
    assert late.status_code == 409
    assert "Mine" in text(late)


def test_plans_move_and_go(browser, guide, plan):
    other = guide.plans.create(position=1, title="Three meetings")
    browser.post(at("plan_move", other.pk), {"after": 0})
    assert list(guide.plans.all()) == [other, plan]
    browser.post(at("plan_delete", other.pk))
    assert list(ReadyPlan.objects.all()) == [plan]
    assert ReadyMeeting.objects.count() == 1


def test_sections_stay_where_the_text_has_other_headings(browser, guide, plan):
    meeting, one = plan.meetings.get(), guide.questions.first().pk
    type(guide).objects.update(headings="9 00000000")
    ReadyMeeting.objects.update(sections=[7])
    assert "To read before" not in text(browser.get(at("meeting_edit", meeting.pk)))
    browser.post(at("meeting_edit", meeting.pk), choice(meeting, {one: "1"}))
    meeting.refresh_from_db()
    assert meeting.sections == [7]


def test_a_meeting_asks_the_database_the_same_for_any_many(
    browser, reading, django_assert_max_num_queries
):
    counts = []
    for many in (1, 3):
        guide = make_guide(reading, questions=many)
        plan = guide.plans.create(position=0, title="P")
        asked = [question.pk for question in guide.questions.all()]
        meeting = plan.meetings.create(position=0, title="M", questions=asked)
        with django_assert_max_num_queries(12) as queries:
            browser.get(at("meeting_edit", meeting.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]
