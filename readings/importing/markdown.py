"""Markdown to a document. What the file states is taken as stated; only captions are guessed.

One heading above all others at the very start is the title, and then no block of its own. A heading
inside a quotation is part of the quotation: it must not appear in the outline.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from .captions import LONGEST as LONGEST_CAPTION
from .captions import is_caption
from .cleaning import scrub, squeeze
from .document import MAX_BLOCKS, Block, Document
from .front_matter import take_front_matter
from .inlines import Line, only_pictures
from .language import guess_language
from .lines import MOST_LINES
from .lists import item_mark
from .sentences import Notice, Unreadable
from .tags import strip_tags

# The parser is linear here but slow: about 10 microseconds for each of these signs.
SIGNS = re.compile(r"[*_~`\[\]!<&\\^]")
MOST_SIGNS = 200_000
MOST_SIGNS_IN_ONE = 20_000
ITEM = re.compile(r"^[ >]*(?:[-*+]|\d{1,9}[.)])[ \t]", re.M)
LONGEST_TITLE = 300
BLANK_LINES = re.compile(r"\n{3,}")
# mdBook's and others' "put this file here": a line that is not there for readers
INCLUDE = re.compile(r"\{\{\s*#\w+[^{}\n]*\}\}")


def parse(text: str) -> Document:
    _refuse_endless(text)
    facts, body = take_front_matter(text)
    walk = Walk()
    walk.over(_parser(walk).parse(body))
    document = Document(
        title=facts.title,
        authors=facts.authors,
        language=facts.language or guess_language(body),
        blocks=walk.blocks,
    )
    _take_title(document)
    if walk.pictures:
        document.warnings.append(Notice("pictures", {"count": walk.pictures}))
    if walk.signs_left < 0:
        document.warnings.append(Notice("marks_dropped"))
    return document


def _refuse_endless(text: str) -> None:
    """Refuse, before the parser spends its time, what would be too many blocks anyway."""
    if BLANK_LINES.sub("\n", text).count("\n") > MOST_LINES or len(ITEM.findall(text)) > MAX_BLOCKS:
        raise Unreadable("too_long")


def _parser(walk: "Walk") -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.validateLink = lambda url: True  # links.allowed decides; a refused link keeps its words
    parser.core.ruler.at("inline", walk.parse_inlines)
    return parser


def _take_title(document: Document) -> None:
    headings = [block for block in document.blocks if block.kind == "heading"]
    if not headings or document.blocks[0] is not headings[0]:
        return
    first, *others = headings
    above_all = all(other.level > first.level for other in others)
    if document.title is None and above_all and len(first.text) <= LONGEST_TITLE:
        document.title = first.text
    if document.title is not None and document.title.casefold() == first.text.casefold():
        document.blocks.remove(first)


class Walk:
    """One walk over the parser's tokens, collecting blocks.

    Openings and closings need not match: the footnote plugin takes notes within notes apart.
    """

    def __init__(self):
        self.blocks: list[Block] = []
        self.pictures = 0
        self.signs_left = MOST_SIGNS
        self.quotes = 0
        self.lists: list[int | None] = []  # of each open list the next number; None for bullets
        self.label: str | None = None  # of the item that waits for its first paragraph
        self.note: str | None = None
        self.level = 0
        self.row: Line | None = None
        self.rows: list[Line] = []

    def parse_inlines(self, state) -> None:
        """Instead of the parser's own rule: leave alone what is nothing but signs."""
        for token in state.tokens:
            if token.type != "inline":
                continue
            signs = len(SIGNS.findall(token.content))
            if signs > min(MOST_SIGNS_IN_ONE, self.signs_left):
                self.signs_left = -1
                token.children = [Token("text", "", 0, content=token.content)]
            else:
                self.signs_left -= signs
                state.md.inline.parse(token.content, state.md, state.env, token.children)

    def over(self, tokens) -> None:
        for token in tokens:
            take = getattr(self, f"take_{token.type}", None)
            if take:
                take(token)

    def take_blockquote_open(self, token):
        self.quotes += 1

    def take_blockquote_close(self, token):
        self.quotes = max(0, self.quotes - 1)

    def take_bullet_list_open(self, token):
        self.lists.append(None)

    def take_ordered_list_open(self, token):
        self.lists.append(int(token.attrs.get("start", 1)))

    def take_bullet_list_close(self, token):
        if self.lists:
            self.lists.pop()

    take_ordered_list_close = take_bullet_list_close

    def take_list_item_open(self, token):
        number = self.lists[-1] if self.lists else None
        self.label = "" if number is None else f"{number}{token.markup}"
        if number is not None:
            self.lists[-1] = number + 1

    def take_list_item_close(self, token):
        self.label = None

    def take_footnote_open(self, token):
        self.note = token.meta.get("label") or str(token.meta["id"] + 1)
        self.label = self.note

    def take_footnote_close(self, token):
        self.note = self.label = None

    def take_heading_open(self, token):
        self.level = int(token.tag[1])

    def take_heading_close(self, token):
        self.level = 0

    def take_hr(self, token):
        self.blocks.append(Block("separator", ""))

    def take_fence(self, token):
        if token.info.startswith("{="):  # meant for one output format, as in ```{=html}
            return
        lines = [
            line for line in scrub(token.content).split("\n") if not INCLUDE.fullmatch(line.strip())
        ]
        text = "\n".join(line.rstrip() for line in lines).strip("\n")
        if text:
            self.blocks.append(Block("code", text))

    take_code_block = take_fence

    def take_html_block(self, token):
        text = squeeze(scrub(strip_tags(token.content)))
        if text:
            self.add(text, [])

    def take_table_open(self, token):
        self.rows = []

    def take_tr_open(self, token):
        self.row = Line()

    def take_tr_close(self, token):
        self.rows.append(self.row)
        self.row = None

    def take_td_close(self, token):
        self.row.add(" | ")

    take_th_close = take_td_close

    def take_table_close(self, token):
        table = Line()
        for row in self.rows:
            table.add_line(*row.finish(without=" |"))
        text, marks = table.finish()
        if text:
            self.blocks.append(Block("table", text, marks=marks))

    def take_inline(self, token):
        if self.row is not None:
            self.row.take(token.children)
        elif only_pictures(token.children):
            self.take_pictures(token.children)
        else:
            may_be_verse = self.kind() in ("paragraph", "quotation")
            line = Line(verse=may_be_verse and _breaks_are_meant(token.children))
            line.take(token.children)
            self.pictures += line.pictures
            text, marks = line.finish()
            if text:
                self.add(text, marks)

    def take_pictures(self, tokens):
        for picture in tokens:
            if picture.type != "image":
                continue
            self.pictures += 1
            line = Line()
            line.take(picture.children or [])
            text, marks = line.finish()
            text = text or squeeze(scrub(str(picture.attrs.get("title", ""))))
            if text:
                self.blocks.append(Block("caption", text, marks=marks))

    def add(self, text: str, marks: list[dict]) -> None:
        block = Block(self.kind(), text, marks=marks)
        if self.level and block.kind == "heading":
            block.level = self.level
        elif self.level:
            block.marks = [{"kind": "strong", "start": 0, "end": len(text)}, *marks]
        if self.label is not None:
            block.marks = [item_mark(self.label, max(0, len(self.lists) - 1)), *block.marks]
            self.label = None
        if "\n" in text:
            block.kind, block.proposal = "verse", {"kind": "verse", "why": "short_lines"}
        elif block.kind == "paragraph" and len(text) <= LONGEST_CAPTION and is_caption(text):
            block.kind, block.proposal = "caption", {"kind": "caption", "why": "credit"}
        self.blocks.append(block)

    def kind(self) -> str:
        if self.note is not None:
            return "footnote"
        if self.label is not None:
            return "list_item"
        if self.quotes:
            return "quotation"
        return "heading" if self.level and not self.lists else "paragraph"


def _breaks_are_meant(tokens) -> bool:
    """Two or more line breaks, all of them asked for: a stanza."""
    breaks = [token.type for token in tokens if token.type in ("softbreak", "hardbreak")]
    return len(breaks) >= 2 and set(breaks) == {"hardbreak"}
