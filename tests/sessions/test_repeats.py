"""The event loop gives an answer again while it is the right one, and leaves everything else to Django."""

import asyncio
import gzip
import re
from dataclasses import dataclass

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from config.asgi import Application
from sessions import repeats
from sessions.models import Attendance
from sessions.ready import Shelf
from sessions.stretches import END
from tests.builders import make_annotation, make_study_session
from tests.pages import url
from tests.sessions.test_canaries import without_tokens

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 30  # and no answer comes any more
CSRF = "csrftoken=" + "c" * 32


@dataclass
class Answer:
    status: int
    headers: dict[bytes, bytes]
    body: bytes
    by_django: bool

    @property
    def page(self) -> str:
        return gzip.decompress(self.body).decode()


class House:
    """The whole application, asked as uvicorn asks it; each `ask` has an event loop of its own."""

    def __init__(self) -> None:
        self.app = Application()
        self.asked_django = 0
        pages = self.app.pages

        async def counted(scope, receive, send):
            self.asked_django += 1
            await pages(scope, receive, send)

        self.app.pages = counted

    def ask(self, path: str, *cookies: str, **headers: str) -> Answer:
        return self.ask_at_once(path, cookies, **headers)[0]

    def ask_at_once(self, path: str, cookies, **headers: str) -> list[Answer]:
        async def all_of_them():
            answers = await asyncio.gather(*(self._ask(path, each, headers) for each in cookies))
            await self.app.repeats.close()
            return answers

        return asyncio.run(asyncio.wait_for(all_of_them(), SECONDS))

    async def _ask(self, path: str, cookie: str, headers: dict[str, str]) -> Answer:
        path, _, query = path.partition("?")
        given = {"host": "testserver", "accept-encoding": "gzip", "cookie": cookie} | headers
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "http_version": "1.1",
            "path": path,
            "query_string": query.encode(),
            "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
        }
        sent, before = [], self.asked_django

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await self.app(scope, receive, send)
        body = b"".join(message.get("body", b"") for message in sent[1:])
        headers = dict(sent[0]["headers"])
        return Answer(sent[0]["status"], headers, body, self.asked_django > before)


@pytest.fixture
def house(monkeypatch):
    monkeypatch.setattr(repeats, "KEPT", Shelf())
    return House()


@pytest.fixture
def cookie(login):
    def cookie(user) -> str:
        return f"sessionid={login(user).cookies['sessionid'].value}; {CSRF}"

    return cookie


def version(answer: Answer) -> str:
    return re.search(r'data-version="([\w-]+)"', answer.page)[1]


def test_the_second_time_a_page_needs_no_django(house, cookie, study_session, member):
    address, mine = url("read", study_session), cookie(member)
    first, second = house.ask(address, mine), house.ask(address, mine)
    assert (first.by_django, second.by_django) == (True, False)
    assert second.status == first.status == 200
    assert without_tokens(second.page) == without_tokens(first.page)
    keys = [{key for _token, key in END.findall(each.page.encode())} for each in (first, second)]
    assert keys[0] & keys[1] <= {b""}
    told = [
        {k: v for k, v in each.headers.items() if k not in {b"content-length", b"set-cookie"}}
        for each in (first, second)
    ]
    assert told[0] == told[1]
    assert int(second.headers[b"content-length"]) == len(second.body)
    assert b"set-cookie" not in second.headers


def test_a_page_that_is_open_hears_that_nothing_is_new(
    house, cookie, study_session, member, facilitator
):
    mine = cookie(member)
    margin = url("read_margin", study_session)
    since = f"{margin}?since={version(house.ask(margin, mine))}"
    answers = [house.ask(since, mine) for _ in range(2)]
    assert [(each.status, each.by_django) for each in answers] == [(204, True), (204, False)]
    make_annotation(study_session, by=facilitator, body="What is new.")
    assert house.ask(since, mine).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"accept_language": "fr"},
        {"accept_encoding": "identity"},
        {"host": "127.0.0.1"},
        {"hx_request": "true"},
        {"x_anything": "else"},
    ],
    ids=lambda headers: "".join(headers),
)
def test_another_request_is_another_matter(house, cookie, study_session, member, headers):
    address, mine = url("read", study_session), cookie(member)
    house.ask(address, mine)
    assert house.ask(address, mine, **headers).by_django
    assert not house.ask(address, mine, user_agent="Another").by_django


def sign_out(member, study_session, lead):
    Session.objects.all().delete()


def sign_in_ends(member, study_session, lead):
    Session.objects.update(expire_date=timezone.now())


def say_something_once(member, study_session, lead):
    row = Session.objects.get()
    row.session_data = row.session_data[:]
    row.save()


def be_removed(guest, study_session, lead):
    Attendance.objects.get(user=guest).remove(by=lead)


def lose_the_account(member, study_session, lead):
    type(member).objects.update(is_active=False)


ENDS = {
    sign_out: 302,
    sign_in_ends: 302,
    say_something_once: 200,
    be_removed: 404,
    lose_the_account: 302,
}


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_who_may_no_longer_read_gets_nothing_again(
    house, cookie, study_session, guest, facilitator, end
):
    address, mine = url("read", study_session), cookie(guest)
    house.ask(address, mine)
    assert not house.ask(address, mine).by_django
    end(guest, study_session, facilitator)
    answer = house.ask(address, mine)
    assert (answer.status, answer.by_django) == (ENDS[end], True)


def test_each_person_and_each_browser_asks_for_itself(
    house, cookie, study_session, member, facilitator
):
    make_annotation(study_session, by=member, body="For me alone", audience="private")
    address = url("read", study_session)
    browsers = [cookie(member), cookie(member), cookie(facilitator)]
    before = [house.ask(address, each) for each in browsers]
    assert all(each.by_django for each in before)
    again = house.ask_at_once(address, browsers)
    assert not any(each.by_django for each in again)
    assert [without_tokens(each.page) for each in again] == [
        without_tokens(each.page) for each in before
    ]
    assert without_tokens(again[0].page) != without_tokens(again[2].page)


def test_all_who_wait_are_asked_for_at_once(house, cookie, study_session, member, monkeypatch):
    address, mine = url("read", study_session), cookie(member)
    house.ask(address, mine)
    asked, execute = [], psycopg.AsyncConnection.execute

    async def counted(self, query, *params, **how):
        if query == repeats.STAMPS:
            _sessions, people, _sign_ins = params[0]
            asked.append(people.count(",") + 1)
        return await execute(self, query, *params, **how)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", counted)
    answers = house.ask_at_once(address, [mine] * 10)
    assert not any(each.by_django for each in answers)
    assert asked == [10]


@pytest.mark.parametrize("error", [psycopg.OperationalError, ConnectionError, TypeError])
def test_django_answers_when_the_database_does_not(
    house, cookie, study_session, member, monkeypatch, error
):
    address, mine = url("read", study_session), cookie(member)
    house.ask(address, mine)

    async def fail():
        raise error("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(repeats, "_connect", fail)
        assert house.ask(address, mine).by_django
    assert house.ask(address, mine).by_django  # for a while it is not asked again


def test_after_a_minute_django_is_asked_again(house, cookie, study_session, member, monkeypatch):
    address, mine = url("read", study_session), cookie(member)
    house.ask(address, mine)
    later = repeats.monotonic() + repeats.SECONDS
    monkeypatch.setattr(repeats, "monotonic", lambda: later)
    assert house.ask(address, mine).by_django


def test_nothing_is_kept_where_others_notes_are_held_back(house, cookie, study_session, member):
    """How long the answer takes does not tell that someone wrote, either."""
    study_session.gate = "after_own"
    study_session.save(update_fields=["gate"])
    mine, margin = cookie(member), url("read_margin", study_session)
    house.ask(url("read", study_session), mine)
    house.ask(f"{margin}?since={version(house.ask(margin, mine))}", mine)
    assert not repeats.KEPT.things


def test_nothing_is_kept_of_a_draft(house, cookie, circle, reading, facilitator):
    draft = make_study_session(circle, reading=reading, state="draft")
    house.ask(url("read", draft), cookie(facilitator))
    assert not repeats.KEPT.things
