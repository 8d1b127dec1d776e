"""What an import says to people: why a file was refused, what was changed, why something was guessed.

Nothing here knows Django, so sentences stand in English and are marked for `makemessages` by the
name `gettext_noop`. Whoever shows one translates it: `gettext(notice.sentence) % notice.values`.
"""

from dataclasses import dataclass, field


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation, and leave it as it is."""
    return sentence


REFUSALS = {
    "empty": gettext_noop("There are no words in this file."),
    "too_large": gettext_noop("This file is larger than 4 MB, the most we can read."),
    "too_long": gettext_noop(
        "This text is too long for one reading; please split it into several."
    ),
    "too_slow": gettext_noop(
        "Reading this file took too long; please try a simpler file, or paste the text."
    ),
    "failed": gettext_noop(
        "We could not read this. Please try again, or paste the text as plain words."
    ),
    "format": gettext_noop(
        "We can read plain text (.txt) and Markdown (.md); please save the text as one of these."
    ),
    "binary": gettext_noop(
        "This file does not hold plain text; please save the text as .txt, or paste it."
    ),
    "document": gettext_noop(
        "This looks like a document from another program; please save it there as plain text, "
        "or copy the words and paste them."
    ),
    "web_page": gettext_noop(
        "This looks like the code of a web page; please copy the words from the page and paste them."
    ),
    "encoding": gettext_noop(
        "We could not tell how the letters in this file are written; please save it as UTF-8 text."
    ),
}

WARNINGS = {
    "left_out": gettext_noop("Lines left out at the end, as from a comment form: %(count)s."),
    "encoding_guessed": gettext_noop(
        "We guessed how the letters are written (%(encoding)s); please look at accents and quotes."
    ),
    "damaged": gettext_noop("Letters that could not be read, shown as “�”: %(count)s."),
    "pictures": gettext_noop("Pictures not kept, only their descriptions: %(count)s."),
    "marks_dropped": gettext_noop(
        "A part of the text is full of formatting signs and was taken as it stands."
    ),
}

# Why a block was proposed to be what it is; the review page shows these beside the guess.
REASONS = {
    "short_line": gettext_noop("A short line before a longer one"),
    "chapter": gettext_noop("Names a chapter or part"),
    "underlined": gettext_noop("Underlined in the file"),
    "lead_in": gettext_noop("The line before it leads into a quotation"),
    "goes_on": gettext_noop("Seems to go on with the quotation before it"),
    "indented": gettext_noop("Set in from the margin"),
    "quoted": gettext_noop("Marked as quoted in the file"),
    "credit": gettext_noop("Describes a picture or names who made it"),
    "marker": gettext_noop("Starts with a bullet or a number"),
    "short_lines": gettext_noop("Short lines that stand together"),
    "note_number": gettext_noop("Starts with the number of a note"),
    "after_the_end": gettext_noop("Comes after the text: sharing, comments, a form"),
}


@dataclass(frozen=True)
class Notice:
    """A sentence of WARNINGS and what to fill in."""

    code: str
    values: dict = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return WARNINGS[self.code]

    def __str__(self) -> str:
        return self.sentence % self.values


class Unreadable(Exception):
    """What cannot become a reading; `str()` is one plain English sentence."""

    def __init__(self, code: str, **values):
        self.code = code
        self.values = values
        super().__init__(code)

    @property
    def sentence(self) -> str:
        return REFUSALS[self.code]

    def __str__(self) -> str:
        return self.sentence % self.values
