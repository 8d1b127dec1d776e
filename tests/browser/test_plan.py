"""Planning with hand, mouse and keys: what was typed is on the server, and the order is the one seen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from sessions.models import AgendaItem, Prompt, StudySession
from sessions.models.plans import save_step
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, assert_looks, picture
from tests.builders import make_circle, make_reading, make_step, make_study_session, make_user

SIZES = pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2


@pytest.fixture
def fay(transactional_db):
    return make_user("Fay Facilitator")


@pytest.fixture
def circle(fay):
    return make_circle(facilitator=fay, name="Tuesday Circle")


@pytest.fixture
def draft(circle):
    reading = make_reading(circle, title="Reading in company")
    study_session = make_study_session(circle, reading=reading, state="draft", steps=0)
    for title in ("One", "Two", "Three"):
        make_step(study_session, title=title)
    return study_session


@pytest.fixture
def open_plan(open_page, fay, draft):
    def open_(viewport=LAPTOP, **options):
        page = open_page(fay, viewport, **options)
        page.goto(reverse("sessions:plan", args=[draft.pk]))
        return page

    return open_


def order(study_session) -> list[str]:
    return list(study_session.agenda_items.values_list("title", flat=True))


def shown(page) -> list[str]:
    return page.locator("#steps input[name=title]").evaluate_all("all => all.map(i => i.value)")


def test_a_new_session_from_a_pasted_text(open_page, fay, circle):
    make_reading(circle, title="Another text")
    page = open_page(fay, PHONE)
    page.goto(reverse("sessions:new"))
    expect(page.get_by_label("Paste the text here")).to_be_visible()
    expect(page.get_by_label("Text from the library", exact=True)).to_be_hidden()
    assert_looks(page, "new")
    page.get_by_label("I will choose a text later").check()
    page.get_by_label("Place").fill("Union hall")
    page.get_by_role("button", name="Continue").click()
    page.wait_for_url("**/plan/")
    assert_looks(page, "plan-new")
    assert "as planned" in page.locator("#plan-end").inner_text()
    title = page.locator("#steps input[name=title]").first
    title.fill("Come in")
    title.blur()
    expect(page.locator("#steps .save-status").first).to_have_text("Saved")


def test_a_full_plan_can_be_looked_at(open_page, fay, circle):
    blocks = []
    for number in range(1, 13):
        blocks.append(("heading", f"Part {number}: what the neighbours said about it"))
        blocks += [("paragraph", "Words to be read slowly and together. " * 40)] * 3
    reading = make_reading(circle, title="A long text on reading in company", blocks=blocks)
    study_session = make_study_session(circle, reading=reading, state="draft", steps=0)
    study_session.assigned.set_to([2, 3], version=1)
    make_step(study_session, title="Welcome", minutes=5)
    first = make_step(study_session, title="Question", minutes=25, question="Where do you live?")
    save_step(
        first,
        by=fay,
        version=1,
        title="Question",
        minutes=25,
        question="Where does the text describe something you know from your own life?",
        beforehand=True,
        span=(0, 2000),
        note="Slowly.",
    )
    make_step(study_session, title=LONG, minutes=70, question=LONG)
    page = open_page(fay, PHONE)
    page.goto(reverse("sessions:plan", args=[study_session.pk]))
    expect(page.locator("#plan-end")).to_contain_text("10 minutes late")
    picture(page, "plan-full")
    page.locator(f"#step-{first.pk} summary").click()
    assert_looks(page, "plan-step")


def test_a_plan_that_is_only_looked_at_saves_nothing(open_plan, draft):
    page = open_plan()
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    page.locator("#steps summary").first.click()
    page.wait_for_timeout(1500)  # longer than the pause after which what was typed is saved
    assert sent == []


def test_what_is_typed_is_saved_without_a_press(open_plan, draft):
    page = open_plan()
    page.get_by_label("Place").fill("Union hall")
    page.locator("#details-title").fill("An evening")
    page.locator("#steps input[name=title]").first.fill("Welcome")
    page.locator("#steps input[name=minutes]").first.fill("25")
    page.locator("#steps input[name=minutes]").first.blur()
    expect(page.locator("#steps time").nth(1)).not_to_have_text(
        page.locator("#steps time").nth(2).inner_text()
    )
    expect(page.locator("#plan-end")).to_contain_text("45 minutes to spare")
    expect(page.locator("#steps .save-status").first).to_have_text("Saved")
    draft.refresh_from_db()
    assert (draft.title, draft.place) == ("An evening", "Union hall")
    assert order(draft)[0] == "Welcome"


def test_a_mistake_is_named_at_its_field_and_goes_when_mended(open_plan, draft):
    page = open_plan()
    step = page.locator("#steps > li").first
    step.locator("summary").click()
    step.get_by_label("or paragraphs").fill("200")
    step.get_by_label("or paragraphs").blur()
    expect(step.get_by_text("There is no ¶ 200")).to_be_visible()
    assert_accessible(page)
    step.get_by_label("or paragraphs").fill("2-3")
    step.get_by_label("or paragraphs").blur()
    expect(step.get_by_text("There is no ¶ 200")).to_be_hidden()
    expect(step.locator("summary")).to_contain_text("¶ 2 to 3")


def test_paragraphs_are_found_and_picked_where_one_plans(open_plan, draft):
    page = open_plan(PHONE)
    step = page.locator("#steps > li").first
    step.locator("summary").click()
    step.get_by_label("About a section").select_option(label="On asking")
    step.get_by_role("link", name="Find paragraph numbers").click()
    step.locator("summary", has_text="On reading aloud").click()
    assert_accessible(page)
    picture(page, "plan-paragraphs")
    step.get_by_role("button", name="2", exact=True).click()
    expect(step.get_by_label("or paragraphs")).to_have_value("2")
    step.get_by_role("button", name="3", exact=True).click()
    expect(step.get_by_label("or paragraphs")).to_have_value("2-3")
    expect(step.locator("summary").first).to_contain_text("¶ 2 to 3")
    expect(step.get_by_label("About a section")).to_have_value("")


def test_two_tabs_lose_nothing(open_plan, draft, fay):
    page = open_plan()
    step = draft.agenda_items.first()
    save_step(step, by=fay, version=1, title="Theirs", minutes=10)
    row = page.locator(f"#step-{step.pk}")
    row.locator("input[name=title]").fill("Mine")
    row.locator("input[name=title]").blur()
    expect(row.get_by_text("Theirs · 10 min")).to_be_visible()
    expect(row.locator("input[name=title]")).to_have_value("Mine")
    assert_accessible(page)
    row.get_by_role("button", name="Keep mine").click()
    expect(row.get_by_text("Theirs · 10 min")).to_be_hidden()
    expect(row.locator(".save-status")).to_have_text("Saved")
    assert order(draft)[0] == "Mine"
    row.locator("input[name=title]").fill("Mine again")
    row.locator("input[name=title]").blur()
    expect(row.locator(".save-status")).to_have_text("Saved")
    assert AgendaItem.objects.get(pk=step.pk).title == "Mine again"


def test_buttons_and_keys_move_a_step_and_say_so(open_plan, draft):
    page = open_plan()
    first = page.locator("#steps > li").first
    first.locator("summary").click()
    first.get_by_role("button", name="Move down").click()
    expect(page.locator("#plan-said")).to_have_text("One moved to place 2 of 3.")
    assert shown(page) == order(draft) == ["Two", "One", "Three"]
    title = page.locator("#steps input[name=title]").nth(1)
    title.press("Alt+ArrowDown")
    expect(page.locator("#plan-said")).to_have_text("One moved to place 3 of 3.")
    assert shown(page) == order(draft) == ["Two", "Three", "One"]
    expect(page.locator("#steps input[name=title]").nth(2)).to_be_focused()


def test_the_mouse_drags_a_step(open_plan, draft):
    page = open_plan()
    page.locator("#steps > li").last.scroll_into_view_if_needed()
    grip = page.locator("#steps [data-grip]").first.bounding_box()
    last = page.locator("#steps > li").last.bounding_box()
    page.mouse.move(grip["x"] + 8, grip["y"] + 8)
    page.mouse.down()
    page.mouse.move(grip["x"] + 8, last["y"] + last["height"] - 4, steps=8)
    page.mouse.up()
    expect(page.locator("#plan-said")).to_have_text("One moved to place 3 of 3.")
    assert shown(page) == order(draft) == ["Two", "Three", "One"]


def test_a_finger_drags_a_step(open_plan, draft):
    page = open_plan(PHONE)
    page.locator("#steps").scroll_into_view_if_needed()
    grip = page.locator("#steps [data-grip]").last.bounding_box()
    first = page.locator("#steps > li").first.bounding_box()
    touch = page.context.new_cdp_session(page)
    x, y = grip["x"] + 10, grip["y"] + 10

    def send(kind, at=None):
        points = [{"x": x, "y": at}] if at is not None else []
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", y)
    for part in range(1, 9):
        send("touchMove", y + (first["y"] + 2 - y) * part / 8)
    send("touchEnd")
    expect(page.locator("#plan-said")).to_have_text("Three moved to place 1 of 3.")
    assert shown(page) == order(draft) == ["Three", "One", "Two"]


def test_a_move_that_is_refused_goes_back(open_plan, draft):
    page = open_plan()
    draft.open()
    draft.start()
    page.locator("#steps input[name=title]").nth(1).press("Alt+ArrowUp")
    expect(page.get_by_text("keeps its place")).to_be_visible()
    assert shown(page) == ["One", "Two", "Three"]


def test_what_was_done_last_is_undone_and_done_again(open_plan, draft):
    page = open_plan()
    row = page.locator("#steps > li").nth(1)
    row.locator("summary").click()
    row.get_by_role("button", name="Take out").click()
    expect(page.get_by_text("Taken out: Two.")).to_be_visible()
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_focused()
    assert order(draft) == ["One", "Three"]
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(page.locator("#plan-said")).to_have_text("Undone. Taken out: Two.")
    assert shown(page) == order(draft) == ["One", "Two", "Three"]
    page.locator("#details-title").fill("Another name")
    page.locator("#details-title").blur()
    expect(page.locator("#plan-undo")).to_contain_text("Changed: when, where")
    undo.click()
    expect(page.locator("#details-title")).to_have_value("Tuesday's session")
    page.get_by_role("button", name="Do it again").click()
    expect(page.locator("#details-title")).to_have_value("Another name")
    page.locator("#details-title").fill("A third name")
    page.locator("#details-title").blur()
    expect(page.locator("auto-save:has(#details) .save-status")).to_have_text("Saved")
    draft.refresh_from_db()
    assert draft.title == "A third name"


def test_a_starter_question_is_added_and_saves_itself(open_plan, draft):
    page = open_plan(PHONE)
    page.get_by_text("Starter steps and questions").click()
    assert_accessible(page)
    page.get_by_role("button", name="Add “Who is missing from this text").click()
    title = page.locator("#steps input[name=title]").nth(3)
    expect(title).to_be_focused()
    title.fill("Who is not here")
    title.blur()
    expect(page.locator("#steps > li").nth(3).locator(".save-status")).to_have_text("Saved")
    assert order(draft)[3] == "Who is not here"
    page.get_by_role("button", name="Add a step").click()
    expect(page.locator("#steps > li")).to_have_count(5)
    page.get_by_role("button", name="Use it “One question”").click()
    expect(page.locator("#steps > li")).to_have_count(6)
    expect(page.locator("#details-minutes")).to_have_value("60")
    expect(page.locator("#plan-end")).to_contain_text("as planned")


def test_sections_are_ticked_and_summed(open_plan, draft):
    page = open_plan()
    page.get_by_text("Choose sections").click()
    page.get_by_label("On reading aloud").uncheck()
    expect(page.locator("#plan-sum")).to_contain_text("What is ticked")
    page.get_by_label("On asking").uncheck()
    expect(page.get_by_text("Leave at least one section ticked.")).to_be_visible()
    page.locator("#details-place").fill("Here")
    page.locator("#details-place").blur()
    expect(page.locator("auto-save:has(#details) .save-status")).to_have_text("Saved")
    draft.refresh_from_db()
    assert draft.place == "Here"
    assert draft.assigned.sections == [1]


def test_without_script_a_plan_is_made_too(open_plan, draft):
    page = open_plan(PHONE, js=False)
    row = page.locator("#steps > li").first
    row.locator("summary").click()
    row.get_by_label("Question", exact=True).fill("Why?")
    row.get_by_role("button", name="Save").click()
    assert Prompt.objects.get().text == "Why?"
    page.locator("#steps > li").first.locator("summary").click()
    picture(page, "plan-no-script")
    page.locator("#steps > li").first.get_by_role("button", name="Move down").click()
    assert order(draft) == ["Two", "One", "Three"]


@SIZES
def test_open_and_invite(open_plan, draft, viewport):
    page = open_plan(viewport)
    page.get_by_role("button", name="Open and invite").click()
    page.wait_for_url("**/invite/")
    assert StudySession.objects.get().is_open
    draft.admit(make_user("Gus"))
    page.reload()
    expect(page.get_by_role("img", name="QR code")).to_be_visible()
    assert page.locator("img.invite__code").evaluate("img => img.naturalWidth") > 0
    assert_looks(page, "invite")
    page.get_by_role("button", name="Make a member of the circle").click()
    expect(page.get_by_text("Gus is a member of Tuesday Circle now.")).to_be_visible()
