"""A guest's own link, and how long a guest's time lasts."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone
from psycopg import sql

from readings.people.models import OwnLink
from sessions.models import Prompt, StudySession
from tests.builders import make_annotation, make_answer, make_guest, make_study_session
from tests.pages import HTMX, text, url


@pytest.fixture
def link(guest):
    return OwnLink.renew(guest).get_absolute_url()


def who(client):
    return client.session.get("_auth_user_id")


def share(browser, study_session, number=0, **headers):
    Prompt.objects.update(beforehand=True)
    prompt = Prompt.objects.order_by("pk")[number]
    page = text(browser.get(url("answer", study_session, prompt.pk)))
    key = page.partition('name="key" value="')[2][:36]
    return browser.post(
        url("answer", study_session, prompt.pk), {"body": "Mine", "key": key}, headers=headers
    )


def close(study_session, *, days_ago):
    study_session.close()
    at = timezone.now() - timedelta(days=days_ago)
    StudySession.objects.update(opened_at=at - timedelta(days=1), closed_at=at)


def test_link_brings_the_guest_back_on_another_device(client, link, guest, study_session):
    page = text(client.get(link))
    assert "Come back as Gus Guest" in page
    assert "<title>Colloquy</title>" in page  # all that a preview of the link learns
    assert who(client) is None  # opening it does nothing
    before = client.session.session_key
    answer = client.post(link, follow=True)
    assert answer.redirect_chain[-1][0] == study_session.get_absolute_url()
    assert who(client) == str(guest.pk)
    assert client.session.session_key != before


def test_link_is_offered_once_after_the_first_shared_words(login, study_session, guest):
    browser = login(guest)
    first = text(share(browser, study_session, **HTMX))
    link = OwnLink.objects.get(user=guest)
    assert "To come back on any device keep your own link." in first
    assert link.get_absolute_url() in first
    assert link.get_absolute_url() not in text(share(browser, study_session, 1, **HTMX))
    assert link.get_absolute_url() in text(browser.get("/me/"))


def test_link_is_named_without_scripts_too(login, study_session, guest):
    browser = login(guest)
    page = browser.get(share(browser, study_session).url)
    assert "keep your own link. It is under Me." in text(page)


def test_link_is_offered_after_a_first_note_and_after_a_first_reply(
    login, study_session, facilitator
):
    note = make_annotation(study_session, by=facilitator)
    for name, fragment in (("Nora Note", True), ("Rhea Reply", False)):
        guest = make_guest(name)
        study_session.admit(guest)
        browser = login(guest)
        if fragment:
            data = words_on(study_session, note)
            answer = browser.post(url("annotate", study_session), data, headers=HTMX)
            assert OwnLink.objects.get(user=guest).get_absolute_url() in text(answer)
        else:
            data = {"key": uuid4(), "body": "Mine as well"}
            answer = browser.post(f"/contributions/{note.pk}/reply/", data, follow=True)
            assert "keep your own link. It is under Me." in text(answer)


def words_on(study_session, note) -> dict:
    where = {"edition": study_session.edition.pk, "at": note.passage.start}
    chosen = {name: getattr(note.passage, name) for name in ("start", "end", "exact")}
    return where | chosen | {"key": uuid4(), "body": "Mine", "tag": "comment", "audience": "circle"}


def test_members_have_no_such_link(login, study_session, member):
    browser = login(member)
    assert "own link" not in text(share(browser, study_session, **HTMX))
    assert "My own link" not in text(browser.get("/me/"))
    assert browser.post("/me/link/renew/").status_code == 403
    assert not OwnLink.objects.exists()


def test_link_stands_nowhere_in_the_database(link, guest):
    token = OwnLink.of(guest).token
    assert len(token) == 22  # 128 bits
    rows = sql.SQL("SELECT count(*) FROM {} t WHERE t::text LIKE %s")
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(rows.format(table), [f"%{token}%"])
                assert cursor.fetchone() == (0,), model


def test_new_link_ends_the_old_one_and_every_other_device(login, link, guest):
    stolen, browser = login(guest), login(guest)
    page = text(browser.post("/me/link/renew/", follow=True))
    assert "other devices are signed out" in page
    assert OwnLink.of(guest).get_absolute_url() in page
    assert Client().get(link).status_code == 404
    assert stolen.get("/me/").status_code == 302


def test_link_can_be_done_without(login, link, guest):
    page = text(login(guest).post("/me/link/revoke/", follow=True))
    assert "Make my link" in page
    assert Client().get(link).status_code == 404


def test_link_says_who_is_signed_out_by_it(login, link, member, guest):
    browser = login(member)
    assert "You are signed in here as Mo Member, and will be signed out." in text(browser.get(link))
    browser.post(link)
    assert who(browser) == str(guest.pk)


def test_link_of_who_has_an_account_now_opens_nothing(client, link, guest):
    guest.claim(email="gus@example.org", password="long enough 1")
    assert client.get(link).status_code == 404
    assert client.post(link).status_code == 404


def test_unknown_link_names_nobody(client, db):
    answer = client.get(f"/back/{'x' * 22}/")
    assert answer.status_code == 404
    assert "This link leads nowhere" in text(answer)


def test_link_may_be_pasted_on_the_landing_page(client, link):
    assert client.post("/", {"code": f"https://x.example{link}"}).url == link


# How long


def test_guest_reads_deletes_and_claims_for_thirty_days(login, link, guest, study_session):
    words = make_answer(Prompt.objects.first(), by=guest)
    close(study_session, days_ago=29)
    browser = Client()
    browser.post(link)
    assert browser.get(study_session.get_absolute_url()).status_code == 200
    browser.post(f"/contributions/{words.pk}/delete/", {"next": "/me/"})
    words.refresh_from_db()
    assert words.deleted_at
    browser.post("/me/claim/", {"email": "gus@example.org", "password": "long enough 1"})
    guest.refresh_from_db()
    assert not guest.is_guest


def test_after_that_a_page_says_plainly_that_it_is_over(login, link, guest, study_session):
    make_annotation(study_session, by=guest, body="Still mine")
    close(study_session, days_ago=31)
    answer = Client().get(link)
    assert answer.status_code == 410
    assert "Your time here as a guest is over" in text(answer)
    assert Client().post(link).status_code == 410
    browser = login(guest)  # signed in still
    for name in ("detail", "read", "now"):
        answer = browser.get(url(name, study_session))
        assert answer.status_code == 410
        assert study_session.title not in text(answer)
    assert "until 30 days after it has closed" in text(browser.get("/"))
    assert "Still mine" in text(browser.get("/me/"))  # and can be deleted


def test_an_account_that_came_by_the_link_is_held_to_it_as_well(login, outsider, study_session):
    study_session.admit(outsider)
    close(study_session, days_ago=31)
    assert login(outsider).get(study_session.get_absolute_url()).status_code == 410


def test_members_and_guests_who_became_one_read_on(login, link, circle, guest, study_session):
    circle.welcome(guest)
    close(study_session, days_ago=99)
    browser = Client()
    assert browser.post(link).status_code == 302
    assert browser.get(study_session.get_absolute_url()).status_code == 200


def test_one_open_session_keeps_the_link_of_a_guest_alive(
    login, link, circle, guest, study_session
):
    close(study_session, days_ago=99)
    make_study_session(circle).admit(guest)
    assert Client().get(link).status_code == 200


def test_a_stranger_is_told_nothing_of_a_session_that_is_over(login, study_session):
    close(study_session, days_ago=99)
    assert login(make_guest()).get(study_session.get_absolute_url()).status_code == 404
