"""What a question of a guide is about: headings by number and hash, paragraphs by number.

An outline is that of readings.rendering: a list of sections, the first without a title where words
stand before the first heading.
"""

from __future__ import annotations

import hashlib
import re

from readings.text import fold

DIGITS = 8
SPAN = re.compile(r"¶*\s*([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?")


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def heading_hash(heading: str) -> str:
    """Of the folded words, so that another kind of quote or a capital letter makes no difference."""
    return digest(fold(heading))


def headings_of(outline: list[dict]) -> list[str]:
    return [section["title"] for section in outline if section["level"]]


def headings_line(outline: list[dict]) -> str:
    """How many headings a text has, and a hash of them all; nothing for a text without any."""
    headings = headings_of(outline)
    return f"{len(headings)} {digest('\n'.join(map(fold, headings)))}" if headings else ""


def numbered(outline: list[dict]) -> dict[int, int]:
    """Places in the outline by the numbers that files give sections: 1 is the first heading."""
    first = 0 if outline and not outline[0]["level"] else 1
    return {number: place for place, number in enumerate(range(first, first + len(outline)))}


def section_pin(outline: list[dict], place: int) -> tuple[int, str]:
    """The number and hash by which a file names the section at this place."""
    number = next(number for number, at in numbered(outline).items() if at == place)
    return number, heading_hash(outline[place]["title"]) if number else ""


def find_section(outline: list[dict], number: int | None, hash: str = "") -> int | None:
    """The place in the outline; a heading that has moved is found by its words, the nearest first."""
    places = numbered(outline)
    if number is None or not (hash and number):
        return places.get(number)
    same = [n for n, at in places.items() if n and heading_hash(outline[at]["title"]) == hash]
    nearest = min(same, key=lambda n: abs(n - number), default=None)
    return places.get(nearest)


def spans(paragraphs: str) -> list[tuple[int, int]] | None:
    """ "34, 40-42" as numbers; None for what does not read as paragraphs."""
    found = []
    for piece in paragraphs.split(","):
        match = SPAN.fullmatch(piece.strip())
        if not match:
            return None
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last:
            return None
        found.append((first, last))
    return found


def spans_line(found: list[tuple[int, int]]) -> str:
    """The one way to write them."""
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in found)
