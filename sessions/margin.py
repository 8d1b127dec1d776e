"""The margin of a text: which stretches bear notes, and how many each block has.

A page carries ranges and counts only; the words load when a block is opened. Everything comes from
`visible_to(viewer)`: what this person may not see is in no range and no count. A layer holds some of
it, or nothing.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from functools import cached_property

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from readings.models import Edition
from readings.stored import StoredPage, stored_page

from .layers import Layer
from .marks import Facts, Mark, marks_of
from .models import StudySession
from .viewer import Viewer


class Margin:
    def __init__(
        self,
        viewer: Viewer,
        study_session: StudySession,
        layer: Layer = Layer.SESSION,
        *,
        news: bool = True,
    ) -> None:
        self.viewer = viewer
        self.study_session = study_session
        self.layer = layer
        self.has_news = news  # asked for by the pages that say what is new

    @property
    def edition(self) -> Edition | None:
        return self.study_session.edition

    @property
    def is_held_back(self) -> bool:
        """Whether the gate still holds back from this person what the others wrote."""
        return self.study_session.pk in self.viewer.margins_held_back

    @cached_property
    def version(self) -> str:
        """Changes with every event, and with what is none: what this person keeps for themselves, or reads.

        Where others' notes are held back it tells of no event, either: their number would tell of them.
        Where none are shown, nothing changes.
        """
        if self.layer.is_off:
            return self.layer.value
        facts = self._facts
        if self.is_held_back:
            shown = f"held-{self.edition.pk if self.edition else ''}"
        else:
            shown = self.study_session.event_count.last
        told_earlier = f"_{sum(facts.events)}" if self.layer.is_earlier else ""
        kept = f"{len(facts.own)}_{max(facts.own, default=0)}"
        return f"{shown}_{kept}_{len(facts.unread)}{told_earlier}"

    @property
    def layers(self) -> list[Layer]:
        """What one may choose from: earlier sessions, where there are some to read."""
        return [layer for layer in Layer if not layer.is_earlier or self._facts.earlier]

    @cached_property
    def _facts(self) -> Facts:
        return Facts.of(self.viewer, self.study_session, self.layer)

    @cached_property
    def _fresh(self) -> Counter:
        """Thread -> how much in it is new for this person."""
        return Counter(thread for _pk, thread in self._facts.unread) if self.has_news else Counter()

    @cached_property
    def marks(self) -> list[Mark]:
        """Those that the layer holds; two queries."""
        if self.layer.is_off:
            return []
        if self.layer == Layer.SESSION:
            return self._all_marks
        return [mark for mark in self._all_marks if self._is_held(mark)]

    def _is_held(self, mark: Mark) -> bool:
        is_mine = mark.is_mine or self.viewer.user.pk in mark.repliers
        return self.layer.holds(is_mine=is_mine, waits=mark.is_question)

    @property
    def _all_marks(self) -> list[Mark]:
        earlier = self._facts.earlier if self.layer.is_earlier else []
        return marks_of(self.viewer, self.study_session, earlier, self._fresh)

    @cached_property
    def stored(self) -> StoredPage:
        return stored_page(self.edition.pk)

    @cached_property
    def starts(self) -> list[int]:
        """Where each block starts, in order."""
        return self.stored.starts

    @cached_property
    def numbers(self) -> dict[int, int]:
        """Where a block starts -> the number it bears; headings and captions have none."""
        return self.stored.numbers

    @cached_property
    def counts(self) -> Counter:
        """Where a block starts -> how many notes it has. One across two blocks counts at both."""
        counts: Counter = Counter()
        for mark, start in self._touching:
            counts[start] += mark.notes
        return counts

    @cached_property
    def fresh(self) -> Counter:
        """Where a block starts -> how many of its notes are new for this person."""
        fresh: Counter = Counter()
        for mark, start in self._touching:
            if mark.fresh:
                fresh[start] += mark.fresh
        return fresh

    @property
    def has_own(self) -> bool:
        """Whether this person wrote something that the layer holds: they know how."""
        return any(mark.is_mine for mark in self.marks)

    @cached_property
    def fresh_count(self) -> int:
        return sum(mark.fresh for mark in self.marks)

    @property
    def next_new_url(self) -> str:
        """The way to the first place with something new; with scripts, one goes on from where one is."""
        return self.talk_url(min(self.fresh))

    @property
    def newest(self) -> int:
        """The page tells of nothing later, and `Mark all as read` goes no further."""
        return max((pk for pk, _thread in self._facts.unread), default=0)

    @cached_property
    def speakers(self) -> dict[int, set[int]]:
        """Where a block starts -> who said something there that others can see."""
        speakers = defaultdict(set)
        for mark, start in self._touching:
            speakers[start] |= mark.speakers
        return speakers

    @cached_property
    def _touching(self) -> list[tuple[Mark, int]]:
        """Each mark with where each block starts that it touches."""
        return [
            (mark, start) for mark in self.marks for start in self.blocks_of(mark.start, mark.end)
        ]

    def talk_url(self, start: int) -> str:
        """The way to the talk on a block; a page has thousands, so the address is made once."""
        before, after = self._talk_address
        return f"{before}{start}{after}"

    @cached_property
    def _talk_address(self) -> tuple[str, str]:
        address = reverse("sessions:talk", args=[self.study_session.pk, 0])
        return address.removesuffix("0/"), f"/{self.layer.query}"

    @property
    def packed(self) -> SafeString:
        """The marks as the page's script reads them: by the name of their paint, along the text, of each
        how far it begins from where the one before began, and its length.

        Such numbers are small: 5,000 marks weigh a fourth of what places and ids would.
        """
        gaps: dict[str, list[int]] = defaultdict(list)
        last: dict[str, int] = {}
        for start, end, paint in sorted((mark.start, mark.end, mark.paint) for mark in self.marks):
            gaps[paint] += start - last.get(paint, 0), end - start
            last[paint] = start
        return mark_safe(json.dumps(gaps, separators=(",", ":")))  # noqa: S308 (numbers and our words)

    def blocks_of(self, start: int, end: int) -> list[int]:
        """Where the blocks start that these words touch."""
        first = bisect_right(self.starts, start) - 1
        return self.starts[max(first, 0) : bisect_left(self.starts, end)]
