"""Pages of texts that are ready: put together and compressed once, sent again while nothing on them has
changed. A page that is open asks for that every few seconds, so the version of its margin is kept as well.

A page is kept in the memory of the process, for the one person it was made for: their id is in its name,
so what one person sees is given to nobody else. It is taken from the shelf only if its stamp
(models/stamps.py) still holds, and a new one takes the place of the old.

What is new in each answer, the form token and the keys of forms, are holes in the page, filled as it is
sent. gzip lets one do so: the page is a row of compressed stretches, each of which ends on a byte and
refers to nothing before it (Z_FULL_FLUSH), with holes as stretches that are not compressed. A token is
thus compressed together with nothing, and the length of an answer, blurred as Django does it, cannot tell
of it (BREACH).
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib
from collections import OrderedDict
from functools import lru_cache
from threading import Lock
from uuid import uuid4

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from readings.people.models import Site

from .layers import Layer
from .models.stamps import stamp_of

MOST_BYTES = 48 * 1024 * 1024
A_LITTLE = 1024  # the name of whatever is no page
# Whole tags: no text of a reading and no words of a person hold a "<".
END = re.compile(
    rb'<input type="hidden" name="(?:csrfmiddlewaretoken" value="(?P<token>\w+)'
    rb'|key" value="(?P<key>[0-9a-f-]{36}))'
    rb'|<section class="reading__section"'
)
SHORT = 60_000  # bytes: sections shorter than that stay together, for they share words
MOST_STRETCHES = 250  # of 90 kB at most, with their plain words
LEVEL = 5  # of gzip: in half the time of the usual 6 it leaves one byte more in a hundred
LONGEST_STORED = 0xFFFF
EMPTY_END = b"\x03\x00"
GZIP_WITH_NAME = b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\xff"


@lru_cache(MOST_STRETCHES)
def compressed(plain: bytes) -> bytes:
    squeeze = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
    return squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH)


class Page:
    """The bytes of a page, with holes, plain and compressed.

    A stretch ends at a hole, or where a section of the text begins: sections in which nothing is new are
    compressed already, for whomever it was.
    """

    def __init__(self, html: str) -> None:
        self.stretches: list[tuple[bytes, bytes]] = []  # plain, compressed
        self.holes: list[str] = []  # what goes after each stretch but the last, if anything
        plain, at = html.encode(), 0
        for end in END.finditer(plain):
            hole = end.lastgroup or ""
            begins, goes_on = end.span(hole or 0)
            if not hole and begins - at < SHORT:
                continue
            self._add(plain[at:begins])
            self.holes.append(hole)
            at = goes_on if hole else begins
        self._add(plain[at:])

    def _add(self, plain: bytes) -> None:
        self.stretches.append((plain, compressed(plain)))

    @property
    def size(self) -> int:
        return sum(len(plain) + len(compressed) for plain, compressed in self.stretches)

    def answer(self, request: HttpRequest) -> HttpResponse:
        token = get_token(request).encode()
        new = {"token": lambda: token, "key": lambda: str(uuid4()).encode(), "": bytes}
        filled = [*(new[hole]() for hole in self.holes), b""]
        if not re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            return HttpResponse(self.plain(filled))
        response = HttpResponse(self.gzipped(filled), headers={"Content-Encoding": "gzip"})
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    def plain(self, filled: list[bytes]) -> bytes:
        return b"".join(
            part
            for (plain, _), hole in zip(self.stretches, filled, strict=True)
            for part in (plain, hole)
        )

    def gzipped(self, filled: list[bytes]) -> bytes:
        name = b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes)
        parts, checksum, length = [GZIP_WITH_NAME, name, b"\x00"], 0, 0
        for (plain, compressed), hole in zip(self.stretches, filled, strict=True):
            parts += [compressed, _stored(hole) if hole else hole]
            checksum = zlib.crc32(hole, zlib.crc32(plain, checksum))
            length += len(plain) + len(hole)
        return b"".join([*parts, EMPTY_END, struct.pack("<LL", checksum, length)])


def _stored(hole: bytes) -> bytes:
    """A stretch that is not compressed."""
    return struct.pack("<BHH", 0, len(hole), LONGEST_STORED - len(hole)) + hole


class Shelf:
    """So many bytes of what was made; what was asked for longest ago goes first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self.most = most
        self.things: OrderedDict[tuple, tuple] = OrderedDict()  # name -> stamp, thing, size
        self._bytes = 0
        self._lock = Lock()

    def find(self, name: tuple, stamp: tuple) -> Page | str | None:
        """What was put there, if it was made from what bears this stamp."""
        with self._lock:
            if name not in self.things:
                return None
            self.things.move_to_end(name)
            its_stamp, thing, _size = self.things[name]
        return thing if its_stamp == stamp else None

    def put(self, name: tuple, stamp: tuple, thing: Page | str) -> None:
        size = thing.size if isinstance(thing, Page) else A_LITTLE + len(thing)
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
        self.name = (request.user.pk, study_session_pk, part, layer, get_language(), Site.known())
        is_usual = request.GET.keys() <= {"layer", "since"} and not get_messages(request)
        is_lasting = is_usual and not layer.is_earlier
        self.stamp = stamp_of(study_session_pk, request.user) if is_lasting else None

    def found(self) -> Page | str | None:
        return self.stamp and SHELF.find(self.name, self.stamp)

    def keep(self, thing: Page | str) -> None:
        """It was made after the stamp: if it is newer, the stamp holds no more, and it is not found."""
        if self.stamp:
            SHELF.put(self.name, self.stamp, thing)
