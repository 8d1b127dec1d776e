from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from readings.models import Passage
from sessions.models import Annotation, Contribution, Prompt, Reply, SessionClosed
from sessions.models.contributions import Stale
from sessions.viewer import Viewer
from tests.builders import (
    make_annotation,
    make_answer,
    make_circle,
    make_guest,
    make_study_session,
    make_user,
)


def seen_by(user) -> set[str]:
    return set(Contribution.objects.visible_to(Viewer(user)).values_list("body", flat=True))


def test_private_words_are_seen_by_their_author_only(study_session, member, facilitator, guest):
    make_annotation(study_session, by=member, body="mine", audience="private")
    assert seen_by(member) == {"mine"}
    assert seen_by(facilitator) == seen_by(guest) == set()


def test_shared_words_are_seen_in_this_session_only(study_session, member, guest, outsider):
    make_annotation(study_session, by=member, body="ours")
    assert seen_by(guest) == seen_by(member) == {"ours"}
    assert seen_by(outsider) == set()


def test_guest_of_another_session_of_the_circle_sees_nothing(
    study_session, circle, reading, member
):
    other = make_study_session(circle, reading=reading)
    stranger = make_guest("Other")
    other.admit(stranger)
    make_annotation(study_session, by=member)
    assert seen_by(stranger) == set()


def test_removed_guest_sees_nothing(study_session, member, guest):
    make_annotation(study_session, by=member)
    attendance = study_session.admit(guest)
    attendance.removed_at = attendance.joined_at
    attendance.save()
    assert seen_by(guest) == set()


def test_draft_session_is_seen_by_facilitators_only(circle, reading, facilitator, member):
    draft = make_study_session(circle, reading=reading, state="draft")
    assert draft.pk in Viewer(facilitator).session_ids
    assert draft.pk not in Viewer(member).session_ids


def test_member_of_a_circle_is_not_taken_for_its_facilitator(circle, member):
    make_circle(facilitator=member)
    assert circle.pk not in Viewer(member).facilitated_circle_ids


def test_writing_is_refused_once_closed(study_session, member):
    study_session.close()
    with pytest.raises(SessionClosed):
        make_annotation(study_session, by=member)
    assert not Contribution.objects.exists()
    assert not Passage.objects.exists()


def test_deleting_works_when_closed_and_takes_the_passage(study_session, member):
    annotation = make_annotation(study_session, by=member)
    study_session.close()
    annotation.erase()
    row = Contribution.objects.get()
    assert (row.body, row.html, row.passage) == ("", "", None)
    assert not Passage.objects.exists()


def test_deleting_with_replies_leaves_the_thread_in_place(study_session, member, facilitator):
    annotation = make_annotation(study_session, by=member)
    Reply.write(by=facilitator, key=uuid4(), parent=annotation, body="and then?")
    annotation.refresh_from_db()
    annotation.erase()
    annotation.refresh_from_db()
    assert annotation.body == ""
    assert annotation.passage is not None


def test_same_key_writes_one_row(study_session, member):
    key = uuid4()
    prompt = Prompt.objects.first()
    first = type(make_answer(prompt, by=member, body="once")).objects.get()
    assert first.body == "once"
    reply = {"by": member, "key": key, "parent": first, "body": "twice"}
    assert Reply.write(**reply).pk == Reply.write(**reply).pk
    assert Reply.objects.count() == 1


def test_second_answer_to_a_question_is_refused(study_session, member):
    prompt = Prompt.objects.first()
    make_answer(prompt, by=member)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_answer(prompt, by=member, body="another")


def test_edit_of_an_older_version_is_refused_with_the_newer_words(study_session, member):
    annotation = make_annotation(study_session, by=member, body="one")
    annotation.edit(body="two", version=1)
    with pytest.raises(Stale) as stale:
        annotation.edit(body="three", version=1)
    assert stale.value.current.body == "two"
    assert Annotation.objects.get().body == "two"


def test_an_edit_that_arrives_twice_is_one(study_session, member):
    annotation = make_annotation(study_session, by=member, body="one")
    annotation.edit(body="two", version=1)
    annotation.edit(body="two", version=1)
    assert Annotation.objects.get().body == "two"


def test_words_are_escaped_and_kept_in_lines(study_session, member):
    annotation = make_annotation(
        study_session, by=member, body="<b>bold</b>\n\nhttp://example.org/"
    )
    assert "&lt;b&gt;" in annotation.html
    assert 'href="http://example.org/"' in annotation.html


def test_people_count_counts_each_person_once(study_session, member, guest):
    study_session.admit(member)
    study_session.admit(make_user())
    assert study_session.people_count == 4
