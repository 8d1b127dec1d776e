"""Secret words, looked for in every byte of every address that is read, for everyone.

The same crawl says that reading changes nothing, that every answer carries its safeguards, that no page
asks too much of the database, and that each is in order for assistive technology: one h1, headings in
steps, landmarks told apart, every control named, every pointer at something, ids once.
"""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve, reverse
from django.utils import timezone
from psycopg import sql

from sessions.models import Recap
from tests import world as world_of_tests
from tests.builders import make_annotation
from tests.crawl import addresses, crawl, pages
from tests.outline import Page
from tests.people.test_compiled import compared
from tests.test_addresses import TABLE
from tests.world import STANDINGS, STATES

MEMBERS = {"member", "facilitator"}
IN_IT = MEMBERS | {"guest"}


def may_read(canary: str, name: str) -> set[str]:
    """Who may meet `canary` in the session called `name`, before its recap is shared."""
    if name == "other":
        inside, lead, author = (
            {"member_elsewhere", "facilitator_elsewhere"},
            "facilitator_elsewhere",
            "member_elsewhere",
        )
    elif name == "same":
        inside, lead, author = MEMBERS | {"guest_elsewhere"}, "facilitator", "member"
    else:
        inside, lead, author = (
            IN_IT if name != "draft" else {"facilitator"},
            "facilitator",
            "member",
        )
    if canary in {"mine", "begun"}:
        return {author}
    if canary in {
        "alsobegun",
        "theirs",
        "facilitatornote",
        "comingnote",
        "note",
        "recap",
        "wording",
    }:
        return {lead}
    if canary == "unasked" and name not in {"ended", "closed"}:
        return {lead}
    if canary == "current" and name == "open":
        return {lead}
    if canary == "deleted":
        return set()
    if canary in {"hidden", "reason"}:
        return {lead, author}
    if canary in {"behind", "below", "ahead"}:  # they answered that question themselves
        return {lead, author}
    if name == "same" and canary in {"shared", "question", "reply", "secondreply", "remains"}:
        return {lead, author}  # the author by a note that is deleted since
    return inside


WORDS = [
    *("title", "place", "call", "asked", "current", "unasked", "change"),
    *("facilitatornote", "comingnote", "mine", "theirs", "shared", "answer", "kept", "reply"),
    *("question", "secondreply", "deleted", "note", "wording", "recap"),
    *("gated", "behind", "below", "ahead", "hidden", "reason", "remains"),
    *("begun", "alsobegun"),
]  # fmt: skip
ABOUT_TEXTS = {  # and circles: who may meet these
    "canary other circle": {"member_elsewhere", "facilitator_elsewhere"},
    "canaryownreading": MEMBERS,
    "canarydraftreading": {"facilitator"},
    "canaryproposedreading": MEMBERS | {"editor"},
    **{
        f"canaryguide{word}": {"facilitator"}
        for word in ("title", "question", "note", "name", "text", "plan", "meeting")
    },
}
READ_ELSEWHERE = {
    *("healthz", "set_language", "help_page"),  # they know nothing
    *("sessions:setup", "sessions:join"),  # open to whoever has the link; see below
}


def test_each_canary_is_looked_for():
    planted = set(re.findall(r"[Cc]anary[a-z ]+", Path(world_of_tests.__file__).read_text()))
    looked_for = {f"canary{word}" for word in WORDS} | set(ABOUT_TEXTS)
    assert {word.lower() for word in planted} - looked_for == set()


@pytest.mark.django_db
def test_each_address_that_is_read_is_crawled(world):
    read = {name for name, rows in TABLE.items() if any(row.method == "GET" for row in rows)}
    crawled = {
        resolve(urlsplit(one).path).view_name for one in addresses(world) if one != "/nowhere/"
    }
    assert read - crawled == READ_ELSEWHERE


def all_bytes(response) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    return headers + response.content.decode()


SUM = sql.SQL("SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM {} t")


def contents():
    """A sum of every table's rows; what a visit may change, its own session, is left out."""
    with connection.cursor() as cursor:
        sums = {}
        for model in apps.get_models():
            table = model._meta.db_table
            if table != "django_session" and model._meta.managed and not model._meta.proxy:
                cursor.execute(SUM.format(sql.Identifier(table)))
                sums[table] = cursor.fetchone()[0]
        return sums


MOST_QUERIES = 12  # session and user included
MET = {"facilitator": 60, "member": 40, "guest": 40, "editor": 4, "visitor": 4}  # pages at least


@pytest.mark.django_db
@pytest.mark.parametrize("standing", STANDINGS)
def test_nobody_meets_what_is_not_theirs(world, standing):
    secrets = {
        f"canary{word}{name}": standing in may_read(word, name)
        for name in world.all_stages
        for word in WORDS
    }
    secrets |= {word: standing in who for word, who in ABOUT_TEXTS.items()}
    before, leaks, met, bare = contents(), [], set(), []
    read, faults = set(pages(world)) if standing in MET else set(), {}
    with compared():  # what is compiled once gives everyone what is theirs
        answers = list(crawl(world, standing))
    for address, response, asked in answers:
        said = all_bytes(response).lower()
        assert response.status_code < 500, address
        for secret, may in secrets.items():
            if secret in said:
                met.add(secret)
                if not may:
                    leaks.append((secret, address))
        bare += [(address, name) for name in missing_safeguards(response)]
        if address in read and is_page(response):
            faults[address] = Page(response.content.decode()).faults()
            faults[address] += [f"{asked} queries"] if asked > MOST_QUERIES else []
    assert leaks == []
    assert {address: found for address, found in faults.items() if found} == {}
    assert len(faults) >= MET.get(standing, 0)
    assert bare == []
    assert contents() == before, "reading changed something"
    if standing == "facilitator":  # a canary that nobody meets proves nothing
        written = {s for s, may in secrets.items() if may and not s.endswith("draft")}
        assert written <= met


def is_page(response) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and b"<!doctype html>" in response.content[:200].lower()


def missing_safeguards(response):
    policy = response.headers.get("Content-Security-Policy", "")
    is_safe = {
        "policy": "default-src 'none'" in policy and "frame-ancestors 'none'" in policy,
        "inline": "unsafe" not in policy,
        "nosniff": response.headers.get("X-Content-Type-Options") == "nosniff",
        "frames": response.headers.get("X-Frame-Options") == "DENY",
        "no-store": "no-store" in response.headers.get("Cache-Control", ""),
        "referrer": response.headers.get("Referrer-Policy") == "same-origin",
        "cookies": all(
            cookie["httponly"] and cookie["samesite"] == "Lax"
            for name, cookie in response.cookies.items()
            if name != "csrftoken"
        ),
    }
    return [name for name, ok in is_safe.items() if not ok]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["open", "running", "closed", "other"])
def test_a_session_link_tells_its_holder_what_it_is_for_and_no_more(world, name):
    page = all_bytes(
        world.browser("visitor").get(world.all_stages[name].invitation.get_absolute_url())
    )
    met = [word for word in WORDS if f"canary{word}" in page]
    assert met == {"open": ["title", "place"], "closed": []}.get(name, ["title"])


@pytest.mark.django_db
def test_the_administration_shows_no_word_that_was_written(world):
    """Lists, forms, histories and the lists of what would go along, for rows of each kind."""
    browser = world.browser("administrator")
    met, seen = set(), 0
    for model, page in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [reverse(f"{name}_changelist")]
        for row in page.get_queryset(RequestFactory().get("/"))[:8]:
            pages += [
                reverse(f"{name}_{act}", args=[row.pk]) for act in ("change", "history", "delete")
            ]
        for address in pages:
            said = all_bytes(browser.get(address)).lower()
            met |= {(word, address) for word in WORDS[4:] if f"canary{word}" in said}
        seen += len(pages)
    assert seen > 50
    assert met == set()


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["open", "running"])
def test_the_other_circles_words_change_no_byte(world, state):
    """Margins and counts of a text that both circles read are those of one's own session."""

    browser = world.browser("guest")
    pk = world.stages[state].study_session.pk
    pages = [
        reverse(f"sessions:{page}", args=[pk])
        for page in ("detail", "read", "read_margin", "recap")
    ]

    def seen():
        return [without_tokens(browser.get(page).content.decode()) for page in pages]

    before = seen()
    with world.undone():
        for name, who in (
            ("other", "member_elsewhere"),
            ("same", "member"),
            ("same", "facilitator"),
        ):
            stage = world.elsewhere[name]
            for paragraph in (1, 2, 3):
                make_annotation(stage.study_session, by=world.people[who], paragraph=paragraph)
        own = world.stages[state].study_session
        make_annotation(own, by=world.people["facilitator"], audience="private")
        assert seen() == before


def without_tokens(html):
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", html)
    html = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "", html)
    return re.sub(r'"X-CSRFToken": "\w+"|data-at="[^"]*"|data-now="[^"]*"|csrf[^ >]*', "", html)


@pytest.mark.django_db
def test_a_shared_recap_gives_the_notes_and_nothing_else(world):
    stage = world.stages["closed"]
    with world.undone():
        Recap.objects.get(study_session=stage.study_session).share(by=world.people["facilitator"])
        pages = {
            standing: all_bytes(
                world.browser(standing).get(f"/sessions/{stage.study_session.pk}/recap/")
            )
            for standing in STANDINGS
        }
    for standing, page in pages.items():
        for word in ("note", "recap", "wording"):
            assert (f"canary{word}closed" in page) == (standing in IN_IT), (standing, word)
        for word in ("mine", "theirs", "facilitatornote", "comingnote"):
            assert f"canary{word}closed" not in page, (standing, word)


@pytest.mark.django_db
@pytest.mark.parametrize("state", STATES)
def test_what_a_member_is_shown_to_see_holds_no_more_than_a_member_sees(world, state):
    """As a guest meets it, who wrote nothing; a draft as it will be met once it is open."""
    stage = world.stages[state]
    pages = {"preview": "detail", "preview_text": "read"}
    with world.undone():
        Recap.objects.filter(study_session=stage.study_session).update(shared_at=timezone.now())
        shown = secrets_on(world, stage, pages, "facilitator")
        if state == "draft":
            stage.study_session.open()
        met = secrets_on(world, stage, pages.values(), "guest")
    assert shown
    assert shown <= met


def secrets_on(world, stage, pages, standing):
    """Which canaries stand on these pages of a session."""
    addresses = [reverse(f"sessions:{page}", args=[stage.study_session.pk]) for page in pages]
    said = "".join(all_bytes(world.browser(standing).get(address)) for address in addresses)
    secrets = (f"canary{word}{name}" for name in world.all_stages for word in WORDS)
    return {secret for secret in secrets if secret in said}
