"""The recap: a draft until shared, and never more than what still stands."""

from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from sessions.models import (
    AssignedReading,
    Attendance,
    Contribution,
    Event,
    Kept,
    Note,
    Prompt,
    Recap,
    Stale,
)
from sessions.recaps import recap_context
from sessions.viewer import Viewer
from tests.builders import make_annotation, make_answer, make_guest, make_study_session, make_user
from tests.pages import HTMX, url

SECRETS = ["CANARY-decision", "CANARY-owner", "CANARY-minutes", "CANARY-kept", "CANARY-opening"]


@pytest.fixture
def ended(circle, reading, facilitator, member):
    """Ended, with a note of each kind, kept words and an opening."""
    study_session = make_study_session(circle, reading=reading, state="running")
    note(study_session, facilitator, "minutes", "CANARY-minutes")
    study_session.end()
    note(study_session, facilitator, "decision", "CANARY-decision")
    note(study_session, facilitator, "action", "to do", owner="CANARY-owner")
    note(study_session, facilitator, "open_question", "still open")
    make_annotation(study_session, by=member, body="CANARY-kept", paragraph=2).keep()
    edit(study_session, opening="CANARY-opening")
    return study_session


def note(study_session, by, kind, body, **fields) -> Note:
    return Note.write(
        by=by, key=uuid4(), study_session=study_session, kind=kind, body=body, **fields
    )


def edit(study_session, **fields) -> Recap:
    defaults = {"version": 1, "opening": "", "present": None, "with_names": True}
    return Recap.edit(study_session, **(defaults | fields))


def page(client, study_session) -> str:
    response = client.get(url("recap", study_session))
    assert response.status_code == 200
    return response.content.decode()


def test_before_it_is_shared_no_byte_of_it_reaches_others(ended, login, member, guest, facilitator):
    late = make_guest("Came later")
    ended.admit(late)
    for user in (member, late):
        response = login(user).get(url("recap", ended))
        text = response.content.decode() + str(response.headers)
        assert "The recap is not out yet" in text
        assert [word for word in SECRETS if word in text] == []
    assert [word for word in SECRETS if word not in page(login(facilitator), ended)] == []


def test_shared_it_is_there_for_everyone_in_the_session(ended, login, member, facilitator):
    late = make_guest("Came later")
    ended.admit(late)
    Recap.of(ended).share(by=facilitator)
    for user in (member, late):
        text = page(login(user), ended)
        assert [word for word in SECRETS if word not in text] == []
        assert "Mo Member" in text
        assert "¶ 2" in text
        assert "note-box" not in text
        assert "recap_save" not in text


def test_a_question_and_its_passage_stand_once_above_what_was_kept_of_it(
    ended, login, facilitator, member
):
    prompt = Prompt.objects.first()
    for user in (facilitator, member):
        make_answer(prompt, by=user).keep()
    Recap.of(ended).share(by=facilitator)
    text = page(login(member), ended)
    assert text.count("An answer") == 2
    assert text.count("Question 1?") == 1


def test_taken_back_it_is_a_draft_again(ended, login, member, facilitator):
    Recap.of(ended).share(by=facilitator)
    assert Recap.of(ended).unshare()
    assert "The recap is not out yet" in page(login(member), ended)


def test_the_recap_of_another_session_is_not_out_with_it(ended, circle, reading, login, member):
    other = make_study_session(circle, reading=reading, state="ended")
    Recap.of(other).share(by=member)
    text = page(login(member), other)
    assert [word for word in SECRETS if word in text] == []


def test_outsiders_do_not_know_of_it(ended, login, outsider, facilitator):
    Recap.of(ended).share(by=facilitator)
    assert login(outsider).get(url("recap", ended)).status_code == 404


@pytest.mark.parametrize("name", ["recap_save", "recap_share", "recap_unshare"])
def test_only_facilitators_write_and_share(ended, login, member, outsider, facilitator, name):
    assert login(outsider).post(url(name, ended)).status_code == 404
    assert login(member).post(url(name, ended)).status_code == 403
    assert login(facilitator).get(url(name, ended)).status_code == 405
    assert not Recap.objects.get().is_shared


def test_share_and_take_back_by_the_buttons(ended, login, facilitator):
    client = login(facilitator)
    assert "Share with 1 person" in page(client, ended)
    client.post(url("recap_share", ended))
    assert Recap.objects.get().shared_by == facilitator
    assert "Make it a draft again" in page(client, ended)
    client.post(url("recap_unshare", ended))
    assert not Recap.objects.get().is_shared
    assert Event.objects.filter(kind="recapped").count() == 2


def test_a_draft_session_has_no_one_to_share_with(circle, facilitator):
    draft = make_study_session(circle, state="draft")
    assert not Recap.of(draft).share(by=facilitator)


def test_words_deleted_after_sharing_are_gone_from_it(ended, login, member, facilitator):
    kept = make_annotation(ended, by=member, body="regretted")
    kept.keep()
    Recap.of(ended).share(by=facilitator)
    ended.close()
    assert "regretted" in page(login(member), ended)
    kept.erase()
    assert "regretted" not in page(login(member), ended)


def test_without_names(ended, login, member, facilitator):
    edit(ended, version=2, with_names=False)
    Recap.of(ended).share(by=facilitator)
    text = page(login(make_member(ended)), ended)
    assert "CANARY-kept" in text
    assert "Mo Member" not in text


def make_member(study_session):
    user = make_user("Another")
    study_session.circle.welcome(user)
    return user


def test_on_the_session_page_there_is_nothing_to_work_with(ended, login, facilitator):
    Recap.of(ended).share(by=facilitator)
    text = login(facilitator).get(ended.get_absolute_url()).content.decode()
    assert "CANARY-decision" in text
    assert "recap__edit" not in text
    assert "/wording/" not in text


def test_what_was_kept_can_be_let_go_here(ended, login, facilitator):
    client = login(facilitator)
    kept = Contribution.objects.kept().get()
    assert 'name="then" value="recap"' in page(client, ended)
    keep = reverse("sessions:keep", args=[kept.pk])
    response = client.post(keep, {"kept": "", "then": "recap"})
    assert response.headers["Location"] == url("recap", ended)
    assert "CANARY-kept" not in page(client, ended)


def test_a_kept_answer_stands_with_its_question(ended, login, facilitator, member):
    make_answer(Prompt.objects.in_order()[0], by=member, body="well said").keep()
    text = page(login(facilitator), ended)
    assert text.index("Question 1?") < text.index("well said")


def test_minutes_stand_under_their_step(ended, login, facilitator):
    text = page(login(facilitator), ended)
    assert text.index("<h3") < text.index("Step 1") < text.index("CANARY-minutes")


def test_what_was_read_and_how_long_it_is(ended, login, facilitator):
    AssignedReading.objects.update(sections=[1])
    text = page(login(facilitator), ended)
    assert "Reading in company" in text
    assert "On asking" in text
    assert "On reading aloud" not in text
    assert "about 1 minute" in text


@pytest.mark.parametrize("late", [{"hours": 1, "minutes": 38}, {"hours": 13}])
def test_when_is_when_it_was_held_unless_nobody_ended_it(ended, login, facilitator, late):
    ended.starts_at = datetime(2030, 1, 8, 19, 0, tzinfo=ZoneInfo(ended.timezone))
    ended.started_at = ended.starts_at + timedelta(minutes=4)
    ended.ended_at = ended.started_at + timedelta(**late)
    ended.save()
    text = page(login(facilitator), ended)
    assert ("19:04 to 20:42" in text) == ("minutes" in late)
    assert ("19:00 to 20:30" in text) == ("minutes" not in late)


def test_present_is_counted_and_can_be_corrected(ended, facilitator, member):
    def present():
        return recap_context(ended, Viewer(facilitator))["present"]

    assert present() == 0
    for user in (member, make_guest()):
        Attendance.see(ended, user, is_running=True)
    assert present() == 2
    edit(ended, version=2, present=9)
    assert present() == 9
    edit(ended, version=3, present=0)
    assert present() == 0


def save(client, study_session, headers=None, **fields):
    fields = {"opening": "Hello", "present": "", "with_names": "on", "version": 2} | fields
    return client.post(url("recap_save", study_session), fields, headers=headers or {})


def test_saved_as_typed(ended, login, facilitator):
    response = save(login(facilitator), ended, HTMX)
    text = response.content.decode()
    assert Recap.objects.get().opening == "Hello"
    assert 'id="recap-version" value="3"' in text
    assert "Hello" in text
    assert "<html" not in text
    assert "<textarea" not in text


def test_saved_without_script(ended, login, facilitator):
    assert save(login(facilitator), ended, present="7").status_code == 302
    assert Recap.objects.get().present == 7


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_bad_input_is_said_and_nothing_saved(ended, login, facilitator, headers):
    response = save(login(facilitator), ended, headers, present="-3")
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert Recap.objects.get().opening == "CANARY-opening"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_who_edit_at_once_see_both_texts(ended, login, facilitator, headers):
    client = login(facilitator)
    save(client, ended, opening="First")
    response = save(client, ended, headers, opening="Second")
    text = response.content.decode()
    assert response.status_code == 409
    assert "First" in text
    assert 'id="recap-version" value="3"' in text
    assert Recap.objects.get().opening == "First"


def test_stale_edit_raises(ended):
    with pytest.raises(Stale):
        edit(ended, version=1)


def test_edit_that_arrives_twice_is_one(ended):
    before = Recap.of(ended).version
    edit(ended, opening="Once", version=before)
    assert edit(ended, opening="Once", version=before).opening == "Once"


def test_for_those_it_is_not_out_for_nothing_is_fetched(ended, member, django_assert_num_queries):
    viewer = Viewer(member)
    assert viewer.session_ids
    with django_assert_num_queries(1):
        assert recap_context(ended, viewer) == {"recap": None}


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(ended, login, facilitator, member, rows, django_assert_num_queries):
    for number in range(rows):
        make_annotation(ended, by=make_member(ended), paragraph=1 + number).keep()
        note(ended, facilitator, "minutes", "more")
        make_answer(Prompt.objects.in_order()[0], by=make_member(ended)).keep()
    client = login(facilitator)
    with django_assert_num_queries(12):
        page(client, ended)
    Recap.of(ended).share(by=facilitator)
    client = login(member)
    with django_assert_num_queries(12):
        page(client, ended)


# What was kept, as it stands in the recap


@pytest.fixture
def kept(ended):
    return Contribution.objects.kept().get()


def word(client, kept, headers=None, **fields):
    fields = {"wording": "In short", "of": 1, "version": 0} | fields
    address = reverse("sessions:kept_word", args=[kept.pk])
    return client.post(address, fields, headers=headers or {})


def test_kept_words_are_reworded_and_stay_their_authors(ended, kept, login, facilitator, member):
    response = word(login(facilitator), kept, HTMX)
    text = response.content.decode()
    assert "<html" not in text
    assert f'id="kept-{kept.pk}-version" value="1"' in text
    Recap.of(ended).share(by=facilitator)
    shared = page(login(member), ended)
    assert "In short" in shared
    assert "in other words" in shared
    assert "CANARY-kept" not in shared
    kept.refresh_from_db()
    assert kept.body == "CANARY-kept"


@pytest.mark.parametrize("wording", ["", "CANARY-kept"])
def test_emptied_they_are_quoted_as_they_stand(ended, kept, login, facilitator, wording):
    client = login(facilitator)
    word(client, kept)
    word(client, kept, wording=wording, version=1)
    assert "in other words" not in page(client, ended)
    assert Kept.objects.get().wording == ""


def test_what_its_author_changes_is_quoted_as_it_is_now(ended, kept, login, facilitator, member):
    client = login(facilitator)
    word(client, kept)
    kept.edit(body="I take this back", version=1)
    text = page(client, ended)
    assert "Mo Member changed these words" in text
    assert "In short" in text  # still in the box
    Recap.of(ended).share(by=facilitator)
    assert "In short" not in page(login(member), ended)
    assert "I take this back" in page(login(member), ended)


def test_what_its_author_deletes_leaves_no_wording(ended, kept, login, facilitator, member):
    word(login(facilitator), kept, wording="CANARY-wording")
    Recap.of(ended).share(by=facilitator)
    ended.close()
    kept.erase()
    for user in (member, facilitator):
        assert "CANARY-wording" not in page(login(user), ended)
    assert not Kept.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_two_who_reword_at_once_see_both_texts(ended, kept, login, facilitator, headers):
    client = login(facilitator)
    word(client, kept, wording="First")
    response = word(client, kept, headers, wording="Second")
    text = response.content.decode()
    assert response.status_code == 409
    assert "First" in text
    assert f'id="kept-{kept.pk}-version" value="1"' in text
    assert Kept.objects.get().wording == "First"
    if not headers:
        assert "Second" in text


def test_a_wording_too_long_is_refused_and_kept_in_its_box(ended, kept, login, facilitator):
    response = word(login(facilitator), kept, wording="x" * 10_001)
    assert response.status_code == 422
    assert "x" * 10_001 in response.content.decode()
    assert not Kept.objects.exists()


@pytest.mark.parametrize("name", ["kept_word", "kept_move"])
def test_only_facilitators_work_on_what_was_kept(kept, login, member, outsider, name):
    address = reverse(f"sessions:{name}", args=[kept.pk])
    assert login(outsider).post(address).status_code == 404
    assert login(member).post(address).status_code == 403
    assert login(member).get(address).status_code == 405


def test_what_was_kept_stands_along_the_text_until_it_is_moved(ended, login, facilitator, member):
    early = make_annotation(ended, by=member, body="of the first", paragraph=1)
    early.keep()
    client = login(facilitator)

    def order():
        return [row.body for row in recap_context(ended, Viewer(facilitator))["kept"]]

    assert order() == ["of the first", "CANARY-kept"]
    after = Contribution.objects.get(body="CANARY-kept").pk
    address = reverse("sessions:kept_move", args=[early.pk])
    response = client.post(address, {"after": after})
    assert response.headers["Location"].endswith(f"#kept-{early.pk}")
    assert order() == ["CANARY-kept", "of the first"]
    make_annotation(ended, by=member, body="kept later", paragraph=1).keep()
    assert order()[-1] == "kept later"


def test_names_are_left_out_unless_facilitators_say_otherwise(ended, login, facilitator, member):
    recap = Recap.of(make_study_session(ended.circle, state="ended"))
    assert not recap.with_names


def test_a_note_is_edited_in_its_place(ended, login, facilitator):
    note = Note.objects.get(kind="decision")
    client = login(facilitator)
    data = {"kind": "decision", "body": "Changed here", "version": 1, "then": "recap"}
    address = reverse("sessions:note_edit", args=[note.pk])
    response = client.post(address, data, headers=HTMX)
    text = response.content.decode()
    assert "<html" not in text
    assert "<textarea" not in text
    assert f'id="note-{note.pk}-shown" hx-swap-oob="true"' in text
    assert f'id="note-{note.pk}-version" value="2"' in text
    response = client.post(address, data | {"body": "Mine"}, headers=HTMX)
    assert response.status_code == 409
    assert "Changed here" in response.content.decode()
    note.refresh_from_db()
    assert note.body == "Changed here"
