"""What the review page says of a block and offers for it."""

from dataclasses import dataclass

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from readings.importing.sentences import REASONS
from readings.models import Block
from readings.models.editions import FIRST_LEVEL

register = template.Library()

Kind = Block.Kind
KEYS = {
    Kind.HEADING: "h",
    Kind.PARAGRAPH: "p",
    Kind.QUOTATION: "q",
    Kind.CAPTION: "c",
    Kind.LIST_ITEM: "l",
    Kind.LEFT_OUT: "x",
}
RARER = [Kind.VERSE, Kind.FOOTNOTE]


@dataclass
class Choice:
    value: str | int
    label: str
    key: str = ""


@register.simple_tag
def kinds_for(block: Block, all_kinds: bool = False) -> list[Choice]:
    """What a block can become; what it is, or was taken for, is always among them."""
    kinds = [*KEYS, *(RARER if all_kinds else [])]
    own = [block.kind, (block.proposal or {}).get("kind")]
    kinds += [Kind(kind) for kind in dict.fromkeys(own) if kind and kind not in kinds]
    return [Choice(kind.value, capfirst(kind.label), KEYS.get(kind, "")) for kind in kinds]


@register.simple_tag
def levels_for(block: Block) -> list[Choice]:
    """Three levels do for almost any text; a deeper one that the file named is kept among them."""
    names = [
        _("Main heading"),
        _("Second level"),
        _("Third level"),
        _("Fourth level"),
        _("Fifth level"),
    ]
    choices = [Choice(level, name) for level, name in enumerate(names, FIRST_LEVEL)]
    return [c for c in choices if c.value < FIRST_LEVEL + 3 or c.value == block.level]


@register.filter
def why(block: Block) -> str:
    """Why the import took it for what it did."""
    reason = (block.proposal or {}).get("why", "")
    return _(REASONS[reason]) if reason in REASONS else ""
