"""Text as such: folding for comparison, counting words, reading time. No Django here."""

import math
import re
import unicodedata

WORDS_A_MINUTE = 200

_SAME = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-"}
)
_WORD = re.compile(r"\w+(?:[’'\-]\w+)*")


def fold(text: str) -> str:
    """One form for sorting, searching and comparing: no case, accents, or kinds of quotes and spaces."""
    plain = unicodedata.normalize("NFKD", text.translate(_SAME).casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def words(text: str) -> int:
    return sum(1 for _ in _WORD.finditer(text))


def reading_minutes(count: int, per_minute: int = WORDS_A_MINUTE) -> int:
    """Whole minutes, rounded up; none for no words."""
    return math.ceil(count / per_minute)
