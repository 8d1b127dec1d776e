"""See it as a member: a member's page, word for word, on which nothing can be sent."""

import re

import pytest

from sessions.models import AgendaItem, Attendance, Event, Gate, Prompt
from sessions.models.plans import save_step
from tests.builders import make_annotation, make_answer, make_guest
from tests.pages import text, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer(study_session):
    """Someone who has written nothing."""
    user = make_guest("Nora")
    study_session.admit(user)
    return user


def room(page: str) -> str:
    """The member's part of a page, without what makes it live or belongs to one person."""
    room = re.search(r"(<dl class=\"facts\">|<section class=\"now\">).*(?=</main>)", page).group()
    live = (
        r"<say-here.*?</say-here>|<script.*?</script>|<template id=\"kept-words\".*?</template>"
        r"|<p class=\"[^\"]*room__about.*?</p>"
    )
    room = re.sub(live, "", room)
    room = re.sub(
        r'<input type="hidden"[^>]*>|</?(poll-fragment|fieldset)[^>]*>|data-\S+=\S+', "", room
    )
    room = re.sub(r'(<a[^>]*?)(?: hx-\S+="[^"]*")+', r"\1", room)
    room = room.replace(' role="link" aria-disabled="true"', "")
    room = re.sub(r'\s*href="[^"]*"', "", room)
    return re.sub(r'(action|hx-post)="[^"]*"|\s+', " ", room).strip()


@pytest.mark.parametrize("state", ["open", "running"])
def test_it_is_the_page_of_a_member(study_session, facilitator, newcomer, login, state):
    prompt = Prompt.objects.first()
    prompt.beforehand, prompt.gate = True, Gate.AT_ONCE
    prompt.save()
    make_answer(prompt, by=facilitator, body="What I think myself")
    if state == "running":
        study_session.start()
    theirs = room(text(login(newcomer).get(url("detail", study_session))))
    shown = room(text(login(facilitator).get(url("preview", study_session))))
    assert "What I think myself" in theirs
    assert shown == theirs


def test_nothing_can_be_sent_from_it(study_session, facilitator, login):
    study_session.start()
    page = text(login(facilitator).get(url("preview", study_session)))
    shown = page[page.index("<fieldset") :]
    assert shown.startswith('<fieldset class="preview__page" disabled>')
    assert page.count("<form") == shown[: shown.index("</fieldset>")].count("<form")
    assert "poll-fragment" not in page
    assert "say-here" not in page
    assert not Attendance.objects.filter(user=facilitator).exists()


def test_what_is_not_asked_yet_and_what_is_for_facilitators_is_not_there(
    study_session, facilitator, login
):
    step = AgendaItem.objects.last()
    step.study_session = study_session
    save_step(
        step, by=facilitator, version=1, title="Later", minutes=5, question="Secret?", note="Hush",
        span=(0, 16),
    )  # fmt: skip
    browser = login(facilitator)
    for page in ("preview", "preview_text"):
        shown = text(browser.get(url(page, study_session)))
        assert "Secret?" not in shown
        assert "Hush" not in shown
    assert "Later" in text(browser.get(url("preview", study_session)))


def test_the_text_has_the_counts_that_members_see(study_session, facilitator, member, login):
    make_annotation(study_session, by=member, body="Seen by all")
    make_annotation(study_session, by=facilitator, body="Mine alone", audience="private")
    page = text(login(facilitator).get(url("preview_text", study_session)))
    assert "A text read aloud belongs to the room" in page
    assert "1 note" in page
    assert "2 notes" not in page
    assert "<form" not in page


def test_a_draft_is_shown_as_it_will_be(study_session, facilitator, login):
    type(study_session).objects.update(opened_at=None)
    page = text(login(facilitator).get(url("preview", study_session)))
    assert "Opened now, it would look like this." in page
    assert not Event.objects.filter(kind="started").exists()


@pytest.mark.parametrize("state", ["open", "running", "ended", "closed"])
def test_its_links_stay_in_it(study_session, facilitator, member, login, state):
    """Who looks at it is a facilitator: the real pages would show what members do not see."""
    prompt = Prompt.objects.first()
    prompt.beforehand, prompt.gate = True, Gate.AT_ONCE
    prompt.save()
    make_annotation(study_session, by=member)
    if state != "open":
        study_session.start()
        make_answer(prompt, by=member)
        study_session.next_step(on=AgendaItem.objects.running().get().pk)
    if state in ("ended", "closed"):
        study_session.end()
    if state == "closed":
        study_session.close()
    browser = login(facilitator)
    allowed = {url(page, study_session) for page in ("preview", "preview_text", "calendar")}
    for name in ("preview", "preview_text"):
        page = text(browser.get(url(name, study_session)))
        start = page.index('aria-labelledby="preview"')
        shown = page[page.index("</section>", start) : page.index("</main>")]
        links = {found.partition("#")[0] for found in re.findall(r'<a[^>]* href="([^"]*)"', shown)}
        assert {link for link in links if link.startswith("/")} <= allowed
        assert not re.search(r"<a[^>]*hx-get", shown)


def test_it_asks_few_questions(study_session, facilitator, login, django_assert_max_num_queries):
    browser = login(facilitator)
    for name in ("preview", "preview_text"):
        with django_assert_max_num_queries(12):
            browser.get(url(name, study_session))
