"""Which lines describe a picture or name who made it."""

import re

from .lines import Unit

LONGEST = 600
PICTURE = r"(?:image|photo(?:graph)?|picture|credit|illustration|foto|bild|crédit|abbildung|imagen|immagine)"
# "... on the square / Image: Jo Doe, Flickr", "(Photo: Jo Doe)", "... Photograph: Jo Doe"
CREDIT = re.compile(
    rf"(?:[/|(\[–—]|[.!?])\s*{PICTURE}s?(?:\s+(?:by|credit|courtesy))?\s*[:：]\s*\S[^:]{{0,120}}$",
    re.I,
)
LABEL = re.compile(
    rf"(?:{PICTURE}s?|légende|caption|bildunterschrift)\s*[:：]\s*\S"
    r"|(?:photo|image|photograph|picture|foto)s?\s+(?:by|courtesy|credit|von|de)\b.{0,100}$"
    r"|(?:figure|fig\.?|abb\.?|abbildung|plate|planche|tableau|illustration|ill\.?|table|map|carte)"
    r"\s*\d{1,3}(?:[.-]\d{1,3})?\s*[.:–—-]\s+\S",
    re.I,
)


def propose_captions(units: list[Unit]) -> None:
    for unit in units:
        if not unit.kind and len(unit.text) <= LONGEST and is_caption(unit.text):
            unit.propose("caption", "credit")


def is_caption(text: str) -> bool:
    return bool(LABEL.match(text) or CREDIT.search(text[-200:]))
