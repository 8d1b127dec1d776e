"""What people wrote, as HTML.

Paragraphs and line breaks stay, addresses become links. Of Markdown a little is read: *emphasis*,
**strong**, > quotations, lists and [words](https://…). All else stays as it was typed, tags included.
"¶ 34", "paragraph 34" and "(34)" lead to that paragraph of the text, if there is one.
"""

import re
from collections.abc import Callable

from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

READ = ["newline", "emphasis", "blockquote", "list", "link"]
ADDRESS = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
REFERENCE = re.compile(r"(?:¶¶?\s?|\bparagraphe?\s)(\d{1,4})\b|(?<!\S)\((\d{1,3})\)", re.IGNORECASE)


def to_html(body: str, paragraph_url: Callable[[int], str | None] = lambda number: None) -> str:
    """`paragraph_url(number)` says where that paragraph stands."""
    return _parser.render(body, {"paragraph_url": paragraph_url}).strip()


def _text(renderer, tokens, place, options, env) -> str:
    text, url_of = tokens[place].content, env["paragraph_url"]
    if env.get("in_link"):
        return escape(text)
    out, last = "", 0
    for found in REFERENCE.finditer(text):
        if url := url_of(int(found[1] or found[2])):
            out += _linked(text[last : found.start()])
            out += f'<a href="{escape(url)}">{escape(found[0])}</a>'
            last = found.end()
    return out + _linked(text[last:])


def _linked(text: str) -> SafeString:
    return mark_safe(urlize(text, nofollow=True, autoescape=True))  # noqa: S308 (urlize escapes)


def _link_open(renderer, tokens, place, options, env) -> str:
    env["in_link"] = True
    return f'<a href="{escape(tokens[place].attrGet("href"))}" rel="nofollow">'


def _link_close(renderer, tokens, place, options, env) -> str:
    env["in_link"] = False
    return "</a>"


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"breaks": True}).enable(READ)
    parser.validateLink = lambda url: bool(ADDRESS.match(url))
    parser.add_render_rule("text", _text)
    parser.add_render_rule("link_open", _link_open)
    parser.add_render_rule("link_close", _link_close)
    return parser


_parser = _make_parser()
