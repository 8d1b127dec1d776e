"""Every address, by everyone, in every state of a session: what they may do, and what they may know.

An address without a row in TABLE fails. 404 means: may not know of it; 403: may see, but not do this.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.http import urlencode

from sessions.models import Draft
from sessions.starters import MORE, SHAPES
from tests.world import STANDINGS, STATES, routes

pytestmark = pytest.mark.django_db

IN_IT = {"guest", "member", "facilitator"}
IN_CIRCLES = {"member", "facilitator", "member_elsewhere", "facilitator_elsewhere"}
HAVE_LIBRARY = IN_CIRCLES | {"editor"}
LOGIN = "to login"
FORM = "application/x-www-form-urlencoded"
NO_WORDS = {"draft": 404}  # nobody wrote before the opening
ASKED_AFTERWARDS = {"else": 404, "ended": 200, "closed": 200}  # a question the meeting left out


def of_state(answer, state):
    return answer.get(state, answer["else"]) if isinstance(answer, dict) else answer


def takes_part(ok, facilitator=None):
    """Everyone in the session; of a draft only facilitators know."""

    def expected(standing, state):
        if standing == "visitor":
            return LOGIN
        if standing == "facilitator":
            return of_state(ok if facilitator is None else facilitator, state)
        return of_state(ok, state) if standing in IN_IT and state != "draft" else 404

    return expected


def plans(ok):
    """Facilitators of the circle; others in the session are refused."""
    return takes_part(403, facilitator=ok)


def only(*standings, ok, others=404, **exceptions):
    def expected(standing, state):
        if standing == "visitor":
            return LOGIN
        if standing in exceptions:
            return exceptions[standing]
        return of_state(ok if standing in standings else others, state)

    return expected


def of_site(ok, editor):
    """A text of the site: all with a library may read it, an editor looks after it."""
    return lambda standing, state: only(*HAVE_LIBRARY, ok=ok if standing != "editor" else editor)(
        standing, state
    )


def leads(ok):
    """Facilitators of the circle; its members are refused."""
    return lambda standing, state: {"visitor": LOGIN, "member": 403, "facilitator": ok}.get(
        standing, 404
    )


def signed_in(ok):
    return only(*STANDINGS, ok=ok)


def guests(ok, others=403):
    return only("guest", "guest_elsewhere", "removed", ok=ok, others=others)


def anyone(ok, **exceptions):
    return lambda standing, state: exceptions.get(standing, ok)


def comes_in(ok):
    def expected(standing, state):
        if standing == "facilitator" or (standing in IN_IT and state != "draft"):
            return 302
        if standing == "removed":
            return {"closed": 410}.get(state, 404)
        return {"draft": 404, "closed": 410}.get(state, ok)

    return expected


@dataclass
class Row:
    method: str
    expected: Callable
    arguments: Callable = lambda world, stage: {}
    data: Callable = lambda world, stage: {}
    by_state: bool = True


def get(expected, arguments, **options):
    return Row("GET", expected, arguments, **options)


def post(expected, arguments, data=None, **options):
    return Row("POST", expected, arguments, data or (lambda world, stage: {}), **options)


def session(world, stage):
    return {"pk": stage.study_session.pk}


def step_of(prompt):
    return lambda world, stage: {
        "pk": stage.study_session.pk,
        "step_pk": getattr(stage, prompt).agenda_item_id,
    }


def words(name):
    return lambda world, stage: {"pk": stage.words[name].pk if stage.words else 0}


def question(world, stage):
    return {"pk": stage.study_session.pk, "prompt_pk": stage.asked.pk}


def unasked(world, stage):
    return {"pk": stage.study_session.pk, "prompt_pk": stage.unasked.pk}


def draft_of(world, stage):
    return Draft.objects.get(user=world.people["member"], study_session=stage.study_session).pk


def an_earlier_note(world, stage):
    """Of the session that has ended, which is none of its own."""
    note = world.stages["ended"].words["shared"]
    return {"pk": stage.study_session.pk, "annotation_pk": note.pk}


def first_block(world):
    return world.reading.edition.blocks.get(number=1)


def details(world, stage):
    return {
        "version": stage.study_session.version,
        "title": "T",
        "day": "2030-05-01",
        "time": "19:00",
        "minutes": 60,
    }


def on_step(world, stage):
    return {"step": stage.current.agenda_item_id, "given": 0}


def a_step(world, stage):
    return {"title": "T", "minutes": 5, "question": "Q?", "version": 2}


def the_change(world, stage):
    return {"change": stage.change.pk}


def an_annotation(world, stage):
    block = first_block(world)
    return {
        "key": uuid4(),
        "edition": world.reading.edition_id,
        "at": block.start,
        "start": block.start,
        "end": block.end,
        "exact": block.text,
        "tag": "comment",
        "body": "Words",
        "audience": "circle",
    }


def chosen(world, stage):
    return an_annotation(world, stage) | {"version": 1}


def said(world, stage):
    return {"key": uuid4(), "body": "Words", "version": 1, "kind": "minutes"}


def the_edition(world, stage):
    return {"looks": world.proposal.looks}


def said_back(world, stage):
    return {"answer": "Whose translation is it?"}


def offered(world, stage):
    return {"key": uuid4(), "version": 1, "licence": "CC0"}


def a_title(world, stage):
    return {"version": 1, "title": "T"}


def a_text(world, stage):
    return {"key": uuid4(), "text": "Some words.", "circle": world.circle.pk}


def a_guide(world, stage):
    return {"key": uuid4(), "title": "T", "text": "T", "circle": world.circle.pk, "version": 1}


def a_question(world, stage):
    return {"key": uuid4(), "text": "Why?", "kind": "closing", "version": 1, "after": 0}


def a_meeting(world, stage):
    asked = {"questions": [world.guide_question.pk]}
    return {"key": uuid4(), "title": "T", "version": 1, "after": 0, **asked}


def on_site_text(ok, editor, elsewhere=None):
    """What facilitators do with the site's text; an editor keeps its guides, members only read it."""
    answers = {"editor": editor, "facilitator_elsewhere": elsewhere or ok, "facilitator": ok}
    answers |= dict.fromkeys(("member", "member_elsewhere"), 403)
    return lambda standing, state: LOGIN if standing == "visitor" else answers.get(standing, 404)


def of_site_guide(ok, editor, elsewhere=None):
    answers = {"editor": editor, "facilitator_elsewhere": elsewhere or ok, "facilitator": ok}
    return lambda standing, state: LOGIN if standing == "visitor" else answers.get(standing, 404)


def nothing(world, stage):
    return {}


def of(name, attribute="pk"):
    return lambda world, stage: {attribute: getattr(getattr(world, name), attribute)}


def person(standing):
    """One of the circle's people, by their membership."""
    return lambda world, stage: {
        "slug": world.circle.slug,
        "membership_pk": world.membership(standing).pk,
    }


def of_kind(kind):
    return lambda world, stage: {"pk": world.guide.pk, "kind": kind}


once = {"by_state": False}
unless_closed = {"else": 302, "closed": 409}
members = only("member", "facilitator", ok=200)
facilitators = ("facilitator", "facilitator_elsewhere")

TABLE = {
    "healthz": [get(anyone(200), nothing, **once)],
    "set_language": [
        get(anyone(302), nothing, **once),
        post(anyone(302), nothing, lambda w, s: {"language": "fr"}, **once),
    ],
    "help": [get(anyone(200), nothing, **once)],
    "help_page": [
        get(anyone(200), lambda w, s: {"slug": "good-questions"}, **once),
        get(anyone(404), lambda w, s: {"slug": "no-such-page"}, **once),
    ],
    # Texts
    "readings:library": [get(only(*HAVE_LIBRARY, ok=200), nothing, **once)],
    "readings:add": [
        get(only(*facilitators, "editor", ok=200, others=403), nothing, **once),
        post(
            lambda standing, state: {
                "visitor": LOGIN,
                "editor": 422,  # it is not their circle either
                "facilitator": 302,
                "facilitator_elsewhere": 422,  # it is not their circle
            }.get(standing, 403),
            nothing,
            a_text,
            **once,
        ),
    ],
    "readings:importing": [get(only("facilitator", ok=302), of("started"), **once)],
    "readings:import_again": [post(only("facilitator", ok=302), of("started"), **once)],
    "readings:import_instead": [post(only("facilitator", ok=302), of("started"), a_text, **once)],
    "readings:detail": [
        get(only(*HAVE_LIBRARY, ok=200), of("reading"), **once),
        get(members, of("own_reading"), **once),
        get(only("facilitator", ok=302), of("draft_reading"), **once),
    ],
    "readings:details": [
        get(only("facilitator", ok=200), of("draft_reading"), **once),
        get(of_site(403, editor=200), of("reading"), **once),
        post(only("facilitator", ok=302), of("draft_reading"), a_title, **once),
        post(of_site(403, editor=302), of("reading"), a_title, **once),
    ],
    "readings:delete": [
        post(only("facilitator", ok=302), of("draft_reading"), **once),
        post(of_site(403, editor=409), of("reading"), **once),  # sessions read it
    ],
    "readings:edit": [get(only("editor", ok=200, others=403), nothing, **once)],
    "readings:proposal": [get(only("editor", ok=200, facilitator=403), of("proposal"), **once)],
    "readings:accept": [
        post(only("editor", ok=302, facilitator=403), of("proposal"), the_edition, **once)
    ],
    "readings:send_back": [
        post(only("editor", ok=302, facilitator=403), of("proposal"), said_back, **once)
    ],
    "readings:propose": [
        get(only("facilitator", ok=200, member=403), of("own_reading"), **once),
        get(of_site(403, editor=403), of("reading"), **once),
        get(only("facilitator", ok=404), of("draft_reading"), **once),
        post(only("facilitator", ok=302, member=403), of("own_reading"), offered, **once),
    ],
    "readings:withdraw": [post(only("facilitator", ok=302, member=403), of("own_reading"), **once)],
    "readings:review": [
        get(only("facilitator", ok=200), of("draft_reading"), **once),
        get(
            lambda standing, state: {"visitor": LOGIN, "member": 403, "facilitator": 302}.get(
                standing, 404
            ),
            of("own_reading"),
            **once,
        ),
        get(of_site(403, editor=302), of("reading"), **once),
    ],
    "readings:publish": [
        post(only("facilitator", ok=302), of("draft_reading"), lambda w, s: {"title": "T"}, **once),
        post(of_site(403, editor=302), of("reading"), lambda w, s: {"title": "T"}, **once),
    ],
    "readings:seen": [
        post(
            only("facilitator", ok=302),
            of("draft_reading"),
            lambda w, s: {"block": w.draft_block.pk},
            **once,
        ),
    ],
    "readings:again": [
        post(only("facilitator", ok=302, others=404), of("draft_reading"), **once),
        post(only("facilitator", ok=302, member=403), of("own_reading"), **once),
        post(of_site(403, editor=409), of("reading"), **once),  # people wrote about it
    ],
    "readings:drop": [
        post(only("facilitator", ok=302), of("draft_reading"), **once),
        post(of_site(403, editor=302), of("reading"), **once),
    ],
    "readings:block_kind": [
        post(only("facilitator", ok=302), of("draft_block"), lambda w, s: {"kind": "verse"}, **once)
    ],
    # Guides
    "readings:guides": [get(on_site_text(200, editor=200), of("reading"), **once)],
    "readings:guide_new": [
        post(on_site_text(302, editor=422, elsewhere=422), of("reading"), a_guide, **once)
    ],
    "readings:guide_upload": [
        post(on_site_text(422, editor=422), of("reading"), a_guide, **once),  # no file
    ],
    "readings:guide_take": [
        post(on_site_text(422, editor=422), of("reading"), a_guide, **once),
    ],
    "readings:guide_format": [get(signed_in(200), nothing, **once)],
    "readings:guide": [
        get(only("facilitator", ok=200), of("guide"), **once),
        get(of_site_guide(200, editor=200), of("site_guide"), **once),
    ],
    "readings:guide_file": [
        get(only("facilitator", ok=200), of("guide"), **once),
        get(of_site_guide(200, editor=200), of("site_guide"), **once),
    ],
    "readings:guide_copy": [
        post(only("facilitator", ok=302), of("guide"), a_guide, **once),
        post(of_site_guide(302, editor=422, elsewhere=422), of("site_guide"), a_guide, **once),
    ],
    "readings:guide_list": [
        post(only("facilitator", ok=403), of("guide"), **once),
        post(of_site_guide(403, editor=302), of("site_guide"), **once),
    ],
    "readings:guide_propose": [
        get(only("facilitator", ok=200), of("guide"), **once),
        get(of_site_guide(403, editor=403), of("site_guide"), **once),
        post(only("facilitator", ok=302), of("guide"), offered, **once),
        post(of_site_guide(403, editor=403), of("site_guide"), offered, **once),
    ],
    "readings:guide_withdraw": [
        post(only("facilitator", ok=302), of("guide"), **once),
        post(of_site_guide(403, editor=403), of("site_guide"), **once),
    ],
    "readings:guide_edit": [
        get(only("facilitator", ok=200), of("guide"), **once),
        get(of_site_guide(403, editor=200), of("site_guide"), **once),
        post(only("facilitator", ok=302), of("guide"), a_guide, **once),
        post(of_site_guide(403, editor=302), of("site_guide"), a_guide, **once),
    ],
    "readings:guide_delete": [
        post(only("facilitator", ok=302), of("guide"), **once),
        post(of_site_guide(403, editor=302), of("site_guide"), **once),
    ],
    "readings:question_add": [
        get(only("facilitator", ok=200), of("guide"), **once),
        post(only("facilitator", ok=302), of("guide"), a_question, **once),
        post(of_site_guide(403, editor=302), of("site_guide"), a_question, **once),
    ],
    "readings:question_edit": [
        get(only("facilitator", ok=200), of("guide_question"), **once),
        post(only("facilitator", ok=302), of("guide_question"), a_question, **once),
        post(of_site_guide(403, editor=302), of("site_question"), a_question, **once),
    ],
    **{
        f"readings:question_{verb}": [
            post(only("facilitator", ok=302), of("guide_question"), a_question, **once),
            post(of_site_guide(403, editor=302), of("site_question"), a_question, **once),
        ]
        for verb in ("move", "delete")
    },
    "readings:plan_add": [
        get(only("facilitator", ok=200), of("guide"), **once),
        post(only("facilitator", ok=302), of("guide"), a_meeting, **once),
        post(of_site_guide(403, editor=302), of("site_guide"), a_meeting, **once),
    ],
    "readings:plan_edit": [
        get(only("facilitator", ok=200), of("guide_plan"), **once),
        post(only("facilitator", ok=302), of("guide_plan"), a_meeting, **once),
    ],
    "readings:meeting_add": [
        get(only("facilitator", ok=200), of("guide_plan"), **once),
        post(only("facilitator", ok=302), of("guide_plan"), a_meeting, **once),
    ],
    "readings:meeting_edit": [
        get(only("facilitator", ok=200), of("guide_meeting"), **once),
        post(only("facilitator", ok=302), of("guide_meeting"), a_meeting, **once),
    ],
    **{
        f"readings:{part}_{verb}": [
            post(only("facilitator", ok=302), of(f"guide_{part}"), a_meeting, **once)
        ]
        for part in ("plan", "meeting")
        for verb in ("move", "delete")
    },
    "readings:entry_add": [
        get(only("facilitator", ok=200), of_kind("name"), **once),
        post(only("facilitator", ok=302), of_kind("name"), a_guide, **once),
    ],
    "readings:entry_edit": [
        get(only("facilitator", ok=200), of("guide_entry"), **once),
        post(only("facilitator", ok=302), of("guide_entry"), a_guide, **once),
    ],
    **{
        f"readings:entry_{verb}": [
            post(only("facilitator", ok=302), of("guide_entry"), a_question, **once)
        ]
        for verb in ("move", "delete")
    },
    # Coming in, and oneself
    "sessions:home": [
        get(anyone(200, guest_elsewhere=302), nothing, **once),
        post(
            anyone(302),
            nothing,
            lambda w, stage: {"code": stage.invitation.token},
            **once,
        ),
    ],
    "sessions:look_around": [post(anyone(404), lambda w, s: {"who": "rosa"}, **once)],
    "sessions:setup": [
        get(anyone(410), lambda w, s: {"token": "token"}, **once),
        post(anyone(410), lambda w, s: {"token": "token"}, **once),
    ],
    "sessions:join": [
        get(comes_in(200), lambda w, stage: {"token": stage.invitation.token}),
        post(
            comes_in(302),
            lambda w, stage: {"token": stage.invitation.token},
            lambda w, s: {"name": "Gwen", "key": uuid4()},
        ),
    ],
    "sessions:come_back": [
        get(anyone(200, guest=302), of("own_link", "token"), **once),
        post(anyone(302), of("own_link", "token"), **once),
        get(anyone(404), lambda w, s: {"token": "token"}, **once),
    ],
    "sessions:merge": [
        get(guests(200, others=302), nothing, **once),
        post(guests(422, others=302), nothing, **once),
    ],
    "sessions:erase": [
        get(signed_in(200), nothing, **once),
        post(
            lambda standing, state: {
                "visitor": LOGIN,
                **dict.fromkeys([*facilitators, "administrator"], 422),  # the last of their kind
            }.get(standing, 302),
            nothing,
            lambda w, s: {"sure": "on"},
            **once,
        ),
    ],
    "sessions:own_link_renew": [post(guests(302), nothing, **once)],
    "sessions:own_link_revoke": [post(guests(302), nothing, **once)],
    "sessions:sign_out_elsewhere": [post(signed_in(302), nothing, **once)],
    "sessions:me": [get(signed_in(200), nothing, **once)],
    "sessions:me_save": [post(signed_in(302), nothing, lambda w, s: {"name": "New name"}, **once)],
    "sessions:claim": [
        post(
            signed_in(302),
            nothing,
            lambda w, s: {"email": "new@example.org", "password": "long enough 1"},
            **once,
        )
    ],
    "sessions:circle": [get(members, of("circle", "slug"), **once)],
    "sessions:people": [get(members, of("circle", "slug"), **once)],
    "sessions:circle_invite": [get(leads(200), of("circle", "slug"), **once)],
    "sessions:circle_qr": [get(leads(200), of("circle", "slug"), **once)],
    "sessions:circle_link_renew": [
        post(leads(302), of("circle", "slug"), lambda w, s: {"key": uuid4()}, **once)
    ],
    "sessions:circle_link_revoke": [post(leads(302), of("circle", "slug"), **once)],
    "sessions:circle_join": [
        get(anyone(200, member=302, facilitator=302), of("invitation", "token"), **once),
        post(
            anyone(302),
            of("invitation", "token"),
            lambda w, s: {
                "key": uuid4(),
                "name": "Nina",
                "email": "nina@example.org",
                "password": "long enough 1",
            },
            **once,
        ),
    ],
    "sessions:circle_settings": [
        get(leads(200), of("circle", "slug"), **once),
        post(
            leads(302),
            of("circle", "slug"),
            lambda w, s: {"version": 1, "name": "N", "timezone": "UTC", "language": "en"},
            **once,
        ),
    ],
    "sessions:leave": [post(only("member", "facilitator", ok=302), of("circle", "slug"), **once)],
    "sessions:remove": [post(leads(302), person("member"), **once)],
    "sessions:restore": [
        post(leads(302), person("member"), **once),
        post(leads(404), person("left"), **once),
    ],
    "sessions:make_facilitator": [post(leads(302), person("member"), **once)],
    "sessions:unmake_facilitator": [post(leads(302), person("facilitator"), **once)],
    # Taking part
    "sessions:detail": [get(takes_part(200), session)],
    "sessions:now": [get(takes_part(200), session)],
    "sessions:calendar": [get(takes_part(200, facilitator={"draft": 404, "else": 200}), session)],
    "sessions:here": [post(takes_part(204), session)],
    "sessions:prepared": [post(takes_part(302), session)],
    "sessions:seen": [post(takes_part(302), session)],
    "sessions:all_seen": [post(signed_in(302), nothing, **once)],
    "sessions:questions": [get(takes_part(200), session)],
    "sessions:passages": [get(takes_part(200), session)],
    "sessions:about_me": [get(takes_part(200), session)],
    "sessions:answer": [
        get(takes_part(200), question),
        get(takes_part(ASKED_AFTERWARDS, facilitator=200), unasked),
        post(
            lambda standing, state: (
                takes_part({"else": 302, "closed": 409})(standing, state)
                if standing == "guest"
                else takes_part(409)(standing, state)  # the others have answered
            ),
            question,
            said,
        ),
    ],
    "sessions:others": [
        get(takes_part(200), question),
        get(takes_part(ASKED_AFTERWARDS, facilitator=200), unasked),
    ],
    "sessions:read": [get(takes_part(200), session)],
    "sessions:read_margin": [get(takes_part(200), session)],
    "sessions:talk": [
        get(
            takes_part(200),
            lambda world, stage: session(world, stage) | {"start": first_block(world).start},
        )
    ],
    "sessions:talks": [
        post(takes_part(200), session, lambda world, stage: {"at": first_block(world).start})
    ],
    "sessions:annotation": [
        get(
            takes_part(302, facilitator={"else": 302, **NO_WORDS}),
            lambda world, stage: (
                session(world, stage) | {"annotation_pk": words("shared")(world, stage)["pk"]}
            ),
        ),
        get(
            only("member", ok={"else": 302, **NO_WORDS}),
            lambda world, stage: (
                session(world, stage) | {"annotation_pk": words("mine")(world, stage)["pk"]}
            ),
        ),
    ],
    "sessions:annotate": [
        post(
            takes_part(unless_closed, facilitator={**unless_closed, "draft": 403}),
            session,
            an_annotation,
        )
    ],
    "sessions:bring_up": [
        get(takes_part({"else": 302, "ended": 404}), an_earlier_note),
        post(
            takes_part(
                {**unless_closed, "ended": 404},
                facilitator={**unless_closed, "ended": 404, "draft": 403},
            ),
            an_earlier_note,
            an_annotation,
        ),
    ],
    "sessions:mark": [
        post(
            takes_part(unless_closed, facilitator={**unless_closed, "draft": 403}),
            session,
            an_annotation,
        )
    ],
    "sessions:choose": [
        post(
            only("member", ok={**unless_closed, "closed": 403, **NO_WORDS}), words("mine"), chosen
        ),
        post(
            takes_part(403, facilitator={"else": 302, "closed": 403, **NO_WORDS}),
            words("shared"),
            chosen,
        ),
    ],
    "sessions:contribution": [
        get(takes_part(302, facilitator={"else": 302, **NO_WORDS}), words("shared")),
        get(only("member", ok={"else": 302, **NO_WORDS}), words("mine")),
        get(only(ok=404), words("deleted")),
    ],
    "sessions:contribution_edit": [
        get(only("member", ok={"else": 200, **NO_WORDS}), words("mine")),
        get(takes_part(403, facilitator={"else": 200, **NO_WORDS}), words("shared")),
        post(only("member", ok={**unless_closed, **NO_WORDS}), words("mine"), said),
        post(takes_part(403, facilitator={**unless_closed, **NO_WORDS}), words("shared"), said),
    ],
    "sessions:contribution_delete": [
        post(only("member", ok={"else": 302, **NO_WORDS}), words("mine")),
        post(takes_part(403, facilitator={"else": 302, **NO_WORDS}), words("shared")),
    ],
    "sessions:reply": [
        get(takes_part(200, facilitator={"else": 200, **NO_WORDS}), words("shared")),
        get(only(ok=404), words("mine")),
        post(
            takes_part(unless_closed, facilitator={**unless_closed, **NO_WORDS}),
            words("shared"),
            said,
        ),
        post(only(ok=404), words("mine"), said),
    ],
    "sessions:share": [
        post(
            only("member", ok={"else": 302, "closed": 403, **NO_WORDS}),
            words("mine"),
        )
    ],
    "sessions:react": [
        post(
            takes_part({"else": 302, "closed": 403}, facilitator={"else": 403, **NO_WORDS}),
            words("shared"),
            lambda w, s: {"add": "me_too"},
        ),
        post(
            only("member", ok={"else": 403, **NO_WORDS}),
            words("mine"),
            lambda w, s: {"add": "thanks"},
        ),
        post(only(ok=404), words("answer"), lambda w, s: {"add": "me_too"}),
    ],
    "sessions:settle": [
        post(
            takes_part(403, facilitator={"else": 302, "closed": 403, **NO_WORDS}),
            words("question"),
            lambda w, s: {"settled": "1"},
        ),
        post(
            takes_part(403, facilitator={"else": 403, **NO_WORDS}),
            words("shared"),
            lambda w, s: {"settled": "1"},
        ),
    ],
    "sessions:keep": [
        post(plans({"else": 302, **NO_WORDS}), words("answer"), lambda w, s: {"kept": "on"}),
        post(
            only("member", ok={"else": 403, **NO_WORDS}),
            words("mine"),
            lambda w, s: {"kept": "on"},
        ),
    ],
    "sessions:hide": [
        get(plans({"else": 200, **NO_WORDS}), words("answer")),
        get(plans({"else": 403, **NO_WORDS}), words("kept")),  # the facilitator's own
        post(plans({"else": 302, **NO_WORDS}), words("answer"), lambda w, s: {"reason": "Rude"}),
        post(plans({"else": 422, **NO_WORDS}), words("answer")),
    ],
    "sessions:unhide": [post(plans({"else": 302, **NO_WORDS}), words("answer"))],
    # The plan
    "sessions:new": [
        get(only(*facilitators, ok=200, others=403), nothing, **once),
        post(
            only(*facilitators, ok=302, others=403),
            nothing,
            lambda w, s: details(w, s) | {"key": uuid4(), "source": "later"},
            **once,
        ),
    ],
    "sessions:plan": [get(plans(200), session)],
    "sessions:plan_guides": [get(plans(200), session)],
    "sessions:prepare": [get(plans(200), session)],
    "sessions:take_up": [
        post(
            plans({"else": 302, "closed": 409, "draft": 409}),  # nobody wrote in a draft
            session,
            lambda w, s: {"key": uuid4(), "thread": words("question")(w, s)["pk"]},
        ),
        post(plans(409), session, lambda w, s: {"key": uuid4(), "thread": 1}),
    ],
    "sessions:take_up_undo": [post(plans({"else": 302, "closed": 409}), session, the_change)],
    "sessions:guide_use": [post(plans(302), session, lambda w, s: {"key": uuid4(), "name": "no"})],
    "sessions:guide_keep": [post(plans(302), session, lambda w, s: {"key": uuid4()})],
    "sessions:guide_pick": [
        post(
            plans(unless_closed),
            lambda w, s: session(w, s) | {"guide_pk": w.guide.pk},
            lambda w, s: {"key": uuid4(), "questions": [w.guide_question.pk]},
        ),
        post(
            plans(unless_closed),
            lambda w, s: session(w, s) | {"guide_pk": w.site_guide.pk},
            lambda w, s: {"key": uuid4(), "questions": [w.site_question.pk]},
        ),
    ],
    "sessions:guide_fill": [
        post(
            plans({"else": 302, "running": 409, "ended": 409, "closed": 409}),
            lambda w, s: session(w, s) | {"guide_pk": w.guide.pk},
            lambda w, s: {"key": uuid4(), "meeting": w.guide_meeting.pk},
        )
    ],
    "sessions:plan_save": [post(plans(unless_closed), session, details)],
    "sessions:plan_text": [
        get(plans(200), session),
        post(
            plans(302),
            session,
            lambda world, s: {"key": uuid4(), "source": "library", "reading": world.reading.pk},
        ),
    ],
    "sessions:sections_save": [
        post(plans(unless_closed), session, lambda w, s: {"version": 1, "sections": [0]})
    ],
    "sessions:open": [post(plans(302), session)],
    "sessions:paragraphs": [get(plans(200), session)],
    "sessions:running_order": [get(plans(200), session)],
    "sessions:members_sheet": [get(plans(200), session)],
    "sessions:copy": [
        get(plans(200), session),
        post(
            plans(302),
            session,
            lambda w, s: details(w, s) | {"circle": w.circle.pk, "key": uuid4()},
        ),
    ],
    "sessions:preview": [get(plans(200), session)],
    "sessions:preview_text": [get(plans(200), session)],
    "sessions:fill": [
        post(
            plans({"draft": 302, "open": 302, "else": 409}),
            session,
            lambda w, s: {"shape": SHAPES[0].name, "key": uuid4()},
        )
    ],
    "sessions:step_add": [
        post(plans(unless_closed), session, lambda w, s: {"starter": MORE[0].name, "key": uuid4()})
    ],
    "sessions:plan_undo": [post(plans({"else": 302, "closed": 409}), session, the_change)],
    "sessions:plan_redo": [post(plans(409), session, the_change)],
    "sessions:step_save": [post(plans(unless_closed), step_of("unasked"), a_step)],
    "sessions:step_move": [
        post(
            plans(unless_closed),
            step_of("unasked"),
            lambda w, stage: {"after": stage.current.agenda_item_id},
        )
    ],
    "sessions:step_unpin": [post(plans(302), step_of("unasked"))],  # it points at no lost words
    "sessions:step_remove": [post(plans(unless_closed), step_of("unasked"))],
    "sessions:invite": [get(plans(200), session)],
    "sessions:qr": [get(plans(200), session)],
    "sessions:link_renew": [post(plans(302), session, lambda w, s: {"key": uuid4()})],
    "sessions:link_revoke": [post(plans(302), session)],
    "sessions:make_member": [
        post(
            plans(302),
            lambda w, s: session(w, s) | {"user_pk": w.people["guest"].pk},
        ),
        post(
            plans(404),
            lambda w, s: session(w, s) | {"user_pk": w.people["removed"].pk},
        ),
        post(
            plans(404),
            lambda w, s: session(w, s) | {"user_pk": w.people["guest_elsewhere"].pk},
        ),
    ],
    "sessions:guest_remove": [
        post(plans(302), lambda w, s: session(w, s) | {"user_pk": w.people["guest"].pk}),
        post(plans(404), lambda w, s: session(w, s) | {"user_pk": w.people["removed"].pk}),
    ],
    "sessions:guest_restore": [
        post(plans(302), lambda w, s: session(w, s) | {"user_pk": w.people["removed"].pk}),
        post(plans(404), lambda w, s: session(w, s) | {"user_pk": w.people["guest"].pk}),
    ],
    # The meeting
    "sessions:run": [get(plans(200), session)],
    "sessions:run_live": [get(plans(200), session)],
    "sessions:step_note": [post(plans(302), session, on_step)],
    **{
        f"sessions:{name}": [post(plans(302), session, on_step)]
        for name in (
            *("start", "unstart", "next", "back", "extend"),
            *("skip", "end", "resume", "close", "reopen", "undo"),
        )
    },
    "sessions:worker": [get(anyone(200), nothing, **once)],
    "sessions:read_offline": [get(takes_part(200), session)],
    "sessions:draft_save": [
        post(
            takes_part({"else": 204, "draft": 403, "closed": 403}),
            nothing,
            lambda world, stage: {
                "slot": f"note:{stage.study_session.pk}:{first_block(world).start}",
                "key": uuid4(),
                "turn": 1,
                "version": 1,
                "body": "W",
            },
        )
    ],
    "sessions:draft_discard": [
        post(only("member", ok=302), lambda w, stage: {"pk": draft_of(w, stage)}, by_state=False)
    ],
    "sessions:note_add": [post(plans(302), session, said)],
    "sessions:note_edit": [
        get(only("facilitator", ok=200), lambda w, stage: {"pk": stage.note.pk}),
        post(only("facilitator", ok=302), lambda w, stage: {"pk": stage.note.pk}, said),
    ],
    "sessions:note_delete": [
        post(only("facilitator", ok=302), lambda w, stage: {"pk": stage.note.pk})
    ],
    "sessions:note_move": [
        post(only("facilitator", ok=302), lambda w, stage: {"pk": stage.note.pk})
    ],
    "sessions:note_done": [  # a decision has nothing to tick
        post(only("facilitator", ok=403), lambda w, stage: {"pk": stage.note.pk})
    ],
    "sessions:kept_word": [
        post(
            plans({"else": 302, **NO_WORDS}),
            words("kept"),
            lambda w, s: {"wording": "Shorter", "of": 1, "version": 1},
        )
    ],
    "sessions:kept_move": [
        post(plans({"else": 302, **NO_WORDS}), words("kept"), lambda w, s: {"after": 0})
    ],
    "sessions:recap": [get(takes_part(200), session)],
    "sessions:recap_save": [post(plans(302), session, said)],
    "sessions:recap_share": [post(plans(302), session)],
    "sessions:recap_unshare": [post(plans(302), session)],
}


ACCOUNTS = {  # of django-allauth: what a visitor and what someone with an account gets
    **dict.fromkeys(("login", "signup"), (200, 302)),
    "logout": (302, 200),
    **dict.fromkeys(("email", "set_password"), (LOGIN, 200)),
    "change_password": (LOGIN, 302),  # to choose a first one
    "confirm_login_code": (LOGIN, 302),
    "confirm_reauthentication_code": (LOGIN, 302),
    **dict.fromkeys(("reauthenticate", "request_reauthentication_code"), (LOGIN, 403)),
    **dict.fromkeys(("reset_password", "reset_password_done"), (200, 200)),
    **dict.fromkeys(("reset_password_from_key", "reset_password_from_key_done"), (200, 200)),
    **dict.fromkeys(("confirm_email", "email_verification_sent", "inactive"), (200, 200)),
}
TO_CLAIM = {"email", "set_password", "change_password", "reauthenticate"}  # for guests
KEYS = {"confirm_email": ["key"], "reset_password_from_key": ["1", "key"]}  # of nobody


def test_account_pages_are_asked_about(world):
    """Each address of allauth has its row, and is the same for all accounts; guests are led to Me."""
    named = {name.removeprefix("account_") for name, _ in routes() if name.startswith("account_")}
    assert named == set(ACCOUNTS)
    wrong = {}
    for name, (visitor, signed_in) in ACCOUNTS.items():
        for standing in STANDINGS:
            with world.undone():
                address = reverse(f"account_{name}", args=KEYS.get(name))
                response = world.browser(standing).get(address)
            to = response.headers.get("Location", "")
            got = LOGIN if to.startswith("/accounts/login/") else response.status_code
            is_guest = standing in ("guest", "guest_elsewhere", "removed")
            if is_guest and name in TO_CLAIM:
                got, expected = to, "/me/#claim"
            else:
                expected = visitor if standing == "visitor" else signed_in
            if got != expected:
                wrong[name, standing] = got
    assert wrong == {}


def own_routes():
    return {name for name, _route in routes() if not name.startswith("account_")}


def test_every_address_has_a_row():
    assert own_routes() - set(TABLE) == set()
    assert set(TABLE) - own_routes() == set()


def address_of(name, world, stage, row):
    return reverse(name, kwargs=row.arguments(world, stage) or None)


def send(browser, row, name, world, stage):
    address = address_of(name, world, stage, row)
    if row.method == "GET":
        return browser.get(address)
    return browser.post(address, urlencode(row.data(world, stage), doseq=True), FORM)


def states_for(standing, name):
    """Those in the session meet all; those who were in it one in which one writes, and one that is over."""
    if standing in IN_IT or name == "sessions:join":
        return STATES
    return ["running", "closed"] if standing in {"removed", "left"} else ["running"]


@pytest.mark.parametrize("name", TABLE)
def test_who_may(world, name):
    """Each answer that differs from the table, as (got, expected)."""
    wrong = {}
    for standing in STANDINGS:
        browser = world.browser(standing)
        for number, row in enumerate(TABLE[name]):
            for state in states_for(standing, name) if row.by_state else ["running"]:
                with world.undone():
                    response = send(browser, row, name, world, world.stages[state])
                if response.cookies:
                    browser = world.browser(standing)
                # What is posted comes back with its words, to be sent again after signing in
                is_login = response.status_code == 401 or response.headers.get(
                    "Location", ""
                ).startswith("/accounts/login/")
                got, expected = (
                    LOGIN if is_login else response.status_code,
                    row.expected(standing, state),
                )
                if got != expected:
                    wrong[standing, row.method, number, state] = (got, expected)
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(set(TABLE) - {"set_language"}))
def test_other_methods_are_refused(world, name):
    browser = world.browser("facilitator")
    address = address_of(name, world, world.stages["running"], TABLE[name][0])
    refused = {"GET", "POST", "PUT", "PATCH", "DELETE"} - {row.method for row in TABLE[name]}
    with world.undone():
        answers = {method: browser.generic(method, address).status_code for method in refused}
    assert answers == dict.fromkeys(refused, 405)
