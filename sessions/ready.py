"""Pages of texts that are ready: put together and compressed once, sent again while nothing on them has
changed. A page that is open asks for that every few seconds, so the version of its margin is kept as well.

A page (stretches.py) is kept in the memory of the process, for the one person it was made for: their id is in
its name, so what one person sees is given to nobody else. It is taken from the shelf only if its stamp
(models/stamps.py) still holds, and a new one takes the place of the old.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import get_language

from readings.people.models import Site

from .layers import Layer
from .models.stamps import Stamp, Wanted, stamp_of
from .stretches import Page

MOST_BYTES = 48 * 1024 * 1024
A_LITTLE = 1024  # the name of whatever is no page


class Shelf:
    """So many bytes of what was made; what was asked for longest ago goes first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.things: OrderedDict[tuple, tuple] = OrderedDict()  # name -> stamp, thing, size
        self._bytes = 0
        self._lock = Lock()

    def find(self, name: tuple, stamp: str) -> Page | str | None:
        """What was put there, if it was made from what bears this stamp."""
        with self._lock:
            if name not in self.things:
                return None
            self.things.move_to_end(name)
            its_stamp, thing, _size = self.things[name]
        return thing if its_stamp == stamp else None

    def put(self, name: tuple, stamp: str, thing: Page | str) -> None:
        size = A_LITTLE + len(thing) if isinstance(thing, str) else thing.size
        with self._lock:
            self._drop(name)
            self.things[name] = stamp, thing, size
            self._bytes += size
            while self._bytes > self.most:
                self._drop(next(iter(self.things)))

    def _drop(self, name: tuple) -> None:
        if name in self.things:
            self._bytes -= self.things.pop(name)[2]


SHELF = Shelf()


class Asked:
    """The text of a session as someone asks for it now: its page, or the version of its margin.

    Nothing is kept where it would tell something once and no more (messages), where time alone changes it
    (notes of earlier sessions: guests may read those for a while), and nothing of a draft or after the close.
    """

    def __init__(
        self, request: HttpRequest, study_session_pk: int, layer: Layer, part: str = "page"
    ) -> None:
        self.layer = layer
        self.wanted = Wanted(study_session_pk, request.user.pk, request.session.session_key or "")
        self.name = (request.user.pk, study_session_pk, part, layer, get_language(), Site.known())
        is_usual = request.GET.keys() <= {"layer", "since"} and not get_messages(request)
        is_lasting = is_usual and not layer.is_earlier
        self.stamp = stamp_of(self.wanted) if is_lasting else Stamp()
        self.thing = self.stamp.page and SHELF.find(self.name, self.stamp.page)
        request.asked = self

    def keep(self, thing: Page | str) -> None:
        """It was made after the stamp: if it is newer, the stamp holds no more, and it is not found."""
        if self.stamp.page:
            self.thing = thing
            SHELF.put(self.name, self.stamp.page, thing)
