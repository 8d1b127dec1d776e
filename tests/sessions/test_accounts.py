"""Deleting an account with every word, and bringing a guest's words into an account."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection, transaction
from django.db.models import SET_NULL
from django.urls import reverse
from django.utils import timezone
from psycopg import sql

from readings.models import Passage
from readings.people.models import LastFacilitator, User
from sessions.models import (
    Answer,
    Attendance,
    Contribution,
    Draft,
    Event,
    Kept,
    LastAdministrator,
    Note,
    Prompt,
    Reaction,
    Reply,
    delete_account,
    merge,
)
from tests.builders import make_annotation, make_answer, make_circle, make_guest, make_user
from tests.pages import text


def reply(parent, by, body="A reply"):
    return Reply.write(by=by, key=uuid4(), parent=parent, body=body)


def tables_with(word):
    """Every table that holds the word somewhere."""
    found = []
    count = sql.SQL("SELECT count(*) FROM {} t WHERE t::text ILIKE %s")
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                table = model._meta.db_table
                cursor.execute(count.format(sql.Identifier(table)), [f"%{word}%"])
                if cursor.fetchone() != (0,):
                    found.append(table)
    return found


@pytest.fixture
def question(study_session):
    return Prompt.objects.order_by("pk").first()


# Deleting


def test_each_word_and_the_name_are_gone_from_every_table(
    circle, study_session, question, facilitator
):
    user = make_user("Canaryname", email="canarymail@example.org")
    EmailAddress.objects.create(user=user, email=user.email)
    circle.welcome(user)
    make_answer(question, by=user, body="canaryword answer")
    make_annotation(study_session, by=user, body="canaryword private", audience="private")
    shared = make_annotation(study_session, by=user, body="canaryword shared")
    reply(shared, facilitator)
    reply(make_annotation(study_session, by=facilitator, body="Theirs"), user, "canaryword reply")
    draft = {"slot": "reply:1", "body": "canaryword begun", "key": uuid4(), "turn": 1}
    Draft.objects.create(user=user, study_session=study_session, **draft)
    shared.keep()
    Kept.objects.create(
        study_session=study_session, contribution=shared, wording="canaryword reworded"
    )
    note = Note.write(
        by=facilitator,
        key=uuid4(),
        study_session=study_session,
        kind="action",
        body="Fetch the key",
        owner="Canaryname",
    )
    delete_account(user)
    note.refresh_from_db()
    assert (note.body, note.owned_by) == ("Fetch the key", None)
    for word in ("canaryword", "canaryname", "canarymail"):
        assert tables_with(word) == []
    assert not User.objects.filter(pk=user.pk).exists()


def test_threads_of_others_stay_whole(login, study_session, facilitator, member):
    note = make_annotation(study_session, by=member, body="Mine")
    reply(note, facilitator, "Theirs stays")
    place = note.passage
    delete_account(member)
    note.refresh_from_db()
    assert (note.author, note.body, note.passage) == (None, "", place)
    page = text(
        login(facilitator).get(f"/sessions/{study_session.pk}/read/notes/{note.pk}/", follow=True)
    )
    assert "These words were deleted by their author." in page
    assert "Theirs stays" in page


def test_nothing_is_left_where_nobody_replied(study_session, member):
    make_annotation(study_session, by=member)
    delete_account(member)
    assert not Contribution.objects.exists()
    assert not Passage.objects.exists()
    assert Event.objects.filter(kind="deleted").count() == 1


def test_nobody_learns_that_private_words_were_there(study_session, member):
    make_annotation(study_session, by=member, audience="private")
    delete_account(member)
    assert not Event.objects.filter(kind="deleted").exists()


def test_it_works_when_the_session_is_closed(study_session, question, member):
    make_answer(question, by=member)
    study_session.close()
    delete_account(member)
    assert not Contribution.objects.exists()


def test_what_was_noted_for_the_circle_stays_without_the_name(study_session, circle, member):
    circle.memberships.get(user=member).make_facilitator()
    note = Note.write(
        by=member, key=uuid4(), study_session=study_session, kind="decision", body="We meet again"
    )
    delete_account(member)
    note.refresh_from_db()
    assert (note.author, note.body) == (None, "We meet again")


def test_the_last_facilitator_cannot(study_session, question, facilitator):
    words = make_answer(question, by=facilitator)
    with pytest.raises(LastFacilitator):
        delete_account(facilitator)
    words.refresh_from_db()
    assert words.body


def test_the_last_administrator_cannot(db):
    admin = make_user(is_superuser=True, is_staff=True)
    with pytest.raises(LastAdministrator):
        delete_account(admin)
    make_user(is_superuser=True)
    delete_account(admin)


def test_page_says_what_happens_and_asks_for_the_password(login, circle, question):
    user = make_user("Mo", password="correct horse 7")
    circle.welcome(user)
    make_answer(question, by=user, body="To be gone")
    browser = login(user)
    page = text(browser.get("/me/erase/"))
    assert "The one piece you wrote is erased, for everyone" in page
    assert "This cannot be undone." in page
    refused = browser.post("/me/erase/", {"password": "wrong"})
    assert refused.status_code == 422
    assert "This is not your password." in text(refused)
    assert Contribution.objects.get().body
    page = text(browser.post("/me/erase/", {"password": "correct horse 7"}, follow=True))
    assert "Your account and everything you wrote are gone." in page
    assert browser.get("/me/").status_code == 302


def test_guest_is_asked_for_a_tick(login, question, guest):
    make_answer(question, by=guest)
    browser = login(guest)
    assert browser.post("/me/erase/").status_code == 422
    browser.post("/me/erase/", {"sure": "on"})
    assert not User.objects.filter(pk=guest.pk).exists()


def test_page_says_why_the_last_facilitator_cannot(login, circle, facilitator):
    refused = login(facilitator).post("/me/erase/", {"sure": "on"})
    assert refused.status_code == 422
    assert "Tuesday Circle needs a facilitator." in text(refused)


@pytest.mark.django_db(transaction=True)
def test_of_two_facilitators_who_delete_at_once_one_stays():
    people = [make_user(), make_user()]
    circle = make_circle(facilitator=people[0], members=people[1:])
    circle.memberships.get(user=people[1]).make_facilitator()

    def delete(user):
        try:
            delete_account(user)
        except LastFacilitator:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(delete, people)) == [False, True]


# Merging


def test_words_places_and_circles_go_to_the_account(study_session, question, guest, outsider):
    words = make_answer(question, by=guest)
    study_session.circle.welcome(guest)
    Attendance.objects.filter(user=guest).update(came_at=timezone.now())
    assert merge(guest, into=outsider) == 1
    words.refresh_from_db()
    assert words.author == outsider
    assert Attendance.objects.get(study_session=study_session).user == outsider
    assert study_session.circle.memberships.current().filter(user=outsider).exists()
    assert not User.objects.filter(pk=guest.pk).exists()


def test_two_answers_to_one_question_become_one_with_all_replies(
    study_session, question, guest, member, facilitator
):
    first = make_answer(question, by=guest, body="As a guest, see ¶ 1")
    reply(first, facilitator, "To the guest")
    first.keep()
    make_answer(question, by=member, body="As a member")
    merge(guest, into=member)
    answer = Answer.objects.get()
    assert (answer.author, answer.body) == (member, "As a guest, see ¶ 1\n\nAs a member")
    assert f'href="{answer.study_session.paragraph_url(1)}"' in answer.html
    assert answer.kept_at
    assert Reply.objects.get().parent_id == answer.pk


def test_where_both_were_one_attendance_knows_both(study_session, guest, member):
    Attendance.objects.filter(user=guest).update(came_at=timezone.now())
    study_session.admit(member).say_prepared(True)
    merge(guest, into=member)
    attendance = Attendance.objects.get()
    assert attendance.user == member
    assert attendance.came_at
    assert attendance.prepared_at


def test_reactions_go_along_once_and_not_to_ones_own_words(question, guest, member, facilitator):
    theirs, own = make_answer(question, by=facilitator), make_answer(question, by=member)
    for user, words, kind in (
        (guest, theirs, "thanks"),
        (guest, theirs, "me_too"),
        (member, theirs, "me_too"),
        (guest, own, "thanks"),
    ):
        Reaction.objects.create(user=user, contribution=words, kind=kind)
    merge(guest, into=member)
    kept = Reaction.objects.order_by("kind").values_list("user", "contribution", "kind")
    assert list(kept) == [
        (member.pk, theirs.pk, "me_too"),
        (member.pk, theirs.pk, "thanks"),
    ]


def test_being_taken_out_is_not_shaken_off(study_session, circle, guest, outsider):
    Attendance.objects.get(user=guest).remove(by=make_user("Fay"))
    other = make_guest()
    circle.welcome(other).remove()
    merge(guest, into=outsider)
    merge(other, into=outsider)
    assert Attendance.objects.get(user=outsider).removed_at
    assert circle.refuses(outsider)


def test_only_a_guest_is_merged_and_only_into_an_account(guest, member, facilitator):
    for one, other in ((member, facilitator), (guest, make_guest()), (member, guest)):
        with pytest.raises(ValueError, match="A guest is merged"), transaction.atomic():
            merge(one, into=other)


def test_everything_that_is_a_persons_is_known_to_both_commands():
    """What is new here has to be thought of in `merge` and `delete_account`; what only says who did
    it (SET_NULL) stays, without the name."""
    names = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model is User
        if not model._meta.proxy and field.remote_field.on_delete is not SET_NULL
    }
    merged = {"Contribution.author", "Attendance.user", "Membership.user", "Reaction.user"}
    merged |= {"Act.person", "Draft.user", "ReadMark.user"}
    gone = {"Receipt.user", "OwnLink.user", "Change.by", "LogEntry.user", "EmailAddress.user"}
    assert names - merged - gone == set()


@pytest.fixture
def account(db):
    return make_user("Ann Account", email="ann@example.org", password="correct horse 7")


def test_page_asks_first_then_signs_in_as_the_account(login, question, guest, account):
    make_answer(question, by=guest, body="Brought along")
    browser = login(guest)
    page = text(browser.get("/me/merge/"))
    assert "The one piece you wrote as Gus Guest will stand under the name of your account" in page
    before = browser.session.session_key
    data = {"email": "Ann@Example.org", "password": "correct horse 7"}
    page = text(browser.post("/me/merge/", data, follow=True))
    assert "What you wrote as a guest, 1 piece, is yours here now." in page
    assert "Brought along" in page
    assert "Ann Account" in page
    assert browser.session.session_key != before
    assert browser.get("/me/merge/").url == "/me/"  # once


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"email": "nobody@example.org"}])
def test_wrong_password_brings_nothing(login, question, guest, account, changes):
    words = make_answer(question, by=guest)
    data = {"email": "ann@example.org", "password": "correct horse 7"} | changes
    refused = login(guest).post("/me/merge/", data)
    assert refused.status_code == 422
    assert "This e-mail and password do not belong together." in text(refused)
    words.refresh_from_db()
    assert words.author == guest


# In the admin, for who can no longer do it themselves


def test_administrator_erases_on_request_and_is_asked_first(login, question, guest):
    make_answer(question, by=guest, body="Secretword")
    browser = login(make_user("Ada", is_staff=True, is_superuser=True))
    people = reverse("admin:people_user_changelist")
    body = {"action": "erase", "_selected_action": [guest.pk]}
    page = text(browser.post(people, body))
    assert "Gus Guest" in page
    assert "Secretword" not in page
    assert Contribution.objects.exists()
    page = text(browser.post(people, body | {"sure": "yes"}, follow=True))
    assert "Gus Guest and everything they wrote are gone." in page
    assert not Contribution.objects.exists()
    assert tables_with("Gus Guest") == []


def test_administrator_is_told_whom_a_circle_needs(login, circle, facilitator):
    browser = login(make_user("Ada", is_staff=True, is_superuser=True))
    body = {"action": "erase", "_selected_action": [facilitator.pk], "sure": "yes"}
    page = text(browser.post(reverse("admin:people_user_changelist"), body, follow=True))
    assert "Fay Facilitator stays: Tuesday Circle needs a facilitator." in page
    assert User.objects.filter(pk=facilitator.pk).exists()
