"""Days in words. French has an ordinal for the first of a month alone: 1er décembre, 2 décembre."""

import re
from datetime import date

from django.utils.formats import date_format, get_format
from django.utils.translation import get_language

DAY = re.compile(r"(?<!\\)j")
FIRST = r"1\\e\\r"


def write_day(day: date, words: str = "DATE_FORMAT") -> str:
    """As `date_format` does, in the language that is active."""
    return date_format(day, words_for(day, words))


def words_for(day: date, words: str) -> str:
    """The format that says this day: its letters, or Django's name for it."""
    language = get_language() or ""
    words = get_format(words)
    return DAY.sub(FIRST, words) if day.day == 1 and language.startswith("fr") else words
