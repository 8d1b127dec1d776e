"""The order people give to what stands in a row: the one moved comes after a neighbour it names.

So a move means the same when someone else has moved, added or taken away things meanwhile.
"""

from __future__ import annotations


def moved(row: list[int], one: int, *, after: int) -> list[int]:
    """The row with `one` after that neighbour; first, if that is not in it (0)."""
    others = [pk for pk in row if pk != one]
    place = others.index(after) + 1 if after in others else 0
    return [*others[:place], one, *others[place:]]
