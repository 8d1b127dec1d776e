"""Passages as readers see them: the numbers they bear, the blocks they touch. Two queries for any many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from readings.models import Block, Edition, Passage, Placement


@dataclass
class Excerpt:
    """Where a passage stands in an edition, with the whole blocks it touches, in order."""

    passage: Passage
    start: int
    end: int
    blocks: list[Block]

    @property
    def numbers(self) -> list[int]:
        return [block.number for block in self.blocks if block.number]

    @property
    def label(self) -> str:
        """As readers cite it: "¶ 34", "¶ 34 to 36", or the words of a heading."""
        if not self.numbers:
            return self.blocks[0].text if self.blocks else _("a passage")
        first, last = self.numbers[0], self.numbers[-1]
        if first == last:
            return _("¶ %(number)s") % {"number": first}
        return _("¶ %(first)s to %(last)s") % {"first": first, "last": last}

    @property
    def is_whole(self) -> bool:
        """Whether it covers its blocks whole, as a tap on a paragraph's number does."""
        return bool(self.blocks) and (
            self.start <= self.blocks[0].start and self.end >= self.blocks[-1].end
        )


def excerpts(passages: Iterable[Passage | None], edition: Edition | None) -> dict[int, Excerpt]:
    """Excerpts by passage id. A passage that has no place in this edition is missing from the answer."""
    wanted = {passage.pk: passage for passage in passages if passage}
    if not wanted or edition is None:
        return {}
    places = list(
        Placement.objects.filter(
            passage__in=wanted, edition=edition, start__isnull=False
        ).values_list("passage_id", "start", "end")
    )
    if not places:
        return {}
    touched = reduce(or_, (Q(start__lt=end, end__gt=start) for _id, start, end in places))
    blocks = list(edition.blocks.filter(touched).order_by("position"))
    return {
        passage_id: Excerpt(
            wanted[passage_id],
            start,
            end,
            [block for block in blocks if block.start < end and block.end > start],
        )
        for passage_id, start, end in places
    }


def block_html(block: Block) -> SafeString:
    return block.html
