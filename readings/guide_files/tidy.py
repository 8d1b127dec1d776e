"""Words as a guide keeps them, whether they come from a file or from a form."""

import re
import unicodedata


def tidy_line(text: str) -> str:
    """On one line, single spaces; no-break spaces are their author's and stay."""
    return re.sub(r"[ \t\n]+", " ", _plain(text)).strip()


def tidy_text(text: str) -> str:
    """Paragraphs with one empty line between, no spaces where lines end."""
    lines = [line.rstrip() for line in _plain(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(sign for sign in text if sign in "\t\n" or unicodedata.category(sign) != "Cc")
