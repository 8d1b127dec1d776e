import pytest
from playwright.sync_api import expect

from tests.browser.rig import LAPTOP, PHONE, assert_accessible, picture
from tests.builders import make_annotation, make_circle, make_reading, make_study_session, make_user

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "A long paragraph, so that there is something to scroll. " * 8
TEXT = [
    ("heading", "On reading aloud"),
    ("paragraph", "A text read aloud belongs to the room 🙂 for a while."),
    ("paragraph", "Whoever reads slows down, and the others can lift a hand."),
    ("quotation", "We never finished a page, and we never forgot one."),
    ("heading", "On asking"),
    ("paragraph", LONG),
    ("caption", "A table, nine chairs, one lamp."),
    ("paragraph", LONG),
    ("paragraph", "The last word goes to whoever has spoken least."),
]


@pytest.fixture
def cast():
    facilitator = make_user("Fay Facilitator")
    member = make_user("Mo Member")
    circle = make_circle(facilitator=facilitator, members=[member], name="Tuesday Circle")
    reading = make_reading(circle, title="Reading in company", blocks=TEXT, language="en")
    return make_study_session(circle, reading=reading), facilitator, member


def text_of(page, study_session):
    page.goto(f"/sessions/{study_session.pk}/read/")
    return page


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_page(cast, open_page, viewport):
    study_session, facilitator, member = cast
    make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?", tag="question")
    page = text_of(open_page(member, viewport), study_session)
    picture(page, "text")
    assert_accessible(page)
    page.get_by_role("link", name="Paragraph 2, 1 note").first.click()
    expect(page.get_by_text("Why a hand?")).to_be_visible()
    picture(page, "talk")
    assert_accessible(page)
