"""From blocks to the stored page of an edition: canonical text, numbers, outline, HTML.

The canonical text is the blocks' text joined by one newline; `start` and `end` are code points in
it. The text nodes inside an element with `data-start` equal that block's text: numbers come from
attributes or stand outside. After each block stands `<!--after:START-->`, where a session's page
puts its own (a button for the notes) without parsing anything.

A section runs from one heading to the next. The outline holds for each: title, level, id, the
range it covers in the canonical text, its words, and the first and last number in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape

from readings import inline
from readings.text import words

NUMBERED = frozenset({"paragraph", "quotation", "verse"})
AFTER = re.compile(r"<!--after:(\d+)-->")


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
    """One <section> a heading, so that a page can fold those that are not set to read."""
    starts = {section["start"]: section for section in outline}
    out: list[str] = []
    in_list = False
    for block in blocks:
        if in_list and block.kind != "list_item":
            out.append("</ul>")
            in_list = False
        if section := starts.get(block.start):
            if section["id"] != "s0":
                out.append("</section>")
            out.append(f'<section class="reading__section" id="{section["id"]}">')
        if block.kind == "list_item" and not in_list:
            out.append('<ul class="reading__list">')
            in_list = True
        out.append(_block_html(block))
    if in_list:
        out.append("</ul>")
    if blocks:
        out.append("</section>")
    return "".join(out)


def with_after(html: str, fill: Callable[[int], str]) -> str:
    """The stored HTML with `fill(start)` after the block that starts there."""
    return AFTER.sub(lambda match: fill(int(match[1])), html)


def _block_html(block) -> str:
    inner = inline.to_html(block.text, block.marks)
    data = f'data-start="{block.start}"'
    after = f"<!--after:{block.start}-->"
    language = f' lang="{escape(block.language)}"' if block.language else ""
    if block.kind == "separator":
        return f'<hr class="reading__separator">{after}'
    if block.kind == "heading":
        level = min(max(block.level, 2), 6)
        return f'<h{level} class="reading__heading" dir="auto"{language} {data}>{inner}</h{level}>{after}'
    element = {
        "quotation": "blockquote",
        "list_item": "span",
        "caption": "p",
        "code": "pre",
        "table": "pre",
    }.get(block.kind, "p")
    words_ = f'<{element} class="reading__words" dir="auto"{language} {data}>{inner}</{element}>'
    wrap = "li" if block.kind == "list_item" else "div"
    number = (
        f'<a class="reading__number" href="#p{block.number}" data-number="{block.number}"'
        f' aria-label="{block.number}"></a>'
        if block.number
        else ""
    )
    anchor = f' id="p{block.number}"' if block.number else ""
    return (
        f'<{wrap} class="reading__block reading__block--{block.kind}"{anchor}>'
        f"{number}{words_}{after}</{wrap}>"
    )
