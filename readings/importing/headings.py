"""Which lines are headings: short, not lower-case, without closing punctuation, before a longer one."""

import re
from itertools import pairwise
from statistics import median

from .lines import SPEAKER, TALK, Unit, starts_lower

LONGEST = 90
MOST_WORDS = 14
LONGEST_QUESTION = 60
PROSE = 100  # what follows a heading that asks must be this long: in talk, answers are short
# More headings than this share of all units, with little between them: a poem, a list, talk.
MOST = 0.35

CLOSED = re.compile(r"[.,;:!…。،؛”»\")\]—–-]$")
CHAPTER = re.compile(
    r"(?:chapter|part|section|book|act|scene|appendix|lesson|letter"
    r"|chapitre|partie|livre|acte|scène|annexe|leçon|lettre"
    r"|kapitel|teil|abschnitt|buch|akt|szene|anhang"
    r"|capítulo|capitolo|parte|libro|hoofdstuk|deel|rozdział|глава|часть|الفصل|פרק)"
    r"\s+(?:\d{1,3}|[ivxlc]{1,8}|[a-z]{3,9})\b(?:\s*[.:—–-].*)?[^.,;]?$",
    re.I,
)
NUMERAL = re.compile(r"(?:[IVXLC]{1,8}|\d{1,3})\.?$")
DECIMAL = re.compile(r"\d+\.\d+")


def propose_headings(units: list[Unit]) -> None:
    body = [unit for unit in units if unit.kind != "caption"]
    named, likely = [], []
    for unit, after in pairwise(body):
        if unit.kind or len(unit.text) > LONGEST:
            continue
        if _names_a_part(unit.text):
            named.append(unit)
        elif _is_likely(unit.text, after):
            likely.append(unit)
    for unit in named:
        unit.propose("heading", "chapter", 2)
    if likely and not _are_all_alike(likely, body):
        for unit in likely:
            unit.propose("heading", "short_line", 3 if DECIMAL.match(unit.text) else 2)


def _are_all_alike(likely: list[Unit], body: list[Unit]) -> bool:
    """Are there as many short lines as others, and the others hardly longer?"""
    if len(likely) <= MOST * len(body):
        return False
    chosen = set(map(id, likely))
    rest = [len(unit.text) for unit in body if id(unit) not in chosen]
    return median(rest) < 2.5 * median(len(unit.text) for unit in likely)


def _names_a_part(text: str) -> bool:
    return bool(CHAPTER.match(text) or NUMERAL.match(text))


def _is_likely(text: str, after: Unit) -> bool:
    if (
        after.kind not in (None, "quotation", "list_item", "verse")
        or len(text.split()) > MOST_WORDS
    ):
        return False
    if starts_lower(text) or CLOSED.search(text) or TALK.match(text) or not _has_letters(text):
        return False
    if SPEAKER.match(text) and SPEAKER.match(after.text):
        return False
    if text.endswith(
        ("?", "？", "؟")
    ):  # in talk, too, a short question comes before a longer answer
        return (
            len(text) <= LONGEST_QUESTION
            and len(after.text) >= PROSE
            and not TALK.match(after.text)
        )
    return len(after.text) > len(text)


def _has_letters(text: str) -> bool:
    return sum(sign.isalpha() for sign in text) >= 2
