"""The member's pages in a real browser: they follow the meeting and lose nothing that was typed."""

import pytest
from playwright.sync_api import expect

from readings.people.setup import first_run_token
from sessions.models import AgendaItem, Contribution, Invitation, Prompt
from tests.browser.rig import assert_accessible, assert_fits, assert_looks, picture, refresh
from tests.builders import make_answer, make_study_session, make_user

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 5


@pytest.fixture
def running(study_session):
    study_session.start()
    return study_session


def go_on(study_session):
    study_session.next_step(on=AgendaItem.objects.running().get().pk)


@pytest.mark.parametrize("state", ["open", "running", "ended", "closed"])
def test_session_is_accessible_in_every_state(open_page, circle, reading, member, state):
    study_session = make_study_session(
        circle, reading=reading, place="Union hall", call_url="https://example.org/call"
    )
    Prompt.objects.filter(study_session=study_session).update(beforehand=True)
    for prompt in Prompt.objects.filter(study_session=study_session):
        make_answer(prompt, by=make_user("Inès"), body=f"A view. {LONG}")
    for command in ["start", "end", "close"][: ["open", "running", "ended", "closed"].index(state)]:
        getattr(study_session, command)()
    page = open_page(member)
    page.goto(study_session.get_absolute_url())
    page.evaluate("() => document.querySelectorAll('main details').forEach((d) => (d.open = true))")
    assert_looks(page, f"session-{state}")


@pytest.mark.parametrize("place", ["/", "circle", "people", "/me/"])
def test_ones_own_pages_are_accessible(open_page, study_session, circle, member, place):
    make_answer(Prompt.objects.first(), by=member, body=LONG)
    addresses = {"circle": circle.get_absolute_url()}
    addresses["people"] = f"{addresses['circle']}people/"
    page = open_page(member)
    page.goto(addresses.get(place, place))
    assert_looks(page, place.strip("/") or "home")


def test_doors_are_accessible(open_page, study_session, guest):
    link = Invitation.for_session(study_session).get_absolute_url()
    page = open_page()
    for name, address in {"landing": "/", "join": link, "join-refused": "/join/nothing/"}.items():
        page.goto(address)
        assert_looks(page, name)
    page.goto(link)
    page.get_by_label("Your name").fill("x" * 300)
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_text("at most 80 characters")).to_be_visible()
    assert_looks(page, "join-error")
    page = open_page(guest)
    page.goto("/me/")
    assert_looks(page, "me-guest")


def test_first_run_is_accessible_and_guesses_the_zone(open_page, db):
    page = open_page()
    page.goto(f"/setup/{first_run_token()}/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Paris")
    assert_looks(page, "setup")


def test_page_follows_the_meeting(open_page, running, member):
    page = open_page(member)
    page.goto(running.get_absolute_url())
    go_on(running)
    refresh(page)
    expect(page.get_by_role("heading", name="Question 2?")).to_be_visible()
    running.end()
    refresh(page)
    expect(page.get_by_text("The recap is not out yet")).to_be_visible()


def test_page_goes_nowhere_under_someone_who_writes(open_page, running, member):
    first, second = Prompt.objects.order_by("agenda_item__position")
    page = open_page(member)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("Half a thou")
    go_on(running)
    refresh(page)
    notice = page.get_by_text("The group has moved on.")
    expect(notice).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("Half a thou")
    picture(page, "now-moved-on")
    assert_accessible(page)
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("Shared.")).to_be_visible()
    assert Contribution.objects.get().prompt == first
    page.get_by_role("link", name="Go there").click()
    expect(page.get_by_role("heading", name=second.text)).to_be_visible()


def test_words_left_behind_are_found_again(open_page, running, member):
    page = open_page(member)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("Half a thou")
    page.wait_for_function("() => customElements.get('keep-words')")
    go_on(running)
    page.reload()
    page.get_by_text("Earlier questions").click()
    page.get_by_role("link", name="Question 1?").click()
    expect(page.get_by_label("Your answer")).to_have_value("Half a thou")
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("Shared.")).to_be_visible()
    kept = page.evaluate("() => Object.keys(sessionStorage)")
    assert [key for key in kept if key.startswith("colloquy-")] == []


def test_others_come_in_and_the_button_counts_them(open_page, running, member):
    page = open_page(member)
    page.goto(running.get_absolute_url())
    expect(page.get_by_role("button", name="Share with 1 person")).to_be_visible()
    page.get_by_label("Your answer").fill("While I write")
    guest = make_user("Gwen")
    running.admit(guest)
    make_answer(Prompt.objects.first(), by=guest, body="Fresh words")
    refresh(page)
    expect(page.get_by_role("button", name="Share with 2 people")).to_be_visible()
    expect(page.get_by_text("Answers of others (1)")).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("While I write")
    page.get_by_text("Answers of others").click()
    expect(page.get_by_text("Fresh words")).to_be_visible()


def test_edit_reply_and_delete_in_place(open_page, running, member, guest):
    make_answer(Prompt.objects.first(), by=guest, body="A guest's view")
    make_answer(Prompt.objects.first(), by=member, body="My view")
    page = open_page(member)
    page.goto(running.get_absolute_url())
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your words").fill("My second view")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("My second view")).to_be_visible()
    page.locator(".answer", has_text="A guest's view").get_by_role("link", name="Reply").click()
    page.get_by_role("button", name="Share with").click()  # empty: the browser asks for words
    page.get_by_label("Your reply").fill("Say more")
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("Say more")).to_be_visible()
    own = page.locator(".answer--own", has_text="My second view")
    own.get_by_text("Delete", exact=True).click()
    own.get_by_role("button", name="Delete my words").click()
    expect(page.get_by_label("Your answer")).to_be_visible()
    assert_fits(page)
    assert set(Contribution.objects.live().values_list("body", flat=True)) == {
        "A guest's view",
        "Say more",
    }


def test_everything_works_without_scripts(open_page, running, member):
    page = open_page(member, js=False)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("By hand")
    page.get_by_role("button", name="Share with").click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your words").fill("By hand, twice")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("By hand, twice")).to_be_visible()
    page.get_by_text("Delete", exact=True).click()
    page.get_by_role("button", name="Delete my words").click()
    expect(page.get_by_label("Your answer")).to_be_visible()
