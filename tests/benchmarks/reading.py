"""The server: a text's page, its margin, a talk, and notes posted, each beside its floor.

`uv run python -m tests.benchmarks.reading` takes a few minutes and writes JSON to stdout;
`--notes 0 1000 --seconds 2 --words 12000` makes it smaller.
"""

import argparse
import json
import random
import re
from functools import partial
from gzip import decompress
from uuid import uuid4

from . import room
from .asking import Asked, ask, get, post
from .serving import BODY, commits_a_second, make_tables, served

ROOMS = 8
WORKERS = 2  # for posts
ANEW = "?go=999999"  # such a page, which says that there is no such paragraph, is not kept ready
HTMX = {"HX_Request": "true"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--notes", type=int, nargs="*", default=[0, 100, 1000, 5000])
    parser.add_argument("--words", type=int, default=room.WORDS)
    parser.add_argument("--seconds", type=float, default=4)
    print(json.dumps(measured(**vars(parser.parse_args())), indent=2))


def measured(notes: list[int], words: int, seconds: float) -> dict:
    room.begin()
    make_tables()
    people = room.make_people()
    rooms = {many: room.make_room(people, words=words, notes=many) for many in notes}
    cookies = [room.cookies(user) for user in people]
    return {
        "clients": len(people),
        "words": words,
        "page": {many: page(rooms[many], cookies, seconds) for many in notes},
        "page_made_anew": {many: page(rooms[many], cookies, seconds, ANEW) for many in notes},
        "nothing_new": {many: nothing_new(rooms[many], cookies, seconds) for many in notes},
        "margin": {many: margin(rooms[many], cookies, seconds) for many in notes},
        "talk": talk(rooms[notes[-1]], cookies, seconds),
        "post": posts(people, words, cookies, seconds),
    }


def page(study_session, cookies: list[dict], seconds: float, query: str = "") -> dict:
    """The floor sends the very bytes that the app sent last."""
    wanted = path(study_session, f"read/{query}")
    asked = app([partial(get, wanted, each) for each in cookies], seconds)
    return asked.told(floor_of(asked, cookies, seconds))


def nothing_new(study_session, cookies: list[dict], seconds: float) -> dict:
    """What each page that is open asks for every 15 seconds; 204, while nothing has happened."""
    wanted = path(study_session, "read/margin/?since=")
    with served("app"):
        asked = [ask([partial(get, wanted, each, **HTMX)], 0).body for each in cookies]
        seen = [re.search(rb'data-version="(\w+)"', decompress(body))[1].decode() for body in asked]
    people = zip(cookies, seen, strict=True)
    requests = [partial(get, wanted + version, each, **HTMX) for each, version in people]
    return app(requests, seconds, status=204).told(floor_of(Asked(), cookies, seconds))


def margin(study_session, cookies: list[dict], seconds: float) -> dict:
    """What a page that is open gets when somebody wrote."""
    wanted = path(study_session, "read/margin/")
    asked = app([partial(get, wanted, each, **HTMX) for each in cookies], seconds)
    return asked.told(floor_of(asked, cookies, seconds))


def talk(study_session, cookies: list[dict], seconds: float) -> dict:
    starts = [block.start for block in study_session.edition.blocks.filter(number__isnull=False)]
    chance = random.Random(1)

    def make(each: dict) -> bytes:
        return get(path(study_session, f"read/at/{chance.choice(starts)}/"), each, **HTMX)

    asked = app([partial(make, each) for each in cookies], seconds)
    return asked.told(floor_of(asked, cookies, seconds))


def posts(people: list, words: int, cookies: list[dict], seconds: float) -> dict:
    rooms = [room.make_room(people, words=words) for _ in range(ROOMS)]
    with served("insert", workers=WORKERS):
        ask([partial(get, "/", {}) for _ in cookies], seconds / 4)
        inserts = ask([partial(get, "/", {}) for _ in cookies], seconds).per_second
    several = [note(rooms[n % ROOMS], each) for n, each in enumerate(cookies)]
    over = app(several, seconds, workers=WORKERS)
    one = app([note(rooms[0], each) for each in cookies], seconds, workers=WORKERS)
    return {
        "over_8_sessions": over.told(inserts),
        "in_one_session": one.told(commits_a_second(seconds)),
    }


def note(study_session, cookies: dict):
    """A function that makes the next post of one person: a few words on some paragraph."""
    edition = study_session.edition
    blocks = list(edition.blocks.filter(number__isnull=False))
    chance = random.Random(cookies["csrftoken"])

    def make() -> bytes:
        block = chance.choice(blocks)
        place = {"at": block.start, "start": block.start, "end": block.end, "exact": block.text}
        words = {"body": "What somebody thought.", "tag": "comment", "audience": "circle"}
        data = {"key": uuid4(), "edition": edition.pk} | place | words
        return post(path(study_session, "annotate/"), cookies, data, **HTMX)

    return make


def app(requests: list, seconds: float, *, workers: int = 1, status: int = 200) -> Asked:
    with served("app", workers=workers):
        ask(requests, seconds / 4, status)  # the first ones load templates and open connections
        return ask(requests, seconds, status)


def floor_of(asked: Asked, cookies: list[dict], seconds: float) -> float:
    BODY.write_bytes(asked.body)
    with served("page"):
        return ask([partial(get, "/", each) for each in cookies], seconds / 2).per_second


def path(study_session, rest: str) -> str:
    return f"/sessions/{study_session.pk}/{rest}"


if __name__ == "__main__":
    main()
