"""The invitation to a circle: its holder becomes a member."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from readings.people.models import CircleInvitation, Receipt, User
from sessions.models import Invitation, Prompt
from tests.builders import make_answer, make_study_session
from tests.pages import text

NEW = {"name": "Nina", "email": "Nina@Example.org", "password": "long enough 1"}


@pytest.fixture
def invitation(circle):
    return CircleInvitation.objects.create(circle=circle)


@pytest.fixture
def link(invitation):
    return invitation.get_absolute_url()


def at(name, circle):
    return reverse(f"sessions:{name}", args=[circle.slug])


def join(client, link, **changes):
    return client.post(link, NEW | {"key": uuid4()} | changes)


def of(circle, user):
    return circle.memberships.current().filter(user=user).exists()


def test_page_says_what_a_member_sees_and_who_sees_them(client, link):
    page = text(client.get(link))
    assert "Tuesday Circle" in page
    assert "you see what the circle shared before you came" in page
    assert "Its 2 members, and those who join later, see your name" in page
    assert page.index("Its 2 members") < page.index("Join the circle</button>")
    assert "<title>Colloquy</title>" in page  # all that a preview of the link learns


def test_newcomer_makes_an_account_and_is_in(client, circle, link):
    earlier = make_study_session(circle, state="closed", title="Long ago")
    before = client.session.session_key
    assert join(client, link).url == circle.get_absolute_url()
    nina = User.objects.get(email="nina@example.org")
    assert of(circle, nina)
    assert nina.check_password("long enough 1")
    assert client.session.session_key != before
    assert client.get(earlier.get_absolute_url()).status_code == 200
    other = Client()
    other.post("/accounts/login/", {"login": "nina@example.org", "password": "long enough 1"})
    assert other.get(circle.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("email", "no"), ("email", "mo@example.org"), ("password", "password")],
)
def test_what_does_not_fit_is_said_at_its_field(client, circle, link, member, field, value):
    answer = join(client, link, **{field: value})
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors[field]
    at = [name for name, one in form.fields.items() if one.widget.attrs.get("autofocus")]
    assert at == [field]  # one goes on where it was refused
    assert circle.memberships.count() == 2
    assert "_auth_user_id" not in client.session


def test_key_gives_the_same_person_with_the_same_password_only(link):
    key = uuid4()
    browsers = [Client(), Client(), Client()]
    for browser in browsers[:2]:
        join(browser, link, key=key)
    assert len({browser.session["_auth_user_id"] for browser in browsers[:2]}) == 1
    assert join(browsers[2], link, key=key, password="another one 2").status_code == 422
    Receipt.objects.update(at=timezone.now() - timedelta(minutes=11))
    assert join(browsers[2], link, key=key).status_code == 422
    assert "_auth_user_id" not in browsers[2].session


def test_with_an_account_it_is_one_press(login, circle, link, outsider):
    browser = login(outsider)
    page = text(browser.get(link))
    assert "You are signed in as Otto Outsider." in page
    assert 'name="email"' not in page
    assert browser.post(link).url == circle.get_absolute_url()
    assert of(circle, outsider)


def test_guest_gets_an_account_and_keeps_every_word(login, circle, study_session, guest, link):
    words = make_answer(Prompt.objects.first(), by=guest)
    browser = login(guest)
    assert "what you wrote as a guest stays yours" in text(browser.get(link))
    before = browser.session.session_key
    browser.post(link, {"email": "gus@example.org", "password": "long enough 1"})
    assert of(circle, guest)
    assert browser.session.session_key != before
    words.refresh_from_db()
    assert words.author.email == "gus@example.org"


def test_member_is_led_straight_in(login, circle, link, member):
    assert login(member).get(link).url == circle.get_absolute_url()


def refused(client, link, circle, status):
    for answer in (client.get(link), join(client, link)):
        assert answer.status_code == status
        assert circle.name not in text(answer)
    assert not User.objects.filter(name="Nina").exists()
    return text(answer)


def test_unknown_and_revoked_invitations_say_the_same(client, circle, link, login, facilitator):
    login(facilitator).post(at("circle_link_revoke", circle))
    assert "This link leads nowhere" in refused(client, link, circle, 404)
    assert "This link leads nowhere" in refused(client, f"/circle/join/{'x' * 22}/", circle, 404)


def test_invitation_that_ran_out_says_so(client, circle, link):
    CircleInvitation.objects.update(expires_at=timezone.now())
    assert "This invitation has run out" in refused(client, link, circle, 410)


def test_who_was_removed_does_not_come_back_by_it(login, circle, link, member):
    circle.memberships.get(user=member).remove()
    browser = login(member)
    assert browser.get(link).status_code == 404
    assert browser.post(link).status_code == 404
    assert not of(circle, member)


def test_who_left_comes_back_by_it(login, circle, link, member):
    circle.memberships.get(user=member).leave()
    login(member).post(link)
    assert of(circle, member)


def test_the_two_kinds_of_link_open_nothing_of_each_other(client, study_session, invitation):
    session_link = Invitation.for_session(study_session)
    assert client.get(f"/join/{invitation.token}/").status_code == 404
    assert client.get(f"/circle/join/{session_link.token}/").status_code == 404


def test_pasted_on_the_landing_page_each_leads_to_its_own(client, study_session, invitation):
    session_link = Invitation.for_session(study_session)
    for link in (session_link.get_absolute_url(), invitation.get_absolute_url()):
        assert client.post("/", {"code": f"https://x.example{link}"}).url == link


def test_facilitators_make_renew_and_see_what_it_shows(login, circle, facilitator, settings):
    settings.SITE_URL = "https://circle.example.org"
    browser, body = login(facilitator), {"key": str(uuid4())}
    assert "There is no invitation now" in text(browser.get(at("circle_invite", circle)))
    assert browser.get(at("circle_qr", circle)).status_code == 404
    for _press in range(2):
        browser.post(at("circle_link_renew", circle), body)
    first = CircleInvitation.objects.get()
    page = text(browser.get(at("circle_invite", circle)))
    assert page.count(f"https://circle.example.org{first.get_absolute_url()}") >= 2
    assert "becomes a <em>member of the circle</em>" in page
    assert browser.get(at("circle_qr", circle))["Content-Type"] == "image/svg+xml"
    browser.post(at("circle_link_renew", circle), {"key": str(uuid4())})
    first.refresh_from_db()
    assert not first.is_in_force
    assert CircleInvitation.objects.in_force().count() == 1


def test_links_in_force_are_listed_with_what_they_show(
    login, circle, study_session, facilitator, member, invitation
):
    Invitation.for_session(study_session)
    closed = make_study_session(circle, state="closed", title="Closed one")
    Invitation.for_session(closed)
    browser = login(facilitator)
    page = text(browser.get(at("people", circle)))
    assert "Makes a member, who sees everything the circle shared." in page
    assert "lets a guest into this one session and shows nothing else" in page
    assert "Closed one" not in page
    assert "Links in force" not in text(login(member).get(at("people", circle)))
    back = browser.post(
        reverse("sessions:link_revoke", args=[study_session.pk]), {"next": at("people", circle)}
    )
    assert back.url == at("people", circle)
    assert "lets a guest into" not in text(browser.get(back.url))
