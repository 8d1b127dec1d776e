"""Threads of a talk that are ready: drawn once, and given again to whoever sees quite the same.

A thread is drawn with nothing at hand but what it shows (`_draw`), and all of that is its name on the
shelf. The threads with one's own words are made for oneself alone. A note that nothing was done with since
it was written differs from another one only in its number, its place, its words, whose and of when they
are: it is a pattern with these filled in.
"""

from __future__ import annotations

from copy import copy
from datetime import UTC, datetime
from functools import lru_cache

from django.db.models import Model
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language

from readings.people.models import User
from readings.people.templatetags.days import date_in_words

from .models import Annotation
from .patterns import Where, draw, fill, finish, hole, ready

NOT_SHOWN = {"_state", "study_session", "search"}
PK, AUTHOR, NAME, WORDS, BEGIN, END, TIME, DAY = (hole() for _ in range(8))
OWN = {"id", "author_id", "passage_id", "thread", "start", "end", "body", "html", "created_at"}
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def draw_threads(
    threads: list[Annotation],
    start: int,
    where: Where,
    *,
    me: int,
    token: str,
    written: int | None = None,
    is_more: bool = False,
) -> SafeString:
    """On the block that starts there, for `me`.

    `written` is the one that was written just now; `is_more`, these come beneath others.
    """
    drawn = (
        _drawn(note, where, me, is_written=note.pk == written, is_first=is_more and place == 0)
        for place, note in enumerate(threads)
    )
    return finish("".join(drawn), start, token)


def _drawn(note: Annotation, where: Where, me: int, **told: bool) -> str:
    owns = any(words.author_id == me for words in (note, *note.replies))
    if note.reply_form or note.brought_up:
        return _draw(note, where, owns and me, **told)
    if _is_as_written(note, where):
        return _from_pattern(note, where, owns, **told)
    name = owns and me, *told.values(), _known(note)
    return ready(name, where, lambda: _draw(note, where, owns and me, **told))


def _draw(
    note: Annotation, where: Where, me: int | str, *, is_written: bool, is_first: bool
) -> str:
    return draw(
        "sessions/_thread.html",
        where,
        note=note,
        user={"pk": me},  # where words in it are theirs
        written={"pk": note.pk if is_written else 0},
        is_first=is_first,
    )


def _is_as_written(note: Annotation, where: Where) -> bool:
    done = note.edited_at or note.settled_at or note.hidden_at or note.deleted_at
    return note.is_whole and not (note.replies or done or where.room.ended_at)


def _from_pattern(note: Annotation, where: Where, owns: bool, **told: bool) -> str:
    rest = {name: value for name, value in vars(note).items() if name not in OWN}
    name = "as written", owns, *told.values(), bool(note.body), bool(note.html), _known(rest)
    pattern = ready(name, where, lambda: _draw_pattern(note, where, owns, **told))
    numbers = {PK: note.pk, AUTHOR: note.author_id, BEGIN: note.start, END: note.end}
    words = {NAME: escape(note.author), WORDS: note.html, **_when(note.created_at)}
    return fill(pattern, words | {hole: str(number) for hole, number in numbers.items()})


def _draw_pattern(note: Annotation, where: Where, owns: bool, **told: bool) -> str:
    note = copy(note)
    note.pk, note.start, note.end = PK, BEGIN, END
    note.body, note.html = note.body and WORDS, note.html and WORDS
    note.author, note.created_at = User(pk=AUTHOR, name=NAME), LONG_AGO
    pattern = _draw(note, where, owns and AUTHOR, **told)
    for place, words in _when(LONG_AGO).items():
        pattern = pattern.replace(words, place)
    return pattern


def _when(moment: datetime) -> dict[str, str]:
    """As a thread says it."""
    local = localtime(moment)
    minute = local.replace(second=0, microsecond=0, tzinfo=None)
    return {TIME: local.isoformat(), DAY: _day(minute, get_language())}


@lru_cache(1000)
def _day(minute: datetime, language: str) -> str:
    return escape(date_in_words(minute, "j F, H:i"))


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
