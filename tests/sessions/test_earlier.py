"""Earlier sessions of a circle on the same text: to be read in a later one, and brought up again."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from readings.models import Placement
from sessions.models import Annotation, Draft, Reply
from tests.builders import (
    make_annotation,
    make_circle,
    make_reading,
    make_study_session,
    make_user,
)
from tests.pages import HTMX
from tests.sessions.test_reading import block_of, marks_in, read_url, talk_url

EARLIER = {"layer": "earlier"}
LAST_MAY = timezone.now().replace(year=2026, month=5, day=12, hour=12)


@pytest.fixture
def earlier(circle, reading):
    """Met on the same text before, and is over."""
    return make_study_session(
        circle, reading=reading, state="ended", title="The first evening", starts_at=LAST_MAY
    )


@pytest.fixture
def note(earlier, facilitator):
    return make_annotation(earlier, by=facilitator, body="CANARY-note", tag="question")


def margin(client, study_session, **more):
    url = reverse("sessions:read_margin", args=[study_session.pk])
    return client.get(url, EARLIER | more)


def all_pages(client, study_session):
    """Text, margin and talk as they are with earlier sessions."""
    pages = [read_url(study_session), reverse("sessions:read_margin", args=[study_session.pk])]
    pages += [talk_url(study_session, number) for number in (1, 2)]
    return "".join(client.get(page, EARLIER).content.decode() for page in pages)


# Reading what was written earlier


def test_earlier_notes_stand_where_their_words_are(study_session, member, login, note):
    client = login(member)
    html = client.get(read_url(study_session), EARLIER).content.decode()
    block = block_of(study_session, 1)
    assert marks_in(html) == [[block.start, block.end, "earlier"]]
    assert html.count('aria-label="Paragraph 1, 1 note"') == 2
    talk = client.get(talk_url(study_session), EARLIER).content.decode()
    assert "From the session of 12 May 2026" in talk
    assert "The first evening" in talk
    assert "CANARY-note" in talk
    assert 'data-count="1"' in talk


def test_they_stand_beside_those_of_this_session(study_session, member, login, note):
    make_annotation(study_session, by=member, body="Today")
    html = all_pages(login(member), study_session)
    assert [paint for _start, _end, paint in marks_in(html)] == ["earlier", "own-comment"]
    assert "2 notes" in html
    assert html.index("Today") < html.index("CANARY-note")


@pytest.mark.parametrize("layer", ["session", "mine", "questions", "off"])
def test_other_layers_know_nothing_of_them(study_session, facilitator, login, note, layer):
    client = login(facilitator)
    for page in (read_url(study_session), talk_url(study_session)):
        html = client.get(page, {"layer": layer}).content.decode()
        assert "CANARY" not in html
        assert "1 note" not in html


def test_the_layer_is_offered_where_there_is_something_to_read(
    study_session, member, login, earlier, facilitator
):
    client = login(member)
    offer = 'id="layer-earlier"'
    assert offer not in client.get(read_url(study_session)).content.decode()
    make_annotation(earlier, by=facilitator, audience="private")
    assert offer not in client.get(read_url(study_session)).content.decode()
    make_annotation(earlier, by=facilitator)
    assert offer in client.get(read_url(study_session)).content.decode()


def test_earlier_notes_are_read_only(study_session, facilitator, login, note):
    """Even for their author, who facilitates."""
    Reply.write(by=facilitator, key=uuid4(), parent=note, body="And")
    html = login(facilitator).get(talk_url(study_session), EARLIER).content.decode()
    article = re.search(rf'<article [^>]* id="c{note.pk}".*?</article>', html, re.S)[0]
    forms = re.findall(r'action="([^"]*)"', article)
    assert forms == [f"{bring_up_url(study_session, note)}?layer=earlier"]
    assert "/edit/" not in article


@pytest.mark.parametrize("commands", [[], ["start"], ["start", "end"], ["start", "end", "close"]])
def test_earlier_is_what_is_over(circle, reading, facilitator, login, commands):
    before = make_study_session(circle, reading=reading, starts_at=LAST_MAY)
    make_annotation(before, by=facilitator, body="CANARY")
    for command in commands:
        getattr(before, command)()
    today = make_study_session(circle, reading=reading)
    assert ("CANARY" in all_pages(login(facilitator), today)) == ("end" in commands)


def test_a_later_session_is_not_earlier(circle, reading, study_session, facilitator, login):
    later = make_study_session(
        circle, reading=reading, state="ended", starts_at=timezone.now() + timedelta(days=9)
    )
    make_annotation(later, by=facilitator, body="CANARY")
    assert "CANARY" not in all_pages(login(facilitator), study_session)


# Whom they reach


def test_only_the_same_circle_on_the_same_text(circle, study_session, reading, member, login):
    reading.circle, reading.listed_at = None, timezone.now()
    reading.save()
    other_circle = make_circle(facilitator=make_user(), members=[member])
    other = make_study_session(other_circle, reading=reading, state="ended", starts_at=LAST_MAY)
    other_text = make_study_session(
        circle, reading=make_reading(circle), state="ended", starts_at=LAST_MAY
    )
    for before in (other, other_text):
        make_annotation(before, by=member, body="CANARY")
    assert "CANARY" not in all_pages(login(member), study_session)


def test_guest_of_this_session_meets_nothing_of_the_others(study_session, guest, login, note):
    client = login(guest)
    before = client.get(read_url(study_session), EARLIER).content.decode()
    assert 'id="layer-earlier"' not in before
    html = all_pages(client, study_session)
    assert "CANARY" not in html
    assert "The first evening" not in html
    assert "1 note" not in html
    assert bring_up(client, study_session, note).status_code == 404


def test_private_hidden_and_deleted_words_stay_so(
    study_session, earlier, member, facilitator, login
):
    make_annotation(earlier, by=facilitator, body="CANARY-private", audience="private")
    hidden = make_annotation(earlier, by=facilitator, body="CANARY-hidden")
    hidden.hide(by=facilitator, reason="CANARY-reason")
    make_annotation(earlier, by=facilitator, body="CANARY-deleted").erase()
    make_annotation(earlier, by=member, body="Still there", paragraph=2)
    html = all_pages(login(member), study_session)
    assert "CANARY" not in html
    assert len(marks_in(html)) == 1
    html = all_pages(login(facilitator), study_session)
    assert "CANARY-private" in html
    assert "CANARY-deleted" not in html


def test_a_gate_of_the_earlier_session_still_holds(study_session, earlier, member, login, note):
    earlier.gate = "after_own"
    earlier.save(update_fields=["gate"])
    client = login(member)
    assert "CANARY" not in all_pages(client, study_session)
    version = re.search(r'data-version="(\w+)"', margin(client, study_session).content.decode())[1]
    Reply.write(by=note.author, key=uuid4(), parent=note, body="CANARY-more")
    assert margin(client, study_session, since=version).status_code == 204
    make_annotation(earlier, by=member, body="My own, at last")
    assert "CANARY-note" in all_pages(client, study_session)


def test_margin_comes_anew_when_something_earlier_changed(study_session, member, login, note):
    client = login(member)
    version = re.search(r'data-version="(\w+)"', margin(client, study_session).content.decode())[1]
    assert margin(client, study_session, since=version).status_code == 204
    note.erase()
    assert marks_in(margin(client, study_session, since=version).content.decode()) == []


def test_words_that_are_not_in_the_text_of_today_stand_nowhere(
    study_session, member, login, note, reading
):
    Placement.objects.filter(passage=note.passage).update(start=None, end=None, status="removed")
    assert "CANARY" not in all_pages(login(member), study_session)


def test_words_stand_where_the_edition_of_today_has_them(
    study_session, member, login, note, reading
):
    block = block_of(study_session, 2)
    Placement.objects.filter(passage=note.passage).update(start=block.start, end=block.end)
    html = login(member).get(read_url(study_session), EARLIER).content.decode()
    assert marks_in(html) == [[block.start, block.end, "earlier"]]


@pytest.mark.parametrize("many", [1, 3])
def test_any_number_of_earlier_sessions_costs_the_same(
    circle, reading, study_session, facilitator, login, django_assert_num_queries, many
):
    for _each in range(many):
        before = make_study_session(circle, reading=reading, state="ended", starts_at=LAST_MAY)
        note = make_annotation(before, by=facilitator)
        Reply.write(by=facilitator, key=uuid4(), parent=note, body="And")
        write_again(study_session, note, by=facilitator)
    client, talk = login(facilitator), talk_url(study_session)
    with django_assert_num_queries(11):
        client.get(read_url(study_session), EARLIER)
    with django_assert_num_queries(12):
        client.get(talk, EARLIER)


# Bringing up again


def bring_up_url(study_session, note):
    return reverse("sessions:bring_up", args=[study_session.pk, note.pk])


def words_again(study_session, **changes):
    return {
        "key": uuid4(),
        "edition": study_session.edition.pk,
        "at": block_of(study_session, 1).start,
        "tag": "comment",
        "body": "I still wonder",
        "audience": "circle",
    } | changes


def bring_up(client, study_session, note, layer="?layer=earlier", headers=None, **changes):
    url = bring_up_url(study_session, note) + layer
    return client.post(url, words_again(study_session, **changes), headers=headers)


def write_again(study_session, note, *, by, body="I still wonder", **fields):
    placed = note.passage.placements.get(edition=study_session.edition)
    return make_annotation(
        study_session, by=by, body=body, start=placed.start, end=placed.end, earlier=note, **fields
    )


def test_bringing_up_makes_a_note_of_today_on_the_same_words(study_session, member, login, note):
    client = login(member)
    response = bring_up(client, study_session, note)
    again = Annotation.objects.get(study_session=study_session)
    assert (again.earlier_id, again.body, again.author) == (note.pk, "I still wonder", member)
    assert again.passage.exact == note.passage.exact
    assert again.passage_id != note.passage_id
    assert "I still wonder" in client.get(response.url).content.decode()
    note.refresh_from_db()
    assert (note.body, note.version) == ("CANARY-note", 1)


def test_the_new_thread_quotes_the_earlier_one(study_session, member, login, note):
    html = bring_up(login(member), study_session, note, headers=HTMX).content.decode()
    again = Annotation.objects.get(study_session=study_session)
    thread = re.search(rf'<article [^>]* id="c{again.pk}".*?</article>', html, re.S)[0]
    assert "Shared." in html
    assert "From the session of 12 May 2026" in thread
    assert "CANARY-note" in thread
    assert "Fay Facilitator" in thread
    html = login(member).get(talk_url(study_session)).content.decode()
    assert "CANARY-note" in html


def test_by_passage_quotes_it_too(study_session, member, guest, login, note):
    write_again(study_session, note, by=member)
    passages = reverse("sessions:passages", args=[study_session.pk])
    html = login(member).get(passages).content.decode()
    assert "CANARY-note" in html
    assert "From the session of 12 May 2026" in html
    html = login(guest).get(passages).content.decode()
    assert "I still wonder" in html
    assert "CANARY" not in html


def test_the_quotation_is_for_those_who_may_read_the_earlier_one(
    study_session, member, facilitator, guest, login, note
):
    write_again(study_session, note, by=member)
    html = login(guest).get(talk_url(study_session)).content.decode()
    assert "I still wonder" in html
    assert "CANARY" not in html
    assert "The first evening" not in html
    assert "From the session of" not in html
    assert str(note.pk) not in re.findall(r"/notes/(\d+)/", html)
    assert "CANARY-note" in login(member).get(talk_url(study_session)).content.decode()


@pytest.mark.parametrize("gone", ["erase", "hide"])
def test_the_quotation_goes_with_the_earlier_words(
    study_session, member, facilitator, login, note, gone
):
    write_again(study_session, note, by=member)
    note.erase() if gone == "erase" else note.hide(by=facilitator, reason="CANARY-reason")
    html = login(member).get(talk_url(study_session)).content.decode()
    assert "I still wonder" in html
    assert "CANARY" not in html
    assert "From the session of" not in html


def test_a_private_note_of_ones_own_is_quoted_to_oneself_alone(
    study_session, earlier, member, facilitator, login
):
    private = make_annotation(earlier, by=member, body="CANARY", audience="private")
    assert bring_up(login(member), study_session, private).status_code == 302
    assert "CANARY" in login(member).get(talk_url(study_session)).content.decode()
    html = login(facilitator).get(talk_url(study_session)).content.decode()
    assert "I still wonder" in html
    assert "CANARY" not in html
    assert bring_up(login(facilitator), study_session, private).status_code == 404


def test_same_key_brings_up_once(study_session, member, login, note):
    client, key = login(member), uuid4()
    first = bring_up(client, study_session, note, key=key)
    assert bring_up(client, study_session, note, key=key).url == first.url
    assert Annotation.objects.filter(study_session=study_session).count() == 1
    other = bring_up(client, study_session, note, key=key, body="Other words")
    assert other.status_code == 422
    assert "Other words</textarea>" in other.content.decode()


@pytest.mark.parametrize("layer", ["", "?layer=earlier", "?layer=off"])
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"body": "  "}, 422),
        ({"body": "", "audience": "private"}, 422),
        ({"audience": ""}, 422),
        ({"tag": "rant"}, 422),
        ({"edition": 0}, 409),
    ],
)
def test_what_is_refused_stays_in_its_open_box(
    study_session, member, login, note, layer, changes, status
):
    response = bring_up(login(member), study_session, note, layer=layer, **changes)
    html = response.content.decode()
    assert response.status_code == status
    assert re.search(r'<details class="fold thread__answer" open>', html)
    if changes.get("body", "x").strip():
        assert "I still wonder</textarea>" in html
    assert not Annotation.objects.filter(study_session=study_session).exists()


def test_closed_session_gives_the_words_back(study_session, member, login, note):
    study_session.start()
    study_session.close()
    response = bring_up(login(member), study_session, note)
    assert response.status_code == 409
    assert "I still wonder</textarea>" in response.content.decode()
    assert (
        "Bring up again" not in login(member).get(talk_url(study_session), EARLIER).content.decode()
    )


def test_only_what_is_earlier_is_brought_up(circle, study_session, member, facilitator, login):
    today = make_annotation(study_session, by=facilitator)
    elsewhere = make_study_session(circle, reading=make_reading(circle), state="ended")
    other = make_annotation(elsewhere, by=facilitator)
    for one in (today, other):
        assert bring_up(login(member), study_session, one).status_code == 404
    assert Annotation.objects.count() == 2


def test_bringing_up_passes_a_gate_as_any_note_does(study_session, member, login, note):
    study_session.gate = "after_own"
    study_session.save(update_fields=["gate"])
    make_annotation(study_session, by=note.author, body="Held back till now")
    html = bring_up(login(member), study_session, note, headers=HTMX).content.decode()
    assert "Held back till now" in html


def test_address_of_bringing_up_leads_to_its_box(study_session, member, outsider, login, note):
    client = login(member)
    there = client.get(bring_up_url(study_session, note)).url
    assert there.startswith(f"{talk_url(study_session)}?layer=earlier")
    assert there.endswith(f"#c{note.pk}")
    assert "Bring up again" in client.get(there).content.decode()
    assert bring_up(login(outsider), study_session, note).status_code == 404


def test_someone_erased_leaves_no_quotation_behind(study_session, member, login, note):
    """The earlier row is gone with its author's account."""
    again = write_again(study_session, note, by=member)
    passage = note.passage
    note.delete()
    passage.delete()
    again.refresh_from_db()
    assert again.earlier_id is None
    assert "From the session of" not in login(member).get(talk_url(study_session)).content.decode()


def test_what_is_typed_there_is_kept_as_a_draft(study_session, member, guest, login, note):
    client = login(member)
    data = {"slot": f"again:{study_session.pk}:{note.pk}", "key": uuid4(), "turn": 1, "version": 0}
    data |= {"body": "Not yet sent", "tag": "question"}
    save = reverse("sessions:draft_save")
    assert login(guest).post(save, data).status_code == 404
    assert client.post(save, data).status_code == 204
    there = Draft.objects.get().get_absolute_url()
    html = client.get(there, follow=True).content.decode()
    assert re.search(r'<details class="fold thread__answer" open>', html)
    assert "Not yet sent</textarea>" in html
    bring_up(client, study_session, note, body="Not yet sent", key=data["key"])
    assert not Draft.objects.exists()
