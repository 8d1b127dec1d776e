"""A published text is reviewed again until someone writes about it; what points at its words follows."""

import pytest

from readings.models import Annotated, Edition, Placement, Reading
from readings.models.passages import Passage, WordsMoved
from sessions.models import AgendaItem, Annotation, Contribution, Event, StudySession
from tests.builders import TEXT, make_annotation, make_circle, make_reading, make_study_session
from tests.pages import text, url


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


def again(reading, by):
    return Edition.again(reading, by=by)


def pin(study_session, number, step=0):
    """A step about one paragraph, by its number."""
    block = study_session.edition.blocks.get(number=number)
    step = AgendaItem.objects.get(study_session=study_session, position=step)
    step.passage = Passage.pin(study_session.edition, block.start, block.end)
    step.save()
    return step


def words_of(step, edition):
    place = Placement.objects.get(passage=step.passage, edition=edition)
    return edition.text.text[place.start : place.end] if place.start is not None else None


def test_review_again_begins_with_what_is_published(browser, reading):
    answer = browser.post(f"/readings/{reading.pk}/again/")
    assert answer.url == reading.get_review_url()
    html = text(browser.get(answer.url))
    assert "This is a new version of “Reading in company”" in html
    assert "A text read aloud belongs to the room" in html
    draft = reading.draft()
    assert list(draft.blocks.values_list("kind", "text")) == TEXT
    assert draft.based_on == reading.edition


def test_pressed_twice_there_is_one_draft(browser, reading):
    for _ in range(2):
        browser.post(f"/readings/{reading.pk}/again/")
    assert Edition.objects.drafts().count() == 1


def test_readers_keep_the_old_version_until_the_new_one_is_published(
    browser, login, member, reading, facilitator
):
    draft = again(reading, facilitator)
    draft.blocks.get(position=0).become("left_out")
    assert "On reading aloud" in text(login(member).get(reading.get_absolute_url()))
    assert "Go on with the new version" in text(browser.get(reading.get_absolute_url()))
    assert "A new version waits" in text(browser.get("/library/"))
    assert "A new version waits" not in text(login(member).get("/library/"))
    answer = browser.post(f"/readings/{reading.pk}/publish/", {"note": "No first heading"})
    assert answer.url == reading.get_absolute_url()
    assert "On reading aloud" not in text(login(member).get(reading.get_absolute_url()))
    edition = Reading.objects.get(pk=reading.pk).edition
    assert (edition.number, edition.note) == (2, "No first heading")


def test_the_new_version_can_be_given_up(browser, reading, facilitator):
    again(reading, facilitator)
    assert browser.post(f"/readings/{reading.pk}/drop/").url == reading.get_absolute_url()
    assert reading.draft() is None
    assert Reading.objects.get(pk=reading.pk).edition.number == 1


def test_the_only_draft_of_a_text_is_not_given_up(browser, circle):
    reading = Reading.objects.create(circle=circle)
    draft = Edition.objects.create(reading=reading)
    browser.post(f"/readings/{reading.pk}/drop/")
    assert reading.draft() == draft


def test_a_line_left_out_can_be_taken_back_in(facilitator, reading):
    draft = again(reading, facilitator)
    draft.blocks.get(position=1).become("left_out")
    draft.publish()
    assert "A text read aloud" not in reading.editions.get(number=2).text.text
    draft = again(reading, facilitator)
    draft.blocks.get(position=1).become("paragraph")
    draft.publish()
    assert "A text read aloud" in reading.editions.get(number=3).text.html


@pytest.mark.parametrize("audience", ["circle", "private"])
def test_annotated_it_stays_and_says_why(browser, reading, study_session, member, audience):
    make_annotation(study_session, by=member, audience=audience)
    answer = browser.post(f"/readings/{reading.pk}/again/")
    assert answer.status_code == 409
    assert "People have written in the margin of this text" in text(answer)
    page = text(browser.get(reading.get_absolute_url()))
    assert "People have written in the margin" in page
    assert "Review it again" not in page
    assert Edition.objects.drafts().count() == 0


def test_annotated_during_the_review_the_draft_is_refused(
    browser, reading, study_session, facilitator, member
):
    again(reading, facilitator)
    make_annotation(study_session, by=member)
    answer = browser.post(f"/readings/{reading.pk}/publish/", {"note": "Typed"})
    assert answer.status_code == 409
    assert "Someone has written about this text meanwhile" in text(answer)
    assert 'value="Typed"' in text(answer)
    assert Reading.objects.get(pk=reading.pk).edition.number == 1
    assert Contribution.objects.get().passage.placements.count() == 1


def test_who_annotates_the_old_version_too_late_is_told(
    reading, study_session, facilitator, member
):
    old = study_session.edition
    again(reading, facilitator).publish()
    block = old.blocks.get(number=1)
    with pytest.raises(WordsMoved):
        Annotation.write(
            by=member,
            key="6f6f1f8e-0000-4000-8000-000000000000",
            study_session=study_session,
            edition=old,
            start=block.start,
            end=block.end,
            exact=block.text,
            body="Too late",
            tag="comment",
            audience="circle",
        )
    assert not Contribution.objects.exists()


def test_pins_follow_their_words_or_are_lost(reading, study_session, facilitator):
    kept, lost = pin(study_session, 3, step=0), pin(study_session, 1, step=1)
    draft = again(reading, facilitator)
    draft.blocks.get(position=1).become("left_out")
    draft.publish()
    assert words_of(kept, draft) == "We never finished a page, and we never forgot one."
    assert words_of(lost, draft) is None


def test_a_pin_over_several_blocks_is_lost_when_one_between_them_goes(
    reading, study_session, facilitator
):
    step = pin(study_session, 1)
    first, last = (study_session.edition.blocks.get(number=n) for n in (1, 3))
    step.passage = Passage.pin(study_session.edition, first.start, last.end)
    step.save()
    draft = again(reading, facilitator)
    draft.blocks.get(position=2).become("left_out")
    draft.publish()
    assert words_of(step, draft) is None


def test_words_that_come_back_are_found_again(reading, study_session, facilitator):
    step = pin(study_session, 1)
    for kind in ("left_out", "quotation"):
        draft = again(reading, facilitator)
        draft.blocks.get(position=1).become(kind)
        draft.publish()
    assert words_of(step, draft).startswith("A text read aloud")


def test_the_plan_shows_lost_words_and_lets_them_go(browser, reading, study_session, facilitator):
    step = pin(study_session, 1)
    draft = again(reading, facilitator)
    draft.blocks.get(position=1).become("left_out")
    answer = browser.post(f"/readings/{reading.pk}/publish/", {"note": ""}, follow=True)
    assert "1 passage that a question or step was about is not in it any more" in text(answer)
    html = text(browser.get(url("plan", study_session)))
    assert "words that are no longer in the text" in html
    assert "A text read aloud belongs to the room" in html
    browser.post(url("step_unpin", study_session, step.pk))
    assert "no longer in the text" not in text(browser.get(url("plan", study_session)))
    assert not Passage.objects.exists()


def test_unpin_leaves_words_that_are_there(browser, study_session):
    step = pin(study_session, 1)
    browser.post(url("step_unpin", study_session, step.pk))
    assert Passage.objects.filter(pk=step.passage_id).exists()


def test_a_plan_on_the_screen_is_of_the_old_version(browser, reading, study_session, facilitator):
    step = pin(study_session, 1)
    again(reading, facilitator).publish()
    old_page = {"version": step.version, "title": "T", "minutes": 5, "paragraphs": "2"}
    assert browser.post(url("step_save", study_session, step.pk), old_page).status_code == 409
    version = study_session.version
    ticked = browser.post(
        url("sections_save", study_session), {"version": version, "sections": [0]}
    )
    assert ticked.status_code == 409


def test_set_sections_follow_their_words(reading, study_session, facilitator):
    assigned = study_session.assigned_readings.get()
    assigned.set_to([1], version=assigned.version)
    draft = again(reading, facilitator)
    draft.blocks.get(position=3).become("heading")  # before "On asking"
    draft.publish()
    assigned.refresh_from_db()
    assert assigned.sections == [2]
    draft = again(reading, facilitator)
    draft.blocks.get(position=4).become("paragraph")
    draft.publish()
    assigned.refresh_from_db()
    assert assigned.sections == [1]


def test_sessions_that_run_keep_the_version_they_began_with(reading, circle, facilitator):
    running = make_study_session(circle, reading=reading, state="running")
    coming = make_study_session(circle, reading=reading)
    told = Event.objects.filter(study_session=coming).count()
    again(reading, facilitator).publish()
    editions = [StudySession.objects.get(pk=each.pk).edition.number for each in (running, coming)]
    assert editions == [1, 2]
    assert Event.objects.filter(study_session=coming).count() == told + 1


def test_words_of_any_circle_keep_a_text_of_the_site(facilitator, member, circle):
    reading = make_reading(None, listed_at="2030-01-01T00:00Z")
    elsewhere = make_study_session(make_circle(), reading=reading)
    make_annotation(elsewhere, by=elsewhere.circle.memberships.get().user)
    with pytest.raises(Annotated):
        again(reading, facilitator)


def test_only_those_who_look_after_it_review_it_again(login, member, outsider, reading):
    for action in ("again", "drop"):
        address = f"/readings/{reading.pk}/{action}/"
        assert login(member).post(address).status_code == 403
        assert login(outsider).post(address).status_code == 404
