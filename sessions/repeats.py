"""Answers given again by the event loop itself: the page of a text, and that nothing on it is new.

Twenty pages that are open ask every few seconds, and nearly always nothing has changed. What Django answered
is remembered for a minute, whole: its headers and its page (ready.py). A request that is the same to the last
byte of its cookies, from someone who is still signed in, to whom the same stamp still applies
(models/stamps.py), gets it without a thread, a middleware or a view. Anything else is left to Django: another
header, a stamp that has changed, a database that does not answer.

Stamps are asked on one connection, for all who wait at once: whoever comes while it is busy is asked for
with the next.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from time import monotonic

import psycopg
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token

from .models.stamps import STAMPS, Stamp, Wanted, values
from .ready import A_LITTLE, Asked, Shelf
from .stretches import Page, Stream

logger = logging.getLogger(__name__)

NAME = "colloquy.repeats"  # of what a request is called here, in its ASGI scope
MOST_BYTES = 16 * 1024 * 1024
SECONDS = 60  # that Django is not asked for: a name of the site is known for as long
PATIENCE = 2  # seconds until Django is to see whether the database answers
PAUSE = 5  # seconds until it is asked here again
ONE_PLAN = "SET plan_cache_mode = force_generic_plan"  # to plan it takes twice as long as to answer
# Headers of a request that no answer depends on. Whatever is not named here makes another request of it.
INDIFFERENT = frozenset(
    b"accept cache-control connection dnt pragma priority referer save-data upgrade-insecure-requests"
    b" user-agent via x-forwarded-for x-real-ip sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform"
    b" sec-fetch-dest sec-fetch-mode sec-fetch-site sec-fetch-user sec-gpc".split()
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """An answer that may be given again."""

    wanted: Wanted
    stamp: Stamp
    until: float
    status: int
    headers: list[tuple[bytes, bytes]]  # but for how long the body is
    stream: Stream | None  # none if nothing is new

    @property
    def size(self) -> int:
        return A_LITTLE + (self.stream.size if self.stream else A_LITTLE)

    def body(self) -> bytes:
        return self.stream.bytes() if self.stream else b""


KEPT = Shelf(MOST_BYTES)


class RepeatsMiddleware:
    """Outside of all others: remembers what left the house."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        name = request.META.get("asgi.scope", {}).get(NAME)
        asked = getattr(request, "asked", None)
        if name and asked and asked.stamp.sign_in and _can_be_repeated(request, response, asked):
            KEPT.put(name, "", _repeat(request, response, asked))
        return response


def _can_be_repeated(request: HttpRequest, response: HttpResponse, asked: Asked) -> bool:
    if any(request.COOKIES.get(name) != it.value for name, it in response.cookies.items()):
        return False  # a cookie whose days are renewed is none that is new
    if isinstance(asked.thing, Page):
        return response.status_code == 200 and "Content-Encoding" in response.headers
    return bool(asked.thing) and response.status_code == 204


def _repeat(request: HttpRequest, response: HttpResponse, asked: Asked) -> Repeat:
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.headers.items()
        if name != "Content-Length"
    ]
    is_page = isinstance(asked.thing, Page)
    return Repeat(
        wanted=asked.wanted,
        stamp=asked.stamp,
        until=monotonic() + SECONDS,
        status=response.status_code,
        headers=headers,
        stream=Stream(asked.thing, get_token(request).encode()) if is_page else None,
    )


class Repeats:
    """The branch of the ASGI application."""

    def __init__(self) -> None:
        self.stamps = Stamps()

    async def answer(self, scope, send) -> bool:
        """Whether this request got its answer; if not, Django is to give one."""
        if scope["method"] != "GET":
            return False
        scope[NAME] = name = _name(scope)
        repeat = KEPT.find(name, "")
        if not repeat or repeat.until < monotonic():
            return False
        if await self.stamps.of(repeat.wanted) != repeat.stamp:
            return False
        body = repeat.body()
        headers = [*repeat.headers, (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": repeat.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})
        return True

    async def close(self) -> None:
        await self.stamps.close()


def _name(scope) -> tuple:
    """All of a request that an answer may depend on."""
    headers = [pair for pair in scope["headers"] if pair[0] not in INDIFFERENT]
    return scope["scheme"], scope["path"], scope["query_string"], *headers


class Stamps:
    """Stamps, asked in the event loop."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Wanted, asyncio.Future]] = []
        self._asking: asyncio.Task | None = None
        self._connection: psycopg.AsyncConnection | None = None
        self._pause_until = 0.0

    async def of(self, wanted: Wanted) -> Stamp | None:
        """None if the database does not answer."""
        if monotonic() < self._pause_until:
            return None
        answer = asyncio.get_running_loop().create_future()
        self._waiting.append((wanted, answer))
        if not self._asking or self._asking.done():
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        while self._waiting:
            together, self._waiting = self._waiting, []
            stamps = await self._ask([wanted for wanted, _answer in together])
            for (_wanted, answer), stamp in zip(together, stamps, strict=True):
                if not answer.done():  # or whoever asked has gone
                    answer.set_result(stamp)

    async def _ask(self, wanted: list[Wanted]) -> list[Stamp | None]:
        try:
            async with asyncio.timeout(PATIENCE):
                self._connection = self._connection or await _connect()
                found = await self._connection.execute(STAMPS, values(wanted), prepare=True)
                return [Stamp(*row) for row in await found.fetchall()]
        except Exception as error:  # whatever it is: those who wait get their answer from Django
            logger.warning("The database did not say whether pages have changed: %r", error)
            self._pause_until = monotonic() + PAUSE
            await self.close()
            return [None for _each in wanted]

    async def close(self) -> None:
        gone, self._connection = self._connection, None
        if gone:
            await gone.close()


async def _connect() -> psycopg.AsyncConnection:
    params = connection.get_connection_params() | {"cursor_factory": psycopg.AsyncRawCursor}
    connected = await psycopg.AsyncConnection.connect(**params, autocommit=True)
    await connected.execute(ONE_PLAN)
    return connected
