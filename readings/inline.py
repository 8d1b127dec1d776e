"""Inline marks to HTML: the words of a block escaped, with its emphasis and links around them.

Marks are dictionaries: `kind`, `start` and `end` in code points of the text, `href` for links. They
may overlap; tags never do. Two kinds have no length and no words: `note` (the mark of a note, drawn
from `data-note`) and `item` (what stands before a list item: see `item_label`).
"""

from html import escape

from readings.importing import links

TAGS = {"em": "em", "strong": "strong", "code": "code", "sup": "sup", "sub": "sub", "del": "del"}


def to_html(text: str, marks: list[dict]) -> str:
    """Inline HTML whose text nodes, joined, are exactly `text`."""
    parts, open_now, at = [], [], 0
    for place, opens, mark in _events(text, marks):
        parts.append(escape(text[at:place], quote=False))
        at = place
        if mark["kind"] == "note":
            parts.append(f'<sup data-note="{escape(str(mark["label"]))}"></sup>')
        elif opens:
            open_now.append(mark)
            parts.append(_opening(mark))
        else:  # close down to this one, and open the others again
            index = next(n for n, other in enumerate(open_now) if other is mark)
            parts += [_closing(other) for other in reversed(open_now[index:])]
            del open_now[index]
            parts += [_opening(other) for other in open_now[index:]]
    parts.append(escape(text[at:], quote=False))
    return "".join(parts)


def item_label(marks: list[dict]) -> tuple[str, int]:
    """The number before a list item ("" for a bullet) and how deep the item stands."""
    for mark in marks:
        if mark["kind"] == "item":
            return mark["label"], mark["depth"]
    return "", 0


def _events(text: str, marks: list[dict]):
    """Where tags open and close: at one place closings first, then the longer mark outside."""
    events = []
    for order, mark in enumerate(marks):
        start, end = max(0, mark["start"]), min(mark["end"], len(text))
        if mark["kind"] == "note" and 0 <= start <= len(text):
            events.append((start, 1, 0, order, True, mark))
        elif start < end and _is_known(mark):
            events.append((start, 2, -end, order, True, mark))
            events.append((end, 0, -start, -order, False, mark))
    events.sort(key=lambda event: event[:4])
    return [(event[0], event[4], event[5]) for event in events]


def _is_known(mark: dict) -> bool:
    if mark["kind"] == "link":
        return links.allowed(mark.get("href") or "") is not None
    return mark["kind"] in TAGS


def _opening(mark: dict) -> str:
    if mark["kind"] == "link":
        return f'<a href="{escape(mark["href"])}" rel="nofollow noopener noreferrer">'
    return f"<{TAGS[mark['kind']]}>"


def _closing(mark: dict) -> str:
    return "</a>" if mark["kind"] == "link" else f"</{TAGS[mark['kind']]}>"
