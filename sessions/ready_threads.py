"""Threads of a talk that are ready: drawn once, and given again to whoever sees quite the same.

A thread is drawn with nothing at hand but what it shows (`_draw`), and all of that is its name on the
shelf. So whoever may see something else, or do something else with it, is given another one. The threads
with one's own words are made for oneself alone. What is new in each answer, the form token and the key
of a form, are holes that are filled as it is sent. The one box to reply that a talk brings is kept so, too.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import astuple, dataclass
from typing import NamedTuple
from uuid import uuid4

from django.db.models import Model
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from readings.people.models import User

from .forms.contributions import ReplyForm
from .layers import Layer
from .models import Annotation, StudySession
from .models.drafts import REPLY, slot_of
from .ready import Shelf

MOST_BYTES = 16 * 1024 * 1024
TOKEN, KEY = (f"hole-{secrets.token_hex(16)}" for _ in range(2))  # nobody can write these
HOLE = re.compile(f"{TOKEN}|{KEY}")
NOT_SHOWN = {"_state", "study_session", "search"}
SHELF = Shelf(MOST_BYTES)


class Room(NamedTuple):
    """What a thread shows of its session."""

    pk: int
    ended_at: object
    others_count: int
    edition: object


class Edition(NamedTuple):
    pk: int


@dataclass(frozen=True)
class Where:
    """What is the same for all threads of a talk."""

    room: Room
    start: int  # of the block
    layer: Layer
    can_write: bool
    can_run: bool

    @classmethod
    def at(cls, study_session: StudySession, **more) -> Where:
        edition = Edition(study_session.edition.pk)
        room = Room(study_session.pk, study_session.ended_at, study_session.others_count, edition)
        return cls(room, **more)


def draw(
    threads: list[Annotation],
    where: Where,
    request: HttpRequest,
    *,
    written: int | None = None,
    is_more: bool = False,
) -> SafeString:
    """`written` is the one that was written just now; `is_more`, these come beneath others."""
    drawn = []
    for place, note in enumerate(threads):
        owns = any(words.author_id == request.user.pk for words in (note, *note.replies))
        told = {
            "user": {"pk": request.user.pk if owns else 0},
            "written": {"pk": note.pk if note.pk == written else 0},
            "is_first": is_more and place == 0,
        }
        drawn.append(_drawn(note, where, told))
    return _filled("".join(drawn), request)


def draw_reply_box(where: Where, request: HttpRequest) -> SafeString:
    """The box that scripts put under a thread, for the thread of number 0."""
    return _filled(_ready(("a box to reply",), where, _draw_reply_box), request)


def _draw_reply_box(where: Where) -> str:
    form = ReplyForm(auto_id="reply-0-%s", initial={"key": KEY})
    form.slot = slot_of(REPLY, 0)
    talk = reverse("sessions:talk", args=[where.room.pk, where.start])
    context = {
        "words": {"pk": 0},
        "form": form,
        "next": talk + where.layer.query,
        "study_session": where.room,
        "csrf_token": TOKEN,
    }
    return render_to_string("sessions/_thread_reply.html", context)


def _filled(html: str, request: HttpRequest) -> SafeString:
    token = get_token(request)
    html = HOLE.sub(lambda hole: token if hole[0] == TOKEN else str(uuid4()), html)
    return mark_safe(html)  # noqa: S308 (of templates)


def _ready(name: tuple, where: Where, draw: Callable[[Where], str]) -> str:
    name = get_language(), timezone.get_current_timezone_name(), astuple(where), *name
    if (html := SHELF.find(name, ())) is None:
        html = draw(where)
        SHELF.put(name, (), html)
    return html


def _drawn(note: Annotation, where: Where, told: dict) -> str:
    if note.reply_form or note.brought_up:
        return _draw(note, where, told)
    return _ready((_known(told), _known(note)), where, lambda where: _draw(note, where, told))


def _draw(note: Annotation, where: Where, told: dict) -> str:
    """Without a request: no person, and no token."""
    context = {
        "note": note,
        "study_session": where.room,
        "text_block": {"start": where.start},
        "layer": where.layer,
        "can_write": where.can_write,
        "can_run": where.can_run,
        "csrf_token": TOKEN,
    }
    return render_to_string("sessions/_thread.html", context | told)


def _known(thing):
    """All that a template could show of it, to be compared."""
    if isinstance(thing, User):
        return thing.pk, str(thing)
    if isinstance(thing, Model):
        return _known(vars(thing) | thing._state.fields_cache)
    if isinstance(thing, dict):
        return tuple([(name, _known(it)) for name, it in thing.items() if name not in NOT_SHOWN])
    if isinstance(thing, list):
        return tuple(map(_known, thing))
    return thing
