import pytest

from sessions.models import AgendaItem, Attendance, Event, EventCount, Prompt, StudySession
from sessions.viewer import Viewer
from tests.builders import make_answer, make_study_session


@pytest.mark.parametrize("state", StudySession.State.values)
def test_state_and_its_queryset_twin_agree(circle, reading, state):
    study_session = make_study_session(circle, reading=reading, state=state)
    assert study_session.state == state
    for other in StudySession.State.values:
        assert StudySession.objects.in_state(other).exists() is (other == state)


def test_start_fixes_the_edition_and_begins_the_first_step(study_session, reading):
    study_session.start()
    assert study_session.assigned_readings.get().fixed_edition == reading.edition
    assert AgendaItem.objects.running().get().position == 0


def test_end_stops_the_running_step_and_resume_goes_on_with_it(study_session):
    study_session.start()
    study_session.end()
    assert not AgendaItem.objects.running().exists()
    study_session.resume()
    assert AgendaItem.objects.running().get().position == 0
    assert study_session.is_running


def test_close_and_reopen(study_session):
    study_session.start()
    study_session.close()
    assert study_session.is_closed
    assert not EventCount.objects.get().open
    study_session.reopen()
    assert study_session.is_ended
    assert EventCount.objects.get().open


def test_who_came_came_once_and_who_left_comes_back(study_session, guest):
    study_session.start()
    study_session.see(guest)
    here = Attendance.objects.get(user=guest)
    assert here.present_at == here.came_at > here.joined_at
    study_session.see(guest)
    again = Attendance.objects.get(user=guest)
    assert (again.joined_at, again.came_at) == (here.joined_at, here.came_at)
    assert again.present_at > here.present_at
    Attendance.objects.update(left_at=again.present_at)
    study_session.see(guest)
    back = Attendance.objects.get(user=guest)
    assert back.left_at is None
    assert back.joined_at > again.joined_at
    assert back.came_at == here.came_at


def test_those_whose_page_is_open_at_the_start_were_there(study_session, member, guest):
    study_session.see(member)
    study_session.start()
    assert Attendance.objects.came().get().user == member


def test_who_writes_during_the_meeting_was_there(study_session, guest):
    study_session.start()
    make_answer(Prompt.objects.first(), by=guest)
    assert Attendance.objects.came().get().user == guest


def test_two_presses_start_once(study_session):
    twin = StudySession.objects.get(pk=study_session.pk)
    study_session.start()
    twin.start()
    assert Event.objects.filter(kind="started").count() == 1


def test_events_are_numbered_from_one(study_session):
    study_session.start()
    assert list(Event.objects.order_by("seq").values_list("seq", "kind")) == [
        (1, "opened"),
        (2, "started"),
    ]


def test_viewer_makes_two_queries(study_session, member, django_assert_num_queries):
    viewer = Viewer(member)
    with django_assert_num_queries(2):
        assert study_session.pk in viewer.session_ids
        assert viewer.circle == study_session.circle
        assert viewer.session_ids
