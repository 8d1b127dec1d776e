"""Plain text to a document. Text has no structure of its own: all of it here is proposed.

Each step looks at the units that no earlier step has named: what comes after the end, lists,
captions, headings, quotations, notes. The rest are paragraphs.
"""

from .captions import propose_captions
from .document import Block, Document
from .endings import leave_out_the_end
from .headings import propose_headings
from .language import guess_language
from .lines import Unit, units_of
from .lists import propose_lists
from .notes import propose_notes
from .quotations import propose_quotations
from .sentences import Notice


def parse(text: str) -> Document:
    units = units_of(text)
    leave_out_the_end(units)
    body = [unit for unit in units if not unit.left_out]
    for propose in (
        propose_lists,
        propose_captions,
        propose_headings,
        propose_quotations,
        propose_notes,
    ):
        propose(body)
    document = Document(language=guess_language(text), blocks=[_block(unit) for unit in units])
    left_out = len(units) - len(body)
    if left_out:
        document.warnings.append(Notice("left_out", {"count": left_out}))
    return document


def _block(unit: Unit) -> Block:
    kind = unit.kind or "paragraph"
    return Block(
        kind="paragraph" if unit.left_out else kind,
        text=unit.text,
        level=unit.level,
        marks=unit.marks,
        proposal={"kind": "left_out" if unit.left_out else kind, "why": unit.why}
        if unit.why
        else None,
        left_out=unit.left_out,
    )
