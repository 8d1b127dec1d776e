"""What an import makes of a file: a document of blocks, as plain data that fits in JSON."""

import re
from dataclasses import asdict, dataclass, field

from .sentences import Notice, Unreadable

KINDS = (
    "heading",
    "paragraph",
    "quotation",
    "list_item",
    "caption",
    "verse",
    "footnote",
    "code",
    "table",
    "separator",
)
WORD = re.compile(r"[^\W_]")
MAX_BLOCKS = 20_000
MAX_CHARACTERS = 4_000_000
MAX_MARKS = 100_000


@dataclass(slots=True)
class Block:
    """A piece of text of one kind.

    `text` is NFC with single spaces; verse, code and tables keep their newlines. `marks` are
    dictionaries with `kind`, `start` and `end` in code points of `text` (see readings/inline.py).
    `proposal` is None for what the file states, else what was guessed: its `kind` and `why`, a key
    of sentences.REASONS. `left_out` blocks are kept only for the review to show and restore.
    """

    kind: str
    text: str
    level: int = 0
    marks: list[dict] = field(default_factory=list)
    proposal: dict | None = None
    left_out: bool = False


@dataclass(slots=True)
class Document:
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    language: str | None = None
    blocks: list[Block] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)

    @property
    def kept(self) -> list[Block]:
        """The blocks that will be read: all but those left out."""
        return [block for block in self.blocks if not block.left_out]

    def check(self) -> None:
        """Refuse what holds no words, or more than a reading can."""
        if not any(WORD.search(block.text) for block in self.kept):
            raise Unreadable("empty")
        if (
            len(self.blocks) > MAX_BLOCKS
            or sum(len(block.text) for block in self.blocks) > MAX_CHARACTERS
            or sum(len(block.marks) for block in self.blocks) > MAX_MARKS
        ):
            raise Unreadable("too_long")

    def as_data(self) -> dict:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict) -> "Document":
        return cls(
            title=data["title"],
            authors=data["authors"],
            language=data["language"],
            blocks=[Block(**block) for block in data["blocks"]],
            warnings=[Notice(**warning) for warning in data["warnings"]],
        )
