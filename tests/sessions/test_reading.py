import json
import re
from itertools import batched
from uuid import uuid4

import pytest
from django.urls import reverse

from readings.models import Passage
from sessions.models import Annotation, AssignedReading, Contribution, Prompt, Reply
from tests.builders import make_annotation, make_circle, make_reading, make_study_session, make_user
from tests.pages import HTMX


def read_url(study_session):
    return reverse("sessions:read", args=[study_session.pk])


def block_of(study_session, number):
    return study_session.edition.blocks.get(number=number)


def talk_url(study_session, number=1):
    return reverse("sessions:talk", args=[study_session.pk, block_of(study_session, number).start])


def annotate_url(study_session):
    return reverse("sessions:annotate", args=[study_session.pk])


def words_on(study_session, number=1, **changes) -> dict:
    """What the form sends for a whole paragraph."""
    block = block_of(study_session, number)
    return {
        "key": uuid4(),
        "edition": study_session.edition.pk,
        "at": block.start,
        "start": block.start,
        "end": block.end,
        "exact": block.text,
        "tag": "comment",
        "body": "Slowly, then.",
        "audience": "circle",
    } | changes


def page(client, study_session) -> str:
    response = client.get(read_url(study_session))
    assert response.status_code == 200
    return response.content.decode()


def marks_in(html: str) -> list:
    """The stretches that are painted: start, end, paint."""
    packed = re.search(r'<script type="application/json">(.*?)</script>', html, re.S)[1]
    marks = []
    for paint, numbers in json.loads(packed).items():
        start = 0
        for gap, length in batched(numbers, 2, strict=True):
            start += gap
            marks.append([start, start + length, paint])
    return marks


# The page


def test_guest_reads_the_text_through_the_session(study_session, guest, login):
    html = page(login(guest), study_session)
    assert "A text read aloud belongs to the room for a while." in html
    assert "2 people can see what you share here" in html


@pytest.mark.parametrize("name", ["read", "read_margin"])
def test_outsider_finds_no_text(study_session, outsider, login, name):
    response = login(outsider).get(reverse(f"sessions:{name}", args=[study_session.pk]))
    assert response.status_code == 404


def test_session_without_a_text_says_so(circle, member, login):
    assert "No text has been chosen" in page(login(member), make_study_session(circle))


def test_number_leads_to_the_talk_and_says_how_many_notes(study_session, member, login):
    make_annotation(study_session, by=member, paragraph=2)
    make_annotation(study_session, by=member, paragraph=2, audience="private")
    html = page(login(member), study_session)
    assert f'href="{talk_url(study_session, 2)}" data-number="2"' in html
    assert html.count('aria-label="Paragraph 2, 2 notes"') == 2  # the number and the line below
    assert 'aria-label="Paragraph 1"' in html


def test_note_across_paragraphs_counts_at_each(study_session, member, login):
    first, second = block_of(study_session, 1), block_of(study_session, 2)
    make_annotation(study_session, by=member, start=first.start + 2, end=second.start + 8)
    html = page(login(member), study_session)
    assert 'aria-label="Paragraph 1, 1 note"' in html
    assert 'aria-label="Paragraph 2, 1 note"' in html
    assert marks_in(html) == [[first.start + 2, second.start + 8, "own-comment"]]


def test_replies_count_and_deleted_notes_without_any_do_not(
    study_session, member, facilitator, login
):
    answered = make_annotation(study_session, by=member, paragraph=1)
    Reply.write(by=facilitator, key=uuid4(), parent=answered, body="Indeed")
    make_annotation(study_session, by=member, paragraph=2).erase()
    answered.erase()
    html = page(login(member), study_session)
    assert 'aria-label="Paragraph 1, 1 note, 1 new"' in html
    assert 'aria-label="Paragraph 2"' in html


def test_sections_that_are_not_set_are_folded(study_session, member, login):
    AssignedReading.objects.filter(study_session=study_session).update(sections=[1])
    html = page(login(member), study_session)
    folds = re.findall(r'<details class="reading__fold"><summary>(.*?)</summary>', html, re.S)
    assert len(folds) == 1
    assert "On reading aloud" in folds[0]
    assert "not for this time, about 1 minute" in folds[0]
    assert "1 minute to read for this session" in html
    begin = re.search(r'<a href="#(\w+)">Begin with “On asking”</a>', html)
    assert f'id="{begin[1]}"' in html
    AssignedReading.objects.filter(study_session=study_session).update(sections=[0])
    assert "Begin with" not in page(login(member), study_session)


def test_question_stands_at_its_passage_once_it_is_asked(study_session, member, login):
    block = block_of(study_session, 2)
    prompt = Prompt.objects.earliest("pk")
    prompt.passage = Passage.pin(study_session.edition, block.start, block.end)
    prompt.save()
    client = login(member)
    assert prompt.text not in page(client, study_session)
    study_session.start()
    assert re.search(
        rf'id="notes-{block.start}"></div><aside[^>]*>.*?{re.escape(prompt.text)}',
        page(client, study_session),
    )


def test_what_is_written_elsewhere_shows_nowhere_here(circle, reading, member, facilitator, login):
    """The same text in another session of the circle, and in another circle; private words of others."""
    here = make_study_session(circle, reading=reading)
    make_annotation(make_study_session(circle, reading=reading), by=member, body="CANARY-session")
    reading.circle, reading.listed_at = None, reading.created_at
    reading.save()
    other = make_circle(facilitator=make_user(), members=[member])
    make_annotation(make_study_session(other, reading=reading), by=member, body="CANARY-circle")
    make_annotation(here, by=facilitator, body="CANARY-private", audience="private")
    client = login(member)
    for url in [read_url(here), talk_url(here), reverse("sessions:read_margin", args=[here.pk])]:
        html = client.get(url).content.decode()
        assert "CANARY" not in html
        assert "1 note" not in html
    assert marks_in(page(client, here)) == []


@pytest.mark.parametrize("notes", [1, 3, 40])
def test_page_makes_as_many_queries_with_any_number_of_notes(
    study_session, member, login, django_assert_num_queries, notes
):
    for _each in range(notes):
        make_annotation(study_session, by=member)
    client = login(member)
    with django_assert_num_queries(12):  # one for the text, which is read once
        page(client, study_session)


def test_margin_answers_only_when_something_happened(study_session, member, login):
    client = login(member)
    url = reverse("sessions:read_margin", args=[study_session.pk])
    last = re.search(r'data-version="(\w+)"', page(client, study_session))[1]
    assert client.get(url, {"since": last}).status_code == 204
    make_annotation(study_session, by=member)
    html = client.get(url, {"since": last}).content.decode()
    block = block_of(study_session, 1)
    assert marks_in(html) == [[block.start, block.end, "own-comment"]]
    assert "<template><div class=" in html


def test_strip_counts_people_not_notes(study_session, member, facilitator, guest, login):
    """Whoever wrote or replied; what one keeps for oneself is no talk."""
    note = make_annotation(study_session, by=member, paragraph=2)
    make_annotation(study_session, by=member, paragraph=2)
    Reply.write(by=facilitator, key=uuid4(), parent=note, body="And")
    make_annotation(study_session, by=guest, paragraph=3, audience="private")
    html = page(login(guest), study_session)
    places = re.findall(r'href="(#p\d)" data-place="\d+">¶ \d</a> <span[^>]*>(\d \w+)<', html)
    assert places == [("#p2", "2 people")]
    assert html.count("strip__talk--2") == 1


# The talk


def test_talk_shows_threads_of_its_block(study_session, member, facilitator, guest, login):
    note = make_annotation(study_session, by=member, body="Why slowly?", tag="question")
    Reply.write(by=facilitator, key=uuid4(), parent=note, body="Why not?")
    make_annotation(study_session, by=member, paragraph=2, body="Elsewhere")
    html = login(guest).get(talk_url(study_session)).content.decode()
    assert "Why slowly?" in html
    assert "Why not?" in html
    assert "Elsewhere" not in html
    assert "<html" in html


def test_talk_comes_as_a_fragment_too(study_session, member, login):
    html = login(member).get(talk_url(study_session), headers=HTMX).content.decode()
    assert "<html" not in html
    assert "Share with 1 person, and those who join later" in html


def test_no_talk_where_no_block_starts(study_session, member, login):
    url = reverse("sessions:talk", args=[study_session.pk, 3])
    assert login(member).get(url).status_code == 404


@pytest.mark.parametrize("notes", [1, 3])
def test_talk_makes_as_many_queries_with_any_number_of_notes(
    study_session, member, login, django_assert_num_queries, notes
):
    for _each in range(notes):
        note = make_annotation(study_session, by=member)
        Reply.write(by=member, key=uuid4(), parent=note, body="And")
    client, url = login(member), talk_url(study_session)
    with django_assert_num_queries(11):
        client.get(url)


def test_deleted_words_keep_their_thread(study_session, member, facilitator, login):
    note = make_annotation(study_session, by=member, body="Gone")
    Reply.write(by=facilitator, key=uuid4(), parent=note, body="Still here")
    note.erase()
    html = login(facilitator).get(talk_url(study_session)).content.decode()
    assert "These words were deleted by their author." in html
    assert "Still here" in html
    assert "Mo Member" not in html


# Writing


def test_annotating_keeps_the_words_and_leads_to_them(study_session, guest, login):
    response = login(guest).post(annotate_url(study_session), words_on(study_session))
    note = Annotation.objects.get()
    assert response.url == f"{talk_url(study_session)}#c{note.pk}"
    assert (note.author, note.body, note.tag, note.audience) == (
        guest,
        "Slowly, then.",
        "comment",
        "circle",
    )
    assert note.passage.exact == block_of(study_session, 1).text


def test_annotating_comes_back_as_the_talk(study_session, member, login):
    data = words_on(study_session, audience="private", tag="question")
    response = login(member).post(annotate_url(study_session), data, headers=HTMX)
    html = response.content.decode()
    assert "Kept. Only you see it." in html
    assert "Slowly, then." in html
    assert str(data["key"]) not in html


def test_annotating_asks_the_database_little(
    study_session, member, facilitator, login, django_assert_num_queries
):
    make_annotation(study_session, by=facilitator)
    browser, url = login(member), annotate_url(study_session)
    browser.post(
        url, words_on(study_session), headers=HTMX
    )  # reads the text, which stays in memory
    words = words_on(study_session)
    # To get there, what is to be done whole, and the talk with it.
    with django_assert_num_queries(7 + 1 + 5 + 1 + 3):
        browser.post(url, words, headers=HTMX)


def test_same_key_annotates_once(study_session, member, login):
    data, client = words_on(study_session), login(member)
    first = client.post(annotate_url(study_session), data)
    assert client.post(annotate_url(study_session), data).url == first.url
    assert Annotation.objects.count() == 1


def test_same_key_with_other_words_is_refused_with_the_words(study_session, member, login):
    data, client = words_on(study_session), login(member)
    client.post(annotate_url(study_session), data)
    response = client.post(annotate_url(study_session), data | {"body": "Other words"})
    assert response.status_code == 422
    assert "Other words</textarea>" in response.content.decode()
    assert str(data["key"]) not in response.content.decode()


def test_words_across_blocks_and_beyond_the_basic_plane(study_session, member, login):
    """Offsets are code points, and a browser sends the line end between blocks as CRLF."""
    last, first = block_of(study_session, 4), block_of(study_session, 3)
    text = study_session.edition.text.text
    start, end = first.start + 3, last.end - 3
    data = words_on(
        study_session, 3, start=start, end=end, exact=text[start:end].replace("\n", "\r\n")
    )
    login(member).post(annotate_url(study_session), data)
    assert Passage.objects.get().exact == text[start:end]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"body": "   "}, "There are no words here yet."),
        ({"tag": "rant"}, "rant"),
        ({"audience": ""}, "Press one of the two buttons"),
        ({"audience": "everybody"}, "everybody"),
        ({"body": "x" * 10_001}, "10000"),
    ],
)
def test_bad_input_keeps_the_text_and_saves_nothing(study_session, member, login, changes, said):
    data = words_on(study_session) | changes
    response = login(member).post(annotate_url(study_session), data)
    html = response.content.decode()
    assert response.status_code == 422
    assert said in html
    assert data["body"].strip() in html
    assert not Contribution.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"exact": "other words"}, {"end": 10_000_000}, {"start": 1}, {"edition": 0}],
)
def test_words_that_are_not_there_are_refused_with_the_text_kept(
    study_session, member, login, changes
):
    response = login(member).post(annotate_url(study_session), words_on(study_session) | changes)
    html = response.content.decode()
    assert response.status_code == 409
    assert "no longer the one on your screen" in html
    assert "Slowly, then.</textarea>" in html
    assert not Passage.objects.exists()


def test_edition_of_another_reading_is_refused(circle, study_session, member, login):
    other = make_reading(circle, title="Another")
    data = words_on(study_session, edition=other.edition.pk)
    assert login(member).post(annotate_url(study_session), data).status_code == 409
    assert not Passage.objects.exists()


def test_closed_session_gives_the_words_back(study_session, member, login):
    study_session.start()
    study_session.close()
    client = login(member)
    response = client.post(annotate_url(study_session), words_on(study_session))
    html = response.content.decode()
    assert response.status_code == 409
    assert "The session was closed before your words arrived." in html
    assert "Slowly, then.</textarea>" in html
    assert not Contribution.objects.exists()
    assert "nothing can be added" in client.get(talk_url(study_session)).content.decode()


def test_nobody_writes_in_a_draft(circle, reading, facilitator, login):
    draft = make_study_session(circle, reading=reading, state="draft")
    client = login(facilitator)
    assert client.post(annotate_url(draft), words_on(draft)).status_code == 403
    assert "Writing begins when" in client.get(talk_url(draft)).content.decode()


def test_outsider_cannot_annotate(study_session, outsider, login):
    response = login(outsider).post(annotate_url(study_session), words_on(study_session))
    assert response.status_code == 404
    assert not Contribution.objects.exists()


def test_annotating_is_a_post(study_session, member, login):
    assert login(member).get(annotate_url(study_session)).status_code == 405
    assert login(member).post(talk_url(study_session)).status_code == 405


# Marking for oneself, and choosing other words


def test_mark_needs_no_words_and_nobody_else_sees_it(study_session, member, guest, login):
    response = login(member).post(
        reverse("sessions:mark", args=[study_session.pk]), words_on(study_session), headers=HTMX
    )
    note = Annotation.objects.get()
    assert (note.body, note.tag, note.audience) == ("", "", "private")
    assert "Marked. Only you see it." in response.content.decode()
    assert note.passage.exact == block_of(study_session, 1).text
    assert marks_in(page(login(guest), study_session)) == []


def test_keeping_nothing_for_oneself_is_a_mark(study_session, member, login):
    data = words_on(study_session, body=" ", audience="private")
    login(member).post(annotate_url(study_session), data)
    assert Annotation.objects.get().is_mark


def test_mark_with_words_becomes_a_comment_that_can_be_shared(study_session, member, login):
    client = login(member)
    client.post(reverse("sessions:mark", args=[study_session.pk]), words_on(study_session))
    mark = Annotation.objects.get()
    mark.share()
    mark.refresh_from_db()
    assert mark.is_private
    edit = reverse("sessions:contribution_edit", args=[mark.pk])
    client.post(edit, {"body": "Now I know why", "version": mark.version})
    mark.refresh_from_db()
    assert (mark.tag, mark.edited_at) == ("comment", None)
    mark.share()
    mark.refresh_from_db()
    assert not mark.is_private


def choose_url(note):
    return reverse("sessions:choose", args=[note.pk])


def test_choosing_other_words_moves_the_note(study_session, member, login):
    note = make_annotation(study_session, by=member)
    data = words_on(study_session, 2, version=note.version)
    response = login(member).post(choose_url(note), data)
    assert response.url == f"{talk_url(study_session, 2)}#c{note.pk}"
    assert Passage.objects.get().exact == block_of(study_session, 2).text
    assert Annotation.objects.get().version == note.version + 1


@pytest.mark.parametrize("changes", [{"version": 7}, {"exact": "other words"}, {"edition": 0}])
def test_note_stays_where_the_words_are_not_the_ones_chosen(study_session, member, login, changes):
    note = make_annotation(study_session, by=member)
    data = words_on(study_session, 2, version=note.version) | changes
    response = login(member).post(choose_url(note), data, headers=HTMX)
    assert response.status_code == 409
    assert "It stays where it was" in response.content.decode()
    assert Passage.objects.get().exact == block_of(study_session, 1).text


def test_nobody_moves_the_note_of_another(study_session, member, facilitator, login):
    note = make_annotation(study_session, by=member)
    data = words_on(study_session, 2, version=note.version)
    assert login(facilitator).post(choose_url(note), data).status_code == 403


# Sharing later, and the way to one's words


def share_url(note):
    return reverse("sessions:share", args=[note.pk])


def test_private_words_can_be_shared_later(study_session, member, guest, login):
    note = make_annotation(study_session, by=member, body="After all", audience="private")
    assert "After all" not in login(guest).get(talk_url(study_session)).content.decode()
    response = login(member).post(share_url(note), {"at": block_of(study_session, 1).start})
    assert response.url == f"{talk_url(study_session)}#c{note.pk}"
    assert "After all" in login(guest).get(talk_url(study_session)).content.decode()


def test_nobody_shares_the_words_of_another(study_session, member, facilitator, login):
    note = make_annotation(study_session, by=member, audience="private")
    assert login(facilitator).post(share_url(note)).status_code == 404
    note.refresh_from_db()
    assert note.is_private


def test_sharing_is_refused_once_closed(study_session, member, login):
    note = make_annotation(study_session, by=member, audience="private")
    study_session.close()
    assert login(member).post(share_url(note)).status_code == 403
    note.refresh_from_db()
    assert note.is_private


def note_url(words):
    return reverse("sessions:annotation", args=[words.study_session_id, words.pk])


def test_address_of_a_note_leads_to_its_talk(study_session, member, guest, login):
    note = make_annotation(study_session, by=member, paragraph=3)
    reply = Reply.write(by=member, key=uuid4(), parent=note, body="And")
    client = login(guest)
    for words in (note, reply):
        assert client.get(note_url(words)).url == f"{talk_url(study_session, 3)}#c{words.pk}"


def test_address_of_words_without_a_place_leads_to_the_text(study_session, member, login):
    note = make_annotation(study_session, by=member)
    note.erase()
    assert login(member).get(note_url(note)).url == read_url(study_session)


def test_address_of_private_words_leads_others_nowhere(study_session, member, guest, login):
    note = make_annotation(study_session, by=member, audience="private")
    assert login(guest).get(note_url(note)).status_code == 404


def test_page_of_a_talk_names_its_paragraph(study_session, member, login):
    html = login(member).get(talk_url(study_session, 2)).content.decode()
    assert "Write about ¶ 2" in html
    assert f'href="{read_url(study_session)}#p2"' in html


# The way to a paragraph


def test_number_of_a_paragraph_leads_there(study_session, member, login):
    client, url = login(member), read_url(study_session)
    assert client.get(url, {"go": "4"}).url == f"{url}#p4"


@pytest.mark.parametrize("number", ["99", "0", "", "four", "9" * 5000])
def test_number_that_is_not_there_is_said_to_be_missing(study_session, member, login, number):
    html = login(member).get(read_url(study_session), {"go": number}).content.decode()
    assert "There is no paragraph with this number here. The last one is 5." in html


@pytest.mark.parametrize("at", ["", "x", "-1", "9" * 5000])
def test_nonsense_for_the_open_block_is_refused_with_the_words(study_session, member, login, at):
    response = login(member).post(annotate_url(study_session), words_on(study_session, at=at))
    assert response.status_code == 422
    assert "Slowly, then.</textarea>" in response.content.decode()


@pytest.mark.parametrize(
    ("language", "title", "runs"),
    [("ar", "Words", "rtl"), ("en", "نص", "ltr"), ("", "«نص", "rtl"), ("", "A text", "ltr")],
)
def test_page_runs_as_its_text_does(circle, member, login, language, title, runs):
    reading = make_reading(circle, title=title, language=language)
    study_session = make_study_session(circle, reading=reading)
    html = page(login(member), study_session)
    assert f'class="reading reading--margin" lang="{language}" dir="{runs}"' in html
