"""Which lines with a bullet or number in front are items of a list."""

import re

from .lines import Unit

LONGEST_ITEM = 400  # numbered theses are paragraphs, and keep their numbers
PLAIN_BULLETS = frozenset("•‣◦▪●○")
NUMBER = re.compile(r"\d+")


def item_mark(label: str, depth: int = 0) -> dict:
    """What stands before an item; it is no part of the text, so it has no length."""
    return {"kind": "item", "start": 0, "end": 0, "label": label, "depth": depth}


def propose_lists(units: list[Unit]) -> None:
    for run in _runs(units):
        if _is_list(run):
            for unit in run:
                unit.propose("list_item", "marker")
                unit.marks = [
                    item_mark(
                        "" if not _number(unit) and not unit.label[0].isalpha() else unit.label
                    )
                ]
        else:
            for unit in run:
                unit.text = f"{unit.label} {unit.text}"


def _runs(units: list[Unit]) -> list[list[Unit]]:
    """Neighbours with bullets of one sort, or with numbers that go up by one."""
    runs, before = [], None
    for unit in units:
        if not unit.label or unit.kind:
            before = None
            continue
        if before is not None and _goes_on(before, unit):
            runs[-1].append(unit)
        else:
            runs.append([unit])
        before = unit
    return runs


def _goes_on(before: Unit, unit: Unit) -> bool:
    if _number(before) or _number(unit):
        return _number(before) + 1 == _number(unit)
    return before.label.isalnum() == unit.label.isalnum()


def _number(unit: Unit) -> int:
    found = NUMBER.search(unit.label)
    return int(found[0]) if found else 0


def _is_list(run: list[Unit]) -> bool:
    if sum(len(unit.text) for unit in run) > LONGEST_ITEM * len(run):
        return False
    return len(run) > 1 or run[0].label in PLAIN_BULLETS
