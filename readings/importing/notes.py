"""Which lines are notes: they start with a number in brackets that the text above refers to."""

import re

from .lines import Unit
from .lists import item_mark

NUMBER = re.compile(r"\[\^?(\d{1,3}|\*)\]:?\s*(?=\S)")
REFERENCE = re.compile(r"\S\s?\[\^?(\d{1,3}|\*)\]")


def propose_notes(units: list[Unit]) -> None:
    referred = set()
    for unit in units:
        found = NUMBER.match(unit.text)
        if found and not unit.kind and found[1] in referred:
            unit.text = unit.text[found.end() :]
            unit.marks = [item_mark(found[0].strip())]
            unit.propose("footnote", "note_number")
        else:
            referred.update(REFERENCE.findall(unit.text))
