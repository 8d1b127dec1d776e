"""The talk along a text, as a strip: how many people spoke at each block, and the way there.

A picture for those who would rather look than read; the same as a list for everyone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import ceil

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .margin import Margin

STRONGEST = 4  # shades, and people: from so many on, a place is as dark as it gets
NARROWEST = 1 / 200  # of the strip, so that a short block can be seen in a long text


@dataclass
class Place:
    """A block where someone spoke; `x` and `width` are places of the text."""

    start: int
    number: int | None
    people: int
    x: int
    width: int
    url: str
    most: int = STRONGEST  # people, where it is as dark as it gets

    @property
    def strength(self) -> int:
        return ceil(STRONGEST * min(self.people, self.most) / self.most)

    @property
    def shape(self) -> str:
        return f"M{self.x} 0h{self.width}v10h-{self.width}z"


@dataclass
class Strip:
    """A text has hundreds of places, so what is drawn of each is put together by hand."""

    length: int
    places: list[Place]
    sections: list[int]  # where they begin

    @property
    def shapes(self) -> SafeString:
        """Its places, one path for each shade, made of numbers alone."""
        drawn = defaultdict(list)
        for place in self.places:
            drawn[place.strength].append(place.shape)
        paths = (
            f'<path class="strip__talk strip__talk--{strength}" d="{"".join(shapes)}"/>'
            for strength, shapes in sorted(drawn.items())
        )
        return mark_safe("".join(paths))  # noqa: S308

    @property
    def ways(self) -> SafeString:
        """The same as a list, made of addresses, numbers and escaped words, which are looked up once."""
        paragraph, between = escape(_("¶ %(number)s")), escape(_("between two paragraphs"))
        people = {
            n: escape(ngettext("%(n)s person", "%(n)s people", n) % {"n": n})
            for n in {place.people for place in self.places}
        }
        ways = (
            f'<li><a href="{place.url}" data-place="{place.start}">'
            f"{between if place.number is None else paragraph % {'number': place.number}}</a>"
            f' <span class="soft">{people[place.people]}</span></li>'
            for place in self.places
        )
        return mark_safe("".join(ways))  # noqa: S308


def strip_of(margin: Margin, *, most: int = STRONGEST) -> Strip:
    outline = margin.edition.text.outline
    length = outline[-1]["end"] if outline else 0
    narrowest = int(length * NARROWEST) + 1
    places = []
    for place, start in enumerate(margin.starts):
        if people := len(margin.speakers[start]):
            after = margin.starts[place + 1] if place + 1 < len(margin.starts) else length
            width = max(after - start, narrowest)
            number = margin.numbers.get(start)
            x = max(0, min(start, length - width))
            url = f"#p{number}" if number else margin.talk_url(start)
            places.append(Place(start, number, people, x, width, url, most))
    return Strip(length, places, [section["start"] for section in outline[1:]])
