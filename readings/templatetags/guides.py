"""How the pages of a guide say paragraphs and dates."""

from datetime import date

from django import template

from readings.guide_files import spans
from readings.guide_files.pins import spans_line
from readings.people.days import write_day

register = template.Library()
FORMATS = {1: "Y", 2: "F Y", 3: "j F Y"}  # by how much of the date is known


@register.filter
def first_paragraph(paragraphs: str) -> int | None:
    return spans(paragraphs)[0][0] if paragraphs else None


@register.filter
def further_paragraphs(paragraphs: str) -> str:
    """What is cited besides the first stretch."""
    further = spans(paragraphs)[1:] if paragraphs else []
    return f", {spans_line(further)}" if further else ""


@register.filter
def date_words(written: str) -> str:
    """ "1936-07" as "July 1936", in the reader's language."""
    pieces = [int(piece) for piece in written.split("-")]
    day = date(*pieces, *[1] * (3 - len(pieces)))
    return write_day(day, FORMATS[len(pieces)])
