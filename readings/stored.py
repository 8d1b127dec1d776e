"""The page of an edition as it is stored, with the places in it.

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
def stored_page(edition_pk: int) -> StoredPage:
    html = EditionText.objects.values_list("html", flat=True).get(pk=edition_pk)
    numbers = {int(start): int(number) for number, start in NUMBER.findall(html)}
    return StoredPage(html, starts_in(html), numbers)
