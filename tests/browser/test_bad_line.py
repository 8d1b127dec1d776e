"""The line is bad, the server is ill, someone else signed out: no word is lost and none comes twice."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Locator, Page, expect

from sessions.models import AgendaItem, Annotation, Answer, Contribution, Note, Prompt
from tests.browser.conftest import session_cookie
from tests.browser.rig import LAPTOP, PHONE, refresh

pytestmark = pytest.mark.django_db(transaction=True)

HIDE = """hidden => {
  Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""
BREAKS = {
    "offline": ("there is no connection", lambda route: route.abort("internetdisconnected")),
    "server": ("something went wrong on the server", lambda route: route.fulfill(status=500)),
    "unavailable": ("something went wrong on the server", lambda route: route.fulfill(status=503)),
    "too large": ("is too large", lambda route: route.fulfill(status=413)),
    "arrives": ("there is no connection", lambda route: (route.fetch(), route.abort())),
}


WAITS = ("offline", "arrives")  # shared words go out by themselves once there is a connection
ASKS = [how for how in BREAKS if how not in WAITS]


class Line:
    """The way to the server: breaks as it is told, and counts what goes over it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent = []
        page.on("request", lambda request: self.sent.append(request.url))

    def break_(self, how: str, path: str) -> None:
        self.page.route(re.compile(path), BREAKS[how][1])

    def break_in_every_way(self, path: str, button: str, box: Locator) -> None:
        """Each time it is said, and the words stay."""
        for how in ASKS:
            sentence = BREAKS[how][0]
            self.break_(how, path)
            press(self.page, button)
            alert = self.page.get_by_role("alert").filter(has_text=sentence)
            expect(alert).to_be_visible()
            expect(box).to_have_value("Still here")
            self.mend()

    def break_until_mended(self, how: str, path: str, button: str, box: Locator) -> None:
        """The box says that it waits, and the words go out by themselves."""
        self.break_(how, path)
        press(self.page, button)
        expect(self.page.get_by_text("Not sent yet.")).to_be_visible()
        expect(box).to_have_value("Still here")
        self.mend()

    def mend(self) -> None:
        self.page.unroute_all()

    def count(self, path: str) -> int:
        return sum(path in url for url in self.sent)


@pytest.fixture
def running(study_session):
    study_session.start()
    return study_session


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


@pytest.mark.parametrize("how", WAITS)
def test_an_answer_stays_and_is_sent_once(open_page, running, member, how):
    page = open_page(member)
    line = Line(page)
    page.goto(running.get_absolute_url())
    box = page.get_by_label("Your answer")
    box.fill("Still here")
    line.break_in_every_way("/answer/$", "Share with", box)
    line.break_until_mended(how, "/answer/$", "Share with", box)
    expect(page.get_by_text("Still here", exact=True)).to_be_visible()
    expect(box).to_have_count(0)
    assert [answer.body for answer in Answer.objects.all()] == ["Still here"]


@pytest.mark.parametrize("how", WAITS)
def test_a_note_in_the_margin_stays_and_is_sent_once(open_page, study_session, member, how):
    page = open_page(member)
    line = Line(page)
    page.goto(f"{study_session.get_absolute_url()}read/")
    page.locator("#p2 .reading__number").click()
    box = page.get_by_label("Write about ¶ 2")
    box.fill("Still here")
    line.break_in_every_way("/annotate/$", "Keep for myself", box)
    line.break_until_mended(how, "/annotate/$", "Keep for myself", box)
    expect(page.get_by_text("Kept. Only you see it.")).to_be_visible()
    assert [(note.body, note.is_private) for note in Annotation.objects.all()] == [
        ("Still here", True)
    ]


def test_what_is_pressed_before_the_box_knows_how_to_wait_waits_too(open_page, running, member):
    page = open_page(member)
    late = []
    page.route("**/keep-words*.js", lambda route: late.append(route))
    page.goto(running.get_absolute_url(), wait_until="domcontentloaded")
    line = Line(page)
    page.get_by_label("Your answer").fill("Still here")
    page.route(re.compile("/answer/$"), lambda route: route.abort())
    press(page, "Share with")
    expect(page.get_by_role("alert").filter(has_text="there is no connection")).to_be_visible()
    late.pop().continue_()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    line.mend()
    expect(page.get_by_text("Still here", exact=True)).to_be_visible()
    assert [answer.body for answer in Answer.objects.all()] == ["Still here"]


@pytest.mark.parametrize("how", WAITS)
def test_a_minute_stays_and_is_sent_once(open_page, running, facilitator, how):
    page = open_page(facilitator, LAPTOP)
    line = Line(page)
    page.goto(f"{running.get_absolute_url()}run/")
    box = page.get_by_label("Note", exact=True)
    box.fill("Still here")
    page.get_by_label("Decision").check()
    line.break_in_every_way("/notes/$", "Note it", box)
    line.break_until_mended(how, "/notes/$", "Note it", box)
    expect(page.get_by_text("Noted.")).to_be_visible()
    assert [(note.kind, note.body) for note in Note.objects.all()] == [("decision", "Still here")]


@pytest.mark.parametrize("break_", ["offline", "server", "arrives"])
def test_a_field_of_the_plan_saves_itself_when_the_line_is_back(
    open_page, study_session, facilitator, break_
):
    page = open_page(facilitator, LAPTOP)
    line = Line(page)
    page.goto(f"{study_session.get_absolute_url()}plan/")
    line.break_(break_, "/plan/details/$|/plan/steps/")
    page.get_by_label("Place").fill("Union hall")
    step = page.locator("#steps > li").first
    step.get_by_label("Title").fill("Welcome")
    failed = "Not saved yet, trying again"
    expect(step.locator("[data-status]")).to_have_text(failed)
    expect(page.locator("auto-save:has(#details-place) [data-status]")).to_have_text(failed)
    expect(step.get_by_label("Title")).to_have_value("Welcome")
    line.mend()
    page.evaluate("() => dispatchEvent(new Event('online'))")
    expect(step.locator("[data-status]")).to_have_text("Saved")
    expect(page.locator("auto-save:has(#details-place) [data-status]")).to_have_text("Saved")
    study_session.refresh_from_db()
    assert study_session.place == "Union hall"
    assert study_session.agenda_items.first().title == "Welcome"


def test_signed_out_meanwhile_the_answer_stays_until_one_is_back(
    open_page, running, member, live_server
):
    page = open_page(member)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("Still here")
    Session.objects.all().delete()
    press(page, "Share with")
    alert = page.get_by_role("alert").filter(has_text="no longer signed in")
    expect(alert).to_be_visible()
    expect(page.get_by_label("Your answer")).to_have_value("Still here")
    page.context.add_cookies([session_cookie(member, live_server.url)])
    press(page, "Try again")
    expect(page.get_by_label("Your answer")).to_have_count(0)
    assert Answer.objects.get().body == "Still here"


def test_signing_in_again_in_another_tab_lets_the_page_go_on(open_page, running, member):
    member.set_password("long enough 1")
    member.save()
    page = open_page(member)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("Still here")
    Session.objects.all().delete()
    refresh(page)
    signed_out = page.get_by_role("alert").filter(has_text="no longer signed in")
    expect(signed_out).to_be_visible()
    other = page.context.new_page()
    other.goto("/accounts/login/")
    other.get_by_label("E-mail").fill(member.email)
    other.get_by_label("Password").fill("long enough 1")
    press(other, "Sign in")
    expect(other.get_by_role("navigation").first).to_contain_text("Me")
    other.close()
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")  # a browser without windows tells of none
    expect(signed_out).to_be_hidden()
    running.next_step(on=AgendaItem.objects.running().get().pk)
    refresh(page)
    expect(page.get_by_text("The group has moved on.")).to_be_visible()
    with page.expect_response("**/answer/"):
        press(page, "Share with")
    assert Answer.objects.get().body == "Still here"


def test_signed_out_meanwhile_the_plan_saves_itself_once_one_is_back(
    open_page, study_session, facilitator, live_server
):
    page = open_page(facilitator, LAPTOP)
    page.goto(f"{study_session.get_absolute_url()}plan/")
    Session.objects.all().delete()
    step = page.locator("#steps > li").first
    step.get_by_label("Title").fill("Welcome")
    expect(step.locator("[data-status]")).to_have_text("Not saved yet, trying again")
    page.context.add_cookies([session_cookie(facilitator, live_server.url)])
    expect(step.locator("[data-status]")).to_have_text("Saved")
    assert study_session.agenda_items.first().title == "Welcome"


def test_signed_out_without_scripts_the_words_come_back(open_page, running, member, live_server):
    page = open_page(member, js=False)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("Still here, all of it")
    Session.objects.all().delete()
    press(page, "Share with")
    expect(page.get_by_label("What you wrote")).to_have_value("Still here, all of it")
    page.context.add_cookies([session_cookie(member, live_server.url)])
    press(page, "Send again")
    assert Answer.objects.get().body == "Still here, all of it"


def test_without_scripts_the_words_are_still_there_after_back(open_page, running, member):
    page = open_page(member, js=False)
    line = Line(page)
    page.goto(running.get_absolute_url())
    box = page.get_by_label("Your answer")
    box.fill("Still here")
    for how in ("offline", "too large"):
        line.break_(how, "/answer/$")
        press(page, "Share with")
        expect(box).to_have_count(0)
        line.mend()
        page.go_back()
        expect(box).to_have_value("Still here")
    press(page, "Share with")
    expect(page.locator(".answer--own")).to_contain_text("Still here")
    assert [answer.body for answer in Answer.objects.all()] == ["Still here"]


def test_an_old_token_is_renewed_before_it_is_sent(open_page, running, member, live_server):
    page = open_page(member)
    page.goto(running.get_absolute_url())
    page.get_by_label("Your answer").fill("Still here")
    page.wait_for_function("() => customElements.get('keep-words')")
    other = page.context.new_page()  # signs in anew, so the token turns
    page.context.clear_cookies()
    page.context.add_cookies([session_cookie(member, live_server.url)])
    other.goto(running.get_absolute_url())
    press(page, "Share with")
    expect(page.get_by_label("Your answer")).to_have_count(0)
    assert Answer.objects.get().body == "Still here"


def test_the_page_goes_on_at_once_when_the_line_is_back(open_page, running, member):
    page = open_page(member)
    page.clock.install()
    page.goto(running.get_absolute_url())
    page.context.set_offline(True)
    lost = page.get_by_text("There is no connection. The page goes on when it is back.")
    for _minute in range(10):  # by how much the page waits longer each time is its own affair
        page.clock.run_for(60_000)
        if lost.is_visible():
            break
    expect(lost).to_be_visible()
    running.end()
    page.clock.run_for(2000)
    page.context.set_offline(False)
    expect(page.get_by_text("The recap is not out yet")).to_be_visible()


def test_a_hidden_tab_asks_nothing_and_is_up_to_date_on_return(open_page, running, member):
    page = open_page(member)
    page.clock.install()
    line = Line(page)
    page.goto(running.get_absolute_url())
    with page.expect_response("**/now/**"):
        page.clock.run_for(12_000)
    page.evaluate(HIDE, True)
    before = [line.count(path) for path in ("/now/", "/here/", "/others/")]
    page.clock.run_for(120_000)
    assert [line.count(path) for path in ("/now/", "/here/", "/others/")] == before
    running.end()
    with page.expect_response("**/here/"):
        page.evaluate(HIDE, False)
    expect(page.get_by_text("The recap is not out yet")).to_be_visible()


def test_a_slow_line_paints_the_question_first(open_page, running, member):
    """The words are there before any script has arrived, and so is a form that works."""
    page = open_page(member, PHONE)
    page.route(re.compile(r"\.js(\?|$)"), lambda _route: None)  # never answered
    page.goto(running.get_absolute_url(), wait_until="commit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_label("Your answer").focus()
    page.keyboard.type("On a slow line")
    page.get_by_role("button", name="Share with").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".answer--own")).to_contain_text("On a slow line")
    assert Contribution.objects.get().prompt == Prompt.objects.in_order()[0]
