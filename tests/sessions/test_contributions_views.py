"""One's own words: changing and deleting them; replying to someone else's."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.models import Contribution, Prompt, Reply
from tests.builders import make_annotation, make_answer
from tests.pages import HTMX, text


def address(name, words) -> str:
    return reverse(f"sessions:{name}", args=[words.pk])


@pytest.fixture
def words(study_session, member):
    study_session.start()
    return make_answer(Prompt.objects.get(agenda_item__position=0), by=member, body="As it was")


def test_edit_changes_ones_own_words(login, words, member):
    browser = login(member)
    assert "As it was" in text(browser.get(address("contribution_edit", words)))
    answer = browser.post(address("contribution_edit", words), {"body": "As it is", "version": 1})
    assert answer.status_code == 302
    words.refresh_from_db()
    assert (words.body, words.version) == ("As it is", 2)
    assert "edited" in text(browser.get(answer.url))


def test_edit_works_in_place(login, words, member):
    browser = login(member)
    form = text(browser.get(address("contribution_edit", words), headers=HTMX))
    assert form.startswith("<form")
    answer = text(
        browser.post(
            address("contribution_edit", words), {"body": "As it is", "version": 1}, headers=HTMX
        )
    )
    assert answer.startswith("<article")
    assert "As it is" in answer
    assert "As it is" in text(browser.get(address("contribution", words), headers=HTMX))


def test_edit_of_an_older_version_shows_both_and_saves_neither(login, words, member):
    browser = login(member)
    words.edit(body="From the phone", version=1)
    for headers in ({}, HTMX):
        answer = browser.post(
            address("contribution_edit", words),
            {"body": "From the laptop", "version": 1},
            headers=headers,
        )
        assert answer.status_code == 409
        assert "From the phone" in text(answer)
        assert "From the laptop" in text(answer)
        assert 'name="version" value="2"' in text(answer)
    words.refresh_from_db()
    assert words.body == "From the phone"


def test_empty_edit_is_refused(login, words, member):
    answer = login(member).post(address("contribution_edit", words), {"body": " ", "version": 1})
    assert answer.status_code == 422
    words.refresh_from_db()
    assert words.body == "As it was"


def test_closed_session_keeps_the_words_and_the_attempt(login, words, member):
    words.study_session.close()
    answer = login(member).post(
        address("contribution_edit", words), {"body": "Afterthought", "version": 1}
    )
    assert answer.status_code == 409
    assert "Afterthought" in text(answer)
    words.refresh_from_db()
    assert words.body == "As it was"


def test_nobody_else_edits_or_deletes(login, words, guest, facilitator, outsider):
    for person, status in ((guest, 403), (facilitator, 403), (outsider, 404)):
        browser = login(person)
        assert browser.get(address("contribution_edit", words)).status_code == status
        sent = {"body": "Mine now", "version": 1}
        assert browser.post(address("contribution_edit", words), sent).status_code == status
        assert browser.post(address("contribution_delete", words)).status_code == status
    words.refresh_from_db()
    assert words.body == "As it was"


def test_private_note_is_not_there_for_anybody_else(login, study_session, member, facilitator):
    note = make_annotation(study_session, by=member, audience="private")
    browser = login(facilitator)
    for name in ("contribution", "contribution_edit", "reply"):
        assert browser.get(address(name, note)).status_code == 404
    assert browser.post(address("contribution_delete", note)).status_code == 404


def test_delete_takes_the_words_and_brings_the_box_back(login, words, member):
    answer = text(login(member).post(address("contribution_delete", words), headers=HTMX))
    assert 'name="body"' in answer
    assert "As it was" not in answer
    assert Contribution.objects.get().body == ""


def test_delete_works_when_closed_and_twice(login, words, member):
    words.study_session.close()
    browser = login(member)
    assert browser.post(address("contribution_delete", words)).status_code == 302
    assert browser.post(address("contribution_delete", words)).status_code == 404
    assert Contribution.objects.get().body == ""


def test_delete_goes_back_to_pages_of_ours_only(login, words, member):
    answer = login(member).post(
        address("contribution_delete", words), {"next": "https://example.com/"}
    )
    assert answer.url.startswith("/sessions/")


def test_reply_stands_below_the_words(login, words, guest):
    browser = login(guest)
    assert "As it was" in text(browser.get(address("reply", words)))
    answer = browser.post(address("reply", words), {"body": "And yet", "key": uuid4()})
    assert "And yet" in text(browser.get(answer.url))
    assert (Reply.objects.get().parent_id, Reply.objects.get().author) == (words.pk, guest)


def test_reply_comes_in_place_and_once(login, words, guest):
    browser, key = login(guest), uuid4()
    for _ in range(2):
        answer = browser.post(
            address("reply", words), {"body": "And yet", "key": key}, headers=HTMX
        )
    assert text(answer).count("And yet") == 1
    assert Reply.objects.count() == 1


def test_reply_that_is_refused_stays_in_its_place(login, words, guest):
    browser = login(guest)
    answer = browser.post(address("reply", words), {"body": "", "key": uuid4()}, headers=HTMX)
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == f"#reply-to-{words.pk}"
    words.study_session.close()
    answer = browser.post(address("reply", words), {"body": "Late", "key": uuid4()}, headers=HTMX)
    assert answer.status_code == 409
    assert "Late" in text(answer)
    assert not Reply.objects.exists()


def test_reply_goes_back_where_the_form_says(login, words, guest):
    sent = {"body": "And yet", "key": uuid4(), "next": "/me/"}
    assert login(guest).post(address("reply", words), sent, headers=HTMX).url == "/me/"


def test_replies_are_flat(login, words, guest):
    reply = Reply.write(by=guest, key=uuid4(), parent=words, body="First")
    assert login(guest).get(address("reply", reply)).status_code == 404


def test_deleted_words_leave_their_replies(login, words, member, guest):
    Reply.write(by=guest, key=uuid4(), parent=words, body="And yet")
    login(member).post(address("contribution_delete", words))
    page = text(
        login(guest).get(reverse("sessions:answer", args=[words.study_session_id, words.prompt_id]))
    )
    assert "Deleted by its author." in page
    assert "And yet" in page


def test_wrong_methods_are_refused(login, words, member):
    browser = login(member)
    assert browser.get(address("contribution_delete", words)).status_code == 405
    assert browser.post(address("contribution", words)).status_code == 405
    assert browser.delete(address("reply", words)).status_code == 405


def test_note_on_the_text_is_found_in_its_talk(login, study_session, member):
    note = make_annotation(study_session, by=member)
    answer = login(member).get(address("contribution", note), follow=True)
    assert answer.redirect_chain[0][0] == reverse(
        "sessions:annotation", args=[study_session.pk, note.pk]
    )
    assert "A thought" in text(answer)
