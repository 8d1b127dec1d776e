"""What apps above this one have to do with publishing: they know of texts, texts know nothing of them.

Such an app names functions of the reading in its `AppConfig.ready`: one that acts in the transaction
that publishes, one that says whether people's words are pinned to the text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readings.models import Reading

_told: list[Callable[[Reading], None]] = []
_asked: list[Callable[[Reading], bool]] = []


def when_published(act: Callable[[Reading], None]) -> None:
    if act not in _told:
        _told.append(act)


def ask_for_words(answer: Callable[[Reading], bool]) -> None:
    if answer not in _asked:
        _asked.append(answer)


def tell_published(reading: Reading) -> None:
    for act in _told:
        act(reading)


def bears_words(reading: Reading) -> bool:
    """Whether something that people wrote is pinned to its words."""
    return any(answer(reading) for answer in _asked)
