"""A draft as its reviewer meets it: what was found, and the text in parts that fit on a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, Q, Value, When
from django.db.models.functions import Left
from django.utils.translation import ngettext

from readings.models import Block, Edition
from readings.rendering import NUMBERED

LARGEST_PART = 60  # blocks
TITLE_LENGTH = 200


@dataclass
class Part:
    """From one heading to the next; a long stretch without headings is cut."""

    number: int  # from 1, as in the address
    title: str
    level: int
    first: int  # positions of its first and last block
    last: int
    starts_with_heading: bool = True


@dataclass
class Draft:
    """What one query tells of all blocks; their words are left to the part that is shown."""

    parts: list[Part] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    unseen: int = 0  # guesses nobody called right yet
    left_out_last: int = 0  # how many in a row at the very end

    @classmethod
    def of(cls, edition: Edition) -> Draft:
        draft = cls()
        title = Case(
            When(kind=Block.Kind.HEADING, then=Left("text", TITLE_LENGTH)),
            default=Value(""),
            output_field=CharField(),
        )
        is_unseen = Q(proposal__isnull=False) & ~Q(proposal__has_key="seen")
        rows = edition.blocks.order_by("position").values_list(
            "position", "kind", "level", title, ExpressionWrapper(is_unseen, BooleanField())
        )
        for position, kind, level, words, unseen in rows:
            draft.counts[kind] += 1
            draft.unseen += bool(unseen)
            draft.left_out_last = draft.left_out_last + 1 if kind == Block.Kind.LEFT_OUT else 0
            draft._place(position, kind == Block.Kind.HEADING, level, words)
        return draft

    def _place(self, position: int, is_heading: bool, level: int, title: str) -> None:
        part = self.parts[-1] if self.parts else None
        if part and not is_heading and position - part.first < LARGEST_PART:
            part.last = position
            return
        number = len(self.parts) + 1
        if not is_heading and part:
            title = part.title
        self.parts.append(Part(number, title, level, position, position, is_heading))

    def part(self, number: int) -> Part | None:
        """The part with this number, or the nearest there is."""
        return self.parts[min(max(number, 1), len(self.parts)) - 1] if self.parts else None

    def part_at(self, position: int) -> Part | None:
        return next((part for part in self.parts if part.first <= position <= part.last), None)

    def stretch(self, first: int, last: int) -> Part | None:
        """What is on the page already stays there, although a new heading begins another part."""
        start = self.part_at(first)
        if not start or not first <= last < first + 2 * LARGEST_PART:
            return start
        return replace(start, first=first, last=last)

    def after(self, part: Part) -> Part | None:
        return self.part_at(part.last + 1)

    def before(self, part: Part) -> Part | None:
        return self.part_at(part.first - 1)

    @property
    def outline(self) -> list[Part]:
        return [part for part in self.parts if part.starts_with_heading or part.number == 1]

    @property
    def found(self) -> list[str]:
        """What the text consists of, in the words of the screen."""
        counts = Counter(self.counts)
        counts[NUMBERED] = sum(counts[kind] for kind in NUMBERED)
        found = [
            phrase(counts[kind]) % counts[kind] for kind, phrase in PHRASES.items() if counts[kind]
        ]
        if left_out := counts[Block.Kind.LEFT_OUT]:
            at_the_end = left_out == self.left_out_last
            found.append((lines_at_the_end if at_the_end else lines_left_out)(left_out) % left_out)
        return found


def lines_left_out(n: int) -> str:
    return ngettext("%d line left out", "%d lines left out", n)


def lines_at_the_end(n: int) -> str:
    return ngettext("%d line left out at the end", "%d lines left out at the end", n)


@dataclass
class Group:
    """Guesses of one kind, made for one reason: easier to look over together."""

    kind: str
    why: str  # a code of readings.importing.sentences
    blocks: list[Block]

    @property
    def name(self) -> str:
        return GROUPS[self.kind](len(self.blocks)) % len(self.blocks)

    @property
    def is_seen(self) -> bool:
        return all("seen" in block.proposal for block in self.blocks)


def groups_of(guesses: Iterable[Block]) -> list[Group]:
    """In the order of the guesses, which stand kind by kind already."""
    groups: list[Group] = []
    for block in guesses:
        kind, why = block.proposal.get("kind", block.kind), block.proposal.get("why", "")
        if not groups or (groups[-1].kind, groups[-1].why) != (kind, why):
            groups.append(Group(kind, why, []))
        groups[-1].blocks.append(block)
    return groups


PHRASES = {
    NUMBERED: lambda n: ngettext("%d paragraph or quotation", "%d paragraphs and quotations", n),
    Block.Kind.HEADING: lambda n: ngettext("%d heading", "%d headings", n),
    Block.Kind.CAPTION: lambda n: ngettext("%d caption", "%d captions", n),
    Block.Kind.LIST_ITEM: lambda n: ngettext("%d list item", "%d list items", n),
    Block.Kind.FOOTNOTE: lambda n: ngettext("%d footnote", "%d footnotes", n),
    Block.Kind.CODE: lambda n: ngettext("%d piece of code", "%d pieces of code", n),
    Block.Kind.TABLE: lambda n: ngettext("%d table", "%d tables", n),
}

GROUPS = PHRASES | {
    Block.Kind.PARAGRAPH: lambda n: ngettext("%d paragraph", "%d paragraphs", n),
    Block.Kind.QUOTATION: lambda n: ngettext("%d quotation", "%d quotations", n),
    Block.Kind.VERSE: lambda n: ngettext("%d verse", "%d verses", n),
    Block.Kind.SEPARATOR: lambda n: ngettext("%d separator", "%d separators", n),
    Block.Kind.LEFT_OUT: lines_left_out,
}
