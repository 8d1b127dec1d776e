"""Text as such: folding for comparison, counting words, reading time. No Django here."""

import math
import re
import unicodedata

WORDS_A_MINUTE = 200

# What NFKD leaves apart though readers and search boxes take it for the same
_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘‚‛ʼʹ´`′‹›", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"),
        "œ": "oe",
        "æ": "ae",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)
# Canonical combining classes (Unicode, UCD 5.7.4) of marks that readers may leave out: Hebrew
# points, Arabic and Syriac vowels, and accents above, below and through letters. Others, such as
# the voicing of kana or the virama of Indic scripts, make another letter and stay.
_ACCENTS = frozenset({1, *range(10, 37), *range(202, 241)})

# Chinese and Japanese characters and what stands in one word
_CHARACTER = "\u3400-\u4dbf\u4e00-\u9fff\u3040-\u30ff\uf900-\ufaff\U00020000-\U000323af"
_CHARACTERS = re.compile(f"[{_CHARACTER}]")
_WORD = re.compile(rf"[^\W{_CHARACTER}]+(?:['’.,‐‑-][^\W{_CHARACTER}]+)*")
_CHARACTERS_A_WORD = 2  # people read about 400 characters in the time of 200 words


def fold(text: str) -> str:
    """One form for sorting, searching and comparing: no case, accents, or kinds of quotes and spaces.

    Its length differs from the text's: never take places from it, never store it in its stead.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().translate(_SAME)
    kept = "".join(sign for sign in plain if unicodedata.combining(sign) not in _ACCENTS)
    return " ".join(unicodedata.normalize("NFC", kept).split())


def words(text: str) -> int:
    """How many words; "l’eau", "peut-être" and "3.5" are one each, two Chinese characters are one."""
    count = sum(1 for _ in _WORD.finditer(text))
    if text.isascii():
        return count
    return count + math.ceil(sum(1 for _ in _CHARACTERS.finditer(text)) / _CHARACTERS_A_WORD)


def reading_minutes(count: int, per_minute: int = WORDS_A_MINUTE) -> int:
    """Whole minutes, rounded up; none for no words."""
    return math.ceil(count / per_minute)


def runs_from_the_right(text: str) -> bool:
    """Whether its first letter is of a script written from right to left."""
    sides = (unicodedata.bidirectional(letter) for letter in text)
    return next((side for side in sides if side in {"L", "R", "AL"}), "L") != "L"
