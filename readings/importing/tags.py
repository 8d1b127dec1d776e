"""The words of a piece of HTML, without its tags, in one pass over it."""

import html
import re

HIDDEN = re.compile(r"<(script|style|template|noscript|title|head)\b", re.I)


def strip_tags(source: str) -> str:
    parts, at = [], 0
    lower = source.lower() if len(source.lower()) == len(source) else source
    while (opening := source.find("<", at)) >= 0:
        parts.append(source[at:opening])
        hidden = HIDDEN.match(source, opening)
        if source.startswith("<!--", opening):
            end, length = source.find("-->", opening), 3
        elif hidden:
            end, length = lower.find("</" + hidden[1].lower(), opening), 0
        elif (
            source[opening + 1 : opening + 2].isalpha()
            or source[opening + 1 : opening + 2] in "/!?"
        ):
            end, length = source.find(">", opening), 1
            parts.append(" ")
        else:
            end, length = opening, 1
            parts.append("<")
        if end < 0:  # never closed: all the rest belongs to it
            return html.unescape("".join(parts))
        at = end + length
    return html.unescape("".join(parts) + source[at:])
