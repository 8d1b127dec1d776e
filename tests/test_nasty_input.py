"""Whatever is sent, wherever: an answer with a sentence, never a breakdown, and nothing half saved."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from readings.models import Import
from readings.people.models import Circle, User
from sessions.models import Contribution, Event, StudySession
from tests.test_addresses import FORM, TABLE, address_of, an_annotation, details

pytestmark = pytest.mark.django_db

NO_NUMBER = {"NUL": "a\x00b", "half a letter": b"\xed\xa0\x80"}
NASTY = NO_NUMBER | {"huge": 10**30, "past int": 2**31, "last day": "9999-12-31"}
POSTS = [name for name, rows in TABLE.items() if any(row.method == "POST" for row in rows)]
GONE_STEP = {"sessions:step_remove": 404, "sessions:step_save": 422}  # saved without a word
SHY = ("sessions:join", "sessions:home", "sessions:setup")  # where visitors write


def rows():
    """How many there are of all that people make."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select count(*) from study_sessions_contribution),"
            " (select count(*) from study_sessions_studysession),"
            " (select count(*) from study_sessions_agendaitem),"
            " (select count(*) from study_sessions_prompt), (select count(*) from readings_passage),"
            " (select count(*) from study_sessions_note), (select count(*) from readings_reading),"
            " (select count(*) from readings_import), (select count(*) from people_user),"
            " (select count(*) from people_receipt), (select count(*) from people_membership),"
            " (select count(*) from study_sessions_event)"
        )
        return cursor.fetchone()


def nasty_for(usual) -> dict:
    """Numbers and days where a number or a day may stand, which is also where nothing usually does."""
    is_word = isinstance(usual, str) and usual and not any(sign.isdecimal() for sign in usual)
    return NO_NUMBER if is_word else NASTY


@pytest.mark.parametrize("name", POSTS)
def test_whatever_is_posted(world, name):
    row = next(row for row in TABLE[name] if row.method == "POST")
    stage, before, wrong = world.stages["open"], rows(), []
    browser = world.browser("visitor" if name in SHY else "facilitator")
    for field, usual in {**row.data(world, stage), "next": "/"}.items():
        for what, value in nasty_for(usual).items():
            with world.undone():
                address = address_of(name, world, stage, row)
                data = row.data(world, stage) | {field: value}
                response = browser.post(address, urlencode(data), FORM)
                answer = response.status_code, response.headers.get("Location", "")
                kept = answer[0] < 400 or (not connection.needs_rollback and rows() == before)
            if answer[0] >= 500 or not kept or "evil" in answer[1] or "javascript" in answer[1]:
                wrong.append((field, what, *answer))
            if response.cookies:
                browser = world.browser("visitor" if name in SHY else "facilitator")
    assert wrong == []


@pytest.mark.parametrize("word", ["%00", "a%00b", "%ED%A0%80", "x" * 3000])
@pytest.mark.parametrize("place", ["circles/{}/", "circles/{}/people/", "join/{}/", "nowhere/{}"])
def test_words_in_addresses(world, place, word):
    answer = world.browser("facilitator").get("/" + place.format(word))
    assert answer.status_code == 404


def test_ids_that_no_row_can_have(world):
    """In every address that has one: as if there were no such thing."""
    stage, wrong = world.stages["running"], []
    browser = world.browser("facilitator")
    for name, lines in TABLE.items():
        row = lines[0]
        for argument in row.arguments(world, stage):
            if argument in {"token", "slug", "who"}:
                continue
            for number in (2**31, 10**30):
                with world.undone():
                    arguments = row.arguments(world, stage) | {argument: number}
                    address = reverse(name, kwargs=arguments)
                    send = browser.get if row.method == "GET" else browser.post
                    answer = send(address)
                gone = GONE_STEP.get(name, 409) if argument == "step_pk" else 404
                if answer.status_code not in {404, gone, 302 if argument == "step_pk" else 404}:
                    wrong.append((name, argument, number, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("what", ["page", "q", "go", "p", "since", "section", "guesses", "reading"])
def test_whatever_is_asked(world, what):
    stage = world.stages["running"].study_session
    pages = [
        *("/library/", "/me/", "/sessions/new/", world.circle.get_absolute_url()),
        *(world.reading.get_absolute_url(), world.draft_reading.get_review_url()),
        *(
            f"/sessions/{stage.pk}/{page}"
            for page in ("read/", "now/", "read/margin/", "run/live/")
        ),
    ]
    browser = world.browser("facilitator")
    for page in pages:
        for value in NASTY.values():
            answer = browser.get(f"{page}?{urlencode({what: value})}")
            assert answer.status_code in {200, 204, 302, 422}, (page, value)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/New_York"])
@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "3000-01-01", "9999-12-31"])
@pytest.mark.parametrize("time", ["00:00", "23:59"])
def test_a_day_out_of_this_world_is_refused_with_a_sentence(world, day, time, zone):
    """In UTC it would be no day at all, or its end would not be."""
    stage = world.stages["open"]
    browser = world.browser("facilitator")
    with world.undone():
        StudySession.objects.filter(pk=stage.study_session.pk).update(timezone=zone)
        Circle.objects.filter(pk=world.circle.pk).update(timezone=zone)
        data = details(world, stage) | {"day": day, "time": time, "minutes": 1440}
        saved = browser.post(f"/sessions/{stage.study_session.pk}/plan/details/", data)
        made = browser.post("/sessions/new/", data | {"key": uuid4(), "source": "later"})
        stage.study_session.refresh_from_db()
    for answer in (saved, made):
        assert answer.status_code == 422
        assert "Which year is that?" in answer.content.decode()
    assert stage.study_session.starts_at > datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    "where",
    [
        "nowhere",
        "a\x00b",
        "//evil.example",
        "https://evil.example",
        "javascript:1",
        "/\\evil",
    ],
)
def test_next_leads_to_a_page_of_ours_or_nowhere(world, where):
    words = world.stages["open"].words["shared"]
    browser = world.browser("facilitator")
    with world.undone():
        data = {"key": uuid4(), "body": "Words", "next": where}
        answer = browser.post(f"/contributions/{words.pk}/reply/", data)
    assert answer.status_code == 302
    assert answer.url.startswith(f"/sessions/{words.study_session_id}/")
    with world.undone():
        data = {"key": uuid4(), "text": "Some words.", "circle": world.circle.pk, "next": where}
        answer = browser.post("/library/add/", data)
        assert not Import.objects.exclude(next="").exists()
        assert answer.status_code == (422 if "\x00" in where else 302)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.txt", b""),
        ("picture.png", b"\x89PNG\r\n\x1a\n"),
        ("huge.txt", b"x" * (5 * 1024 * 1024)),
        ("book.epub", b"PK\x03\x04"),
    ],
)
def test_files_that_are_no_texts_are_refused_at_once(world, name, data):
    browser = world.browser("facilitator")
    file = SimpleUploadedFile(name, data)
    with world.undone():
        before = rows()
        answer = browser.post(
            "/library/add/", {"key": uuid4(), "circle": world.circle.pk, "file": file}
        )
        assert (answer.status_code, rows()) == (422, before)


@pytest.mark.parametrize(
    ("data", "reads"),
    [
        (b"caf\xe9 et th\xe9, \xe0 c\xf4t\xe9 de l'\xe9glise.", True),
        (b"word " * 200_000, True),
        (b"\x00\x01\x02\x03" * 500, False),
        (b" \n\t\n" * 20, False),
    ],
    ids=["old encoding", "a megabyte in one line", "binary", "only spaces"],
)
def test_odd_files_are_read_or_refused_with_a_sentence(world, data, reads):
    with world.undone():
        started = Import.begin(
            reading=world.draft_reading, by=world.people["facilitator"], data=data, name="a.txt"
        )
        started.read()
        started.refresh_from_db()
        assert (bool(started.edition_id), started.has_failed) == (reads, not reads)
        page = world.browser("facilitator").get(started.get_absolute_url())
        assert page.status_code == (302 if reads else 200)
        assert reads or str(started.refusal) in page.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("name", ["x" * 300, "🙂" * 300, "\u202e", "  ", "\x00", ""])
def test_names_that_are_none_make_nobody(world, name):
    link = world.stages["open"].invitation.get_absolute_url()
    with world.undone():
        before = User.objects.count()
        answer = world.browser("visitor").post(link, {"name": name, "key": uuid4()})
        assert (answer.status_code, User.objects.count()) == (422, before)


def test_what_one_keeps_for_oneself_is_no_event(world):
    """Its number in the session's log would tell the others that someone wrote."""
    stage = world.stages["running"]
    pk, browser = stage.study_session.pk, world.browser("member")
    with world.undone():
        before = list(Event.objects.values_list("pk"))
        polled = f"/sessions/{pk}/read/margin/"
        seen = {who: version_of(world.browser(who).get(polled)) for who in ("member", "guest")}
        browser.post(
            f"/sessions/{pk}/annotate/", an_annotation(world, stage) | {"audience": "private"}
        )
        mine = Contribution.objects.latest("pk")
        assert world.browser("member").get(polled, {"since": seen["member"]}).status_code == 200
        browser.post(f"/contributions/{mine.pk}/edit/", {"body": "Other words", "version": 1})
        mine.refresh_from_db()
        assert mine.body == "Other words"
        browser.post(f"/contributions/{mine.pk}/delete/")
        assert world.browser("guest").get(polled, {"since": seen["guest"]}).status_code == 204
        assert list(Event.objects.values_list("pk")) == before


def test_what_one_keeps_for_oneself_is_not_written_once_it_closed(world):
    stage = world.stages["closed"]
    browser = world.browser("member")
    with world.undone():
        data = an_annotation(world, stage) | {"audience": "private"}
        before = rows()
        answer = browser.post(f"/sessions/{stage.study_session.pk}/annotate/", data)
        assert (answer.status_code, rows()) == (409, before)


def version_of(response):
    return response.content.decode().split('data-version="')[1].split('"')[0]
