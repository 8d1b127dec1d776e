"""The custom elements, each against a server that answers as the test says."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.rig import LAPTOP, PHONE, assert_accessible, assert_looks, refresh

pytestmark = pytest.mark.django_db(transaction=True)


class Server:
    """Stands in for our server at /probe/: keeps what came, answers what is next in the list."""

    def __init__(self, page) -> None:
        self.requests = []
        self.answers = []
        page.route(re.compile("/probe/"), self._answer)

    def _answer(self, route):
        self.requests.append(route.request)
        answer = self.answers.pop(0) if self.answers else {"status": 204}
        route.abort() if answer == "offline" else route.fulfill(**answer)

    @property
    def bodies(self) -> list[str]:
        return [request.post_data or "" for request in self.requests]


@pytest.fixture
def stage(open_page):
    """A real page of ours whose main part is replaced by the given HTML."""

    def set_up(html: str, viewport=LAPTOP, **options):
        page = open_page(viewport=viewport, **options)
        server = Server(page)
        page.goto("/accounts/login/")
        page.evaluate(
            "html => { const main = document.querySelector('main'); main.innerHTML = html;"
            " htmx.process(main); }",
            html,
        )
        return page, server

    return set_up


AUTO_SAVE = """
<auto-save data-saving="Saving" data-saved="Saved" data-failed="Not saved yet" data-refused="Refused">
  <form method="post" action="/probe/"><input type="hidden" name="version" value="1">
  <input type="hidden" name="csrfmiddlewaretoken" value="old">
  <label>Title <input name="title" required></label></form>
  <p role="status" data-status></p>
</auto-save>
"""


def test_auto_save_sends_the_newest_words_one_at_a_time(stage):
    page, server = stage(AUTO_SAVE)
    server.answers = [{"status": 204, "headers": {"X-Version": "2"}}]
    page.get_by_label("Title").press_sequentially("Tuesday")
    expect(page.locator("[data-status]")).to_have_text("Saved")
    assert len(server.requests) == 1
    assert "Tuesday" in server.bodies[0]
    expect(page.locator("[name=version]")).to_have_value("2")


def test_auto_save_sends_what_was_typed_before_it_came(stage):
    page, server = stage(AUTO_SAVE.replace("auto-save", "late-save"))
    page.get_by_label("Title").fill("Typed early")
    page.evaluate("""() => {
      const late = document.querySelector('late-save'), element = document.createElement('auto-save');
      element.append(...late.childNodes);
      Object.assign(element.dataset, late.dataset);
      late.replaceWith(element);
    }""")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert len(server.bodies) == 1
    assert "Typed early" in server.bodies[0]


def test_auto_save_tries_again_and_says_so(stage):
    page, server = stage(AUTO_SAVE)
    server.answers = ["offline", {"status": 204}]
    page.get_by_label("Title").fill("Tuesday")
    expect(page.locator("[data-status]")).to_have_text("Not saved yet")
    expect(page.locator("[data-status]")).to_have_text("Saved")
    assert ["Tuesday" in body for body in server.bodies] == [True, True]
    expect(page.locator(".request-status")).to_be_hidden()


def test_auto_save_waits_for_a_change_when_refused(stage):
    page, server = stage(AUTO_SAVE)
    server.answers = [{"status": 422}, {"status": 204}]
    page.get_by_label("Title").fill("Tues")
    page.get_by_label("Title").press("Control+s")
    expect(page.locator("[data-status]")).to_have_text("Refused")
    page.get_by_label("Title").fill("Tuesday")
    expect(page.locator("[data-status]")).to_have_text("Saved")
    assert len(server.requests) == 2


def test_auto_save_by_htmx_swaps_what_the_answer_is_for(stage):
    form = AUTO_SAVE.replace("<form ", '<form hx-post="/probe/" hx-target="#total" ')
    page, server = stage(form + '<p id="total">90</p>')
    server.answers = [{"status": 200, "body": "95 minutes", "content_type": "text/html"}]
    page.get_by_label("Title").fill("Tuesday")
    expect(page.locator("#total")).to_have_text("95 minutes")
    expect(page.locator("[data-status]")).to_have_text("Saved")
    expect(page.get_by_label("Title")).to_be_focused()
    assert len(server.requests) == 1


def test_auto_save_saves_on_leaving(stage):
    page, server = stage(AUTO_SAVE)
    page.get_by_label("Title").fill("Tuesday")
    page.evaluate("() => dispatchEvent(new Event('pagehide'))")
    expect(page.locator("[data-status]")).to_have_text("Saved")
    assert len(server.requests) == 1


def fragment(version: int, content: str) -> str:
    return (
        f'<poll-fragment id="now" data-src="/probe/" data-every="1" data-version="{version}">'
        f"{content}<button hidden data-poll-held>Show what is new</button>"
        "<p hidden data-poll-lost>No connection</p></poll-fragment>"
    )


def html(body: str) -> dict:
    return {"status": 200, "body": body, "content_type": "text/html"}


def test_poll_fragment_asks_since_and_swaps(stage):
    page, server = stage(fragment(4, "<p>Question 1</p>"))
    server.answers = [{"status": 204}, html(fragment(5, "<p>Question 2</p>"))]
    expect(page.get_by_text("Question 2")).to_be_visible()
    refresh(page)
    page.wait_for_timeout(200)
    asked = [request.url.partition("?")[2] for request in server.requests]
    assert asked[:3] == ["since=4", "since=4", "since=5"]
    assert server.requests[0].headers["hx-request"] == "true"


def test_poll_fragment_asks_once_more_where_it_was_told_to_while_it_asked(stage):
    """What is on its way may be older than what it was told of."""
    page, server = stage(fragment(4, "<p>Question 1</p>").replace('every="1"', 'every="60"'))
    server.answers = [
        html(fragment(5, "<p>Question 2</p>")),
        html(fragment(6, "<p>Question 3</p>")),
    ]
    page.evaluate("() => [1, 2].forEach(() => document.dispatchEvent(new Event('poll-now')))")
    expect(page.get_by_text("Question 3")).to_be_visible()
    asked = [request.url.partition("?")[2] for request in server.requests]
    assert asked == ["since=4", "since=5"]


def test_poll_fragment_leaves_someone_who_writes_alone(stage):
    page, server = stage(fragment(4, "<label>Answer <textarea></textarea></label>"))
    page.get_by_label("Answer").fill("I think")
    server.answers = [html(fragment(5, "<p>Question 2</p>"))] * 9
    held = page.get_by_role("button", name="Show what is new")
    expect(held).to_be_visible()
    expect(page.get_by_label("Answer")).to_have_value("I think")
    held.click()
    expect(page.get_by_text("Question 2")).to_be_visible()


def test_poll_fragment_says_when_the_line_is_down_and_recovers(stage):
    page, server = stage(fragment(4, "<p>Question 1</p>"))
    server.answers = ["offline", "offline", html(fragment(5, "<p>Question 2</p>"))]
    expect(page.get_by_text("No connection")).to_be_visible()
    expect(page.get_by_text("Question 2")).to_be_visible()


def test_poll_fragment_stops_where_it_is_not_wanted(stage):
    page, server = stage(fragment(4, "<p>Question 1</p>"))
    server.answers = [{"status": 404}] * 5
    page.wait_for_timeout(3000)
    assert len(server.requests) == 1
    expect(page.locator("request-status")).to_be_hidden()


def test_poll_fragment_that_speaks_for_its_page_says_that_it_is_closed(stage):
    box = "<label>Answer <textarea></textarea></label>"
    page, server = stage(fragment(4, box).replace(" data-every", " data-page data-every"))
    page.get_by_label("Answer").fill("Half a thought")
    server.answers = [{"status": 404}]
    expect(page.get_by_text("This page is no longer open to you.")).to_be_visible()
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    expect(page.get_by_label("Answer")).to_have_value("Half a thought")


def test_poll_fragment_goes_on_once_one_has_signed_in_elsewhere(stage):
    box = "<label>Answer <textarea></textarea></label>"
    page, server = stage(fragment(4, box).replace(" data-every", " data-page data-every"))
    page.get_by_label("Answer").fill("Half a thought")
    server.answers = [{"status": 401}, {"status": 401}, {"status": 204}]
    expect(page.get_by_text("You are no longer signed in.")).to_be_visible()
    for _ in range(2):
        page.wait_for_timeout(1100)
        page.evaluate("() => dispatchEvent(new Event('focus'))")
    expect(page.locator("request-status")).to_be_hidden()
    expect(page.get_by_label("Answer")).to_have_value("Half a thought")


def test_poll_fragment_rests_in_a_hidden_tab_and_asks_at_once_on_return(stage):
    page, server = stage(fragment(4, "<p>Question 1</p>"))
    hide = """(is) => {
      Object.defineProperty(document, 'hidden', { value: is, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }"""
    page.evaluate(hide, True)
    before = len(server.requests)
    page.wait_for_timeout(2500)
    assert len(server.requests) == before
    server.answers = [html(fragment(5, "<p>Question 2</p>"))]
    page.evaluate(hide, False)
    expect(page.get_by_text("Question 2")).to_be_visible(timeout=900)


FORM = """
<h1>Question 2</h1>
<form method="post" action="/probe/" hx-post="/probe/" hx-target="#out">
  <input type="hidden" name="csrfmiddlewaretoken" value="old">
  <label>Answer <textarea name="body"></textarea></label>
  <button name="audience" value="circle">Share</button>
</form><p id="out"></p>
"""


@pytest.mark.parametrize(
    ("failure", "says"),
    [
        ("offline", "no connection"),
        ({"status": 503}, "on the server"),
        ({"status": 403}, "refused"),
        ({"status": 413}, "“Answer” is too large"),
    ],
)
def test_request_status_keeps_the_words_and_sends_again(stage, failure, says):
    page, server = stage(FORM, PHONE)
    server.answers = [failure, html("Shared")]
    page.get_by_label("Answer").fill("My words")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("alert")).to_contain_text(says)
    expect(page.get_by_label("Answer")).to_have_value("My words")
    assert_accessible(page)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#out")).to_have_text("Shared")
    expect(page.locator(".request-status")).to_be_hidden()
    assert "audience=circle" in server.bodies[1]
    assert "csrfmiddlewaretoken=old" not in server.bodies[1]


def test_a_refused_form_is_shown_not_reported(stage):
    page, server = stage(FORM)
    server.answers = [{"status": 422, "body": "Too long", "content_type": "text/html"}]
    page.get_by_role("button", name="Share").click()
    expect(page.locator("#out")).to_have_text("Too long")
    expect(page.locator(".request-status")).to_be_hidden()


def test_submit_once_sends_once_and_frees_the_button(stage):
    page, server = stage(f"<submit-once>{FORM}</submit-once>")
    button = page.get_by_role("button", name="Share")
    button.dblclick()
    expect(button).not_to_have_attribute("aria-disabled", "true")
    assert len(server.requests) == 1
    button.click()
    expect(button).not_to_have_attribute("aria-disabled", "true")
    assert len(server.requests) == 2


@pytest.mark.parametrize("has_clipboard", [True, False])
def test_copy_text_says_so_with_or_without_a_clipboard(stage, has_clipboard):
    page, _ = stage(
        '<textarea id="message">Tuesday, 19:00</textarea>'
        '<copy-text data-target="#message" data-copied="Copied" data-failed="Selected">'
        '<button type="button">Copy message</button></copy-text>',
        permissions=["clipboard-read", "clipboard-write"] if has_clipboard else [],
    )
    if not has_clipboard:
        page.evaluate("() => Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy message").click()
    expect(page.locator("copy-text [role=status]")).to_have_text("Copied")
    if has_clipboard:
        assert page.evaluate("() => navigator.clipboard.readText()") == "Tuesday, 19:00"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ("19:12:20", "12 min left"),
        ("19:01:20", "1 minute left"),
        ("19:00:20", "less than a minute left"),
        ("18:59:40", "1 min over"),
        ("18:54:00", "6 min over"),
    ],
)
def test_time_left_counts_by_the_servers_clock(stage, ends, words):
    page, _ = stage(
        f'<time-left data-ends="2001-01-01T{ends}Z" data-now="2001-01-01T19:00:00Z"'
        ' data-left="{n} min left" data-left-one="1 minute left"'
        ' data-less="less than a minute left" data-over="{n} min over"><time>…</time></time-left>'
    )
    expect(page.locator("time-left time")).to_have_text(words)


def test_grow_text_shows_all_lines(stage):
    page, _ = stage("<grow-text><label>Answer <textarea></textarea></label></grow-text>")
    area = page.get_by_label("Answer")
    before = area.bounding_box()["height"]
    area.fill("\n".join("line" for _ in range(15)))
    assert area.bounding_box()["height"] > before
    assert area.evaluate("area => area.scrollHeight - area.clientHeight") <= 1


@pytest.mark.parametrize("path", ["signup", "password/reset", "no/such/page"])
def test_common_pages_are_accessible(open_page, path):
    page = open_page()
    page.goto(f"/accounts/{path}/")
    assert_looks(page, path.replace("/", "-"))
