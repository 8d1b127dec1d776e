"""Me: name, language, keeping one's place, and everything I wrote."""

import pytest

from readings.people.models import User
from sessions.models import Contribution, Prompt
from tests.builders import make_annotation, make_answer
from tests.pages import text


def test_name_language_and_zone_are_saved(login, member):
    browser = login(member)
    browser.post("/me/save/", {"name": "Momo", "language": "fr", "timezone": "Asia/Tokyo"})
    member.refresh_from_db()
    assert (member.name, member.language, member.timezone) == ("Momo", "fr", "Asia/Tokyo")
    assert 'lang="fr"' in text(browser.get("/me/"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "x" * 300), ("language", "tlh"), ("timezone", "Mars/Olympus")],
)
def test_what_does_not_fit_is_said_and_not_saved(login, member, field, value):
    sent = {"name": "Momo", "language": "", "timezone": ""} | {field: value}
    answer = login(member).post("/me/save/", sent)
    assert answer.status_code == 422
    assert answer.context["profile"].errors[field]
    member.refresh_from_db()
    assert member.name == "Mo Member"


def test_guest_keeps_the_place_with_email_and_password(client, login, study_session, guest):
    make_answer(Prompt.objects.first(), by=guest, body="Still mine")
    browser = login(guest)
    browser.post("/me/claim/", {"email": "Gus@Example.org", "password": "correct horse 7"})
    guest.refresh_from_db()
    assert guest.email == "gus@example.org"
    assert "Keep your place" not in text(browser.get("/me/"))  # still signed in, and no guest
    client.post("/accounts/login/", {"login": "gus@example.org", "password": "correct horse 7"})
    assert "Still mine" in text(client.get("/me/"))


def test_guest_finds_the_way_back_to_the_session(login, study_session, guest):
    assert "Back to the session" in text(login(guest).get("/me/"))


def test_email_that_is_taken_is_refused_plainly(login, guest, member):
    answer = login(guest).post(
        "/me/claim/", {"email": "MO@example.org", "password": "correct horse 7"}
    )
    assert answer.status_code == 422
    assert "This e-mail cannot be used here." in text(answer)
    guest.refresh_from_db()
    assert guest.is_guest
    assert not guest.has_usable_password()


def test_weak_password_is_refused(login, guest):
    answer = login(guest).post("/me/claim/", {"email": "gus@example.org", "password": "password"})
    assert answer.status_code == 422
    guest.refresh_from_db()
    assert guest.is_guest


def test_an_account_is_not_claimed_again(login, member):
    login(member).post("/me/claim/", {"email": "new@example.org", "password": "correct horse 7"})
    assert not User.objects.filter(email="new@example.org").exists()


def test_everything_i_wrote_is_mine_alone_newest_first(login, study_session, member, guest):
    make_annotation(study_session, by=member, body="Older", audience="private")
    make_answer(Prompt.objects.first(), by=member, body="Newer")
    make_answer(Prompt.objects.first(), by=guest, body="Not mine")
    page = text(login(member).get("/me/"))
    assert page.index("Newer") < page.index("Older")
    assert "Not mine" not in page


def test_words_can_be_deleted_where_one_may_no_longer_go(login, circle, study_session, member):
    words = make_answer(Prompt.objects.first(), by=member, body="Before I left")
    study_session.close()
    circle.memberships.filter(user=member).update(left_at=words.created_at)
    browser = login(member)
    assert "Before I left" in text(browser.get("/me/"))
    answer = browser.post(f"/contributions/{words.pk}/delete/", {"next": "/me/"})
    assert answer.url == "/me/"
    assert Contribution.objects.get().body == ""


def test_visitor_is_asked_to_sign_in(client, db):
    assert client.get("/me/").status_code == 302
    assert client.post("/me/save/").status_code == 401


def test_wrong_methods_are_refused(login, member):
    browser = login(member)
    assert browser.post("/me/").status_code == 405
    assert browser.get("/me/save/").status_code == 405
    assert browser.get("/me/claim/").status_code == 405


def test_queries_do_not_grow(login, study_session, member, django_assert_max_num_queries):
    counts = []
    browser = login(member)
    for rows in (1, 3):
        for _ in range(rows):
            make_annotation(study_session, by=member)
        with django_assert_max_num_queries(12) as queries:
            assert browser.get("/me/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
