"""What apps above this one do once someone is no longer of a circle: they know of circles, circles
know nothing of them.

Such an app names a function of the membership, in its `AppConfig.ready`; it runs in the transaction
that ends the membership, and again whenever an ended one is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Membership

_told: list[Callable[[Membership], None]] = []


def when_left(act: Callable[[Membership], None]) -> None:
    if act not in _told:
        _told.append(act)


def tell_left(membership: Membership) -> None:
    for act in _told:
        act(membership)
