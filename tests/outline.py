"""A page as a tree, and what is out of order in it for those who do not see it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
FIELDS = {"input", "select", "textarea"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LANDMARKS = {"nav", "aside", "main", "form", "section"}
POINTERS = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-details"]


@dataclass
class Element:
    name: str
    attributes: dict = field(default_factory=dict)
    children: list = field(default_factory=list)  # of elements and words
    parent: Element | None = None

    def all(self, *names: str):
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names or not names:
                    yield child
                yield from child.all(*names)

    def within(self, name: str) -> Element | None:
        at = self.parent
        while at and at.name != name:
            at = at.parent
        return at

    @property
    def words(self) -> str:
        """What is read out of it: texts, and the names of pictures."""
        if self.attributes.get("aria-hidden") == "true":
            return ""
        if label := self.attributes.get("aria-label") or self.attributes.get("alt"):
            return label
        parts = [part.words if isinstance(part, Element) else part for part in self.children]
        return " ".join(" ".join(parts).split())

    def __str__(self) -> str:
        given = " ".join(f'{name}="{value}"' for name, value in self.attributes.items())
        return f"<{self.name} {given}>"[:160]


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self._at = Element("document")
        self._inert = 0  # how many templates it stands in
        self.elements = []  # in order; what stands in a template is none of the page yet
        self.by_id = {}
        self.ids = Counter()
        self.labels = defaultdict(list)  # by the id of what they label
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        element = Element(tag, dict(attributes), parent=self._at)
        self._at.children.append(element)
        if not self._inert:
            self._index(element)
        self._inert += tag == "template"
        if tag not in VOID:
            self._at = element

    def _index(self, element: Element) -> None:
        self.elements.append(element)
        if one := element.attributes.get("id"):
            self.ids[one] += 1
            self.by_id.setdefault(one, element)
        if element.name == "label":
            self.labels[element.attributes.get("for", "")].append(element)

    def handle_endtag(self, tag):
        self._inert -= tag == "template"
        at = self._at
        while at.parent and at.name != tag:
            at = at.parent
        self._at = at.parent or at

    def handle_data(self, data):
        self._at.children.append(data)

    def all(self, *names: str):
        return (one for one in self.elements if one.name in names or not names)

    def name_of(self, one: Element) -> str:
        given = one.attributes
        if pointed := given.get("aria-labelledby"):
            return " ".join(self.by_id[to].words for to in pointed.split() if to in self.by_id)
        labels = self.labels[given["id"]] if "id" in given else []
        labels = labels + list(filter(None, [one.name in FIELDS and one.within("label")]))
        return given.get("aria-label") or " ".join(label.words for label in labels) or one.words

    def faults(self) -> list[str]:
        return [
            *(f"id {one} stands {many} times" for one, many in self.ids.items() if many > 1),
            *self._headings(),
            *self._pointers(),
            *self._names(),
            *self._landmarks(),
            *self._focus(),
        ]

    def _headings(self):
        levels = [int(one.name[1]) for one in self.all(*HEADINGS)]
        if levels.count(1) != 1:
            yield f"h1 stands {levels.count(1)} times"
        yield from (f"h{a} is followed by h{b}" for a, b in pairwise(levels) if b > a + 1)
        yield from (f"{one} says nothing" for one in self.all(*HEADINGS) if not one.words)

    def _pointers(self):
        for one in self.all():
            if "hidden" in one.attributes:
                continue  # what it points at may come with its contents
            for pointer in POINTERS:
                ids = one.attributes.get(pointer, "").split() if pointer in one.attributes else []
                yield from (f"{one} points at no {to}" for to in ids if to not in self.ids)
        for link in self.all("a"):
            href = link.attributes.get("href", "")
            if href.startswith("#") and href[1:] not in self.ids:
                yield f"{link} leads nowhere"

    def _names(self):
        for one in self.all("a", "button", "summary", *FIELDS):
            if one.attributes.get("type") in {"hidden", "submit"} or "hidden" in one.attributes:
                continue
            if one.name == "a" and "href" not in one.attributes:
                continue
            if not self.name_of(one).strip():
                yield f"{one} has no name"
        for one in self.all("img"):
            if "alt" not in one.attributes:
                yield f"{one} has no alt"
        for one in self.all("svg"):
            if not one.attributes.keys() & {"aria-hidden", "aria-label", "aria-labelledby"}:
                yield f"{one} is neither hidden nor named"

    def _landmarks(self):
        if len(list(self.all("main"))) != 1:
            yield "not one main"
        named = Counter()
        for one in self.all("nav", "aside"):
            named[one.name, self.name_of(one) if named_itself(one) else ""] += 1
        yield from (
            f"{many} {kind} called “{name}”" for (kind, name), many in named.items() if many > 1
        )
        for nav in self.all("nav"):
            current = [one for one in nav.all("a") if one.attributes.get("aria-current") == "page"]
            if len(current) > 1:
                yield f"{nav}: {len(current)} current pages"

    def _focus(self):
        for one in self.all():
            if one.attributes.get("tabindex", "0") not in {"0", "-1"}:
                yield f"{one} is out of turn"
        if sum("autofocus" in one.attributes for one in self.all()) > 1:
            yield "several want the focus"


def named_itself(one: Element) -> bool:
    return bool(one.attributes.keys() & {"aria-label", "aria-labelledby"})
