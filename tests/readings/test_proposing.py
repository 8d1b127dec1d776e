"""From a circle's text to one of the site: proposed, looked at by an editor, accepted or sent back."""

import re
from uuid import uuid4

import pytest

from readings.models import Edition, Guide, Import, Passage, Proposal, Reading
from sessions.models import AssignedReading
from tests.builders import (
    make_annotation,
    make_circle,
    make_draft,
    make_guide,
    make_question,
    make_reading,
    make_study_session,
    make_user,
)
from tests.pages import text, url


@pytest.fixture
def editor(login, db):
    return login(make_user("Edda Editor", is_editor=True))


@pytest.fixture
def browser(login, facilitator):
    return login(facilitator)


def propose(browser, reading, **fields):
    data = {"key": uuid4(), "version": reading.version, "licence": "CC0", "source": "A book"}
    return browser.post(f"/readings/{reading.pk}/propose/", data | fields)


@pytest.fixture
def proposal(browser, reading):
    propose(browser, reading)
    return Proposal.objects.get()


def accept(editor, proposal):
    looks = Proposal.objects.get(pk=proposal.pk).looks
    answer = editor.post(f"/library/edit/{proposal.pk}/accept/", {"looks": looks})
    proposal.refresh_from_db()
    return answer


def test_proposing_asks_for_source_and_licence_and_keeps_them(browser, reading):
    Reading.objects.filter(pk=reading.pk).update(source="A page")
    html = text(browser.get(f"/readings/{reading.pk}/propose/"))
    assert 'value="A page"' in html
    assert "Editors see the text and what is said about it: not who proposed it" in html
    answer = propose(browser, reading, licence="CC BY 4.0")
    assert answer.url == reading.get_absolute_url()
    reading.refresh_from_db()
    assert (reading.source, reading.licence) == ("A book", "CC BY 4.0")
    assert "Proposed for the site’s library" in text(browser.get(answer.url))


def test_two_who_propose_it_make_one_proposal(browser, reading):
    propose(browser, reading)
    reading.refresh_from_db()
    propose(browser, reading)
    assert Proposal.objects.count() == 1


def test_licence_changed_meanwhile_is_shown(browser, reading):
    Reading.objects.filter(pk=reading.pk).update(version=2, licence="CC BY 4.0")
    answer = propose(browser, reading, licence="CC0")
    assert answer.status_code == 409
    assert "licence “CC BY 4.0”" in text(answer)
    assert 'value="CC0"' in text(answer)
    assert not Proposal.objects.exists()


def test_editor_sees_what_is_proposed_and_not_by_whom(editor, proposal, reading, study_session):
    listed = text(editor.get("/library/edit/"))
    shown = text(editor.get(proposal.get_absolute_url()))
    assert "Reading in company" in listed
    assert "A text read aloud belongs to the room" in shown
    for page in (listed, shown):
        assert "Tuesday Circle" not in page
        assert "Fay Facilitator" not in page
        assert study_session.title not in page
    assert editor.get(reading.get_absolute_url()).status_code == 404
    assert "Reading in company" not in text(editor.get("/library/"))


def test_a_proposed_text_is_on_no_other_shelf(login, proposal, reading):
    both = make_user("Both", is_editor=True)
    own = make_circle(facilitator=both)
    browser = login(both)
    assert "Reading in company" not in text(browser.get("/sessions/new/"))
    study_session = make_study_session(own)
    data = {"key": uuid4(), "source": "library", "reading": reading.pk}
    assert browser.post(url("plan_text", study_session), data).status_code == 422


def test_accepted_it_is_a_text_of_the_site_without_a_trace(
    editor, proposal, reading, study_session, member, facilitator
):
    make_annotation(study_session, by=member)
    Import.begin(reading=reading, by=facilitator, data=b"words")
    answer = accept(editor, proposal)
    copy = proposal.accepted
    assert answer.url == copy.get_absolute_url()
    assert (copy.circle, copy.created_by, copy.edition.created_by) == (None, None, None)
    assert (copy.title, copy.licence, copy.source) == ("Reading in company", "CC0", "A book")
    assert copy.listed_at
    assert copy.edition.number == 1
    assert copy.edition.text.text == reading.edition.text.text
    assert not copy.imports.exists()
    reading.refresh_from_db()
    assert reading.circle == study_session.circle
    page = text(editor.get(copy.get_absolute_url()))
    for trace in ("Tuesday Circle", "Fay Facilitator", "Mo Member", "People have written"):
        assert trace not in page


def test_every_circle_sees_an_accepted_text_and_plans_on_it(login, editor, proposal, outsider):
    browser = login(outsider)
    assert "Reading in company" not in text(browser.get("/library/"))
    accept(editor, proposal)
    assert "Reading in company" in text(browser.get("/library/"))
    study_session = make_study_session(outsider.memberships.get().circle)
    data = {"key": uuid4(), "source": "library", "reading": proposal.accepted_id}
    browser.post(url("plan_text", study_session), data)
    assert AssignedReading.objects.get().reading == proposal.accepted


def test_the_circle_learns_that_it_was_accepted(browser, editor, proposal, reading):
    accept(editor, proposal)
    page = text(browser.get(reading.get_absolute_url()))
    assert "It was accepted" in page
    assert proposal.accepted.get_absolute_url() in page


def test_a_guide_goes_with_its_text(browser, editor, reading, facilitator, login, outsider):
    guide = make_guide(reading, title="For an evening")
    block = reading.edition.blocks.get(number=2)
    passage = Passage.pin(reading.edition, block.start, block.end)
    make_question(guide, text="Who slows down?", note="Wait.", paragraphs="2", passage=passage)
    make_guide(reading, title="Stays here")
    propose(browser, reading, guides=[guide.pk])
    proposal = Proposal.objects.get()
    shown = text(editor.get(proposal.get_absolute_url()))
    assert "Who slows down?" in shown
    assert "Stays here" not in shown
    accept(editor, proposal)
    copy = Guide.objects.get(reading=proposal.accepted)
    question = copy.questions.get()
    assert (copy.title, copy.circle, copy.forked_from) == ("For an evening", None, None)
    assert (question.text, question.note) == ("Who slows down?", "Wait.")
    assert question.passage.exact == block.text
    assert copy.created_by != facilitator
    assert login(outsider).get(copy.get_absolute_url()).status_code == 200
    assert login(outsider).get(guide.get_absolute_url()).status_code == 404


def test_a_guide_that_goes_with_a_text_is_accepted_as_it_was_read(browser, editor, reading):
    guide = make_guide(reading, questions=2)
    propose(browser, reading, guides=[guide.pk])
    proposal = Proposal.objects.get()
    for change in ("edit", "move"):
        looks = proposal.looks
        question = guide.questions.last()
        if change == "edit":
            browser.post(
                f"/guides/questions/{question.pk}/",
                {"text": "Why now?", "kind": "closing", "version": 1},
            )
        else:
            question.move(after=0)
        answer = editor.post(f"/library/edit/{proposal.pk}/accept/", {"looks": looks})
        assert answer.status_code == 409
        assert "This was changed since you opened it" in text(answer)
        proposal = Proposal.objects.get()
    assert accept(editor, proposal).status_code == 302


def test_no_guide_of_others_goes_with_it(browser, reading):
    others = make_guide(reading, circle=make_circle())
    make_guide(reading)
    assert propose(browser, reading, guides=[others.pk]).status_code == 422


@pytest.fixture
def site_text(db):
    return make_reading(None, title="Lamps", listed_at="2030-01-01T00:00Z")


@pytest.fixture
def our_guide(site_text, circle, facilitator):
    guide = make_guide(site_text, circle=circle, title="For an evening", created_by=facilitator)
    make_question(guide, text="Who slows down?", note="Wait.")
    return guide


def propose_guide(browser, guide, **fields):
    data = {"key": uuid4(), "version": guide.version, "licence": "CC0"}
    return browser.post(f"/guides/{guide.pk}/propose/", data | fields)


def test_a_guide_to_a_text_of_the_site_is_proposed_alone_and_accepted(
    browser, editor, our_guide, site_text, login, outsider
):
    page = text(browser.get(our_guide.get_absolute_url()))
    assert f"/guides/{our_guide.pk}/propose/" in page
    assert propose_guide(browser, our_guide).url == our_guide.get_absolute_url()
    assert "Proposed for the site’s library" in text(browser.get(our_guide.get_absolute_url()))
    assert "Proposed for the site’s library" not in text(browser.get(site_text.get_absolute_url()))
    proposal = Proposal.objects.get()
    assert "For an evening" in text(editor.get("/library/edit/"))
    shown = text(editor.get(proposal.get_absolute_url()))
    assert "Who slows down?" in shown
    assert "Tuesday Circle" not in shown
    answer = accept(editor, proposal)
    copy = proposal.accepted_guide
    assert answer.url == copy.get_absolute_url()
    assert (copy.circle, copy.reading, copy.licence) == (None, site_text, "CC0")
    assert (copy.questions.get().note, copy.forked_from) == ("Wait.", None)
    assert login(outsider).get(copy.get_absolute_url()).status_code == 200
    assert copy.get_absolute_url() in text(browser.get(our_guide.get_absolute_url()))
    assert Reading.objects.of_site().count() == 1


def test_a_guide_that_changed_since_it_was_looked_at_is_shown_again(browser, editor, our_guide):
    propose_guide(browser, our_guide)
    proposal = Proposal.objects.get()
    looks = proposal.looks
    make_question(our_guide, text="And who hurries?")
    answer = editor.post(f"/library/edit/{proposal.pk}/accept/", {"looks": looks})
    assert answer.status_code == 409
    assert "And who hurries?" in text(answer)
    assert not Guide.objects.filter(circle=None).exists()


def test_a_guide_is_sent_back_and_a_proposal_of_one_taken_back(browser, editor, our_guide):
    propose_guide(browser, our_guide)
    proposal = Proposal.objects.get()
    editor.post(f"/library/edit/{proposal.pk}/send-back/", {"answer": "Which paragraph?"})
    assert "Which paragraph?" in text(browser.get(our_guide.get_absolute_url()))
    our_guide.refresh_from_db()
    propose_guide(browser, our_guide)
    browser.post(f"/guides/{our_guide.pk}/withdraw/")
    assert not Proposal.objects.waiting().exists()


def test_a_guide_to_a_circles_own_text_goes_with_that(browser, reading):
    guide = make_guide(reading)
    assert "For every circle" not in text(browser.get(guide.get_absolute_url()))
    assert propose_guide(browser, guide).status_code == 403


def test_licence_of_a_guide_changed_meanwhile_is_shown(browser, our_guide):
    Guide.objects.filter(pk=our_guide.pk).update(version=2, licence="CC BY 4.0")
    answer = propose_guide(browser, our_guide)
    assert answer.status_code == 409
    assert "licence “CC BY 4.0”" in text(answer)
    assert not Proposal.objects.exists()


def test_an_editor_writes_a_guide_from_nothing_and_offers_it(
    editor, site_text, login, facilitator, circle
):
    assert "Write a guide" in text(editor.get(site_text.get_absolute_url()))
    page = text(editor.get(f"/readings/{site_text.pk}/guides/"))
    assert "For which circle?" not in page
    given = {"key": uuid4(), "title": "For all"}
    answer = editor.post(f"/readings/{site_text.pk}/guides/new/", given)
    guide = Guide.objects.get()
    assert (answer.url, guide.circle) == (guide.get_absolute_url(), None)
    asked = {"key": uuid4(), "text": "Who lit it?", "kind": "opening"}
    editor.post(f"/guides/{guide.pk}/questions/", asked)
    assert "Only editors see this guide" in text(editor.get(answer.url))
    browser = login(facilitator)
    assert browser.get(answer.url).status_code == 404
    editor.post(f"/guides/{guide.pk}/list/")
    assert "Who lit it?" in text(browser.get(answer.url))
    assert browser.post(f"/guides/{guide.pk}/list/").status_code == 403


def test_who_is_both_says_for_whom_a_guide_is(login, site_text, circle, facilitator):
    facilitator.is_editor = True
    facilitator.save()
    browser = login(facilitator)
    for owner in ("", circle.pk):
        given = {"key": uuid4(), "title": "Ours", "circle": owner}
        browser.post(f"/readings/{site_text.pk}/guides/new/", given)
    assert set(Guide.objects.values_list("circle", flat=True)) == {None, circle.pk}


def test_accepted_twice_makes_one(editor, proposal):
    accept(editor, proposal)
    assert accept(editor, proposal).status_code == 404
    assert Reading.objects.of_site().count() == 1


def test_what_changed_since_it_was_looked_at_is_shown_again(editor, proposal, reading, facilitator):
    before = reading.edition_id
    Edition.again(reading, by=facilitator).publish()
    answer = editor.post(f"/library/edit/{proposal.pk}/accept/", {"looks": before})
    assert answer.status_code == 409
    assert "was changed since you opened it" in text(answer)
    assert not Reading.objects.of_site().exists()


def test_sent_back_with_a_sentence_and_proposed_again(browser, editor, proposal, reading):
    address = f"/library/edit/{proposal.pk}/send-back/"
    assert editor.post(address, {"answer": " "}).status_code == 422
    assert editor.post(address, {"answer": "Whose translation is it?"}).url == "/library/edit/"
    page = text(browser.get(reading.get_absolute_url()))
    assert "Whose translation is it?" in page
    assert "Edda" not in page
    assert "Nothing waits for you" in text(editor.get("/library/edit/"))
    reading.refresh_from_db()
    propose(browser, reading)
    assert Proposal.objects.waiting().count() == 1


def test_a_proposal_is_taken_back(browser, editor, proposal, reading):
    browser.post(f"/readings/{reading.pk}/withdraw/")
    assert not Proposal.objects.exists()
    assert editor.get(proposal.get_absolute_url()).status_code == 404


def test_editor_adds_a_text_for_everyone(editor, run_jobs, login, member, circle):
    assert "For which circle?" not in text(editor.get("/library/add/"))
    answer = editor.post("/library/add/", {"key": uuid4(), "text": "Some words.", "title": "Lamps"})
    reading = Reading.objects.get(title="Lamps")
    assert reading.circle is None
    run_jobs()
    assert "Lamps" not in text(login(member).get("/library/"))
    assert editor.get(answer.url).url == reading.get_review_url()
    assert "Every circle of this site will see" in text(editor.get(reading.get_review_url()))
    editor.post(f"/readings/{reading.pk}/publish/", {"title": "Lamps"})
    assert "Lamps" in text(login(member).get("/library/"))


def test_a_facilitator_who_is_editor_chooses_for_whom(login, circle, facilitator):
    facilitator.is_editor = True
    facilitator.save()
    browser = login(facilitator)
    for page, chosen in (("/library/add/", circle.name), ("/library/add/?site", "For everyone")):
        html = text(browser.get(page))
        assert re.search(r"<option[^>]* selected>([^<]*)", html)[1].startswith(chosen)
    browser.post("/library/add/", {"key": uuid4(), "text": "W.", "title": "A", "circle": ""})
    browser.post("/library/add/", {"key": uuid4(), "text": "W.", "title": "B", "circle": circle.pk})
    assert list(Reading.objects.order_by("title").values_list("circle", flat=True)) == [
        None,
        circle.pk,
    ]


def test_editor_sees_what_lacks_a_licence_or_a_review(editor, circle):
    make_reading(None, title="Free", licence="CC0")
    make_reading(None, title="Unsaid")
    make_reading(circle, title="Of a circle")
    make_draft(Reading.objects.create(title="Half read"))
    html = text(editor.get("/library/edit/"))
    licences = html.split("Licence missing")[1]
    assert "Unsaid" in licences
    assert "Free" not in licences
    assert "Half read" in html.split("Waiting for review")[1].split("Licence missing")[0]
    assert "Of a circle" not in html


@pytest.mark.parametrize("many", [1, 3])
def test_editor_takes_the_same_queries_for_any_number(
    editor, circle, facilitator, many, django_assert_num_queries
):
    for _ in range(many):
        reading = make_reading(circle)
        guides = [make_guide(reading, questions=2)]
        given = {"by": facilitator, "key": uuid4(), "version": 1, "source": ""}
        Proposal.make(reading, guides=guides, **given)
        make_reading(None)
        make_draft(Reading.objects.create())
    with django_assert_num_queries(8):
        editor.get("/library/edit/")
    with django_assert_num_queries(9):
        editor.get(Proposal.objects.first().get_absolute_url())
