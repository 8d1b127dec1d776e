"""Gates: others' words show at once, or only after one's own. One rule for the margin and for questions."""

from uuid import uuid4

import pytest
from django.urls import reverse

from readings.people.models import Membership
from sessions.margin import Margin
from sessions.models import (
    Annotation,
    Change,
    Contribution,
    Gate,
    PlanChange,
    Prompt,
    Reply,
    StudySession,
)
from sessions.models.plans import replan
from sessions.models.undo import undo
from sessions.viewer import MemberViewer, Viewer
from tests.builders import make_annotation, make_answer, make_study_session, make_user
from tests.pages import text
from tests.sessions.test_canaries import without_tokens

NOT_YET = "What the others write in the text shows once you have shared a note of your own."
PRESSED = {"open_gates": "on"}


@pytest.fixture
def gated(study_session):
    """Its margin shows after one's own note, its first question after one's own answer."""
    study_session.gate = Gate.AFTER_OWN
    study_session.save(update_fields=["gate"])
    Prompt.objects.filter(pk=first(study_session).pk).update(beforehand=True)
    return study_session


def first(study_session):
    return Prompt.objects.in_session(study_session).in_order().first()


def page(name, study_session, *args):
    return reverse(f"sessions:{name}", args=[study_session.pk, *args])


def bodies(user):
    words = Contribution.objects.visible_to(Viewer(user)).live()
    return set(words.values_list("body", flat=True))


def write_both(study_session, *, by, body):
    return [
        make_annotation(study_session, by=by, body=f"{body} in the margin"),
        make_answer(first(study_session), by=by, body=f"{body} as an answer"),
    ]


@pytest.mark.parametrize(
    ("gate", "beforehand", "holds"),
    [
        ("", False, False),
        ("", True, True),
        (Gate.AT_ONCE, True, False),
        (Gate.AFTER_OWN, False, True),
    ],
)
def test_questions_asked_beforehand_have_a_gate_unless_it_is_said_otherwise(
    study_session, member, guest, gate, beforehand, holds
):
    prompt = first(study_session)
    Prompt.objects.filter(pk=prompt.pk).update(gate=gate, beforehand=beforehand)
    make_answer(prompt, by=member, body="An answer")
    assert bodies(guest) == (set() if holds else {"An answer"})
    prompt = Prompt.objects.select_related("study_session").get(pk=prompt.pk)
    assert prompt.has_gate == holds
    assert Prompt.objects.gated().filter(pk=prompt.pk).exists() == holds


def test_each_gate_is_passed_by_its_own_words(gated, member, guest):
    note, answer = write_both(gated, by=member, body="Mo")
    for parent in (note, answer):
        Reply.write(by=member, key=uuid4(), parent=parent, body=f"Reply to {parent.kind}")
    assert bodies(guest) == set()
    make_answer(first(gated), by=guest, body="Mine")
    assert bodies(guest) == {"Mine", "Mo as an answer", "Reply to answer"}
    make_annotation(gated, by=guest, body="Mine, too")
    assert bodies(guest) == bodies(member)


def test_what_one_keeps_for_oneself_passes_no_gate_until_it_is_shared(gated, member, guest, login):
    make_annotation(gated, by=member, body="Mo's note")
    own = make_annotation(gated, by=guest, body="Mine", audience="private")
    assert bodies(guest) == {"Mine"}
    place = {"at": gated.edition.blocks.get(number=1).start}
    share = reverse("sessions:share", args=[own.pk])
    answer = text(login(guest).post(share, place, headers={"HX-Request": "true"}))
    assert "Mo's note" in answer
    assert NOT_YET not in answer


def test_passed_stays_passed_when_the_words_are_deleted(gated, member, guest):
    write_both(gated, by=member, body="Mo")
    for words in write_both(gated, by=guest, body="Gus"):
        words.erase()
    assert bodies(guest) == {"Mo in the margin", "Mo as an answer"}


def test_facilitators_pass_every_gate_and_nobody_passes_private(gated, facilitator, member, guest):
    make_annotation(gated, by=member, body="For myself", audience="private")
    write_both(gated, by=member, body="Mo")
    assert bodies(facilitator) == {"Mo in the margin", "Mo as an answer"}
    make_annotation(gated, by=guest, body="Gus")
    assert "For myself" not in bodies(guest)
    gated.circle.memberships.filter(user=facilitator).update(role=Membership.Role.MEMBER)
    assert bodies(facilitator) == set()


def test_gate_of_one_session_holds_in_no_other(gated, circle, reading, member, guest):
    other = make_study_session(circle, reading=reading)
    other.admit(guest)
    make_annotation(other, by=member, body="Elsewhere")
    make_annotation(gated, by=member, body="Here")
    assert bodies(guest) == {"Elsewhere"}
    make_annotation(other, by=guest, body="Mine")
    assert "Here" not in bodies(guest)


@pytest.mark.parametrize("state", ["open", "running", "ended"])
def test_before_it_is_passed_no_byte_tells_what_the_others_do(gated, member, guest, login, state):
    """Neither words nor counts, strip or version: nor that something was written at all."""
    if state != "open":
        gated.start()
    if state == "ended":
        gated.end()
    make_annotation(gated, by=guest, body="For myself", audience="private")
    browser, prompt = login(guest), first(gated)
    block = gated.edition.blocks.get(number=1)
    addresses = [
        *(page(name, gated) for name in ("detail", "now", "read", "read_margin", "questions")),
        *(page(name, gated) for name in ("passages", "recap")),
        *(page(name, gated, prompt.pk) for name in ("answer", "others")),
        page("talk", gated, block.start),
    ]
    browser.post(page("here", gated))

    def seen():
        return {url: without_tokens(browser.get(url).content.decode()) for url in addresses}

    before = seen()
    for words in write_both(gated, by=member, body="Mo"):
        Reply.write(by=member, key=uuid4(), parent=words, body="A reply")
    Annotation.objects.get(body="Mo in the margin").react("thanks", by=make_user("Someone"))
    assert seen() == before


def test_held_back_page_waits_quietly_and_follows_when_the_gate_is_passed(
    gated, member, guest, login
):
    gated.start()
    browser, prompt = login(guest), first(gated)
    version = browser.get(gated.get_absolute_url()).context["question"].version
    others = page("others", gated, prompt.pk)
    margin = browser.get(page("read", gated)).context["margin"].version
    write_both(gated, by=member, body="Mo")
    assert browser.get(others, {"since": version}).status_code == 204
    assert browser.get(page("read_margin", gated), {"since": margin}).status_code == 204
    write_both(gated, by=guest, body="Gus")
    assert "Mo as an answer" in text(browser.get(others, {"since": version}))
    assert '"notes-' in browser.get(page("read_margin", gated), {"since": margin}).content.decode()


def test_more_time_reaches_those_whose_answers_are_held_back(gated, guest, login):
    gated.start()
    browser, prompt = login(guest), first(gated)
    version = browser.get(gated.get_absolute_url()).context["question"].version
    gated.extend(5, on=gated.agenda_items.running().get().pk, given=0)
    answer = text(browser.get(page("others", gated, prompt.pk), {"since": version}))
    assert 'id="until" hx-swap-oob="true"' in answer


def test_writing_shows_the_others_in_the_same_answer(gated, member, guest, login):
    write_both(gated, by=member, body="Mo")
    browser, prompt = login(guest), first(gated)
    url = page("answer", gated, prompt.pk)
    assert "They show once you have shared your own." in text(browser.get(url))
    sent = {"key": uuid4(), "body": "Gus answers"}
    answer = text(browser.post(url, sent, headers={"HX-Request": "true"}))
    assert "Mo as an answer" in answer
    assert "They show once" not in answer
    block = gated.edition.blocks.get(number=1)
    assert NOT_YET in text(browser.get(page("talk", gated, block.start)))
    sent = {
        "key": uuid4(),
        "body": "Gus notes",
        "tag": "comment",
        "audience": "circle",
        "edition": gated.edition.pk,
        "at": block.start,
        "start": block.start,
        "end": block.end,
        "exact": block.text,
    }
    talk = text(browser.post(page("annotate", gated), sent, headers={"HX-Request": "true"}))
    assert "Mo in the margin" in talk
    assert NOT_YET not in talk


def test_a_member_as_shown_on_the_plan_has_written_nothing(gated, member):
    write_both(gated, by=member, body="Mo")
    viewer = MemberViewer(gated)
    assert not Contribution.objects.visible_to(viewer).exists()
    assert Margin(viewer, gated).is_held_back


# Setting it


def test_the_plan_sets_the_gate_of_the_margin_and_can_undo_it(study_session, facilitator, login):
    browser = login(facilitator)
    form = browser.get(page("plan", study_session)).context["details_form"]
    assert "Facilitators see every shared note at once." in text(
        browser.get(page("plan", study_session))
    )
    values = {name: form[name].value() for name in form.fields} | {"gate": Gate.AFTER_OWN}
    browser.post(page("plan_save", study_session), values)
    study_session.refresh_from_db()
    assert study_session.has_gate
    del values["gate"]  # a page from before there were gates
    browser.post(page("plan_save", study_session), values | {"version": study_session.version})
    study_session.refresh_from_db()
    assert study_session.has_gate
    change = PlanChange.objects.get()
    PlanChange.undo(study_session, change=change.pk)
    study_session.refresh_from_db()
    assert not study_session.has_gate


def test_the_plan_sets_the_gate_of_a_question(study_session, facilitator, login):
    browser = login(facilitator)
    step = study_session.agenda_items.first()
    sent = {"version": 1, "title": "Talk", "minutes": 10, "question": "Why?", "gate": "after_own"}
    browser.post(page("step_save", study_session, step.pk), sent)
    prompt = Prompt.objects.get(agenda_item=step)
    assert prompt.gate == Gate.AFTER_OWN
    plan = browser.get(page("plan", study_session))
    assert plan.context["steps"][0].form["gate"].value() == Gate.AFTER_OWN
    refused = browser.post(
        page("step_save", study_session, step.pk), sent | {"version": 2, "gate": "never"}
    )
    assert refused.status_code == 422


def test_undoing_a_change_from_before_there_were_gates(study_session, facilitator):
    replan(study_session, by=facilitator, version=study_session.version, place="The hall")
    change = PlanChange.objects.get()
    del change.before["details"]["gate"]
    change.save()
    PlanChange.undo(study_session, change=change.pk)
    study_session.refresh_from_db()
    assert study_session.place == ""


# Closing


def test_closing_opens_the_gates_if_it_is_ticked(gated, facilitator, member, guest, login):
    write_both(gated, by=member, body="Mo")
    gated.start()
    gated.end()
    run = text(login(facilitator).get(page("run", gated)))
    assert "Show everything to those, too, who have not written their own" in run
    login(facilitator).post(page("close", gated), PRESSED)
    gated.refresh_from_db()
    assert gated.is_closed
    assert bodies(guest) == {"Mo in the margin", "Mo as an answer"}


def test_closing_without_the_tick_leaves_them_as_they_are(gated, facilitator, member, guest, login):
    write_both(gated, by=member, body="Mo")
    gated.start()
    gated.end()
    login(facilitator).post(page("close", gated))
    assert bodies(guest) == set()
    asked = text(login(guest).get(page("questions", gated)))
    assert "The others’ answers are shown to those who answered." in asked
    read = text(login(guest).get(page("read", gated)))
    assert "is shown to those who shared a note of their own." in read


def test_undoing_the_closing_takes_the_opening_back(gated, facilitator, member, guest):
    write_both(gated, by=member, body="Mo")
    gated.start()
    gated.end()
    gated.close(by=facilitator, open_gates=True)
    assert undo(Change.objects.get(kind=Change.Kind.CLOSE), by=facilitator)
    gated = StudySession.objects.get(pk=gated.pk)
    assert (gated.is_closed, gated.gates_opened_at) == (False, None)
    assert bodies(guest) == set()


def test_without_a_gate_closing_asks_nothing(study_session, facilitator, login):
    study_session.start()
    study_session.end()
    assert "open_gates" not in text(login(facilitator).get(page("run", study_session)))


def test_gates_cost_no_query(gated, member, guest, django_assert_num_queries):
    write_both(gated, by=member, body="Mo")
    viewer, prompt = Viewer(guest), first(gated)
    with django_assert_num_queries(2):
        assert viewer.session_ids == {gated.pk}
        assert viewer.margins_held_back == {gated.pk}
        assert viewer.answers_held_back == {prompt.pk}
