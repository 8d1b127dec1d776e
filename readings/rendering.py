"""From blocks to the stored page of an edition: canonical text, numbers, outline, HTML.

The canonical text is the blocks' text joined by one newline; `start` and `end` are code points in
it. The text nodes inside an element with `data-start` equal that block's text: numbers come from
attributes or stand outside. (Browsers drop a newline that opens a <pre>; the import leaves none.)
After each block stands `<!--after:START-->`, where a session's page
puts its own (a button for the notes) without parsing anything.

A section runs from one heading to the next. The outline holds for each: title, level, id, the
range it covers in the canonical text, its words, and the first and last number in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from typing import NamedTuple

from readings import inline
from readings.text import words

BAR = " | "  # between the cells of a table, as the import writes them
NUMBERED = frozenset({"paragraph", "quotation", "verse"})
AFTER = re.compile(r"<!--after:(\d+)-->")
NUMBER = re.compile(
    r'<a class="reading__number" href="#p(\d+)"[^>]*></a>'
    r'(?=<\w+ class="reading__words"[^>]* data-start="(\d+)")'
)
PLACE = re.compile(f"{AFTER.pattern}|{NUMBER.pattern}")
SECTION = re.compile(
    r'(<section class="reading__section" id="s(\d+)">)(.*?)(</section>)', re.DOTALL
)


@dataclass
class Rendered:
    text: str = ""
    html: str = ""
    outline: list[dict] = field(default_factory=list)
    words: int = 0


def render(blocks: Iterable) -> Rendered:
    """Render blocks in order, setting `number`, `start` and `end` on each."""
    blocks = list(blocks)
    place(blocks)
    text = "\n".join(block.text for block in blocks)
    outline = outline_of(blocks)
    return Rendered(
        text=text,
        html=html_of(blocks, outline),
        outline=outline,
        words=sum(section["words"] for section in outline),
    )


def place(blocks: list) -> None:
    number, offset = 0, 0
    for block in blocks:
        block.start, block.end = offset, offset + len(block.text)
        offset = block.end + 1
        if block.kind in NUMBERED:
            number += 1
        block.number = number if block.kind in NUMBERED else None


def outline_of(blocks: list) -> list[dict]:
    outline: list[dict] = []
    for block in blocks:
        is_heading = block.kind == "heading"
        if is_heading or not outline:
            outline.append(
                {
                    "id": f"s{len(outline)}",
                    "title": block.text if is_heading else "",
                    "level": block.level if is_heading else 0,
                    "start": block.start,
                    "words": 0,
                    "first": None,
                    "last": None,
                }
            )
        section = outline[-1]
        section["end"] = block.end
        section["words"] += words(block.text)
        if block.number:
            section["first"] = section["first"] or block.number
            section["last"] = block.number
    return outline


def html_of(blocks: list, outline: list[dict]) -> str:
    """One <section> a heading, so that a page can fold those that are not set to read.

    Inside, neighbours of one kind stand together: items in a list, quotations in one blockquote.
    """
    starts = {section["start"]: section for section in outline}
    out: list[str] = []
    together = ""  # the element that is open around neighbours
    for block in blocks:
        section = starts.get(block.start)
        around = _around(block)
        if together and (section or around != together):
            out.append(f"</{together}>")
            together = ""
        if section:
            out.append("</section>" if out else "")
            out.append(f'<section class="reading__section" id="{section["id"]}">')
        if around and not together:
            out.append(f'<{around} class="reading__{GROUPS[around]}">')
            together = around
        out.append(_block_html(block))
    out.append(f"</{together}>" if together else "")
    out.append("</section>" if blocks else "")
    return "".join(out)


class Part(NamedTuple):
    """Some of the stored HTML, up to a place where a page puts its own: the number of the block that
    starts there, or what stands after the block."""

    html: str
    start: int
    number: int | None  # none: after it


def parts_of(html: str) -> tuple[list[Part], str]:
    """The stored HTML taken apart, and its end; a page asks for it a thousand times."""
    parts, at = [], 0
    for place in PLACE.finditer(html):
        after, number, start = place.groups()
        words = html[at : place.start()]
        parts.append(Part(words, int(start or after), int(number) if number else None))
        at = place.end()
    return parts, html[at:]


def put_together(
    parts: list[Part], end: str, *, number: Callable[[int, int], str], after: Callable[[int], str]
) -> str:
    """With `number(number, start)` for the number of each numbered block, `after(start)` after each."""
    html = []
    for before, start, its_number in parts:
        html += before, after(start) if its_number is None else number(its_number, start)
    return "".join([*html, end])


def with_folds(html: str, folded: Callable[[int], str | None]) -> str:
    """The stored HTML with a section closed to its heading where `folded(place)` gives a line for it.

    Comes before `parts_of`: what stands between a heading and its `after` goes into the summary.
    """

    def fold(match: re.Match) -> str:
        opening, place, body, closing = match.groups()
        line = folded(int(place))
        if line is None:
            return match[0]
        heading_ends = AFTER.search(body).start() if body.startswith("<h") else 0
        return (
            f'{opening}<details class="reading__fold"><summary>{body[:heading_ends]}{line}</summary>'
            f"{body[heading_ends:]}</details>{closing}"
        )

    return SECTION.sub(fold, html)


def only_sections(html: str, wanted: Callable[[int], bool]) -> str:
    """The page with these sections alone, by their place in the outline."""
    return SECTION.sub(lambda match: match[0] if wanted(int(match[2])) else "", html)


def starts_in(html: str) -> list[int]:
    """Where each block starts, in order."""
    return [int(start) for start in AFTER.findall(html)]


DEEPEST = 4
GROUPS = {"ul": "list", "ol": "list", "blockquote": "quotation"}


def _around(block) -> str:
    """The element that a block shares with neighbours of its kind, if it does."""
    if block.kind == "list_item":
        label, _ = inline.item_label(block.marks)
        return "ol" if label else "ul"
    return "blockquote" if block.kind == "quotation" else ""


def _block_html(block) -> str:
    """A block in its frame: the number beside the words, the words alone in their element."""
    after = f"<!--after:{block.start}-->"
    if block.kind == "separator":
        return f'<hr class="reading__separator">{after}'
    if block.kind == "heading":
        return _words_html(block, f"h{min(max(block.level, 2), 6)}", "reading__heading") + after
    anchor, number = "", ""
    if block.number:
        anchor = f' id="p{block.number}"'
        number = (
            f'<a class="reading__number" href="#p{block.number}" data-number="{block.number}"'
            f' aria-label="{block.number}"></a>'
        )
    frame = "li" if block.kind == "list_item" else "div"
    element = {"code": "pre", "table": "table"}.get(block.kind, "p")
    return (
        f'<{frame} class="reading__block reading__block--{block.kind}"{_depth(block)}{anchor}>'
        f"{number}{_words_html(block, element, 'reading__words')}{after}</{frame}>"
    )


def _depth(block) -> str:
    _, depth = inline.item_label(block.marks)
    return f' data-depth="{min(depth, DEEPEST)}"' if depth else ""


def _words_html(block, element: str, name: str) -> str:
    """The element whose text nodes, joined, are the block's text."""
    label, _ = inline.item_label(block.marks)  # drawn before the words by the style sheet
    facts = f' data-label="{escape(label)}"' if label else ""
    facts += f' lang="{escape(block.language)}"' if block.language else ""
    inner = _rows_html(block) if element == "table" else inline.to_html(block.text, block.marks)
    anchor = f' id="h{block.start}"' if block.kind == "heading" else ""
    return (
        f'<{element} class="{name}"{anchor} dir="auto"{facts} data-start="{block.start}">'
        f"{inner}</{element}>"
    )


def _rows_html(block) -> str:
    """A table from lines with bars between cells; the bars stay in the text, out of sight."""
    rows, at = [], 0
    for line in block.text.split("\n"):
        cells = []
        for place, cell in enumerate(line.split(BAR)):
            if place:
                cells.append(f'<span class="visually-hidden">{BAR}</span></td>')
                at += len(BAR)
            cells.append("<td>" + inline.to_html(cell, _marks_within(block.marks, at, len(cell))))
            at += len(cell)
        rows.append(f"<tr>{''.join(cells)}</td></tr>")
        at += 1
    return "<tbody>" + "\n".join(rows) + "</tbody>"


def _marks_within(marks: list[dict], start: int, length: int) -> list[dict]:
    """Marks of a text as marks of one stretch of it."""
    return [
        mark | {"start": max(mark["start"] - start, 0), "end": min(mark["end"] - start, length)}
        for mark in marks
        if mark["start"] < start + length and mark["end"] > start
    ]
