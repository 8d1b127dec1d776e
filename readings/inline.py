"""A block's text and its inline marks as HTML. No Django here.

A mark is {"start", "end", "kind"} and, for a link, {"href"}; offsets are code points of the text.
Everything is escaped; only the elements named here can appear.
"""

from html import escape

ELEMENTS = {"em": "em", "strong": "strong", "code": "code", "sup": "sup", "sub": "sub", "link": "a"}


def to_html(text: str, marks: list[dict]) -> str:
    """Inline HTML whose text is exactly `text`. Overlapping marks are cut so that elements nest."""
    inside = [m for m in marks if m["kind"] in ELEMENTS and 0 <= m["start"] < m["end"] <= len(text)]
    cuts = sorted({0, len(text), *(m["start"] for m in inside), *(m["end"] for m in inside)})
    out: list[str] = []
    open_marks: list[dict] = []
    for here, there in zip(cuts, [*cuts[1:], None], strict=True):
        wanted = [m for m in inside if m["start"] <= here < m["end"]]
        wanted.sort(key=lambda m: (m["start"], -m["end"]))
        shared = 0
        while shared < min(len(open_marks), len(wanted)) and open_marks[shared] is wanted[shared]:
            shared += 1
        out += [f"</{ELEMENTS[m['kind']]}>" for m in reversed(open_marks[shared:])]
        out += [_opening(m) for m in wanted[shared:]]
        open_marks = wanted
        if there is not None:
            out.append(escape(text[here:there], quote=False))
    return "".join(out)


def _opening(mark: dict) -> str:
    if mark["kind"] == "link":
        return f'<a href="{escape(mark["href"])}" rel="nofollow noreferrer">'
    return f"<{ELEMENTS[mark['kind']]}>"
