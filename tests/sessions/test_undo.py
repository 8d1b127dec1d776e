"""Every press at the desk of a meeting, and its undo: afterwards all is as it was."""

from uuid import uuid4

import pytest
from django.urls import reverse

from sessions.jobs import forget_changes
from sessions.models import (
    AgendaItem,
    Attendance,
    Change,
    Contribution,
    EventCount,
    Note,
    Prompt,
    Recap,
    StudySession,
)
from tests.builders import make_annotation, make_answer, make_step, make_study_session
from tests.pages import HTMX, text, url


@pytest.fixture
def client(login, facilitator):
    return login(facilitator)


def stands(study_session) -> dict:
    """All facts of a meeting's clock, to the microsecond."""
    facts = StudySession.objects.filter(pk=study_session.pk)
    return {
        "facts": facts.values("opened_at", "started_at", "ended_at", "closed_at").get(),
        "steps": list(AgendaItem.objects.filter(study_session=study_session).values()),
        "editions": list(study_session.assigned_readings.values("fixed_edition")),
        "came": set(Attendance.objects.filter(study_session=study_session).values_list("came_at")),
        "open": EventCount.objects.get(study_session=study_session).open,
    }


def on() -> AgendaItem | None:
    return AgendaItem.objects.running().first()


def coming(study_session) -> AgendaItem:
    return study_session.agenda_items.to_come().last()


CLOCK = [
    ("draft", "start", lambda s: {}),
    ("open", "start", lambda s: {}),
    ("open", "skip", lambda s: {"step": coming(s).pk, "skipped": "1"}),
    ("running", "unstart", lambda s: {}),
    ("running", "next", lambda s: {"step": on().pk}),
    ("running", "back", lambda s: {"step": on().pk}),
    ("running", "extend", lambda s: {"step": on().pk, "given": 5}),
    ("running", "extend", lambda s: {"step": on().pk, "given": 5, "less": "1"}),
    ("running", "skip", lambda s: {"step": coming(s).pk, "skipped": "1"}),
    ("running", "end", lambda s: {}),
    ("ended", "resume", lambda s: {}),
    ("ended", "close", lambda s: {}),
    ("closed", "reopen", lambda s: {}),
]


@pytest.fixture
def meeting(circle, reading, member):
    """In the state asked for; the second of four steps is on once it runs, with 5 minutes more."""

    def make(state: str) -> StudySession:
        study_session = make_study_session(circle, reading=reading, state="draft", steps=4)
        if state != "draft":
            study_session.open()
            study_session.see(member)
        if state not in {"draft", "open"}:
            study_session.start()
            study_session.next_step(on=on().pk)
            study_session.extend(5, on=on().pk, given=0)
        if state in {"ended", "closed"}:
            study_session.end()
        if state == "closed":
            study_session.close()
        return study_session

    return make


def press_undo(client, study_session, headers=None):
    change = Change.objects.latest("pk")
    data = {"change": change.pk}
    return client.post(url("undo", study_session), data, headers=headers or {})


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
@pytest.mark.parametrize(("state", "name", "data"), CLOCK)
def test_each_press_of_the_clock_and_its_undo(meeting, client, state, name, data, headers):
    study_session = meeting(state)
    before = stands(study_session)
    client.post(url(name, study_session), data(study_session), headers=headers)
    after = stands(study_session)
    assert after != before
    assert 'aria-label="Undo: ' in text(client.get(url("run", study_session)))
    press_undo(client, study_session, headers)
    assert stands(study_session) == before
    press_undo(client, study_session, headers)  # the undo was the wrong press
    again = stands(study_session)
    assert [again[part] for part in ("facts", "steps", "open")] == [
        after[part] for part in ("facts", "steps", "open")
    ]


def test_the_undo_of_a_start_leaves_open_what_people_use(meeting, client, member):
    draft = meeting("draft")
    client.post(url("start", draft))
    make_answer(Prompt.objects.in_order()[0], by=member)
    press_undo(client, draft)
    draft.refresh_from_db()
    assert draft.is_open


def test_steps_added_meanwhile_stay(meeting, client):
    running = meeting("running")
    client.post(url("next", running), {"step": on().pk})
    make_step(running, position=9, title="Just thought of")
    press_undo(client, running)
    assert running.agenda_items.filter(title="Just thought of").exists()
    assert on().position == 1


def test_an_older_press_is_not_undone_over_a_newer_one(meeting, client, facilitator):
    running = meeting("running")
    client.post(url("next", running), {"step": on().pk})
    older = Change.objects.get().pk
    running.extend(5, on=on().pk, given=0, by=facilitator)
    before = stands(running)
    response = client.post(url("undo", running), {"change": older}, follow=True)
    assert "had moved on already" in text(response)
    assert stands(running) == before


def test_undo_is_for_whoever_pressed(meeting, client, login, circle, member, outsider):
    running = meeting("running")
    client.post(url("next", running), {"step": on().pk})
    before = stands(running)
    data = {"change": Change.objects.get().pk}
    assert login(member).post(url("undo", running), data).status_code == 403
    assert login(outsider).post(url("undo", running), data).status_code == 404
    circle.memberships.filter(user=member).update(role="facilitator")
    assert "Undo: next step" not in text(login(member).get(url("run", running)))
    login(member).post(url("undo", running), data)
    assert stands(running) == before


def test_undo_stands_there_for_minutes_and_is_forgotten_in_a_day(meeting, client):
    running = meeting("running")
    client.post(url("next", running), {"step": on().pk})
    assert "Undo: next step" in text(client.get(url("run", running)))
    Change.objects.update(made_at=running.started_at.replace(year=2020))
    assert "Undo: next step" not in text(client.get(url("run", running)))
    forget_changes.func(timestamp=0)
    assert not Change.objects.exists()


# What the session keeps: notes, what is kept, the recap


@pytest.fixture
def noted(meeting, facilitator, member):
    """An action and a decision of the evening, kept words, a recap begun."""
    running = meeting("running")
    for kind, fields in [("action", {"owner": "Mo Member"}), ("decision", {})]:
        Note.write(
            by=facilitator, key=uuid4(), study_session=running, kind=kind, body=kind, **fields
        )
    Note.objects.get(kind="action").tick()
    make_annotation(running, by=member, body="well said").keep()
    Recap.edit(running, version=1, opening="Dear all", present=3, with_names=True)
    return running


def keeps(study_session) -> dict:
    notes = list(Note.objects.order_by("pk").values())
    for note in notes:
        del note["version"]  # counts saves, an undo among them
    return {
        "notes": notes,
        "kept": list(Contribution.objects.kept().values_list("body", flat=True)),
        "recap": Recap.objects.values("opening", "present", "with_names", "shared_by").get(),
        "shared": Recap.objects.get().is_shared,
    }


def note_url(name: str, kind: str = "action") -> str:
    return reverse(f"sessions:{name}", args=[Note.objects.get(kind=kind).pk])


def kept_url(name: str) -> str:
    return reverse(f"sessions:{name}", args=[Contribution.objects.kept().get().pk])


WORDS = {"key": uuid4(), "kind": "minutes", "body": "Typed in haste"}
CHANGED = {"kind": "decision", "body": "Changed", "version": 1}
NOTES = [
    ("run", lambda s: url("note_add", s), WORDS),
    ("run", lambda s: note_url("note_edit"), CHANGED),
    ("run", lambda s: note_url("note_delete"), {}),
    ("recap", lambda s: note_url("note_edit"), {**CHANGED, "then": "recap"}),
    ("recap", lambda s: note_url("note_delete"), {"then": "recap"}),
    ("recap", lambda s: kept_url("keep"), {"kept": "", "then": "recap"}),
    ("recap", lambda s: url("recap_share", s), {}),
]


@pytest.mark.parametrize(("where", "address", "data"), NOTES)
def test_what_is_noted_and_its_undo(noted, client, where, address, data):
    before = keeps(noted)
    client.post(address(noted), data)
    assert keeps(noted) != before
    assert "Undo" in text(client.get(url(where, noted)))
    change = Change.objects.latest("pk").pk
    client.post(url("undo", noted), {"change": change, "then": where})
    assert keeps(noted) == before


@pytest.mark.parametrize("then", ["run", "recap"])
def test_each_undo_of_a_note_can_be_undone(noted, client, then):
    before = keeps(noted)
    client.post(note_url("note_delete"), {"then": then})
    for stands in (before, None, before):
        data = {"change": Change.objects.latest("pk").pk, "then": then}
        client.post(url("undo", noted), data, headers=HTMX if then == "run" else {})
        assert keeps(noted) == stands if stands else Note.objects.count() == 1


def test_keep_pressed_again_is_its_own_undo(noted, client):
    before = keeps(noted)
    client.post(kept_url("keep"), {"kept": ""})
    words = Contribution.objects.get()
    client.post(reverse("sessions:keep", args=[words.pk]), {"kept": "1"})
    assert keeps(noted) == before


def test_a_recap_made_a_draft_again_is_shared_again(noted, client, facilitator):
    Recap.of(noted).share(by=facilitator)
    client.post(url("recap_unshare", noted))
    client.post(url("undo", noted), {"change": Change.objects.latest("pk").pk, "then": "recap"})
    assert Recap.objects.get().is_shared


def test_what_is_typed_in_several_saves_is_undone_in_one(noted, client):
    before = keeps(noted)
    for version, body in enumerate(["act", "acting", "acting now"], start=1):
        data = {"kind": "action", "owner": "Mo Member", "body": body, "version": version}
        client.post(note_url("note_edit"), data | {"then": "recap"}, headers=HTMX)
    client.post(
        note_url("note_edit"), data | {"then": "recap", "version": 4}, headers=HTMX
    )  # on blur
    client.post(url("undo", noted), {"change": Change.objects.latest("pk").pk, "then": "recap"})
    assert keeps(noted) == before


def test_what_someone_changed_since_stays(noted, client, circle, login, member):
    circle.memberships.filter(user=member).update(role="facilitator")
    client.post(note_url("note_edit"), CHANGED)
    change = Change.objects.latest("pk").pk
    note = Note.objects.get(body="Changed")
    other = {"kind": "decision", "body": "Hers", "version": note.version}
    login(member).post(reverse("sessions:note_edit", args=[note.pk]), other)
    response = client.post(url("undo", noted), {"change": change, "then": "recap"}, follow=True)
    assert "stays as it is now" in text(response)
    assert Note.objects.filter(body="Hers").exists()


def test_a_note_that_is_noted_knows_its_undo_at_once(noted, client):
    response = client.post(url("note_add", noted), WORDS | {"key": uuid4()}, headers=HTMX)
    assert "Noted." in text(response)
    assert f'name="change" value="{Change.objects.latest("pk").pk}"' in text(response)
