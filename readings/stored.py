"""The text of an edition, and its page with the places in it, as they are stored.

What was published never changes, so each process reads it once; the texts used last stay in its memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from readings.models.editions import EditionText
from readings.rendering import NUMBER, starts_in

MOST_TEXTS = 16


@dataclass(frozen=True)
class StoredPage:
    html: str
    starts: list[int]  # where each block starts, in order
    numbers: dict[int, int]  # where a block starts -> the number it bears; headings have none


@lru_cache(MOST_TEXTS)
def stored_text(edition_pk: int) -> str:
    return EditionText.objects.values_list("text", flat=True).get(pk=edition_pk)


@lru_cache(MOST_TEXTS)
def stored_page(edition_pk: int) -> StoredPage:
    html = EditionText.objects.values_list("html", flat=True).get(pk=edition_pk)
    numbers = {int(start): int(number) for number, start in NUMBER.findall(html)}
    return StoredPage(html, starts_in(html), numbers)
