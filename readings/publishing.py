"""What apps above this one do once a text is published: they know of texts, texts know nothing of them.

Such an app names a function of the reading, in its `AppConfig.ready`; it runs in the transaction
that publishes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readings.models import Reading

_told: list[Callable[[Reading], None]] = []


def when_published(act: Callable[[Reading], None]) -> None:
    if act not in _told:
        _told.append(act)


def tell_published(reading: Reading) -> None:
    for act in _told:
        act(reading)
