from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from sessions.models import Event, Note, Recap, Stale
from tests.builders import make_guest, make_study_session
from tests.pages import HTMX, text


@pytest.fixture
def running(circle, reading):
    return make_study_session(circle, reading=reading, state="running")


@pytest.fixture
def client(login, facilitator):
    return login(facilitator)


@pytest.fixture
def note(running, facilitator):
    return write(running, facilitator)


def write(study_session, by, body="We begin earlier", kind="decision", **fields) -> Note:
    return Note.write(
        by=by, key=uuid4(), study_session=study_session, kind=kind, body=body, **fields
    )


def sent(**fields) -> dict:
    return {"key": uuid4(), "kind": "minutes", "body": "Words", **fields}


def add(client, study_session, headers=None, **fields):
    url = reverse("sessions:note_add", args=[study_session.pk])
    return client.post(url, sent(**fields), headers=headers or {})


def edit(client, note, **fields):
    fields = {"kind": "decision", "body": "Changed", "version": note.version, **fields}
    return client.post(reverse("sessions:note_edit", args=[note.pk]), fields)


def test_a_note_knows_its_step_and_leaves_an_event(running, client):
    response = add(client, running, kind="action", body="Call Ada", owner="Mo", due_on="2026-12-01")
    note = Note.objects.get()
    assert response.headers["Location"] == reverse("sessions:run", args=[running.pk])
    assert (note.kind, note.body, note.owner, note.due_on) == (
        "action",
        "Call Ada",
        "Mo",
        date(2026, 12, 1),
    )
    assert note.agenda_item == running.agenda_items.running().get()
    assert Event.objects.filter(kind="noted", object_id=note.pk).exists()


def test_sent_twice_it_is_noted_once(running, client):
    key = uuid4()
    for _ in range(2):
        assert add(client, running, key=key).status_code == 302
    assert Note.objects.count() == 1


def test_a_key_used_for_other_words_is_refused_and_the_words_stay(running, client):
    key = uuid4()
    add(client, running, key=key)
    response = add(client, running, HTMX, key=key, body="Other words")
    assert response.status_code == 422
    assert "Other words" in response.content.decode()
    assert str(key) not in response.content.decode()
    assert Note.objects.get().body == "Words"


def test_by_htmx_a_fresh_box_and_the_list_come_back(running, client):
    text = add(client, running, HTMX, body="Fresh words").content.decode()
    assert "<html" not in text
    assert 'id="note-box"' in text
    assert text.index('id="run-notes"') < text.index("Fresh words")


@pytest.mark.parametrize("headers", [{}, HTMX])
@pytest.mark.parametrize(
    "wrong", [{"body": "  "}, {"body": "x" * 10_001}, {"kind": "action", "due_on": "soonish"}]
)
def test_what_cannot_be_noted_is_said_and_kept(running, client, headers, wrong):
    response = add(client, running, headers, **{"owner": "Mo", **wrong})
    text = response.content.decode()
    assert response.status_code == 422
    assert "errorlist" in text
    assert 'value="Mo"' in text
    assert not Note.objects.exists()


def test_only_actions_keep_who_and_by_when(running, client):
    add(client, running, kind="decision", owner="Mo", due_on="soonish")
    assert (Note.objects.get().owner, Note.objects.get().due_on) == ("", None)


def test_notes_come_after_closing_too(circle, client):
    closed = make_study_session(circle, state="closed")
    add(client, closed, body="Afterthought")
    assert Note.objects.get().agenda_item is None


def test_edit(client, note, running):
    response = edit(client, note, kind="action", owner="Ada", due_on="2026-12-01")
    note.refresh_from_db()
    assert response.headers["Location"] == reverse("sessions:run", args=[running.pk])
    assert (note.kind, note.body, note.owner, note.version) == ("action", "Changed", "Ada", 2)


def test_edit_from_the_recap_leads_back_there(client, note, running):
    page = client.get(reverse("sessions:note_edit", args=[note.pk]), {"then": "recap"})
    assert 'name="then" value="recap"' in page.content.decode()
    response = edit(client, note, then="recap")
    assert response.headers["Location"] == reverse("sessions:recap", args=[running.pk])


def test_edit_of_an_older_version_shows_both(client, note):
    edit(client, note, body="First")
    response = edit(client, note, body="Second")
    text = response.content.decode()
    assert response.status_code == 409
    assert "First" in text
    assert "Second" in text
    assert 'name="version" value="2"' in text
    note.refresh_from_db()
    assert note.body == "First"


def test_edit_to_nothing_is_refused(client, note):
    assert edit(client, note, body=" ").status_code == 422
    note.refresh_from_db()
    assert note.body == "We begin earlier"


def test_stale_names_what_is_there_now(note):
    fields = {"kind": "minutes", "owner": "", "due_on": None}
    note.edit(version=1, body="two", **fields)
    with pytest.raises(Stale) as stale:
        note.edit(version=1, body="three", **fields)
    assert stale.value.current.body == "two"
    note.edit(version=1, body="two", **fields)  # arrived twice: the first answer was lost


def test_delete_only_once(client, note):
    url = reverse("sessions:note_delete", args=[note.pk])
    assert client.post(url).status_code == 302
    assert not Note.objects.exists()
    assert client.post(url).status_code == 404


@pytest.mark.parametrize("name", ["note_edit", "note_delete", "note_move"])
def test_others_do_not_touch_notes(note, running, login, member, outsider, name):
    url = reverse(f"sessions:{name}", args=[note.pk])
    assert login(outsider).post(url).status_code == 404
    assert login(member).post(url).status_code == 404
    Recap.of(running).share(by=note.author)  # now members may read it, not more
    assert login(member).post(url).status_code == 403
    note.refresh_from_db()
    assert note.body == "We begin earlier"


# Actions: whose they are, and when they are done


@pytest.fixture
def action(running, facilitator):
    return write(running, facilitator, "Book the hall", "action", owner=" mo member")


def tick(client, note, done="1", **data):
    return client.post(reverse("sessions:note_done", args=[note.pk]), {"done": done, **data})


def test_an_action_belongs_to_the_one_person_called_so(running, facilitator, action, member):
    assert action.owned_by == member
    assert write(running, facilitator, "x", "action", owner="All of us").owned_by is None
    running.admit(make_guest("Mo Member"))
    action.edit(version=1, kind="action", body="Book it", owner="Mo Member", due_on=None)
    assert action.owned_by is None


def test_its_owner_and_facilitators_say_that_it_is_done(
    running, action, login, member, client, guest
):
    running.admit(guest)
    running.end()
    running.close()
    assert tick(login(member), action).status_code == 404  # not out yet
    Recap.of(running).share(by=action.author)
    assert tick(login(guest), action).status_code == 403
    for browser, done in [(login(member), "1"), (client, "")]:
        assert tick(browser, action, done).status_code == 302
        action.refresh_from_db()
        assert action.is_done == bool(done)


def test_a_tick_by_htmx_answers_with_itself(action, client):
    address = reverse("sessions:note_done", args=[action.pk])
    answer = client.post(address, {"done": "1"}, headers=HTMX).content.decode()
    assert "<html" not in answer
    assert 'aria-pressed="true"' in answer


def test_only_actions_are_done(note):
    assert not note.tick()


def test_my_actions_stand_on_the_home_page(running, action, login, member, facilitator, outsider):
    mine, home = "My actions", reverse("sessions:home")
    assert mine not in text(login(member).get(home))
    Recap.of(running).share(by=facilitator)
    page = text(login(member).get(home))
    assert mine in page
    assert "Book the hall" in page
    assert mine not in text(login(facilitator).get(home))
    assert mine not in text(login(outsider).get(home))
    assert tick(login(member), action, next=home).headers["Location"] == home
    assert "Book the hall" in text(login(member).get(home))  # a tick can be taken away
    Note.objects.update(done_at=timezone.now() - timedelta(days=8))
    assert mine not in text(login(member).get(home))


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow(running, login, member, facilitator, rows, django_assert_num_queries):
    for number in range(rows):
        write(running, facilitator, f"Do {number}", "action", owner="Mo Member")
    Recap.of(running).share(by=facilitator)
    client = login(member)
    with django_assert_num_queries(9):
        client.get(reverse("sessions:home"))


def test_a_note_moves_among_its_like(running, facilitator):
    one, two, three = (write(running, facilitator, body) for body in ("one", "two", "three"))
    write(running, facilitator, "apart", "minutes")
    three.move(after=one.pk)
    assert bodies("decision") == ["one", "three", "two"]
    two.move(after=0)
    assert bodies("decision") == ["two", "one", "three"]
    write(running, facilitator, "four")
    assert bodies("decision") == ["two", "one", "three", "four"]


def bodies(kind):
    return list(Note.objects.filter(kind=kind).in_order().values_list("body", flat=True))
