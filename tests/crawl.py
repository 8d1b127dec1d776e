"""Everything in the world that can be read: every address, with every id there is."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from tests.world import World

HTMX = {"HTTP_HX_REQUEST": "true"}
IN_SESSION = [
    *("detail", "now", "calendar", "questions", "passages", "about_me", "read", "read_margin"),
    *("read_offline", "paragraphs", "prepare", "plan", "plan_guides", "plan_text"),
    *("preview", "preview_text", "copy", "invite", "qr"),
    *("running_order", "members_sheet", "run", "run_live", "recap"),
]  # fmt: skip
ON_GUIDE = ["guide", "guide_edit", "guide_file", "guide_propose", "question_add", "plan_add"]
ON_READING = ["detail", "review", "details", "guides", "propose"]
IN_CIRCLE = ["circle", "people", "circle_invite", "circle_qr", "circle_settings"]
ALONE = [
    *("sessions:home", "sessions:me", "sessions:merge", "sessions:erase", "sessions:new", "sessions:worker"),
    *("readings:library", "readings:add", "readings:edit", "readings:guide_format", "help"),
]  # fmt: skip
# Those that answer htmx with a part of a page
FRAGMENTS = ("/now/", "/live/", "/others/", "/at/", "/margin/", "/contributions/")


# Where all that one can do with words is gone through for each of them, not for the first alone
EACH_WORD = ("running", "closed", "other")

# The sessions that are gone through by those who are not in all of them
WHERE = {
    **dict.fromkeys(("visitor", "editor", "administrator"), ("running", "other")),
    **dict.fromkeys(("removed", "left"), ("running", "closed")),
    "guest_elsewhere": ("running", "closed", "same"),
    **dict.fromkeys(("member_elsewhere", "facilitator_elsewhere"), ("running", "closed", "other")),
}


def addresses(world: World, standing: str = "") -> Iterator[str]:
    yield from (reverse(name) for name in ALONE)
    for name in WHERE.get(standing, world.all_stages):
        yield from _in_session(world, name)
    for circle in (world.circle, world.other_circle):
        yield from (reverse(f"sessions:{page}", args=[circle.slug]) for page in IN_CIRCLE)
    yield world.invitation.get_absolute_url()
    yield world.own_link.get_absolute_url()
    proposed = world.proposal.reading
    for reading in (world.reading, world.own_reading, world.draft_reading, proposed):
        yield from (reverse(f"readings:{page}", args=[reading.pk]) for page in ON_READING)
    for guide in (world.guide, world.site_guide):
        yield from (reverse(f"readings:{page}", args=[guide.pk]) for page in ON_GUIDE)
    yield reverse("readings:entry_add", args=[world.guide.pk, "event"])
    yield reverse("readings:question_edit", args=[world.guide_question.pk])
    yield reverse("readings:entry_edit", args=[world.guide_entry.pk])
    yield reverse("readings:plan_edit", args=[world.guide_plan.pk])
    yield reverse("readings:meeting_add", args=[world.guide_plan.pk])
    yield reverse("readings:meeting_edit", args=[world.guide_meeting.pk])
    yield world.proposal.get_absolute_url()
    yield world.started.get_absolute_url()
    yield "/nowhere/"


def _in_session(world: World, name: str) -> Iterator[str]:
    stage = world.all_stages[name]
    pk = stage.study_session.pk
    yield from (reverse(f"sessions:{page}", args=[pk]) for page in IN_SESSION)
    for prompt in (stage.asked, stage.gated, stage.current, stage.unasked):
        yield reverse("sessions:answer", args=[pk, prompt.pk])
        yield reverse("sessions:others", args=[pk, prompt.pk])
    for block in world.reading.edition.blocks.filter(number__lte=2):
        talk = reverse("sessions:talk", args=[pk, block.start])
        yield from (talk, f"{talk}?layer=earlier")
    for page in ("read", "read_margin"):
        yield reverse(f"sessions:{page}", args=[pk]) + "?layer=earlier"
    for words in stage.words.values():
        yield reverse("sessions:contribution", args=[words.pk])
    several = None if name in EACH_WORD else 1
    for words in list(stage.words.values())[:several]:
        for page in ("contribution_edit", "reply", "hide"):
            yield reverse(f"sessions:{page}", args=[words.pk])
        yield reverse("sessions:annotation", args=[pk, words.pk])
    for words in list(world.stages["ended"].words.values())[:several]:
        yield reverse("sessions:bring_up", args=[pk, words.pk])
    yield reverse("sessions:note_edit", args=[stage.note.pk])


def pages(world: World) -> Iterator[str]:
    """An address of each view, in each state where it belongs to a session."""
    inside = {stage.study_session.pk: state for state, stage in world.stages.items()}
    seen = set()
    for address in addresses(world):
        path, query = urlsplit(address).path, urlsplit(address).query
        match = resolve(path) if path != "/nowhere/" else None
        name = match.view_name if match else address
        pk = match.kwargs.get("pk") if match and "/sessions/" in address else None
        if "/sessions/" in address and pk and pk not in inside:
            continue
        if (name, query, inside.get(pk)) not in seen:
            seen.add((name, query, inside.get(pk)))
            yield address


def crawl(world: World, standing: str) -> Iterator[tuple]:
    """Each address with what it answers to someone of this standing, fragments as well, and how many
    queries that took."""
    browser = world.browser(standing)
    fragments = FRAGMENTS if standing in {"guest", "member", "facilitator"} else ()
    for address in addresses(world, standing):
        for headers in ({}, HTMX) if any(part in address for part in fragments) else ({},):
            with CaptureQueriesContext(connection) as queries:
                response = browser.get(address, **headers)
            yield address, response, sum("SAVEPOINT" not in query["sql"] for query in queries)
