"""A page as a row of compressed stretches with holes between them, so that it is compressed only once.

What is new in each answer, the form token and the keys of forms, are holes, filled as it is sent. gzip lets
one do so: each stretch ends on a byte and refers to nothing before it (Z_FULL_FLUSH), and what fills a hole
is a stretch that is not compressed. A token is thus compressed together with nothing, and the length of an
answer, blurred as Django does it, cannot tell of it (BREACH).
"""

from __future__ import annotations

import re
import secrets
import struct
import zlib
from functools import lru_cache
from typing import NamedTuple
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

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
        if not re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
            return HttpResponse(self.plain(token))
        response = HttpResponse(Stream(self, token).bytes(), headers={"Content-Encoding": "gzip"})
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    def plain(self, token: bytes) -> bytes:
        new = {"token": lambda: token, "key": _new_key, "": bytes}
        holes = [*(new[hole]() for hole in self.holes), b""]
        pairs = zip(self.stretches, holes, strict=True)
        return b"".join(part for (plain, _), hole in pairs for part in (plain, hole))


class Piece(NamedTuple):
    """What of a stream lies between two keys."""

    stretches: list[bytes]  # compressed
    checksum: int  # of what they are of
    shift: int  # what so many bytes more do to a checksum before them


class Stream:
    """A page with its token, compressed and summed up; the keys of its forms are new each time it is sent."""

    def __init__(self, page: Page, token: bytes) -> None:
        self.pieces: list[Piece] = []
        self.length = 0
        stretches, checksum, length = [], 0, 0
        for (plain, compressed), hole in zip(page.stretches, [*page.holes, "end"], strict=True):
            filling = token if hole == "token" else b""
            stretches += [compressed, _stored(filling)] if filling else [compressed]
            checksum = zlib.crc32(filling, zlib.crc32(plain, checksum))
            length += len(plain) + len(filling)
            if hole in {"key", "end"}:
                self.pieces.append(Piece(stretches, checksum, _shift(length)))
                self.length += length
                stretches, checksum, length = [], 0, 0
        self.length += len(_new_key()) * (len(self.pieces) - 1)

    @property
    def size(self) -> int:
        return sum(len(stretch) for piece in self.pieces for stretch in piece.stretches)

    def bytes(self) -> bytes:
        name = b"a" * secrets.randbelow(GZipMiddleware.max_random_bytes)
        first, *others = self.pieces
        parts, checksum = [GZIP_WITH_NAME, name, b"\x00", *first.stretches], first.checksum
        for piece in others:
            key = _new_key()
            parts += [_stored(key), *piece.stretches]
            checksum = _times(piece.shift, zlib.crc32(key, checksum)) ^ piece.checksum
        return b"".join([*parts, EMPTY_END, struct.pack("<LL", checksum, self.length)])


def _new_key() -> bytes:
    return str(uuid4()).encode()


def _stored(hole: bytes) -> bytes:
    """A stretch that is not compressed."""
    return struct.pack("<BHH", 0, len(hole), LONGEST_STORED - len(hole)) + hole


# The checksum of two stretches from those of each, without going through them again. A CRC is the rest of a
# division of polynomials; n bytes more multiply those before them by x to the power of 8n. Bits stand in
# the order of gzip (RFC 1952, section 8): the highest is the power 0.

DIVISOR = 0xEDB88320
ONE = 1 << 31
A_BYTE = ONE >> 8


def _times(one: int, other: int) -> int:
    """The product, modulo the divisor."""
    product = 0
    while one:
        if one & ONE:
            product ^= other
        one = one << 1 & 0xFFFFFFFF
        other = other >> 1 ^ (DIVISOR if other & 1 else 0)
    return product


def _shift(length: int) -> int:
    """x to the power of eight times so many bytes: by squares, one for each bit of the number."""
    power, square = ONE, A_BYTE
    while length:
        if length & 1:
            power = _times(power, square)
        square = _times(square, square)
        length >>= 1
    return power
