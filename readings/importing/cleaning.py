"""From any text to canonical text: one kind of line end, NFC, nothing that hides or reorders words."""

import re
import unicodedata

LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028]")
# ECMA-48 control sequences (colours) and operating system commands (terminal titles); possessive,
# and stopping at the next escape, so that no input makes them look at a character twice.
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*+[ -/]*+[@-~]|\][^\x07\x1b\n]*+(?:\x07|\x1b\\)?|.)?")

# Dropped: other controls; marks that reorder text (embeddings, overrides, isolates), while the
# plain direction marks stay; soft hyphen, byte order mark, word joiner and other invisible signs;
# noncharacters. ZWNJ and ZWJ stay: Persian, Indic scripts and emoji are spelt with them.
DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
# The zero-width space divides words in South-East Asian scripts; elsewhere it is a leftover.
ZERO_WIDTH_SPACE = re.compile("(?<![\u0e00-\u109f\u1780-\u17ff])\u200b")
SURROGATES = re.compile("[\ud800-\udfff]")

# UAX #15's stream-safe limit. Longer runs of combining marks are no language, and Python sorts
# them in quadratic time.
MOST_MARKS = 30

SPACES = re.compile(r"\s{2,}|[^\S\u00a0\u202f]")


def clean(text: str) -> str:
    """Canonical text, its lines still as they were."""
    text = LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    return scrub(ESCAPES.sub("", text) if "\x1b" in text else text)


def scrub(text: str) -> str:
    """Drop what must not be in a block and compose the rest (NFC)."""
    if text.isascii():
        return DROPPED.sub("", text)
    text = SURROGATES.sub("\ufffd", ZERO_WIDTH_SPACE.sub("", DROPPED.sub("", text)))
    marks = "".join(sign for sign in set(text) if unicodedata.combining(sign))
    if marks:
        text = re.sub(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+", r"\1", text)
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """One space between words. A no-break space stays, unless another space stands beside it."""
    return SPACES.sub(" ", text).strip()
