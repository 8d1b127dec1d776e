"""Pages that are ready: what anyone may do shows at once, to each person what is theirs."""

import re
from uuid import uuid4

import pytest
from django.utils import timezone

from readings.models import Passage
from readings.people.models import Membership
from sessions import ready
from sessions.models import Annotation, AssignedReading, Attendance, Draft, Prompt, Reply
from sessions.ready import Shelf
from sessions.stretches import Page
from sessions.viewer import Viewer
from tests.builders import make_annotation, make_guest, make_study_session, make_user
from tests.pages import url
from tests.sessions.test_canaries import without_tokens

READY = 3  # queries: session, person, stamp


@pytest.fixture
def shelf(monkeypatch):
    shelf = Shelf()
    monkeypatch.setattr(ready, "SHELF", shelf)
    return shelf


@pytest.fixture
def note(study_session, facilitator):
    return make_annotation(study_session, by=facilitator, tag="question", body="Why slowly?")


def seen(browser, study_session, query=""):
    response = browser.get(url("read", study_session) + query)
    return without_tokens(response.content.decode()), response.status_code


def ask(study_session):
    prompt = Prompt.objects.in_session(study_session).in_order().first()
    block = study_session.edition.blocks.get(number=2)
    prompt.passage = Passage.pin(study_session.edition, block.start, block.end)
    prompt.save()
    study_session.start()


CHANGES = {
    "someone writes": lambda s, note, me, lead: make_annotation(s, by=lead, paragraph=2),
    "someone replies": lambda s, note, me, lead: Reply.write(
        by=lead, key=uuid4(), parent=note, body="So"
    ),
    "I keep a note for myself": lambda s, note, me, lead: make_annotation(
        s, by=me, audience="private"
    ),
    "I write": lambda s, note, me, lead: make_annotation(s, by=me),
    "someone deletes": lambda s, note, me, lead: note.erase(),
    "someone hides": lambda s, note, me, lead: note.hide(by=lead, reason="Not here"),
    "someone settles": lambda s, note, me, lead: note.settle(by=lead),
    "I read": lambda s, note, me, lead: (
        Annotation.objects.visible_to(Viewer(me)).told().mark_read(me)
    ),
    "I begin a note": lambda s, note, me, lead: Draft.keep(
        by=me, slot=f"note:{s.pk}:0", study_session=s, key=uuid4(), turn=1, version=0, body="So"
    ),
    "I am prepared": lambda s, note, me, lead: s.admit(me).say_prepared(True),
    "someone comes in": lambda s, note, me, lead: s.admit(make_guest()),
    "someone joins the circle": lambda s, note, me, lead: s.circle.welcome(make_user()),
    "the circle has another name": lambda s, note, me, lead: type(s.circle).objects.update(
        name="Other"
    ),
    "the text has another title": lambda s, note, me, lead: type(s.edition.reading).objects.update(
        title="Other"
    ),
    "fewer sections are set": lambda s, note, me, lead: AssignedReading.objects.update(
        sections=[1]
    ),
    "a question is asked": lambda s, note, me, lead: ask(s),
    "the session closes": lambda s, note, me, lead: (s.start(), s.close()),
    "I speak French": lambda s, note, me, lead: type(me).objects.update(language="fr"),
    "I lead the circle": lambda s, note, me, lead: Membership.objects.of(me).update(
        role=Membership.Role.FACILITATOR
    ),
    "I leave": lambda s, note, me, lead: Membership.objects.of(me).update(left_at=timezone.now()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_shows_at_once(
    study_session, note, member, facilitator, login, shelf, monkeypatch, change
):
    browser = login(member)
    before = seen(browser, study_session)
    assert seen(browser, study_session) == before
    CHANGES[change](study_session, note, member, facilitator)
    after = seen(browser, study_session)
    monkeypatch.setattr(ready, "SHELF", Shelf())
    assert after == seen(browser, study_session)
    assert after != before


def test_what_i_change_shows_at_once(study_session, member, login, shelf):
    """Of what I keep for myself no event tells; of what I share one does."""
    browser = login(member)
    mine = make_annotation(study_session, by=member, audience="private", tag="question")
    pages = [seen(browser, study_session)]
    for change in (mine.settle, mine.share, mine.erase):
        change(**({"by": member} if change == mine.settle else {}))
        pages.append(seen(browser, study_session))
    assert len(set(pages)) == len(pages)


def test_a_ready_page_costs_three_queries(
    study_session, note, member, login, shelf, django_assert_num_queries
):
    browser = login(member)
    seen(browser, study_session)
    with django_assert_num_queries(READY):
        seen(browser, study_session)


def test_a_page_that_is_open_asks_for_news_with_three_queries(
    study_session, note, member, facilitator, login, shelf, django_assert_num_queries
):
    browser, address = login(member), url("read_margin", study_session)
    version = re.search(r'data-version="(\w+)"', browser.get(address).content.decode())[1]
    with django_assert_num_queries(READY):
        assert browser.get(address, {"since": version}).status_code == 204
    note.settle(by=facilitator)
    assert browser.get(address, {"since": version}).status_code == 200


def test_a_guest_who_is_removed_meets_no_ready_page(
    study_session, guest, facilitator, login, shelf
):
    browser = login(guest)
    assert seen(browser, study_session)[1] == 200
    Attendance.objects.get(user=guest).remove(by=facilitator)
    assert seen(browser, study_session)[1] == 404


def test_each_person_has_a_page_of_their_own(study_session, member, guest, login, shelf):
    """In each layer; what one keeps for oneself is on no other page."""
    make_annotation(study_session, by=member, audience="private")
    for query in ("", "?layer=mine", "?layer=questions"):
        pages = {
            user: {seen(browser, study_session, query) for _ in range(2)}
            for user in (member, guest)
            for browser in [login(user)]
        }
        assert all(len(page) == 1 for page in pages.values())
        assert pages[member] != pages[guest]
    assert 'data-count="1"' not in seen(login(guest), study_session)[0]


def test_no_page_is_kept_where_others_notes_are_held_back(
    study_session, note, member, login, shelf
):
    """How long the answer takes does not tell that someone wrote, either."""
    study_session.gate = "after_own"
    study_session.save(update_fields=["gate"])
    browser = login(member)
    seen(browser, study_session)
    browser.get(url("read_margin", study_session))
    assert not shelf.things


@pytest.mark.parametrize("query", ["?layer=earlier", "?go=99"])
def test_some_pages_are_made_each_time(study_session, member, login, shelf, query):
    seen(login(member), study_session, query)
    assert not shelf.things


def test_no_page_is_kept_of_a_draft(circle, reading, facilitator, login, shelf):
    seen(login(facilitator), make_study_session(circle, reading=reading, state="draft"))
    assert not shelf.things


# The shelf


def test_the_shelf_holds_so_much_and_drops_what_was_asked_for_longest_ago():
    pages = {name: Page(name * 1000) for name in "abc"}
    shelf = Shelf(most=2 * pages["a"].size + 10)
    shelf.put(("a",), (1,), pages["a"])
    shelf.put(("b",), (1,), pages["b"])
    assert shelf.find(("a",), (1,)) is pages["a"]
    shelf.put(("c",), (1,), pages["c"])
    assert [shelf.find((name,), (1,)) for name in "abc"] == [pages["a"], None, pages["c"]]
    assert shelf.find(("a",), (2,)) is None


def test_a_newer_page_takes_the_place_of_the_old():
    page = Page("words" * 1000)
    shelf = Shelf(most=page.size + 10)
    for stamp in range(5):
        shelf.put(("a",), (stamp,), page)
    assert shelf.find(("a",), (4,)) is page
