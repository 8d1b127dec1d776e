"""The text and its talk as people use them: by mouse, touch and keys, and without scripts."""

from uuid import uuid4

import pytest
from playwright.sync_api import expect

from readings.models import Passage
from sessions.models import Annotation, AssignedReading, Reply
from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture, refresh
from tests.builders import (
    make_annotation,
    make_circle,
    make_reading,
    make_study_session,
    make_user,
)

pytestmark = pytest.mark.django_db(transaction=True)

SIZES = pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
LONG = "A long paragraph, so that there is something to scroll. " * 8
TEXT = [
    ("heading", "On reading aloud"),
    ("paragraph", "A text read aloud 🙂 belongs to the room for a while."),
    ("paragraph", "Whoever reads slows down, and the others can lift a hand."),
    ("quotation", "We never finished a page, and we never forgot one."),
    ("heading", "On asking"),
    ("paragraph", LONG),
    ("caption", "A table, nine chairs, one lamp."),
    ("paragraph", LONG),
    ("paragraph", "The last word goes to whoever has spoken least."),
]

# Select from one piece of text to another, as a hand would; with the events that brings
SELECT = """([first, from, last, to]) => {
  const node = (number) => document.querySelector(`#p${number} [data-start]`).firstChild;
  const [a, b] = [node(first), node(last)];
  getSelection().setBaseAndExtent(a, a.data.indexOf(from), b, b.data.indexOf(to) + to.length);
}"""

# Whether the shape drawn for comments lies where these words of the first paragraph are
IS_DRAWN_BEHIND = """(words) => {
  const node = document.querySelector("#p1 [data-start]").firstChild;
  const range = document.createRange();
  range.setStart(node, node.data.indexOf(words));
  range.setEnd(node, node.data.indexOf(words) + words.length);
  const [a, b] = [range, document.querySelector(".reading__drawn--comment")].map((one) =>
    one.getBoundingClientRect());
  return ["x", "y", "width", "height"].every((side) => Math.abs(a[side] - b[side]) < 1);
}"""


@pytest.fixture
def facilitator():
    return make_user("Fay Facilitator")


@pytest.fixture
def member():
    return make_user("Mo Member")


@pytest.fixture
def study_session(facilitator, member):
    circle = make_circle(facilitator=facilitator, members=[member], name="Tuesday Circle")
    reading = make_reading(circle, title="Reading in company", blocks=TEXT, language="en")
    return make_study_session(circle, reading=reading)


@pytest.fixture
def open_text(open_page, study_session, member):
    def open_(viewport=LAPTOP, user=member, at="", **options):
        page = open_page(user, viewport, **options)
        page.goto(f"/sessions/{study_session.pk}/read/{at}")
        return page

    return open_


def select(page, first, from_, last=None, to=None):
    page.evaluate(SELECT, [first, from_, last or first, to or from_])


def middle_of(page, words):
    """Where words of the second paragraph are on the screen."""
    return page.evaluate(
        """(words) => {
          const node = document.querySelector("#p2 [data-start]").firstChild;
          const range = document.createRange();
          range.setStart(node, node.data.indexOf(words));
          range.setEnd(node, node.data.indexOf(words) + words.length);
          const { x, y, width, height } = range.getBoundingClientRect();
          return [x + width / 2, y + height / 2];
        }""",
        words,
    )


def number(page, n):
    return page.locator(f"#p{n} > .reading__number")


@SIZES
def test_page_and_talk(open_text, study_session, facilitator, viewport):
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?", tag="question")
    page = open_text(viewport)
    picture(page, "text")
    assert_accessible(page)
    page.get_by_role("link", name="Paragraph 2, 1 note").first.click()
    expect(page.get_by_text("Why a hand?")).to_be_visible()
    picture(page, "talk")
    assert_accessible(page)


@SIZES
def test_number_opens_the_talk_beside_its_words(open_text, viewport):
    page = open_text(viewport)
    number(page, 4).click()
    expect(page.get_by_role("heading", name="Paragraph 4")).to_be_focused()
    words, talk = page.locator("#p4 .reading__words"), page.locator("#talk")
    expect(words).to_be_in_viewport(ratio=0.5)
    expect(talk).to_be_in_viewport(ratio=1)
    beside = words.bounding_box()["x"] + words.bounding_box()["width"]
    below = words.bounding_box()["y"] + words.bounding_box()["height"]
    if viewport is LAPTOP:
        assert talk.bounding_box()["x"] > beside
    else:
        assert talk.bounding_box()["y"] >= below
    page.keyboard.press("Escape")
    expect(page.locator("#talk")).to_be_hidden()
    expect(number(page, 4)).to_be_focused()


@SIZES
def test_sharing_a_note_marks_the_text_without_moving_it(open_text, viewport):
    page = open_text(viewport)
    before = page.locator("#p3").bounding_box()
    number(page, 2).click()
    page.get_by_label("Write about ¶ 2").fill("Slowly")
    page.get_by_label("Question", exact=True).check()
    page.get_by_role("button", name="Share with 1 person, and those who join later").click()
    expect(page.get_by_text("Shared.", exact=True)).to_be_visible()
    expect(page.locator(".thread__body").get_by_text("Slowly")).to_be_visible()
    expect(page.locator("#p2").get_by_role("link", name="Paragraph 2, 1 note")).to_have_count(2)
    page.keyboard.press("Escape")
    page.evaluate("() => scrollTo(0, 0)")
    assert page.locator("#p3").bounding_box() == before
    note = Annotation.objects.get()
    assert (note.body, note.tag, note.audience) == ("Slowly", "question", "circle")


def test_selected_words_grow_to_whole_words_and_reach_the_server(open_text):
    page = open_text()
    select(page, 1, "oud 🙂 bel", 2, "Whoever rea")
    page.get_by_role("application").get_by_role("button", name="Comment").click()
    box = page.get_by_label("Write about ¶ 1")
    expect(box).to_be_focused()
    box.fill("From here to there")
    page.get_by_role("button", name="Keep for myself").click()
    expect(page.get_by_text("Kept. Only you see it.")).to_be_visible()
    expected = "aloud 🙂 belongs to the room for a while.\nWhoever reads"
    assert Passage.objects.get().exact == expected
    assert Annotation.objects.get().is_private


def test_an_open_keyboard_covers_neither_the_box_nor_its_buttons(open_text):
    """On phones it lies over the page, which keeps its size: only the visual viewport tells."""
    page = open_text(PHONE)
    select(page, 2, "slows", 3, "never")
    page.get_by_role("button", name="Comment", exact=True).tap()
    box = page.get_by_label("Write about ¶ 2")
    expect(box).to_be_focused()
    page.evaluate(
        """() => {
          Object.defineProperty(visualViewport, "height", { get: () => 440 });
          visualViewport.dispatchEvent(new Event("resize"));
        }"""
    )
    box.fill("Line\n" * 9)
    share = page.get_by_role("button", name="Share with").bounding_box()
    assert box.bounding_box()["y"] > 88
    assert share["y"] + share["height"] < 440
    assert_accessible(page)


def test_selecting_past_the_end_of_a_paragraph_takes_only_its_words(open_text):
    page = open_text()
    page.locator("#p2 .reading__words").click(click_count=3)
    page.get_by_role("application").get_by_role("button", name="Question").click()
    page.get_by_label("Write about ¶ 2").fill("All of it?")
    page.get_by_role("button", name="Keep for myself").click()
    expect(page.get_by_text("Kept. Only you see it.")).to_be_visible()
    assert Passage.objects.get().exact == TEXT[2][1]
    assert Annotation.objects.get().is_question


def test_buttons_for_chosen_words_are_under_the_thumb(open_text):
    page = open_text(PHONE)
    select(page, 1, "aloud")
    bar = page.get_by_role("application")
    expect(bar).to_be_visible()
    picture(page, "chosen-bar")
    assert bar.bounding_box()["y"] > PHONE["height"] * 0.75
    page.evaluate("() => getSelection().removeAllRanges()")
    expect(bar).to_be_hidden()


def test_buttons_for_chosen_words_are_reached_by_keys(open_text):
    page = open_text()
    select(page, 1, "aloud")
    page.keyboard.press("Shift+ArrowRight")
    expect(
        page.get_by_text("Words chosen. Press Tab for what you can do with them.")
    ).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Write about ¶ 1")).to_be_focused()
    expect(page.locator("[data-about-words]")).to_have_text("aloud")


def test_mark_for_oneself_is_one_press(open_text):
    page = open_text(PHONE)
    select(page, 1, "aloud")
    page.get_by_role("button", name="Mark for myself").tap()
    expect(page.locator("[data-said]")).to_have_text("Marked. Only you see it.")
    expect(number(page, 1)).to_have_accessible_name("Paragraph 1, 1 note")
    picture(page, "marked")
    assert_accessible(page)
    note = Annotation.objects.get()
    assert (note.is_mark, note.is_private, note.passage.exact) == (True, True, "aloud")


def test_other_words_for_a_note_of_ones_own(open_text, study_session, member):
    make_annotation(study_session, by=member, body="A thought")
    page = open_text(PHONE)
    number(page, 1).tap()
    page.get_by_label("Write about ¶ 1").fill("Typed meanwhile")
    page.get_by_role("button", name="Choose other words").tap()
    expect(page.locator("#talk")).to_be_hidden()
    select(page, 2, "slows", to="down")
    picture(page, "choosing")
    page.get_by_role("button", name="These words").tap()
    expect(page.get_by_text("It belongs to these words now.")).to_be_visible()
    expect(page.get_by_role("heading", name="Paragraph 2")).to_be_visible()
    assert Annotation.objects.get().passage.exact == "slows down"


def test_overlapping_passages_are_each_reached(open_text, study_session, facilitator):
    """Pressed again, the same words lead to the next note that is there."""
    block = study_session.edition.blocks.get(number=2)
    make_annotation(study_session, by=facilitator, paragraph=2, body="On all of it")
    at = block.start + block.text.index("slows")
    make_annotation(study_session, by=facilitator, start=at, end=at + 5, body="On one word")
    page = open_text()
    for body in ("On one word", "On all of it", "On one word"):
        page.mouse.click(*middle_of(page, "slows"))
        thread = page.locator(".thread", has_text=body)
        expect(thread).to_be_focused()
    painted = page.evaluate("() => [...CSS.highlights.get('chosen')][0].endOffset")
    assert painted == block.text.index("slows") + 5


def test_react_answer_and_quote_while_one_writes(open_text, study_session, facilitator):
    make_annotation(study_session, by=facilitator, body="Why aloud? See ¶ 6", tag="question")
    page = open_text(PHONE)
    number(page, 1).tap()
    talk = page.locator("#talk")
    picture(page, "thread")
    assert_accessible(page)
    talk.get_by_role("button", name="Me too").tap()
    expect(talk.get_by_role("button", name="Me too 1", pressed=True)).to_be_visible()
    talk.get_by_role("button", name="I see it otherwise").tap()
    box = talk.get_by_label("Your reply")
    expect(box).to_be_focused()
    page.keyboard.type("Because of this:")
    select(page, 1, "belongs", to="room")
    page.get_by_role("button", name="Quote").tap()
    expect(box).to_have_value("Because of this:\n\n> belongs to the room (¶ 1)\n\n")
    expect(box).to_be_focused()
    talk.locator(".thread__answer").get_by_role("button", name="Share with").tap()
    expect(talk.locator(".thread__reply blockquote")).to_have_text("belongs to the room (¶ 1)")
    talk.get_by_role("link", name="¶ 6").tap()
    expect(page.locator("#p6")).to_be_in_viewport()
    expect(talk).to_be_visible()


def test_passage_cursor_with_keys_alone(open_text, study_session, facilitator):
    """Go by paragraph and sentence, hear the marks, write there, and be back where one was."""
    block = study_session.edition.blocks.get(number=2)
    at = block.start + block.text.index("slows")
    make_annotation(study_session, by=facilitator, start=at, end=at + 5, body="Why slow?")
    page = open_text()
    said = page.locator("passage-cursor [role=status]")
    page.keyboard.type("jjj")
    expect(said).to_have_text(
        "Paragraph 2. Whoever reads (note begins:) slows (note ends.) down,"
        " and the others can lift a hand."
    )
    page.keyboard.type("jjjl")
    expect(said).to_have_text("A long paragraph, so that there is something to scroll.")
    page.keyboard.type("LLH")
    page.keyboard.press("c")
    box = page.get_by_label("Write about ¶ 4")
    expect(box).to_be_focused()
    page.keyboard.type("j is a letter here")
    page.keyboard.press("Tab")
    expect(page.locator("[data-about-words]")).to_have_text((LONG * 2)[:111])
    page.keyboard.press("Escape")
    page.keyboard.press("d")
    expect(said).to_contain_text("slows")
    page.keyboard.press("o")
    expect(page.locator(".thread")).to_be_focused()
    page.get_by_role("button", name="Go to its words").press("Enter")
    expect(page.get_by_role("button", name="Comment")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(said).to_contain_text("Paragraph 3. We never finished")
    picture(page, "cursor")
    page.keyboard.press("b")
    expect(said).to_contain_text("slows")


def test_closed_session_is_read_by_passage_too(open_text, study_session):
    study_session.close()
    page = open_text()
    page.locator("#keys > summary").click()
    page.get_by_role("button", name="Passage by passage").press("Enter")
    expect(page.get_by_role("button", name="Read the notes")).to_be_focused()
    expect(page.get_by_role("button", name="Comment")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing was written about this.")).to_be_visible()
    page.keyboard.press("Escape")
    select(page, 1, "aloud")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("application")).to_be_hidden()


def test_other_words_by_keys_alone(open_text, study_session, member):
    make_annotation(study_session, by=member, body="A thought")
    page = open_text()
    number(page, 1).focus()
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Choose other words")
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _twice in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="These words")).to_be_visible()
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="These words")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("It belongs to these words now.")).to_be_visible()
    assert Annotation.objects.get().passage.exact == TEXT[2][1]


def test_single_keys_can_be_turned_off(open_text):
    page = open_text()
    page.keyboard.press("?")
    expect(page.get_by_text("next paragraph, the one before")).to_be_visible()
    picture(page, "keys")
    assert_accessible(page)
    page.get_by_label("Single keys").uncheck()
    page.reload()
    page.keyboard.press("j")
    expect(page.get_by_role("application")).to_be_hidden()
    page.locator("#keys > summary").click()
    page.get_by_role("button", name="Passage by passage").press("Enter")
    expect(page.get_by_role("button", name="Comment")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#keys > summary")).to_be_focused()


def test_press_on_painted_words_opens_their_talk(open_text, study_session, facilitator):
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    page = open_text()
    assert page.evaluate("() => CSS.highlights.get('comment').size") == 1
    page.locator("#p1 .reading__words").click()
    expect(page.locator("#talk")).to_be_hidden()
    page.locator("#p2 .reading__words").click()
    expect(page.get_by_text("Why a hand?")).to_be_visible()


def test_painted_words_are_the_words(open_text, study_session, facilitator):
    """Offsets count code points on the server and UTF-16 units here."""
    block = study_session.edition.blocks.get(number=1)
    start = block.start + block.text.index("belongs")
    make_annotation(study_session, by=facilitator, start=start, end=start + len("belongs"))
    page = open_text()
    page.wait_for_function("() => CSS.highlights.size")
    painted = page.evaluate(
        """() => [...CSS.highlights.get('comment')].map((found) => {
          const range = document.createRange();
          range.setStart(found.startContainer, found.startOffset);
          range.setEnd(found.endContainer, found.endOffset);
          return range.toString();
        })"""
    )
    assert painted == ["belongs"]


def test_browsers_without_highlights_draw_the_same_words(
    open_page, study_session, facilitator, member
):
    """Shapes behind the words, in their place also after the page changed its width."""
    block = study_session.edition.blocks.get(number=1)
    start = block.start + block.text.index("belongs")
    make_annotation(study_session, by=facilitator, start=start, end=start + len("belongs"))
    page = open_page(member, LAPTOP)
    page.add_init_script("delete CSS.highlights; delete window.Highlight")
    page.goto(f"/sessions/{study_session.pk}/read/")
    expect(page.locator(".reading__drawing")).to_be_attached()
    for viewport in (LAPTOP, PHONE):
        page.set_viewport_size(viewport)
        page.wait_for_function(IS_DRAWN_BEHIND, arg="belongs")
    text = page.locator("#p1 .reading__words")
    assert text.evaluate("words => words.childNodes.length") == 1
    number(page, 1).click()
    expect(page.get_by_role("heading", name="Paragraph 1")).to_be_focused()


def test_a_number_leads_to_its_talk_also_where_scripts_do_not_arrive(
    open_page, study_session, member
):
    page = open_page(member)
    page.route("**/text-page*.js", lambda route: route.abort())
    page.goto(f"/sessions/{study_session.pk}/read/")
    number(page, 1).click()
    expect(page.get_by_role("heading", name="Paragraph 1")).to_be_visible()
    assert "/at/" in page.url


def test_typed_words_wait_for_their_paragraph(open_text):
    page = open_text()
    number(page, 1).click()
    page.get_by_label("Write about ¶ 1").fill("Not yet")
    page.keyboard.press("Escape")
    number(page, 2).click()
    expect(page.get_by_label("Write about ¶ 2")).to_have_value("")
    number(page, 1).click()
    expect(page.get_by_label("Write about ¶ 1")).to_have_value("Not yet")


def test_words_stay_when_the_server_is_out_of_reach(open_text):
    page = open_text()
    number(page, 1).click()
    page.get_by_label("Write about ¶ 1").fill("Still here")
    page.route("**/annotate/", lambda route: route.abort())
    page.get_by_role("button", name="Keep for myself").click()
    expect(page.get_by_text("Not sent yet.")).to_be_visible()
    expect(page.get_by_label("Write about ¶ 1")).to_have_value("Still here")
    page.unroute("**/annotate/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_text("Kept. Only you see it.")).to_be_visible()
    assert Annotation.objects.get().body == "Still here"


def test_words_stay_when_the_session_was_closed(open_text, study_session):
    page = open_text()
    number(page, 1).click()
    page.get_by_label("Write about ¶ 1").fill("Too late")
    study_session.close()
    page.get_by_role("button", name="Share with").click()
    expect(page.get_by_text("The session was closed before your words arrived.")).to_be_visible()
    expect(page.get_by_label("Write about ¶ 1")).to_have_value("Too late")
    page.keyboard.press("Escape")
    number(page, 1).click()
    expect(page.get_by_label("Write about ¶ 1")).to_have_value("Too late")


def test_reply_edit_share_and_delete_where_one_reads(open_text, study_session, member):
    note = make_annotation(
        study_session, by=member, body="First thought\n\n" * 12, audience="private"
    )
    page = open_text()
    number(page, 1).click()
    talk = page.locator("#talk")
    talk.get_by_role("button", name="Share with 1 person").first.click()
    expect(talk.get_by_text("Shared.", exact=True)).to_be_visible()
    talk.get_by_text("Reply", exact=True).click()
    talk.get_by_label("Your reply").fill("And a second")
    talk.get_by_label("Write about ¶ 1").fill("Typed meanwhile")
    talk.locator(".thread__answer").get_by_role("button", name="Share with").click()
    reply = talk.locator(".thread__reply").filter(has_text="And a second")
    expect(reply).to_be_focused()
    expect(reply).to_be_in_viewport()
    expect(talk.get_by_label("Write about ¶ 1")).to_have_value("Typed meanwhile")
    talk.get_by_role("link", name="Edit").first.click()
    words = talk.get_by_label("Your words", exact=True)
    expect(words).to_be_focused()
    expect(talk.get_by_role("button", name="Save")).to_be_in_viewport()
    words.fill("Better thought")
    talk.get_by_role("button", name="Save").click()
    expect(talk.locator(f"#c{note.pk} .thread__body").first).to_have_text("Better thought")
    expect(talk.locator(f"#c{note.pk}")).to_be_focused()
    expect(talk.get_by_label("Write about ¶ 1")).to_have_value("Typed meanwhile")
    talk.get_by_text("Delete", exact=True).first.click()
    talk.get_by_role("button", name="Delete my words").first.click()
    expect(talk.get_by_text("These words were deleted by their author.")).to_be_visible()
    note.refresh_from_db()
    assert not note.body
    assert Reply.objects.get().body == "And a second"


def test_notes_of_others_arrive_without_moving_the_text(open_text, study_session, facilitator):
    page = open_text()
    number(page, 1).click()
    expect(page.get_by_role("heading", name="Paragraph 1")).to_be_focused()
    before = page.locator("#p5").bounding_box()
    make_annotation(study_session, by=facilitator, body="From across the room")
    make_annotation(study_session, by=facilitator, paragraph=2)
    refresh(page)
    expect(page.locator("#p2").get_by_role("link", name="Paragraph 2, 1 note")).to_have_count(2)
    assert page.locator("#p5").bounding_box() == before
    page.get_by_role("button", name="Show what is new").click()
    expect(page.get_by_text("From across the room")).to_be_visible()
    for note in Annotation.objects.all():
        note.erase()
    refresh(page)
    expect(page.get_by_role("link", name="Paragraph 2, 1 note")).to_have_count(0)
    expect(number(page, 2)).to_have_accessible_name("Paragraph 2")


@SIZES
def test_strip_leads_to_where_people_spoke(open_text, study_session, facilitator, viewport):
    make_annotation(study_session, by=facilitator, paragraph=6)
    AssignedReading.objects.filter(study_session=study_session).update(sections=[0])
    page = open_text(viewport)
    picture(page, "strip")
    page.wait_for_function("() => customElements.get('text-strip')")
    which = ".strip__picture--upright" if viewport is LAPTOP else ".strip__picture >> nth=0"
    shape = page.locator(which).bounding_box()
    part = 0.995
    page.mouse.click(
        shape["x"] + shape["width"] * (part if viewport is PHONE else 0.5),
        shape["y"] + shape["height"] * (part if viewport is LAPTOP else 0.5),
    )
    expect(page.locator("#p6")).to_be_in_viewport()
    end = study_session.edition.text.outline[-1]["end"]
    here = "here => Number(here.getAttribute('x')) + Number(here.getAttribute('width'))"
    page.wait_for_function(f"() => ({here})(document.querySelector('.strip__here')) === {end}")
    page.locator("#layers-name").press("Enter")
    expect(page.get_by_role("heading", name="Where people spoke")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="¶ 6").press("Enter")
    expect(number(page, 6)).to_be_focused()
    expect(page.get_by_role("link", name="¶ 6")).to_be_hidden()


def test_go_to_leads_into_folded_sections_or_says_there_is_none(open_text, study_session):
    AssignedReading.objects.filter(study_session=study_session).update(sections=[0])
    page = open_text()
    expect(page.locator("#p6")).to_be_hidden()
    page.keyboard.press("g")
    expect(page.get_by_label("Go to ¶")).to_be_focused()
    page.keyboard.type("99")
    page.keyboard.press("Enter")
    expect(page.get_by_text("There is no paragraph with this number here.")).to_be_visible()
    picture(page, "folded")
    page.get_by_label("Go to ¶").fill("6")
    page.keyboard.press("Enter")
    expect(page.locator("#p6")).to_be_in_viewport()
    expect(number(page, 6)).to_be_focused()


def test_address_of_a_paragraph_unfolds_its_section(open_text, study_session):
    AssignedReading.objects.filter(study_session=study_session).update(sections=[0])
    expect(open_text(at="#p6").locator("#p6")).to_be_in_viewport()


def test_without_scripts(open_text, study_session, facilitator):
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    page = open_text(PHONE, js=False)
    number(page, 2).click()
    expect(page.get_by_text("Why a hand?")).to_be_visible()
    page.get_by_label("Write about ¶ 2").fill("Without scripts")
    page.get_by_role("button", name="Share with 1 person, and those who join later").click()
    expect(page.locator(".thread__body").get_by_text("Without scripts")).to_be_visible()
    page.get_by_role("link", name="Back to the text").click()
    expect(page.locator("#p2").get_by_role("link", name="Paragraph 2, 2 notes")).to_have_count(2)
    page.get_by_text("Contents", exact=True).click()
    page.get_by_label("Go to ¶").fill("6")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("#p6")).to_be_in_viewport()


def test_unsent_reply_key_is_fresh_each_time(open_text, study_session, member):
    """Two replies in a row are two replies."""
    note = make_annotation(study_session, by=member)
    Reply.write(by=member, key=uuid4(), parent=note, body="One")
    page = open_text()
    number(page, 1).click()
    for body in ("Two", "Three"):
        page.locator("#talk").get_by_text("Reply", exact=True).click()
        page.get_by_label("Your reply").fill(body)
        page.locator(".thread__answer").get_by_role("button", name="Share with").click()
        expect(page.locator(".thread__reply").last).to_contain_text(body)
    assert Reply.objects.count() == 3


def test_talk_on_a_page_of_its_own(open_text, study_session, member):
    """A link from elsewhere leads here; what one writes, changes and replies stays on the page."""
    note = make_annotation(study_session, by=member, body="First thought")
    page = open_text(at=f"notes/{note.pk}/")
    page.get_by_label("Write about ¶ 1").fill("A second")
    page.get_by_role("button", name="Share with 1 person").last.click()
    expect(page.locator(".thread")).to_have_count(2)
    page.get_by_role("link", name="Edit").first.click()
    page.get_by_label("Your words", exact=True).fill("Better thought")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#c{note.pk} .thread__body")).to_have_text("Better thought")
    page.get_by_text("Reply", exact=True).first.click()
    page.get_by_label("Your reply").first.fill("And a reply")
    page.get_by_role("button", name="Share with 1 person").click()
    expect(page.locator(".thread__reply")).to_contain_text("And a reply")


def test_refused_reply_and_edit_say_so_in_their_place(open_text, study_session, member):
    note = make_annotation(study_session, by=member, body="First thought")
    page = open_text()
    number(page, 1).click()
    page.locator("#talk").get_by_text("Reply", exact=True).click()
    page.get_by_label("Your reply").fill("  ")
    page.locator(".thread__answer").get_by_role("button", name="Share with").click()
    expect(page.locator(".thread__answer")).to_contain_text("There are no words here yet.")
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your words", exact=True).fill("From the laptop")
    Annotation.objects.get().edit(body="From the phone", version=1)
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"form#c{note.pk}")).to_contain_text("From the phone")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(f"#c{note.pk} .thread__body")).to_have_text("From the laptop")
