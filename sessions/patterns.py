"""Pieces of a talk as patterns: drawn once, with holes for whatever differs from one to the next, and kept.

A hole is a long number that nobody can know, so templates take it for an id or a place, and nobody can write
it. All that is in a pattern besides holes is its name on the shelf: whoever may see something else, or do
something else with it, is given another one. The form token and the keys of forms are new in each answer.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple
from uuid import uuid4

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from .layers import Layer
from .models import StudySession
from .ready import Shelf

MOST_BYTES = 16 * 1024 * 1024
SHELF = Shelf(MOST_BYTES)


def hole() -> str:
    return f"9{secrets.randbelow(10**24):024}"


TOKEN, KEY, START = hole(), hole(), hole()  # of a form, of the block


class Room(NamedTuple):
    """What a talk shows of its session."""

    pk: int
    ended_at: object
    others_count: int
    has_gate: bool
    edition: object


class Edition(NamedTuple):
    pk: int


@dataclass(frozen=True)
class Where:
    """What is the same for all talks of a session."""

    room: Room
    layer: Layer
    can_write: bool
    can_run: bool

    @classmethod
    def at(cls, study_session: StudySession, **more) -> Where:
        room = Room(
            pk=study_session.pk,
            ended_at=study_session.ended_at,
            others_count=study_session.others_count,
            has_gate=study_session.has_gate,
            edition=Edition(study_session.edition.pk),
        )
        return cls(room, **more)


def draw(template: str, where: Where, **context) -> str:
    """Without a request: no person, and no token."""
    context |= {
        "study_session": where.room,
        "text_block": context.get("text_block", {"start": START}),
        "layer": where.layer,
        "can_write": where.can_write,
        "can_run": where.can_run,
        "csrf_token": TOKEN,
    }
    return render_to_string(template, context)


def ready(name: tuple, where: Where, draw: Callable[[], str]) -> str:
    """What was drawn under this name, or is drawn now."""
    name = get_language(), timezone.get_current_timezone_name(), where, *name
    if (html := SHELF.find(name, ())) is None:
        html = draw()
        SHELF.put(name, (), html)
    return html


@cache
def _any_of(*holes: str) -> re.Pattern:
    return re.compile("|".join(holes))


def fill(pattern: str, values: dict[str, str]) -> str:
    """Each hole with its value, which is HTML."""
    return _any_of(*values).sub(lambda found: values[found[0]], pattern)


def finish(html: str, start: int, token: str) -> SafeString:
    """With the form token and new keys, on the block that starts there."""
    values = {TOKEN: lambda: token, KEY: lambda: str(uuid4()), START: lambda: str(start)}
    html = _any_of(*values).sub(lambda found: values[found[0]](), html)
    return mark_safe(html)  # noqa: S308 (of templates)
