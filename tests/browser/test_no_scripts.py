"""The whole path with scripts off: every form is a form, every link a link."""

import pytest
from playwright.sync_api import Page, expect

from readings.models import Edition
from sessions.models import AgendaItem, Answer, Contribution, Invitation, Note, Prompt, Recap
from tests.browser.rig import LAPTOP, PHONE, assert_fits, picture
from tests.builders import make_annotation, make_answer, make_draft, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def press(place, name: str) -> None:
    place.get_by_role("button", name=name).first.click()


def follow(place, name: str) -> None:
    place.get_by_role("link", name=name, exact=True).first.click()


def look(page: Page, name: str) -> None:
    """Nothing too wide, no button that does nothing, no sentence of an element that never woke."""
    page.wait_for_load_state()
    assert_fits(page)
    idle = page.locator("main button[type=button]:visible")
    assert idle.all_inner_texts() == [], f"{page.url} offers what only scripts do"
    picture(page, f"no-scripts-{name}")


def test_a_member_needs_no_scripts(open_page, study_session, facilitator):
    note = make_annotation(study_session, by=facilitator, paragraph=2, body="Why a hand?")
    page = open_page(viewport=PHONE, js=False)
    page.goto(Invitation.for_session(study_session).get_absolute_url())
    look(page, "join")
    page.get_by_label("Your name").fill("Malik")
    press(page, "Come in")
    press(page, "I have read it")
    expect(page.get_by_text("You have read it.")).to_be_visible()
    look(page, "prepare")
    follow(page, "Read")
    look(page, "text")
    page.locator("#p2 .reading__number").click()
    look(page, "talk")
    page.get_by_label("Write about ¶ 2").fill("I would lift both")
    press(page, "Share with 2 people")
    expect(page.get_by_text("I would lift both")).to_be_visible()
    hers = page.locator(f"#c{note.pk}")
    follow(hers, "Reply")
    look(page, "reply")
    page.get_by_label("Your reply").fill("To be seen")
    press(page, "Share with 2 people")
    expect(page.locator(".thread__reply")).to_contain_text("To be seen")
    own = page.locator(".thread--own")
    follow(own, "Edit")
    look(page, "edit")
    page.get_by_label("Your words").fill("I would lift one")
    press(page, "Save")
    expect(own).to_contain_text("I would lift one")
    own.locator("summary", has_text="Delete").click()
    press(own, "Delete my words")
    expect(own).to_have_count(0)
    study_session.start()
    follow(page, "Session")
    answer(page)
    study_session.end()
    follow(page, "Session")
    expect(page.get_by_text("The recap is not out yet")).to_be_visible()
    look(page, "after")
    bodies = set(Contribution.objects.live().values_list("body", flat=True))
    assert bodies == {"Why a hand?", "To be seen", "Whoever comes first"}


def answer(page: Page) -> None:
    look(page, "now")
    press(page, "Share with")  # empty: the browser asks for words
    page.get_by_label("Your answer").fill("Whoever")
    press(page, "Share with")
    follow(page, "Edit")
    page.get_by_label("Your words").fill("Whoever comes first")
    press(page, "Save")
    expect(page.get_by_text("Whoever comes first")).to_be_visible()
    make_answer(Prompt.objects.in_order()[0], by=make_user("Inès"), body="Hers").erase()
    look(page, "answered")
    assert Answer.objects.live().get().body == "Whoever comes first"


def test_an_answer_is_replied_to_and_deleted(open_page, study_session, member):
    study_session.start()
    prompt = Prompt.objects.in_order()[0]
    make_answer(prompt, by=member, body="Mine")
    hers = make_answer(prompt, by=make_user("Inès"), body="Hers")
    page = open_page(member, PHONE, js=False)
    page.goto(study_session.get_absolute_url())
    follow(page.locator(f"#c{hers.pk}"), "Reply")
    look(page, "reply")
    page.get_by_label("Your reply").fill("Say more")
    press(page, "Share with")
    expect(page.get_by_text("Say more")).to_be_visible()
    own = page.locator(".answer--own", has_text="Mine").first
    own.locator("summary", has_text="Delete").click()
    press(own, "Delete my words")
    expect(page.get_by_label("Your answer")).to_be_visible()
    assert set(Contribution.objects.live().values_list("body", flat=True)) == {"Hers", "Say more"}


def test_a_text_is_reviewed_and_published(open_page, circle, reading, facilitator):
    draft = make_draft(reading)
    page = open_page(facilitator, LAPTOP, js=False)
    page.goto(f"{reading.get_absolute_url()}review/")
    look(page, "review")
    block = draft.blocks.filter(kind="paragraph").order_by("position").first()
    row = page.locator(f"#block-{block.pk}")
    row.locator("summary").click()
    press(row, "Caption")
    block.refresh_from_db()
    assert block.kind == "caption"
    look(page, "review-changed")
    press(page, "Looks right: publish")
    page.wait_for_url(f"**{reading.get_absolute_url()}**")
    reading.refresh_from_db()
    assert reading.edition == Edition.objects.get(pk=draft.pk)


def test_a_facilitator_needs_no_scripts(open_page, circle, reading, facilitator, member):
    page = open_page(facilitator, PHONE, js=False)
    page.goto("/sessions/new/")
    look(page, "new")
    page.get_by_label("A text from the library").check()
    page.get_by_label("Text from the library", exact=True).select_option(label="Reading in company")
    page.get_by_label("Place").fill("Union hall")
    press(page, "Continue")
    page.wait_for_url("**/plan/")
    plan(page)
    study_session = AgendaItem.objects.first().study_session
    study_session.admit(member)
    run(page, study_session, member)
    recap(page)


def plan(page: Page) -> None:
    look(page, "plan")
    steps = page.locator("#steps > li")
    steps.nth(2).locator("summary").click()
    steps.nth(2).get_by_label("Question", exact=True).fill("Why?")
    press(steps.nth(2), "Save")
    expect(page.locator("#steps > li").nth(2)).to_contain_text("Why?")
    steps.nth(2).locator("summary").click()
    press(steps.nth(2), "Move up")
    press(page, "Add")
    expect(steps).to_have_count(8)
    steps.nth(7).locator("summary").click() if not steps.nth(7).get_by_role(
        "button", name="Take out"
    ).is_visible() else None
    press(steps.nth(7), "Take out")
    expect(page.get_by_text("Taken out")).to_be_visible()
    press(page, "Undo")
    expect(steps).to_have_count(8)
    page.get_by_text("Choose sections").click()
    page.get_by_label("On asking").uncheck()
    press(page.locator(".sections ~ .actions"), "Save")
    expect(page.locator("#plan-sum")).to_contain_text("What is ticked")
    look(page, "plan-changed")
    assert Prompt.objects.get(text="Why?").agenda_item.position == 1
    press(page, "Open and invite")
    expect(page.get_by_role("heading", level=1)).to_have_text("Invite")
    expect(page.get_by_label("Message to send")).to_be_visible()
    look(page, "invite")


def run(page: Page, study_session, member) -> None:
    follow(page, "Run")
    look(page, "run-before")
    press(page, "Start the meeting")
    press(page, "Next step")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question")
    undo(page, "next step")
    press(page, "Next step")
    press(page, "5 minutes more")
    press(page, "Take 5 minutes back")
    undo(page, "other minutes")
    expect(page.get_by_role("button", name="Take 5 minutes back")).to_be_visible()
    press(page, "Skip “")
    expect(page.get_by_text("Left out")).to_be_visible()
    press(page, "Take “")
    expect(page.get_by_text("Left out")).to_have_count(0)
    make_answer(Prompt.objects.get(text="Why?"), by=member, body="From the back row")
    page.reload()
    press(page, "Keep for the recap: Mo Member")
    expect(page.locator("[aria-pressed=true]")).to_be_visible()
    page.get_by_label("Decision", exact=True).check()
    page.get_by_label("Note", exact=True).fill("We buy a lamp")
    press(page, "Note it")
    expect(page.get_by_text("1 note so far")).to_be_visible()
    undo(page, "noted")
    expect(page.get_by_text("1 note so far")).to_have_count(0)
    undo(page, "deleted")
    expect(page.get_by_text("1 note so far")).to_be_visible()
    page.get_by_label("For facilitators only").fill("Ask Mo first")
    press(page.locator(".run__note"), "Save")
    expect(page.get_by_label("For facilitators only")).to_have_value("Ask Mo first")
    look(page, "run")
    press(page, "Back")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Question")
    press(page, "End the meeting")
    expect(page.get_by_text("The clock stopped")).to_be_visible()
    press(page, "Close the session")
    undo(page, "closing")
    press(page, "Close the session")
    press(page, "Open it for writing again")
    expect(page.get_by_text("The clock stopped")).to_be_visible()
    look(page, "run-ended")
    assert Note.objects.get().body == "We buy a lamp"
    assert Contribution.objects.kept().count() == 1


def recap(page: Page) -> None:
    follow(page, "Write the recap")
    page.get_by_label("A few words to begin with").fill("A good evening")
    press(page, "Save")
    look(page, "recap-draft")
    work_on_the_recap(page)
    press(page, "Share with")
    expect(page.get_by_text("The recap is out")).to_be_visible()
    undo(page, "the recap is shared")
    press(page, "Share with")
    look(page, "recap")
    assert Recap.objects.get().is_shared
    assert Recap.objects.get().opening == "A good evening"


def work_on_the_recap(page: Page) -> None:
    """Change a note in its place, reword what was kept, leave it out and take that back."""
    note = page.locator("li.recap__item").first
    note.locator("summary").click()
    note.get_by_label("Note", exact=True).fill("We buy two lamps")
    press(note, "Save")
    expect(page.locator(".recap__shown", has_text="We buy two lamps")).to_be_visible()
    kept = page.locator(".recap__item--kept")
    kept.locator("summary").click()
    kept.get_by_label("As it stands in the recap").fill("Said from the back")
    look(page, "recap-editing")
    press(kept, "Save")
    expect(page.get_by_label("As it stands in the recap")).to_have_value("Said from the back")
    press(page, "Leave it out")
    expect(kept).to_have_count(0)
    undo(page, "left out of the recap")
    expect(kept).to_contain_text("Said from the back")
    assert Contribution.objects.kept().get().body == "From the back row"


def undo(page: Page, what: str) -> None:
    press(page, f"Undo: {what}")
