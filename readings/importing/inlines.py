"""The words inside a Markdown block, and where its emphasis and links stand in them."""

import re

from . import links
from .cleaning import SPACES, scrub

OPENING = {"em_open": "em", "strong_open": "strong", "s_open": "del", "link_open": "link"}
CLOSING = {"em_close": "em", "strong_close": "strong", "s_close": "del", "link_close": "link"}
TAGS = {
    "em": "em", "i": "em", "cite": "em", "strong": "strong", "b": "strong",
    "sup": "sup", "sub": "sub", "code": "code", "del": "del", "s": "del",
}  # fmt: skip
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)")
HIDDEN = frozenset(("script", "style", "template", "title", "noscript"))


class Line:
    """Text under way: single spaces, marks in code points, line breaks only in verse."""

    def __init__(self, *, verse: bool = False):
        self.parts: list[str] = []
        self.length = 0
        self.marks: list[dict] = []
        self.open: list[dict] = []
        self.hidden: str | None = None
        self.verse = verse
        self.pictures = 0

    def add(self, text: str) -> None:
        text = SPACES.sub(" ", scrub(text))
        if not self.parts or self.parts[-1][-1].isspace():
            text = text.lstrip()
        if text and not self.hidden:
            self.parts.append(text)
            self.length += len(text)

    def add_break(self) -> None:
        if not self.verse:
            self.add(" ")
            return
        if self.parts and not self.hidden:
            if self.parts[-1].endswith(" "):
                self.parts[-1] = self.parts[-1][:-1]
                self.length -= 1
            self.parts = [part for part in (*self.parts, "\n") if part]
            self.length += 1

    def add_line(self, text: str, marks: list[dict]) -> None:
        """A whole finished line, on a line of its own."""
        if self.parts:
            text, shift = "\n" + text, self.length + 1
        else:
            shift = 0
        self.marks += [
            {**mark, "start": mark["start"] + shift, "end": mark["end"] + shift} for mark in marks
        ]
        if text:
            self.parts.append(text)
            self.length += len(text)

    def take(self, tokens) -> None:
        for token in tokens:
            if token.type in ("text", "text_special"):
                self.add(token.content)
            elif token.type in ("softbreak", "hardbreak"):
                self.add_break()
            elif token.type == "code_inline":
                self.begin("code")
                self.add(token.content)
                self.close("code")
            elif token.type in OPENING:
                self.begin(OPENING[token.type], href=token.attrs.get("href"))
            elif token.type in CLOSING:
                self.close(CLOSING[token.type])
            elif token.type == "image":
                self.pictures += 1
                self.take(token.children or [])
            elif token.type == "footnote_ref":
                label = token.meta.get("label") or str(token.meta["id"] + 1)
                self.marks.append(
                    {"kind": "note", "start": self.length, "end": self.length, "label": label}
                )
            elif token.type == "html_inline":
                self.take_tag(token.content)

    def take_tag(self, tag: str) -> None:
        found = TAG.match(tag)
        if not found:
            return
        closes, name = found[1], found[2].lower()
        if name in HIDDEN:
            self.hidden = None if closes else name
        elif name == "br":
            self.add_break()
        elif name in TAGS and not closes:
            self.begin(TAGS[name])
        elif name in TAGS:
            self.close(TAGS[name])

    def begin(self, kind: str, href: str | None = None) -> None:
        mark = {"kind": kind, "start": self.length}
        if kind == "link":
            mark["href"] = links.allowed(href or "")
        self.open.append(mark)

    def close(self, kind: str) -> None:
        for index in range(len(self.open) - 1, -1, -1):
            if self.open[index]["kind"] == kind:
                mark = self.open.pop(index)
                if kind != "link" or mark["href"]:
                    self.marks.append({**mark, "end": self.length})
                return

    def finish(self, without: str = "") -> tuple[str, list[dict]]:
        text = "".join(self.parts).rstrip()
        if without:
            text = text.removesuffix(without).rstrip()
        composed = scrub(text)
        if composed != text:  # signs in different pieces composed: places can no longer be trusted
            return composed, []
        marks = []
        for mark in self.marks:
            mark["end"] = min(mark["end"], len(text))
            mark["start"] = min(mark["start"], mark["end"])
            if mark["start"] < mark["end"] or mark["kind"] == "note":
                marks.append(mark)
        return text, sorted(marks, key=lambda mark: (mark["start"], -mark["end"]))


def only_pictures(tokens) -> bool:
    """Is this paragraph nothing but pictures?"""
    return any(token.type == "image" for token in tokens) and all(
        token.type in ("image", "softbreak", "hardbreak", "link_open", "link_close")
        or (token.type == "text" and not token.content.strip())
        for token in tokens
    )
